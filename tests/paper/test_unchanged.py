"""Knows what is promised of files that change, vanish or are too dear while they are read: nothing of it is kept."""

from __future__ import annotations

import os
from functools import cache, partial
from pathlib import Path

import pytest
from PIL import Image

from examcore_paper.reader import PageFacts, PageRef, Readers, batch, examine, examine_page, images, list_pages, pdf
from examcore_paper.reader.kept import read_kept
from examcore_paper.reader.kept import take_in as keep_all
from examcore_paper.reader.locate import Grey
from examcore_paper.reader.pages import Fault, pack_page
from examcore_paper.reader.read import decide_page
from examcore_paper.reader.worker import Allowance, examine_watched
from examcore_paper.simulate.scan import bind_pdf, encode
from tests.paper.rooms import PLAN, tidy_page

ONE = Readers(workers=1)


def why(facts: PageFacts) -> str:
    return facts.fault.message().read("en") if facts.fault else ""


@cache
def draw(serial: int) -> Grey:
    return tidy_page(serial).page


def write(path: Path, *serials: int) -> Path:
    """A file of these sheets, written in place."""
    pages = [draw(serial) for serial in serials]
    if path.suffix == ".pdf":
        path.write_bytes(bind_pdf([encode(page, "jpeg", 200, 80) for page in pages], 200))
    elif path.suffix == ".tif":
        first, *rest = (Image.fromarray(page) for page in pages)
        first.save(path, save_all=True, append_images=rest)  # without compression: as long with any other sheet
    else:
        path.write_bytes(encode(pages[0], "jpeg", 200, 80))
    return path


def owners(found: tuple[PageFacts, ...]) -> list[str]:
    return [decide_page(PLAN, one).candidate for one in found]


@pytest.mark.parametrize(
    ("name", "is_kept_open"), [("a.jpg", False), ("a.tif", False), ("a.tif", True), ("a.pdf", False), ("a.pdf", True)]
)
def test_a_file_overwritten_after_it_was_listed_gives_no_page_under_the_old_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_kept_open: bool
) -> None:
    monkeypatch.setattr(pdf._shelf, "is_used", is_kept_open)
    monkeypatch.setattr(images._shelf, "is_used", is_kept_open)
    path = write(tmp_path / name, 1, 2)
    refs = [ref for ref in list_pages([path]) if isinstance(ref, PageRef)]
    before = [examine_page(PLAN.layout, ref) for ref in refs]
    assert owners(tuple(before)) == ["260001", "260002"][: len(refs)]
    old = path.read_bytes()
    write(path, 3, 4)
    after = [examine_page(PLAN.layout, ref) for ref in refs]
    assert [(one.source, one.code) for one in after] == [("", "")] * len(refs)
    assert all("was changed" in why(one) for one in after)
    assert isinstance(pack_page(refs[0]), Fault)
    path.write_bytes(old)
    assert [examine_page(PLAN.layout, ref) for ref in refs] == before
    pdf.close_pdf()
    images.close_tiff()


def test_a_scan_saved_over_another_meanwhile_is_read_by_the_next_run_as_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scans, store = tmp_path / "scans", tmp_path / "pages.scan"
    scans.mkdir()
    path = write(scans / "1.jpg", 1)
    with monkeypatch.context() as patch:
        patch.setattr(batch, "list_files", partial(list_and_then, partial(write, path, 2)))
        (lost,) = keep_all(PLAN, [scans], store, ONE)
    assert "was changed" in why(lost)
    assert keep_all(PLAN, [scans], store, ONE) == ()
    write(path, 1)
    assert keep_all(PLAN, [scans], store, ONE) == ()
    assert owners(read_kept(PLAN, store)) == ["260002", "260001"]


@pytest.mark.parametrize("name", ["1.jpg", "1.pdf"])
def test_a_file_that_was_away_for_a_moment_is_read_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    scans, store = tmp_path / "scans", tmp_path / "pages.scan"
    scans.mkdir()
    path = write(scans / name, 1)
    with monkeypatch.context() as patch:
        patch.setattr(batch, "list_files", partial(list_and_then, partial(path.rename, tmp_path / "away")))
        (lost,) = keep_all(PLAN, [scans], store, ONE)
    assert "cannot be opened" in why(lost)
    (tmp_path / "away").rename(path)
    assert keep_all(PLAN, [scans], store, ONE) == ()
    assert owners(read_kept(PLAN, store)) == ["260001"]


def test_a_page_that_found_no_memory_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, store = write(tmp_path / "1.jpg", 1), tmp_path / "pages.scan"

    def run_out(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(examine, "examine_grey", run_out)
        (lost,) = keep_all(PLAN, [path], store, ONE)
    assert "too much time or memory" in why(lost)
    keep_all(PLAN, [path], store, ONE)
    assert owners(read_kept(PLAN, store)) == ["260001"]


def die_over_the_first(packed: bytes, allowance: Allowance, refs: tuple[PageRef, ...]) -> tuple[PageFacts, ...]:
    """What the system does to a process when memory is short, then what is asked."""
    if refs[0].page == 1:
        os._exit(9)
    return examine_watched(packed, allowance, refs)


def test_a_page_that_a_process_died_of_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, store = write(tmp_path / "1.pdf", 1, 2), tmp_path / "pages.scan"
    monkeypatch.setattr(batch, "PAGES_A_TASK", 1)
    readers = Readers(workers=1, is_shielded=True)
    with monkeypatch.context() as patch:
        patch.setattr(batch, "examine_watched", die_over_the_first)
        (lost,) = keep_all(PLAN, [path], store, readers)
    assert (lost.page, lost.source) == (1, "")
    assert keep_all(PLAN, [path], store, readers) == ()
    assert sorted(owners(read_kept(PLAN, store))) == ["260001", "260002"]


def list_and_then(act: object, sources: list[Path]) -> list[PageRef | Fault]:
    """The pages of the files; then something happens to them."""
    found = list(list_pages(sources))
    assert callable(act)
    act()
    return found


def test_a_file_whose_name_is_no_text_is_listed_and_the_others_are_read(tmp_path: Path) -> None:
    write(tmp_path / "a.jpg", 1)
    odd = tmp_path / os.fsdecode(b"qu\xe9t.jpg")
    try:
        write(tmp_path / "b.jpg", 2).rename(odd)
    except OSError:
        pytest.skip("this file system takes no such name")
    (lost,) = keep_all(PLAN, (tmp_path,), tmp_path / "pages.scan", ONE)
    assert "rename it" in why(lost)
    lost.file.encode()
    assert owners(read_kept(PLAN, tmp_path / "pages.scan")) == ["260001"]
