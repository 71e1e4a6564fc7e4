"""Knows the log: every act an auditor may ask about, one canonical JSON line each.

Must not know who reads it. Today a plain file per sitting; a signed tree of events can take the same lines.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examcore.canonical import encode
from examcore.errors import NotSaved
from examcore.language import messages

msg = messages("examcore")


@dataclass(frozen=True, slots=True)
class Event:
    """One act: its name (noun.verb), when, and facts about it. Never a stem, key, PIN or passphrase."""

    act: str
    at: datetime
    facts: tuple[tuple[str, str], ...] = ()


def record(log: Path, event: Event) -> None:
    """Append an event to a log file and wait until the disk has it. Raises NotSaved."""
    line = encode({"act": event.act, "at": event.at.isoformat(), "facts": dict(event.facts)}) + b"\n"
    try:
        with log.open("ab") as out:
            out.write(line)
            out.flush()
            os.fsync(out.fileno())
    except OSError as problem:
        raise NotSaved(
            msg("{path} could not be written: {problem}", path=str(log), problem=problem.strerror or "?")
        ) from problem
