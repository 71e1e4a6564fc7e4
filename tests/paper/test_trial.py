"""Claims about trying scanner and reader: a clerk is told what is wrong, and anybody can repeat the simulation."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from examcore_paper.reader.scanner import inspect_page
from examcore_paper.simulate.kinds import KINDS, find_kind
from examcore_paper.simulate.write import simulate_kind
from tests.paper.rooms import PLAN, SITTING, save_page, tidy_page
from tests.paper.test_scan_file import run

PAGE = tidy_page(1).page


def codes(page: np.ndarray, dpi: float = 200) -> list[str]:
    return [finding.code for finding in inspect_page(PLAN.layout, page, dpi)]


# --- the test page --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["clean", "scan-150", "scan-200", "scan-300", "rotated"])
def test_a_good_scan_is_called_good(kind: str) -> None:
    found = find_kind(kind)
    assert found is not None
    assert codes(simulate_kind(SITTING, found, 2, 5).page, found.recipe.dpi) == ["good"]


def test_what_is_wrong_with_a_scanner_is_told_by_name() -> None:
    streaked, across = PAGE.copy(), PAGE.copy()
    streaked[:, 600:603] = np.minimum(streaked[:, 600:603], 150)
    across[900:903] = np.minimum(across[900:903], 150)
    small = cv2.resize(PAGE, None, fx=0.96, fy=0.96)
    pale = np.clip(PAGE.astype(int) * 1.6 + 40, 0, 255).astype(np.uint8)
    cut = PAGE.copy()
    cut[:200, :200] = 255
    for page, code in (
        (np.where(PAGE > 150, 255, 0).astype(np.uint8), "bilevel"),
        (streaked, "streak"),
        (across, "streak"),
        (np.asarray(small, np.uint8), "scale"),
        ((PAGE * 0.4).astype(np.uint8), "dark"),
        (pale, "pale"),
        (cut, "cut"),
        (np.full_like(PAGE, 240), "no-sheet"),
    ):
        assert code in codes(page), code
    assert codes(np.asarray(cv2.resize(PAGE, None, fx=0.45, fy=0.45), np.uint8), 90) == ["resolution"]


def test_the_clerk_is_told_in_words_and_by_the_exit_code(tmp_path: Path) -> None:
    good = save_page(tidy_page(1), tmp_path / "good.jpg")
    code, text, _ = run("sheet", "test-page", str(good))
    assert (code, "the scan is good" in text) == (0, True)
    kind = find_kind("bilevel")
    assert kind is not None
    bad = save_page(simulate_kind(SITTING, kind, 1, 5), tmp_path / "bad.png", "png")
    code, text, _ = run("sheet", "test-page", str(bad), "--json")
    (page,) = json.loads(text)["pages"]
    assert code == 1
    assert page["findings"][0]["code"] == "bilevel"
    assert page["findings"][0]["advice"]
    (tmp_path / "text.png").write_text("no picture")
    code, text, _ = run("sheet", "test-page", str(tmp_path / "text.png"))
    assert code == 1


# --- the simulator --------------------------------------------------------------------------------


def test_simulated_sheets_come_with_their_truth_and_are_the_same_again(tmp_path: Path) -> None:
    words = ("--sheets", "2", "--kind", "scan-100", "--kind", "bilevel", "--json")
    for name in ("once", "again"):
        code, text, told = run("sheet", "simulate", str(tmp_path / name), *words)
        assert code == 0, told
    assert json.loads(text)["pages"] == 4
    files = sorted(path.relative_to(tmp_path / "once") for path in (tmp_path / "once").rglob("*") if path.is_file())
    for path in files:
        assert (tmp_path / "once" / path).read_bytes() == (tmp_path / "again" / path).read_bytes()
    rows = list(csv.DictReader((tmp_path / "once" / "truth.csv").read_text("utf-8").splitlines()))
    assert [row["file"] for row in rows[:2]] == ["scan-100/00001.jpg", "scan-100/00002.jpg"]
    folder = tmp_path / "once"
    code, text, told = run("sheet", "read", str(folder / "scan-100"), "--sitting", str(folder / "sitting"), "--json")
    assert code == 0, told
    for row, page in zip(rows, json.loads(text)["pages"], strict=False):
        assert (page["candidate"], page["booklet"]) == (row["candidate"], row["booklet"])
        assert all(mark in ("?", row[number]) for number, mark in page["marks"].items())
    geometry = json.loads((folder / "geometry.json").read_text("utf-8"))
    assert len(geometry["items"]) == 100


def test_an_unknown_kind_and_a_full_folder_are_refused(tmp_path: Path) -> None:
    assert run("sheet", "simulate", str(tmp_path / "new"), "--kind", "nothing")[0] != 0
    (tmp_path / "file").write_text("x")
    assert run("sheet", "simulate", str(tmp_path))[0] == 1
    _, text, _ = run("sheet", "simulate", str(tmp_path / "new"), "--list")
    assert text.split() == [kind.name for kind in KINDS]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_kind_of_sheet_gives_a_silent_error(kind: object) -> None:
    from examcore_paper.reader import read_grey
    from examcore_paper.simulate.kinds import Kind

    assert isinstance(kind, Kind)
    for serial in range(1, 13):
        filled = simulate_kind(SITTING, kind, serial, 77)
        reading = read_grey(PLAN, filled.page)
        assert reading.state == "review" or reading.candidate == filled.number
        if reading.state == "read":
            assert all(mark in ("?", filled.truth[number]) for number, mark in reading.marks)
