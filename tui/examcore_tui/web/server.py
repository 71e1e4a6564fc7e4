"""Knows the addresses a browser may ask for, and how the server is opened and closed.

Must not know questions; who may come in is the door's business.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from examcore.errors import Conflict, ExamcoreError, NotAdmitted, Refused, WrongPin
from examcore.language import DEFAULT, Language, messages
from examcore.session import RoomFacts
from examcore_tui.web.badges import Badge
from examcore_tui.web.channel import BEAT_SECONDS, HEARTBEAT_SECONDS, MOST_MESSAGE_BYTES, SocketChannel, fit_window
from examcore_tui.web.door import AGAIN, ELSEWHERE, GONE, Door, TooManyTries, Visitor
from examcore_tui.web.guard import HEADERS, find_address, is_own
from examcore_tui.web.pages import SAID, SignInPage, find_share, read_static, write_back, write_exam, write_sign_in

msg = messages("examcore_tui")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

COOKIE = "__Host-examcore"
"""The prefix makes browsers refuse it without TLS or for any other host (RFC 6265bis, 4.1.3.2)."""
MOST_POST_BYTES = 4 * 1024
REQUEST_SECONDS = 10.0
BACKLOG = 1024
SPARE_CONNECTIONS = 200


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How a room is shown in browsers: type size in points, language of the first page, whether a proxy brings TLS."""

    points: float = 24.0
    language: Language = DEFAULT
    is_behind_proxy: bool = False


