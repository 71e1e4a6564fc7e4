"""Knows how a server that runs tells its technician what happens: a line on stderr with the hour.

Must not fail: a console that has gone away, or a full disk behind it, must not keep a candidate out.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from examcore.language import Message
from examcore.shell.speak import tell


def narrate(text: Message) -> None:
    """Write the line, or go on without it where stderr takes nothing (OSError), is closed or lacks a letter
    (ValueError).
    """
    with suppress(OSError, ValueError):
        tell(f"{datetime.now().astimezone():%H:%M:%S} {text}")
