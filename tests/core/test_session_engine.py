"""Claims about one candidate's session: what is acknowledged lasts, time only runs forward, one window records."""

from __future__ import annotations

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examcore.errors import BadInput, BrokenSeal, Closed, Conflict, NotAdmitted, NotSaved, Refused
from examcore.session import BEAT_MS, OpenRoom, Session, SystemDisk, sign_in
from tests.terminal.rooms import PIN, HandClock, arrange, make_question


class SmallDisk(SystemDisk):
    """A disk with room for `room` more bytes: what is too long is half-written, as a full disk does."""

    def __init__(self, room: int, number: int = errno.ENOSPC) -> None:
        self.room, self.number = room, number

    def append(self, handle: int, data: bytes) -> None:
        if len(data) > self.room:
            os.write(handle, data[: self.room // 2])
            raise OSError(self.number, os.strerror(self.number))
        self.room -= len(data)
        super().append(handle, data)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> OpenRoom:
    return arrange(4, 6, minutes=20).publish(tmp_path_factory.mktemp("room") / "P01")


@pytest.fixture
def room(tmp_path: Path) -> OpenRoom:
    return arrange(4, 6, minutes=20, candidates=2).publish(tmp_path / "P01")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def begin(room: OpenRoom, clock: HandClock, number: str = "0001", disk: SystemDisk | None = None) -> Session:
    session = sign_in(room, number, PIN, clock, disk or SystemDisk())
    session.start()
    return session


STEPS = st.one_of(
    st.tuples(st.just("answer"), st.integers(1, 10), st.integers(0, 3)),
    st.tuples(st.just("clear"), st.integers(1, 10)),
    st.tuples(st.just("flag"), st.integers(1, 10), st.booleans()),
    st.tuples(st.just("move"), st.integers(1, 10)),
    st.tuples(st.just("run"), st.floats(0, 60)),
    st.tuples(st.just("tick")),
    st.tuples(st.just("again")),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=25))
def test_a_session_signed_in_again_is_the_one_that_was_left(
    published: OpenRoom, steps: list[tuple[object, ...]]
) -> None:
    clock, number = HandClock(), "0001"
    published.journal(number).unlink(missing_ok=True)
    session = begin(published, clock, number)
    answers: dict[str, str] = {}
    for name, *values in steps:
        if name == "run":
            clock.run(float(str(values[0])))
        elif name == "again":
            session.release()
            clock.run(500)  # time away is not counted
            session = sign_in(published, number, PIN, clock, SystemDisk())
        else:
            before = session.remaining_ms()
            try:
                if name == "answer":
                    at, option = int(str(values[0])), int(str(values[1]))
                    question = session.questions[at - 1]
                    session.answer(at, question.options[option].id)
                    answers[question.id] = question.options[option].id
                elif name == "clear":
                    session.clear(int(str(values[0])))
                    answers.pop(session.questions[int(str(values[0])) - 1].id, None)
                else:
                    getattr(session, str(name))(*values)
            except Closed:
                assert before == 0
                assert session.state.submitted
                break
    assert session.state.answers == answers
    state = session.state
    session.release()
    again = sign_in(published, number, PIN, clock, SystemDisk())
    assert again.state.answers == state.answers
    assert again.state.flags == state.flags
    assert again.state.index == state.index
    assert again.remaining_ms() == 20 * 60_000 - state.consumed_ms
    again.release()


def test_an_answer_the_disk_refused_is_not_there_and_the_next_one_is(room: OpenRoom, clock: HandClock) -> None:
    disk = SmallDisk(10_000)
    session = begin(room, clock, disk=disk)
    session.answer(1, "q1o0")
    before = room.journal("0001").read_bytes()
    disk.room = 100
    with pytest.raises(NotSaved, match=r"0001\.jsonl"):
        session.answer(2, "q2o0")
    assert dict(session.state.answers) == {"Q001": "q1o0"}
    assert room.journal("0001").read_bytes() == before
    disk.room = 10_000
    session.answer(2, "q2o1")
    session.release()
    assert dict(sign_in(room, "0001", PIN, clock, SystemDisk()).state.answers) == {"Q001": "q1o0", "Q002": "q2o1"}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_sign_in_the_disk_refuses_says_so_and_can_be_repeated(room: OpenRoom, clock: HandClock, number: int) -> None:
    for space in (0, 100, 700):
        with pytest.raises(NotSaved):
            sign_in(room, "0001", PIN, clock, SmallDisk(space, number))
    session = sign_in(room, "0001", PIN, clock, SystemDisk())
    session.start()
    assert session.remaining_ms() == 20 * 60_000


def test_a_file_size_limit_of_the_system_loses_nothing_acknowledged(room: OpenRoom) -> None:
    resource = pytest.importorskip("resource")
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from examcore.errors import NotSaved\n"
        "from examcore.session import SystemClock, SystemDisk, read_room, sign_in\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"s = sign_in(read_room(Path({str(room.folder)!r})), '0001', {PIN!r}, SystemClock(), SystemDisk()); s.start()\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))\n"
        "try:\n"
        "    for n in range(1, 11):\n"
        "        s.answer(n, f'q{n}o2'); print(n, flush=True)\n"
        "except NotSaved: print('refused')\n"
    )
    import subprocess
    import sys

    assert resource
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    *saved, last = done.stdout.split()
    assert last == "refused"
    assert saved
    again = sign_in(room, "0001", PIN, HandClock(), SystemDisk())
    assert sorted(again.state.answers) == [f"Q{int(n):03}" for n in saved]


