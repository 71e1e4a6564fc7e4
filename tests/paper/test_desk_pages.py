"""Claims about the paper wing's pages of the officers' desk: what to print, what was scanned, each with its command."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import click
import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Static

from examcore.desk import Desk
from examcore.hooks import Screen
from examcore.language import LANGUAGES, Language, speaking
from examcore.nouns import Room
from examcore.plugins import load_plugins
from examcore.shell.main import build
from examcore.testing import ScreenKit
from examcore_paper.desk.page import PaperPage
from examcore_paper.desk.printing import PrintingPage, SittingPrintingPage
from examcore_paper.desk.review import ReviewScreen
from examcore_paper.desk.scans import ScansPage
from examcore_paper.plugin import examcore_screens
from examcore_paper.simulate import ROUGH, simulate_page
from tests.paper.rooms import SITTING
from tests.paper.test_review import LAN, make_folder, now

Story = Callable[[App[None], Pilot[None]], Awaitable[None]]


class TestPaperScreens(ScreenKit):
    @pytest.fixture
    def screens(self) -> list[Screen]:
        return examcore_screens()

    @pytest.fixture
    def commands(self) -> click.Group:
        return build(load_plugins())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one sitting whose sheet has doubtful marks."""
    path = tmp_path_factory.mktemp("desk")
    make_folder(path, [simulate_page(SITTING, 1, seed=11, habits=ROUGH)])
    return path


def play(folder: Path, page: type[PrintingPage | ScansPage], story: Story, language: Language = "en") -> None:
    async def stage() -> None:
        app: App[None] = App()
        async with app.run_test(size=(80, 24)) as pilot:
            await app.push_screen(page(Desk(folder, load_plugins(), now)))
            await settle(app, pilot)
            await story(app, pilot)

    with speaking(language):
        asyncio.run(stage())


async def settle(app: App[None], pilot: Pilot[None]) -> None:
    """Wait until the page's work is done."""
    async with asyncio.timeout(60):
        await pilot.pause()
        while isinstance(app.screen, PaperPage) and app.screen.is_busy:
            await pilot.pause(0.01)
    await pilot.pause()


def reads(app: App[None], name: str) -> str:
    return str(app.screen.query_one(f"#page-{name}", Static).content)


def test_printing_lists_what_a_sitting_needs_and_runs_the_command_it_shows(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)

    async def story(app: App[None], pilot: Pilot[None]) -> None:
        assert "24 candidates on paper" in reads(app, "rows")
        await pilot.press("enter")
        await settle(app, pilot)
        assert isinstance(app.screen, SittingPrintingPage)
        assert "sitting publish" in reads(app, "command")
        await pilot.press("down", "down")
        assert reads(app, "command").endswith(
            "examcore sheet print --sitting sitting --room P1 --out sitting-sheets-P1.pdf"
        )
        await pilot.press("enter")
        await settle(app, pilot)
        assert "✓" in reads(app, "said")
        assert (place / "sitting-sheets-P1.pdf").read_bytes().startswith(b"%PDF")
        await pilot.press("escape")
        assert isinstance(app.screen, PrintingPage)

    play(place, PrintingPage, story)


def test_rooms_with_screens_are_offered_the_pictures_of_their_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make_folder(
        tmp_path, [], replace(SITTING, rooms=tuple(replace(room, delivery="terminal") for room in SITTING.rooms))
    )

    async def story(app: App[None], pilot: Pilot[None]) -> None:
        assert "nobody on paper" in reads(app, "rows")
        await pilot.press("enter")
        await settle(app, pilot)
        assert reads(app, "command").endswith("examcore sitting pictures sitting --out sitting-pictures.pdf")
        assert "sheet print" not in reads(app, "rows")

    play(tmp_path, PrintingPage, story)


def test_sheets_of_a_room_with_a_slash_in_its_name_come_beside_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    named = {room.name: f"{room.name}/A" for room in SITTING.rooms}
    rooms = tuple(replace(room, name=named[room.name]) for room in SITTING.rooms)
    candidates = tuple(replace(c, room=named[c.room]) for c in SITTING.candidates)
    make_folder(tmp_path, [], replace(SITTING, rooms=rooms, candidates=candidates))

    async def story(app: App[None], pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await settle(app, pilot)
        await pilot.press("down", "down")
        assert reads(app, "command").endswith("--room P1/A --out sitting-sheets-P1-A.pdf")

    play(tmp_path, PrintingPage, story)


def test_a_command_that_asks_for_a_passphrase_is_never_run_without_a_terminal(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)

    async def story(app: App[None], pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await settle(app, pilot)
        await pilot.press("enter")
        await settle(app, pilot)
        assert "terminal of its own" in reads(app, "said")

    play(place, PrintingPage, story)


def test_scans_tell_what_waits_and_open_the_review_in_the_officers_name(place: Path) -> None:
    async def story(app: App[None], pilot: Pilot[None]) -> None:
        assert "read 1, for review 0, refused 0" in " ".join(reads(app, "rows").split())
        assert "sheet review" in reads(app, "command")
        await pilot.press("enter")
        await pilot.press(*("space" if letter == " " else letter for letter in LAN), "enter")
        await settle(app, pilot)
        await settle(app, pilot)
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.by == LAN
        await pilot.press("f2")
        await settle(app, pilot)
        assert isinstance(app.screen, ScansPage)

    play(place, ScansPage, story)


@pytest.mark.parametrize("page", [PrintingPage, ScansPage])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_folder_says_so_in_the_readers_language(
    tmp_path: Path, page: type[PrintingPage | ScansPage], language: Language
) -> None:
    async def story(app: App[None], pilot: Pilot[None]) -> None:
        said = reads(app, "said")
        assert ("folder" in said) == (language == "en")
        assert "Esc" in reads(app, "keys")
        await pilot.press("down", "enter", "f8", "f1")
        assert reads(app, "said") != said
        await pilot.press("f9")
        assert reads(app, "said") == said

    play(tmp_path, page, story, language)


@pytest.mark.parametrize("width", [60, 80])
def test_the_cursor_is_seen_however_many_lines_the_rows_take(tmp_path: Path, width: int) -> None:
    rooms = tuple(Room(f"Phòng {n:02d}, Trường trung học phổ thông chuyên Lý Tự Trọng", "paper") for n in range(40))
    sitting = replace(SITTING, rooms=rooms)

    async def stage() -> None:
        app: App[None] = App()
        async with app.run_test(size=(width, 20)) as pilot:
            page = SittingPrintingPage(Desk(tmp_path, load_plugins(), now), tmp_path / "sitting", sitting)
            await app.push_screen(page)
            await pilot.pause()
            shown = page.query_one("#page-list")
            for keys in (("end",), ("up",) * 6, ("home",), ("down",) * 12):
                await pilot.press(*keys)
                await pilot.pause()
                lines = reads(app, "rows").splitlines()
                assert max(map(len, lines)) <= width - 3
                at = next(place for place, line in enumerate(lines) if line.startswith("►"))
                assert shown.scroll_offset.y <= at < shown.scroll_offset.y + shown.size.height
            command = page.query_one("#page-command")
            assert command.region.height >= command.virtual_size.height

    asyncio.run(stage())
