"""Knows what the paper delivery promises the core: what candidates meant is what comes back, or a problem."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
from click.testing import CliRunner

from examcore.canonical import encode as canonical
from examcore.errors import MissingExtra, Problem
from examcore.nouns import Marking, Responses, SittingSecrets
from examcore.plugins import load_plugins
from examcore.shell.main import build
from examcore.shell.options import Shell
from examcore_paper import extra
from examcore_paper.delivery import PaperDelivery, respond
from examcore_paper.layout import layout_of
from examcore_paper.reader import PageReading
from examcore_paper.sheets import print_sheets
from examcore_paper.simulate import SCAN, SHEET_KEY, invent_sitting
from tests.paper.rooms import PLAN, SITTING, booklets_of, layouts_of, save_page, tidy_page

SECRETS = SittingSecrets(SHEET_KEY, ())
PAPER = PaperDelivery()
RESPONSES = layouts_of(SITTING)


def answers_for(number: str, questions: list[str]) -> dict[str, str]:
    """An answer pattern that depends on the candidate, with a blank now and then."""
    turn = int(number)
    return {q: f"{q}-{'ABCD'[(turn + i) % 4]}" for i, q in enumerate(questions) if (turn + i) % 23}


def reading(**facts: object) -> PageReading:
    marks = tuple((n, "A") for n in range(1, 101))
    ready = PageReading("scan.pdf", 3, "read", None, 1, "260001", "101", marks)
    return replace(ready, **facts)  # type: ignore[arg-type]


# --- collecting -----------------------------------------------------------------------------------


def test_letters_become_options_in_the_order_of_the_booklet() -> None:
    layout = RESPONSES["form-1", "101"]
    marks = tuple((n, ("A", "B", "", "CD")[n % 4]) for n in range(1, 101))
    found = respond(SITTING, RESPONSES, reading(marks=marks))
    assert isinstance(found, Responses)
    assert (found.candidate, found.delivery, found.form, found.booklet) == ("260001", "paper", "form-1", "101")
    assert [r.question for r in found.given] == sorted(q.question for q in layout.questions)
    for number, question in enumerate(layout.questions, start=1):
        places = ((0,), (1,), (), (2, 3))[number % 4]
        assert found.to(question.question).options == tuple(question.options[i] for i in places)


def test_a_mark_for_review_is_neither_an_answer_nor_a_blank() -> None:
    found = respond(SITTING, RESPONSES, reading(marks=tuple((n, "?" if n == 7 else "A") for n in range(1, 101))))
    assert isinstance(found, Responses)
    assert found.reviews == (RESPONSES["form-1", "101"].questions[6].question,)


def test_a_letter_the_question_does_not_have_goes_to_review() -> None:
    found = respond(SITTING, RESPONSES, reading(marks=tuple((n, "F" if n == 1 else "A") for n in range(1, 101))))
    assert isinstance(found, Responses)
    assert len(found.reviews) == 1


@pytest.mark.parametrize("facts", [{"state": "review"}, {"state": "refused"}, {"booklet": "777"}, {"candidate": "1"}])
def test_a_page_that_was_not_surely_read_gives_a_problem_and_no_responses(facts: dict[str, object]) -> None:
    found = respond(SITTING, RESPONSES, reading(**facts))
    assert isinstance(found, Problem)
    assert (found.file, str(found.place).split()[-1]) == ("scan.pdf", "3")


def test_scans_are_recognised_by_their_bytes_not_their_names(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").write_text("{}")
    (tmp_path / "fake.png").write_text("text")
    assert not PAPER.recognises(tmp_path)
    scan = save_page(tidy_page(1), tmp_path / "scan-without-suffix")
    assert PAPER.recognises(tmp_path)
    assert PAPER.recognises(scan)


def test_every_page_of_a_folder_comes_back_as_responses_or_as_a_problem(tmp_path: Path) -> None:
    save_page(tidy_page(1), tmp_path / "1.jpg")
    save_page(tidy_page(2, number="260003"), tmp_path / "2.jpg")
    save_page(tidy_page(3), tmp_path / "3.jpg")
    save_page(tidy_page(3, replace(SCAN, turns=(180,))), tmp_path / "4.jpg")
    (tmp_path / "5.png").write_bytes(b"nothing")
    seen: list[tuple[int, int]] = []
    found = list(PAPER.collect(SITTING, RESPONSES, SECRETS, tmp_path, lambda done, of: seen.append((done, of))))
    assert [type(one).__name__ for one in found] == ["Responses", "Problem", "Problem", "Problem", "Problem"]
    assert seen[-1] == (5, 5)


# --- the whole way --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "people", "marking"), [((40, 60), 7, "fill"), ((10, 20), 4, "fill"), ((40, 60), 4, "cross")]
)
def test_a_rehearsed_room_gives_back_what_its_candidates_answered(
    tmp_path: Path, counts: tuple[int, ...], people: int, marking: Marking
) -> None:
    sitting = invent_sitting(counts, (4,) * len(counts), people, marking=marking)
    booklets, layouts = booklets_of(sitting), layouts_of(sitting)
    answers = {number: answers_for(number, [q.id for q in b.questions]) for number, b in booklets.items()}
    source = PAPER.rehearse(sitting, booklets, SECRETS, answers, tmp_path / "scans")
    assert {path.suffix for path in source.iterdir()} >= {".pdf", ".tiff"}
    found = list(PAPER.collect(sitting, layouts, SECRETS, source))
    assert sorted(one.candidate for one in found if isinstance(one, Responses)) == sorted(booklets)
    for one in found:
        assert isinstance(one, Responses)
        assert one.booklet == booklets[one.candidate].code
        meant = answers[one.candidate]
        for response in one.given:
            due = (meant[response.question],) if response.question in meant else ()
            assert response.in_review or response.options == due
        assert len(one.reviews) <= 3


def test_a_rehearsal_gives_the_same_scans_every_time(tmp_path: Path) -> None:
    sitting = invent_sitting((10, 20), (4, 4), 3)
    booklets = booklets_of(sitting)
    for name in ("first", "again"):
        PAPER.rehearse(sitting, booklets, SECRETS, {}, tmp_path / name)
    for path in (tmp_path / "first").glob("*.jpg"):
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_printed_sheets_carry_the_fiducials_the_reader_looks_for(tmp_path: Path) -> None:
    sheets = print_sheets(SITTING, SECRETS, ["260001"], tmp_path)
    page = np.asarray(pypdfium2.PdfDocument(sheets)[0].render(scale=200 / 72, grayscale=True).to_pil().convert("L"))
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    corners, ids, _ = cv2.aruco.ArucoDetector(dictionary).detectMarkers(page)
    seen = {int(name): quad.reshape(4, 2) * 25.4 / 200 for name, quad in zip(ids.ravel(), corners, strict=True)}
    for fiducial in layout_of(SITTING).fiducials:
        assert fiducial.id in seen
        assert np.abs(seen[fiducial.id] - np.array(fiducial.corners)).max() < 0.2


# --- commands -------------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str]:
    plugins = load_plugins()
    result = CliRunner().invoke(build(plugins), list(arguments), obj=Shell(plugins))
    return result.exit_code, result.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sitting on disk, as the core writes it."""
    path = tmp_path / "sitting"
    path.mkdir()
    (path / "sitting.json").write_bytes(canonical(SITTING))
    (path / "secrets.json").write_bytes(canonical(SECRETS))
    return path


