"""Claims about the plain mode: a whole test line by line, nothing but lines written, time that runs out."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from examcore.errors import NotAdmitted, Refused
from examcore.session import OpenRoom, SystemDisk, sign_in
from examcore_tui.plain import sit_plain
from tests.terminal.rooms import PIN, HandClock, arrange, make_question

TRANSCRIPT = """\
DIỄN TẬP. Kiểm tra, sát hạch năm 2024
ngày 15/11/2024 · phòng P.01
Số báo danh
Mã PIN (ghi trên phiếu)
Thí sinh: Nguyễn Thị Ánh Tuyết · số báo danh 0001
3 câu, 30 phút
  1 2 3 4      chọn phương án (A B C D cũng được)
  n, p         câu sau, câu trước
  g 37         đến câu 37
  u            đến câu chưa trả lời kế tiếp
  f, f 37      đánh dấu câu để xem lại sau
  x            bỏ chọn câu trả lời
  Enter        đọc lại câu hỏi
  l            liệt kê câu chưa làm và câu đánh dấu
  t            thời gian còn lại
  s            xem lại rồi nộp bài
đồng hồ chưa chạy; nhấn Enter để bắt đầu làm bài
còn lại 0:30:00
== Phần I. Kiến thức chung

câu 1/3
Nội dung câu hỏi số 1?
  1 A. Phương án một của câu 1
  2 B. Phương án hai của câu 1
  3 C. Phương án ba của câu 1
  4 D. Phương án bốn của câu 1
đã chọn B · đã lưu TIME · câu 1
== Phần II. Chuyên môn

câu 2/3
Nội dung câu hỏi số 2?
  1 A. Phương án một của câu 2
  2 B. Phương án hai của câu 2
  3 C. Phương án ba của câu 2
  4 D. Phương án bốn của câu 2
đã đánh dấu · đã lưu TIME · câu 2

câu 3/3
Nội dung câu hỏi số 3?
  1 A. Phương án một của câu 3
  2 B. Phương án hai của câu 3
  3 C. Phương án ba của câu 3
  4 D. Phương án bốn của câu 3
đã chọn D · đã lưu TIME · câu 3
đây là câu cuối: gõ s để nộp bài
đã trả lời: 2/3
CHƯA trả lời: 1: 2
đã đánh dấu: 1: 2
Để nộp bài, gõ NỘP (hoặc số báo danh 0001) rồi nhấn Enter
gõ dòng khác thì trở lại bài làm
Thí sinh đã nộp bài.

Thí sinh: Nguyễn Thị Ánh Tuyết · số báo danh 0001
Mã đề: 1024
Nộp lúc: TIME, ngày DAY
Đã trả lời: 2/3 câu

Mã xác nhận nộp bài:

      CODE

Xin ghi lại mã này: mã chứng thực đúng nội dung bài đã nộp.
"""


@pytest.fixture
def room(tmp_path: Path) -> OpenRoom:
    return arrange(1, 2, minutes=30, candidates=2).publish(tmp_path / "P01")


def sit(room: OpenRoom, *lines: str, clock: HandClock | None = None) -> str:
    """Type these lines and give all that was written."""
    out = io.StringIO()
    typed = io.StringIO("".join(f"{line}\n" for line in lines))
    sit_plain(room, clock or HandClock(), SystemDisk(), typed, out)
    return out.getvalue()


def test_a_whole_test_reads_like_this(room: OpenRoom) -> None:
    clock = HandClock()
    written = sit(room, "0001", PIN, "", "2", "n", "f", "g 3", "d", "n", "s", "nộp", clock=clock)
    session = sign_in(room, "0001", PIN, clock, SystemDisk())
    hour = clock.now().astimezone()
    written = written.replace(f"{hour:%H:%M:%S}, ngày {hour:%d/%m/%Y}", "TIME, ngày DAY")
    written = written.replace(f"{hour:%H:%M:%S}", "TIME").replace(session.receipt().code, "CODE")
    assert written == TRANSCRIPT


def test_what_is_written_never_moves_the_cursor(tmp_path: Path) -> None:
    questions = [
        make_question(n, "xấu \x1b[2J\x07 [/b]", ["\x9b31m", "\r", "\x1b]0;x\x07", "\u202e"]) for n in range(1, 4)
    ]
    room = arrange(1, 2, questions=questions).publish(tmp_path / "r")
    written = sit(room, "0001", PIN, "", "1", "n", "s", "0001")
    assert {sign for sign in written if not sign.isprintable()} == {"\n"}


def test_lines_that_end_before_submission_lose_nothing(room: OpenRoom) -> None:
    with pytest.raises(Refused, match=r"nộp bài|submission"):
        sit(room, "0001", PIN, "", "2", "n")
    assert "CHƯA trả lời: 2: 2, 3" in sit(room, "0001", PIN, "l", "s", "0001")
    session = sign_in(room, "0001", PIN, HandClock(), SystemDisk())
    assert dict(session.state.answers) == {"Q001": "q1o1"}


def test_three_wrong_pins_end_the_sign_in(room: OpenRoom) -> None:
    with pytest.raises(NotAdmitted):
        sit(room, "0001", "1", "0001", "2", "0001", "3", "0001", PIN)


def test_a_line_that_is_no_command_changes_nothing_and_says_so(room: OpenRoom) -> None:
    written = sit(room, "0001", PIN, "", "â", "hello", "g 9", "9", "x", "s", "không", "s", "NOP")
    assert 'bộ gõ tiếng Việt tạo ra "â"' in written
    assert "chưa rõ lệnh" in written
    assert "không có câu 9" in written
    assert "chỉ có 4 phương án" in written
    assert "chưa nộp bài" in written
    session = sign_in(room, "0001", PIN, HandClock(), SystemDisk())
    assert session.receipt().answered == 0


def test_the_command_ends_cleanly_while_more_lines_could_come(room: OpenRoom) -> None:
    code = "from examcore_tui.command import sit; sit(prog_name='sit')"
    command = [sys.executable, "-X", "utf8", "-c", code, str(room.folder), "--plain"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"0001\n{PIN}\n\n3\ns\nNỘP\n".encode())
        process.stdin.flush()
        written = process.stdout.read().decode()
        assert process.wait(30) == 0
        assert "GIẤY" in written or "Mã xác nhận nộp bài" in written
        assert process.stderr is not None
        assert process.stderr.read() == b""


class SlowTypist(io.StringIO):
    """Somebody who types the last line only after the time has run out."""

    def __init__(self, lines: list[str], clock: HandClock) -> None:
        super().__init__("".join(f"{line}\n" for line in lines))
        self._left, self._clock = len(lines), clock

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # the stubs mix in bytes
        self._left -= 1
        if self._left == 0:
            self._clock.run(31 * 60)
        return super().readline(size)


def test_an_answer_after_the_time_is_refused_and_the_receipt_shown(room: OpenRoom) -> None:
    clock, out = HandClock(), io.StringIO()
    typist = SlowTypist(["0001", PIN, "", "2", "n", "3"], clock)
    sit_plain(room, clock, SystemDisk(), typist, out)
    assert "Đã hết giờ" in out.getvalue()
    session = sign_in(room, "0001", PIN, clock, SystemDisk())
    assert dict(session.state.answers) == {"Q001": "q1o1"}
    assert session.receipt().kind == "time"
