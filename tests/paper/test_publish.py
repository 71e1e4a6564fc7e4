"""Claims about the folder a paper room is given."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from examcore.errors import NotFound
from examcore_paper import booklets as printing
from examcore_paper.booklets import Look, print_booklets, typeset_booklet
from examcore_paper.payload import print_serial
from examcore_paper.publish import count_spares, publish_room
from examcore_paper.sheets import number_spares, typeset_sheets
from examcore_paper.typeset import Typesetter
from tests.paper.prints import SECRETS, make_booklet, make_sitting, page_texts, squeeze

SITTING = make_sitting((2, 3), candidates=23, rooms=("P1", "P2"))
BOOKLETS = {code: make_booklet(SITTING, code) for code in ("101", "102", "103")}
typeset_alone = Typesetter.typeset
HERE = [c for c in SITTING.candidates if c.room == "P1"]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("room")
    given = {c.number: BOOKLETS[c.booklet] for c in reversed(HERE)}
    paths = publish_room(SITTING, "P1", given, SECRETS, into)
    assert sorted(paths) == sorted(path for path in into.rglob("*") if path.is_file())
    return into


def test_a_room_gets_each_booklet_once(room: Path) -> None:
    assert sorted(p.name for p in (room / "booklets").iterdir()) == ["F1-101.pdf", "F1-102.pdf", "F1-103.pdf"]


def test_sheets_lie_in_the_order_of_seats_with_spare_ones_behind(room: Path) -> None:
    pages = page_texts((room / "sheets.pdf").read_bytes())
    assert len(pages) == len(HERE) + count_spares(len(HERE))
    for candidate, page in zip(HERE, pages, strict=False):
        assert squeeze(candidate.name) in page
        assert print_serial(SITTING.candidates.index(candidate) + 1) in page


def test_the_room_list_names_everyone_in_the_room_and_nobody_else(room: Path) -> None:
    text = "".join(page_texts((room / "room-list.pdf").read_bytes()))
    for place, c in enumerate(HERE, start=1):
        assert squeeze(f"{place} {c.seat} {c.number} {c.name}") in text
    assert not any(c.number in text for c in SITTING.candidates if c.room != "P1")


def test_the_sign_list_has_a_line_for_everyone_and_for_both_invigilators(room: Path) -> None:
    text = "".join(page_texts((room / "sign-list.pdf").read_bytes()))
    for c in HERE:
        assert squeeze(f"{c.number} {c.name} {c.booklet}") in text
    for due in ("Giờ nộp bài", "Ký nộp bài", "GIÁM THỊ 1", "GIÁM THỊ 2"):
        assert squeeze(due) in text


def test_publishing_again_gives_the_same_bytes(room: Path, tmp_path: Path) -> None:
    publish_room(SITTING, "P1", {c.number: BOOKLETS[c.booklet] for c in HERE}, SECRETS, tmp_path)
    for path in room.rglob("*.pdf"):
        assert (tmp_path / path.relative_to(room)).read_bytes() == path.read_bytes()
    for code, booklet in BOOKLETS.items():  # what another room was given is written again: here it is printed anew
        assert typeset_booklet(SITTING, booklet) == (room / "booklets" / f"F1-{code}.pdf").read_bytes()


def test_a_booklet_of_several_rooms_is_printed_once_and_forgotten_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, printed = len(printing._printed), []

    def typeset(typesetter: Typesetter, source: str, *rest: Any, **more: Any) -> bytes:
        printed.append(source)
        return typeset_alone(typesetter, source, *rest, **more)

    monkeypatch.setattr(Typesetter, "typeset", typeset)
    own = make_booklet(SITTING, "104")
    for room in ("P1", "P2"):
        print_booklets(SITTING, [own], tmp_path / room)
    large = Look(is_large=True)
    print_booklets(SITTING, [own], tmp_path / "P1", look=large)
    print_booklets(make_sitting((2, 3), candidates=5), [own], tmp_path / "elsewhere")
    assert printed == ["booklet.typ"] * 3
    assert (tmp_path / "P1" / "F1-104.pdf").read_bytes() == (tmp_path / "P2" / "F1-104.pdf").read_bytes()
    assert (tmp_path / "P2" / "F1-104.pdf").stat().st_mode & 0o077 == 0
    del own
    gc.collect()
    assert len(printing._printed) == kept


def test_a_stranger_in_the_room_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="999"):
        publish_room(SITTING, "P1", {"999": BOOKLETS["101"]}, SECRETS, tmp_path)


def test_the_door_list_is_by_number_and_tells_no_booklet_code(room: Path) -> None:
    text = "".join(page_texts((room / "door-list.pdf").read_bytes()))
    for place, c in enumerate(sorted(HERE, key=lambda c: c.number), start=1):
        assert squeeze(f"{place} {c.number} {c.name}") in text
    assert squeeze("Mã đề") not in text


def test_the_seating_plan_has_a_desk_for_everyone(room: Path) -> None:
    text = "".join(page_texts((room / "seating-plan.pdf").read_bytes()))
    for c in HERE:
        for due in (f"Chỗ {c.seat}", c.number, f"Mã đề {c.booklet}"):
            assert squeeze(due) in text


def test_labels_say_how_many_booklets_and_sheets_lie_in_the_envelopes(room: Path) -> None:
    text = "".join(page_texts((room / "labels.pdf").read_bytes()))
    for code in BOOKLETS:
        count = sum(c.booklet == code for c in HERE)
        assert squeeze(f"Mã đề {code} – CMNV 24: {count} bản") in text
    spares = number_spares(SITTING, count_spares(len(HERE)), "P1")
    for due in (f"{len(HERE)} phiếu", print_serial(spares[0]), print_serial(spares[-1]), "BÀI LÀM ĐÃ THU"):
        assert squeeze(due) in text


def test_large_print_has_the_same_questions_in_larger_letters() -> None:
    booklet = BOOKLETS["101"]
    with Typesetter() as typesetter:
        usual, large = (
            pypdfium2.PdfDocument(typeset_booklet(SITTING, booklet, typesetter, look)) for look in (Look(), Look(True))
        )
        sizes = []
        for document in (usual, large):
            page = document[0].get_textpage()
            text = page.get_text_range()
            assert squeeze(booklet.questions[0].stem) in squeeze(text)
            sizes.append(pypdfium2.raw.FPDFText_GetFontSize(page, text.index("Câu 1.")))
    assert sizes[1] == pytest.approx(1.5 * sizes[0], rel=0.01)


def test_archive_copies_say_that_they_are_and_repeat_byte_for_byte() -> None:
    with Typesetter() as typesetter:
        booklet = typeset_booklet(SITTING, BOOKLETS["101"], typesetter, Look(is_archive=True))
        numbers = [c.number for c in HERE[:2]]
        first, again = (
            typeset_sheets(SITTING, SECRETS, numbers, 1, "P1", typesetter, is_archive=True) for _ in range(2)
        )
    assert first == again
    for pdf, part in ((booklet, b"2"), (first, b"2")):
        assert b"<pdfaid:part>" + part in pdf
    plain = page_texts(typeset_sheets(SITTING, SECRETS, numbers, 1, "P1"))
    assert [squeeze(HERE[n].name) in plain[n] for n in range(2)] == [True, True]
    assert len(page_texts(first)) == 3
