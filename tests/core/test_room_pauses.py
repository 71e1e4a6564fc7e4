"""Claims about pauses and last moments: nobody loses or gains time by where their window was."""

from __future__ import annotations

from threading import Thread

import pytest

from examcore.errors import Closed, Refused
from examcore.record import hold
from examcore.session import collect_journals
from examcore.session.journal import Journal, open_journal
from tests.core.hall import MINUTES, Hall, make_hall, option_of, publish_hall

__all__ = ["make_hall", "publish_hall"]  # the fixtures

MINUTE = 60_000


def test_a_test_is_not_started_in_a_pause_and_its_journal_is_collected_whole(hall: Hall) -> None:
    session = hall.sit()
    hall.do("admit", "0001")
    hall.do("pause")
    hall.do("start")
    session.look()
    with pytest.raises(Refused):
        session.start()
    assert not session.may_start
    hall.do("resume")
    session.look()
    session.start()
    session.answer(1, option_of(session))
    session.submit()
    found = list(
        collect_journals(hall.arranged.sitting, "terminal", hall.arranged.layouts, hall.room.folder / "journals")
    )
    assert len(found) == 1
    assert not hasattr(found[0], "code"), found[0]


def test_a_pause_holds_also_for_whom_no_window_wrote_it_down(hall: Hall) -> None:
    gone, here = hall.begin("0001"), hall.begin("0002")
    hall.clock.run(10 * 60)
    gone.tick()
    gone.release()
    hall.do("pause")
    here.look()
    hall.clock.run(15 * 60)
    hall.do("resume")
    here.look()
    hall.clock.run(3)
    assert hall.venue.settle() == ()
    again = hall.sit("0001")
    assert abs(again.remaining_ms() - here.remaining_ms()) < 1000
    hall.clock.run(MINUTES * 60)
    again.release()
    assert ("0001", "time") in hall.venue.settle()


def test_who_comes_back_in_the_pause_has_lost_only_what_ran_before_it(hall: Hall) -> None:
    session = hall.begin()
    hall.clock.run(60)
    session.release()
    hall.clock.run(60)
    hall.do("pause")
    hall.clock.run(5 * 60)
    session = hall.sit()
    seat = hall.view.seat("0001")
    assert seat is not None
    assert (session.remaining_ms(), seat.lost_ms) == ((MINUTES - 2) * MINUTE, MINUTE)
    hall.clock.run(5 * 60)
    assert session.remaining_ms() == (MINUTES - 2) * MINUTE


def test_who_leaves_in_a_pause_stays_away_on_their_own_time(hall: Hall) -> None:
    gone, here = hall.begin("0001"), hall.begin("0002")
    hall.do("pause")
    gone.look()
    here.look()
    gone.release()
    hall.clock.run(5 * 60)
    hall.do("resume")
    here.look()
    hall.clock.run(15 * 60)
    again = hall.sit("0001")
    assert abs(again.remaining_ms() - here.remaining_ms()) < 1000
    again.release()
    hall.clock.run(10 * 60)
    assert hall.venue.settle() == (("0001", "time"),)


def test_a_late_candidate_has_what_the_room_has_left_its_pauses_left_out(hall: Hall) -> None:
    first = hall.begin("0001")
    hall.clock.run(2 * 60)
    hall.do("pause")
    first.look()
    hall.clock.run(10 * 60)
    hall.do("resume")
    first.look()
    late = hall.begin("0002")
    assert abs(late.remaining_ms() - first.remaining_ms()) < 1000


def test_time_given_in_the_last_moment_counts(hall: Hall) -> None:
    session = hall.begin()
    hall.clock.run(MINUTES * 60 - 1)
    hall.do("add", "0001", minutes=5)
    hall.clock.run(2)
    assert session.tick() == 5 * MINUTE - 1000
    session.answer(1, option_of(session))
    hall.clock.run(5 * 60 - 1)
    hall.do("pause")
    hall.clock.run(2)
    with pytest.raises(Refused) as refused:
        session.answer(2, option_of(session, 2))
    assert "paused" in refused.value.text.read("en")
    assert session.state.submitted == ""
    hall.do("resume")
    hall.clock.run(60)
    session.look()
    with pytest.raises(Closed):
        session.answer(2, option_of(session, 2))
    assert (session.state.submitted, len(session.state.answers)) == ("time", 1)


def test_one_journal_that_cannot_be_handed_in_keeps_nobody_else_from_it(hall: Hall) -> None:
    for number in ("0001", "0002", "0003"):
        hall.begin(number).release()
    assert hall.view.count("away") == 3
    path = hall.room.journal("0001")
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"attach"', b'"attacK"', 1))
    hall.clock.run((MINUTES + 1) * 60)
    assert [number for number, _ in hall.venue.settle()] == ["0002", "0003"]
    assert list(hall.venue.troubles) == ["0001"]
    assert hall.phase("0001") == "broken"


def test_a_line_the_disk_took_back_is_no_fault_of_the_journal(hall: Hall) -> None:
    session = hall.begin()
    session.answer(1, option_of(session))
    path = hall.room.journal("0001")
    whole = path.read_bytes()
    session.answer(2, option_of(session, 2))
    assert hall.view.seats[0].answered == 2
    path.write_bytes(whole)  # as a write that failed late is cut off again
    assert (hall.phase(), hall.view.seats[0].answered) == ("working", 1)


def test_a_journal_grows_no_further_than_it_can_be_read(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    session = hall.begin()
    most = 16 * 1024
    monkeypatch.setattr("examcore.session.journal.MOST_BYTES", most)
    refused = 0
    for at in range(200):
        session.move(at % 5 + 1)
        try:
            session.answer(at % 5 + 1, option_of(session, at % 5 + 1, at % 2))
        except Refused:
            refused += 1
    assert refused > 50
    session.submit()
    assert hall.room.journal("0001").stat().st_size < most
    assert hall.phase() == "submitted"


def test_a_sign_in_waits_for_the_line_that_another_window_is_writing(hall: Hall) -> None:
    hall.begin().release()
    path = hall.room.journal("0001")
    before = path.read_bytes()
    line = before.splitlines(keepends=True)[-1]
    path.write_bytes(before[: -len(line)] + line[:40])
    with path.open("r+b") as file, hold(file.fileno()):
        opening = Thread(target=lambda: found.append(open_journal(path, hall.disk)))
        found: list[tuple[Journal, bytes]] = []
        opening.start()
        opening.join(0.1)
        file.seek(0, 2)
        file.write(line[40:])
        file.flush()
    opening.join(10)
    journal, torn = found[0]
    journal.close()
    assert (torn, path.read_bytes()) == (b"", before)
