"""Stories of a candidate in a room that invigilators steer: waiting, starting at once, pauses, time, another PC."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from examcore.conduct import ActName
from examcore.errors import Refused
from examcore.language import Message
from examcore.record import SystemDisk
from examcore.session import OpenRoom, sign_in
from examcore.venue import Order, Venue, carry_out, enter
from examcore_tui.hosting.hall import Hall, Limits
from examcore_tui.plain import sit_plain
from tests.terminal.far import until
from tests.terminal.rooms import INVIGILATORS, PIN, HandClock, arrange
from tests.terminal.stage import Actor, play

Do = Callable[..., dict[str, str]]
LAN, HAI = INVIGILATORS
NUMBER = "0001"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def room(tmp_path: Path) -> OpenRoom:
    return arrange(4, 6, minutes=20, is_steered=True).publish(tmp_path / "P01")


@pytest.fixture
def do(room: OpenRoom, clock: HandClock) -> Do:
    """What the invigilators do, two of them where it matters."""
    reserve = enter(room, LAN, INVIGILATORS[LAN])
    venue = Venue(room, clock, SystemDisk())

    def act(name: ActName, *numbers: str, minutes: int = 0) -> dict[str, str]:
        return dict(carry_out(venue, Order(name, numbers, "lý do thử", minutes), LAN, HAI, reserve).pins)

    return act


async def look(actor: Actor) -> None:
    """What happens by itself twice a second."""
    await actor.app.look_at_room()
    await actor.pilot.pause(0)
    await actor.pilot.pause(0)


async def wait(actor: Actor) -> None:
    """Sign in and be ready."""
    await actor.sign_in()
    await actor.press("enter", "f5")


def test_the_test_begins_by_itself_when_the_invigilators_start_it(room: OpenRoom, clock: HandClock, do: Do) -> None:
    async def story(actor: Actor) -> None:
        await wait(actor)
        assert "CHỜ PHÁT LỆNH" in actor.text()
        assert "giám thị kiểm tra giấy tờ" in actor.text()
        do("admit", NUMBER)
        await look(actor)
        assert "Bạn đã được vào phòng" in actor.text()
        assert "câu hỏi số" not in actor.text()
        clock.run(300)
        do("start")
        await look(actor)
        assert "Nội dung câu hỏi số 1" in actor.text()
        assert "0:20:00" in actor.text()

    play(room, story, clock=clock)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
def test_waiting_and_pausing_fit_the_window(room: OpenRoom, clock: HandClock, do: Do, size: tuple[int, int]) -> None:
    async def story(actor: Actor) -> None:
        await wait(actor)
        assert "Đừng đóng cửa sổ này" in actor.text()
        do("admit")
        do("start")
        await look(actor)
        do("pause")
        await look(actor)
        assert "Hãy ngồi tại chỗ" in actor.text()
        assert all(len(row) <= size[0] for row in actor.rows())

    play(room, story, size, clock)


def test_a_pause_covers_the_question_and_the_time_stands(room: OpenRoom, clock: HandClock, do: Do) -> None:
    async def story(actor: Actor) -> None:
        await wait(actor)
        do("admit")
        do("start")
        await look(actor)
        await actor.press("2")
        clock.run(60)
        do("pause")
        await look(actor)
        assert "TẠM DỪNG" in actor.text()
        assert "Nội dung câu hỏi" not in actor.text()
        await actor.press("1", "right", "f10")
        assert actor.app.live.state.answers == {"Q001": "q1o1"}
        clock.run(600)
        do("resume")
        await look(actor)
        assert "Nội dung câu hỏi số 1" in actor.text()
        assert "0:19:00" in actor.text()

    play(room, story, clock=clock)


def test_more_time_is_told_and_shown(room: OpenRoom, clock: HandClock, do: Do) -> None:
    async def story(actor: Actor) -> None:
        await wait(actor)
        do("admit")
        do("start")
        await look(actor)
        do("add", NUMBER, minutes=5)
        await look(actor)
        assert "thêm 0:05:00" in actor.status()
        assert "0:25:00" in actor.text()

    play(room, story, clock=clock)


def test_the_old_window_stops_when_the_candidate_is_moved(room: OpenRoom, clock: HandClock, do: Do) -> None:
    async def story(actor: Actor) -> None:
        await wait(actor)
        do("admit")
        do("start")
        await look(actor)
        await actor.press("3")
        pins = do("reseat", NUMBER)
        await look(actor)
        assert "máy khác" in actor.text()
        await actor.press("1")
        moved = sign_in(room, NUMBER, pins[NUMBER], clock, SystemDisk())
        assert moved.state.answers == {"Q001": "q1o2"}
        moved.release()

    play(room, story, clock=clock)


@pytest.mark.parametrize(("act", "says"), [("paper", "làm tiếp trên giấy"), ("force", "Giám thị đã nộp bài")])
def test_how_it_ended_stands_on_the_receipt(room: OpenRoom, clock: HandClock, do: Do, act: ActName, says: str) -> None:
    async def story(actor: Actor) -> None:
        await wait(actor)
        do("admit")
        do("start")
        await look(actor)
        do(act, NUMBER)
        await look(actor)
        assert says in actor.text()
        assert "Mã" in actor.text()

    play(room, story, clock=clock)


def test_who_comes_back_after_the_start_goes_on_at_once(room: OpenRoom, clock: HandClock, do: Do) -> None:
    session = sign_in(room, NUMBER, PIN, clock, SystemDisk())
    do("admit")
    do("start")
    session.look()
    session.start()
    session.move(4)
    session.release()
    clock.run(100)

    async def story(actor: Actor) -> None:
        await actor.sign_in()
        assert "Nội dung câu hỏi số 4" in actor.text()
        assert "0:18:20" in actor.text()

    play(room, story, clock=clock)


def test_plain_mode_waits_for_the_start_and_tells_what_invigilators_do(
    room: OpenRoom, clock: HandClock, do: Do
) -> None:
    do_next = [lambda: do("admit", NUMBER), lambda: do("start"), lambda: do("pause"), lambda: do("resume")]

    class Lines(io.StringIO):
        """Each line read lets the invigilators do the next thing first."""

        def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
            line = super().readline()
            if self.tell() > len(f"{NUMBER}\n{PIN}\n") and do_next:
                do_next.pop(0)()
            return line

    out = io.StringIO()
    source = Lines(f"{NUMBER}\n{PIN}\n\n\n2\n\ns\nNOP\n")
    sit_plain(room, clock, SystemDisk(), source, out)
    text = out.getvalue()
    assert "đang chờ giám thị" in text
    assert text.index("đang chờ giám thị") < text.index("Nội dung câu hỏi số 1")
    assert "TẠM DỪNG theo lệnh giám thị" in text
    assert "bài làm tiếp tục" in text


def test_lines_that_end_while_waiting_leave_nothing_begun(room: OpenRoom, clock: HandClock) -> None:
    with pytest.raises(Refused):
        sit_plain(room, clock, SystemDisk(), io.StringIO(f"{NUMBER}\n{PIN}\n\n"), io.StringIO())
    assert not sign_in(room, NUMBER, PIN, clock, SystemDisk()).state.is_started


def test_a_server_hands_in_for_who_is_gone(room: OpenRoom, clock: HandClock, do: Do) -> None:
    session = sign_in(room, NUMBER, PIN, clock, SystemDisk())
    session.release()
    do("force", NUMBER)

    async def run() -> None:
        told: list[Message] = []
        hall = Hall((room.folder,), told.append, limits=Limits(at_start=1))
        await hall.start()
        try:
            await until(lambda: bool(told), lambda: "nothing was handed in")
        finally:
            await hall.stop()
        assert NUMBER in told[0].read("en")

    asyncio.run(run())
    assert sign_in(room, NUMBER, PIN, clock, SystemDisk()).receipt().kind == "invigilators"
