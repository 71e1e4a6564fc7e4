"""A far terminal for the tests of hosting, SSH and browser: what it is sent, what a person would read on it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pyte

PATIENCE = 20.0


class Screen:
    """What a far terminal of 80 by 24 shows."""

    def __init__(self, columns: int = 80, rows: int = 24) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self.seen = ""

    def show(self, text: str) -> None:
        self.seen += text
        self._stream.feed(text)

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)

    def clear(self) -> None:
        self._screen.reset()

    @property
    def cells(self) -> list[list[tuple[object, ...]]]:
        """Every cell with its colours, row by row."""
        columns, rows = self._screen.columns, self._screen.lines
        return [[tuple(self._screen.buffer[y][x]) for x in range(columns)] for y in range(rows)]

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)


async def until(claim: Callable[[], bool], said: Callable[[], object] = lambda: "") -> None:
    """Wait until `claim` holds."""
    end = time.monotonic() + PATIENCE
    while not claim():
        assert time.monotonic() < end, said()
        await asyncio.sleep(0.01)
