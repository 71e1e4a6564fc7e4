"""Claims about `blueprint write|check` and loading: readable, checked against rules and bank, no passphrase."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from examcore.blueprints import load_blueprints
from examcore.errors import BadItems, ExamcoreError, NotFound
from examcore.formats.blueprint import read_blueprint, write_blueprint
from examcore.language import speaking
from examcore.plugins import load_plugins
from examcore.shell.blueprint import blueprint
from examcore.shell.options import Shell
from examcore.shortage.several import count_different
from tests.core.blueprints import DAY, DEFAULT, POLICY, POSITION, fill_bank

PLUGINS = load_plugins()
ON = DAY.isoformat()


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill_bank(tmp_path_factory.mktemp("bank") / "ct.bank")


def run(*words: object) -> Result:
    with speaking("vi"):
        return CliRunner().invoke(blueprint, [str(word) for word in words], obj=Shell(PLUGINS), env={})


def refused(result: Result) -> ExamcoreError:
    assert isinstance(result.exception, ExamcoreError), result.output
    assert result.exception.exit_code == 1
    return result.exception


def check(bank: Path, *words: object) -> list[dict[str, Any]]:
    result = run("check", bank, *words, "--date", ON, "--json")
    found: list[dict[str, Any]] = json.loads(result.stdout)["blueprints"]
    return found


def save(path: Path, old: str = "", new: str = "") -> Path:
    text = write_blueprint(DEFAULT).decode()
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_default_is_written_with_titles_and_what_is_usable_and_reads_back_the_same(
    bank: Path, tmp_path: Path
) -> None:
    file = tmp_path / "ma-tran" / "tp-ht.txt"
    assert run("write", bank, "--position", POSITION, "--date", ON, "--out", file).exit_code == 0
    assert read_blueprint("f", file.read_bytes()) == (DEFAULT, ())
    text = file.read_text(encoding="utf-8")
    assert "//= Công chức Tư pháp - hộ tịch" in text
    assert "Hiến pháp và bộ máy nhà nước | Constitution and the state apparatus: 5  //= dùng được" in text
    before = file.read_bytes()
    assert "exists" in refused(run("write", bank, "--position", POSITION, "--out", file)).read("en")
    assert file.read_bytes() == before


def test_a_blueprint_the_bank_fills_passes_with_its_table(bank: Path, tmp_path: Path) -> None:
    result = run("check", bank, save(tmp_path / "a.txt"), "--date", ON)
    assert result.exit_code == 0
    heads = next(line for line in result.stdout.splitlines() if line.startswith("Mục"))
    assert heads.split("  ")[0] == "Mục"
    assert all(word in heads for word in ("Cần", "Dùng được", "Bị loại vì", "Trạng thái"))
    assert "của vị trí khác" in result.stdout
    (found,) = check(bank, tmp_path)
    assert (found["position"], found["problems"]) == (POSITION, [])
    assert len(found["rows"]) == sum(1 + len(part.quotas) for part in DEFAULT.parts)
    assert found["rows"][1] == {
        "part": "general", "tag": "area", "value": "duong-loi", "least": 5, "most": 5, "need": 5,
        "usable": found["rows"][1]["usable"], "state": "filled",
    }  # fmt: skip


def test_what_is_missing_refuses_and_the_row_says_how_much(bank: Path, tmp_path: Path) -> None:
    file = save(tmp_path / "a.txt", "lĩnh vực dao-duc", "lĩnh vực dao-dduc")
    refused(run("check", bank, file, "--date", ON))
    (found,) = check(bank, file)
    (row,) = (row for row in found["rows"] if row["value"] == "dao-dduc")
    assert (row["usable"], row["state"]) == (0, "missing")
    assert "thiếu 6" in run("check", bank, file, "--date", ON).stdout


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("| 40 câu", "| 41 câu", "part-count", "dòng 11"),
        ("ma trận đề: TP-HT", "ma trận đề: TP-XX", "position-unknown", "dòng 2"),
        ("chênh lệch", "câu bắt buộc: ZZ-999\nchênh lệch", "core-unusable", "dòng 8"),
        ("mức độ nhận biết: 12-20", "mức độ nhận biết: nhiều", "bad-count", "dòng 21"),
    ],
)
def test_a_blueprint_that_cannot_be_is_refused_with_line_and_code(
    bank: Path, tmp_path: Path, old: str, new: str, code: str, line: str
) -> None:
    file = save(tmp_path / "a.txt", old, new)
    error = refused(run("check", bank, file, "--date", ON))
    assert isinstance(error, BadItems)
    (problem,) = error.problems
    assert (problem.code, problem.place.read("vi") if not isinstance(problem.place, str) else "") == (code, line)
    assert [one["code"] for one in check(bank, file)[0]["problems"]] == [code]


def test_several_forms_need_more_different_items_than_one(bank: Path, tmp_path: Path) -> None:
    file = save(tmp_path / "a.txt", "trùng giữa hai đề: nhiều nhất 20%", "trùng giữa hai đề: nhiều nhất 0%")
    assert {row["state"] for row in check(bank, file)[0]["rows"]} == {"filled"}
    rows = check(bank, file, "--forms", 5)[0]["rows"]
    assert {row["need"] for row in rows if row["value"] == "hien-phap"} == {25}
    assert any(row["state"] == "missing" for row in rows)


@given(st.integers(0, 60), st.integers(1, 24), st.integers(0, 60))
def test_more_forms_never_need_fewer_items_and_shared_ones_never_more(least: int, forms: int, shared: int) -> None:
    need = count_different(least, forms, shared)
    assert least <= need <= least * forms
    assert need <= count_different(least, forms + 1, shared)
    assert need >= count_different(least, forms, shared + 1)
    assert count_different(least, forms, 0) == least * forms


def test_a_folder_of_blueprints_is_loaded_by_position_and_refused_whole(tmp_path: Path) -> None:
    profile = POLICY.profile(DAY)
    other = replace(DEFAULT, position="CT-MTTQ")
    (tmp_path / "b.txt").write_bytes(write_blueprint(other))
    save(tmp_path / "a.txt")
    (tmp_path / "a.txt.bak").write_text("no blueprint at all", encoding="utf-8")
    assert load_blueprints([tmp_path], profile) == {POSITION: DEFAULT, "CT-MTTQ": other}
    assert list(load_blueprints([tmp_path / "b.txt", tmp_path / "a.txt"])) == ["CT-MTTQ", POSITION]
    save(tmp_path / "c.txt")
    save(tmp_path / "d.txt", "| 40 câu", "| 50 câu")
    with pytest.raises(BadItems) as caught:
        load_blueprints([tmp_path], profile)
    assert [problem.code for problem in caught.value.problems] == ["position-twice", "part-count", "position-twice"]
    (tmp_path / "empty").mkdir()
    for nothing in ("empty", "absent"):
        with pytest.raises(NotFound):
            load_blueprints([tmp_path / nothing])


def test_the_screen_is_refused_without_a_terminal_and_says_how_else_to_edit(bank: Path, tmp_path: Path) -> None:
    group = next(one for one in PLUGINS.commands() if one.name == "blueprint")
    file = tmp_path / "a.txt"

    def edit(*words: object) -> ExamcoreError:
        with speaking("vi"):
            result = CliRunner().invoke(group, ["edit", str(bank), str(file), *map(str, words)], obj=Shell(PLUGINS))
        assert isinstance(result.exception, ExamcoreError), result.output
        return result.exception

    assert "--position" in edit().read("en")
    assert "text editor" in edit("--position", POSITION, "--date", ON).read("en")
    assert not file.exists()
    save(file)
    assert POSITION in edit("--position", "CT-MTTQ").read("en")
    file.write_bytes(b"nothing: here")
    assert isinstance(edit(), BadItems)
