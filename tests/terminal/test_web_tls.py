"""Claims about the certificate of a room's server: made once, kept private, refused in words."""

from __future__ import annotations

import hashlib
import os
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from examcore.errors import BadInput
from examcore.seal.certificate import DAYS, make_certificate
from examcore_tui.web.tls import KEPT, Tls, keep_certificate, use_certificate

NOW = datetime(2024, 11, 15, 1, 0, tzinfo=UTC)


def greet(tls: Tls, name: str, trusted: bytes) -> bytes:
    """The certificate that a client who trusts `trusted` is shown; raises ssl.SSLError where it does not."""
    ours, theirs = socket.socketpair()

    def serve() -> None:
        try:
            with tls.context.wrap_socket(ours, server_side=True) as channel:
                channel.recv(1)
        except (ssl.SSLError, OSError):
            return

    thread = threading.Thread(target=serve)
    thread.start()
    client = ssl.create_default_context(cadata=trusted.decode())
    try:
        with client.wrap_socket(theirs, server_hostname=name) as channel:
            shown = channel.getpeercert(binary_form=True)
            assert shown is not None
            return shown
    finally:
        theirs.close()
        thread.join()


def test_a_certificate_is_made_once_and_kept_where_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = keep_certificate(tmp_path, ["thi.local"], datetime.now(UTC))
    again = keep_certificate(tmp_path, [], datetime.now(UTC))
    assert (first.is_new, again.is_new) == (True, False)
    assert first.certificate.fingerprint == again.certificate.fingerprint
    if os.name == "posix":
        assert (tmp_path / KEPT).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["thi.local", "127.0.0.1", "localhost"])
def test_a_client_that_trusts_it_is_shown_the_fingerprint_that_was_told(tmp_path: Path, name: str) -> None:
    tls = keep_certificate(tmp_path, ["thi.local"], datetime.now(UTC))
    digest = hashlib.sha256(greet(tls, name, tls.certificate.pem)).hexdigest().upper()
    assert tls.certificate.fingerprint.replace(":", "") == digest


def test_a_client_refuses_a_name_the_certificate_is_not_for(tmp_path: Path) -> None:
    tls = keep_certificate(tmp_path, ["thi.local"], datetime.now(UTC))
    with pytest.raises(ssl.SSLError):
        greet(tls, "other.local", tls.certificate.pem)


def test_an_ended_certificate_is_made_anew(tmp_path: Path) -> None:
    old = keep_certificate(tmp_path, [], NOW)
    new = keep_certificate(tmp_path, [], NOW + timedelta(days=DAYS))
    assert new.is_new
    assert new.certificate.fingerprint != old.certificate.fingerprint


def test_a_name_with_vietnamese_letters_is_spelt_as_certificates_do(tmp_path: Path) -> None:
    made = make_certificate(["máy-chủ.local"], [], NOW)
    assert made.holds(NOW)
    with pytest.raises(BadInput):
        make_certificate(["ộ" * 80], [], NOW)


def test_files_that_are_no_pair_are_refused_with_their_names(tmp_path: Path) -> None:
    one, two = (make_certificate([name], [], NOW) for name in ("a.local", "b.local"))
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_bytes(one.pem)
    key.write_bytes(two.key_pem)
    with pytest.raises(BadInput) as refused:
        use_certificate(cert, key, NOW)
    assert "key.pem" in refused.value.text.read("en")
    key.write_bytes(one.key_pem)
    assert use_certificate(cert, key, NOW).certificate.fingerprint == one.fingerprint
    with pytest.raises(BadInput) as late:
        use_certificate(cert, key, NOW + timedelta(days=DAYS))
    assert "does not hold today" in late.value.text.read("en")


def test_a_file_that_is_no_certificate_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / KEPT).write_bytes(b"hello")
    with pytest.raises(BadInput) as refused:
        keep_certificate(tmp_path, [], NOW)
    assert KEPT in refused.value.text.read("en")
