"""Knows by which addresses other machines may reach this one.

Must not send anything to find out.
"""

from __future__ import annotations

import socket
from contextlib import suppress

_FAR = (("192.0.2.1", socket.AF_INET), ("2001:db8::1", socket.AF_INET6))
"""Addresses kept for documentation (RFC 5737, RFC 3849): asking for the way there sends no packet."""


def find_addresses() -> tuple[str, ...]:
    """This machine's addresses in its networks, the one others most likely use first; none without a network."""
    found: list[str] = []
    for address, family in _FAR:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as way:
            way.connect((address, 9))
            found.append(str(way.getsockname()[0]))
    with suppress(OSError):
        found += [str(row[4][0]) for row in socket.getaddrinfo(socket.gethostname(), None)]
    usable = (one for one in found if not one.startswith(("127.", "::1", "fe80:")))
    return tuple(dict.fromkeys(usable))
