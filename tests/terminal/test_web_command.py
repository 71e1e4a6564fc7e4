"""Claims about `examcore serve web`: what it tells, what it refuses, how it stops."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import click
import pytest

from examcore.errors import Misused, NotFound, Refused
from examcore_tui.web.command import web
from tests.terminal.rooms import arrange

MAIN = "from examcore.shell.main import main; main()"


def run(*words: str) -> None:
    """The command in this process; raises what it refuses."""
    web.main(list(words), standalone_mode=False)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    arranged = arrange(3, 4, candidates=4, rooms=("P.01", "P.02"))
    for room in ("P.01", "P.02"):
        arranged.publish(folder / room, room)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_it_tells_address_and_fingerprint_shows_the_sign_in_and_stops_when_asked(published: Path) -> None:
    command = [sys.executable, "-c", MAIN, "serve", "web", str(published), "--port", "0", "--lang", "en", "--host"]
    process = subprocess.Popen(
        [*command, "127.0.0.1", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stderr is not None
    told = [process.stderr.readline() for _ in range(5)]
    try:
        address = next(line for line in told if "https://" in line).split()[-1]
        assert "P.01, P.02: 4 candidates" in told[0]
        shown = ssl.get_server_certificate(("127.0.0.1", int(address.split(":")[2].strip("/"))))
        trusted = ssl.create_default_context(cadata=shown)
        with urllib.request.urlopen(address, context=trusted) as page:
            assert "CANDIDATE SIGN-IN" in page.read().decode()
    finally:
        process.send_signal(signal.SIGTERM)
        printed, rest = process.communicate(timeout=30)
    assert process.returncode == 0, rest
    ready = json.loads(printed)
    assert address == f"https://{ready['addresses'][0]}:{ready['port']}/"
    assert any(ready["fingerprint"] in line for line in told)
    assert "Traceback" not in rest
    if os.name == "posix":
        assert (published / "web-tls.pem").stat().st_mode & 0o777 == 0o600


def test_a_port_in_use_is_refused_in_words(published: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Refused) as refused:
            run(str(published), "--host", "127.0.0.1", "--port", str(taken.getsockname()[1]))
    assert "cannot listen at 127.0.0.1" in refused.value.text.read("en")


@pytest.mark.parametrize(
    "words", [("--cert", "a.pem"), ("--key-pem", "a.pem"), ("--behind-proxy", "--host", "0.0.0.0"),
              ("--behind-proxy", "--name", "thi.local"), ("--port", "70000"), ("--font-size", "2")]
)  # fmt: skip
def test_options_that_do_not_go_together_are_misuse(published: Path, words: tuple[str, ...]) -> None:
    with pytest.raises((Misused, click.UsageError)):
        run(str(published), *words)


def test_a_folder_without_a_room_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as refused:
        run(str(tmp_path))
    assert str(tmp_path) in refused.value.text.read("en")
