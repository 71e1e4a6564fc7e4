"""Claims about the review screen where several hands are at work, and where there is nothing to look at."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from examcore.language import Language
from examcore.sitting import load
from examcore_paper.reader.facts import REVIEW
from examcore_paper.review import Desk
from examcore_paper.review.decisions import Decision, Reviewed
from examcore_paper.review.typed import read_typed
from examcore_paper.scans import TYPED_FILE
from examcore_paper.simulate import ROUGH, invent_sitting, simulate_page
from examcore_paper.simulate.crossing import CARELESS
from tests.paper.rooms import SITTING, tidy_page
from tests.paper.test_review import LAN, MINH, make_folder, now
from tests.paper.test_review_desk import Officer, play
from tests.paper.test_scan_file import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One sheet with doubtful marks."""
    return make_folder(tmp_path, [simulate_page(SITTING, 1, seed=11, habits=ROUGH)])


def type_in(folder: Path, by: str, marks: str) -> None:
    source = folder.parent / f"{by}.csv"
    source.write_text(f"candidate,booklet,marks\n260001,101,{marks}\n", "utf-8")
    code, _, told = run("sheet", "type", str(folder), "--by", by, "--from", str(source))
    assert code == 0, told


@pytest.mark.parametrize("language", ["vi", "en"])
def test_of_a_sheet_typed_differently_nothing_is_guessed_and_enter_alone_keeps_nothing(
    tmp_path: Path, language: Language
) -> None:
    folder = make_folder(tmp_path, [])
    type_in(folder, LAN, "A" * 99 + "B")
    type_in(folder, MINH, "A" * 99 + "C")

    async def story(officer: Officer) -> None:
        assert officer.reads("letters").splitlines() == ["1  ○ A", "2  ○ B", "3  ○ C", "4  ○ D"]
        assert {"vi": "nhập khác nhau", "en": "typed it differently"}[language] in officer.reads("what")
        await officer.press("enter")
        assert officer.app.desk.reviewed.decisions == ()
        assert officer.reads("said")
        await officer.press("5", "3")
        assert "3  ● C" in officer.reads("letters")
        await officer.press("enter")

    desk = play(folder, LAN, story, language=language)
    assert [(one.item, one.value) for one in desk.reviewed.decisions] == [(100, "C")]


def test_what_another_officer_settled_meanwhile_is_told_and_not_overruled(folder: Path) -> None:
    async def story(officer: Officer) -> None:
        doubt = officer.app.doubt
        assert doubt is not None
        Desk(load(folder), now).mark(MINH, *doubt.place, "B")
        await officer.press("0", "3", "enter")
        assert f"{MINH} decided meanwhile: B" in officer.reads("said")
        assert officer.app.doubt is not None
        assert officer.app.doubt.place != doubt.place

    desk = play(folder, LAN, story)
    assert [(one.by, one.value) for one in desk.reviewed.decisions] == [(MINH, "B")]


def test_the_second_officer_gives_a_reason_on_the_screen_where_the_reader_was_sure(folder: Path) -> None:
    desk = Desk(load(folder), now)
    desk.need_two(LAN)
    reading = desk.readings[0]
    item, mark = next((n, one) for n, one in reading.marks if one not in ("", REVIEW))
    other = "A" if mark != "A" else "B"
    desk.mark(LAN, reading.key, item, other, "the eraser was not clean")

    async def story(officer: Officer) -> None:
        while officer.app.doubt is not None and officer.app.doubt.item != item:
            await officer.press("down")
        assert f"the reader read {mark}" in officer.reads("what")
        assert LAN not in officer.reads("said")
        await officer.press("0", other.lower(), "enter")
        await officer.types("rubbed out")
        await officer.press("enter")

    kept = play(folder, MINH, story).reviewed
    assert kept.settled((reading.key, item)) == replace(kept.decisions[-1], value=other, why="rubbed out", by=MINH)


