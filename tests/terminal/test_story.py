"""Stories by key press: what a candidate does, what the screen says, what is saved."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import pytest
from rich.console import Console

from examcore.errors import Closed
from examcore.language import speaking
from examcore.session import OpenRoom, Session, SystemDisk, sign_in
from tests.terminal.rooms import PIN, HandClock, arrange, make_question
from tests.terminal.stage import Actor, play


@pytest.fixture
def room(tmp_path: Path) -> OpenRoom:
    return arrange(3, 4, minutes=30, candidates=2).publish(tmp_path / "P01")


def open_again(room: OpenRoom, number: str = "0001") -> Session:
    return sign_in(room, number, PIN, HandClock(), SystemDisk())


def test_a_whole_small_test_from_sign_in_to_receipt(room: OpenRoom) -> None:
    async def story(a: Actor) -> None:
        assert "THÍ SINH ĐĂNG NHẬP" in a.text()
        assert "DIỄN TẬP" in a.text()
        await a.sign_in()
        assert "HƯỚNG DẪN" in a.text()
        assert "Nguyễn Thị Ánh Tuyết" in a.text()
        await a.press("enter")
        assert "CÂU LÀM THỬ" in a.text()
        await a.press("2")
        assert "B. Xanh lá cây" in a.text()
        assert not a.app.live.state.is_started
        await a.press("f5")
        assert "Nội dung câu hỏi số 1?" in a.text()
        assert "còn lại 0:30:00" in a.text()
        await a.press("2")  # a digit
        assert "(●) B." in a.text()
        assert a.status().startswith("đã lưu ")
        assert a.status().endswith(" · câu 1")
        await a.press("right", "c")  # a letter
        await a.press("n", "down", "down", "enter", "enter")  # point, choose, go on
        assert a.app.live.state.index == 3
        assert "Phần II. Chuyên môn" in a.text()
        await a.press("f2", "g", "7", "enter", "4")
        assert "câu 7/7" in a.text()
        await a.press("u")  # next unanswered, round the end
        assert "câu 4/7" in a.text()
        assert "⚑ đã đánh dấu" in a.text()
        await a.press("s")
        assert "đã trả lời: 4/7" in a.text()
        assert "4, 5, 6" in a.text()
        await a.type("no")
        await a.press("enter")
        assert not a.app.live.state.submitted
        await a.type("nop")
        await a.press("enter")
        assert "GIẤY XÁC NHẬN NỘP BÀI" in a.text()
        assert "Đã trả lời: 4/7 câu" in a.text()
        assert a.app.live.receipt().code in a.text()

    play(room, story)
    again = open_again(room)
    assert dict(again.state.answers) == {"Q001": "q1o1", "Q002": "q2o2", "Q003": "q3o1", "Q007": "q7o3"}
    assert again.state.submitted == "candidate"


def test_english_by_choice_leaves_the_questions_as_they_are(room: OpenRoom) -> None:
    async def story(a: Actor) -> None:
        assert "CANDIDATE SIGN-IN" in a.text()
        await a.start()
        assert "time left" in a.text()
        assert "Nội dung câu hỏi số 1?" in a.text()

    with speaking("en"):
        play(room, story)


def test_a_wrong_pin_is_told_and_not_kept_in_the_field(room: OpenRoom) -> None:
    async def story(a: Actor) -> None:
        await a.sign_in(pin="111111")
        assert a.app.session is None
        assert a.app.screen.query_one("#pin").value == ""  # type: ignore[attr-defined]
        assert "111111" not in a.text()
        await a.type(PIN)
        await a.press("enter")
        assert a.app.session is not None

    play(room, story)


def test_two_windows_of_one_candidate_do_not_both_record(room: OpenRoom) -> None:
    first = open_again(room)
    first.start()

    async def refused(a: Actor) -> None:
        await a.sign_in()
        assert a.app.session is None

    play(room, refused)

    async def superseded(a: Actor) -> None:
        await a.start("0002")
        await a.press("1")
        room.lock("0002").unlink()
        other = open_again(room, "0002")
        await a.press("2")
        assert "(●) B." not in a.text()
        assert "không ghi nữa" in a.text()
        assert dict(other.state.answers) == {"Q001": "q1o0"}
        other.release()

    play(room, superseded)
    first.release()


@pytest.mark.parametrize("letter", ["â", "ă", "á", "đ", "Đ", "ế"])
def test_a_letter_made_by_the_vietnamese_keyboard_never_chooses_but_explains(room: OpenRoom, letter: str) -> None:
    async def story(a: Actor) -> None:
        await a.start()
        before = a.app.live.state
        await a.press(letter)
        assert a.app.live.state == before
        assert letter in a.status()
        assert "bộ gõ" in a.status()

    play(room, story)


def test_telex_a_a_chooses_once_and_is_explained(room: OpenRoom) -> None:
    async def story(a: Actor) -> None:
        await a.start()
        await a.press("a", "backspace", "â")  # what the keyboard program sends for a, a
        assert dict(a.app.live.state.answers) == {"Q001": "q1o0"}
        assert "bộ gõ" in a.status()
        await a.press("3")
        assert dict(a.app.live.state.answers) == {"Q001": "q1o2"}

    play(room, story)


@pytest.mark.parametrize(
    "key", ["ctrl+c", "ctrl+q", "ctrl+z", "ctrl+p", "ctrl+d", "ctrl+backslash", "backspace", "escape"]
)
def test_no_key_leaves_the_test_or_changes_an_answer(room: OpenRoom, key: str) -> None:
    async def story(a: Actor) -> None:
        await a.start()
        await a.press("1")
        before = a.app.live.state
        await a.press(key)
        assert a.app.is_running
        assert a.app.live.state == before
        assert "Nội dung câu hỏi số 1?" in a.text()

    play(room, story)


class FillingDisk(SystemDisk):
    """A real disk that is full while `is_full` says so, writing half a line as full disks do."""

    is_full = False

    def append(self, handle: int, data: bytes) -> None:
        if self.is_full:
            os.write(handle, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        super().append(handle, data)


def test_an_option_is_not_shown_as_chosen_while_the_disk_is_full(room: OpenRoom) -> None:
    disk = FillingDisk()

    async def story(a: Actor) -> None:
        await a.start()
        await a.press("1")
        disk.is_full = True
        await a.press("2")
        assert "(●) A." in a.text()
        assert "(●) B." not in a.text()
        assert a.status().startswith("CHƯA LƯU ĐƯỢC – xin gọi giám thị")
        disk.is_full = False
        await a.press("2")
        assert "(●) B." in a.text()
        assert a.status().startswith("đã lưu")

    play(room, story, disk=disk)
    assert dict(open_again(room).state.answers) == {"Q001": "q1o1"}


def test_the_time_warns_then_runs_out_and_the_test_is_submitted(room: OpenRoom) -> None:
    async def story(a: Actor) -> None:
        await a.start()
        await a.press("1")
        for minutes, left in ((15, 15), (10, 5), (4, 1)):
            a.clock.run(minutes * 60)
            await a.app.tick()
            await a.pilot.pause()
            assert a.status() == f"CHÚ Ý: còn {left} phút"
            assert f"!! còn lại 0:{left:02}:00" in a.text()
        a.clock.run(61)
        await a.press("2")
        assert "Đã hết giờ" in a.text()
        assert dict(a.app.live.state.answers) == {"Q001": "q1o0"}
        with pytest.raises(Closed):
            a.app.live.answer(2, "q2o0")

    play(room, story)


def test_time_that_runs_out_over_a_pop_up_ends_in_the_receipt(room: OpenRoom) -> None:
    async def story(a: Actor) -> None:
        await a.start()
        await a.press("f4")
        a.clock.run(31 * 60)
        await a.app.tick()
        await a.pilot.pause()
        assert "GIẤY XÁC NHẬN NỘP BÀI" in a.text()
        receipt = a.app.screen
        await a.app.tick()  # one that waited behind a slow disk
        assert a.app.screen is receipt

    play(room, story)


def test_a_candidate_who_left_comes_back_to_the_same_place(room: OpenRoom) -> None:
    clock = HandClock()

    async def leave(a: Actor) -> None:
        await a.start()
        await a.press("3", "n", "f", "n", "4")
        a.clock.run(120)
        await a.app.tick()

    async def come_back(a: Actor) -> None:
        await a.sign_in()
        assert "câu 3/7" in a.text()
        assert "(●) D." in a.text()
        assert "còn lại 0:28:00" in a.text()
        await a.press("p")
        assert "⚑ đã đánh dấu" in a.text()

    play(room, leave, clock=clock)
    clock.run(3000)
    play(room, come_back, clock=clock)


def test_a_mouse_is_enough(room: OpenRoom) -> None:
    async def click(a: Actor, words: str, at: int = 0) -> None:
        row = next(y for y, text in enumerate(a.rows()) if words in text)
        await a.pilot.click(offset=(a.rows()[row].index(words) + at, row))
        await a.pilot.pause()

    async def story(a: Actor) -> None:
        await a.start()
        await click(a, "Phương án ba")
        assert dict(a.app.live.state.answers) == {"Q001": "q1o2"}
        await click(a, "→")
        assert a.app.live.state.index == 1
        await click(a, "F2")
        assert a.app.live.flagged == (2,)
        await click(a, "F4")
        await click(a, "6·", 0)
        assert a.app.live.state.index == 5
        await click(a, "F10")
        assert "XEM LẠI" in a.text()
        await click(a, "Esc")
        assert "câu 6/7" in a.text()

    play(room, story)


def test_a_question_of_three_options_refuses_the_fourth(tmp_path: Path) -> None:
    questions = [make_question(n, options=("một", "hai", "ba")) for n in range(1, 3)]
    room = arrange(1, 1, questions=questions).publish(tmp_path / "r")

    async def story(a: Actor) -> None:
        await a.start()
        await a.press("4")
        assert not a.app.live.state.answers
        assert "chỉ có 3 phương án" in a.status()

    play(room, story)


def test_the_candidate_number_confirms_too_and_f10_then_closes(room: OpenRoom) -> None:
    async def story(a: Actor) -> None:
        await a.start()
        await a.press("f10")
        await a.type("0001")
        await a.press("enter")
        assert a.app.live.state.submitted == "candidate"
        await a.press("f10")
        assert not a.app.is_running

    play(room, story)


def test_a_submitted_candidate_who_signs_in_sees_the_receipt_again(room: OpenRoom) -> None:
    session = open_again(room)
    session.start()
    code = session.submit().code
    session.release()

    async def story(a: Actor) -> None:
        await a.sign_in()
        assert code in a.text()

    play(room, story)


def test_keys_typed_faster_than_the_screen_act_in_their_order(room: OpenRoom) -> None:
    async def story(a: Actor) -> None:
        keys = [*"0001", "enter", *PIN, "enter"]
        a.hurry(*keys)
        for _ in range(6):
            await a.pilot.pause(0)
        assert "HƯỚNG DẪN" in a.text()
        a.hurry("enter", "2", "f5", "1", "n", "2", "N", "c", "g", "6", "enter", "D", "p", "f", "u")
        for _ in range(6):
            await a.pilot.pause(0)
        assert dict(a.app.live.state.answers) == {"Q001": "q1o0", "Q002": "q2o1", "Q003": "q3o2", "Q006": "q6o3"}
        assert a.app.live.flagged == (5,)
        assert "câu 7/7" in a.text()

    play(room, story)


class BrokenDisk(SystemDisk):
    """A disk whose driver has a mistake in it."""

    def append(self, handle: int, data: bytes) -> None:
        raise ZeroDivisionError


def test_a_mistake_in_the_program_ends_it_without_showing_pin_or_question(room: OpenRoom) -> None:
    shown: list[str] = []

    async def story(a: Actor) -> None:
        await a.sign_in()
        console = Console(width=200, record=True, file=io.StringIO())
        for trace in a.app._exit_renderables:
            console.print(trace)
        shown.append(console.export_text())

    with pytest.raises(ZeroDivisionError):
        play(room, story, disk=BrokenDisk())
    assert "ZeroDivisionError" in shown[-1]
    assert PIN not in shown[-1]
    assert "locals" not in shown[-1]
    with pytest.raises(ZeroDivisionError):  # the candidate's place was let go of
        play(room, story, disk=BrokenDisk())


def test_a_refused_sign_in_shows_what_to_do_next_in_full(room: OpenRoom) -> None:
    first = open_again(room)

    async def story(a: Actor) -> None:
        await a.sign_in()
        text = " ".join(a.text().split())
        assert "thí sinh 0001 đang đăng nhập ở một cửa sổ khác" in text
        assert "đóng nó trước; nếu không được, xin gọi giám thị" in text

    play(room, story, size=(60, 20))
    first.release()
