"""Claims about `examcore log` as a person types it: show, verify, prove, checkpoint."""

from __future__ import annotations

from pathlib import Path

import pytest

from examcore.log import find_log, keep_checkpoint
from tests.core.test_log_receipts import KEYS, make_folder, responses, signed, take_in
from tests.whole.shells import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A sitting with two candidates' responses, a signed checkpoint, and the file of public keys."""
    folder = make_folder(tmp_path / "ca", ["001", "002"])
    keep_checkpoint(tmp_path / "ca", signed(find_log(tmp_path / "ca")))
    take_in(folder, [responses("001"), responses("002", "paper")])
    keep_checkpoint(tmp_path / "ca", signed(find_log(tmp_path / "ca")))
    (tmp_path / "keys").write_text("".join(key.text + "\n" for key in KEYS), encoding="utf-8")
    return Shell(tmp_path)


def test_a_log_is_verified_with_the_checkpoints_beside_it(shell: Shell) -> None:
    found = shell.json("log", "verify", "ca", "--signers", "keys")
    assert (found["origin"], found["events"], found["torn"]) == ("examcore/sitting/S1", 3, 0)
    assert [(one["events"], one["signed"]) for one in found["checkpoints"]] == [
        (1, [key.name for key in KEYS]),
        (3, [key.name for key in KEYS]),
    ]
    assert shell.json("log", "verify", "ca/log.jsonl")["checkpoints"] == []


def test_a_changed_log_is_refused_with_the_file_and_what_to_do(shell: Shell) -> None:
    path = shell.folder / "ca" / "log.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"candidate":"001"', b'"candidate":"009"'))
    done = shell.run("log", "verify", "ca", "--lang", "en")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "log.jsonl" in done.stderr
    assert "hint:" in done.stderr


def test_a_candidate_s_receipt_is_written_and_verified(shell: Shell) -> None:
    done = shell.run("log", "prove", "ca", "--candidate", "002")
    assert done.returncode == 0, done.stderr
    (shell.folder / "002.tlog-proof").write_text(done.stdout, encoding="utf-8")
    found = shell.json("log", "verify", "002.tlog-proof", "--signers", "keys")
    assert (found["act"], found["facts"]["candidate"], len(found["responses"])) == ("responses.received", "002", 100)
    assert shell.run("log", "verify", "002.tlog-proof").returncode == 2
    code = shell.run("log", "prove", "ca", "--candidate", "002", "--code").stdout
    (shell.folder / "002.code").write_text(code, encoding="utf-8")
    found = shell.json("log", "verify", "002.code", "--signers", "keys")
    assert (found["event"], found["responses"]) == (3, None)


def test_an_event_and_growth_are_proved(shell: Shell) -> None:
    done = shell.run("log", "prove", "ca", "--event", "1", "--out", "proof")
    assert done.returncode == 0, done.stderr
    assert shell.json("log", "verify", "proof", "--signers", "keys")["act"] == "sitting.new"
    assert shell.run("log", "prove", "ca", "--since", "ca/checkpoints/1.checkpoint", "--out", "grown").returncode == 0
    words = ["log", "verify", "grown", "--signers", "keys", "--since", "ca/checkpoints/1.checkpoint"]
    assert shell.json(*words)["events"] == 3
    assert shell.run(*words[:-2]).returncode == 2
    assert shell.run("log", "prove", "ca", "--event", "9").returncode == 1
    assert shell.run("log", "prove", "ca").returncode == 2


def test_events_and_the_head_are_shown(shell: Shell) -> None:
    assert [one["act"] for one in shell.json("log", "show", "ca")] == [
        "sitting.new",
        "responses.received",
        "responses.received",
    ]
    assert "sitting.new" in shell.run("log", "show", "ca").stdout
    head = shell.json("log", "checkpoint", "ca")
    assert head["body"].startswith("examcore/sitting/S1\n3\n")
    assert shell.run("log", "checkpoint", "ca").stdout == head["body"]


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"old 5\n", b"EXAMCORE1:::", b"c2sp.org/tlog-proof@v1\n\xff", b"{}\n"]
)
def test_a_file_that_is_none_of_these_is_refused_without_a_traceback(shell: Shell, data: bytes) -> None:
    (shell.folder / "x").write_bytes(data)
    done = shell.run("log", "verify", "x", "--signers", "keys", "--since", "ca/checkpoints/1.checkpoint")
    assert (done.returncode, "Traceback" in done.stderr, done.stdout) == (1, False, "")
