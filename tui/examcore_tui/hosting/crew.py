"""Knows one worker as its front sees it: started, told, heard, dead.

Must not know candidates. A PIN travels in the socket between the two only: never in an argument or the environment.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
from collections.abc import Callable
from pathlib import Path

from examcore.errors import Refused
from examcore.language import messages
from examcore_tui.hosting.frames import Frame, Kind, read_frame, write_frame
from examcore_tui.hosting.worker import work

msg = messages("examcore_tui")

START_SECONDS = 60.0
STOP_SECONDS = 4.0
ASK_SECONDS, SILENT_SECONDS = 5.0, 30.0
"""A worker is asked so often whether its loop still turns; one that is silent so long holds a hundred candidates up."""


class Hand:
    """A worker process and the numbers of the sessions in it.

    `hear` is told each frame but the first; `gone` when the process is no more.
    """

    def __init__(self, number: int, hear: Callable[[Frame], None], gone: Callable[[Hand], None]) -> None:
        self.number = number
        self.sessions: set[int] = set()
        self.is_alive = True
        self._hear, self._gone = hear, gone
        self._loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[None] = self._loop.create_future()
        self._heard_at = self._loop.time()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid or 0

    @property
    def exit_code(self) -> int | None:
        """How the process ended: negative for a signal; None while it runs."""
        return self._process.exitcode

    async def start(self, folders: tuple[Path, ...], colours: str) -> None:
        """Start the process and wait until it can take candidates. Raises Refused where it cannot."""
        ours, theirs = socket.socketpair()
        with theirs:
            context = multiprocessing.get_context("spawn")
            self._process = context.Process(target=work, args=(theirs, folders, colours), daemon=True)
            self._process.start()
        reader, self._writer = await asyncio.open_connection(sock=ours)
        self._listener = asyncio.ensure_future(self._listen(reader))
        done, _ = await asyncio.wait(
            [self._ready, self._listener], timeout=START_SECONDS, return_when="FIRST_COMPLETED"
        )
        if self._ready not in done:
            self._process.kill()
            raise Refused(
                msg("a worker process does not start (exit code {code})", code=str(self.exit_code)),
                msg("look whether the room folder can be read and the machine has memory left, then start again"),
            )

    def tell(self, frame: bytes) -> None:
        """Send a frame; to one that is gone it says nothing."""
        if self.is_alive:
            self._writer.write(frame)

    async def stop(self) -> None:
        """Let it release all and end; by force where it does not."""
        self.tell(write_frame(Kind.STOP))
        await asyncio.wait([self._listener], timeout=STOP_SECONDS)
        if self._process.is_alive():
            self._process.kill()
        await asyncio.wait([self._listener], timeout=STOP_SECONDS)

    async def _watch(self) -> None:
        """Kill a worker whose loop turns no more; its candidates sign in again."""
        await asyncio.wait([self._ready])  # one that starts may take its time
        while True:
            await asyncio.sleep(ASK_SECONDS)
            if self._loop.time() - self._heard_at > SILENT_SECONDS:
                self._process.kill()
            self.tell(write_frame(Kind.ASK))

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        watcher = asyncio.ensure_future(self._watch())
        try:
            while (frame := await read_frame(reader)) is not None:
                self._heard_at = self._loop.time()
                if frame.kind == Kind.READY and not self._ready.done():
                    self._ready.set_result(None)
                elif frame.kind != Kind.TURNS:
                    self._loop.call_soon(self._hear, frame)  # what fails there ends nothing here: a hundred listen
        finally:
            watcher.cancel()
            self.is_alive = False
            self._writer.close()
            await asyncio.to_thread(self._process.join, STOP_SECONDS)
            self._gone(self)
