"""Claims about what `bank stats`, `bank lint` and `bank export` tell of areas, item sets and days of use."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from examcore.plugins import load_plugins
from examcore.seal import Cost
from examcore.shell.main import build
from examcore.shell.options import Shell
from examcore.store import make_bank

PLUGINS = load_plugins()
PHRASE = "một mật khẩu thử"
HEAD = """---
phần: chung
mức độ: nhận biết
độ khó: 70
văn bản: HP | Hiến pháp | từ 01/01/2014
căn cứ: HP | Điều 2
---
"""
ITEM = """
## {name}
{tags}

{name}a {name}b {name}c {name}d?
A. {name}m m{name}
*B. {name}n n{name}
C. {name}p p{name}
D. {name}q q{name}
"""
TIES = {
    "AN": "lĩnh vực: dat-dai, moi-truong\nbộ câu hỏi: Hồ sơ 1\nđã dùng: 15/11/2024, 20/11/2025",
    "BINH": "lĩnh vực: dat-dai\nbộ câu hỏi: Hồ sơ 1\nđã dùng: 15/11/2024",
    "CHI": "lĩnh vực: ho-tich\nbộ câu hỏi: Hồ sơ 2\nkhông đi cùng: LY",
}


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank filled from an item file, as an officer does it."""
    folder = tmp_path_factory.mktemp("bank")
    make_bank(folder / "a.bank", "cantho", PHRASE, date(2024, 1, 1), Cost(64, 1, 1))
    text = HEAD + "".join(ITEM.format(name=name, tags=tags) for name, tags in TIES.items())
    (folder / "a.txt").write_text(text, encoding="utf-8")
    assert json.loads(run("add", folder / "a.bank", folder / "a.txt", "--json").stdout)["added"] == len(TIES)
    return folder / "a.bank"


def run(*words: str | Path) -> Result:
    line = ["--lang", "en", "bank", *(str(word) for word in words)]
    done = CliRunner().invoke(build(PLUGINS), line, obj=Shell(PLUGINS), env={"EXAMCORE_PASSPHRASE": PHRASE})
    assert done.exception is None, done.output
    return done


def told(*words: str | Path) -> Any:
    return json.loads(run(*words, "--json").stdout)


def test_stats_count_an_item_once_under_its_main_area_and_tell_apart_what_it_may_count_for(bank: Path) -> None:
    stats = told("stats", bank)
    assert stats["items"] == sum(row["items"] for row in stats["areas"]) == len(TIES)
    assert [(row["area"], row["items"], row["also"]) for row in stats["areas"]] == [
        ("dat-dai", 2, 0), ("ho-tich", 1, 0), ("moi-truong", 0, 1),
    ]  # fmt: skip


def test_stats_count_item_sets_and_days_of_use(bank: Path) -> None:
    stats = told("stats", bank)
    assert stats["item_sets"] == [{"name": "Hồ sơ 1", "items": 2}, {"name": "Hồ sơ 2", "items": 1}]
    assert stats["uses"] == [{"day": "2024-11-15", "items": 2}, {"day": "2025-11-20", "items": 1}]
    shown = run("stats", bank).stdout
    assert "2 item sets, 3 items in them" in shown
    assert "20/11/2025" in shown


def test_lint_finds_what_is_tied_wrongly(bank: Path) -> None:
    found = [(one["code"], one["item"]) for one in told("lint", bank)["findings"]]
    assert found == [("set-of-one", "CHI"), ("unknown-enemy", "CHI")]


def test_export_tells_areas_item_set_and_uses_and_its_file_is_read_back_the_same(bank: Path, tmp_path: Path) -> None:
    first = told("export", bank)["items"][0]
    assert (first["area"], first["also"], first["item_set"], first["uses"]) == (
        "dat-dai", ["moi-truong"], "Hồ sơ 1", ["2024-11-15", "2025-11-20"],
    )  # fmt: skip
    run("export", bank, tmp_path / "out.txt")
    make_bank(tmp_path / "b.bank", "cantho", PHRASE, date(2024, 1, 1), Cost(64, 1, 1))
    run("add", tmp_path / "b.bank", tmp_path / "out.txt")
    assert told("export", tmp_path / "b.bank") == told("export", bank)