def test_read_prints_the_contracts_json_and_ends_well_although_a_page_is_for_review(
    tmp_path: Path, folder: Path
) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    filled = tidy_page(1)
    save_page(filled, scans / "1.jpg")
    save_page(tidy_page(2, code=""), scans / "2.jpg")
    (scans / "3.png").write_bytes(b"text")
    out = tmp_path / "responses.csv"
    code, text = run("sheet", "read", str(scans), "--sitting", str(folder), "--out", str(out), "--json")
    assert code == 0
    document = json.loads(text)
    assert [page["state"] for page in document["pages"]] == ["read", "review", "refused"]
    first = document["pages"][0]
    assert set(first) >= {"file", "page", "state", "reason", "serial", "candidate", "booklet", "marks"}
    assert (first["candidate"], first["booklet"], first["serial"]) == ("260001", "101", "000001-3")
    assert first["marks"] == {str(number): mark for number, mark in filled.truth.items()}
    assert document["seconds"] > 0
    lines = out.read_text("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("file,page,state,reason,serial,candidate,booklet,1,2,3")


def test_geometry_follows_the_sitting_and_without_one_the_profile_of_a_policy(folder: Path) -> None:
    _, text = run("sheet", "geometry", "--sitting", str(folder), "--json")
    own = json.loads(text)
    assert len(own["candidate"]) == 8
    assert own["items"]["100"]["D"] == list(PLAN.layout.items[-1].bubbles[3])
    code, text = run("sheet", "geometry", "--json")
    assert code == 0
    assert set(json.loads(text)) >= {"page_mm", "bubble_diameter_mm", "fiducials", "items", "candidate", "booklet"}


def test_a_missing_package_is_named_with_the_extra_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(extra.NEEDED, "no_such_module", "no-such-package")
    with pytest.raises(MissingExtra) as refusal:
        extra.require_extra()
    assert "no-such-package" in refusal.value.read("en")
    assert "examcore[paper]" in refusal.value.read("en")
