"""Knows the two proofs a log gives away, as text: that an entry is in it, and that it only grew.

Must not know what an entry says, nor what travels along in `extra`.

An entry's proof is a C2SP tlog-proof (index from 0, hashes from the leaf up, then the checkpoint as signed). Growth is
written as C2SP tlog-witness sends it: `old <size>`, hashes, then the newer checkpoint.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from examcore.errors import BadInput, BrokenSeal
from examcore.language import messages
from examcore.log.book import Log
from examcore.log.checkpoint import Checkpoint, check_growth, check_log, read_checkpoint
from examcore.log.note import from_base64
from examcore.log.tree import HASH, hash_leaf, is_included

msg = messages("examcore")

HEADER = "c2sp.org/tlog-proof@v1"
LARGEST_PROOF = 1024 * 1024
_MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry is number `index` (from 0) under a checkpoint. `extra` is carried along and proves nothing."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Checkpoint
    extra: bytes = b""

    @property
    def text(self) -> str:
        """As it is kept: one file or one code."""
        extra = [f"extra {_to_base64(self.extra)}"] if self.extra else []
        lines = [HEADER, *extra, f"index {self.index}", *map(_to_base64, self.hashes)]
        return "\n".join(lines) + "\n\n" + self.checkpoint.text


@dataclass(frozen=True, slots=True)
class Growth:
    """That a log at a checkpoint begins with the `old` entries an older checkpoint was taken of."""

    old: int
    hashes: tuple[bytes, ...]
    checkpoint: Checkpoint

    @property
    def text(self) -> str:
        """As it is kept."""
        return "\n".join([f"old {self.old}", *map(_to_base64, self.hashes)]) + "\n\n" + self.checkpoint.text


def prove_entry(log: Log, index: int, checkpoint: Checkpoint, extra: bytes = b"") -> Proof:
    """The proof of entry `index` (from 0) under a checkpoint of this log.

    Raises BrokenSeal where log and checkpoint do not belong together, BadInput where the checkpoint is too old.
    """
    check_log(log, checkpoint)
    if not 0 <= index < checkpoint.size:
        raise BadInput(
            msg("the checkpoint was taken before event {number}", number=index + 1),
            msg("sign a new checkpoint of the log first"),
        )
    return Proof(index, log.tree.prove_entry(index, checkpoint.size), checkpoint, extra)


def check_entry(proof: Proof, entry: bytes) -> None:
    """Refuse an entry that the proof does not lead from to the checkpoint's root. Raises BrokenSeal.

    Who signed the checkpoint is another question: Checkpoint.check.
    """
    size, root = proof.checkpoint.size, proof.checkpoint.root
    if not is_included(hash_leaf(entry), proof.index, size, proof.hashes, root):
        raise BrokenSeal(
            msg("the proof does not lead from the event to the checkpoint"),
            msg("the event, the proof or the checkpoint was changed"),
        )


def prove_growth(log: Log, old: Checkpoint, new: Checkpoint) -> Growth:
    """The proof that `new` continues `old`, both of this log. Raises BrokenSeal where they are not."""
    check_log(log, new)
    check_log(log, old)
    if old.size > new.size:
        raise BadInput(msg("the older checkpoint comes first"))
    return Growth(old.size, log.tree.prove_growth(old.size, new.size), new)


def check_proven_growth(old: Checkpoint, growth: Growth) -> None:
    """Refuse a proof that the newer checkpoint continues `old`. Raises BrokenSeal."""
    if growth.old != old.size:
        raise BrokenSeal(
            msg("the proof begins at {size} events, the older checkpoint at {other}", size=growth.old, other=old.size)
        )
    check_growth(old, growth.checkpoint, growth.hashes)


def read_proof(text: str, source: str) -> Proof:
    """The proof in `text`. Raises BadInput, naming `source`, for anything that is not exactly one."""
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    extra = from_base64(lines[1].removeprefix("extra ")) if lines[1:] and lines[1].startswith("extra ") else b""
    rest = lines[2:] if extra else lines[1:]
    index = _read_number(rest[0], "index ") if rest else None
    hashes = _read_hashes(rest[1:])
    if lines[0] != HEADER or extra is None or index is None or hashes is None:
        raise BadInput(msg("{source} is not a proof", source=source))
    found = Proof(index, hashes, read_checkpoint(note, source), extra)
    if found.text != text:
        raise BadInput(msg("{source} is not a proof", source=source))
    return found


def read_growth(text: str, source: str) -> Growth:
    """The proof of growth in `text`. Raises BadInput, naming `source`, for anything that is not exactly one."""
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    old, hashes = _read_number(lines[0], "old "), _read_hashes(lines[1:])
    if old is None or hashes is None:
        raise BadInput(msg("{source} is not a proof", source=source))
    found = Growth(old, hashes, read_checkpoint(note, source))
    if found.text != text:
        raise BadInput(msg("{source} is not a proof", source=source))
    return found


def _read_number(line: str, word: str) -> int | None:
    digits = line.removeprefix(word)
    exact = line.startswith(word) and digits.isascii() and digits.isdigit() and len(digits) < 20
    return int(digits) if exact else None


def _read_hashes(lines: Sequence[str]) -> tuple[bytes, ...] | None:
    found = tuple(one for one in map(from_base64, lines) if one is not None and len(one) == HASH)
    return found if len(found) == len(lines) <= _MOST_HASHES else None


def _to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
