"""Claims about the review screen and its commands, as stories told by keys and lines."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest
from textual.widgets import Input, Static

from examcore.language import LANGUAGES, Language, speaking
from examcore.sitting import load
from examcore_paper.desk.app import ReviewApp
from examcore_paper.desk.picture import make_picture, open_picture
from examcore_paper.desk.review import ReviewScreen
from examcore_paper.review import Desk
from examcore_paper.simulate import ROUGH, simulate_page
from tests.paper.rooms import SITTING, tidy_page
from tests.paper.test_review import LAN, MINH, make_folder, now
from tests.paper.test_scan_file import run

Story = Callable[["Officer"], Awaitable[None]]


class Officer:
    """Somebody at the keyboard of the review screen."""

    def __init__(self, app: ReviewScreen, press: Callable[..., Awaitable[None]]) -> None:
        self.app, self.press = app, press

    def reads(self, name: str) -> str:
        return str(self.app.query_one(f"#{name}", Static).content)

    async def types(self, text: str) -> None:
        await self.press(*("space" if letter == " " else letter for letter in text))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One sheet with doubtful marks, one that another candidate's number is marked on."""
    return make_folder(tmp_path, [simulate_page(SITTING, 1, seed=11, habits=ROUGH), tidy_page(3, number="260005")])


def play(folder: Path, by: str, story: Story, size: tuple[int, int] = (80, 24), language: Language = "en") -> Desk:
    desk = Desk(load(folder), now)

    async def stage() -> None:
        app = ReviewApp(desk, by)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await story(Officer(app.review, pilot.press))

    with speaking(language):
        asyncio.run(stage())
    return desk


def test_a_mark_is_chosen_by_digit_kept_by_enter_and_the_next_doubt_follows(folder: Path) -> None:
    async def story(officer: Officer) -> None:
        first = officer.app.doubt
        assert first is not None
        await officer.press("0", "3", "enter")
        decision = officer.app.desk.reviewed.decisions[-1]
        assert (decision.page, decision.item, decision.value, decision.by) == (*first.place, "C", LAN)
        assert officer.app.doubt is not None
        assert officer.app.doubt.place != first.place
        assert "kept" in officer.reads("said")

    play(folder, LAN, story)


def test_a_letter_that_a_typing_mode_made_chooses_nothing_and_says_so(folder: Path) -> None:
    async def story(officer: Officer) -> None:
        before = officer.app.chosen
        await officer.press("đ")
        assert officer.app.chosen == before
        assert "typing mode" in officer.reads("said")
        await officer.press("d")
        assert officer.app.chosen is not None
        assert "D" in officer.app.chosen

    play(folder, LAN, story)


def test_the_second_officer_does_not_see_what_the_first_said_until_they_differ(folder: Path) -> None:
    Desk(load(folder), now).need_two(LAN)

    async def first(officer: Officer) -> None:
        await officer.press("0", "1", "enter")

    async def second(officer: Officer) -> None:
        assert LAN not in officer.reads("said")
        await officer.press("0", "2", "enter")
        await officer.press("up")
        assert officer.app.doubt is not None
        assert officer.app.doubt.differs
        assert f"{LAN}: A; {MINH}: B" in officer.reads("said")

    play(folder, LAN, first)
    desk = play(folder, MINH, second)
    assert [vote.value for vote in desk.doubts()[0].votes] == ["A", "B"]


def test_a_page_is_taken_with_candidate_booklet_and_reason(folder: Path) -> None:
    async def story(officer: Officer) -> None:
        await officer.press("up", "1")
        assert officer.app.query_one("#candidate", Input).value == "260003"
        await officer.press("enter", "enter", "enter")
        assert "needs a reason" in officer.reads("said")
        await officer.press("enter", "enter")
        await officer.types("wrong number marked")
        await officer.press("enter")

    desk = play(folder, LAN, story)
    assert desk.readings[1].state == "read"
    assert desk.reviewed.decisions[-1].why == "wrong number marked"


