"""Claims about the Vietnamese of every message."""

from __future__ import annotations

from pathlib import Path

import pytest

import catalogues
from tree import find_packages


@pytest.mark.parametrize("package", find_packages().values(), ids=find_packages().keys())
def test_every_message_has_its_vietnamese(package: Path) -> None:
    assert list(catalogues.check_package(package)) == []


def write_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, entries: str) -> Path:
    """A small package of one module and one catalogue."""
    monkeypatch.setattr(catalogues, "name_of", lambda path: path.name)
    (tmp_path / "locale").mkdir()
    (tmp_path / "module.py").write_text(code, encoding="utf-8")
    (tmp_path / "locale" / "vi.po").write_text(entries, encoding="utf-8")
    (tmp_path / "locale" / "vi.mo").write_bytes(catalogues.compile_catalogue(catalogues.read_catalogue(tmp_path)))
    return tmp_path


ENTRY = 'msgid "no item in {file}"\nmsgstr "tệp {file} không có câu hỏi nào"\n'


@pytest.mark.parametrize(
    ("code", "entries", "complaint"),
    [
        ('msg("no item in {file}", file=f)', ENTRY, ""),
        ('msg("no item " "in {file}", file=f)', ENTRY, ""),
        ('msg("no item in {file}", file=f)', "", "no Vietnamese"),
        ('msg("no item in {file}", file=f)', "#, fuzzy\n" + ENTRY, "no Vietnamese"),
        ('msg("no item in {file}", name=f)', ENTRY, "values"),
        ('msg("no item in {file}", file=f)', ENTRY.replace("{file}", "{name}", 2), "no Vietnamese"),
        ('msg("no item in {file}", file=f)', ENTRY.replace("tệp {file}", "tệp {name}"), "places differ"),
        ('msg("no item in {file}", file=f); msg(found)', ENTRY, "written out"),
        ("", ENTRY, "nobody says"),
        ('msg("no item in {file}", file=f)', ENTRY.replace("ệ", "e\u0323\u0302"), "not NFC"),
    ],
)
def test_a_catalogue_is_complained_about_exactly_where_it_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, entries: str, complaint: str
) -> None:
    package = write_package(tmp_path, monkeypatch, code, entries)
    problems = list(catalogues.check_package(package))
    if complaint:
        assert any(complaint in problem for problem in problems), problems
    else:
        assert problems == []


def test_a_stale_mo_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = write_package(tmp_path, monkeypatch, 'msg("no item in {file}", file=f)', ENTRY)
    (package / "locale" / "vi.mo").write_bytes(b"")
    (problem,) = catalogues.check_package(package)
    assert "dev.py fix" in problem


def test_compiling_names_no_date_and_no_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = write_package(tmp_path, monkeypatch, "", ENTRY)
    compiled = catalogues.compile_catalogue(catalogues.read_catalogue(package))
    assert b"Date" not in compiled
    assert b"Babel" not in compiled
    assert "không có câu hỏi nào".encode() in compiled