class WebServer:
    """The pages of one hall. `facts` are those of its room; where it has several, of the first."""

    def __init__(self, door: Door, facts: RoomFacts, settings: WebSettings) -> None:
        self.door, self._facts, self._settings = door, facts, settings
        self._schemes = ("https", "http") if settings.is_behind_proxy else ("https",)
        self.channels: set[SocketChannel] = set()
        self._listener: asyncio.Server | None = None
        self._beating: asyncio.Task[None] | None = None
        self._runner = web.AppRunner(
            self._make_app(),
            access_log=None,
            handle_signals=False,
            keepalive_timeout=REQUEST_SECONDS,
            max_line_size=4096,
            max_field_size=4096,
        )

    async def open(self, host: str, port: int, tls: ssl.SSLContext | None) -> int:
        """Begin to listen; the port. Raises OSError where it cannot be had."""
        await self._runner.setup()
        server = self._runner.server
        assert server is not None
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(
            server,
            host,
            port,
            ssl=tls,
            ssl_handshake_timeout=REQUEST_SECONDS if tls else None,
            backlog=BACKLOG,
        )
        self._beating = asyncio.ensure_future(self._beat())
        return int(self._listener.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Let no one in any more and end all connections; the browsers try to come back by themselves."""
        if self._listener is not None:
            self._listener.close()
        if self._beating is not None:
            self._beating.cancel()
        for channel in list(self.channels):
            channel.close(AGAIN)
        await asyncio.sleep(0)
        await self._runner.cleanup()

    def _make_app(self) -> web.Application:
        app = web.Application(client_max_size=MOST_POST_BYTES, middlewares=[self._guard])
        app.router.add_get("/", self._show_sign_in)
        app.router.add_post("/sign-in", self._sign_in)
        app.router.add_post("/sign-out", self._sign_out)
        app.router.add_get("/exam", self._show_exam)
        app.router.add_get("/state", self._show_state)
        app.router.add_get("/link", self._connect, allow_head=False)
        app.router.add_get("/static/{name}", self._send_static)
        app.on_response_prepare.append(_put_headers)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Turn away what does not come from our own pages, and what would be one connection too many."""
        server = self._runner.server
        most = 2 * self.door.hall.limits.candidates + SPARE_CONNECTIONS
        if server is not None and len(server.connections) > most:
            return web.Response(status=503, text="full\n", headers={"Connection": "close"})
        is_acting = request.method == "POST" or request.path == "/link"
        if is_acting and not is_own(request.headers, self._schemes):
            return web.Response(status=403, text="foreign origin\n")
        try:
            return await handler(request)
        except web.HTTPException as problem:
            return web.Response(status=problem.status, text=f"{problem.reason}\n")

    async def _show_sign_in(self, request: web.Request) -> web.Response:
        language = self._read_language(request.query.get("lang"))
        badge = self._find(request)
        if badge is not None:
            return _page(write_back(self._facts, badge.language, badge.number))
        said = SAID.get(request.query.get("said", ""), "")
        return _page(write_sign_in(self._facts, SignInPage(language, said)))

    async def _sign_in(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                form = await request.post()
        except TimeoutError:
            return web.Response(status=408, text="too slow\n", headers={"Connection": "close"})
        typed = {name: str(form.get(name, "")) for name in ("number", "pin", "lang", "size")}
        language = self._read_language(typed["lang"])
        number = typed["number"].strip()[:32]
        visitor = Visitor(number, typed["pin"].strip(), language, find_share(typed["size"]), self._address(request))
        if not visitor.number or not visitor.pin:
            problem: ExamcoreError = Refused(msg("type both the candidate number and the PIN"))
            return self._refuse(visitor, typed["size"], problem, 400)
        try:
            word = await self.door.sign_in(visitor)
        except TooManyTries as refused:
            return self._refuse(visitor, typed["size"], refused, 429)
        except WrongPin as refused:
            return self._refuse(visitor, typed["size"], refused, 401)
        except (NotAdmitted, Conflict) as refused:
            return self._refuse(visitor, typed["size"], refused, 409)
        except Refused as refused:
            return self._refuse(visitor, typed["size"], refused, 503)
        response = web.Response(status=303, headers={"Location": "exam"})
        response.set_cookie(COOKIE, word, path="/", secure=True, httponly=True, samesite="Strict")
        return response

    async def _sign_out(self, request: web.Request) -> web.Response:
        badge = self._find(request)
        response = web.Response(status=303, headers={"Location": "./?said=out"})
        if badge is not None:
            self.door.sign_out(badge)
        response.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Strict")
        return response

    async def _show_exam(self, request: web.Request) -> web.Response:
        badge = self._find(request)
        if badge is None:
            return web.Response(status=303, headers={"Location": "./?said=gone"})
        return _page(write_exam(self._facts, badge.language, self._settings.points * badge.share))

    async def _show_state(self, request: web.Request) -> web.Response:
        return web.Response(status=401 if self._find(request) is None else 204)

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        badge = self._find(request)
        if badge is None:
            return web.Response(status=401, text="not signed in\n")
        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT_SECONDS, max_msg_size=MOST_MESSAGE_BYTES, compress=False, timeout=2.0
        )
        await socket.prepare(request)
        try:
            link = await self.door.come_back(badge, self._address(request))
        except Refused as refused:
            await socket.close(code=GONE if isinstance(refused, NotAdmitted | Conflict) else AGAIN)
            return socket
        channel = SocketChannel(socket)
        self.channels.add(channel)
        try:
            before = link.attach(channel, *_read_size(request))
            if before is not None:
                before.close(ELSEWHERE)
            await channel.run(link)
        finally:
            self.channels.discard(channel)
            link.detach(channel)
        return socket

    async def _send_static(self, request: web.Request) -> web.Response:
        found = read_static().get(request.match_info["name"])
        if found is None:
            return web.Response(status=404, text="not found\n")
        kind, data = found
        return web.Response(body=data, content_type=kind, charset="utf-8", headers={"Cache-Control": "no-cache"})

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            for channel in list(self.channels):
                channel.beat()

    def _refuse(self, visitor: Visitor, size: str, problem: ExamcoreError, status: int) -> web.Response:
        page = SignInPage(visitor.language, problem.read(visitor.language), True, visitor.number, size)
        return _page(write_sign_in(self._facts, page), status)

    def _find(self, request: web.Request) -> Badge | None:
        return self.door.find(request.cookies.get(COOKIE, ""))

    def _address(self, request: web.Request) -> str:
        return find_address(request.headers, request.remote, self._settings.is_behind_proxy)

    def _read_language(self, asked: str | None) -> Language:
        return "en" if asked == "en" else "vi" if asked == "vi" else self._settings.language


async def _put_headers(request: web.BaseRequest, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        if name not in response.headers or name == "Server":
            response.headers[name] = value


def _page(html: str, status: int = 200) -> web.Response:
    return web.Response(status=status, text=html, content_type="text/html", charset="utf-8")


def _read_size(request: web.Request) -> tuple[int, int]:
    """The window's size as the address says it; the hall keeps it within what can be drawn."""
    try:
        return fit_window(int(request.query.get("columns", "")[:6]), int(request.query.get("rows", "")[:6]))
    except ValueError:
        return 80, 24
