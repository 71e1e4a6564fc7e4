"""Claims about the demo: one real test from bank to result list, by both deliveries, with nothing made up."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.whole.shells import Shell

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path, str]:
    """The summary, the folder and the readable output of one demo run each."""
    folder = tmp_path_factory.mktemp("demo")
    shell = Shell(folder)
    summary = shell.json("demo", "--out", "out")
    shown = shell.run("demo", "--out", "shown")
    assert shown.returncode == 0, shown.stderr
    return summary, folder / "out", shown.stdout


def test_twelve_patterns_are_sat_by_both_deliveries_for_three_positions(played: tuple[Any, Path, str]) -> None:
    results = played[0]["results"]
    assert len(results) == 24
    assert [sum(r["delivery"] == name for r in results) for name in ("terminal", "paper")] == [12, 12]
    assert len({r["position"] for r in results}) == 3
    assert len({r["band"] for r in results}) == 4
    assert len({(r["form"], r["booklet"]) for r in results}) == 12
    for result in results:
        assert result["total"] == result["general"] + result["professional"]
        assert result["general"] <= 40
        assert result["professional"] <= 60


def test_pairs_agree_but_for_marks_that_are_listed_for_review(played: tuple[Any, Path, str]) -> None:
    summary, out, _ = played
    given = {
        r["candidate"]: {one["question"]: one for one in r["given"]}
        for r in json.loads((out / "sitting" / "responses.json").read_bytes())
    }
    reviews = {(one["candidate"], one["question"]) for one in summary["agreement"]["reviews"]}
    assert summary["agreement"]["reviewed"] == len(reviews)
    assert summary["agreement"]["pairs"] == 12
    equal = 0
    for pattern in range(12):
        screen, paper = f"{pattern + 1:03}", f"{pattern + 13:03}"
        differ = {q for q in given[screen] if given[screen][q]["options"] != given[paper][q]["options"]}
        assert {(paper, q) for q in differ} <= reviews
        equal += not differ and not any(number == paper for number, _ in reviews)
    assert summary["agreement"]["equal"] == equal
    assert equal >= 9


def test_a_mark_in_review_gives_no_point_and_makes_the_result_provisional(played: tuple[Any, Path, str]) -> None:
    summary, _, _ = played
    waiting = {one["candidate"] for one in summary["agreement"]["reviews"]}
    assert {r["candidate"] for r in summary["results"] if r["provisional"]} == waiting


def test_everything_promised_lies_in_the_folder(played: tuple[Any, Path, str]) -> None:
    summary, out, _ = played
    for name in ("results.csv", "results.xlsx", "results.pdf"):
        assert (out / name).stat().st_size > 500
    assert len(list((out / "booklets").glob("*.pdf"))) == 12
    assert list((out / "sheets").glob("*.pdf"))
    assert any((out / "scans").iterdir())
    assert all((out.parent / path).exists() for path in summary["artefacts"].values())


def test_the_result_list_says_what_the_summary_says(played: tuple[Any, Path, str]) -> None:
    summary, out, _ = played
    rows = list(csv.reader(io.StringIO((out / "results.csv").read_text(encoding="utf-8-sig"))))
    totals = {r["candidate"]: str(r["total"]) for r in summary["results"]}
    listed = {cell: row for row in rows for cell in row if cell in totals}
    assert len(listed) == 24
    assert all(totals[number] in row for number, row in listed.items())


def test_no_room_holds_a_key_and_nothing_sealed_is_readable(played: tuple[Any, Path, str]) -> None:
    _, out, _ = played
    stems = [
        line
        for path in (Path(__file__).parents[2] / "banks").rglob("mat-tran.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.endswith("?")
    ]
    assert len(stems) > 20
    sealed = [*(out / "bank").iterdir(), *(out / "forms").iterdir(), *(out / "rooms").rglob("*.sealed")]
    assert len(sealed) >= 7
    for path in sealed:
        data = path.read_bytes()
        assert not any(stem.encode() in data for stem in stems)


def test_the_readme_shows_what_the_demo_really_prints(played: tuple[Any, Path, str]) -> None:
    text = README.read_text(encoding="utf-8")
    block = re.search(r"<!-- demo -->\n```text\n(.*?)```\n<!-- end demo -->", text, re.DOTALL)
    assert block is not None
    printed = _settle(played[2])
    if os.environ.get("EXAMCORE_REWRITE_README"):
        README.write_text(text[: block.start(1)] + printed + text[block.end(1) :], encoding="utf-8")
        return
    assert block[1] == printed, "run the tests once with EXAMCORE_REWRITE_README=1 and read the difference"


def _settle(text: str) -> str:
    """The output with what changes from run to run made the same: seconds and the PIN."""
    text = re.sub(r"\d+,\d giây", "12,3 giây", text.strip("\n"))
    return re.sub(r"PIN \d{6}", "PIN 123456", text).replace("shown", "examcore-demo") + "\n"
