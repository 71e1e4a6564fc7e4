"""Knows one candidate's sitting: the room's folder, the journal, the clock, the engine, the receipt.

Must not know a screen: terminal, plain mode and later SSH, browser and console are its clients.
"""

from examcore.session.clock import Clock, SystemClock, parse_stamp
from examcore.session.collect import collect_journals, find_journals, is_journal
from examcore.session.disk import Disk, SystemDisk
from examcore.session.engine import BEAT_MS, LETTERS, Session, sign_in
from examcore.session.receipt import Receipt
from examcore.session.room import (
    OpenRoom,
    RoomFacts,
    RoomPart,
    Seat,
    find_rooms,
    is_room,
    publish_room,
    read_room,
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
    "publish_room",
    "read_room",
    "sign_in",
]