def test_an_officer_is_known_by_name_however_it_is_typed(folder: Path) -> None:
    Desk(load(folder), now).need_two(LAN)
    first = Desk(load(folder), now).doubts()[0]
    Desk(load(folder), now).mark(LAN, *first.place, "A")
    Desk(load(folder), now).mark(MINH, *first.place, "B")

    async def story(officer: Officer) -> None:
        assert f"{LAN}: A; {MINH}: B" in officer.reads("said")

    play(folder, "  ".join(LAN.upper().split()), story)


def test_of_a_crossed_sheet_no_cancelled_or_blacked_out_mark_is_put_forward(tmp_path: Path) -> None:
    sitting = invent_sitting(marking="cross")
    habits = replace(CARELESS, withdrawn=0.06, blacked=0.06, double=0.06, dot=0.0, changed=0.0, again=0.0, filled=0.0)
    filled = simulate_page(sitting, 1, seed=4, crossing=habits)
    doubts = Desk(load(make_folder(tmp_path, [filled], sitting)), now).doubts()
    assert len(doubts) > 8
    assert {
        doubt.item: doubt.guess for doubt in doubts if doubt.guess and doubt.guess != filled.truth[doubt.item]
    } == {}
    both = [doubt for doubt in doubts if len(filled.truth[doubt.item]) > 1]
    assert {doubt.guess for doubt in both} == {""}


def test_what_was_said_of_one_place_is_not_looked_for_among_all_that_was_said() -> None:
    """Two thousand sheets have some thousand decisions, and each is asked for its hundred marks with every key."""

    class Counted(tuple[Decision, ...]):
        passes = 0

        def __iter__(self) -> Iterator[Decision]:
            Counted.passes += 1
            return super().__iter__()

    said = Counted(Decision("2024-11-15T09:30:00+00:00", LAN, f"{page:016x}:1", 7, "A") for page in range(200))
    reviewed = Reviewed(said)
    before = Counted.passes
    for one in tuple.__iter__(said):
        assert reviewed.settled((one.page, 7)) == one
        assert reviewed.settled((one.page, 8)) is None
        assert reviewed.items(one.page) == {7}
    assert Counted.passes == before


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_a_mistake_while_typing_costs_the_line_and_not_the_sheet(tmp_path: Path) -> None:
    import pty

    folder = make_folder(tmp_path, [])
    lines = ("999999", "101", "260002", "999", "260001", "101", "A" * 50, "A" * 49 + "Z", "B" * 51, "B" * 50, "")
    keyboard, terminal = pty.openpty()
    os.write(keyboard, "".join(f"{line}\n" for line in lines).encode())
    done = subprocess.run(
        [sys.executable, "-m", "examcore", "--lang", "en", "sheet", "type", str(folder), "--by", LAN],
        stdin=terminal, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    os.close(terminal)
    os.close(keyboard)
    assert done.returncode == 0, done.stderr
    assert "there is no candidate 999999" in done.stderr
    assert "item 100: Z is no mark" in done.stderr
    assert "101 marks were typed" in done.stderr
    (kept,) = read_typed(Desk(load(folder), now).plan, folder / "kept" / "paper" / TYPED_FILE)
    assert (kept.candidate, str(kept.reason)) == ("260001", f"mới có một cán bộ nhập: {LAN}")
    assert '"marks":["A",' in (folder / "kept" / "paper" / TYPED_FILE).read_text("utf-8")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_on_a_small_screen_the_keys_are_seen_while_a_page_is_asked_about(tmp_path: Path, language: Language) -> None:
    folder = make_folder(tmp_path, [tidy_page(3), simulate_page(SITTING, 3, seed=99)])
    Desk(load(folder), now).need_two(MINH)

    async def story(officer: Officer) -> None:
        await officer.press("1", "enter", "enter", "enter")
        assert officer.reads("said")
        keys = officer.app.query_one("#keys")
        assert keys.region.height >= keys.virtual_size.height
        assert keys.region.bottom == 20
        said = officer.app.query_one("#said")
        assert said.region.height >= said.virtual_size.height

    play(folder, LAN, story, (60, 20), language)
