"""Knows how a self-made TLS certificate of a room's server is made and read.

Must not know a server, or anything that is sealed: it is the one named exception beside `primitives` that touches
`cryptography`. The key is ECDSA on P-256 (FIPS 186-5), because browsers take no Ed25519 certificate (CA/Browser
Forum, Baseline Requirements 6.1.1.5 names RSA and ECDSA only). It proves nothing but that today's server is
yesterday's: the fingerprint told at the start is what a technician compares.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from examcore.errors import BadInput
from examcore.language import messages

msg = messages("examcore")

DAYS = 397
"""How long it holds; browsers refuse more than 398 days."""
EARLIER = timedelta(days=1)
"""It holds from a day before it is made: classroom clocks are often late."""
MOST_NAMES = 100


@dataclass(frozen=True, slots=True)
class TlsCertificate:
    """A certificate with, where it was made here, its private key; both PEM. `fingerprint` is its SHA-256."""

    pem: bytes
    key_pem: bytes
    fingerprint: str
    begins: datetime
    ends: datetime

    def holds(self, now: datetime) -> bool:
        """Whether a browser takes it at `now`."""
        return self.begins <= now < self.ends


def make_certificate(
    names: Sequence[str], addresses: Sequence[IPv4Address | IPv6Address], now: datetime
) -> TlsCertificate:
    """A new key and a certificate signed by itself for these host names and addresses; at least one is needed."""
    if not names and not addresses:
        raise ValueError("a certificate is for at least one name or address")
    key = ec.generate_private_key(ec.SECP256R1())
    title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "examcore")])
    subjects: list[x509.GeneralName] = [x509.DNSName(_ascii(name)) for name in names]
    subjects += [x509.IPAddress(address) for address in addresses]
    made = (
        x509.CertificateBuilder()
        .subject_name(title)
        .issuer_name(title)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - EARLIER)
        .not_valid_after(now.astimezone(UTC) + timedelta(days=DAYS) - EARLIER)
        .add_extension(x509.SubjectAlternativeName(subjects[:MOST_NAMES]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, SHA256())
    )
    key_pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return _describe(made, key_pem)


def read_certificate(pem: bytes, file: str) -> TlsCertificate:
    """What the first certificate in `pem` says; its key is left out. Raises BadInput naming `file`."""
    try:
        found = x509.load_pem_x509_certificate(pem)
    except ValueError as problem:
        raise BadInput(
            msg("{file} holds no certificate that can be read", file=file),
            msg("name a PEM file: it begins with -----BEGIN CERTIFICATE-----"),
        ) from problem
    return _describe(found, b"")


def _describe(certificate: x509.Certificate, key_pem: bytes) -> TlsCertificate:
    digest = hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest().upper()
    return TlsCertificate(
        certificate.public_bytes(Encoding.PEM),
        key_pem,
        ":".join(digest[at : at + 2] for at in range(0, len(digest), 2)),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
    )


def _ascii(name: str) -> str:
    """A host name as certificates spell it (RFC 5280, 4.2.1.6: IA5String, international names in A-labels)."""
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError as problem:
        raise BadInput(
            msg("{name} cannot be the name of a machine", name=name),
            msg("use letters, digits, hyphens and dots"),
        ) from problem
