"""Knows what is promised of a folder of scans: whatever lies in it is read or named, once, whoever reads.

Must not know how.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from examcore_paper.delivery import PaperDelivery
from examcore_paper.reader import PageReading, Readers, read_files, take_in
from examcore_paper.review import judge_folder
from examcore_paper.scans import files_in
from tests.paper.rooms import PLAN, save_page, tidy_page

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes or links here")

ONE = Readers(workers=1)


def why(reading: PageReading) -> str:
    return reading.reason.read("en") if reading.reason else ""


@pytest.mark.parametrize("readers", [ONE, Readers(workers=1, is_shielded=True)])
def test_what_is_no_file_or_leads_nowhere_is_named_and_never_passed_over(tmp_path: Path, readers: Readers) -> None:
    scans, elsewhere = tmp_path / "scans", tmp_path / "elsewhere"
    scans.mkdir()
    elsewhere.mkdir()
    save_page(tidy_page(1), scans / "1.jpg")
    save_page(tidy_page(2), elsewhere / "2.jpg")
    (scans / "2.jpg").symlink_to(elsewhere / "2.jpg")
    (scans / "3.jpg").symlink_to(elsewhere / "3.jpg")
    os.mkfifo(scans / "4.jpg")
    (scans / "5.jpg").symlink_to("5.jpg")
    (scans / "room").symlink_to(elsewhere)
    (scans / "round").symlink_to(scans)
    found = {Path(one.file).name: (one.state, why(one)) for one in read_files(PLAN, [scans], readers)}
    assert [state for state, _ in found.values()] == ["read", "read", *["refused"] * 5]
    words = ["no such file", "a pipe", "leads back to itself", "a link to a folder", "a link to a folder"]
    for name, word in zip(("3.jpg", "4.jpg", "5.jpg", "room", "round"), words, strict=True):
        assert word in found[name][1]


def test_a_folder_that_may_not_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    save_page(tidy_page(1), tmp_path / "1.jpg")
    open_folder = os.scandir

    def refuse(path: str | Path) -> object:  # whoever runs tests may be one to whom every folder is open
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return open_folder(path)

    monkeypatch.setattr(os, "scandir", refuse)
    read, closed = read_files(PLAN, [tmp_path], ONE)
    assert (read.state, closed.state, Path(closed.file).name) == ("read", "refused", "closed")
    assert "no right" in why(closed)
    (alone,) = read_files(PLAN, [tmp_path / "closed"], ONE)
    assert "no right" in why(alone)


def test_a_pipe_among_sources_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "scan.jpg")
    assert not PaperDelivery().recognises(tmp_path / "scan.jpg")
    assert not PaperDelivery().recognises(tmp_path)


def test_names_that_count_alike_stand_in_one_order_whatever_the_disk_says(tmp_path: Path) -> None:
    names = ["01.jpg", "1.jpg", "A.jpg", "a.jpg"]
    orders = []
    for folder, order in (("x", names), ("y", names[::-1])):
        (tmp_path / folder).mkdir()
        for name in order:
            (tmp_path / folder / name).touch()
        orders.append([file.name for file in files_in(tmp_path / folder)])
    assert orders == [names, names]


# --- kept once ------------------------------------------------------------------------------------


def told(scans: list[Path], store: Path) -> list[tuple[str, str, str]]:
    readings = judge_folder(PLAN, store.parent, take_in(PLAN, scans, store, ONE))
    return [(str(Path(one.file).relative_to(store.parent.parent)), one.state, why(one)[:22]) for one in readings]


def test_one_picture_in_two_folders_is_kept_once_and_told_alike_by_every_run(tmp_path: Path) -> None:
    store = tmp_path / "kept" / "pages.scan"
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    save_page(tidy_page(1), tmp_path / "a" / "1.jpg")
    shutil.copy(tmp_path / "a" / "1.jpg", tmp_path / "b")
    both = [("a/1.jpg", "read", ""), ("b/1.jpg", "refused", "the same picture was g")]
    assert told([tmp_path / "a", tmp_path / "b"], store) == both
    assert told([tmp_path / "a", tmp_path / "b"], store) == both
    assert told([], store) == both[:1]


def test_a_file_that_cannot_be_read_is_named_though_one_like_it_was_kept_before(tmp_path: Path) -> None:
    store = tmp_path / "kept" / "pages.scan"
    for name in ("a/5.jpg", "b/17.jpg", "b/18.jpg"):  # as a scanner leaves them when its disk is full
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    first = ("a/5.jpg", "refused", "the file is not a PNG,")
    assert told([tmp_path / "a"], store) == [first]
    assert told([tmp_path / "b"], store) == [first, ("b/17.jpg", *first[1:]), ("b/18.jpg", *first[1:])]
