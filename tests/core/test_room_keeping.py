"""Claims about `examcore room keep` and `room probe`: all is told, in the reader's language, and nobody is left out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from examcore.shell.room import room
from tests.core.hall import Hall, make_hall, publish_hall

__all__ = ["make_hall", "publish_hall"]  # the fixtures


def run(*words: str | Path, language: str = "vi") -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "examcore", *map(str, words)],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, encoding="utf-8",
        env={**os.environ, "EXAMCORE_LANG": language},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(("language", "says"), [("vi", "giám thị nộp thay"), ("en", "the invigilators submitted")])
def test_how_a_test_was_submitted_is_told_in_the_readers_language(hall: Hall, language: str, says: str) -> None:
    hall.begin().release()
    hall.do("force", "0001")
    code, _, told = run("room", "keep", hall.room.folder, "--once", language=language)
    assert code == 0
    assert f"({says})" in told


def leave_all(hall: Hall) -> None:
    for number in ("0001", "0002", "0003"):
        hall.begin(number).release()
    hall.do("force", "0001", "0002", "0003")


@pytest.fixture(name="stuck")
def make_stuck(hall: Hall) -> Iterator[Path]:
    """What stands in the way of handing in for candidate 0001: a folder where the lock should be."""
    leave_all(hall)
    lock = hall.room.lock("0001")
    lock.unlink()
    lock.mkdir()
    yield lock
    if lock.is_dir():
        lock.rmdir()


def test_one_candidate_whose_journal_refuses_keeps_nobody_else_waiting(hall: Hall, stuck: Path) -> None:
    code, out, told = run("room", "keep", hall.room.folder, "--once", "--json")
    found = json.loads(out)
    assert code == 1
    assert [one["candidate"] for one in found["submitted"]] == ["0002", "0003"]
    assert [one["candidate"] for one in found["refused"]] == ["0001"]
    assert "thí sinh 0001: chưa nộp được" in told
    stuck.rmdir()
    code, out, _ = run("room", "keep", hall.room.folder, "--once", "--json")
    assert (code, json.loads(out)["refused"]) == (0, [])


def test_a_refusal_is_told_once_and_the_keeper_goes_on_until_it_is_mended(
    hall: Hall, stuck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []

    def mend_at_the_third_look(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 3:
            stuck.rmdir()

    monkeypatch.setattr("examcore.shell.room.time.sleep", mend_at_the_third_look)
    done = CliRunner().invoke(room, ["keep", str(hall.room.folder), "--json", "--lang", "vi"])
    assert done.exit_code == 0, done.output
    assert len(looks) == 3
    assert done.stderr.count("0001: chưa nộp được") == 1
    assert [one["candidate"] for one in json.loads(done.stdout)["submitted"]] == ["0002", "0003", "0001"]


def test_the_probe_says_whether_all_programs_count_by_one_clock(hall: Hall) -> None:
    code, out, told = run("room", "probe", hall.room.folder, "--json")
    found = json.loads(out)
    assert code == (0 if found["fit"] else 1)
    assert found["one_clock"] is ("lần khởi động" not in told)


def test_an_index_that_cannot_be_kept_is_told_and_keeps_nobody_waiting(hall: Hall) -> None:
    leave_all(hall)
    (hall.room.folder / "room.sqlite").write_bytes(b"no database" * 100)
    code, out, told = run("room", "keep", hall.room.folder, "--once", "--json")
    assert (code, len(json.loads(out)["submitted"])) == (0, 3)
    assert "chỉ mục tạm không ghi được" in told
