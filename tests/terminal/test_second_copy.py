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
