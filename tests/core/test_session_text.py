"""Claims about text on its way to a screen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examcore.text import clean_line, clean_text


@given(st.text())
def test_cleaned_text_is_nfc_and_cleaning_again_changes_nothing(text: str) -> None:
    clean = clean_text(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert clean_text(clean) == clean
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") for c in clean if c != "\n")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\x1b[31mb", "a[31mb"),
        ("đáp\u202eán", "đápán"),
        ("e\u0302\u0301", "ế"),
        ("một\r\nhai\u2028ba", "một\nhai\nba"),
        ("a\tb", "a b"),
        ("a\u200bb\ufeff", "ab"),
        ("\ue000", "\ufffd"),
    ],
)
def test_what_could_move_hide_or_reorder_text_is_gone(text: str, clean: str) -> None:
    assert clean_text(text) == clean


def test_a_cleaned_line_is_one_line() -> None:
    assert clean_line("  Nguyễn \n Văn\tA ") == "Nguyễn Văn A"
