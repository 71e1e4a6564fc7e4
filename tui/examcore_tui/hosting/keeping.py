"""Knows how a server keeps its rooms: a disk too slow is refused at the start, what is due is submitted each second.

Must not know candidates' screens: those whose window is live submit by themselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from examcore.errors import Refused
from examcore.files import explain
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

    A room that cannot be kept is tried again each second; what keeps it from that is told once while it lasts.
    """
    loop = asyncio.get_running_loop()
    told: dict[Path, tuple[str, ...]] = {}
    with ThreadPoolExecutor(1, thread_name_prefix="examcore-keep") as thread:  # an index belongs to one thread
        keepers = await loop.run_in_executor(thread, _open_keepers, folders)
        try:
            while True:
                for folder, keeper in zip(folders, keepers, strict=True):
                    done, troubles = await loop.run_in_executor(thread, _step, keeper)
                    before, told[folder] = told.get(folder, ()), tuple(map(str, troubles))
                    for problem in troubles:
                        if str(problem) not in before:
                            tell(msg("room {room}: {problem}", room=folder.name, problem=problem))
                    for number in done:
                        tell(msg("candidate {number}: submitted, with nobody at the window", number=number))
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            for keeper in keepers:
                thread.submit(keeper.close)


def _step(keeper: Keeper) -> tuple[tuple[str, ...], tuple[Message | str, ...]]:
    """Who was submitted, and what did not go well."""
    try:
        _, done = keeper.step()
    except Refused as problem:
        return (), (problem.text,)
    except OSError as problem:
        return (), (explain(problem),)
    return tuple(number for number, _ in done), keeper.troubles


def _open_keepers(folders: tuple[Path, ...]) -> list[Keeper]:
    return [Keeper(Venue(read_room(folder), SystemClock(), SystemDisk())) for folder in folders]
