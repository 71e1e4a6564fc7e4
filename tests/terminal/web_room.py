"""A room served to browsers on loopback, in a thread of its own, and clients that speak to it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import aiohttp
import pyte

from examcore.language import Message
from examcore.session import OpenRoom
from examcore_tui.hosting.hall import Hall, Limits
from examcore_tui.web.door import Door
from examcore_tui.web.server import COOKIE, WebServer, WebSettings
from examcore_tui.web.tls import keep_certificate
from tests.terminal.illustrated import illustrated
from tests.terminal.rooms import PIN, arrange, make_question

T = TypeVar("T")
NASTY = "Theo khoản [1] và [/b] <script>alert(1)</script> [bold]đậm &amp;"
RIGHT, F5, F10 = "\x1b[C", "\x1b[15~", "\x1b[21~"


class Served:
    """A served room. `told` is what its technician would read."""

    def __init__(self, room: OpenRoom) -> None:
        self.room = room
        self.told: list[Message] = []
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    @property
    def origin(self) -> str:
        """What a page of this server calls itself."""
        return f"https://127.0.0.1:{self.port}"

    def call(self, work: Coroutine[object, object, T]) -> T:
        """Do something in the server's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def start(self) -> None:
        """Open it; on the port it had before where it was open already."""
        self.call(self._start())

    def stop(self) -> None:
        """Close it as the technician does; the browsers are not asked."""
        self.call(self._stop())

    def change_linger(self, seconds: float) -> None:
        """How long apps wait for their windows, from here on."""
        self._server.door.linger_seconds = seconds

    def drop_connections(self) -> None:
        """Tear all connections as a switch without power does."""
        for channel in list(self._server.channels):
            self._loop.call_soon_threadsafe(channel.abort)

    def kill_workers(self) -> None:
        """Kill the processes in which the apps live."""
        for process in self.hall.workers:
            os.kill(process, signal.SIGKILL)

    def end(self) -> None:
        """Close it and its loop."""
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _start(self) -> None:
        self.hall = Hall((self.room.folder,), self.told.append, "truecolor", Limits(50, 25))
        await self.hall.start()
        self._server = WebServer(Door(self.hall, self.told.append), self.room.facts, WebSettings())
        tls = keep_certificate(self.room.folder, [], datetime.now(UTC))
        self.port = await self._server.open("127.0.0.1", self.port, tls.context)

    async def _stop(self) -> None:
        await self._server.close()
        await self.hall.stop()


def publish_web_room(folder: Path) -> OpenRoom:
    """A room of 40 candidates and seven questions, the first of them full of markup, the last one of pictures."""
    questions = [*(make_question(n, stem=NASTY if n == 1 else "") for n in range(1, 7)), illustrated(7)]
    return arrange(3, 4, candidates=40, questions=questions).publish(folder)


@contextmanager
def serve(room: OpenRoom) -> Iterator[Served]:
    """The room, served for the block."""
    served = Served(room)
    served.start()
    try:
        yield served
    finally:
        served.end()


class Window:
    """A browser's window as the wire sees it, with a terminal's picture of what arrives."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.bytes = 0
        self.sight: dict[str, object] = {}
        self.picture = b""
        self._is_piece = False
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)

    def text(self) -> str:
        """The screen as read."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    async def type(self, *keys: str) -> None:
        """Send what the page sends for keys."""
        for key in keys:
            await self.socket.send_json(["keys", key])

    async def shows(self, words: str) -> str:
        """Read until the screen holds `words`; the screen."""
        async with asyncio.timeout(20):
            while words not in self.text():
                message = await self.socket.receive()
                assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), (message, self.text())
                await self._take(message)
        return self.text()

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Read until something is so."""
        async with asyncio.timeout(20):
            while not is_so():
                message = await self.socket.receive()
                assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), (message, self.text())
                await self._take(message)

    async def closed(self) -> int:
        """Read until the server closes the connection; its code."""
        async with asyncio.timeout(20):
            while True:
                message = await self.socket.receive()
                if message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT):
                    await self._take(message)
                else:
                    return int(message.data or 0) if message.type == aiohttp.WSMsgType.CLOSE else 0

    def drop(self) -> None:
        """Tear the connection as a pulled cable does: no word to the server."""
        transport = self.socket.get_extra_info("transport") or self.socket._response.connection.transport  # type: ignore[union-attr]
        assert transport is not None
        transport.abort()

    async def _take(self, message: aiohttp.WSMessage) -> None:
        if message.type == aiohttp.WSMsgType.BINARY:
            self.bytes += len(message.data)
            if self._is_piece:
                self.picture += message.data
                self._is_piece = False
            else:
                self._stream.feed(message.data)
            return
        match json.loads(message.data):
            case ["beat"]:
                await self.socket.send_json(["beat"])
            case ["piece"]:
                self._is_piece = True
            case ["picture", media, alt, length]:
                self.sight, self.picture = {"media": media, "alt": alt, "length": length}, b""
            case ["look", above, below, share]:
                self.sight |= {"above": above, "below": below, "share": share}
            case ["away"]:
                self.sight, self.picture = {}, b""


class Client:
    """One browser, by its requests: cookies kept, certificate not looked at."""

    def __init__(self, served: Served, session: aiohttp.ClientSession) -> None:
        self.served, self.session = served, session
        self.headers = {"Origin": served.origin}

    def url(self, path: str) -> str:
        """The address of a page."""
        return f"{self.served.origin}/{path}"

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and text of a page."""
        async with self.session.get(self.url(path), headers=headers, allow_redirects=False) as answer:
            return answer.status, await answer.text()

    async def post(
        self, path: str, form: dict[str, str], headers: dict[str, str] | None = None
    ) -> tuple[int, str, aiohttp.ClientResponse]:
        """Status, text and all of an answer to a form."""
        sent = self.headers if headers is None else headers
        async with self.session.post(self.url(path), data=form, headers=sent, allow_redirects=False) as answer:
            return answer.status, await answer.text(), answer

    async def sign_in(self, number: str, pin: str = PIN, lang: str = "vi") -> int:
        """Fill in the first page; the status."""
        status, _, _ = await self.post("sign-in", {"number": number, "pin": pin, "lang": lang, "size": ""})
        return status

    @property
    def cookie(self) -> str:
        """The badge's word, or ""."""
        found = [one.value for one in self.session.cookie_jar if one.key == COOKIE]
        return found[0] if found else ""

    @asynccontextmanager
    async def window(self, headers: dict[str, str] | None = None) -> AsyncIterator[Window]:
        """The test's connection. Raises aiohttp.WSServerHandshakeError where it is refused."""
        sent = self.headers if headers is None else headers
        async with self.session.ws_connect(self.url("link?columns=80&rows=24"), headers=sent) as socket:
            yield Window(socket)


@asynccontextmanager
async def visit(served: Served, address: str = "127.0.0.1") -> AsyncIterator[Client]:
    """A browser that comes from `address`."""
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=[served.origin])
    connector = aiohttp.TCPConnector(ssl=False, local_addr=(address, 0))
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as session:
        yield Client(served, session)


def tell_story(story: Callable[[], Coroutine[object, object, None]]) -> None:
    """Run a story to its end."""
    asyncio.run(story())


async def start(client: Client, window: Window) -> None:
    """From the instructions to the first question."""
    await window.shows("HƯỚNG DẪN")
    await window.type("\r", F5)
    await window.shows("câu 1/7")
