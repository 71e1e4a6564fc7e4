"""Knows what every answer to a browser carries, and which requests are turned away before they are looked at.

Must not know pages or candidates.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

HEADERS = {
    # Nothing from anywhere else, nothing inline, in no frame, and no form that goes elsewhere.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data: blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Not no-referrer: a browser would then send `Origin: null` with our own form (Fetch Standard, 3.2).
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Server": "examcore",
}
"""No Strict-Transport-Security: browsers pay it no heed with a self-made certificate, and it would outlive the day."""


def is_own(headers: Mapping[str, str], schemes: tuple[str, ...]) -> bool:
    """Whether a request comes from a page of this server: its Origin names this very host, by one of `schemes`.

    A request without an Origin is not: every browser sends one with a form and with a websocket.
    """
    origin, host = headers.get("Origin", ""), headers.get("Host", "")
    try:
        asked = urlsplit(origin)
    except ValueError:
        return False
    return bool(host) and asked.scheme in schemes and asked.netloc.lower() == host.lower()


def find_address(headers: Mapping[str, str], peer: str | None, is_behind_proxy: bool) -> str:
    """Where a request comes from: its peer, or what the proxy on this machine says of it (the last it added)."""
    if is_behind_proxy:
        told = headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if told:
            return told[:64]
    return peer or ""
