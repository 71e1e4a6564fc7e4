"""Claims about what follows a sitting: analysis from real journals, statistics back to the bank, a law that ends."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from examcore.analysis import LESSONS_FORMAT, Lesson, Lessons
from examcore.canonical import digest, encode
from examcore.engine.tickets import Stream
from examcore.plugins import load_plugins
from examcore.sitting import load, open_booklets
from examcore.sitting.amend import open_forms
from tests.whole.shells import PHRASE, Shell

PEOPLE = {"TP-HT": 20, "CT-MTTQ": 5}
ALL = sum(PEOPLE.values())
NOW = datetime(2024, 11, 15, 8, tzinfo=UTC)
DAY = date(2024, 11, 15)


@pytest.fixture(scope="module")
def sat(bank: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with a bank and a sitting of 25 candidates, collected and scored; and an item whose key is wrong.

    The wrong key is played: who knows the item gives another option.
    """
    folder = tmp_path_factory.mktemp("analysis")
    shell = Shell(folder)
    for suffix in ("", ".key"):
        shutil.copyfile(bank.with_name(bank.name + suffix), folder / f"b.bank{suffix}")
    rows = ["number,name,unit,position,room,delivery,pin"]
    forms = []
    for place, (code, count) in enumerate(PEOPLE.items()):
        done = shell.run("form", "assemble", "b.bank", "--position", code, "--date", "2024-11-15", "--out", code)
        assert done.returncode == 0, done.stderr
        forms += ["--form", code]
        rows += [
            f"{place}{n:03},Người {n},Xã Mẫu {n % 7},{code},P{place},terminal,{100000 + 1000 * place + n}"
            for n in range(count)
        ]
    (folder / "c.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    done = shell.run(
        "sitting", "new", "ca", "--policy", "cantho", *forms, "--candidates", "c.csv", "--date", "2024-11-15"
    )
    assert done.returncode == 0, done.stderr
    done = shell.run("sitting", "publish", "ca", "--out", "phong")
    assert done.returncode == 0, done.stderr
    wrong = _play(folder)
    assert len(shell.json("sitting", "collect", "ca", "nhat-ky")["collected"]) == ALL
    assert len(shell.json("sitting", "score", "ca")["results"]) == ALL
    return folder, wrong


def _play(folder: Path) -> str:
    """Everybody sits for real, each with an ability of their own; the item with the wrong key."""
    ca = load(folder / "ca")
    booklets = open_booklets(ca, PHRASE)
    forms = open_forms(ca, PHRASE, NOW)
    chance = Stream("analysis", "answers")
    wrong = min(item.id for item in forms[ca.sitting.forms[0].form].items)
    answers: dict[str, dict[str, str]] = {}
    for candidate in ca.sitting.candidates:
        ability = 350 + chance.below(600)
        given = {}
        for item in forms[booklets[candidate.number].form].items:
            others = [option.id for option in item.options if option.id != item.key]
            truth, rest = (others[0], [item.key, *others[1:]]) if item.id == wrong else (item.key, others)
            if chance.below(100) >= 2:
                given[item.id] = truth if chance.below(1000) < ability else rest[chance.below(len(rest))]
        answers[candidate.number] = given
    into = folder / "nhat-ky"
    into.mkdir()
    load_plugins().delivery("terminal").rehearse(ca.sitting, booklets, ca.secrets, answers, into)
    return wrong


@pytest.fixture(scope="module")
def analysed(sat: tuple[Path, str]) -> Any:
    return Shell(sat[0]).json("sitting", "analyse", "ca", "--journals", "nhat-ky")


def test_every_item_is_told_by_its_id_with_what_the_responses_say(sat: tuple[Path, str], analysed: Any) -> None:
    responses = json.loads((sat[0] / "ca" / "responses.json").read_bytes())
    given = {(r["candidate"], one["question"]): one["options"] for r in responses for one in r["given"]}
    assert (analysed["candidates"], analysed["too_few"]) == (ALL, True)
    for item in analysed["items"]:
        theirs = [options for (_, question), options in given.items() if question == item["id"]]
        assert item["n"] == len(theirs)
        assert item["blank"] == sum(not options for options in theirs)
        for option in item["options"]:
            assert option["count"] == sum(options == [option["option"]] for options in theirs)
        right = sum(option["count"] for option in item["options"] if option["key"])
        assert item["difficulty"] == pytest.approx(right / item["n"], abs=1e-4)
        assert [option["letter"] for option in item["options"]] == list("ABCD")[: len(item["options"])]


