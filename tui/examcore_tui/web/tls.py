"""Knows where a room's server has its TLS certificate from: two files it is given, or one it made and keeps.

Must not know what is served.
"""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

from examcore.errors import BadInput
from examcore.files import explain, read_limited, write_whole
from examcore.language import messages
from examcore.seal.certificate import TlsCertificate, make_certificate, read_certificate
from examcore_tui.hosting.addresses import find_addresses

msg = messages("examcore_tui")

KEPT = "web-tls.pem"
"""The file in the room's folder: private key and certificate, PEM, readable by its owner only."""
MOST_PEM_BYTES = 1 << 20
LOOPBACK = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Tls:
    """What a server needs, and what its technician is told. `is_new`: the certificate was made just now."""

    context: ssl.SSLContext
    certificate: TlsCertificate
    is_new: bool = False


def keep_certificate(folder: Path, names: Sequence[str], now: datetime) -> Tls:
    """The certificate kept in `folder`, or a new one for this machine and `names` where there is none or it has ended.

    Raises BadInput where the file is not ours to use, NotSaved where the disk does not take a new one.
    """
    path = folder / KEPT
    if path.exists():
        found = read_certificate(read_limited(path, MOST_PEM_BYTES), str(path))
        if found.holds(now):
            if os.name == "posix":
                path.chmod(0o600)
            return Tls(_context(path, path), found)
    addresses = [ip_address(text.partition("%")[0]) for text in _unique([*LOOPBACK, *find_addresses()])]
    made = make_certificate(_unique([*names, socket.gethostname(), "localhost"]), addresses, now)
    write_whole(path, made.key_pem + made.pem, private=True)
    return Tls(_context(path, path), made, is_new=True)


def use_certificate(cert: Path, key_pem: Path, now: datetime) -> Tls:
    """The certificate in two files. Raises BadInput, NotFound: unreadable, not a pair, with a passphrase, or ended."""
    found = read_certificate(read_limited(cert, MOST_PEM_BYTES), str(cert))
    if not found.holds(now):
        raise BadInput(
            msg("the certificate in {file} does not hold today", file=str(cert)),
            msg("have it renewed, or leave --cert out to use one made here"),
        )
    return Tls(_context(cert, key_pem), found)


def _unique(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _context(cert: Path, key_pem: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2

    def refuse_passphrase() -> str:
        raise BadInput(
            msg("the key in {file} is locked with a passphrase", file=str(key_pem)),
            msg("name a PEM file of the key without one, readable by this account only"),
        )

    try:
        context.load_cert_chain(cert, key_pem, refuse_passphrase)
    except ssl.SSLError as problem:
        raise BadInput(
            msg("the key in {file} does not belong to the certificate in {cert}", file=str(key_pem), cert=str(cert)),
            msg("name the PEM files of one pair"),
        ) from problem
    except OSError as problem:
        raise BadInput(msg("cannot read {file}: {reason}", file=str(key_pem), reason=explain(problem))) from problem
    return context
