"""Claims about the list of documents to study: what stands in it, in which order, and that it tells of no item."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from examcore.language import Label
from examcore.nouns import Basis, PartRule, Position, Profile, Source, Tags
from examcore.plugins import load_plugins
from examcore.seal import Cost
from examcore.shell.main import build
from examcore.shell.options import Shell
from examcore.store import make_bank
from examcore.study import Syllabus, as_document, as_lines, list_documents, make_syllabus

DAY = date(2026, 1, 1)
LAND = Source("Luật Đất đai 2024", "Luật Đất đai số 31/2024/QH15", date(2024, 8, 1))
OLD = Source("Luật HC 2008", "Luật Hành chính số 1/2008/QH12", date(2010, 1, 1), date(2025, 6, 30))
DECREE = Source("NĐ 5/2020/NĐ-CP", "Nghị định số 5/2020/NĐ-CP", date(2020, 3, 1))
STATE = Source("HP 2013", "Hiến pháp năm 2013", date(2014, 1, 1))
PARTS = tuple(PartRule(name, Label(name), 40, 1, "") for name in ("general", "professional"))
PROFILE = Profile("thu", "thu-1", Label("Quy chế"), date(2024, 1, 1), 120, PARTS, (), (), ())
POST = Position("P 01", "ĐỊA CHÍNH", "Phòng", "")
OTHER = Position("P 02", "HỘ TỊCH", "Phòng", "")


def rest(*on: tuple[Source, str], part: str = "professional", positions: Sequence[str] = ()) -> Tags:
    """Tags of an item that rests on these documents and places."""
    return Tags(part, "x", "recall", 500, tuple(positions), tuple(Basis(source, place) for source, place in on))


def names(syllabus: Syllabus) -> list[tuple[str, str, list[str]]]:
    """(part, code of the post or "", short names) of every section."""
    return [
        (one.part, one.position.code if one.position else "", [r.source.name for r in one.readings])
        for one in syllabus.sections
    ]


def test_everybodys_documents_come_first_and_a_post_names_only_its_own() -> None:
    tags = [
        rest((STATE, "Điều 2"), part="general"),
        rest((DECREE, "Điều 1")),
        rest((DECREE, "Điều 7"), (LAND, "Điều 9"), positions=["P 01"]),
        rest((OLD, "Điều 9"), positions=["P 02"]),
    ]
    assert names(make_syllabus(tags, PROFILE, [POST], DAY)) == [
        ("general", "", ["HP 2013"]), ("professional", "", ["NĐ 5/2020/NĐ-CP"]),
        ("professional", "P 01", ["Luật Đất đai 2024"]),
    ]  # fmt: skip
    assert names(make_syllabus(tags, PROFILE, [OTHER, POST], DAY))[2:] == [
        ("professional", "P 02", ["Luật HC 2008"]), ("professional", "P 01", ["Luật Đất đai 2024"]),
    ]  # fmt: skip


def test_documents_stand_by_rank_and_those_not_in_force_last_and_marked() -> None:
    found = list_documents([rest((DECREE, ""), (OLD, ""), (LAND, ""), (STATE, ""))], DAY)
    assert [(one.source, one.in_force) for one in found] == [(STATE, True), (LAND, True), (DECREE, True), (OLD, False)]
    syllabus = make_syllabus([rest((OLD, ""), (LAND, ""))], PROFILE, [], DAY)
    assert any("Luật Hành chính" in line and "30/06/2025" in line for line in as_lines(syllabus))
    kept = make_syllabus([rest((OLD, ""), (LAND, ""))], PROFILE, [], DAY, in_force_only=True)
    assert names(kept) == [("professional", "", ["Luật Đất đai 2024"])]


def test_names_written_otherwise_are_one_document_as_most_items_have_it() -> None:
    year = replace(LAND, name="luật  đất đai năm 2024", title="Luật ĐĐ")
    found = list_documents([rest((LAND, "")), rest((year, "")), rest((LAND, ""))], DAY)
    assert [one.source for one in found] == [LAND]


def test_an_article_is_named_only_where_enough_items_share_it() -> None:
    tags = [
        rest((LAND, "khoản 1 Điều 9")), rest((LAND, "Điều 9, điểm a")), rest((LAND, "Điều 9a")),
        rest((LAND, "Điều 10")), rest((LAND, "Điều 10, Điều 9")),
    ]  # fmt: skip
    assert [one.articles for one in list_documents(tags, DAY)] == [()]
    assert [one.articles for one in list_documents(tags, DAY, 3)] == [("Điều 9",)]
    assert [one.articles for one in list_documents(tags, DAY, 2)] == [("Điều 9", "Điều 10")]


BASES = st.tuples(st.sampled_from([LAND, OLD, DECREE, STATE]), st.sampled_from(["Điều 1", "Điều 2", "Điều 12a", ""]))
TAGS = st.builds(
    lambda part, bases, posts: rest(*bases, part=part, positions=posts),
    st.sampled_from(["general", "professional"]), st.lists(BASES, max_size=3),
    st.sampled_from([(), ("P 01",), ("P 02",), ("P 01", "P 02")]),
)  # fmt: skip


@given(st.lists(TAGS, max_size=12), TAGS, st.integers(1, 3))
def test_the_list_does_not_tell_how_many_items_there_are(tags: list[Tags], extra: Tags, times: int) -> None:
    once = make_syllabus([*tags, extra], PROFILE, [POST, OTHER], DAY)
    more = make_syllabus([*tags, *[extra] * (times + 1)], PROFILE, [POST, OTHER], DAY)
    assert list(as_lines(once)) == list(as_lines(more))
    assert as_document(once) == as_document(more)


@given(st.lists(TAGS, max_size=12))
def test_every_document_an_item_for_the_post_rests_on_is_listed(tags: list[Tags]) -> None:
    syllabus = make_syllabus(tags, PROFILE, [POST], DAY)
    listed = {one.source for section in syllabus.sections for one in section.readings}
    assert listed == {basis.source for one in tags if one.serves("P 01") for basis in one.bases}


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample bank."""
    path = tmp_path_factory.mktemp("study") / "a.bank"
    made, keys = make_bank(path, "cantho", "một mật khẩu thử", date(2024, 1, 1), Cost(64, 1, 1))
    from examcore.intake import read_files, sample_files

    made.add(read_files(load_plugins(), sample_files(), "text", "", "", ()).items, keys)
    return path


