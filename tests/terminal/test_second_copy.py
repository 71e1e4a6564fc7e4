"""Claims about the second copy of a journal: it is the same, it restores a lost one, and its failure harms nobody."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from examcore.errors import Conflict
from examcore.record import CopyingDisk, SystemDisk, match_copies
from examcore.session import OpenRoom, sign_in
from tests.terminal.rooms import PIN, HandClock, arrange
from tests.terminal.stage import Actor, play

NAME = "0001.jsonl"


@pytest.fixture
def room(tmp_path: Path) -> OpenRoom:
    return arrange(3, 4, minutes=30).publish(tmp_path / "P01")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


def test_every_acknowledged_line_stands_in_both_and_a_lost_pc_is_restored(room: OpenRoom, stick: Path) -> None:
    session = sign_in(room, "0001", PIN, HandClock(), CopyingDisk(stick))
    session.start()
    session.answer(1, session.questions[0].options[2].id)
    journal = room.journal("0001")
    assert journal.read_bytes() == (stick / NAME).read_bytes()
    session.release()
    journal.unlink()  # the PC is gone; the stick goes to another one
    assert match_copies(journal.parent, stick, [NAME]) == (NAME,)
    again = sign_in(room, "0001", PIN, HandClock(), CopyingDisk(stick))
    assert again.state.answers == session.state.answers
    again.answer(2, again.questions[1].options[0].id)
    assert journal.read_bytes() == (stick / NAME).read_bytes()
    again.release()


def test_a_copy_that_was_away_is_brought_up_and_two_that_differ_are_refused(room: OpenRoom, stick: Path) -> None:
    session = sign_in(room, "0001", PIN, HandClock(), SystemDisk())
    session.start()
    session.release()
    folder = room.journal("0001").parent
    assert match_copies(folder, stick, [NAME]) == ()
    assert (stick / NAME).read_bytes() == (folder / NAME).read_bytes()
    (stick / NAME).write_bytes(b"something else\n")
    with pytest.raises(Conflict, match=r"0001\.jsonl"):
        match_copies(folder, stick, [NAME])
    assert (stick / NAME).read_bytes() == b"something else\n"


def copy_of(stick: Path, number: str) -> bytes:
    return (stick / f"{number}.jsonl").read_bytes()


def test_no_line_of_a_candidate_gets_into_another_ones_copy(tmp_path: Path, stick: Path) -> None:
    room = arrange(3, 4, candidates=2).publish(tmp_path / "P01")
    disk = CopyingDisk(stick)
    first = sign_in(room, "0001", PIN, HandClock(), disk)
    handle = first._journal.handle
    first.release()
    before = copy_of(stick, "0001")
    (stick / "0002.jsonl").mkdir()  # the stick does not open the next copy
    second = sign_in(room, "0002", PIN, HandClock(), disk)
    assert second._journal.handle == handle  # the system gave the number again: this is the case in question
    second.start()
    second.release()
    assert copy_of(stick, "0001") == before
    assert disk.warn() is not None


def test_a_number_that_was_given_back_without_the_disk_is_no_longer_its_copy(tmp_path: Path, stick: Path) -> None:
    disk = CopyingDisk(stick)
    handle = disk.open(tmp_path / "0001.jsonl")
    os.close(handle)
    (stick / "0002.jsonl").mkdir()
    assert disk.open(tmp_path / "0002.jsonl") == handle
    disk.append(handle, b"0002")
    disk.close(handle)
    assert copy_of(stick, "0001") == b""


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="what is open is asked of /proc")
def test_who_comes_and_goes_leaves_no_copy_open(room: OpenRoom, stick: Path) -> None:
    disk = CopyingDisk(stick)
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        sign_in(room, "0001", PIN, HandClock(), disk).release()
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before


class TornOut(SystemDisk):
    """A memory stick that is pulled out."""

    def append(self, handle: int, data: bytes) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_a_stick_pulled_out_is_told_once_and_the_test_goes_on(room: OpenRoom, stick: Path) -> None:
    disk = CopyingDisk(stick)

    async def story(a: Actor) -> None:
        await a.start()
        disk._second = TornOut()
        await a.press("2")
        assert "bản sao thứ hai" in a.status()
        await a.press("right", "3")
        assert "đã lưu" in a.status()
        assert len(a.app.live.state.answers) == 2

    play(room, story, disk=disk)
    session = sign_in(room, "0001", PIN, HandClock(), SystemDisk())
    assert len(session.state.answers) == 2
    session.release()
