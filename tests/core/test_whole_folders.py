"""Claims about folders that are filled whole or not at all, whatever ends the process that fills them."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from examcore.errors import NotSaved
from examcore.files import heed_endings, whole_folder, write_whole
from examcore.language import messages

msg = messages("examcore")

SCRIPT = """
import os, signal, sys
from pathlib import Path
from examcore.files import {block}, write_whole
for usual in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(usual, signal.SIG_DFL)  # whoever runs the tests may have them ignored, as nohup does
with {block}(Path(sys.argv[1])) as part:
    write_whole((part or Path(sys.argv[1])) / "room" / "booklet", b"x")
    os.kill(os.getpid(), signal.{name})
    signal.pause()
"""


def end_within(folder: Path, block: str, name: str) -> int:
    script = SCRIPT.format(block=block, name=name)
    words = [sys.executable, "-c", script, str(folder)]
    return subprocess.run(words, capture_output=True, check=False, timeout=60).returncode


@pytest.mark.parametrize("is_there", [False, True])
def test_the_folder_comes_to_be_when_the_block_ends_and_not_before(tmp_path: Path, is_there: bool) -> None:
    folder = tmp_path / "rooms"
    if is_there:
        folder.mkdir()
    with whole_folder(folder) as part:
        write_whole(part / "one" / "a", b"a")
        write_whole(part / "b", b"b")
        assert not (folder / "one").exists()
    assert {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*")} == {
        "rooms", "rooms/one", "rooms/one/a", "rooms/b",
    }  # fmt: skip


@pytest.mark.parametrize("is_there", [False, True])
def test_a_block_that_fails_leaves_the_place_as_it_was(tmp_path: Path, is_there: bool) -> None:
    folder = tmp_path / "rooms"
    if is_there:
        folder.mkdir()

    def fill() -> None:
        with whole_folder(folder) as part:
            write_whole(part / "one" / "a", b"a")
            raise NotSaved(msg("the disk is full"))

    with pytest.raises(NotSaved):
        fill()
    assert list(tmp_path.rglob("*")) == ([folder] if is_there else [])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without telling it")
@pytest.mark.parametrize("block", ["whole_folder", "folder_or_nothing"])
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_to_end_or_a_closed_window_leaves_nothing(tmp_path: Path, block: str, name: str) -> None:
    assert end_within(tmp_path / "rooms", block, name) == 128 + getattr(signal, name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signal")
def test_power_that_fails_leaves_no_folder_that_looks_finished_and_the_next_run_tidies_up(tmp_path: Path) -> None:
    folder = tmp_path / "rooms"
    end_within(folder, "whole_folder", "SIGKILL")
    (left,) = tmp_path.iterdir()
    assert left.name == "rooms.unfinished"
    with whole_folder(folder) as part:
        write_whole(part / "a", b"a")
    assert [p.relative_to(tmp_path).as_posix() for p in sorted(tmp_path.rglob("*"))] == ["rooms", "rooms/a"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signal")
def test_signals_mean_afterwards_what_they_meant_before() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGHUP)
    with heed_endings():
        assert signal.getsignal(signal.SIGTERM) is not before[0]
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGHUP)) == before
