"""Claims about why the system refused: said in the reader's language wherever a room's disk can make it happen."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from examcore.errors import NotSaved
from examcore.files import explain
from examcore.language import Message
from examcore.record import SystemDisk, hold
from tests.core.hall import Hall, make_hall, option_of, publish_hall

__all__ = ["make_hall", "publish_hall"]  # the fixtures


@pytest.mark.parametrize("name", ["EAGAIN", "ENODEV", "ENXIO", "EMFILE", "ENFILE", "EIO", "ENOSPC", "EROFS"])
def test_the_reason_is_said_in_vietnamese_and_in_english(name: str) -> None:
    number = getattr(errno, name)
    why = explain(OSError(number, os.strerror(number)))
    assert isinstance(why, Message)
    assert why.read("vi") != why.read("en")


@pytest.mark.skipif(os.name == "nt", reason="there one process may hold a file twice")
def test_a_journal_that_somebody_holds_is_refused_in_vietnamese(hall: Hall) -> None:
    session = hall.begin()
    disk, path = SystemDisk(), hall.room.journal("0001")
    handle = disk.open(Path(path))
    with hold(handle), pytest.raises(NotSaved) as caught:
        session.answer(1, option_of(session))
    disk.close(handle)
    assert "một chương trình khác đang giữ" in caught.value.read("vi")
    session.answer(1, option_of(session))
