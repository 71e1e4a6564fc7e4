"""Claims about what a steered room leaves on record, about reserve PINs, and about steering without a screen."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlite_utils

from examcore.conduct import read_book
from examcore.errors import (
    BadInput,
    BrokenSeal,
    Closed,
    Conflict,
    NotAdmitted,
    NotSaved,
    Refused,
    WrongPassphrase,
)
from examcore.nouns import Responses
from examcore.record import SystemDisk, measure_disk
from examcore.session import collect_journals, sign_in
from examcore.session.closing import hand_in
from examcore.session.room import draw_reserve
from examcore.store.rooms import DAMAGED, INDEX
from examcore.venue import Keeper, Order, Venue, carry_out, enter, rebuild
from tests.core.hall import HAI, LAN, MINUTES, Hall, make_hall, option_of, publish_hall
from tests.core.test_session_engine import SmallDisk
from tests.terminal.rooms import INVIGILATORS, PIN, HandClock, arrange

__all__ = ["make_hall", "publish_hall"]  # the fixtures


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


def test_the_index_is_made_from_the_journals_and_can_be_made_again(hall: Hall) -> None:
    session = hall.begin()
    session.answer(1, option_of(session))
    session.answer(1, option_of(session, at=1))
    with Keeper(hall.venue) as keeper:
        keeper.step()
        session.answer(2, option_of(session, 2))
        keeper.step()
        with Keeper(Venue(hall.room, hall.clock, hall.disk)) as second:  # only one keeps the index; both do what is due
            second.step()
    db = sqlite_utils.Database(str(hall.room.folder / INDEX))
    kept = list(db.query("select * from events order by candidate, seq"))
    assert [row["event"] for row in kept] == ["attach", "start", "answer", "answer", "answer"]
    assert [row["letter"] for row in db.query("select * from answers order by place")] == ["B", "A"]
    assert [row["act"] for row in db.query("select * from acts order by seq")] == ["admit", "start"]
    db.close()
    for path in hall.room.folder.glob(f"{INDEX}*"):
        path.unlink()
    assert rebuild(Venue(hall.room, hall.clock, hall.disk)) == {"0001": 5}
    again = sqlite_utils.Database(str(hall.room.folder / INDEX))
    assert list(again.query("select * from events order by candidate, seq")) == kept


def test_what_is_due_is_submitted_while_the_index_cannot_be_written_and_its_rows_come_later(hall: Hall) -> None:
    index = hall.room.folder / INDEX
    index.mkdir()  # nothing can be written to that
    session = hall.begin()
    session.release()
    hall.clock.run(MINUTES * 60 + 10)
    with Keeper(hall.venue) as keeper:
        _, done = keeper.step()
        assert done == (("0001", "time"),)
        told = [*keeper.troubles]
        assert [INDEX in one.read("en") for one in told] == [True]
        index.rmdir()
        assert keeper.step()[1] == ()
        assert [*keeper.troubles] == told  # not tried each second
        hall.clock.run(10)
        keeper.step()
        assert not keeper.troubles
    assert kept_events(hall) == ["attach", "start", "leave", "submit"]


def test_rows_that_the_index_did_not_take_are_written_at_the_next_try(hall: Hall) -> None:
    session = hall.begin()
    with Keeper(hall.venue) as keeper:
        keeper.step()
        db = sqlite_utils.Database(str(hall.room.folder / INDEX))
        db.execute("create trigger full before insert on events begin select raise(abort, 'no'); end")
        session.answer(1, option_of(session))
        view, _ = keeper.step()
        assert [seat.answered for seat in view.seats] == [1, 0, 0]
        assert [*map(str, keeper.troubles)] != []
        db.execute("drop trigger full")
        db.close()
        hall.clock.run(10)
        keeper.step()
        assert not keeper.troubles
    assert kept_events(hall) == ["attach", "start", "answer"]


def test_a_damaged_index_is_told_and_made_anew_beside_the_keeper(hall: Hall) -> None:
    hall.begin()
    index = hall.room.folder / INDEX
    other = sqlite_utils.Database(str(index))
    other.table("events").create({"name": str})
    other.close()
    assert rebuild(Venue(hall.room, hall.clock, hall.disk)) == {"0001": 2}  # tables of another make are no index
    index.write_bytes(b"no index" * 100)
    with Keeper(hall.venue) as keeper:
        keeper.step()
        assert "damaged" in keeper.troubles[0].read("en")
        assert rebuild(Venue(hall.room, hall.clock, hall.disk)) == {"0001": 2}  # the keeper has let go of it
        assert (hall.room.folder / DAMAGED).read_bytes().startswith(b"no index")
        hall.clock.run(10)
        keeper.step()
        assert not keeper.troubles
    assert kept_events(hall) == ["attach", "start"]


def test_a_keeper_goes_on_with_the_index_where_another_ends(hall: Hall) -> None:
    session = hall.begin()
    with Keeper(hall.venue) as first, Keeper(Venue(hall.room, hall.clock, hall.disk)) as second:
        first.step()
        second.step()
        first.close()
        session.answer(1, option_of(session))
        hall.clock.run(10)
        second.step()
        assert not second.troubles
    assert kept_events(hall) == ["attach", "start", "answer"]


def test_a_candidate_who_could_not_be_submitted_is_told_and_the_others_are(hall: Hall) -> None:
    for number in ("0001", "0002"):
        hall.begin(number).release()
    hall.venue.look()
    journal = hall.room.journal("0001")
    journal.write_bytes(journal.read_bytes().replace(b'"at":"2024', b'"at":"2023'))
    hall.clock.run(MINUTES * 60 + 10)
    with Keeper(hall.venue) as keeper:
        assert keeper.step()[1] == (("0002", "time"),)
        assert [one.read("en").split(":")[0] for one in keeper.troubles] == ["candidate 0001 could not be submitted"]


def kept_events(hall: Hall) -> list[str]:
    db = sqlite_utils.Database(str(hall.room.folder / INDEX))
    try:
        return [row["event"] for row in db.query("select event from events order by candidate, seq")]
    finally:
        db.close()
