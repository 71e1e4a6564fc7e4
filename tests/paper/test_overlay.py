"""Claims about the key on film: rings stand where the right bubbles are, nothing of it stays behind, the log tells."""

from __future__ import annotations

import json
import stat
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from examcore.errors import Refused
from examcore.nouns import PaperRules
from examcore.sitting import RightPlaces, load, open_right
from examcore_paper.layout import Point, layout_of
from examcore_paper.overlay import RING_MM, typeset_overlays
from examcore_paper.typeset import Typesetter
from tests.paper.prints import make_sitting, page_texts, render, squeeze
from tests.paper.test_print_commands import PHRASE, folder
from tests.paper.test_scan_file import run

__all__ = ["folder"]  # a fixture of the module that makes sittings from sealed forms

DPI = 600
SITTING = make_sitting((10, 20), candidates=1)
LAYOUT = layout_of(SITTING)


def key_of(code: str = "102", **changes: object) -> RightPlaces:
    places = tuple((number % 4,) for number in range(30))
    return replace(RightPlaces("F1", code, "CMNV 24", places), **changes)  # type: ignore[arg-type]


def ring_centre(page: np.ndarray, point: Point) -> tuple[float, float]:
    """How far, in mm, the ring around `point` has its centre from it (rings are symmetric), and its mean radius."""
    k = page.shape[1] / LAYOUT.width
    half = int((RING_MM / 2 + 0.4) * k)
    x, y = round(point[0] * k), round(point[1] * k)
    ink = 255.0 - page[y - half : y + half + 1, x - half : x + half + 1]
    down, across = np.mgrid[y - half : y + half + 1, x - half : x + half + 1]
    dx, dy = (across + 0.5) / k - point[0], (down + 0.5) / k - point[1]
    far = np.hypot(dx, dy)
    ink[np.abs(far - RING_MM / 2) > 0.35] = 0
    assert ink.sum() > 0
    return float(np.hypot((ink * dx).sum(), (ink * dy).sum()) / ink.sum()), float((ink * far).sum() / ink.sum())


def has_ring(page: np.ndarray, point: Point) -> bool:
    k = page.shape[1] / LAYOUT.width
    angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    spots = [(point[0] + RING_MM / 2 * np.cos(a), point[1] + RING_MM / 2 * np.sin(a)) for a in angles]
    return float(np.mean([page[int(y * k), int(x * k)] < 128 for x, y in spots])) > 0.9


def test_every_ring_stands_around_a_right_bubble_and_no_other_has_one() -> None:
    page = render(typeset_overlays(SITTING, [key_of()]), dpi=DPI)
    for row, places in zip(LAYOUT.items, key_of().places, strict=True):
        for place, point in enumerate(row.bubbles):
            assert has_ring(page, point) == (place in places), (row.number, place)
        off, radius = ring_centre(page, row.bubbles[places[0]])
        assert off < 0.05
        assert abs(radius - RING_MM / 2) < 0.05
    for column, digit in zip(LAYOUT.booklet.columns, "102", strict=True):
        assert [has_ring(page, point) for point in column] == [digit == str(n) for n in range(10)]


def test_frames_stand_where_the_corner_marks_are() -> None:
    page = render(typeset_overlays(SITTING, [key_of()]), dpi=DPI)
    k = page.shape[1] / LAYOUT.width
    for box in [f.box for f in LAYOUT.fiducials] + list(LAYOUT.anchors):
        for x, y in ((box.x, box.y + box.height / 4), (box.right, box.y + box.height / 4)):
            row = 255.0 - page[round(y * k), round((x - 0.4) * k) : round((x + 0.4) * k)]
            where = (row * (np.arange(len(row)) + 0.5)).sum() / row.sum() / k + round((x - 0.4) * k) / k
            assert abs(where - x) < 0.05


def test_each_page_names_booklet_and_form_and_is_marked_secret() -> None:
    texts = page_texts(typeset_overlays(SITTING, [key_of("101"), key_of("102")]))
    assert len(texts) == 2
    for code, text in zip(("101", "102"), texts, strict=True):
        for words in ("MẬT", f"Mã đề {code}", "Đề gốc F1", "DIỄN TẬP", "10 câu phần I + 20 câu phần II"):
            assert squeeze(words) in text


