"""Knows one websocket: what the app draws goes out, what is typed comes in, and a dead link is noticed.

Must not know candidates. A frame out is UTF-8 text for the screen, or a JSON list as text: `["beat"]`;
`["picture", media, words, bytes]` and `["look", rows above, rows below, times larger]` for a picture over the screen,
`["piece"]` before each frame of its bytes, `["away"]` to take it away. A frame in is a JSON list: `["keys", text]`,
`["size", columns, rows]` or `["beat"]`.
"""

from __future__ import annotations

import asyncio
import json

from aiohttp import WSMsgType, web

from examcore_tui.hosting.allowance import Typing
from examcore_tui.viewer.sight import Sight
from examcore_tui.web.window import ANSWER_SECONDS, WindowLink

HEARTBEAT_SECONDS = 9.0
"""A ping so often; without an answer within half of that the link counts as dead: at most 13.5 seconds."""
BEAT_SECONDS = 5.0
MOST_MESSAGE_BYTES = 8 * 1024
MOST_WAITING = 512 * 1024
"""Characters drawn but not taken by the browser; more, and it is let go: it comes back and is drawn anew."""
PIECE = 64 * 1024
"""Bytes of a picture that go at once, so that no key waits behind a whole one."""
SLOW_SECONDS = 15.0
LAST_WORD_SECONDS = 3.0
MOST_SIDE = 1000
SLOW = 1013
BEAT, AWAY, NEXT = '["beat"]', '["away"]', '["piece"]'


class SocketChannel:
    """The connection to a browser's window."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._drawn: list[str] = []
        self._waiting = 0
        self._code = 0
        self._told: list[str] = []
        self._picture, self._sent = b"", 0
        self._is_beat_due = True
        self._news = asyncio.Event()
        self._heard = asyncio.Event()
        self._typing = Typing()

    def draw(self, text: str) -> None:
        """Take what was drawn; it is sent as soon as the browser takes it."""
        self._drawn.append(text)
        self._waiting += len(text)
        if self._waiting > MOST_WAITING:
            self.close(SLOW)
        self._news.set()

    def show_sight(self, sight: Sight | None, data: bytes) -> None:
        """Take a picture: it goes piece by piece behind what is drawn, the one before it no further."""
        if sight is None or data:
            self._told, self._picture, self._sent = [], data, 0
        if sight is None:
            self._told.append(AWAY)
        else:
            if data:
                self._told.append(json.dumps(["picture", sight.media, sight.alt, len(data)], ensure_ascii=False))
            self._told.append(json.dumps(["look", sight.above, sight.below, sight.per_mille / 1000]))
        self._news.set()

    def beat(self) -> None:
        """Let the browser hear something."""
        self._is_beat_due = True
        self._news.set()

    def close(self, code: int) -> None:
        """End the connection after what is still to be sent."""
        self._code = self._code or code
        self._news.set()

    async def answers(self) -> bool:
        """Whether the browser answers a beat within a second."""
        self._heard.clear()
        self.beat()
        try:
            await asyncio.wait_for(self._heard.wait(), ANSWER_SECONDS)
        except TimeoutError:
            return False
        return True

    async def run(self, link: WindowLink) -> None:
        """Send and hear until either side ends the connection."""
        sender = asyncio.ensure_future(self._send())
        try:
            await self._hear(link)
        finally:
            if self._code:  # the last word is on its way: `_hear` has ended for its sake
                await asyncio.wait([sender], timeout=LAST_WORD_SECONDS)
            sender.cancel()
            await asyncio.wait([sender])

    async def _send(self) -> None:
        try:
            while not self._socket.closed:
                await self._news.wait()
                self._news.clear()
                text, self._drawn, self._waiting = "".join(self._drawn), [], 0
                async with asyncio.timeout(SLOW_SECONDS):
                    if text:
                        await self._socket.send_bytes(text.encode("utf-8", "replace"))
                    await self._send_sight()
                    if self._is_beat_due:
                        await self._socket.send_str(BEAT)
                self._is_beat_due = False
                if self._code:
                    await self._socket.close(code=self._code)
                    return
        except (ConnectionError, TimeoutError):  # the other side is gone or takes nothing
            self.abort()

    async def _send_sight(self) -> None:
        """What is to be said of a picture, and the next piece of it."""
        told, self._told = self._told, []
        for line in told:
            await self._socket.send_str(line)
        if self._picture and not self._told:
            piece = self._picture[self._sent : self._sent + PIECE]
            self._sent += len(piece)
            if self._sent == len(self._picture):
                self._picture = b""
            await self._socket.send_str(NEXT)
            await self._socket.send_bytes(piece)
            self._news.set()

    async def _hear(self, link: WindowLink) -> None:
        """Pass on what the browser sends; far more than anybody types is dropped, who sends on and on is cut off."""
        loop = asyncio.get_running_loop()
        async for message in self._socket:
            if message.type != WSMsgType.TEXT:
                continue
            self._heard.set()
            if not self._typing.take(loop.time(), len(message.data)):
                if self._typing.is_flood:
                    self.abort()
                    return
                continue
            match read_message(message.data):
                case ("keys", str(text)) if link.channel is self and link.place is not None:
                    link.place.feed(text)
                case ("size", int(columns), int(rows)) if link.channel is self and link.place is not None:
                    link.place.resize(*fit_window(columns, rows))

    def abort(self) -> None:
        """Tear the connection at once."""
        transport = self._socket._req.transport if self._socket._req is not None else None
        if transport is not None:
            transport.abort()


def read_message(data: str) -> tuple[object, ...]:
    """What a browser sent, or () for what no page of ours sends."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return ()
    return tuple(found) if isinstance(found, list) else ()


def fit_window(columns: int, rows: int) -> tuple[int, int]:
    """A size that a window can have: whoever asks may ask for anything."""
    return min(max(columns, 1), MOST_SIDE), min(max(rows, 1), MOST_SIDE)
