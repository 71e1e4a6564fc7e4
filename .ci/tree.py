"""Knows where the packages and the text files of this checkout stand.

Must not import the product: it reads pyprojects and folders, nothing else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYPROJECTS = (ROOT / "pyproject.toml", *sorted(ROOT.glob("plugins/*/pyproject.toml")))
TEXT_SUFFIXES = frozenset(
    {
        ".py",
        ".md",
        ".toml",
        ".txt",
        ".po",
        ".typ",
        ".tcss",
        ".json",
        ".csv",
        ".yml",
        ".yaml",
        ".sh",
        ".cfg",
        "",
    }
)


KEPT = frozenset({".ci", ".gitignore", ".gitattributes", "__init__.py", "__main__.py"})
MADE = frozenset({"build", "dist", "demo-out"})
DEMO_MARK = ".examcore-demo"


def read_pyproject(path: Path) -> dict[str, object]:
    """The tables of one pyproject."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def table(tables: object, *keys: str) -> dict[str, object]:
    """The sub-table under `keys`, empty where it is missing."""
    for key in keys:
        tables = tables.get(key, {}) if isinstance(tables, dict) else {}
    return tables if isinstance(tables, dict) else {}


def texts(values: object) -> list[str]:
    """The strings of a TOML array, empty where it is missing."""
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def find_packages() -> dict[str, Path]:
    """Import name to folder of every package a wheel of this checkout carries, the core first."""
    packages: dict[str, Path] = {}
    for pyproject in PYPROJECTS:
        wheel = table(read_pyproject(pyproject), "tool", "hatch", "build", "targets", "wheel")
        for folder in texts(wheel.get("packages")):
            packages[Path(folder).name] = pyproject.parent / folder
    return packages


def walk(folder: Path = ROOT) -> Iterator[Path]:
    """Every text file a person wrote under `folder`, in name order: no hidden cache, no build, no .venv, no demo."""
    if (folder / DEMO_MARK).is_file():
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__")) and path.name not in KEPT:
            continue
        if path.name in MADE or path.is_symlink():
            continue
        if path.is_dir():
            yield from walk(path)
        elif path.suffix in TEXT_SUFFIXES:
            yield path


def name_of(path: Path) -> str:
    """The path as written in messages: relative to the root, with forward slashes."""
    return path.relative_to(ROOT).as_posix()
