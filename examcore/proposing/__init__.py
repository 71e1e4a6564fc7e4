"""Knows how a published catalogue of positions becomes proposals for items: drafts, never items until a person says so.

Must not know files, nor whether a proposal is worth asking: people read every one.
"""

from examcore.proposing.drafts import MACHINE, Drafted, is_machine_draft, make_drafts
from examcore.proposing.making import KINDS, Kind, Proposal, propose
from examcore.proposing.rightness import Lore
from examcore.proposing.wording import cite, speak_title

__all__ = [
    "KINDS",
    "MACHINE",
    "Drafted",
    "Kind",
    "Lore",
    "Proposal",
    "cite",
    "is_machine_draft",
    "make_drafts",
    "propose",
    "speak_title",
]
