"""How a story at the officers' desk is told: open a task, wait for its work, fill in what is asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from textual.widgets import Input

from examcore.desk import Desk
from examcore.plugins import Plugins
from examcore_tui.desk.app import DeskApp
from examcore_tui.desk.frame import DeskPage
from examcore_tui.desk.home import HomePage
from tests.core.amended import NOW
from tests.terminal.desks import Reader, watch

QUIET = 8
"""So many looks in a row find nothing going on."""


def clock() -> datetime:
    """The time on the desk's machine."""
    return NOW


def at_desk(folder: Path, plugins: Plugins, story: Callable[[Reader], Awaitable[None]],
            size: tuple[int, int] = (80, 24)) -> DeskApp:  # fmt: skip
    app = DeskApp(Desk(folder, plugins, clock))
    watch(app, story, size)
    return app


async def open_task(reader: Reader, name: str) -> None:
    """Open a task of the home page by its title, by arrow keys."""
    home = reader.app.screen
    assert isinstance(home, HomePage)
    for _ in range(20):
        if any(row.startswith(f" ► {name}") for row in reader.rows()):
            break
        await reader.press("down")
    await reader.press("enter")
    await settle(reader)


async def settle(reader: Reader) -> None:
    """Wait until no work is being done and none begins: a page just opened begins its own a moment later."""
    quiet = 0

    def is_idle() -> bool:
        nonlocal quiet
        page = next((one for one in reversed(reader.app.screen_stack) if isinstance(one, DeskPage)), None)
        is_still = page is None or (page.is_mounted and not page.is_busy)
        quiet = quiet + 1 if is_still else 0
        return quiet >= QUIET

    await reader.wait(is_idle)
    await reader.press()


async def fill(reader: Reader, *values: str) -> None:
    """Type into the fields asked for, each in place of what stands there."""
    for value in values:
        field = reader.app.focused
        assert isinstance(field, Input)
        if value:
            field.value = ""
            await reader.type(value)
        await reader.press("enter")
    await settle(reader)
