"""Claims about ceremonies at the command line: as scripts and pipes meet them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.ceremonies import PEOPLE
from tests.whole.shells import Shell

BEGIN = ["--give", "place=Phòng họp số 1", "--give", "presiding=Nguyễn Văn An", "--give", "recorder=Lê Văn Chi"]
PHRASE = "an nhiên giữa chợ"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell in an empty folder, with an officer's passphrase in a file."""
    (tmp_path / "0.txt").write_text(PHRASE + "\n", encoding="utf-8")
    return Shell(tmp_path)


def test_a_wrong_fingerprint_over_a_pipe_is_refused_and_names_the_minute(shell: Shell) -> None:
    done = shell.run("--lang", "en", "ceremony", "run", "enrol", "c", "--plain", "--rehearsal", "--cheap-keys", *BEGIN,
                     "--give", "name=A", "--give", "office=B", "--give", "key-file=a.key",
                     *(["--passphrase-file", "0.txt"] * 2), phrase=None, text="\nx\ny\nz\n")  # fmt: skip
    assert done.returncode == 1
    assert "stopped at step 4" in done.stderr
    assert "01-enrol.json" in done.stdout
    assert not list(shell.folder.rglob("a.key*"))
    assert PHRASE not in done.stderr + done.stdout


def test_an_enrolment_goes_over_a_pipe_when_somebody_types_the_fingerprint(shell: Shell) -> None:
    command = [sys.executable, "-u", "-m", "examcore", "--lang", "en", "ceremony", "run", "enrol", "c", "--plain",
               "--rehearsal", "--cheap-keys", *BEGIN, "--give", f"name={PEOPLE[0]}", "--give", "name=",
               "--give", "office=B", "--give", "key-file=a.key", *(["--passphrase-file", "0.txt"] * 2)]  # fmt: skip
    with subprocess.Popen(command, cwd=shell.folder, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          stdout=subprocess.PIPE, encoding="utf-8") as running:  # fmt: skip
        assert running.stdin is not None
        assert running.stderr is not None
        running.stdin.write("\n")
        running.stdin.flush()
        for line in running.stderr:
            if "reads the fingerprint aloud" in line:
                running.stdin.write(line.split(": ")[1].split()[0] + "\n")
                running.stdin.flush()
                break
        running.stdin.close()
        running.stderr.read()
        assert running.wait() == 0
    assert (shell.folder / "a.key").is_file()
    assert (shell.folder / "a.key.card").is_file()
    acts = [one["act"] for one in shell.json("log", "show", "c")]
    assert acts[0] == "ceremony.begin"
    assert acts[-2:] == ["ceremony.end", "ceremony.minute"]


def test_the_ceremonies_are_listed_with_their_steps(shell: Shell) -> None:
    listed = shell.json("ceremony", "list")
    names = ["enrol", "found", "seal-bank", "seal-packets", "hand-over", "open-questions", "open-key", "rotate"]
    assert [one["name"] for one in listed] == names
    assert all(one["steps"][0]["name"] == "opening" for one in listed)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["enrol", "c", "--plain", "--cheap-keys"], "rehearsals only"),
        (["knight", "c", "--plain"], "no ceremony knight"),
        (["enrol", "c"], "--plain"),
        (["enrol", "c", "--plain", "--policy", "cantho"], "does not ask for policy"),
        (["enrol", "c", "--plain"], "broken off"),
    ],
)
def test_what_cannot_be_held_is_told_and_leaves_no_key(shell: Shell, words: list[str], told: str) -> None:
    done = shell.run("--lang", "en", "ceremony", "run", *words, phrase=None)
    assert done.returncode in (1, 2)
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(shell.folder.rglob("*.key"))


def test_the_json_of_a_minute_is_canonical(shell: Shell) -> None:
    shell.run("ceremony", "run", "enrol", "c", "--plain", *BEGIN, phrase=None)
    (minute,) = (shell.folder / "c" / "minutes").glob("*.json")
    assert json.loads(minute.read_bytes())["kind"] == "Biên bản"
