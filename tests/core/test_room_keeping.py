"""Claims about `examcore room keep` and `room probe`: all is told, in the reader's language, and nobody is left out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_the_probe_says_whether_all_programs_count_by_one_clock(hall: Hall) -> None:
    code, out, told = run("room", "probe", hall.room.folder, "--json")
    found = json.loads(out)
    assert code == (0 if found["fit"] else 1)
    assert found["one_clock"] is ("lần khởi động" not in told)
