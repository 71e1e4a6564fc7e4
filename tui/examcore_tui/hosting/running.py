"""Knows what every server of ours asks of the system: to be told when to stop, and files enough for all connections.

Must not know what is served.
"""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio


def hear_signals() -> asyncio.Event:
    """An event that is set by Ctrl+C or the signal to end."""
    import asyncio  # loaded here: commands that serve nothing start without it

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
        else:
            loop.add_signal_handler(number, stop.set)
    return stop


def raise_file_limit() -> None:
    """Let the process hold a connection for each candidate; the usual limit is 1,024 files."""
    if sys.platform != "win32":
        import resource

        with suppress(ValueError, OSError):  # where it may not be raised, the door tells who could not come in
            _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
