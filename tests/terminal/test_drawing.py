"""Claims about rows that are drawn at once, past the screen library, and about beats that are not its timers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from examcore.session import OpenRoom, SystemDisk, sign_in
from examcore_tui.app import ExamApp
from examcore_tui.hosting.driver import run_hosted
from examcore_tui.hosting.terminal import Terminal
from examcore_tui.pulse import Pulse
from tests.terminal.far import Screen, until
from tests.terminal.rooms import PIN, HandClock, arrange


@pytest.fixture
def room(tmp_path: Path) -> OpenRoom:
    return arrange(3, 4, minutes=30, candidates=2).publish(tmp_path / "P01")


class Hosted:
    """A candidate's app on a far terminal, in the test of seven questions."""

    def __init__(self, room: OpenRoom) -> None:
        self.clock = HandClock()
        self.screen = Screen()
        session = sign_in(room, "0001", PIN, self.clock, SystemDisk())
        self.app = ExamApp(room, self.clock, SystemDisk(), session)

    async def run(self, story: Callable[[Hosted], Awaitable[None]]) -> None:
        self.terminal = Terminal(self.screen.show, 80, 24)
        task = asyncio.create_task(run_hosted(self.app, self.terminal))
        await self.sees("HƯỚNG DẪN")
        self.terminal.feed("\r")
        await self.sees("LÀM THỬ")
        self.terminal.feed("\x1b[15~")
        await self.sees("câu 1/7")
        await story(self)
        self.app.exit()
        await task

    async def sees(self, words: str) -> None:
        await until(lambda: words in self.screen.text, lambda: f"{words!r} is not on:\n{self.screen.text}")

    async def compare(self) -> None:
        """What stands there is what the library draws when it draws everything anew, to the last colour."""
        stands = self.screen.cells
        self.screen.clear()
        self.terminal.attach(80, 24)
        await until(lambda: self.screen.cells == stands, lambda: self.screen.text)


def test_a_row_drawn_at_once_is_what_the_library_draws(room: OpenRoom) -> None:
    async def story(hosted: Hosted) -> None:
        for seconds, shows in ((10, "0:29:50"), (890, "còn 15 phút"), (570, "0:05:30"), (30, "còn 5 phút")):
            hosted.clock.run(seconds)
            await hosted.app.tick()
            await hosted.sees(shows)
            await hosted.compare()
        hosted.terminal.feed("2")
        await hosted.sees("(●) B")
        await hosted.compare()
        drawn = len(hosted.screen.seen)
        hosted.clock.run(1)
        hosted.app._glance_at_clock()
        await hosted.sees("0:04:59")
        assert len(hosted.screen.seen) - drawn < 100
        await hosted.compare()

    asyncio.run(Hosted(room).run(story))


def test_a_row_under_a_pop_up_is_not_drawn_over_it(room: OpenRoom) -> None:
    async def story(hosted: Hosted) -> None:
        hosted.terminal.feed("\x1bOS")  # F4
        await hosted.sees("đến câu 1")
        hosted.clock.run(10)
        hosted.app._glance_at_clock()
        await asyncio.sleep(0)
        await hosted.compare()

    asyncio.run(Hosted(room).run(story))


def test_a_pulse_beats_as_often_as_it_is_told_and_not_after_it_was_stopped() -> None:
    async def story() -> None:
        beats: list[int] = []

        def beat() -> float:
            beats.append(len(beats))
            if len(beats) == 3:
                pulse.stop()
            return 0.0

        pulse = Pulse(beat)
        pulse.start(0.0)
        await until(lambda: len(beats) == 3)
        for _ in range(5):
            await asyncio.sleep(0)
        assert beats == [0, 1, 2]
        pulse.start(0.0)
        await until(lambda: len(beats) > 4)
        pulse.stop()

    asyncio.run(story())
