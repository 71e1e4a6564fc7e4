"""Claims about a conduct book that is damaged, cut off again, or asked for a line too long to be read."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from examcore.conduct import BOOK, Act, Book, Opening, Watch, append_act, read_book
from examcore.conduct.acts import FORMAT, VERSION
from examcore.errors import BadInput, Misused, NotSaved, Problem
from examcore.nouns import Responses
from examcore.record import MOST_LINE_BYTES, SystemDisk
from examcore.session import collect as collecting
from examcore.session import collect_journals
from examcore.session.room import MOST_CANDIDATES
from tests.core.hall import Hall, make_hall, option_of, publish_hall

__all__ = ["make_hall", "publish_hall"]  # the fixtures


# --- collecting -----------------------------------------------------------------------------------


def collect(hall: Hall) -> tuple[list[str], list[tuple[str, str]]]:
    """Whose responses are given, and the problems: file and code."""
    people, problems = [], []
    for found in collect_journals(hall.arranged.sitting, "terminal", hall.arranged.layouts, hall.room.folder):
        if isinstance(found, Responses):
            people.append(found.candidate)
        elif isinstance(found, Problem):
            problems.append((Path(found.file).name, found.code))
    return people, problems


def submit_all(hall: Hall, *numbers: str) -> None:
    for number in numbers:
        session = hall.begin(number)
        session.answer(1, option_of(session))
        session.submit()
        session.release()


def test_an_altered_book_is_told_once_and_stops_nobody_from_being_collected(hall: Hall) -> None:
    submit_all(hall, "0001", "0002")
    book = hall.room.folder / BOOK
    book.write_bytes(book.read_bytes().replace(b'"start"', b'"pause"'))
    assert collect(hall) == (["0001", "0002"], [(BOOK, "broken book")])


def test_a_book_without_its_room_is_told_and_stops_nobody(hall: Hall, tmp_path: Path) -> None:
    submit_all(hall, "0001")
    facts = hall.room.folder / "room.json"
    kept = facts.rename(tmp_path / "room.json")
    try:
        assert collect(hall) == (["0001"], [(BOOK, "broken book")])
    finally:
        kept.rename(facts)


def test_the_book_of_a_room_is_read_once_for_all_its_journals(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    submit_all(hall, "0001", "0002", "0003")
    read: list[Path] = []

    def count(folder: Path) -> Book:
        read.append(folder)
        return read_book(folder)

    monkeypatch.setattr(collecting, "read_book", count)
    assert collect(hall) == (["0001", "0002", "0003"], [])
    assert read == [hall.room.folder]


# --- a line the disk took back --------------------------------------------------------------------

AT = "2024-11-15T01:00:00.000Z"


def add(folder: Path, reason: str, disk: SystemDisk | None = None, numbers: tuple[str, ...] = ()) -> None:
    """Put an act with this reason into the book of `folder`."""
    opening = Opening(FORMAT, VERSION, "s", "P.01", "0" * 64, AT)

    def decide(acts: tuple[Act, ...], last: str) -> Act:
        return Act(len(acts) + 1, AT, "pause", "Bà Lan", last, 0, "one", candidates=numbers, reason=reason)

    append_act(folder, disk or SystemDisk(), opening, decide)


class TakingBack(SystemDisk):
    """A disk whose lines are read by others before it turns out that it does not keep them."""

    def __init__(self, look: Callable[[], object]) -> None:
        self._look = look

    def append(self, handle: int, data: bytes) -> None:
        super().append(handle, data)
        self._look()
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def reasons(watch: Watch) -> list[str]:
    return [act.reason for act in watch.look()]


@pytest.mark.parametrize("before", [[], ["một"], ["một", "hai"]])
@pytest.mark.parametrize("after", ["", "ba", "lý do dài hơn nhiều so với dòng đã bị đĩa trả lại"])
def test_a_line_that_was_read_and_then_cut_off_is_no_damage(tmp_path: Path, before: list[str], after: str) -> None:
    watch = Watch(tmp_path)
    for reason in before:
        add(tmp_path, reason)
    with pytest.raises(NotSaved):
        add(tmp_path, "bị trả lại", TakingBack(watch.look))
    if after:
        add(tmp_path, after)
    assert watch.has_grown(len(before) + 1)
    assert reasons(watch) == before
    assert watch.has_grown(len(before)) is bool(after)
    assert reasons(watch) == [*before, *([after] if after else [])]
    add(tmp_path, "tiếp theo")
    assert reasons(watch)[-1] == "tiếp theo"


@pytest.mark.parametrize("more", [[], ["nữa"]])
def test_a_line_as_long_as_the_one_cut_off_takes_its_place(tmp_path: Path, more: list[str]) -> None:
    watch = Watch(tmp_path)
    with pytest.raises(NotSaved):
        add(tmp_path, "sai", TakingBack(watch.look))
    size = watch._lines.good_bytes
    add(tmp_path, "mai")
    assert (tmp_path / BOOK).stat().st_size == size
    for reason in more:
        add(tmp_path, reason)
    # some disks count time in steps that all of this fits into
    os.utime(tmp_path / BOOK, ns=(0, (tmp_path / BOOK).stat().st_mtime_ns + 10**9))
    assert reasons(watch) == []
    assert reasons(watch) == ["mai", *more]


def test_a_book_that_was_only_touched_is_what_it_was(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    add(tmp_path, "một")
    acts = watch.look()
    os.utime(tmp_path / BOOK, ns=(0, 0))
    assert watch.look() == acts
    assert not watch.has_grown(1)


def test_what_took_the_place_of_a_line_that_was_cut_off_is_obeyed(hall: Hall) -> None:
    session = hall.begin()
    hall.venue.disk = TakingBack(session.look)
    with pytest.raises(NotSaved):
        hall.do("incident", "0001", kind="technical")
    hall.venue.disk = hall.disk
    hall.do("pause")
    while session.has_news():
        session.look()
    assert session.state.is_paused


def test_a_book_that_lost_more_than_its_last_line_stays_a_fault(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    for reason in ("một", "hai", "ba"):
        add(tmp_path, reason)
    assert len(watch.look()) == 3
    book = tmp_path / BOOK
    whole = book.read_bytes()
    lines = whole.splitlines(keepends=True)
    book.write_bytes(b"".join(lines[:2]))
    for _ in range(2):
        with pytest.raises(BadInput):
            watch.look()
    book.write_bytes(whole.replace("một".encode(), "bốn".encode())[:-10])
    with pytest.raises(BadInput):
        watch.look()
    book.unlink()
    with pytest.raises(BadInput):
        watch.look()


# --- an act too long to be read again -------------------------------------------------------------


def test_an_act_may_name_everybody_of_the_largest_room(tmp_path: Path) -> None:
    everybody = tuple(f"{number:032}" for number in range(MOST_CANDIDATES))
    add(tmp_path, "x" * 500, numbers=everybody)
    assert read_book(tmp_path).acts[0].candidates == everybody


def test_an_act_that_nobody_could_read_again_is_refused_and_the_book_stays_whole(tmp_path: Path) -> None:
    add(tmp_path, "một")
    before = (tmp_path / BOOK).read_bytes()
    with pytest.raises(Misused):
        add(tmp_path, "hai", numbers=("0001",) * MOST_LINE_BYTES)
    assert (tmp_path / BOOK).read_bytes() == before
    add(tmp_path, "ba")
    assert [act.reason for act in read_book(tmp_path).acts] == ["một", "ba"]