def test_cancelled_items_and_further_right_options_are_shown_and_told() -> None:
    places = ((), (0, 2), *key_of().places[2:])
    pdf = typeset_overlays(SITTING, [key_of(places=places)])
    page = render(pdf, dpi=DPI)
    first, second = LAYOUT.items[0], LAYOUT.items[1]
    assert not any(has_ring(page, point) for point in first.bubbles)
    assert [has_ring(page, point) for point in second.bubbles] == [True, False, True, False]
    (text,) = page_texts(pdf)
    assert squeeze("Câu có chữ H: đã hủy") in text
    assert squeeze("Câu 2: đúng ở một trong các vòng") in text


def test_crossed_sheets_say_how_a_cancelled_cross_counts() -> None:
    crossed = replace(SITTING, profile=replace(SITTING.profile, paper_rules=PaperRules("cross")))
    (text,) = page_texts(typeset_overlays(crossed, [key_of()]))
    assert squeeze("Dấu chéo đã khoanh tròn là ô đã bỏ") in text


@pytest.mark.parametrize("places", [((9,),) * 30, ((0,),) * 29])
def test_a_key_that_does_not_fit_the_sheet_is_refused(places: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(Refused):
        typeset_overlays(SITTING, [key_of(places=places)])


def test_no_file_beside_the_templates_ever_holds_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    names = {one.name for one in resources.files("examcore_paper").joinpath("templates").iterdir()}
    with Typesetter() as typesetter:
        typeset_overlays(SITTING, [key_of()], typesetter)
        (desk,) = tmp_path.iterdir()
        assert {one.name for one in desk.rglob("*")} <= names
    assert list(tmp_path.iterdir()) == []


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("overlay") / "rooms"
    code, _, told = run("sitting", "publish", str(folder / "sitting"), "--out", str(out), "--passphrase-file",
                        str(folder / "phrase"))  # fmt: skip
    assert code == 0, told
    return folder


def test_the_command_prints_a_page_a_booklet_for_the_owner_only_and_the_log_tells(
    published: Path, tmp_path: Path
) -> None:
    target = tmp_path / "key.pdf"
    words = ("sheet", "overlay", "--sitting", str(published / "sitting"), "--out", str(target), "--json")
    code, text, told = run(*words, "--passphrase-file", str(published / "phrase"))
    assert code == 0, told
    kept = load(published / "sitting")
    codes = sorted(kept.sitting.forms[0].codes)
    assert [page["booklet"] for page in json.loads(text)["pages"]] == codes
    assert len(pypdfium2.PdfDocument(target)) == len(codes)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    acts = [json.loads(line)["act"] for line in kept.log_path.read_text("utf-8").splitlines()]
    assert acts[-2:] == ["packet.open", "sitting.overlay"]
    code, _, told = run(*words, "--passphrase-file", str(published / "phrase"))
    assert (code, "there already" in told or "đã có" in told) == (1, True)


def test_a_wrong_passphrase_opens_nothing_and_writes_nothing(published: Path, tmp_path: Path) -> None:
    (tmp_path / "phrase").write_text("another long phrase\n", "utf-8")
    target = tmp_path / "key.pdf"
    code, _, _ = run("sheet", "overlay", "--sitting", str(published / "sitting"), "--out", str(target),
                     "--passphrase-file", str(tmp_path / "phrase"))  # fmt: skip
    assert code == 1
    assert not target.exists()


def test_rings_are_the_key_that_was_sealed(published: Path) -> None:
    kept = load(published / "sitting")
    now = datetime(2024, 11, 15, 18, tzinfo=UTC)
    for key in open_right(kept, PHRASE, now):
        layout = kept.layouts[key.form, key.code]
        assert len(key.places) == len(layout.questions)
        assert all(len(places) == 1 for places in key.places)
    first, second, *_ = open_right(kept, PHRASE, now)
    assert first.places != second.places
    assert repr(first.places) not in repr(first)


def test_before_the_day_of_the_test_the_key_stays_shut(published: Path) -> None:
    kept = load(published / "sitting")
    with pytest.raises(Refused) as refusal:
        open_right(kept, PHRASE, datetime(2024, 11, 14, 23, tzinfo=UTC))
    assert f"{date(2024, 11, 15):%d/%m/%Y}" in refusal.value.read("en")
