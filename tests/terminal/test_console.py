"""Stories of invigilators at their console: enter, admit, start, see who is in trouble, act with reason and second."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from examcore.conduct import read_book
from examcore.record import SystemDisk
from examcore.session import OpenRoom, Session, sign_in
from examcore.store.rooms import INDEX
from examcore_tui.console.app import ConsoleApp
from examcore_tui.console.entering import EnterPage
from examcore_tui.console.room import RoomPage
from tests.terminal.rooms import INVIGILATORS, PIN, HandClock, arrange

LAN, HAI = INVIGILATORS


@dataclass
class Desk:
    """An invigilator at the keyboard."""

    app: ConsoleApp
    pilot: Pilot[None]
    room: OpenRoom
    clock: HandClock

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))
            for _ in range(4):
                await self.pilot.pause(0)

    async def enter(self, pin: str = INVIGILATORS[LAN]) -> None:
        await self.press(*pin, "enter")

    async def look(self) -> None:
        """What happens by itself each second."""
        page = self.app.screen
        assert isinstance(page, RoomPage)
        page.look()
        await self.pilot.pause(0)

    def text(self) -> str:
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    def sit(self, number: str) -> Session:
        return sign_in(self.room, number, PIN, self.clock, SystemDisk())


@pytest.fixture
def room(tmp_path: Path) -> OpenRoom:
    return arrange(4, 6, minutes=20, candidates=4, is_steered=True).publish(tmp_path / "P01")


def play(room: OpenRoom, story: Callable[[Desk], Awaitable[None]], size: tuple[int, int] = (80, 24)) -> None:
    async def run() -> None:
        clock = HandClock()
        app = ConsoleApp(room, clock, SystemDisk())
        async with app.run_test(size=size) as pilot:
            await story(Desk(app, pilot, room, clock))

    asyncio.run(run())


async def begin(desk: Desk, *numbers: str) -> list[Session]:
    """These candidates sit and the test runs."""
    sessions = [desk.sit(number) for number in numbers]
    await desk.enter()
    await desk.press("v", "b", "enter")
    for session in sessions:
        session.look()
        session.start()
    await desk.look()
    return sessions


def test_a_wrong_pin_lets_nobody_in(room: OpenRoom) -> None:
    async def story(desk: Desk) -> None:
        await desk.enter("000000")
        assert "không đúng" in desk.text()
        await desk.press("down")
        await desk.enter(INVIGILATORS[HAI])
        assert f"phòng P.01 · {HAI}" in desk.text()

    play(room, story)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
def test_a_room_is_admitted_and_started_with_two_keys_and_no_question_is_seen(
    room: OpenRoom, size: tuple[int, int]
) -> None:
    async def story(desk: Desk) -> None:
        sessions = await begin(desk, "0001", "0002", "0003")
        sessions[0].answer(1, sessions[0].questions[0].options[0].id)
        await desk.look()
        text = desk.text()
        assert "► đang làm 3" in text
        assert "· chưa đăng nhập 1" in text
        assert "đã trả lời 1/10" in text
        assert "Nội dung câu hỏi" not in text
        assert all(len(row) <= size[0] for row in text.splitlines())

    play(room, story, size)
    assert [(one.act, one.candidates) for one in read_book(room.folder).acts] == [
        ("admit", ("0001", "0002", "0003")),
        ("start", ()),
    ]


def test_who_is_disconnected_is_told_and_can_be_filtered(room: OpenRoom) -> None:
    async def story(desk: Desk) -> None:
        sessions = await begin(desk, "0001", "0002")
        sessions[1].release()
        await desk.look()
        assert "chỗ A2: Trần Văn Đức mất kết nối" in desk.text()
        await desk.press("f4", "f4")
        text = desk.text()
        assert "A2" in text
        assert "A1  " not in text

    play(room, story)


def test_more_than_the_limit_is_added_with_a_reason_and_the_other_invigilators_pin(room: OpenRoom) -> None:
    async def story(desk: Desk) -> None:
        (session,) = await begin(desk, "0001")
        await desk.press("g", "1", "5", "enter", *"may hong", "enter")
        assert "phải có hai giám thị" in desk.text()
        await desk.press(*INVIGILATORS[LAN], "enter")
        assert "không đúng" in desk.text()
        await desk.press(*INVIGILATORS[HAI], "enter")
        session.look()
        assert session.remaining_ms() == 35 * 60_000

    play(room, story)
    act = read_book(room.folder).acts[-1]
    assert (act.act, act.by, act.second, act.reason) == ("add", LAN, HAI, "may hong")


def test_another_pc_gets_a_pin_that_is_shown_once(room: OpenRoom) -> None:
    async def story(desk: Desk) -> None:
        await begin(desk, "0001")
        await desk.press("m", *"hong", "enter")
        (pin,) = re.findall(r"\b[0-9]{6}\b", desk.text())
        await desk.press("escape")
        assert pin not in desk.text()
        moved = sign_in(desk.room, "0001", pin, desk.clock, SystemDisk())
        assert moved.state.pin == 1
        moved.release()

    play(room, story)


def test_an_incident_has_a_kind_and_stands_in_the_book_on_screen(room: OpenRoom) -> None:
    async def story(desk: Desk) -> None:
        await begin(desk, "0001")
        await desk.press("s", "down", *"dien thoai", "enter")
        await desk.press("f8")
        assert "ghi sự việc · thí sinh" in desk.text()
        assert "dien thoai" in desk.text()

    play(room, story)
    act = read_book(room.folder).acts[-1]
    assert (act.act, act.kind, act.candidates) == ("incident", "candidate", ("0001",))


def test_the_book_on_screen_says_which_sanction_it_was(room: OpenRoom) -> None:
    async def story(desk: Desk) -> None:
        await begin(desk, "0001")
        await desk.press("x", *"quay bai", "enter", *INVIGILATORS[HAI], "enter", "f8")
        assert "Nhắc nhở" in desk.text()

    play(room, story)
    assert read_book(room.folder).acts[-1].kind == "nhac-nho"


def test_a_book_that_was_altered_is_told_where_one_enters(room: OpenRoom) -> None:
    async def story(desk: Desk) -> None:
        await begin(desk, "0001")

    play(room, story)
    book = room.folder / "conduct.jsonl"
    book.write_bytes(book.read_bytes().replace(b'"admit"', b'"start"'))

    async def again(desk: Desk) -> None:
        await desk.enter()
        assert "conduct.jsonl" in desk.text()
        assert isinstance(desk.app.screen, EnterPage)

    play(room, again)


def test_the_console_goes_on_without_the_index_and_says_so_once(room: OpenRoom) -> None:
    (room.folder / INDEX).mkdir()

    async def story(desk: Desk) -> None:
        await desk.enter()
        assert "không ghi được chỉ mục" in desk.text()
        await desk.press("3")
        await desk.look()
        assert "tìm 3" in desk.text()
        await desk.press("v", "b", "enter")
        assert "phòng P.01" in desk.text()

    play(room, story)


def test_all_chosen_is_the_whole_room(room: OpenRoom) -> None:
    async def story(desk: Desk) -> None:
        sessions = await begin(desk, "0001", "0002")
        await desk.press("asterisk", "d", *"mat dien", "enter")
        for session in sessions:
            session.look()
        assert all(session.state.is_paused for session in sessions)
        assert "TẠM DỪNG · từ lúc phát lệnh" in desk.text()

    play(room, story)
    assert read_book(room.folder).acts[-1].candidates == ()


def test_what_is_due_is_submitted_while_the_console_looks(room: OpenRoom) -> None:
    async def story(desk: Desk) -> None:
        (session,) = await begin(desk, "0001")
        session.release()
        desk.clock.run(20 * 60 + 5)
        await desk.look()
        assert "■ đã nộp 1" in desk.text()

    play(room, story)


def test_a_seat_is_found_by_typing_its_number(room: OpenRoom) -> None:
    async def story(desk: Desk) -> None:
        await desk.enter()
        await desk.press("3")
        assert "SBD 0003" in desk.text()
        await desk.press("9")
        assert "không có chỗ" in desk.text()

    play(room, story)
