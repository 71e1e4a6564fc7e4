"""Claims about docs/threats.md: every test it names is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = re.findall(r"^\| (?:T\d+|[a-z]).*$", (ROOT / "docs" / "threats.md").read_text(encoding="utf-8"), re.MULTILINE)


def find_tests(row: str) -> list[tuple[str, str]]:
    """(file, test) of each test a row names; `::name` alone is in the file named before it."""
    found, file = [], ""
    for name, test in re.findall(r"`([\w/]*(?:\.py)?)::(\w+)`", row):
        file = name or file
        found.append((file, test))
    return found


@pytest.mark.parametrize("row", [row for row in ROWS if "::" in row], ids=lambda row: str(row)[2:40])
def test_the_row_names_tests_that_exist(row: str) -> None:
    named = find_tests(row)
    assert named
    for file, test in named:
        path = ROOT / file if "/" in file else ROOT / "tests" / "core" / file
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, file


def test_every_row_has_a_test() -> None:
    rows = [row for row in ROWS if not row.startswith("| what")]
    assert len(rows) >= 17
    assert all(find_tests(row) for row in rows)