def test_the_clock_of_the_pc_changes_no_deadline(room: OpenRoom, clock: HandClock) -> None:
    session = begin(room, clock)
    clock.run(60)
    clock.moment += timedelta(hours=5)
    session.answer(1, "q1o0")
    clock.moment -= timedelta(days=3)
    session.release()
    again = sign_in(room, "0001", PIN, clock, SystemDisk())
    assert again.remaining_ms() == 19 * 60_000


def test_time_away_is_not_counted_and_a_kill_hides_little(room: OpenRoom, clock: HandClock) -> None:
    session = begin(room, clock)
    for _ in range(100):
        clock.run(1)
        session.tick()
    session.release()  # as a kill would: nothing is written here
    clock.run(3600)
    again = sign_in(room, "0001", PIN, clock, SystemDisk())
    assert 20 * 60_000 - 100_000 <= again.remaining_ms() <= 20 * 60_000 - 100_000 + BEAT_MS + 1000


def test_past_the_deadline_the_test_is_submitted_and_answers_are_refused(room: OpenRoom, clock: HandClock) -> None:
    session = begin(room, clock)
    session.answer(1, "q1o0")
    clock.run(20 * 60)
    with pytest.raises(Closed):
        session.answer(2, "q2o0")
    assert (session.state.submitted, dict(session.state.answers)) == ("time", {"Q001": "q1o0"})
    with pytest.raises(Closed):
        session.submit()
    assert session.remaining_ms() == 0


def test_a_deadline_that_passes_unseen_is_kept_at_the_next_sign_in(room: OpenRoom, clock: HandClock) -> None:
    session = begin(room, clock)
    clock.run(20 * 60 - 1)
    session.answer(1, "q1o0")
    session.release()
    again = sign_in(room, "0001", PIN, clock, SystemDisk())
    assert again.remaining_ms() == 1000
    clock.run(2)
    assert again.tick() == 0
    assert again.receipt().kind == "time"


def test_nothing_can_be_answered_before_the_start(room: OpenRoom, clock: HandClock) -> None:
    session = sign_in(room, "0001", PIN, clock, SystemDisk())
    clock.run(100)
    assert session.remaining_ms() == 20 * 60_000
    for act in (lambda: session.answer(1, "q1o0"), lambda: session.move(2), session.submit):
        with pytest.raises(Refused):
            act()


def test_a_submitted_test_opens_only_for_its_receipt(room: OpenRoom, clock: HandClock) -> None:
    session = begin(room, clock)
    session.answer(3, "q3o1")
    receipt = session.submit()
    session.release()
    before = room.journal("0001").read_bytes()
    again = sign_in(room, "0001", PIN, clock, SystemDisk())
    assert again.receipt() == receipt
    assert (receipt.answered, receipt.of, receipt.kind) == (1, 10, "candidate")
    with pytest.raises(Closed):
        again.answer(4, "q4o1")
    assert room.journal("0001").read_bytes() == before