def run(*words: str | Path) -> str:
    plugins = load_plugins()
    done = CliRunner().invoke(build(plugins), ["--lang", "en", "bank", "study", *map(str, words)], obj=Shell(plugins))
    assert done.exception is None, done.output
    return done.stdout


def test_the_command_needs_no_passphrase_and_writes_every_kind_of_file(bank: Path, tmp_path: Path) -> None:
    told: Any = json.loads(run(bank, "--position", "TP-HT", "--date", "2024-11-15", "--articles", "3", "--json"))
    assert [(one["part"], one["position"]) for one in told["sections"]] == [
        ("general", ""), ("professional", ""), ("professional", "TP-HT"),
    ]  # fmt: skip
    titles = [one["title"] for section in told["sections"] for one in section["documents"]]
    for ending in (".pdf", ".xlsx", ".csv", ".txt"):
        run(bank, "--position", "TP-HT", "--date", "2024-11-15", "--out", tmp_path / f"danh-muc{ending}")
    assert (tmp_path / "danh-muc.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "danh-muc.xlsx").read_bytes().startswith(b"PK")
    rows = list(csv.reader(io.StringIO((tmp_path / "danh-muc.csv").read_text(encoding="utf-8-sig"))))
    assert [row[5] for row in rows[1:]] == titles
    text = (tmp_path / "danh-muc.txt").read_text(encoding="utf-8")
    assert all(title in text for title in titles)


def test_a_file_of_another_ending_is_refused_with_those_there_are(bank: Path, tmp_path: Path) -> None:
    plugins = load_plugins()
    words = ["--lang", "en", "bank", "study", str(bank), "--out", str(tmp_path / "x.doc")]
    done = CliRunner().invoke(build(plugins), words, obj=Shell(plugins))
    assert ".csv, .pdf, .txt, .xlsx" in str(getattr(done.exception, "hint", ""))
    assert not (tmp_path / "x.doc").exists()
