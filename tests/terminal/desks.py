"""Somebody at the keyboard of a window (practice, the officers' desk), reading its screen."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache

from textual import events
from textual.color import Color
from textual.pilot import Pilot

from examcore_tui.window import Window
from tests.terminal.test_screens import contrast

SIZES = [(80, 24), (60, 20), (120, 40)]
SIGNS = " ■·▏█─●►⚑▲▼▔▁▂▃▄▅▆▇▊▎╭╮╰╯│"
ENGLISH = {
    "the", "of", "and", "or", "question", "answer", "next", "previous", "help", "leave", "colours", "items", "item",
    "area", "position", "right", "wrong", "basis", "order", "mock", "practice", "change", "missing", "bank", "sitting",
    "forms", "results", "log", "verify", "publish", "score", "collect", "report", "passphrase", "copy", "command",
    "open", "events", "candidates", "hint", "attention", "state", "made", "published", "scored", "collected", "room",
}  # fmt: skip


@dataclass
class Reader:
    """The keyboard and the screen of one window."""

    app: Window
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        """Press keys, each after the screen has dealt with the one before."""
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))
            await self.settle()
        if not keys:
            await self.settle()

    async def settle(self) -> None:
        """Let the screen deal with what has been asked of it."""
        for _ in range(4):
            await self.pilot.pause(0)

    async def type(self, text: str) -> None:
        """Type a text letter by letter, without waiting in between."""
        for letter in text:
            self.app.post_message(events.Key(letter, letter))
        await self.settle()

    async def wait(self, is_done: Callable[[], bool]) -> None:
        """Let the window work until `is_done`, one minute at most."""
        async with asyncio.timeout(60):
            while not is_done():
                await self.pilot.pause(0.005)

    def rows(self) -> list[str]:
        """The screen as read, row by row."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in row).rstrip() for row in strips]

    def text(self) -> str:
        """The screen as read, on one line."""
        return " ".join(" ".join(self.rows()).split())

    def dim(self) -> list[str]:
        """Every text whose contrast is below 7:1."""
        found = []
        for row in self.app.screen._compositor.render_strips():
            for text, style, _ in row:
                if text.strip(SIGNS) and style is not None and style.color and style.bgcolor:
                    front, ground = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
                    if measure(front.rgb, ground.rgb) < 7:
                        found.append(text)
        return found


@cache
def measure(front: tuple[int, int, int], ground: tuple[int, int, int]) -> float:
    """The contrast of two colours; a screen has few pairs and many cells."""
    return contrast(Color(*front), Color(*ground))


def find_english(rows: list[str]) -> set[str]:
    """English words on a Vietnamese screen."""
    return {word for row in rows for word in re.findall(r"[a-z]+", row.lower())} & ENGLISH


def find_cut(rows: list[str]) -> list[str]:
    """Rows in which a text was cut."""
    return [row for row in rows if re.search(r"\w…", row)]


def watch(window: Window, story: Callable[[Reader], Awaitable[None]], size: tuple[int, int] = (80, 24)) -> None:
    """Run a window and tell a story in it."""

    async def run() -> None:
        async with window.run_test(size=size) as pilot:
            reader = Reader(window, pilot)
            await reader.press()
            await story(reader)

    asyncio.run(run())