def test_a_wrong_key_leads_the_keys_to_check_and_the_report_names_its_law_but_no_stem(
    sat: tuple[Path, str], analysed: Any
) -> None:
    folder, wrong = sat
    assert analysed["key_check"][0] == wrong
    assert len(analysed["key_check"]) <= 10
    exported = {i["id"]: i for i in Shell(folder).json("bank", "export", "b.bank")["items"]}
    written = b"".join(
        (folder / "ca" / "analysis" / name).read_bytes() for name in ("analysis-keys.csv", "analysis-items.csv")
    )
    rows = list(csv.reader(io.StringIO((folder / "ca" / "analysis" / "analysis-keys.csv").read_text("utf-8-sig"))))
    assert rows[1][0] == wrong
    assert rows[1][4]
    for item in analysed["items"]:
        assert exported[item["id"]]["stem"].encode() not in written
    log = (folder / "ca" / "log.jsonl").read_text(encoding="utf-8")
    assert wrong not in log.split('"sitting.analyse"')[1]


def test_a_small_sitting_is_judged_for_its_keys_alone(analysed: Any) -> None:
    assert len(analysed["items"]) > 100
    for item in analysed["items"]:
        assert set(item["flags"]) <= {"rival", "negative", "guessing"}
        assert "weak" in item["withheld"]


def test_times_come_from_journals(sat: tuple[Path, str], analysed: Any) -> None:
    timed = [item["median_seconds"] for item in analysed["items"] if item["median_seconds"] is not None]
    assert timed
    assert all(seconds > 0 for seconds in timed)
    without = Shell(sat[0]).json("sitting", "analyse", "ca", "--out", "ohne")
    assert all(item["median_seconds"] is None for item in without["items"])
    assert [{**i, "median_seconds": 0} for i in without["items"]] == [
        {**i, "median_seconds": 0} for i in analysed["items"]
    ]


def test_tables_and_a_report_are_written_for_their_owner_only(sat: tuple[Path, str], analysed: Any) -> None:
    names = set(analysed["artefacts"])
    for stem in ("figures", "items", "keys", "areas", "forms"):
        assert {f"analysis-{stem}.csv", f"analysis-{stem}.xlsx"} <= names
    pdf = sat[0] / analysed["artefacts"]["analysis.pdf"]
    assert pdf.read_bytes().startswith(b"%PDF")
    for place in analysed["artefacts"].values():
        assert (sat[0] / place).stat().st_mode & 0o077 == 0


def test_the_terminal_shows_bars_and_no_key(sat: tuple[Path, str]) -> None:
    done = Shell(sat[0]).run("sitting", "analyse", "ca", "--lang", "en", "--out", "seen")
    assert done.returncode == 0, done.stderr
    assert "█" in done.stdout
    assert "KR-20" in done.stdout
    assert sat[1] in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 100
    assert not any(f"[{letter} " in done.stdout for letter in "ABCD")


def test_a_sitting_that_was_not_scored_is_refused_before_a_passphrase_is_asked(sat: tuple[Path, str]) -> None:
    folder = sat[0]
    shutil.copytree(folder / "ca", folder / "chưa chấm")
    (folder / "chưa chấm" / "results.json").unlink()
    done = Shell(folder).run("sitting", "analyse", "chưa chấm", phrase=None)
    assert done.returncode == 1
    assert "sitting score" in done.stderr


def copy_bank(sat: tuple[Path, str], into: Path) -> Shell:
    """A shell in a folder with a copy of the bank and of the analysed sitting."""
    for name in ("b.bank", "b.bank.key"):
        shutil.copyfile(sat[0] / name, into / name)
    shutil.copytree(sat[0] / "ca", into / "ca")
    return Shell(into)


def test_a_bank_learns_once_what_a_sitting_showed(sat: tuple[Path, str], analysed: Any, tmp_path: Path) -> None:
    shell = copy_bank(sat, tmp_path)
    taught = shell.json("bank", "learn", "b.bank", "ca")
    assert (taught["learnt"], taught["unknown"], taught["already"]) == (len(analysed["items"]), 0, False)
    shown = {item["id"]: item for item in analysed["items"]}
    for item in taught["items"]:
        assert item["after"]["seen"] == shown[item["id"]]["n"]
        assert abs(item["after"]["difficulty"] - shown[item["id"]]["difficulty"]) < 0.45
        assert (item["before"]["uses"], item["after"]["uses"]) == ([], ["2024-11-15"])
    assert taught["used"] == len(taught["items"]) == len(shown)
    stats = shell.json("bank", "stats", "b.bank")
    assert stats["uses"] == [{"day": "2024-11-15", "items": len(shown)}]
    bearing = {one["id"] for one in shell.json("bank", "export", "b.bank")["items"] if one["uses"] == ["2024-11-15"]}
    assert bearing == set(shown)
    data = (tmp_path / "b.bank").read_bytes()
    again = shell.json("bank", "learn", "b.bank", "ca")
    assert (again["learnt"], again["used"], again["already"]) == (0, 0, True)
    assert (tmp_path / "b.bank").read_bytes() == data
    assert len(shell.json("bank", "export", "b.bank")["items"]) == shell.json("bank", "stats", "b.bank")["items"]


