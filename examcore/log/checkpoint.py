"""Knows a checkpoint: which log, how many events, the root over them, and who signed that.

Must not know where it is kept. The text is a C2SP tlog-checkpoint: origin, size, root in base64, signature lines.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from examcore.errors import BadInput, BrokenSeal
from examcore.language import messages
from examcore.log.book import Log
from examcore.log.note import (
    Signature,
    SignerKey,
    Signers,
    check_signatures,
    from_base64,
    is_key_name,
    read_note,
    sign_text,
    write_note,
)
from examcore.log.tree import HASH, is_grown

msg = messages("examcore")

LARGEST_CHECKPOINT = 16 * 1024
_MOST_EVENTS = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log at one moment, with the signatures it bears so far."""

    origin: str
    size: int
    root: bytes
    signatures: tuple[Signature, ...] = ()

    @property
    def body(self) -> str:
        """What is signed: three lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @property
    def text(self) -> str:
        """Body, blank line, signatures: what is kept and printed."""
        return write_note(self.body, self.signatures)

    @property
    def fingerprint(self) -> str:
        """The root in hex, in groups of four, to be printed and read aloud."""
        letters = self.root.hex().upper()
        return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))

    def sign(self, seed: bytes, name: str) -> Checkpoint:
        """With one more signature, by the key of a 32-byte seed; a second one by a key takes the first's place."""
        made = sign_text(self.body, seed, name)
        others = tuple(one for one in self.signatures if (one.name, one.id) != (made.name, made.id))
        return replace(self, signatures=(*others, made))

    def check(self, keys: Sequence[SignerKey]) -> Signers:
        """Who signed and who did not. Raises BrokenSeal where a signature is wrong, unknown, or there is none."""
        return check_signatures(self.body, self.signatures, keys)


def take_checkpoint(log: Log) -> Checkpoint:
    """The unsigned checkpoint of a log as it stands. Raises BadInput where a line is no event or the log is empty."""
    origin = log.origin
    return Checkpoint(origin, len(log.events), log.tree.root())


@lru_cache(maxsize=8)  # a thousand receipts carry the same one
def read_checkpoint(text: str, source: str) -> Checkpoint:
    """The checkpoint in `text`. Raises BadInput, naming `source`, for anything that is not exactly one."""
    body, signatures = read_note(text, source)
    lines = body.split("\n")
    root = from_base64(lines[2]) if len(lines) == 4 else None
    size = (
        int(lines[1]) if root is not None and lines[1].isascii() and lines[1].isdigit() and len(lines[1]) < 20 else -1
    )
    if root is None or len(root) != HASH or not 1 <= size <= _MOST_EVENTS or not is_origin(lines[0]):
        raise BadInput(msg("{source} is not a checkpoint", source=source))
    found = Checkpoint(lines[0], size, root, signatures)
    if found.text != text:
        raise BadInput(msg("{source} is not a checkpoint", source=source))
    return found


def is_origin(name: str) -> bool:
    """Whether `name` may be a log's: not empty, no blanks, no plus, nothing unseen."""
    return is_key_name(name)


def check_log(log: Log, checkpoint: Checkpoint) -> None:
    """Refuse a log that does not begin with exactly what the checkpoint was taken of. Raises BrokenSeal."""
    if log.origin != checkpoint.origin:
        raise BrokenSeal(
            msg("{source} is the log {log}, the checkpoint is of {other}", source=log.source, log=log.origin,
                other=checkpoint.origin)
        )  # fmt: skip
    tree = log.tree
    if tree.size < checkpoint.size:
        raise BrokenSeal(
            msg("{source} has {count} events, the checkpoint {size}: events are missing or this is an older copy",
                source=log.source, count=tree.size, size=checkpoint.size),
            msg("take the log from where it was last written; do not go on with this copy"),
        )  # fmt: skip
    if tree.root(checkpoint.size) != checkpoint.root:
        raise BrokenSeal(
            msg("the first {size} events of {source} are not those of the checkpoint", size=checkpoint.size,
                source=log.source),
            msg("an event was changed, taken out, put in or moved; keep the file as it is and tell the council"),
        )  # fmt: skip


def check_growth(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> None:
    """Refuse a checkpoint that does not continue an older one. Raises BrokenSeal."""
    if old.origin != new.origin or not is_grown(old.size, old.root, new.size, new.root, proof):
        raise BrokenSeal(
            msg("the log at {new} events does not continue the log at {old}", new=new.size, old=old.size),
            msg("an event was changed, taken out, put in or moved; keep the file as it is and tell the council"),
        )
