"""A real server over loopback, real SSH clients, and what a candidate at one of them sees."""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import asyncssh
import pytest

from examcore.language import Message
from examcore.session import OpenRoom
from examcore_tui.hosting.hall import Hall
from examcore_tui.ssh.door import Door, Rules, keep_host_key
from tests.terminal.far import Screen, until
from tests.terminal.rooms import PIN

WRONG = "135790"


@dataclass
class Told(asyncssh.SSHClient):
    """A client that keeps what the server says on the way."""

    said: str = ""

    def auth_banner_received(self, msg: str, lang: str) -> None:
        self.said += msg


@dataclass
class Server:
    """A door with its hall, and what they told the technician."""

    hall: Hall
    door: Door
    told: list[Message]

    async def knock(
        self, number: str = "0001", pin: str = PIN, told: Told | None = None, **options: object
    ) -> asyncssh.SSHClientConnection:
        """Connect with a PIN."""
        return await asyncssh.connect(
            "127.0.0.1",
            self.door.port,
            username=number,
            password=pin,
            known_hosts=None,
            config=None,
            client_keys=None,
            agent_path=None,
            client_factory=lambda: told or Told(),
            **options,
        )

    async def refuses(self, number: str = "0001", pin: str = WRONG) -> str:
        """Knock in vain; what was said."""
        told = Told()
        with pytest.raises(asyncssh.PermissionDenied):
            await self.knock(number, pin, told, preferred_auth="password")
        return told.said

    @asynccontextmanager
    async def window(self, number: str = "0001") -> AsyncIterator[Window]:
        """A candidate at a terminal of 80 by 24."""
        conn = await self.knock(number)
        window = Window(conn)
        try:
            process = await conn.create_process(
                term_type="xterm-256color", term_size=(80, 24), encoding=None, stderr=asyncssh.STDOUT
            )
            await window.watch(process)
            yield window
        finally:
            conn.abort()
            await window.stop()


class Window(Screen):
    """What the candidate sees, and their keyboard."""

    def __init__(self, conn: asyncssh.SSHClientConnection) -> None:
        super().__init__()
        self.conn = conn

    async def watch(self, process: asyncssh.SSHClientProcess[bytes]) -> None:
        self.process = process
        self._reader = asyncio.ensure_future(self._read())

    async def _read(self) -> None:
        decode = codecs.getincrementaldecoder("utf-8")().decode
        with suppress(OSError, asyncssh.Error):  # the link is gone
            while data := await self.process.stdout.read(65536):
                self.show(decode(data))

    async def stop(self) -> None:
        self._reader.cancel()
        with suppress(asyncio.CancelledError):
            await self._reader

    def type(self, text: str) -> None:
        self.process.stdin.write(text.encode())

    async def sees(self, words: str) -> None:
        await until(lambda: words in self.text, lambda: f"{words!r} is not on the screen:\n{self.text}")

    async def starts(self) -> None:
        await self.sees("HƯỚNG DẪN")
        self.type("\r\x1b[15~")
        await self.sees("Nội dung câu hỏi số 1?")


@dataclass
class Venue:
    """One server for all stories of this module, each with candidates of its own; the loop stands still in between."""

    room: OpenRoom
    loop: asyncio.AbstractEventLoop
    hall: Hall
    told: list[Message]

    def tell(self, story: Callable[[Server], Awaitable[None]], per_address: int = 20) -> None:
        """Tell a story at a door of its own."""
        self.told.clear()
        self.loop.run_until_complete(asyncio.wait_for(self._tell(story, per_address), 60))

    async def _tell(self, story: Callable[[Server], Awaitable[None]], per_address: int) -> None:
        door = Door(self.hall, Rules("127.0.0.1", 0, per_address=per_address), self.told.append)
        await door.open(keep_host_key(self.room.folder)[0])
        try:
            await story(Server(self.hall, door, self.told))
        finally:
            await door.close()
            await until(lambda: self.hall.candidates == 0)
