"""Claims about an item while it is written: fields and back without loss, every mistake named, nothing guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from examcore.desk import ItemText, read_fields, write_fields
from examcore.nouns import Item
from examcore.plugins import load_plugins
from examcore.testing.items import items

PLUGINS = load_plugins()
TAGS = (
    "phần: chung\nlĩnh vực: dat-dai\nmức độ: nhận biết\nđộ khó: 70\n"
    "văn bản: HP | Hiến pháp | từ 01/01/2014\ncăn cứ: HP | Điều 1"
)
TEXT = ItemText("Đất đai thuộc sở hữu của ai?", ("Nhà nước", "Toàn dân", "! Cả hai phương án trên", ""), "b", TAGS)


@settings(max_examples=15, deadline=None)
@given(items())
def test_fields_give_back_the_item_they_show(item: Item) -> None:
    text = write_fields(item)
    if any(option.text.startswith("!") for option in item.options):
        return  # the sign of a fixed place; such a text is told as one
    assert read_fields(PLUGINS, text, item, "").item == item


def test_an_option_keeps_its_id_when_another_one_changes_and_its_place_when_marked() -> None:
    before = read_fields(PLUGINS, TEXT, None, "X-1").item
    assert before is not None
    assert [one.fixed for one in before.options] == [False, False, True]
    assert before.key == before.options[1].id
    other_ids = tuple(replace(one, id=f"cũ-{at}") for at, one in enumerate(before.options))
    banked = replace(before, options=other_ids, key="cũ-1")
    changed = replace(write_fields(banked), options=("Nhà nước", "Toàn dân Việt Nam", "! Cả hai phương án trên"))
    after = read_fields(PLUGINS, changed, banked, "").item
    assert after is not None
    assert [one.id for one in after.options][::2] == ["cũ-0", "cũ-2"]
    assert after.options[1].id not in {"cũ-0", "cũ-1", "cũ-2"}
    assert after.key == after.options[1].id


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stem": " "}, "no-stem"),
        ({"key": ""}, "no-key"),
        ({"key": "E"}, "no-key"),
        ({"options": ("một",)}, "option-count"),
        ({"options": ("một", "", "ba")}, "empty-option"),
        ({"options": ("một", "một", "ba")}, "same-options"),
        ({"tags": "lĩnh vực: a"}, "missing-tag"),
        ({"tags": "phần: chung\nlĩnh vực: a\nmức độ: khó\nđộ khó: 50"}, "bad-level"),
        ({"tags": "phần: chung\nlĩnh vực: a\nchữ lạ"}, "bad-tag"),
        ({"tags": "phần: lạ\nlĩnh vực: a\nmức độ: nhận biết\nđộ khó: 50"}, "unknown-part"),
        ({"stem": "Hỏi \x1b[2J gì?"}, "control-character"),
    ],
)
def test_what_cannot_be_saved_is_barred_with_its_reason(change: dict[str, str], code: str) -> None:
    written = read_fields(PLUGINS, replace(TEXT, **change), None, "", ("general", "professional"))  # type: ignore[arg-type]  # fields by name
    assert written.item is None
    assert (code, True) in {(one.code, one.bars) for one in written.remarks}


def test_what_lint_finds_is_told_and_does_not_bar_saving() -> None:
    written = read_fields(PLUGINS, replace(TEXT, options=("Nhà nước", "Toàn dân", "Cả hai phương án trên")), None, "")
    assert written.item is not None
    assert ("loose-reference", False) in {(one.code, one.bars) for one in written.remarks}


def test_empty_fields_say_what_is_missing_and_make_nothing() -> None:
    written = read_fields(PLUGINS, ItemText(), None, "")
    assert written.item is None
    assert {"no-stem", "no-key", "option-count"} <= {one.code for one in written.remarks}
