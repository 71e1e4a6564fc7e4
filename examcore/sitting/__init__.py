"""Knows a sitting from its making to its report, as a folder on disk.

Must not know commands or screens.
"""

from examcore.sitting.folder import SittingFolder, load
from examcore.sitting.grown import accept_loss, describe_growth, find_lost, refuse_lost
from examcore.sitting.make import find_packet, make_sitting
from examcore.sitting.receipts import make_receipts
from examcore.sitting.right import RightPlaces, open_right
from examcore.sitting.run import Collected, collect, open_booklets, publish, report, score, write_all

__all__ = [
    "Collected",
    "RightPlaces",
    "SittingFolder",
    "accept_loss",
    "collect",
    "describe_growth",
    "find_lost",
    "find_packet",
    "load",
    "make_receipts",
    "make_sitting",
    "open_booklets",
    "open_right",
    "publish",
    "refuse_lost",
    "report",
    "score",
    "write_all",
]
