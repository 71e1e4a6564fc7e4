"""Knows how items of every kind a bank may hold are made by chance, for the laws of formats.

Must not make what no bank holds: texts are clean, names and tags as the item file spells them.
"""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from examcore.formats.draft import tidy
from examcore.nouns import LEVELS, Basis, Item, Option, Source, Tags, name_option

_WORDS = (
    "ủy",
    "ban",
    "Nhân",
    "dân",
    "được",
    "quyền",
    "Điều",
    "số",
    "2013",
    "kỳ",
    "hỏi",
    "ỹ",
    "Ặ",
    "a",
    "1",
    "m²",
    "CO₂",
    "x",
)
_SIGNS = (*" .,;:?!()[]{}<>=+-*/\\~#%&@$^_|'\"“”–…", "  ", " - ", "//", "::")
_WORD = st.tuples(st.sampled_from(_WORDS), st.integers(0, 9999)).map(lambda pair: f"{pair[0]}{pair[1]}")
_LINE = (
    st.lists(st.sampled_from((*_WORDS, *_SIGNS)), min_size=1, max_size=9)
    .map(lambda pieces: tidy("".join(pieces), False))
    .filter(bool)
)
_AWKWARD = st.sampled_from([
    "A. mới", "*B. sai", "ANSWER: A", "{=a ~b}", "// ghi chú", "::tên:: x", "=1+1", "@SUM(A1)", "-5", "+84",
    "phần: chung", "---",
    "## X-1", "\\n", "<b>đậm</b>", "&lt;", "]]>", "a\\:b", "100 %", "%50%", "#", "~", "=", "C.", "$CATEGORY: x",
    "1,5", "[html] x",
])  # fmt: skip
_TEXT = st.one_of(_LINE, _AWKWARD)
_DAY = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@st.composite
def one_line_items(draw: st.DrawFn) -> Item:
    """Items with the simplest tags, stem and options on one line each: what every format can say."""
    return _make(draw, _TEXT, Tags("general", "hien-phap", "understand", 600), st.just(False))


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Items with any tags and stems and options of several lines."""
    lines = st.lists(_TEXT, min_size=1, max_size=3).map("\n".join)
    sources = st.builds(Source, _WORD, _WORD, st.none() | _DAY, st.none() | _DAY)
    bases = st.lists(st.builds(Basis, sources, _WORD | st.just("")), max_size=3)
    areas = draw(st.lists(_WORD, min_size=1, max_size=3, unique=True))
    tags = Tags(
        draw(st.sampled_from(["general", "professional"])),
        areas[0],
        draw(st.sampled_from(LEVELS)),
        draw(st.integers(0, 1000)),
        tuple(draw(st.lists(_WORD, max_size=3))),
        tuple(draw(bases)),
        tuple(draw(st.lists(_WORD, max_size=2))),
        draw(st.integers(0, 5000)),
        draw(_WORD | st.just("")),
        tuple(areas[1:]),
        draw(_WORD | st.just("")),
        tuple(sorted(draw(st.sets(_DAY, max_size=3)))),
    )
    return _make(draw, lines, tags, st.booleans())


def _make(draw: st.DrawFn, texts: st.SearchStrategy[str], tags: Tags, fixed: st.SearchStrategy[bool]) -> Item:
    name = "Q-" + draw(_WORD)
    told = draw(st.lists(texts.filter(bool), min_size=2, max_size=6, unique=True))
    options = tuple(Option(name_option(name, text), text, draw(fixed)) for text in told)
    return Item(name, draw(texts), options, draw(st.sampled_from(options)).id, tags)
