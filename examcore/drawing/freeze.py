"""Knows what a bank is frozen to before a draw: its manifest, and the Merkle root that names it to the byte.

Must not open an item.
"""

from __future__ import annotations

from collections.abc import Sequence

from examcore.canonical import digest, encode
from examcore.errors import BrokenSeal
from examcore.language import messages
from examcore.log.tree import Tree
from examcore.nouns import DrawPlan, Entry, Lot

msg = messages("examcore")


def find_root(manifest: Sequence[Entry]) -> str:
    """The root (hex) of the Merkle tree over the entries' canonical JSON, in id order; RFC 9162, section 2.1."""
    return Tree(encode(entry) for entry in manifest).root().hex()


def list_lots(manifest: Sequence[Entry]) -> list[Lot]:
    """What the draw sees of a bank."""
    return [Lot(entry.id, entry.tags) for entry in manifest]


def find_plan_digest(plan: DrawPlan) -> str:
    """The digest (hex) a plan is published by."""
    return digest(plan)


def check_frozen(root: str, manifest: Sequence[Entry], source: str) -> None:
    """Refuse (BrokenSeal) to draw from a bank that is not the one that was frozen."""
    if find_root(manifest) != root:
        raise BrokenSeal(
            msg("{source} is not the bank that was frozen: it changed before the draw", source=source),
            msg("find out who changed it; then begin again, with new shares and new commitments"),
        )
