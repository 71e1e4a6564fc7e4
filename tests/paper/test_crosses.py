"""Claims about sheets that are crossed: a cross chooses, a circle cancels it, filling it in chooses it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from examcore.canonical import decode, digest, encode
from examcore.nouns import PaperRules, Sitting
from examcore_paper.layout import LETTERS, geometry, layout_of, sheet_layout
from examcore_paper.payload import sign
from examcore_paper.reader import PageReading, Plan, decide_page, examine_grey, head_of
from examcore_paper.reader.facts import BYTES_A_CROSS, pack, unpack
from examcore_paper.reader.places import places_of
from examcore_paper.sheets import typeset_sheets
from examcore_paper.simulate import PENS, SHEET_KEY, Stroke, draw_sheet, invent_sitting, make_marks
from examcore_paper.simulate.kinds import KINDS, SEED, Kind
from examcore_paper.simulate.pen import Kind as Mark
from examcore_paper.simulate.pen import digit_strokes
from examcore_paper.simulate.scan import SCAN, degrade
from examcore_paper.simulate.write import simulate_kind
from tests.paper.prints import SECRETS, make_sitting, page_texts, squeeze
from tests.paper.test_scan_file import run

CROSSED = invent_sitting(marking="cross")
PLAN = Plan.of(CROSSED, SHEET_KEY)
KINDS_CROSSED = [kind for kind in KINDS if kind.marking == "cross"]
DPI = 200
NONE: Mapping[int, float] = {}
USUAL: tuple[tuple[str, Mark], ...] = (("A", "crossed"),)


def mark_sheet(
    odd: Mapping[int, tuple[tuple[str, Mark], ...]], pen: int = 1, slop: float = 0.3, rings: Mapping[int, float] = NONE
) -> PageReading:
    """A scanned sheet on which every item has a cross at A but those in `odd`, read.

    `rings` are circles around C, neat ones of so many times the size of the bubble, by item.
    """
    layout = PLAN.layout
    generator = np.random.default_rng(8)
    page = draw_sheet(layout, sign(SHEET_KEY, CROSSED, 1, CROSSED.candidates[0].booklet), DPI)
    strokes = digit_strokes(layout.candidate.columns, CROSSED.candidates[0].number)
    strokes += digit_strokes(layout.booklet.columns, CROSSED.candidates[0].booklet)
    for row in layout.items:
        given = odd.get(row.number, USUAL)
        strokes += [Stroke(row.bubbles[LETTERS.index(letter)], kind, slop) for letter, kind in given]
    make_marks(page, strokes, PENS[pen], DPI, layout.bubble, generator)
    for number, size in rings.items():
        x, y = (at * DPI / 25.4 for at in layout.items[number - 1].bubbles[2])
        across = layout.bubble / 2 * size * DPI / 25.4
        ink = round(255 * (1 - PENS[pen].ink))
        cv2.circle(
            page, (round(x), round(y)), round(across), (ink,), round(PENS[pen].line_mm * DPI / 25.4), cv2.LINE_AA
        )
    return decide_page(PLAN, examine_grey(layout, degrade(page, DPI, SCAN, generator)))


RULE: list[tuple[str, tuple[tuple[str, Mark], ...], str]] = [
    ("a cross chooses", (("C", "crossed"),), "C"),
    ("a circle cancels", (("C", "crossed"), ("C", "ring"), ("B", "crossed")), "B"),
    ("filled in it is chosen again",
     (("C", "crossed"), ("C", "ring"), ("B", "crossed"), ("B", "ring"), ("C", "full")), "C"),
    ("filling at once chooses too", (("D", "full"),), "D"),
    ("nothing is a blank", (), ""),
    ("two crosses wait", (("A", "crossed"), ("C", "crossed")), "?"),
    ("a cross blacked out beside another waits", (("A", "crossed"), ("A", "full"), ("C", "crossed")), "?"),
    ("a cancelled one alone waits", (("A", "crossed"), ("A", "ring")), "?"),
    ("a circle around nothing waits", (("B", "ring"),), "?"),
    ("a circle around another letter waits", (("A", "crossed"), ("B", "ring")), "?"),
    ("half a mark waits", (("B", "half"), ("C", "crossed")), "?"),
]  # fmt: skip


@pytest.mark.parametrize("pen", range(len(PENS)), ids=[pen.name for pen in PENS])
def test_what_stands_on_a_row_is_read_by_the_rule_printed_on_the_sheet_or_waits(pen: int) -> None:
    odd = {number: marks for number, (_, marks, _) in enumerate(RULE, start=21)}
    reading = mark_sheet(odd, pen)
    assert (reading.state, reading.reason) == ("read", None)
    found = {name: reading.mark(number) for number, (name, _, _) in enumerate(RULE, start=21)}
    assert found == {name: due for name, _, due in RULE}
    assert all(mark == "A" for number, mark in reading.marks if number not in odd)


@pytest.mark.parametrize("pen", range(len(PENS)), ids=[pen.name for pen in PENS])
def test_a_cancelled_cross_with_nothing_instead_waits_however_wide_its_circle_is(pen: int) -> None:
    sizes = ((0.8,) if PENS[pen].line_mm < 0.5 else ()) + (0.9, 1.0, 1.2, 1.5, 1.8, 2.0, 2.2)
    rings = {9 + 8 * place: size for place, size in enumerate(sizes)}
    small: tuple[tuple[str, Mark], ...] = (("C", "cross"),)
    reading = mark_sheet(dict.fromkeys(rings, small), pen, rings=rings)
    assert reading.state == "read"
    assert {size: reading.mark(number) for number, size in rings.items()} == dict.fromkeys(sizes, "?")


@pytest.mark.parametrize("pen", range(len(PENS)), ids=[pen.name for pen in PENS])
def test_a_circle_around_a_letter_is_no_blank_however_wide_it_is(pen: int) -> None:
    sizes = (0.9, 1.0, 1.2, 1.5, 1.8, 2.0)
    rings = {9 + 8 * place: size for place, size in enumerate(sizes)}
    reading = mark_sheet(dict.fromkeys((*rings, 1), ()), pen, rings=rings)
    assert reading.mark(1) == ""
    assert {size: reading.mark(number) for number, size in rings.items()} == dict.fromkeys(sizes, "?")


@pytest.mark.parametrize("kind", KINDS_CROSSED, ids=lambda kind: kind.name)
def test_no_simulated_mark_is_read_as_what_it_is_not(kind: Kind) -> None:
    filled = simulate_kind(CROSSED, kind, 2, SEED + 1)
    reading = decide_page(PLAN, examine_grey(PLAN.layout, filled.page))
    assert reading.state == "read"
    assert (reading.candidate, reading.booklet) == (filled.number, filled.code)
    assert [n for n, mark in reading.marks if mark not in ("?", filled.truth[n])] == []


def test_tidy_crosses_are_read_without_a_doubt() -> None:
    kind = next(one for one in KINDS_CROSSED if one.name == "crossed-neat")
    filled = simulate_kind(CROSSED, kind, 3, SEED + 2)
    assert dict(decide_page(PLAN, examine_grey(PLAN.layout, filled.page)).marks) == filled.truth


def test_what_was_kept_of_a_crossed_sheet_decides_as_the_picture_does() -> None:
    filled = simulate_kind(CROSSED, KINDS_CROSSED[-1], 4, SEED)
    facts = examine_grey(PLAN.layout, filled.page)
    count = places_of(PLAN.layout).count
    kept = unpack(facts.bubbles, count)
    assert kept.strokes is not None
    assert pack(kept) == facts.bubbles
    assert len(facts.bubbles) == -(-count * BYTES_A_CROSS // 3) * 4
    assert decide_page(PLAN, facts) == decide_page(PLAN, decode(encode(facts), type(facts)))


def test_a_crossed_sheet_read_as_one_to_fill_in_gives_no_wrong_answer() -> None:
    """The layout says which it is: a reader of the other kind cannot take cancelled crosses for answers unseen."""
    reading = mark_sheet({7: (("A", "crossed"), ("A", "ring"), ("B", "crossed"))})
    assert reading.mark(7) == "B"
    facts = reading.facts
    assert facts is not None
    assert head_of("S", PLAN.layout) != head_of("S", sheet_layout((40, 60), (4, 4)))


# --- the setting --------------------------------------------------------------------------------


def crossing(sitting: Sitting) -> Sitting:
    return replace(sitting, profile=replace(sitting.profile, paper_rules=PaperRules("cross")))


def test_a_sitting_made_before_there_was_a_choice_keeps_its_bytes_and_is_filled_in() -> None:
    before = make_sitting((2, 3))
    data = encode(before)
    assert b"paper_rules" not in data
    again = decode(data, Sitting)
    assert (digest(again), again.profile.paper) == (digest(before), PaperRules("fill", False))
    assert decode(encode(crossing(before)), Sitting).profile.paper.marking == "cross"


def test_scan_files_of_sheets_to_fill_in_stay_good() -> None:
    """The digest is of the layout as it was before sheets could be crossed."""
    due = "29495c1277fca2f9301781bb8d6c02755370cb106a6d3d924dbd82351621a29e"
    assert head_of("S", sheet_layout((40, 60), (4, 4))).layout == due


def test_geometry_says_how_a_sheet_is_marked_and_where_is_the_same() -> None:
    fill, cross = (geometry(sheet_layout((40, 60), (4, 4), marking=one)) for one in ("fill", "cross"))
    assert (fill.pop("marking"), cross.pop("marking")) == ("fill", "cross")
    assert fill == cross


def test_the_sheet_says_in_words_how_it_is_marked() -> None:
    sitting = make_sitting((10, 20), candidates=1)
    texts = {}
    for one in (sitting, crossing(sitting)):
        (texts[one.profile.paper.marking],) = page_texts(typeset_sheets(one, SECRETS, [one.candidates[0].number]))
    for words in ("Chọn: gạch chéo", "Bỏ chọn: khoanh tròn dấu chéo", "Chọn lại ô đã bỏ: tô kín"):
        assert squeeze(words) in texts["cross"]
        assert squeeze(words) not in texts["fill"]
    assert squeeze("Cách tô:") in texts["fill"]
    assert layout_of(crossing(sitting)).items == layout_of(sitting).items


def test_simulated_sheets_to_be_crossed_come_with_a_sitting_of_their_own(tmp_path: Path) -> None:
    out = tmp_path / "set"
    code, _, told = run("sheet", "simulate", str(out), "--sheets", "1", "--kind", "crossed", "--kind", "clean")
    assert code == 0, told
    for kind, sitting in (("crossed", "sitting-cross"), ("clean", "sitting")):
        code, text, told = run("sheet", "read", str(out / kind), "--sitting", str(out / sitting), "--json")
        assert code == 0, told
        assert json.loads(text)["pages"][0]["state"] == "read"