def test_an_item_that_taught_no_difficulty_bears_the_day_all_the_same(sat: tuple[Path, str], tmp_path: Path) -> None:
    shell = copy_bank(sat, tmp_path)
    ca = load(tmp_path / "ca")
    lessons = Lessons(LESSONS_FORMAT, ca.sitting.id, DAY, False, (), (sat[1], "elsewhere"))
    (tmp_path / "ca" / "lessons.json").write_bytes(encode(lessons))
    ca.log("sitting.analyse", NOW, lessons=digest(lessons))
    taught = shell.json("bank", "learn", "b.bank", "ca")
    assert (taught["learnt"], taught["used"], taught["unknown"]) == (0, 1, 1)
    (one,) = taught["items"]
    assert one["id"] == sat[1]
    assert one["after"] == {**one["before"], "uses": ["2024-11-15"]}


def test_lessons_that_were_altered_are_refused(sat: tuple[Path, str], analysed: Any, tmp_path: Path) -> None:
    assert analysed["candidates"]
    shell = copy_bank(sat, tmp_path)
    path = tmp_path / "ca" / "lessons.json"
    text = path.read_text()
    path.write_text(text.replace('"right":', '"right":1', 1).replace('"n":1', '"n":91', 1))
    done = shell.run("bank", "learn", "b.bank", "ca")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    path.unlink()
    assert "sitting analyse" in shell.run("bank", "learn", "b.bank", "ca").stderr


def test_results_that_do_not_rest_on_the_councils_decisions_are_not_analysed(
    sat: tuple[Path, str], tmp_path: Path
) -> None:
    shell = copy_bank(sat, tmp_path)
    path = tmp_path / "ca" / "results.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"amendments":[]', '"amendments":["ab"]', 1), encoding="utf-8"
    )
    done = shell.run("sitting", "analyse", "ca", "--lang", "en")
    assert done.returncode == 1
    assert "score the sitting again" in done.stderr


@pytest.mark.parametrize(
    ("rehearsal", "item", "told"), [(True, "", "was a rehearsal"), (False, "elsewhere", "holds none of the items")]
)
def test_a_bank_refuses_to_learn_from_a_rehearsal_or_of_items_it_does_not_hold(
    sat: tuple[Path, str], tmp_path: Path, rehearsal: bool, item: str, told: str
) -> None:
    shell = copy_bank(sat, tmp_path)
    ca = load(tmp_path / "ca")
    name = item or sat[1]
    lessons = Lessons(LESSONS_FORMAT, ca.sitting.id, DAY, rehearsal, (Lesson(name, 20, 9),), (name,))
    (tmp_path / "ca" / "lessons.json").write_bytes(encode(lessons))
    ca.log("sitting.analyse", NOW, lessons=digest(lessons))
    before = (tmp_path / "b.bank").read_bytes()
    done = shell.run("bank", "learn", "b.bank", "ca", "--lang", "en")
    assert done.returncode == 1
    assert told in done.stderr
    assert (tmp_path / "b.bank").read_bytes() == before


def test_a_law_that_ends_bars_its_items_and_names_what_breaks(sat: tuple[Path, str], tmp_path: Path) -> None:
    shell = copy_bank(sat, tmp_path)
    source = "NĐ 30/2020/NĐ-CP"
    words = ["bank", "expire", "b.bank", "--source"]
    tried = shell.json(*words, source, "--on", "15/11/2024", "--dry-run")
    assert (tmp_path / "b.bank").read_bytes() == (sat[0] / "b.bank").read_bytes()
    done = shell.json(*words, source.lower(), "--on", "2024-11-15")
    assert {**done, "source": source, "dry_run": True} == tried
    assert done["items"] == done["changed"] > 20
    assert {one["position"] for one in done["broken"]} == {"CMNV 55", "CT-MTTQ", "TP-HT"}
    for one in done["broken"]:
        assert one["was_filled"]
        (short,) = one["shortages"]
        assert (short["need"], short["have"], short["missing"], short["missing_before"]) == (6, 2, 4, 0)
    again = shell.json(*words, source, "--on", "15/11/2024")
    assert (again["items"], again["changed"], again["broken"]) == (done["items"], 0, [])
    for day, fills in (("2024-11-15", True), ("2024-11-16", False)):
        made = shell.run("form", "assemble", "b.bank", "--position", "CT-MTTQ", "--date", day, "--out", f"de-{day}")
        assert (made.returncode == 0) == fills, made.stderr


def test_a_law_nobody_rests_on_is_told_with_names_that_are_near(sat: tuple[Path, str]) -> None:
    done = Shell(sat[0]).run(
        "bank", "expire", "b.bank", "--source", "Luật MTTQ 2016", "--on", "30/06/2025", phrase=None
    )
    assert done.returncode == 1
    assert "Luật MTTQ 2015" in done.stderr
