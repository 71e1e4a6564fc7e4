"""Claims about a steered room: who may do what, when a candidate may begin, whose time runs, what is on record."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from examcore.conduct import ActName, read_book
from examcore.errors import (
    BadInput,
    BrokenSeal,
    Closed,
    Conflict,
    Misused,
    NotAdmitted,
    NotAuthorised,
    NotSaved,
    Refused,
    WrongPassphrase,
)
from examcore.nouns import Responses
from examcore.record import SystemDisk, measure_disk
from examcore.session import OpenRoom, Session, collect_journals, read_room, sign_in
from examcore.session.closing import hand_in
from examcore.session.room import draw_reserve
from examcore.venue import Done, Order, RoomView, Venue, carry_out, enter, find_needs
from tests.core.test_session_engine import SmallDisk
from tests.terminal.rooms import INVIGILATORS, PIN, Arranged, HandClock, arrange

LAN, HAI = INVIGILATORS
MINUTES = 20


class Hall:
    """A steered room of three candidates, its two invigilators, and one clock for all."""

    def __init__(self, arranged: Arranged, room: OpenRoom) -> None:
        self.arranged, self.room, self.clock = arranged, room, HandClock()
        self.disk = SystemDisk()
        self.venue = Venue(room, self.clock, self.disk)
        self.reserve = enter(room, LAN, INVIGILATORS[LAN])

    def sit(self, number: str = "0001", pin: str = PIN) -> Session:
        return sign_in(self.room, number, pin, self.clock, self.disk)

    def do(
        self,
        act: ActName,
        *numbers: str,
        reason: str = "vì lý do thử",
        minutes: int = 0,
        kind: str = "",
        second: str = HAI,
    ) -> Done:
        return carry_out(self.venue, Order(act, numbers, reason, minutes, kind), LAN, second, self.reserve)

    def begin(self, number: str = "0001") -> Session:
        """Somebody signed in, admitted, started."""
        session = self.sit(number)
        self.do("admit", number)
        if not self.view.is_started:
            self.do("start")
        session.look()
        session.start()
        return session

    @property
    def view(self) -> RoomView:
        return self.venue.look()

    def phase(self, number: str = "0001") -> str:
        seat = self.view.seat(number)
        assert seat is not None
        return seat.phase


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Arranged, OpenRoom]:
    arranged = arrange(4, 6, minutes=MINUTES, candidates=3, is_steered=True)
    return arranged, arranged.publish(tmp_path_factory.mktemp("room") / "P01")


@pytest.fixture
def hall(published: tuple[Arranged, OpenRoom]) -> Hall:
    arranged, room = published
    for path in [room.folder / "conduct.jsonl", *(room.folder / "journals").iterdir()]:
        path.unlink(missing_ok=True)
    return Hall(arranged, read_room(room.folder))


def option_of(session: Session, number: int = 1, at: int = 0) -> str:
    return session.questions[number - 1].options[at].id


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


# --- another PC ---------------------------------------------------------------------------------


def test_after_a_reseat_the_new_pin_goes_on_and_the_old_window_records_nothing(hall: Hall) -> None:
    old = hall.begin()
    old.answer(1, option_of(old))
    hall.clock.run(40)
    pins = hall.do("reseat", "0001", second="").pins
    new = hall.sit("0001", pins["0001"])  # while the old window still holds its lock
    assert new.state.answers == old.state.answers
    new.answer(2, option_of(new, 2))
    for act in (old.look, lambda: old.answer(3, option_of(old, 3))):
        with pytest.raises(Conflict):
            act()
    with pytest.raises(Conflict):
        hall.sit("0001", PIN)
    new.answer(3, option_of(new, 3))
    assert len(new.state.answers) == 3
    assert hall.view.seats[0].sign_ins == 2


def test_reserve_pins_run_out_and_nobody_else_opens_them(hall: Hall) -> None:
    assert hall.reserve["0001"] == draw_reserve("00", "0001")
    assert PIN not in hall.reserve["0001"]
    hall.begin()
    given = [hall.do("reseat", "0001").pins["0001"] for _ in hall.reserve["0001"]]
    assert tuple(given) == hall.reserve["0001"]
    with pytest.raises(Refused):
        hall.do("reseat", "0001")
    with pytest.raises(Conflict):
        hall.sit("0001", given[0])
    assert hall.sit("0001", given[1]).state.pin == 2
    with pytest.raises(NotAdmitted):
        hall.sit("0002", given[1])


@pytest.mark.parametrize(("name", "pin"), [(LAN, INVIGILATORS[HAI]), (LAN, "000000"), ("Ai đó", INVIGILATORS[LAN])])
def test_only_the_invigilators_of_the_room_are_let_in(hall: Hall, name: str, pin: str) -> None:
    with pytest.raises(WrongPassphrase):
        enter(hall.room, name, pin)


def test_an_altered_desk_opens_nothing(hall: Hall, tmp_path: Path) -> None:
    room = arrange(1, 1, is_steered=True).publish(tmp_path / "r")
    path = room.folder / "desk.sealed"
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 1))
    with pytest.raises(BrokenSeal):
        enter(room, LAN, INVIGILATORS[LAN])


# --- the book -----------------------------------------------------------------------------------


def test_every_act_stands_in_the_book_with_who_when_and_why_and_no_pin(hall: Hall) -> None:
    hall.begin()
    pins = hall.do("reseat", "0001").pins
    hall.do("incident", "0001", kind="technical", reason="máy treo", second="")
    acts = read_book(hall.room.folder).acts
    assert [one.act for one in acts] == ["admit", "start", "reseat", "incident"]
    assert (acts[3].by, acts[3].reason, acts[3].kind) == (LAN, "máy treo", "technical")
    text = (hall.room.folder / "conduct.jsonl").read_text(encoding="utf-8")
    assert not any(secret in text for secret in (PIN, *pins.values(), *INVIGILATORS.values()))


def test_an_altered_book_is_refused_by_line_and_a_torn_end_is_cut(hall: Hall) -> None:
    hall.begin()
    path = hall.room.folder / "conduct.jsonl"
    sound = path.read_bytes()
    path.write_bytes(sound + b'{"body":')
    hall.do("incident", kind="staff")
    assert len(read_book(hall.room.folder).acts) == 3
    path.write_bytes(sound.replace(b'"admit"', b'"pause"'))
    with pytest.raises(BadInput, match=r"conduct\.jsonl:2"):
        read_book(hall.room.folder)


def test_an_act_that_the_disk_refuses_is_not_done(hall: Hall) -> None:
    session = hall.begin()
    hall.venue.disk = SmallDisk(10)
    with pytest.raises(NotSaved):
        hall.do("pause")
    hall.venue.disk = hall.disk
    assert not session.look()
    hall.do("pause")
    assert session.look()
    assert session.state.is_paused


def test_many_who_act_at_once_leave_one_sound_book(hall: Hall) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from examcore.record import SystemClock, SystemDisk\n"
        "from examcore.session import read_room\n"
        "from examcore.venue import Order, Venue, carry_out\n"
        "venue = Venue(read_room(Path(sys.argv[1])), SystemClock(), SystemDisk())\n"
        "for n in range(15): carry_out(venue, Order('incident', (), f'{sys.argv[2]}-{n}', 0, 'staff'), sys.argv[2], "
        "'', {})\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(hall.room.folder), f"G{n}"]) for n in range(3)]
    assert [one.wait() for one in running] == [0, 0, 0]
    acts = read_book(hall.room.folder).acts
    assert sorted(one.reason for one in acts) == sorted(f"G{n}-{at}" for n in range(3) for at in range(15))


def test_a_room_without_invigilators_is_seen_and_not_steered(tmp_path: Path) -> None:
    room = arrange(2, 2, minutes=5).publish(tmp_path / "r")
    clock = HandClock()
    session = sign_in(room, "0001", PIN, clock, SystemDisk())
    session.start()
    venue = Venue(room, clock, SystemDisk())
    assert venue.look().seats[0].phase == "working"
    session.release()
    clock.run(3600)
    assert not venue.settle()  # where nobody steers, time stands while nobody is there
    assert sign_in(room, "0001", PIN, clock, SystemDisk()).remaining_ms() == 5 * 60_000
    with pytest.raises(Refused):
        carry_out(venue, Order("pause", (), "x"), LAN, "", {})


def test_a_damaged_journal_is_shown_and_the_others_go_on(hall: Hall) -> None:
    hall.begin("0001")
    two = hall.begin("0002")
    path = hall.room.journal("0001")
    path.write_bytes(path.read_bytes().replace(b'"attach"', b'"attack"'))
    view = Venue(hall.room, hall.clock, hall.disk).look()
    assert [seat.phase for seat in view.seats] == ["broken", "working", "absent"]
    assert "0001.jsonl:2" in view.seats[0].fault
    two.answer(1, option_of(two))


def test_a_test_is_not_handed_in_for_somebody_whose_window_lives(hall: Hall) -> None:
    session = hall.begin()
    with pytest.raises(Conflict):
        hand_in(hall.room, "0001", "invigilators", hall.clock, hall.disk)
    session.release()
    assert hand_in(hall.room, "0001", "invigilators", hall.clock, hall.disk).submitted == "invigilators"
    with pytest.raises(Closed):
        hand_in(hall.room, "0001", "time", hall.clock, hall.disk)


def test_a_journal_ended_by_invigilators_is_collected_like_any_other(hall: Hall) -> None:
    session = hall.begin()
    session.answer(1, option_of(session))
    session.release()
    hall.do("force", "0001")
    hall.venue.settle()
    found = [
        one
        for one in collect_journals(hall.arranged.sitting, "terminal", hall.arranged.layouts, hall.room.folder)
        if isinstance(one, Responses)
    ]
    assert [(one.candidate, sum(bool(r.options) for r in one.given), one.is_final) for one in found] == [
        ("0001", 1, True)
    ]


class SlowDisk(SystemDisk):
    """A disk whose writes take as long as those of a worn memory stick, by the test's own clock."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def append(self, handle: int, data: bytes) -> None:
        import time

        super().append(handle, data)
        until = time.perf_counter() + self.seconds
        while time.perf_counter() < until:
            pass