def test_esc_leaves_a_page_undecided(folder: Path) -> None:
    async def story(officer: Officer) -> None:
        await officer.press("up", "2", "x", "escape", "down", "f2")

    assert play(folder, LAN, story).reviewed.decisions == ()


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_the_screen_is_cut_off(folder: Path, size: tuple[int, int], language: Language) -> None:
    async def story(officer: Officer) -> None:
        for _ in range(2):
            for name in ("title", "what", "letters", "keys"):
                widget = officer.app.query_one(f"#{name}", Static)
                assert widget.region.bottom <= size[1]
                assert widget.region.height >= widget.virtual_size.height
                for line in officer.reads(name).splitlines():
                    assert len(line) <= size[0] * widget.region.height
            frame = officer.app.query_one("#frame")
            assert frame.region.height >= 4
            await officer.press("up")

    play(folder, LAN, story, size, language)


def test_a_picture_fits_its_place_and_shows_ink_as_dark(folder: Path) -> None:
    doubt = Desk(load(folder), now).doubts()[0]
    crop = doubt.crop()
    assert crop is not None
    picture = open_picture(crop)
    assert picture.width > 3 * picture.height
    assert np.asarray(picture).min() < 30
    assert make_picture(crop).has_class("wide")


# --- without a screen -----------------------------------------------------------------------------


def test_everything_is_done_by_commands_as_well(folder: Path, tmp_path: Path) -> None:
    _, text, _ = run("sheet", "doubts", str(folder), "--json", "--crops", str(tmp_path / "crops"))
    doubts = json.loads(text)["doubts"]
    assert len(list((tmp_path / "crops").glob("*.jpg"))) == len(doubts)
    marks = [doubt for doubt in doubts if doubt["item"]]
    listing = tmp_path / "marks.csv"
    lines = [f"{doubt['page']},{doubt['item']},{doubt['guess'] or '-'}" for doubt in marks]
    listing.write_text("\n".join(["page,item,mark", *lines]), "utf-8")
    code, text, _ = run("sheet", "decide", str(folder), "--by", LAN, "--from", str(listing), "--json")
    assert (code, json.loads(text)["open"]) == (0, 1)
    page = next(doubt for doubt in doubts if not doubt["item"])
    code, text, _ = run(
        "sheet", "decide", str(folder), "--by", LAN, "--page", page["page"], "--take", "--candidate", "260003",
        "--booklet", "103", "--why", "wrong number marked", "--json",
    )  # fmt: skip
    assert (code, json.loads(text)["open"]) == (0, 0)
    code, text, _ = run("sitting", "collect", str(folder), "--json")
    assert sum(len(one.reviews) for one in load(folder).responses) == 0
    assert len(load(folder).responses) == 2


def test_a_list_with_a_mistake_decides_nothing(folder: Path, tmp_path: Path) -> None:
    _, text, _ = run("sheet", "doubts", str(folder), "--json")
    page = json.loads(text)["doubts"][0]
    listing = tmp_path / "marks.csv"
    good = f"{page['page']},{page['item']},A"
    for bad in (f"{page['page']},x,A", f"{page['page']},{page['item']},Z", "nothing:1,1,A"):
        listing.write_text(f"page,item,mark\n{good}\n{bad}\n", "utf-8")
        code, _, told = run("sheet", "decide", str(folder), "--by", LAN, "--from", str(listing))
        assert code == 1
        assert told
    assert Desk(load(folder), now).reviewed.decisions == ()


@pytest.mark.parametrize("words", [(), ("--mark", "A"), ("--take", "--drop"), ("--mark", "A", "--item", "1", "--take")])
def test_decide_is_told_what_exactly(folder: Path, words: tuple[str, ...]) -> None:
    code, _, _ = run("sheet", "decide", str(folder), "--by", LAN, *words)
    assert code in (1, 2)
    assert Desk(load(folder), now).reviewed.decisions == ()


def test_the_screen_says_it_needs_a_terminal(folder: Path) -> None:
    code, _, told = run("sheet", "review", str(folder), "--by", LAN)
    assert code != 0
    assert "terminal" in told
