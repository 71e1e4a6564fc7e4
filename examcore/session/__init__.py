"""Knows one candidate's sitting: the room's folder, the journal, the clock, the engine, the receipt.

Must not know a screen: terminal, plain mode and later SSH, browser and console are its clients.
"""

from examcore.record import Clock, Disk, SystemClock, SystemDisk, parse_stamp
from examcore.session.admission import sign_in
from examcore.session.collect import collect_journals, find_journals, is_journal
from examcore.session.engine import BEAT_MS, LETTERS, Session
from examcore.session.receipt import Receipt
from examcore.session.room import (
    OpenRoom,
    RoomFacts,
    RoomPart,
    Seat,
    find_rooms,
    is_room,
    pick_room,
    publish_room,
    read_room,
    require_rooms,
)
from examcore.session.state import State

__all__ = [
    "BEAT_MS",
    "LETTERS",
    "Clock",
    "Disk",
    "OpenRoom",
    "Receipt",
    "RoomFacts",
    "RoomPart",
    "Seat",
    "Session",
    "State",
    "SystemClock",
    "SystemDisk",
    "collect_journals",
    "find_journals",
    "find_rooms",
    "is_journal",
    "is_room",
    "parse_stamp",
    "pick_room",
    "publish_room",
    "read_room",
    "require_rooms",
    "sign_in",
]
