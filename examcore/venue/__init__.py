"""Knows a room while the test runs: where every candidate stands, what invigilators may do and how it is done.

Must not know a screen: the console and the commands `examcore room …` are its clients. No question text comes here.
"""

from examcore.venue.acting import Done, Needs, Order, carry_out, find_needs
from examcore.venue.keeper import Keeper, rebuild
from examcore.venue.room import Venue, enter
from examcore.venue.view import PHASES, Phase, RoomView, SeatView, name_phase, name_submission

__all__ = [
    "PHASES",
    "Done",
    "Keeper",
    "Needs",
    "Order",
    "Phase",
    "RoomView",
    "SeatView",
    "Venue",
    "carry_out",
    "enter",
    "find_needs",
    "name_phase",
    "name_submission",
    "rebuild",
]
