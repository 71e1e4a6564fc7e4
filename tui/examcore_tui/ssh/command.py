"""Knows the command `examcore serve ssh`: rooms, port, limits; what the technician is told.

Must not import what it serves with before it is clear that it is installed.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from examcore.errors import MissingExtra
from examcore.language import current_language, messages
from examcore.session import require_rooms
from examcore.shell.localized import command, option
from examcore.shell.options import json_option, path
from examcore.shell.speak import give_json, tell
from examcore_tui.extra import require_screen
from examcore_tui.hosting.addresses import find_addresses
from examcore_tui.hosting.narrating import narrate
from examcore_tui.hosting.running import hear_signals, raise_file_limit

if TYPE_CHECKING:
    from examcore_tui.hosting.hall import Limits
    from examcore_tui.ssh.door import Rules

msg = messages("examcore_tui")


@command("ssh", msg("Serve the rooms in PUBLISHED over SSH: the candidate number is the user, the PIN the password."))
@click.argument("published", type=path)
@option(
    "--port", type=click.IntRange(0, 65535), default=2222, help=msg("port to listen on; 0 for any free one").template
)
@option("--host", default="", help=msg("address to listen on (every address of this machine if left out)").template)
@option("--most", type=click.IntRange(1, 5000), default=500, help=msg("how many candidates at once").template)
@option(
    "--per-address",
    type=click.IntRange(1, 5000),
    default=4,
    help=msg("connections from one address; more where many PCs share one").template,
)
@option(
    "--wrong-per-address",
    type=click.IntRange(1, 5000),
    default=5,
    help=msg("wrong PINs a minute from one address; more where many PCs share one").template,
)
@json_option
def ssh(
    published: Path, port: int, host: str, most: int, per_address: int, wrong_per_address: int, as_json: bool
) -> None:
    """Serve until told to stop."""
    require_screen(msg('install it with: pip install "examcore[serve]"'))
    if find_spec("asyncssh") is None:
        raise MissingExtra(
            msg("serving over SSH needs the extra {extra}", extra="serve"),
            msg('install it with: pip install "examcore[serve]"'),
        )
    rooms = require_rooms(published)
    import asyncio  # loaded here, as what serves is: no other command needs it to start

    from examcore_tui.hosting.hall import Limits
    from examcore_tui.ssh.door import Rules

    rules = Rules(host, port, 2 * most, per_address, wrong_per_address)
    asyncio.run(serve(published, rooms, rules, Limits(most), as_json))


async def serve(published: Path, rooms: tuple[Path, ...], rules: Rules, limits: Limits, as_json: bool) -> None:
    """Open hall and door, tell how to sign in, and close both at the end. Raises Refused."""
    from examcore_tui.hosting.hall import Hall
    from examcore_tui.ssh.door import Door, keep_host_key

    host_key, fingerprint = keep_host_key(published)
    hall = Hall(rooms, narrate, limits=limits)
    stop = hear_signals()
    raise_file_limit()
    try:
        await hall.start()
        door = Door(hall, rules, narrate, current_language())
        await door.open(host_key)
        addresses = find_addresses() if rules.host in ("", "0.0.0.0", "::") else (rules.host,)
        if as_json:
            give_json({"port": door.port, "addresses": addresses, "fingerprint": fingerprint})
        for room in rooms:
            tell(msg("room: {folder}", folder=str(room)))
        tell(msg("serving over SSH on port {port} at: {addresses}",
                 port=door.port, addresses=", ".join(addresses) or "127.0.0.1"))  # fmt: skip
        tell(msg("host key, for the slips: {fingerprint}", fingerprint=fingerprint))
        tell(msg("candidates sign in with: ssh -p {port} NUMBER@{address}   (the password is the PIN)",
                 port=door.port, address=next(iter(addresses), "127.0.0.1")))  # fmt: skip
        tell(msg("at most {most} candidates; Ctrl+C stops", most=limits.candidates))
        try:
            await stop.wait()
        finally:
            narrate(msg("stopping; what was saved is safe ({count} in)", count=hall.candidates))
            await door.close()
    finally:
        await hall.stop()
