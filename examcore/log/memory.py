"""Knows what somebody has seen of logs, so that an older or forked copy is refused by whoever saw a newer one.

Must not know whose memory it is: it lies beside an officer's key file, or wherever the caller says.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from examcore.canonical import decode, encode
from examcore.errors import BrokenSeal
from examcore.files import read_limited, write_whole
from examcore.language import messages
from examcore.log.book import Log
from examcore.log.checkpoint import Checkpoint, check_log

msg = messages("examcore")

FORMAT = "examcore-memory/1"
LARGEST_MEMORY = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest head of one log that was seen: how many events, and the root over them (hex)."""

    origin: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Memory:
    """All that was seen, one entry for each log, by origin."""

    format: str = FORMAT
    seen: tuple[Seen, ...] = ()

    def of(self, origin: str) -> Seen | None:
        """What was seen of one log, or None."""
        return next((one for one in self.seen if one.origin == origin), None)


def recall(path: Path) -> Memory:
    """The memory in a file; an empty one where there is none yet. Raises BadInput for a damaged one."""
    if not path.exists():
        return Memory()
    return decode(read_limited(path, LARGEST_MEMORY), Memory, str(path))


def refuse_older(memory: Memory, log: Log) -> None:
    """Refuse a log that is older than what was seen of it, or that went another way. Raises BrokenSeal."""
    seen = memory.of(log.origin)
    if seen is None:
        return
    tree = log.tree
    if tree.size < seen.size:
        raise BrokenSeal(
            msg("{source} is older than seen: {count} events, and {size} were seen before", source=log.source,
                count=tree.size, size=seen.size),
            msg("this is an old copy; take the newest one, and tell the council who handed out this one"),
        )  # fmt: skip
    if tree.root(seen.size).hex() != seen.root:
        raise BrokenSeal(
            msg("{source} is not the log that was seen: its first {size} events differ", source=log.source,
                size=seen.size),
            msg("somebody changed, removed or added events; keep the file as it is and tell the council"),
        )  # fmt: skip


def see(memory: Memory, log: Log, checkpoint: Checkpoint) -> Memory:
    """The memory with a checkpoint of `log` added. Raises BrokenSeal where the log is older, forked or another's."""
    refuse_older(memory, log)
    check_log(log, checkpoint)
    before = memory.of(checkpoint.origin)
    if before is not None and before.size >= checkpoint.size:
        return memory
    others = [one for one in memory.seen if one.origin != checkpoint.origin]
    others.append(Seen(checkpoint.origin, checkpoint.size, checkpoint.root.hex()))
    return Memory(FORMAT, tuple(sorted(others, key=_by_origin)))


def remember(path: Path, log: Log, checkpoint: Checkpoint) -> None:
    """Keep in the file at `path` that this checkpoint was seen. Raises BrokenSeal as `see`, NotSaved."""
    write_whole(path, encode(see(recall(path), log, checkpoint)), private=True)


def _by_origin(seen: Seen) -> str:
    return seen.origin
