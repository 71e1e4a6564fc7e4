"""Knows the command `examcore serve web`: where it listens, by which certificate, and what its technician is told.

Must not import the server or what it draws with before it is clear that they are there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import click

from examcore.errors import MissingExtra, Misused, Refused
from examcore.files import explain
from examcore.language import current_language, messages
from examcore.session import OpenRoom, read_room, require_rooms
from examcore.shell.localized import command, option
from examcore.shell.options import json_option
from examcore.shell.speak import give_json, tell
from examcore_tui.extra import require_screen
from examcore_tui.hosting.addresses import find_addresses
from examcore_tui.hosting.narrating import narrate
from examcore_tui.hosting.running import hear_signals, raise_file_limit
from examcore_tui.hosting.tries import WRONG_TRIES
from examcore_tui.web.tls import KEPT, Tls, keep_certificate, use_certificate

msg = messages("examcore_tui")

EVERYWHERE = "0.0.0.0"
HERE = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Order:
    """What the technician asked for. Without `tls` a proxy on this machine brings it."""

    rooms: tuple[OpenRoom, ...]
    host: str
    port: int
    points: int
    most: int
    wrong_per_address: int
    tls: Tls | None
    as_json: bool


@command("web", msg("Let the candidates of PUBLISHED sit in browsers: sign-in page, TLS, coming back by itself."))
@click.argument("published", type=click.Path(path_type=Path))
@option("--port", type=click.IntRange(0, 65535), default=8443, show_default=True, help=msg("where to listen").template)
@option("--host", help=msg("listen at this address of the machine only").template)
@option(
    "--name", "names", multiple=True, help=msg("a name of this machine that browsers use, for its certificate").template
)
@option("--cert", type=click.Path(path_type=Path), help=msg("certificate (PEM) instead of one made here").template)
@option(
    "--key-pem", type=click.Path(path_type=Path), help=msg("file with the certificate's private key (PEM)").template
)
@option("--behind-proxy", is_flag=True, help=msg("plain HTTP on loopback, for a proxy here that brings TLS").template)
@option(
    "--font-size",
    type=click.IntRange(8, 96),
    default=24,
    show_default=True,
    help=msg("points of the letters where the window has room for them").template,
)
@option(
    "--most",
    type=click.IntRange(1, 5000),
    default=500,
    show_default=True,
    help=msg("how many candidates at once").template,
)
@option(
    "--wrong-per-address",
    type=click.IntRange(1, 5000),
    default=WRONG_TRIES,
    help=msg("wrong PINs a minute from one address; more where many PCs share one").template,
)
@json_option
def web(
    published: Path,
    port: int,
    host: str | None,
    names: tuple[str, ...],
    cert: Path | None,
    key_pem: Path | None,
    behind_proxy: bool,
    font_size: int,
    most: int,
    wrong_per_address: int,
    as_json: bool,
) -> None:
    """Serve until Ctrl+C."""
    if (cert is None) != (key_pem is None):
        raise Misused(msg("--cert and --key-pem belong together"), msg("name both files, or neither"))
    if behind_proxy and (cert is not None or names or host not in (None, HERE, "::1", "localhost")):
        raise Misused(
            msg("with --behind-proxy the server listens on this machine only, and the proxy brings the certificate"),
            msg("leave out --host, --name, --cert and --key-pem"),
        )
    rooms = tuple(read_room(folder) for folder in require_rooms(published))
    _require_server()
    tls = None
    if not behind_proxy:
        now = datetime.now(UTC)
        tls = use_certificate(cert, key_pem, now) if cert and key_pem else keep_certificate(published, names, now)
    where = host or (HERE if behind_proxy else EVERYWHERE)
    import asyncio  # loaded here: no other command needs it to start

    asyncio.run(_serve(Order(rooms, where, port, font_size, most, wrong_per_address, tls, as_json)))


async def _serve(order: Order) -> None:
    """Open the hall and the server, and wait for the signal to stop."""
    from examcore_tui.hosting.hall import Hall, Limits
    from examcore_tui.web.door import Door
    from examcore_tui.web.server import WebServer, WebSettings

    raise_file_limit()
    facts = replace(order.rooms[0].facts, room=", ".join(room.facts.room for room in order.rooms))
    hall = Hall(tuple(room.folder for room in order.rooms), narrate, "truecolor", Limits(order.most))
    settings = WebSettings(order.points, current_language(), order.tls is None)
    server = WebServer(Door(hall, narrate, order.wrong_per_address), facts, settings)
    stop = hear_signals()
    try:
        try:  # before the workers start: a port in use is told at once
            port = await server.open(order.host, order.port, order.tls.context if order.tls else None)
        except OSError as problem:
            raise Refused(
                msg(
                    "cannot listen at {host}:{port}: {reason}",
                    host=order.host,
                    port=order.port,
                    reason=explain(problem),
                ),
                msg("choose another --port, or end the program that uses this one"),
            ) from problem
        await hall.start()
        _tell_start(order, port)
        await stop.wait()
        narrate(msg("stopping; candidates can go on after a new start: every saved answer is in its journal"))
    finally:
        await server.close()
        await hall.stop()


def _tell_start(order: Order, port: int) -> None:
    candidates = sum(len(room.facts.candidates) for room in order.rooms)
    rooms = ", ".join(room.facts.room for room in order.rooms)
    shown = _find_shown(order.host)
    fingerprint = order.tls.certificate.fingerprint if order.tls else ""
    if order.as_json:
        give_json({"port": port, "addresses": shown, "fingerprint": fingerprint})
    tell(msg("room {rooms}: {count} candidates", rooms=rooms, count=candidates))
    if order.tls is None:
        tell(msg("listening for the proxy at {address}", address=f"http://{order.host}:{port}/"))
        return
    for address in shown:
        tell(msg("address for the browsers: {address}", address=f"https://{address}:{port}/"))
    if order.tls.is_new:
        tell(msg("a new certificate was made: {file}", file=KEPT))
    tell(msg("fingerprint of the certificate (SHA-256): {fingerprint}", fingerprint=fingerprint))
    tell(msg("Ctrl+C stops"))


def _find_shown(host: str) -> tuple[str, ...]:
    """Addresses a technician may type into a browser."""
    if host != EVERYWHERE:
        return (f"[{host}]" if ":" in host else host,)
    return tuple(one for one in find_addresses() if ":" not in one) or (HERE,)


def _require_server() -> None:
    how = msg('install it with: pip install "examcore[terminal,serve]"')
    require_screen(how)
    if find_spec("aiohttp") is None:
        raise MissingExtra(msg("serving browsers needs the extra {extra}", extra="serve"), how)
