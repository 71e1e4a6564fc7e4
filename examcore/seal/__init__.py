"""Knows how things are sealed and opened: key files, items, packets, rooms.

Must not know screens, plugins or the database.
"""

from examcore.seal.items import SealedItem, open_item, seal_item, witness
from examcore.seal.keys import KeyFile, KeySource, Purpose, Unlocked, make_key_file, unlock
from examcore.seal.packet import Packet, open_key, open_questions, read_packet, seal_packet
from examcore.seal.primitives import Cost
from examcore.seal.room import open_booklet, seal_room

__all__ = [
    "Cost",
    "KeyFile",
    "KeySource",
    "Packet",
    "Purpose",
    "SealedItem",
    "Unlocked",
    "make_key_file",
    "open_booklet",
    "open_item",
    "open_key",
    "open_questions",
    "read_packet",
    "seal_item",
    "seal_packet",
    "seal_room",
    "unlock",
    "witness",
]
