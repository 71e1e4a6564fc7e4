"""Claims about a steered room: who may do what, when a candidate may begin, whose time runs, what is on record."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest

from examcore.errors import (
    Closed,
    Misused,
    NotAuthorised,
    Refused,
)
from examcore.record import SystemDisk
from examcore.venue import Order, find_needs
from tests.core.hall import LAN, MINUTES, Hall, make_hall, option_of, publish_hall

__all__ = ["make_hall", "publish_hall"]  # the fixtures


class WatchedDisk(SystemDisk):
    """A disk that lets another thread ask `question` when a line is written and its writer does not know it yet."""

    def __init__(self) -> None:
        self.question: Callable[[], bool] = bool
        self.heard: list[bool] = []

    def append(self, handle: int, data: bytes) -> None:
        super().append(handle, data)
        asking = Thread(target=lambda: self.heard.append(self.question()))
        asking.start()
        asking.join(10)


def test_a_window_that_looks_while_its_answer_is_being_saved_keeps_its_journal(hall: Hall) -> None:
    hall.disk = disk = WatchedDisk()
    session = hall.begin()
    disk.question = session.has_news
    disk.heard.clear()
    session.answer(1, option_of(session))
    session.answer(2, option_of(session, 2))
    assert disk.heard == [False, False]
    assert len(session.state.answers) == 2
    hall.do("pause")
    assert session.has_news()


# --- beginning ---------------------------------------------------------------------------------


def test_a_candidate_begins_only_once_admitted_and_the_room_is_started(hall: Hall) -> None:
    session = hall.sit()
    assert hall.phase() == "waiting"
    with pytest.raises(Refused):
        session.start()
    hall.do("admit", "0001")
    assert session.look()
    assert hall.phase() == "ready"
    with pytest.raises(Refused):
        session.start()
    hall.do("start")
    session.look()
    session.start()
    assert hall.phase() == "working"
    assert session.remaining_ms() == MINUTES * 60_000


def test_admitting_the_room_admits_those_who_are_there_and_nobody_else(hall: Hall) -> None:
    with pytest.raises(Refused):
        hall.do("admit")
    present = hall.sit("0002")
    hall.do("admit")
    assert (hall.phase("0002"), hall.phase("0001")) == ("ready", "absent")
    assert not hall.view.conduct.standing("0001").is_admitted
    present.release()


def test_who_comes_late_has_what_is_left_and_is_let_in_by_two_after_the_limit(hall: Hall) -> None:
    first = hall.begin("0001")
    hall.clock.run(5 * 60)
    early = hall.sit("0002")
    assert not find_needs(hall.view, Order("admit", ("0002",))).second
    hall.do("admit", "0002", second="")
    early.look()
    early.start()
    assert early.remaining_ms() == (MINUTES - 5) * 60_000
    hall.clock.run(6 * 60)
    late = hall.sit("0003")
    with pytest.raises(Misused):
        hall.do("admit", "0003", second="")
    hall.do("admit", "0003", reason="xe hỏng, Chủ tịch Hội đồng đồng ý")
    late.look()
    late.start()
    assert late.remaining_ms() == first.remaining_ms() == (MINUTES - 11) * 60_000


def test_the_room_is_started_once(hall: Hall) -> None:
    hall.begin()
    with pytest.raises(Refused):
        hall.do("start")


# --- time ---------------------------------------------------------------------------------------


def test_time_stands_still_in_a_pause_and_nothing_can_be_answered(hall: Hall) -> None:
    session = hall.begin()
    hall.clock.run(60)
    hall.do("pause")
    session.look()
    before = session.remaining_ms()
    hall.clock.run(600)
    assert session.tick() == before
    for act in (lambda: session.answer(1, option_of(session)), lambda: session.move(2), session.submit):
        with pytest.raises(Refused):
            act()
    hall.do("resume")
    session.look()
    assert session.remaining_ms() == before
    session.answer(1, option_of(session))
    assert hall.view.seats[0].answered == 1


def test_added_time_reaches_one_or_all_and_beyond_the_limit_two_give_it(hall: Hall) -> None:
    one, two = hall.begin("0001"), hall.begin("0002")
    hall.do("add", "0001", minutes=5, second="")
    hall.do("add", minutes=3, second="")
    one.look()
    two.look()
    assert (one.remaining_ms(), two.remaining_ms()) == ((MINUTES + 8) * 60_000, (MINUTES + 3) * 60_000)
    with pytest.raises(Misused):
        hall.do("add", "0001", minutes=11, second="")
    hall.do("add", "0001", minutes=11)
    hall.clock.run((MINUTES + 4) * 60)
    two.tick()
    one.look()
    one.tick()
    assert (two.state.submitted, one.state.submitted) == ("time", "")


def test_time_runs_on_while_nobody_is_there_and_no_more_than_that_is_given_back(hall: Hall) -> None:
    session = hall.begin()
    session.answer(1, option_of(session))
    hall.clock.run(30)
    session.release()
    hall.clock.run(200)
    assert hall.phase() == "away"
    again = hall.sit()
    assert again.remaining_ms() == MINUTES * 60_000 - 230_000
    assert again.state.answers == session.state.answers
    assert hall.view.seats[0].lost_ms == 200_000
    with pytest.raises(Refused):
        hall.do("restore", "0001", minutes=4)
    hall.do("restore", "0001", minutes=2)
    hall.do("restore", "0001")
    again.look()
    assert again.remaining_ms() == MINUTES * 60_000 - 30_000
    with pytest.raises(Refused):
        hall.do("restore", "0001")


def test_a_kill_hides_at_most_the_beat_from_what_is_measured(hall: Hall) -> None:
    session = hall.begin()
    hall.clock.run(16)
    session.tick()
    hall.clock.run(10)
    session._lock.release()  # the system does so for a process that is killed
    hall.clock.run(100)
    assert hall.phase() == "away"
    again = hall.sit()
    assert hall.view.seats[0].lost_ms == 110_000
    assert again.remaining_ms() == MINUTES * 60_000 - 126_000


def test_time_stands_where_the_machine_was_started_anew_whatever_its_clock_says(hall: Hall) -> None:
    session = hall.begin()
    hall.clock.run(60)
    session.tick()
    session._lock.release()
    hall.clock.machine, hall.clock.seconds = "after the power cut", 3.0
    hall.clock.moment = hall.clock.moment.replace(year=2031)
    assert not hall.venue.settle()
    again = hall.sit()
    assert again.remaining_ms() == (MINUTES - 1) * 60_000


def test_the_clock_of_day_moves_no_deadline(hall: Hall) -> None:
    session = hall.begin()
    for year in (1970, 2040):
        hall.clock.moment = hall.clock.moment.replace(year=year)
        session.tick()
        assert session.remaining_ms() == MINUTES * 60_000
        assert not hall.venue.settle()


# --- ending -------------------------------------------------------------------------------------


def test_what_is_due_is_submitted_with_nobody_there(hall: Hall) -> None:
    gone, there = hall.begin("0001"), hall.begin("0002")
    gone.answer(3, option_of(gone, 3))
    gone.release()
    hall.clock.run(MINUTES * 60 + 1)
    assert not hall.venue.settle()  # a live window has two seconds to do it itself
    hall.clock.run(2)
    assert hall.venue.settle() == (("0001", "time"),)
    there.tick()
    assert [hall.phase(n) for n in ("0001", "0002", "0003")] == ["submitted", "submitted", "absent"]
    receipt = hall.sit("0001").receipt()
    assert (receipt.kind, receipt.answered) == ("time", 1)
    assert not hall.venue.settle()


def test_two_submit_for_a_candidate_and_the_window_shows_it(hall: Hall) -> None:
    session = hall.begin()
    with pytest.raises(Misused):
        hall.do("force", "0001", second="")
    with pytest.raises(NotAuthorised):
        hall.do("force", "0001", second=LAN)
    hall.do("force", "0001")
    session.look()
    assert session.state.submitted == "invigilators"
    assert hall.phase() == "ended"
    with pytest.raises(Closed):
        session.answer(1, option_of(session))
    with pytest.raises(Refused):
        hall.do("add", "0001", minutes=1)


def test_a_sanction_that_ends_the_test_bars_and_another_does_not(hall: Hall) -> None:
    session = hall.begin()
    hall.do("sanction", "0001", kind="nhac-nho", second="")
    session.look()
    assert session.state.submitted == ""
    with pytest.raises(Misused):
        hall.do("sanction", "0001", kind="dinh-chi", second="")
    with pytest.raises(Misused):
        hall.do("sanction", "0001", kind="no such")
    hall.do("sanction", "0001", kind="dinh-chi")
    session.look()
    assert session.state.submitted == "barred"
    assert hall.view.seats[0].incidents == 2


def test_closing_the_room_submits_what_is_open_and_then_nothing_can_be_done(hall: Hall) -> None:
    live, gone = hall.begin("0001"), hall.begin("0002")
    gone.release()
    with pytest.raises(Misused):
        hall.do("close", second="")
    hall.do("close")
    live.look()
    assert hall.venue.settle() == (("0002", "invigilators"),)
    assert live.state.submitted == "invigilators"
    with pytest.raises(Refused):
        hall.do("add", minutes=1)
    hall.do("incident", kind="technical", second="")


def test_going_on_on_paper_keeps_the_answers_so_far(hall: Hall) -> None:
    session = hall.begin()
    session.answer(2, option_of(session, 2))
    hall.do("paper")
    session.look()
    assert (session.state.submitted, len(session.state.answers)) == ("paper", 1)
