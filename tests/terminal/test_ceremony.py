"""Claims about the guided screen of a ceremony, as stories told by key presses."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from examcore.ceremony import Scene
from examcore.log import find_log
from examcore.plugins import load_plugins
from examcore_tui.ceremony.app import CeremonyApp
from tests.core.ceremonies import CHEAP, Clock, find

SIZES = [(80, 24), (60, 20)]
NAME = "Nguyễn Văn An"
PHRASE = "mật khẩu dài và lạ"


@dataclass
class Desk:
    """Somebody at the keyboard of the guided screen."""

    app: CeremonyApp
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        """Press keys, each after the screen and the course have dealt with the one before."""
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))
            await self.settle()

    async def settle(self) -> None:
        """Wait until the course has asked its next question."""
        for _ in range(3):
            await self.pilot.pause(0)
            await self.app.workers.wait_for_complete()

    async def type(self, text: str) -> None:
        """Type a line."""
        for letter in text:
            self.app.post_message(events.Key(letter, letter))
        await self.press("enter")

    def text(self) -> str:
        """The screen as read."""
        rows = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in row).rstrip() for row in rows)


def play(
    folder: Path, story: Callable[[Desk], Awaitable[None]], given: Mapping[str, Sequence[str]], size: tuple[int, int]
) -> CeremonyApp:
    """Hold an enrolment on the screen."""
    scene = Scene(folder, load_plugins(), Clock().now, rehearsal=True, cost=CHEAP)
    app = CeremonyApp(find("enrol"), scene, given)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            desk = Desk(app, pilot)
            await desk.settle()
            await story(desk)

    asyncio.run(run())
    return app


@pytest.mark.parametrize("size", SIZES)
def test_an_officer_is_enrolled_by_key_presses_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async def story(desk: Desk) -> None:
        assert "DIỄN TẬP" in desk.text()
        assert "BƯỚC 1/4" in desk.text()
        for line in ("Phòng 1", "Lê Văn Chi", "Trần Thị Bình", NAME, "Phó Chủ tịch", ""):
            await desk.type(line)
        assert f"Mời {NAME}" in " ".join(desk.text().split())
        await desk.press("enter")
        for _ in range(2):
            field = desk.app.query_one("#answer", Input)
            assert field.password
            for letter in PHRASE:
                desk.app.post_message(events.Key(letter, letter))
            await desk.settle()
            assert PHRASE not in desk.text()
            await desk.press("enter")
        assert "BƯỚC 4/4" in desk.text()
        await desk.type("khong dung")
        assert desk.app.course.problem is not None
        await desk.type(desk.app.course.record.fingerprints[NAME].split()[0].lower())
        await desk.type("")
        assert "HOÀN THÀNH" in desk.text()
        await desk.press("enter")

    app = play(tmp_path, story, {}, size)
    assert app.refused is None
    assert (tmp_path / "officers" / "Nguyễn-Văn-An.key").is_file()
    assert any(path.suffix == ".pdf" for path in app.course.minute)
    exceptions = [e for e in find_log(tmp_path).events if e.act == "ceremony.exception"]
    assert [e.fact("step") for e in exceptions] == ["aloud"]


@pytest.mark.parametrize("size", SIZES)
def test_f10_twice_stops_and_the_stop_stands_in_the_log(tmp_path: Path, size: tuple[int, int]) -> None:
    async def story(desk: Desk) -> None:
        await desk.press("f10")
        assert "F10 lần nữa" in desk.text()
        await desk.press("f10")
        assert "ĐÃ DỪNG" in desk.text()
        await desk.press("enter")

    app = play(tmp_path, story, {"place": ["Phòng 1"]}, size)
    assert app.refused is not None
    assert [e.fact("step") for e in find_log(tmp_path).events if e.act == "ceremony.stopped"] == ["opening"]
    assert not list(tmp_path.rglob("*.key"))
