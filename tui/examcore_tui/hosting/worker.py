"""Knows a worker process: up to a hundred candidates' screens in one event loop, steered by frames from its front.

Must not know how candidates reach the front. When the front dies, so does the worker: every answer told is in a
journal.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import sys
import threading
from pathlib import Path

from examcore.session import read_room
from examcore_tui.hosting.frames import Kind, read_frame, write_frame


def work(wire: socket.socket, folders: tuple[Path, ...], colours: str) -> None:
    """The whole life of a worker process; it does not return.

    `colours` is what the far terminals show: "256" or "truecolor". It is one for the process, since the
    screen library keeps the codes of a style once it has made them.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the front says what to do
    threading.Thread(target=_die_with_the_front, daemon=True).start()
    os.environ.pop("NO_COLOR", None)
    os.environ.update(TEXTUAL_COLOR_SYSTEM=colours, TEXTUAL_SMOOTH_SCROLL="0", TEXTUAL_ANIMATIONS="none")
    # The screen library turns these about while apps run, and several do: nothing may be said through them.
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        sys.stdout = sys.stderr = nowhere
        asyncio.run(_serve(wire, folders))
    os._exit(0)


def _die_with_the_front() -> None:
    front = multiprocessing.parent_process()
    if front is not None:
        front.join()
        os._exit(3)


async def _serve(wire: socket.socket, folders: tuple[Path, ...]) -> None:
    """Take frames until the front says stop. Everything that a candidate needs is loaded before the first one."""
    import examcore.seal.room
    from examcore_tui.hosting.seats import Seats

    examcore.seal.room  # noqa: B018  # loaded here, not with the first candidate
    reader, writer = await asyncio.open_connection(sock=wire)
    seats = Seats(tuple(read_room(folder) for folder in folders), writer)
    tidier = asyncio.ensure_future(seats.tidy())
    writer.write(write_frame(Kind.READY))
    while True:
        frame = await read_frame(reader)
        if frame is None:
            os._exit(3)
        if frame.kind == Kind.STOP:
            break
        if frame.kind == Kind.ASK:
            writer.write(write_frame(Kind.TURNS))
        else:
            seats.take(frame)
    tidier.cancel()
    await seats.close()
    await writer.drain()
