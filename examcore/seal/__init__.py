"""Knows how things are sealed and opened: key files, officers, councils and their shares, items, packets, rooms.

Must not know screens, plugins or the database.
"""

from examcore.seal.attend import Attendance, Deal, Dealt, Seat, attend, join_keys
from examcore.seal.council import Council, Member, Signed, Team, follows, found, read_council, read_signed, sign_council
from examcore.seal.items import SealedItem, name_item, open_item, seal_item, witness
from examcore.seal.keys import KEY_NAME, SHARES_NAMES, KeyFile, KeySource, Purpose, Unlocked, make_key_file, unlock
from examcore.seal.note import SealedNote, open_note, seal_note
from examcore.seal.officer import Card, Officer, make_officer, make_paper, read_card, read_paper, unlock_officer
from examcore.seal.packet import (
    Confirmation,
    Packet,
    Plan,
    confirm,
    open_key,
    open_questions,
    read_packet,
    seal_packet,
    show_confirmation,
)
from examcore.seal.primitives import Cost
from examcore.seal.room import OpenBooklet, SealedRoom, open_booklet, open_picture, seal_room
from examcore.seal.shares import CouncilKeys, Shares, deal, open_shares, read_shares, sign_shares

__all__ = [
    "KEY_NAME",
    "SHARES_NAMES",
    "Attendance",
    "Card",
    "Confirmation",
    "Cost",
    "Council",
    "CouncilKeys",
    "Deal",
    "Dealt",
    "KeyFile",
    "KeySource",
    "Member",
    "Officer",
    "OpenBooklet",
    "Packet",
    "Plan",
    "Purpose",
    "SealedItem",
    "SealedNote",
    "SealedRoom",
    "Seat",
    "Shares",
    "Signed",
    "Team",
    "Unlocked",
    "attend",
    "confirm",
    "deal",
    "follows",
    "found",
    "join_keys",
    "make_key_file",
    "make_officer",
    "make_paper",
    "name_item",
    "open_booklet",
    "open_item",
    "open_key",
    "open_note",
    "open_picture",
    "open_questions",
    "open_shares",
    "read_card",
    "read_council",
    "read_packet",
    "read_paper",
    "read_shares",
    "read_signed",
    "seal_item",
    "seal_note",
    "seal_packet",
    "seal_room",
    "show_confirmation",
    "sign_council",
    "sign_shares",
    "unlock",
    "unlock_officer",
    "witness",
]
