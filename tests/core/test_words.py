"""Claims about messages, canonical JSON, plugins and writers: the small machines everything else stands on."""

from __future__ import annotations

import csv
import io
import types
import unicodedata
import zipfile
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examcore.canonical import decode, digest, encode
from examcore.errors import BadInput, BrokenPlugin, NotFound, WrongPassphrase
from examcore.hooks import hookimpl
from examcore.language import Label, choose_language, current_language, messages, speaking, write_decimal
from examcore.nouns import Column, Table, Tags
from examcore.plugins import load_plugins
from examcore.text import clean_text, fold, has_unsafe
from examcore.writers.csv import CsvWriter
from examcore.writers.xlsx import XlsxWriter

msg = messages("examcore")


def test_one_message_reads_in_both_languages() -> None:
    told = msg("{path} is not empty", path="tệp")
    assert told.read("en") == "tệp is not empty"
    assert told.read("vi") != told.read("en")
    assert "tệp" in told.read("vi")


def test_the_language_is_of_the_context_and_not_of_the_process() -> None:
    before = current_language()
    with speaking("en"):
        assert current_language() == "en"
        choose_language("vi")
        assert current_language() == "vi"
    assert current_language() == before


def test_an_error_shows_its_hint_in_the_readers_language() -> None:
    error = WrongPassphrase(msg("the passphrase does not open {source}", source="k"), msg("the seed is empty"))
    assert error.read("en").splitlines()[1].startswith("hint: ")
    assert "hint" not in error.read("vi")


def test_a_label_falls_back_to_vietnamese() -> None:
    assert Label("Tốt").read("en") == "Tốt"
    assert Label("Tốt", "Good").read("en") == "Good"


@dataclass(frozen=True, slots=True)
class Sample:
    name: str
    share: Fraction
    tags: tuple[str, ...]


@given(st.text(), st.fractions(), st.lists(st.text()))
def test_canonical_json_gives_back_the_noun_and_one_digest(name: str, share: Fraction, tags: list[str]) -> None:
    noun = Sample(unicodedata.normalize("NFC", name), share, tuple(unicodedata.normalize("NFC", t) for t in tags))
    assert decode(encode(noun), Sample) == noun
    assert digest(noun) == digest(decode(encode(noun), Sample))


@pytest.mark.parametrize(
    "data",
    [
        b'{"name":"a","share":"1/2","tags":[] }',
        b'{"share":"1/2","name":"a","tags":[]}',
        b'{"name":"a","name":"b","share":"1/2","tags":[]}',
        b'{"name":"a","share":"2/4","tags":[]}',
        b'{"name":"a","share":"1/2","tags":[],"more":1}',
        unicodedata.normalize("NFD", '{"name":"é","share":"1/2","tags":[]}').encode(),
        b'{"name":1,"share":"1/2","tags":[]}',
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_bytes_that_are_not_canonical_are_refused_by_name(data: bytes) -> None:
    with pytest.raises(BadInput, match="tệp lạ"):
        decode(data, Sample, "tệp lạ")


def plugin(name: str, **functions: object) -> types.ModuleType:
    module = types.ModuleType(name)
    for key, value in functions.items():
        setattr(module, key, value)
    return module


def test_a_misspelt_hook_stops_the_program() -> None:
    @hookimpl
    def examcore_polices() -> list[object]:
        return []

    with pytest.raises(BrokenPlugin, match="examcore_polices"):
        load_plugins([plugin("misspelt", examcore_polices=examcore_polices)])


def test_a_hook_with_wrong_arguments_names_its_plugin() -> None:
    @hookimpl
    def examcore_check_item(item: object, colour: object) -> list[object]:
        return []

    with pytest.raises(BrokenPlugin, match="wrongly"):
        load_plugins([plugin("wrongly", examcore_check_item=examcore_check_item)])


def test_two_plugins_with_one_id_stop_the_program() -> None:
    @hookimpl
    def examcore_writers() -> list[object]:
        return [CsvWriter()]

    with pytest.raises(BrokenPlugin, match="csv"):
        load_plugins([plugin("twin", examcore_writers=examcore_writers)]).gather_all()


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(NotFound) as refused:
        load_plugins().writer("odt")
    assert "csv" in refused.value.read()


HOSTILE = ["=1+1", "+84 123", "-5", "@sum", "\tx", '=HYPERLINK("http://a")', "007", "Đỗ Thị Ánh"]
TABLE = Table("t", "Bảng", (Column("Chữ"), Column("Số", "number")), tuple((h, n) for n, h in enumerate(HOSTILE)))


def test_no_csv_cell_starts_like_a_formula() -> None:
    data = CsvWriter().write(TABLE)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert data.startswith(b"\xef\xbb\xbf")
    assert [r[0].removeprefix("'") for r in rows[1:]] == HOSTILE
    assert not any(r[0].startswith(("=", "+", "-", "@", "\t")) for r in rows[1:])


def test_no_xlsx_cell_is_a_formula_or_a_link_and_the_same_table_gives_the_same_bytes() -> None:
    data = XlsxWriter().write(TABLE)
    assert data == XlsxWriter().write(TABLE)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "=1+1" in strings
    assert "Đỗ Thị Ánh" in strings


@given(st.text())
def test_cleaned_text_is_safe_nfc_and_stays_as_it_is(text: str) -> None:
    cleaned = clean_text(text)
    assert not any(has_unsafe(line) for line in cleaned.split("\n"))
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean_text(cleaned) == cleaned


def test_terminal_escapes_and_direction_controls_do_not_survive() -> None:
    hostile = "\x1b]52;c;AAAA\x07 khoản \u202e1\u202c \x9b31m \u200bẩn"
    assert "\x1b" not in clean_text(hostile)
    assert has_unsafe(hostile)
    assert fold("  Quốc  HỘI. ") == "quốc hội"


def test_tags_without_positions_serve_everyone() -> None:
    assert Tags("general", "a", "recall", 500).serves("X")
    assert not Tags("general", "a", "recall", 500, ("Y",)).serves("X")


def test_a_decimal_has_a_comma_in_vietnamese_and_a_point_in_english() -> None:
    assert write_decimal(12.34, 1, "vi") == "12,3"
    assert write_decimal(0.637, 3, "en") == "0.637"
    assert write_decimal(1, 3, "vi") == "1,000"
