"""Claims about items with pictures and tables under lint, compared and mended: what differs there alone differs."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from examcore.engine.lint import lint, lint_item, mend_item
from examcore.nouns import PLACE, Figure, Grid, Item, Option, Picture, Tags, keep_figures, name_option

TAGS = Tags("general", "hien-phap", "recall", 700)
TABLE = Figure(grid=Grid((("Năm", "Số"), ("2024", "5"))))


def show(data: bytes, alt: str = "một biểu đồ") -> Figure:
    return Figure(alt, Picture("png", 64, 48, 60, hashlib.sha256(data).hexdigest(), data))


def ask(*figures: Figure, name: str = "X-1", options: tuple[Figure | None, ...] = (None,) * 3) -> Item:
    texts = ("Quốc hội khóa mới", "Chính phủ và các bộ", "Tòa án nhân dân")
    made = tuple(
        Option(f"{name}-{at}", PLACE if one else text, figures=keep_figures([one] if one else []))
        for at, (text, one) in enumerate(zip(texts, options, strict=True))
    )
    stem = "\n".join(["Cơ quan nào ban hành văn bản này?", *[PLACE] * len(figures)])
    return Item(name, stem, made, made[0].id, TAGS, keep_figures(figures))


def codes(*items: Item) -> list[str]:
    return [one.code for one in lint(items) if one.code not in ("no-basis", "few-options")]


def test_the_same_words_about_another_picture_are_another_question() -> None:
    assert "duplicate" in codes(ask(show(b"1")), ask(show(b"1"), name="X-2"))
    assert "duplicate" not in codes(ask(show(b"1")), ask(show(b"2"), name="X-2"))
    assert "duplicate" not in codes(ask(TABLE), ask(replace(TABLE, grid=Grid((("Năm", "Số"),))), name="X-2"))


def test_options_that_are_the_same_picture_are_the_same_option() -> None:
    assert "same-options" in codes(ask(options=(show(b"1"), show(b"1"), None)))
    assert codes(ask(options=(show(b"1"), show(b"2"), None))) == []


def test_a_picture_without_words_is_found_once_and_a_table_needs_none() -> None:
    assert codes(ask(show(b"1", ""), show(b"2", ""), TABLE)) == ["picture-undescribed"]
    assert codes(ask(options=(show(b"1", ""), None, None))) == ["picture-undescribed"]
    assert codes(ask(TABLE, show(b"1"))) == []


def test_the_place_of_a_figure_is_no_odd_sign() -> None:
    inline = replace(ask(show(b"1")), stem=f"Biểu tượng {PLACE} của cơ quan nào?")
    assert [one.code for one in lint_item(inline) if one.code != "no-basis"] == []


def test_no_fix_takes_a_figure_out_with_the_words_around_it() -> None:
    noted = f"Cơ quan nào ban hành văn bản này? (Khoản 3 Điều 2 {PLACE})"
    marked = replace(ask(show(b"1")), stem=noted)
    mended, _ = mend_item(marked)
    assert mended.stem.count(PLACE) == 1
    spaced = replace(ask(options=(show(b"1"), show(b"2"), None)), stem="Cơ quan nào  ban hành?")
    mended, changes = mend_item(spaced)
    assert [one.code for one in changes] == ["odd-space"]
    assert mended.options == spaced.options


def test_ids_of_mended_options_tell_pictures_apart() -> None:
    spaced = ask(options=(show(b"1"), show(b"2"), None))
    spaced = replace(spaced, options=(*spaced.options[:2], replace(spaced.options[2], text="Tòa  án")))
    mended, _ = mend_item(spaced)
    assert len({option.id for option in mended.options}) == 3
    assert mended.options[2].id == name_option(mended.id, "Tòa án")
