"""Knows how a server keeps its rooms: a disk too slow is refused at the start, what is due is submitted each second.

Must not know candidates' screens: those whose window is live submit by themselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from examcore.errors import Refused
from examcore.language import Message, messages
from examcore.record import SystemClock, SystemDisk, require_fit_disk
from examcore.session import read_room
from examcore.venue import Keeper, Venue

msg = messages("examcore_tui")
LOOK_SECONDS = 1.0


async def probe_rooms(folders: tuple[Path, ...]) -> None:
    """Raise NotSaved, naming the folder, where a room's disk is too slow to acknowledge answers honestly."""
    for folder in folders:
        await asyncio.to_thread(require_fit_disk, folder, SystemDisk())


async def keep_rooms(folders: tuple[Path, ...], tell: Callable[[Message], None]) -> None:
    """Until cancelled: submit for candidates whose time is over or whose test was ended and whose window is gone.

    A room that cannot be kept is told once and tried again.
    """
    loop = asyncio.get_running_loop()
    troubled: dict[Path, str] = {}
    with ThreadPoolExecutor(1, thread_name_prefix="examcore-keep") as thread:  # an index belongs to one thread
        keepers = await loop.run_in_executor(thread, _open_keepers, folders)
        try:
            while True:
                for folder, keeper in zip(folders, keepers, strict=True):
                    try:
                        _, done = await loop.run_in_executor(thread, keeper.step)
                    except Refused as problem:
                        if troubled.get(folder) != str(problem.text):
                            tell(msg("room {room}: {problem}", room=folder.name, problem=problem.text))
                        troubled[folder] = str(problem.text)
                        continue
                    troubled.pop(folder, None)
                    for number, _ in done:
                        tell(msg("candidate {number}: submitted, with nobody at the window", number=number))
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            for keeper in keepers:
                thread.submit(keeper.close)


def _open_keepers(folders: tuple[Path, ...]) -> list[Keeper]:
    return [Keeper(Venue(read_room(folder), SystemClock(), SystemDisk())) for folder in folders]
