"""Knows how items are laid out as a table that is read back without loss.

Must not know what kind of file the table becomes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from examcore.formats.draft import LETTERS, require_text_alone
from examcore.formats.tables.cells import Unclear, escape_option, find_key
from examcore.formats.tags import PART_WORDS, write_tags
from examcore.nouns import Item

HEADINGS = (
    "STT",
    "Mã câu hỏi",
    "Nội dung câu hỏi",
    *(f"Phương án {letter}" for letter in LETTERS),
    "Đáp án",
    "Phần",
    "Lĩnh vực",
    "Mức độ",
    "Độ khó",
    "Vị trí việc làm",
    "Giữ chỗ",
    "Nhãn",
)
_OWN_COLUMN = ("phần: ", "lĩnh vực: ", "mức độ: ", "độ khó: ", "vị trí: ")


def lay_out_items(items: Sequence[Item]) -> Iterator[list[str]]:
    """The row of headings, then a row for each item, all text. Raises Refused for items with pictures or tables."""
    require_text_alone(items, "Excel, csv")
    yield list(HEADINGS)
    for number, item in enumerate(items, 1):
        lines = write_tags(item.tags, {})
        own = {name: line.removeprefix(name) for name in _OWN_COLUMN for line in lines if line.startswith(name)}
        texts = [escape_option(option.text, letter) for option, letter in zip(item.options, LETTERS, strict=False)]
        key = [option.id for option in item.options].index(item.key)
        fixed = [letter for letter, option in zip(LETTERS, item.options, strict=False) if option.fixed]
        yield [
            str(number),
            item.id,
            "\\" + item.stem if item.stem.startswith("\\") else item.stem,
            *texts,
            *[""] * (len(LETTERS) - len(texts)),
            _name_key(key, [option.text for option in item.options]),
            PART_WORDS.get(item.tags.part, item.tags.part),
            own.get("lĩnh vực: ", ""),
            own.get("mức độ: ", ""),
            own.get("độ khó: ", ""),
            own.get("vị trí: ", ""),
            ", ".join(fixed),
            "\n".join(line for line in lines if not line.startswith(_OWN_COLUMN)),
        ]


def _name_key(key: int, texts: Sequence[str]) -> str:
    """The letter; with the text behind it where the letter alone could be the text of another option."""
    try:
        if find_key(LETTERS[key], texts) == key:
            return LETTERS[key]
    except Unclear:
        pass
    return f"{LETTERS[key]}. {texts[key]}"