def test_a_slow_disk_is_refused_and_the_probe_leaves_nothing_behind(tmp_path: Path) -> None:
    speed = measure_disk(tmp_path, SlowDisk(0.055), tries=5)
    assert not speed.is_fit
    with pytest.raises(NotSaved):
        speed.require_fit(tmp_path)
    assert measure_disk(tmp_path, SystemDisk(), tries=5).median_ms > 0
    assert not list(tmp_path.iterdir())


# --- without a screen ---------------------------------------------------------------------------


def run(*words: str | Path) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "examcore", *map(str, words)],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_a_room_is_steered_from_the_command_line(hall: Hall, tmp_path: Path) -> None:
    from examcore.record import SystemClock

    files = {name: tmp_path / f"{at}.pin" for at, name in enumerate(INVIGILATORS)}
    for name, file in files.items():
        file.write_text(INVIGILATORS[name] + "\n", encoding="utf-8")
    lan: Sequence[str | Path] = ("--by", LAN, "--pin-file", files[LAN])
    both = (*lan, "--second", HAI, "--second-pin-file", files[HAI])
    folder = hall.room.folder
    session = sign_in(hall.room, "0001", PIN, SystemClock(), SystemDisk())
    assert run("room", "admit", folder, "--all", *lan)[0] == 0
    assert run("room", "start", folder, *lan)[0] == 0
    session.look()
    session.start()
    code, out, _ = run("room", "status", folder, "--json")
    seat = json.loads(out)["seats"][0]
    assert (code, seat["state"], seat["answered"]) == (0, "working", 0)
    assert run("room", "force", folder, "0001", *lan, "--reason", "x")[0] == 2
    code, out, _ = run("room", "reseat", folder, "0001", *lan, "--reason", "máy hỏng", "--json")
    assert json.loads(out)["pins"]["0001"] in hall.reserve["0001"]
    code, out, err = run("room", "force", folder, "0001", *both, "--reason", "hết giờ phòng")
    assert code == 0, err
    session.release()
    code, out, _ = run("room", "keep", folder, "--once", "--json")
    assert json.loads(out)["submitted"] == [{"candidate": "0001", "submitted": "invigilators"}]
    assert [one["act"] for one in json.loads(run("room", "acts", folder, "--json")[1])["acts"]] == [
        "admit", "start", "reseat", "force",
    ]  # fmt: skip
