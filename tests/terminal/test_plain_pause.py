"""Claims about the plain mode in a room that invigilators pause: no question is shown, and the test begins after it."""

from __future__ import annotations

import io
from collections.abc import Callable

from examcore_tui.plain import sit_plain
from tests.core.hall import Hall, make_hall, publish_hall
from tests.terminal.rooms import PIN

__all__ = ["make_hall", "publish_hall"]  # the fixtures

SIGN_IN = f"0001\n{PIN}\n"
PAUSED, GOES_ON, QUESTION = "TẠM DỪNG", "bài làm tiếp tục", "Nội dung câu hỏi số"


def sit(hall: Hall, *steps: tuple[Callable[[], object] | None, str]) -> str:
    """Sign in, then let the invigilators do the first half of each step before its line is typed; what was written."""

    class Source(io.StringIO):
        def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
            line = super().readline()
            at = self.getvalue()[: self.tell()].count("\n") - 3
            act = steps[at][0] if 0 <= at < len(steps) else None
            if act is not None:
                act()
            return line

    out = io.StringIO()
    sit_plain(hall.room, hall.clock, hall.disk, Source(SIGN_IN + "".join(f"{line}\n" for _, line in steps)), out)
    return out.getvalue()


def start(hall: Hall) -> None:
    hall.do("admit", "0001")
    hall.do("start")


def test_no_question_is_shown_in_a_pause_and_it_is_there_again_afterwards(hall: Hall) -> None:
    written = sit(
        hall,
        (lambda: start(hall), ""),
        (lambda: hall.do("pause"), ""),
        (None, ""),
        (None, "n"),
        (None, "g 2"),
        (lambda: hall.do("resume"), "2"),
        (None, "s"),
        (None, "NOP"),
    )
    before, paused = written.split(PAUSED, 1)
    during, after = paused.split(GOES_ON, 1)
    assert QUESTION in before
    assert QUESTION not in during
    assert "Phương án" not in during
    assert after.index(f"{QUESTION} 1") < after.index("đã chọn B")


def test_who_signs_in_during_a_pause_sees_no_question_before_it_ends(hall: Hall) -> None:
    hall.begin().release()
    hall.do("pause")
    written = sit(hall, (None, ""), (lambda: hall.do("resume"), ""), (None, "s"), (None, "NOP"))
    before, after = written.split(GOES_ON, 1)
    assert PAUSED in before
    assert QUESTION not in before
    assert QUESTION in after


def test_a_test_that_is_paused_before_this_candidate_begins_waits_for_the_end_of_the_pause(hall: Hall) -> None:
    def start_and_pause() -> None:
        start(hall)
        hall.do("pause")

    written = sit(
        hall, (start_and_pause, ""), (None, ""), (None, ""), (lambda: hall.do("resume"), ""), (None, "s"), (None, "NOP")
    )
    assert written.count(PAUSED) == 1
    before, after = written.split(GOES_ON, 1)
    assert QUESTION not in before
    assert QUESTION in after
    assert "Mã xác nhận nộp bài" in after


def test_a_number_of_thousands_of_digits_is_told_and_the_test_goes_on(hall: Hall) -> None:
    written = sit(
        hall, (lambda: start(hall), ""), (None, "g " + "9" * 5000), (None, "g 99"), (None, "s"), (None, "NOP")
    )
    assert "chưa rõ lệnh" in written
    assert "không có câu 99" in written
    assert "Mã xác nhận nộp bài" in written
