"""The real app on a small stage: press keys, read the screen as a candidate does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.pilot import Pilot

from examcore.session import Disk, OpenRoom, SystemDisk
from examcore_tui.app import ExamApp
from tests.terminal.rooms import PIN, HandClock


@dataclass
class Actor:
    """Somebody at the keyboard."""

    app: ExamApp
    pilot: Pilot[None]
    clock: HandClock

    async def press(self, *keys: str) -> None:
        """Press keys one after another, each after the screen has dealt with the one before."""
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))
            await self.settle()

    async def settle(self) -> None:
        """Wait for the key, what it brought about, what is being saved, and the screen it may have opened."""
        await self.pilot.pause(0)
        while self.app.saver.is_busy:
            await asyncio.sleep(0.001)
        for _ in range(2):
            await self.pilot.pause(0)

    def hurry(self, *keys: str) -> None:
        """Press keys without waiting for the screen at all."""
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))

    async def type(self, text: str) -> None:
        """Type a text letter by letter."""
        await self.press(*text)

    async def sign_in(self, number: str = "0001", pin: str = PIN) -> None:
        """Fill in the first screen."""
        await self.type(number)
        await self.press("enter")
        await self.type(pin)
        await self.press("enter")

    async def start(self, number: str = "0001") -> None:
        """Sign in, read on, skip practice, start."""
        await self.sign_in(number)
        await self.press("enter", "f5")

    def segments(self) -> list[list[Segment]]:
        """The screen as drawn, row by row."""
        return [list(strip) for strip in self.app.screen._compositor.render_strips()]

    def rows(self) -> list[str]:
        """The screen as read, row by row."""
        return ["".join(segment.text for segment in row).rstrip() for row in self.segments()]

    def text(self) -> str:
        """The screen as read."""
        return "\n".join(self.rows())

    def status(self) -> str:
        """The status line: the last row but the line of keys."""
        return self.rows()[-2].strip()


@asynccontextmanager
async def on_stage(
    room: OpenRoom,
    size: tuple[int, int] = (80, 24),
    clock: HandClock | None = None,
    disk: Disk | None = None,
) -> AsyncIterator[Actor]:
    """The app, running, at a size."""
    time = clock or HandClock()
    app = ExamApp(room, time, disk or SystemDisk())
    async with app.run_test(size=size) as pilot:
        yield Actor(app, pilot, time)
        if app.session is not None:
            app.session.release()


def play(
    room: OpenRoom,
    story: Callable[[Actor], Awaitable[None]],
    size: tuple[int, int] = (80, 24),
    clock: HandClock | None = None,
    disk: Disk | None = None,
) -> None:
    """Run a story on a stage."""

    async def run() -> None:
        async with on_stage(room, size, clock, disk) as actor:
            await story(actor)

    asyncio.run(run())
