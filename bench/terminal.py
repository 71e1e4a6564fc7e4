"""Measures the candidate's terminal: first paint, key press to answer on disk, memory; each against a bare peer.

The peers run in the same minute on the same disk: an empty screen of the same library, and a bare write + fdatasync.
"""

from __future__ import annotations

import asyncio
import os
import pty
import select
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from textual import events  # noqa: E402

from examcore.session import OpenRoom, SystemClock, SystemDisk  # noqa: E402
from examcore_tui.app import ExamApp  # noqa: E402
from tests.terminal.rooms import PIN, arrange  # noqa: E402

STARTS = 12
ANSWERS = 2000
EXAM = [str(Path(sys.executable).with_name("examcore")), "sit"]
BARE_SCREEN = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self): yield Static("ready")
    def key_q(self): self.exit()
Bare().run()
"""
BARE = [sys.executable, "-c", BARE_SCREEN]


class Terminal:
    """A program in a pseudo-terminal of 80 by 24."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self.started = time.perf_counter()
        self.process, self._handle = pty.fork()
        if self.process == 0:
            os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24", PYTHONUTF8="1", EXAMCORE_LANG="vi")
            os.execv(command[0], command)

    def wait_for(self, words: str) -> float:
        """Seconds since the start when `words` were drawn; drops what came before them."""
        seen = b""
        while words.encode() not in seen:
            if not select.select([self._handle], [], [], 30)[0]:
                raise TimeoutError(words)
            seen += os.read(self._handle, 65536)
        return time.perf_counter() - self.started

    def type(self, text: str) -> None:
        """Type into it."""
        os.write(self._handle, text.encode())

    def close(self) -> int:
        """Wait for its end; the most memory it had, in kB."""
        while True:
            try:
                if not os.read(self._handle, 65536):
                    break
            except OSError:  # its side of the terminal is closed
                break
        _, _, used = os.wait4(self.process, 0)
        os.close(self._handle)
        return used.ru_maxrss // (1024 if sys.platform == "darwin" else 1)


def measure_starts(room: OpenRoom) -> tuple[list[float], list[float]]:
    """Seconds from process start to first paint, of ours and of the bare screen, in turns."""
    ours, bare = [], []
    for _ in range(STARTS):
        exam = Terminal([*EXAM, str(room.folder)])
        ours.append(exam.wait_for("NHẬP"))
        exam.type("\x1b[21~")  # F10 closes before sign-in
        exam.close()
        empty = Terminal(BARE)
        bare.append(empty.wait_for("ready"))
        empty.type("q")
        empty.close()
    return ours, bare


def measure_memory(room: OpenRoom) -> tuple[int, int]:
    """Peak memory in kB after a whole test of 100 answers, and of the bare screen."""
    exam = Terminal([*EXAM, str(room.folder)])
    exam.wait_for("NHẬP")
    exam.type(f"0002\r{PIN}\r")
    exam.wait_for("DẪN")
    exam.type("\r")
    exam.wait_for("THỬ")
    exam.type("\x1b[15~")
    exam.wait_for("100")
    for number in range(1, 101):
        exam.type("3")
        exam.wait_for(f" {number}/100")
        exam.type("n")
    exam.type("\x1b[21~")
    exam.wait_for("XEM")
    exam.type("NOP\r")
    exam.wait_for("XÁC")
    exam.type("\x1b[21~")
    ours = exam.close()
    empty = Terminal(BARE)
    empty.wait_for("ready")
    empty.type("q")
    return ours, empty.close()


class TimedDisk(SystemDisk):
    """The disk of this machine, noting when it had the last line."""

    def __init__(self) -> None:
        self.done = 0.0
        self.bytes = b""

    def append(self, handle: int, data: bytes) -> None:
        super().append(handle, data)
        self.done = time.perf_counter()
        self.bytes = data


async def measure_answers(room: OpenRoom) -> tuple[list[float], list[float]]:
    """Seconds from a key press to its answer on disk, and of writing the same bytes barely, in turns."""
    disk = TimedDisk()
    app = ExamApp(room, SystemClock(), disk)
    ours, bare = [], []
    with (room.folder / "bare").open("wb", buffering=0) as file:
        async with app.run_test(size=(80, 24)) as pilot:
            app.sign_in("0001", PIN)
            app.live.start()
            app.show_questions()
            await pilot.pause()
            for turn in range(ANSWERS):
                pressed = time.perf_counter()
                key = str(turn % 4 + 1)
                app.post_message(events.Key(key, key))
                while disk.done < pressed:
                    await asyncio.sleep(0)
                ours.append(disk.done - pressed)
                await pilot.pause(0)
                if turn % 20 == 0:
                    app.post_message(events.Key("right", None))
                    await pilot.pause(0)
                written = time.perf_counter()
                file.write(disk.bytes)
                os.fdatasync(file.fileno())
                bare.append(time.perf_counter() - written)
            app.live.release()
    return ours, bare


def percentile(figures: list[float], share: int) -> float:
    """The value that `share` percent of the figures do not exceed."""
    return statistics.quantiles(figures, n=100, method="inclusive")[share - 1]


def main() -> int:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        room = arrange(40, 60, minutes=120, candidates=2).publish(Path(folder) / "room")
        ours, bare = measure_starts(room)
        answers, writes = asyncio.run(measure_answers(room))
        peak, empty = measure_memory(room)
    print(f"{STARTS} starts, {ANSWERS} answers, 100 questions, 80 by 24, in turns with the peer")
    print()
    print("| what | ours | peer | ratio | peer is | goal |")
    print("|---|---|---|---|---|---|")
    empty_screen, bare_write = "an empty screen of the same library", "a bare write + fdatasync"
    seconds = [
        ("process start to first paint, median", ours, bare, 50, 1, "s", empty_screen, "≤ 0.5 s"),
        ("process start to first paint, p90", ours, bare, 90, 1, "s", empty_screen, "≤ 1.0 s"),
        ("key press to answer on disk, p50", answers, writes, 50, 1000, "ms", bare_write, "≤ 20 ms"),
        ("key press to answer on disk, p99", answers, writes, 99, 1000, "ms", bare_write, "≤ 100 ms"),
    ]
    for name, mine, peer, share, unit_of, unit, peer_is, goal in seconds:
        left, right = percentile(mine, share) * unit_of, percentile(peer, share) * unit_of
        print(f"| {name} | {left:.2f} {unit} | {right:.2f} {unit} | {left / right:.1f} | {peer_is} | {goal} |")
    print(
        f"| memory peak after a whole test | {peak / 1024:.0f} MB | {empty / 1024:.0f} MB | {peak / empty:.1f} "
        f"| {empty_screen} | – |"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