def test_a_receipt_code_reads_in_groups_of_four_and_differs_with_the_answers(room: OpenRoom, clock: HandClock) -> None:
    codes = []
    for number, option in (("0001", "q1o0"), ("0002", "q1o1")):
        session = begin(room, clock, number)
        session.answer(1, option)
        codes.append(session.submit().code)
        session.release()
    assert codes[0] != codes[1]
    assert all(len(group) == 4 for code in codes for group in code.split("-"))
    assert len(codes[0].split("-")) == 5


@pytest.mark.parametrize(("number", "pin"), [("0001", "111111"), ("9999", PIN), ("0002", "")])
def test_a_wrong_number_or_pin_is_refused_alike_and_leaves_no_trace(room: OpenRoom, number: str, pin: str) -> None:
    with pytest.raises(NotAdmitted) as refused:
        sign_in(room, number, pin, HandClock(), SystemDisk())
    assert PIN not in str(refused.value)
    assert list((room.folder / "journals").iterdir()) == []


def test_a_second_window_is_refused_while_the_first_lives(room: OpenRoom, clock: HandClock) -> None:
    first = begin(room, clock)
    with pytest.raises(NotAdmitted, match="0001"):
        sign_in(room, "0001", PIN, clock, SystemDisk())
    first.answer(1, "q1o0")
    first.release()
    second = sign_in(room, "0001", PIN, clock, SystemDisk())
    assert second.state.lease == 2
    with pytest.raises(Conflict):
        first.answer(2, "q2o0")


def test_where_the_lock_fails_the_older_window_still_cannot_write(room: OpenRoom, clock: HandClock) -> None:
    first = begin(room, clock)
    room.lock("0001").unlink()  # as on a network disk that keeps no locks
    second = sign_in(room, "0001", PIN, clock, SystemDisk())
    with pytest.raises(Conflict):
        first.answer(1, "q1o0")
    second.answer(1, "q1o1")
    second.release()
    assert dict(sign_in(room, "0001", PIN, clock, SystemDisk()).state.answers) == {"Q001": "q1o1"}


def test_a_journal_replaced_under_a_live_window_is_not_written_to(room: OpenRoom, clock: HandClock) -> None:
    session = begin(room, clock)
    path = room.journal("0001")
    data = path.read_bytes()
    path.rename(path.with_suffix(".moved"))
    with pytest.raises(NotSaved):
        session.answer(1, "q1o0")
    path.write_bytes(data)
    with pytest.raises(Conflict):
        session.answer(1, "q1o0")
    assert not session.state.answers


def test_a_journal_of_another_room_is_refused_and_kept(tmp_path: Path, clock: HandClock) -> None:
    ours = arrange(4, 6, minutes=20).publish(tmp_path / "a")
    other = arrange(4, 6, minutes=90).publish(tmp_path / "b")
    begin(other, clock).release()
    data = other.journal("0001").read_bytes()
    ours.journal("0001").write_bytes(data)
    with pytest.raises(Conflict, match=r"0001\.jsonl"):
        sign_in(ours, "0001", PIN, clock, SystemDisk())
    assert ours.journal("0001").read_bytes() == data


def test_altered_booklets_are_refused_before_a_pin_is_tried(room: OpenRoom) -> None:
    path = room.folder / "booklets.sealed"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(BrokenSeal, match=r"booklets\.sealed"):
        sign_in(room, "0001", PIN, HandClock(), SystemDisk())


def test_an_option_of_another_question_is_refused(room: OpenRoom, clock: HandClock) -> None:
    session = begin(room, clock)
    for number, option in ((1, "q2o0"), (0, "q1o0"), (11, "q1o0")):
        with pytest.raises(BadInput):
            session.answer(number, option)
    assert not session.state.answers


def test_no_stem_option_text_or_pin_stands_in_room_facts_or_journal(tmp_path: Path, clock: HandClock) -> None:
    questions = [make_question(n, f"LỜI DẪN BÍ MẬT {n}", [f"LỰA CHỌN {n}-{a}" for a in range(4)]) for n in range(1, 11)]
    room = arrange(4, 6, questions=questions).publish(tmp_path / "r")
    session = begin(room, clock)
    session.answer(1, "q1o0")
    session.submit()
    for path in sorted(p for p in room.folder.rglob("*") if p.is_file()):
        data = path.read_bytes()
        for secret in ("LỜI DẪN", "LỰA CHỌN", PIN):
            assert secret.encode() not in data, path.name
