"""Claims about every text a person wrote in this checkout."""

from __future__ import annotations

import ast
import re
import unicodedata
from pathlib import Path

import pytest

from examcore.shell.demo import MARK
from tree import ROOT, find_packages, name_of, walk

FILES = list(walk())
CODE = [path for path in FILES if path.suffix == ".py"]
MODULES = [path for folder in find_packages().values() for path in walk(folder) if path.suffix == ".py"]
LONGEST = 400
ELSEWHERE = ("hookimpl", "command(")  # explained by the hook's spec, by the help a reader sees
BROAD = {"Exception", "BaseException"}

# Written so that this file is not its own finding.
PATTERNS = {
    "a path of one machine": r"(?:^|[^A-Za-z0-9_.\-/])/" + r"(?:work|farm|root|tmp|home/[a-z]+)/[A-Za-z0-9_]",
    "a registry address": r"https?://[^ )\"]*" + r"(?:pypi|pythonhosted|npmjs|debian)\b",
    "unfinished work": r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
}


def find_lines(pattern: str, files: list[Path]) -> list[str]:
    """`file:line` of each place the pattern stands in."""
    found = []
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(pattern, line):
                found.append(f"{name_of(path)}:{number}")
    return found


@pytest.mark.parametrize("name", PATTERNS)
def test_no_file_holds(name: str) -> None:
    assert find_lines(PATTERNS[name], FILES) == []


def find_swallowed(source: str) -> list[int]:
    """Lines where everything is caught and the handler does not raise it again."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler):
            caught = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else BROAD
            last = node.body[-1]
            if caught & BROAD and not (isinstance(last, ast.Raise) and last.exc is None):
                lines.append(node.lineno)
    return lines


def test_no_code_catches_everything_and_goes_on() -> None:
    found = {name_of(path): find_swallowed(path.read_text(encoding="utf-8")) for path in CODE}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("handler", "lines"),
    [
        ("except Exception: pass", [2]),
        ("except (OSError, BaseException) as problem: raise ValueError from problem", [2]),
        ("except: pass", [2]),
        ("except BaseException:\n    clean()\n    raise", []),
        ("except OSError: pass", []),
    ],
)
def test_a_handler_that_swallows_everything_is_seen(handler: str, lines: list[int]) -> None:
    assert find_swallowed(f"try: go()\n{handler}") == lines


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a path of one machine", "open('/ro" + "ot/bank')"),
        ("a registry address", "https://files.python" + "hosted.org/x"),
        ("unfinished work", "# TO" + "DO later"),
    ],
)
def test_the_look_out_sees(name: str, line: str) -> None:
    assert re.search(PATTERNS[name], line)


def test_what_the_demo_left_in_the_checkout_is_not_taken_for_written_text(tmp_path: Path) -> None:
    (tmp_path / "written.txt").write_text("a person wrote this")
    (tmp_path / "played").mkdir()
    (tmp_path / "played" / "results.csv").write_bytes(b"made by the demo\r\n")
    (tmp_path / "played" / MARK).write_bytes(b"")
    assert [path.name for path in walk(tmp_path)] == ["written.txt"]


def test_all_text_is_nfc_utf8_without_carriage_returns() -> None:
    wrong = []
    for path in FILES:
        data = path.read_bytes()
        text = data.decode("utf-8")
        if b"\r" in data or not unicodedata.is_normalized("NFC", text):
            wrong.append(name_of(path))
    assert wrong == []


def test_no_module_is_longer_than_the_hard_look() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}


def test_what_a_stranger_reads_before_trusting_it_is_short() -> None:
    lines = {
        path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "docs/verify").glob("*.py")
    }
    assert {"verify_draw.py", "verify_log.py"} <= lines.keys()
    assert max(lines.values()) <= 300


def test_every_module_says_what_it_knows_and_what_it_must_not() -> None:
    silent = []
    for path in MODULES:
        paragraphs = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n\n")
        if len(paragraphs) < 2 or not paragraphs[0].endswith((".", ":")):
            silent.append(name_of(path))
    assert silent == []


def test_every_public_function_and_class_has_a_docstring() -> None:
    silent = []
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            explained = any(word in ast.unparse(mark) for mark in node.decorator_list for word in ELSEWHERE)
            if not explained and not node.name.startswith("_") and ast.get_docstring(node) is None:
                silent.append(f"{name_of(path)}:{node.lineno} {node.name}")
    assert silent == []


def test_no_module_is_named_after_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "manager", "common", "base", "misc"}
    assert [name_of(path) for path in CODE if path.stem in empty] == []


def test_every_package_is_typed() -> None:
    assert [name for name, folder in find_packages().items() if not (folder / "py.typed").exists()] == []


def test_the_checkout_is_looked_at_whole() -> None:
    seen = {name_of(path) for path in FILES}
    assert {"dev.py", ".ci/run", "pyproject.toml", "examcore/errors.py", "tests/conftest.py"} <= seen
    assert not any(name.startswith((".venv/", ".git/")) for name in seen)
    assert ROOT.is_dir()
