"""Knows how what happens is put on record: clocks, lines added to a file for good, the chain that ties them, locks.

Must not know what the lines mean: sessions and rooms do.
"""

from examcore.record.boot import read_boot
from examcore.record.clock import Clock, SystemClock, parse_stamp, stamp
from examcore.record.copying import CopyingDisk, match_copies
from examcore.record.disk import Disk, DiskSpeed, SystemDisk, measure_disk, require_fit_disk, sync, sync_folder
from examcore.record.lines import MOST_BYTES, MOST_LINE_BYTES, Line, Lines, read_lines, read_more, write_line
from examcore.record.lock import FileLock, hold, take_lock

__all__ = [
    "MOST_BYTES",
    "MOST_LINE_BYTES",
    "Clock",
    "CopyingDisk",
    "Disk",
    "DiskSpeed",
    "FileLock",
    "Line",
    "Lines",
    "SystemClock",
    "SystemDisk",
    "hold",
    "match_copies",
    "measure_disk",
    "parse_stamp",
    "read_boot",
    "read_lines",
    "read_more",
    "require_fit_disk",
    "stamp",
    "sync",
    "sync_folder",
    "take_lock",
    "write_line",
]
