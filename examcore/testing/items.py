"""Knows how items of every kind a bank may hold are made by chance, for the laws of formats.

Must not make what no bank holds: texts are clean, names and tags as the item file spells them.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from datetime import date

from hypothesis import strategies as st

from examcore.canonical import ABSENT, Absent
from examcore.formats.draft import tidy
from examcore.nouns import (
    LEVELS,
    PLACE,
    Basis,
    Figure,
    Grid,
    Item,
    Option,
    Picture,
    Source,
    Tags,
    keep_figures,
    name_option,
    spell,
)

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


def write_grey(width: int, height: int) -> bytes:
    """A PNG of one grey, `width` by `height` pixels, that holds nothing else."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress((b"\0" + b"\x80" * width) * height)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


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


_BYTES = tuple(write_grey(width, 7) for width in (5, 9, 31))


@st.composite
def illustrated_items(draw: st.DrawFn) -> Item:
    """Items whose stems and options hold pictures and tables, alone on a line and within one."""
    item = draw(items())
    stem, figures = _illustrate(draw, item.stem)
    options = []
    for option in item.options:
        text, held = _illustrate(draw, option.text) if draw(st.booleans()) else (option.text, ABSENT)
        spelled = spell(text, held)
        options.append(Option(name_option(item.id, spelled), text, option.fixed, held))
    key = options[[option.id for option in item.options].index(item.key)].id
    return Item(item.id, stem, tuple(options), key, item.tags, figures)


def _illustrate(draw: st.DrawFn, text: str) -> tuple[str, tuple[Figure, ...] | Absent]:
    figures = draw(st.lists(_PICTURE | _GRID, min_size=1, max_size=2))
    for place, figure in enumerate(figures):
        within = isinstance(figure.picture, Picture) and not text.endswith(f"\n{PLACE}")
        inline = [f"{text} {PLACE}"] if within else []
        before = [f"{PLACE}\n{text}"] if not place else []
        text = draw(st.sampled_from([f"{text}\n{PLACE}", *inline, *before]))
    return text, keep_figures(figures)


def _show(data: bytes, alt: str, width_mm: int) -> Figure:
    digest = hashlib.sha256(data).hexdigest()
    return Figure(alt, Picture("png", int.from_bytes(data[16:20]), 7, width_mm, digest, data))


_PICTURE = st.builds(_show, st.sampled_from(_BYTES), _TEXT | st.just(""), st.integers(0, 200))
_CELL = _TEXT | st.just("") | st.tuples(_TEXT, _TEXT).map("\n".join)
_ROWS = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.tuples(*[_CELL] * width), min_size=1, max_size=3).filter(lambda rows: any(map(any, rows)))
)
_GRID = st.builds(
    lambda rows, headed, alt: Figure(alt, grid=Grid(tuple(rows), headed)), _ROWS, st.booleans(), _TEXT | st.just("")
)


def _make(draw: st.DrawFn, texts: st.SearchStrategy[str], tags: Tags, fixed: st.SearchStrategy[bool]) -> Item:
    name = "Q-" + draw(_WORD)
    told = draw(st.lists(texts.filter(bool), min_size=2, max_size=6, unique=True))
    options = tuple(Option(name_option(name, text), text, draw(fixed)) for text in told)
    return Item(name, draw(texts), options, draw(st.sampled_from(options)).id, tags)
