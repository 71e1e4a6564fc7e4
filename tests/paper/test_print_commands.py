"""Claims about printing for a whole sitting from the command line."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest

from examcore.drawing.packets import write_packets
from examcore.engine.booklets import make_booklets
from examcore.plugins import load_plugins
from examcore.seal import Cost
from examcore.sitting import load, make_sitting
from examcore.testing.make import assemble
from tests.paper.test_scan_file import run

DAY = date(2024, 11, 15)
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
PHRASE = "a long enough phrase"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sitting of three candidates on paper, made from a sealed form."""
    path = tmp_path_factory.mktemp("print")
    plugins = load_plugins()
    policy = plugins.policy("cantho")
    position = policy.positions()[0]
    form = assemble(policy.blueprint(policy.profile(DAY), position), DAY)
    write_packets(path / "forms", [(form, make_booklets(form, 4))], PHRASE, CHEAP)
    listing = path / "candidates.csv"
    lines = [f"{n:03},Thí sinh {n},{position.code},P1,paper" for n in (1, 2, 3)]
    listing.write_text("\n".join(["number,name,position,room,delivery", *lines]), "utf-8")
    now = datetime(2024, 11, 14, tzinfo=UTC)
    make_sitting(path / "sitting", plugins, "cantho", [path / "forms"], listing, DAY, "Ca thử", now, "S1")
    (path / "phrase").write_text(PHRASE + "\n", "utf-8")
    return path


def test_one_command_prints_all_a_paper_room_needs(folder: Path, tmp_path: Path) -> None:
    code, text, told = run(
        "sitting", "publish", str(folder / "sitting"), "--out", str(tmp_path / "rooms"), "--json",
        "--passphrase-file", str(folder / "phrase"),
    )  # fmt: skip
    assert code == 0, told
    names = {Path(one).name for one in json.loads(text)["rooms"][0]["paths"]}
    booklets = [Path(one) for one in json.loads(text)["rooms"][0]["paths"] if "booklets" in one]
    assert len(booklets) == 3
    assert {one.stat().st_mode & 0o077 for one in booklets} == {0}  # before the test their owner alone reads them
    assert names >= {"sheets.pdf", "room-list.pdf", "sign-list.pdf", "door-list.pdf", "seating-plan.pdf", "labels.pdf"}


def test_booklets_of_one_code_come_in_large_print_and_for_the_archive(folder: Path, tmp_path: Path) -> None:
    words = ("sheet", "booklets", str(folder / "sitting"), "--out", str(tmp_path), "--json")
    phrase = ("--passphrase-file", str(folder / "phrase"))
    code_of = load(folder / "sitting").sitting.forms[0].codes
    code, text, told = run(*words, "--code", code_of[0], "--large", "--archive", *phrase)
    assert code == 0, told
    (name,) = json.loads(text)["files"]
    assert name.endswith(f"-{code_of[0]}-large-archive.pdf")
    assert len(pypdfium2.PdfDocument(name)) > 10
    code, _, told = run(*words, "--code", "000", *phrase)
    assert (code, "000" in told) == (1, True)
    unused = code_of[3]  # is of the form, but nobody was given it
    code, _, told = run(*words, "--code", unused, *phrase)
    assert (code, unused in told) == (1, True)


def test_a_council_may_have_sheets_crossed_and_two_officers_for_one_sitting(folder: Path, tmp_path: Path) -> None:
    words = ("sitting", "new", "--policy", "cantho", "--form", str(folder / "forms"), "--candidates",
             str(folder / "candidates.csv"), "--date", DAY.isoformat(), "--json")  # fmt: skip
    code, text, told = run(*words, str(tmp_path / "crossed"), "--marking", "cross", "--two-officers")
    assert code == 0, told
    facts = json.loads(text)
    assert (facts["marking"], facts["two_officers"]) == ("cross", True)
    code, text, _ = run("sheet", "geometry", "--sitting", str(tmp_path / "crossed"), "--json")
    assert (code, json.loads(text)["marking"]) == (0, "cross")
    code, text, _ = run(*words, str(tmp_path / "usual"))
    facts = json.loads(text)
    assert (code, facts["marking"], facts["two_officers"]) == (0, "fill", False)
    assert b"paper_rules" not in (tmp_path / "usual" / "sitting.json").read_bytes()
