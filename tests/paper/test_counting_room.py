"""Claims about the counting room: every sheet is accounted for, and where no scanner works two officers type."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from examcore.errors import BadInput, NotFound
from examcore.nouns import Sitting
from examcore.sitting import load
from examcore_paper.payload import SPARE_FROM
from examcore_paper.publish import count_spares
from examcore_paper.reader import PageReading, decide_page, examine_grey, settle
from examcore_paper.reconcile import RoomCount, reconcile
from examcore_paper.review import Desk
from examcore_paper.review.typed import keep_typed, read_marks, read_typed, type_sheet
from examcore_paper.sheets import number_spares
from tests.paper.rooms import PLAN, SITTING, layouts_of, tidy_page
from tests.paper.test_review import LAN, MINH, make_folder, now
from tests.paper.test_scan_file import run

HERE = [c.number for c in SITTING.candidates]
ABSENT = tuple(HERE[4:])
AT = "2024-11-15T09:30:00+00:00"


@pytest.fixture(scope="module")
def readings() -> tuple[PageReading, ...]:
    """Sheets of the first three candidates, and a spare one used by the fourth."""
    pages = [tidy_page(1), tidy_page(2), tidy_page(3), tidy_page(SPARE_FROM, number="260004", code="104")]
    return settle(
        decide_page(PLAN, examine_grey(PLAN.layout, page.page, f"{n}.jpg", 1, f"{n:016}" + "0" * 48))
        for n, page in enumerate(pages)
    )


def told(readings: tuple[PageReading, ...], count: RoomCount | None) -> list[str]:
    counts = {"P1": count} if count else {}
    (balance,) = reconcile(SITTING, readings, counts)
    return [problem.read("en") for problem in balance.problems]


# --- reconciliation -------------------------------------------------------------------------------


def test_a_room_where_all_is_there_balances(readings: tuple[PageReading, ...]) -> None:
    # 24 personal and 3 spare sheets: 4 used (one of them spare), 20 absent, 1 spoiled by the fourth, 2 spare left.
    count = RoomCount("P1", ABSENT, 2, 1, 24)
    (balance,) = reconcile(SITTING, readings, {"P1": count})
    assert (balance.issued, balance.used, balance.spares_used, balance.left) == (27, 4, 1, 22)
    assert balance.problems == ()
    assert balance.without_sheet == ABSENT


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (RoomCount("P1", ABSENT, 1, 1, 24), "26 are accounted for"),
        (RoomCount("P1", ABSENT[1:], 2, 2, 24), f"candidate {ABSENT[0]} was present, but no sheet came"),
        (RoomCount("P1", (*ABSENT, HERE[0]), 2, 0, 24), f"candidate {HERE[0]} was reported absent, but a sheet came"),
        (RoomCount("P1", ABSENT, 2, 1, 23), "24 booklets were issued, 23 came back"),
    ],
)
def test_what_does_not_agree_is_named(readings: tuple[PageReading, ...], count: RoomCount, words: str) -> None:
    assert any(words in one for one in told(readings, count))


def test_without_counts_everybody_without_a_sheet_is_named(readings: tuple[PageReading, ...]) -> None:
    assert len(told(readings, None)) == len(ABSENT)


def two_rooms() -> Sitting:
    """The same candidates, the last twelve in a room of their own."""
    people = tuple(replace(c, room="P1" if at < 12 else "P2") for at, c in enumerate(SITTING.candidates))
    return replace(SITTING, rooms=(*SITTING.rooms, replace(SITTING.rooms[0], name="P2")), candidates=people)


def test_a_spare_sheet_borrowed_by_another_room_counts_once_where_it_was_issued() -> None:
    sitting = two_rooms()
    pages = [
        PageReading(f"{n}.jpg", 1, "read", serial=n, candidate=c.number)
        for n, c in enumerate(sitting.candidates[:-1], start=1)
    ]
    spare = number_spares(sitting, 3, "P1")[0]
    pages.append(PageReading("s.jpg", 1, "read", serial=spare, candidate=HERE[-1]))
    left = count_spares(12)
    counts = {"P1": RoomCount("P1", (), left - 1, 0, 12), "P2": RoomCount("P2", (), left, 1, 12)}
    first, second = reconcile(sitting, pages, counts)
    assert first.used + second.used == len(pages)
    assert [p.read("en") for p in first.problems] == [
        f"spare sheet {spare} of this room was used by candidate {HERE[-1]} of another room"
    ]
    assert second.problems == ()
    assert second.without_sheet == ()
    (lost,) = reconcile(sitting, pages, {"P2": RoomCount("P2", (), left, 0, 12)})[1].problems
    assert "sheets were issued" in lost.read("en")


def test_a_sheet_taken_for_a_candidate_of_another_room_is_told_and_counts_once() -> None:
    sitting = two_rooms()
    taken = PageReading("1.jpg", 1, "read", serial=1, candidate=HERE[12], is_taken=True)
    first, second = reconcile(sitting, [taken], {})
    assert (first.used, second.used) == (1, 0)
    assert HERE[12] not in second.without_sheet
    assert f"the sheet of candidate {HERE[0]} counts for candidate {HERE[12]}" in [p.read("en") for p in first.problems]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (f"P1,{HERE[0]} {HERE[0]},3,0,24", ":2: an absent candidate is named twice"),
        ("P1,,3,0,24\nP1,,3,0,24", ":3: room P1 stands twice"),
        ("P9,,3,0,24", ":2: room, absent numbers"),
    ],
)
def test_a_count_that_says_a_thing_twice_is_refused_with_its_line(tmp_path: Path, rows: str, words: str) -> None:
    folder = make_folder(tmp_path, [tidy_page(1)])
    counts = tmp_path / "c.csv"
    counts.write_text(f"room,absent,spare_left,void,booklets_back\n{rows}\n", "utf-8")
    code, _, said = run("sheet", "reconcile", str(folder), "--counts", str(counts))
    assert code == 1
    assert words in said


def test_rooms_fill_in_a_list_and_the_record_is_printed(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, [tidy_page(1), tidy_page(2)])
    blank = tmp_path / "counts.csv"
    run("sheet", "reconcile", str(folder), "--blank", str(blank))
    text = blank.read_text("utf-8-sig")
    assert text.splitlines() == ["room,absent,spare_left,void,booklets_back", "P1,,,,"]
    blank.write_text(text.replace("P1,,,,", f"P1,{' '.join(HERE[2:])},3,0,24"), "utf-8")
    out = tmp_path / "record.pdf"
    code, text, said = run("sheet", "reconcile", str(folder), "--counts", str(blank), "--out", str(out), "--json")
    assert code == 0, said
    assert json.loads(text)["balanced"] is True
    assert out.read_bytes().startswith(b"%PDF")
    for bad in ("P1,999,3,0,24", "P9,,3,0,24", "P1,,x,0,24"):
        blank.write_text(f"room,absent,spare_left,void,booklets_back\n{bad}\n", "utf-8")
        code, _, said = run("sheet", "reconcile", str(folder), "--counts", str(blank))
        assert (code, "counts.csv:2" in said) == (1, True)


# --- sheets typed in ------------------------------------------------------------------------------


def test_marks_are_typed_as_letters_with_blanks_and_double_marks() -> None:
    text = "abcd- (ac)BCDA" + "A" * 90
    marks = read_marks(text, PLAN)
    assert marks[:10] == ("A", "B", "C", "D", "", "AC", "B", "C", "D", "A")


@pytest.mark.parametrize(
    ("text", "word"),
    [("A" * 99, "99 marks"), ("A" * 101, "101 marks"), ("A" * 99 + "E", "item 100"), ("(A)" + "A" * 99, "item 1"),
     ("(AB" + "A" * 99, "marks"), ("?" + "A" * 99, "item 1")],
)  # fmt: skip
def test_marks_typed_wrongly_are_refused_with_their_item(text: str, word: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_marks(text, PLAN)
    assert word in refusal.value.text.read("en")


def test_a_sheet_counts_when_two_officers_typed_it_and_differences_stay_open(tmp_path: Path) -> None:
    file = tmp_path / "typed.jsonl"
    first = type_sheet(PLAN, AT, LAN, "260001", "101", "A" * 100)
    keep_typed(file, SITTING.id, [first])
    (alone,) = read_typed(PLAN, file)
    assert (alone.state, alone.candidate) == ("review", "260001")
    keep_typed(file, SITTING.id, [type_sheet(PLAN, AT, " nguyễn thị lan", "260001", "101", "A" * 100)])
    assert read_typed(PLAN, file)[0].state == "review"
    keep_typed(file, SITTING.id, [type_sheet(PLAN, AT, MINH, "260001", "101", "A" * 49 + "B" + "A" * 50)])
    (both,) = read_typed(PLAN, file)
    assert both.state == "read"
    assert [n for n, mark in both.marks if mark == "?"] == [50]
    keep_typed(file, SITTING.id, [type_sheet(PLAN, AT, MINH, "260001", "102", "A" * 100)])
    assert read_typed(PLAN, file)[0].state == "review"


def test_a_stranger_or_an_unknown_booklet_is_not_typed_in() -> None:
    with pytest.raises(NotFound):
        type_sheet(PLAN, AT, LAN, "999", "101", "A" * 100)
    with pytest.raises(BadInput):
        type_sheet(PLAN, AT, LAN, "260001", "999", "A" * 100)


def test_a_sitting_without_a_scanner_is_typed_compared_settled_and_collected(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, [])
    for by, marks in ((LAN, "A" * 100), (MINH, "B" + "A" * 99)):
        listing = tmp_path / "typed.csv"
        listing.write_text(f"candidate,booklet,marks\n260001,101,{marks}\n", "utf-8")
        code, text, said = run("sheet", "type", str(folder), "--by", by, "--from", str(listing), "--json")
        assert code == 0, said
    assert json.loads(text)["typed"] == [{"candidate": "260001", "differ": [1], "reason": ""}]
    desk = Desk(load(folder), now)
    (doubt,) = desk.doubts()
    desk.mark(LAN, doubt.reading.key, doubt.item, "B")
    code, text, said = run("sitting", "collect", str(folder), "--json")
    assert code == 0, said
    (responses,) = load(folder).responses
    question = layouts_of(SITTING)["form-1", "101"].questions[0]
    assert responses.to(question.question).options == (question.options[1],)
    assert responses.reviews == ()


def test_a_typed_list_with_a_mistake_keeps_nothing(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, [])
    listing = tmp_path / "typed.csv"
    listing.write_text(f"candidate,booklet,marks\n260001,101,{'A' * 100}\n260002,102,AB\n", "utf-8")
    code, _, said = run("sheet", "type", str(folder), "--by", LAN, "--from", str(listing))
    assert (code, "typed.csv:3" in said) == (1, True)
    assert not (folder / "kept" / "paper" / "typed.jsonl").exists()
