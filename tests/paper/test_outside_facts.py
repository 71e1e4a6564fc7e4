"""Claims about scan files that somebody hands in, and files that are dear page after page: named, and nobody waits."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from examcore_paper.layout import layout_of
from examcore_paper.reader import PageFacts, PageReading, Plan, Readers, ScanFile, head_of, read_files
from examcore_paper.reader import batch as batching
from examcore_paper.reader.facts import Told
from examcore_paper.reader.kept import read_kept, take_in
from examcore_paper.reader.worker import Allowance
from examcore_paper.simulate import SHEET_KEY, bind_pdf, encode, invent_sitting
from tests.paper.rooms import PLAN, SITTING, save_page, tidy_page
from tests.paper.test_scan_file import rough_facts

HEAD = head_of(SITTING.id, PLAN.layout)


@pytest.fixture(scope="module")
def honest() -> PageFacts:
    return replace(rough_facts(2), source="cd" * 32)


def write_scan(path: Path, *pages: PageFacts) -> Path:
    with ScanFile(path, HEAD) as file:
        file.add(pages)
    return path


def why(reading: PageReading) -> str:
    return reading.reason.read("en") if reading.reason else ""


def draw(width: int, height: int, kind: str = "JPEG") -> str:
    data = io.BytesIO()
    Image.new("L", (width, height), 200).save(data, kind)
    return base64.b64encode(data.getvalue()).decode("ascii")


def with_fault(told: Told) -> Callable[[PageFacts], PageFacts]:
    return lambda facts: replace(facts, fault=told)


def with_crop(name: str, kept: str) -> Callable[[PageFacts], PageFacts]:
    return lambda facts: replace(facts, crops={name: kept})


def with_scale(scale: int) -> Callable[[PageFacts], PageFacts]:
    return lambda facts: replace(facts, place=replace(facts.place, scale=scale) if facts.place else None)


FORGED: dict[str, Callable[[PageFacts], PageFacts]] = {
    "measures of fewer bubbles": lambda facts: replace(facts, bubbles=facts.bubbles[:400]),
    "measures that are no base64": lambda facts: replace(facts, bubbles="Đ" * 8),
    "no hash": lambda facts: replace(facts, source="typed"),
    "a page no file has": lambda facts: replace(facts, page=2**62),
    "a code without end": lambda facts: replace(facts, code="A" * 100_000),
    "a place beyond all paper": with_scale(2**62),
    "no scale": with_scale(0),
    "a sentence that fills memory": with_fault(Told("{a:>9999999999}", (("a", "x"),))),
    "a sentence that looks inside": with_fault(Told("{a.__class__}", (("a", "x"),))),
    "a sentence without its value": with_fault(Told("{a}")),
    "a sentence that is none": with_fault(Told("{")),
    "a sentence that moves the cursor": with_fault(Told("\x1b[2J")),
    "a value that moves the cursor": with_fault(Told("{a}", (("a", "\x1b[2J"),))),
    "a sentence inside that fills memory": with_fault(Told("{a}", (("a", Told("{b:>9999999999}", (("b", 1),))),))),
    "a catalogue of somebody else": with_fault(Told("so", (), "antigravity")),
    "a picture of no item": with_crop("../../x", draw(9, 9)),
    "a picture that is none": with_crop("1", base64.b64encode(b"GIF89a").decode("ascii")),
    "a picture of another kind": with_crop("1", draw(9, 9, "PNG")),
    "a picture too large to look at": with_crop("1", draw(3_000, 3_000)),
    "a picture cut short": with_crop("1", base64.b64encode(base64.b64decode(draw(400, 40))[:-40]).decode("ascii")),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_scan_file_that_no_reader_wrote_is_named_and_nothing_of_it_is_kept(
    name: str, tmp_path: Path, honest: PageFacts
) -> None:
    stack, store = tmp_path / "stack", tmp_path / "pages.scan"
    stack.mkdir()
    write_scan(stack / "a.scan", rough_facts(1), FORGED[name](honest))
    save_page(tidy_page(3), stack / "b.jpg")
    (lost,) = take_in(PLAN, [stack], store)
    assert (Path(lost.file).name, lost.page, lost.source) == ("a.scan", 0, "")
    assert lost.fault is not None
    assert "a.scan:3" in lost.fault.message().read("en")
    assert lost.fault.message().read("vi")
    (kept,) = read_kept(PLAN, store)
    assert Path(kept.file).name == "b.jpg"


def test_a_scan_file_that_a_reader_wrote_is_taken_in_whole(tmp_path: Path, honest: PageFacts) -> None:
    pages = (rough_facts(1), replace(honest, file="tập\n1.pdf"))
    found = read_files(PLAN, [write_scan(tmp_path / "a.scan", *pages)])
    assert [(one.state, one.candidate) for one in found] == [("read", "260001"), ("read", "260002")]
    assert found[1].file == "tập 1.pdf"


def test_a_damaged_or_foreign_scan_file_in_a_folder_stops_no_other_page(tmp_path: Path, honest: PageFacts) -> None:
    damaged, foreign = tmp_path / "damaged.scan", tmp_path / "foreign.scan"
    write_scan(damaged, rough_facts(1), honest)
    damaged.write_bytes(damaged.read_bytes().replace(b'"page":1', b'"page":7', 1))
    other = invent_sitting(sitting_id="other")
    with ScanFile(foreign, head_of(other.id, layout_of(other))) as file:
        file.add([honest])
    save_page(tidy_page(3), tmp_path / "z.jpg")
    found = {Path(one.file).name: one for one in read_files(Plan.of(SITTING, SHEET_KEY), [tmp_path])}
    assert {name: one.state for name, one in found.items()} == {
        "damaged.scan": "refused", "foreign.scan": "refused", "z.jpg": "read",
    }  # fmt: skip
    assert "damaged.scan:2" in why(found["damaged.scan"])
    assert "belongs to the sitting other" in why(found["foreign.scan"])


def test_a_file_whose_pages_take_too_much_together_is_given_up_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dear, store = tmp_path / "1.pdf", tmp_path / "pages.scan"
    dear.write_bytes(bind_pdf([encode(tidy_page(serial).page, "jpeg", 200, 80) for serial in (1, 2, 3)], 200))
    save_page(tidy_page(4), tmp_path / "2.jpg")
    readers = Readers(workers=1, is_shielded=True)
    with monkeypatch.context() as patch:
        patch.setattr(batching, "ALLOWANCE", Allowance(seconds=0, a_page=0))
        lost = take_in(PLAN, [dear, tmp_path / "2.jpg"], store, readers)
    assert [(one.page, one.source) for one in lost] == [(2, ""), (3, "")]
    assert all("take too much time" in one.fault.message().read("en") for one in lost if one.fault)
    assert [(Path(one.file).name, one.page) for one in read_kept(PLAN, store)] == [("1.pdf", 1), ("2.jpg", 1)]
    assert take_in(PLAN, [dear], store, readers) == ()
    assert len(read_kept(PLAN, store)) == 4
