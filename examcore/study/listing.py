"""Knows which documents the items for a position rest on: merged by name, the highest in rank first.

Must not know files or pages, nor count items for a reader: a document stands in the list whether one item rests on it
or a hundred, and an article only where so many items share it that none of them is told.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from examcore.engine.likeness import level
from examcore.nouns import Position, Profile, Source, Tags
from examcore.text import fold

FEWEST_FOR_ARTICLE = 3
"""Items that must share an article before it may be named, unless the officer asks for more."""
_RANKS = (
    "hiến pháp", "bộ luật", "luật", "pháp lệnh", "nghị quyết", "lệnh", "nghị định", "quyết định", "thông tư", "chỉ thị",
)  # fmt: skip
"""Kinds of documents in the order of Law 80/2015/QH13, article 4; every other kind follows."""
_SAME_RANK = {"bộ luật": "luật"}
_YEAR = re.compile(r" năm (?=(?:19|20)\d\d$)")
_ARTICLE = re.compile(r"\bđiều (\d+)(\w?)\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """A document to study, whether it is in force on the day of the list, and its articles that may be named."""

    source: Source
    in_force: bool
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """What to study for one part, for everybody (`position` None) or for one post."""

    part: str
    position: Position | None
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Syllabus:
    """The whole list for a day: the sections for everybody first, then those of each post. `fewest` is the least number
    of items that share a named article, None where no article is named.
    """

    profile: Profile
    day: date
    sections: tuple[Section, ...]
    fewest: int | None


def make_syllabus(
    tags: Iterable[Tags],
    profile: Profile,
    positions: Sequence[Position],
    day: date,
    fewest: int | None = None,
    in_force_only: bool = False,
) -> Syllabus:
    """The list for these posts. Items that serve every post are told once, for everybody; a post's own section names
    what only its own items rest on besides. Sections without a document are left out.
    """
    known = list(tags)
    shared = {
        part.name: [one for one in known if one.part == part.name and not one.positions] for part in profile.parts
    }
    sections = []
    for part in profile.parts:
        sections.append(Section(part.name, None, list_documents(shared[part.name], day, fewest)))
    for position in positions:
        for part in profile.parts:
            own = [one for one in known if one.part == part.name and position.code in one.positions]
            told = {reading.source.name for reading in sections[_place(profile, part.name)].readings}
            found = list_documents(own, day, fewest)
            sections.append(
                Section(part.name, position, tuple(r for r in found if r.source.name not in told or r.articles))
            )
    if in_force_only:
        sections = [Section(one.part, one.position, tuple(r for r in one.readings if r.in_force)) for one in sections]
    return Syllabus(profile, day, tuple(one for one in sections if one.readings), fewest)


def list_posts(tags: Iterable[Tags], listed: Mapping[str, Position]) -> tuple[Position, ...]:
    """The posts that items of their own stand for, in the order of `listed`; codes in no list are left out."""
    named = {code for one in tags for code in one.positions}
    return tuple(position for code, position in listed.items() if code in named)


def _place(profile: Profile, part: str) -> int:
    return [one.name for one in profile.parts].index(part)


def list_documents(tags: Sequence[Tags], day: date, fewest: int | None = None) -> tuple[Reading, ...]:
    """The documents of these items, those of one name once, in order: rank, then name; those not in force last.

    Where items disagree on a document's title or days, what most of them say holds. With `fewest`, articles that at
    least so many of these items rest on.
    """
    said: dict[str, Counter[Source]] = defaultdict(Counter)
    for one in tags:
        for basis in one.bases:
            said[_plain(basis.source.name)][basis.source] += 1
    articles = list_articles(tags, fewest) if fewest is not None else {}
    readings = []
    for name, sources in said.items():
        source = min(sources, key=lambda one: (-sources[one], one.until is None, one.name, one.title))
        readings.append(Reading(source, source.holds_on(day), articles.get(name, ())))
    return tuple(sorted(readings, key=_order))


def list_articles(tags: Sequence[Tags], fewest: int) -> Mapping[str, tuple[str, ...]]:
    """By plain name of document: the articles ("Điều 5") that at least `fewest` of these items rest on, in order."""
    resting: Counter[tuple[str, int, str]] = Counter()
    for one in tags:
        resting.update({
            (_plain(basis.source.name), int(number), letter)
            for basis in one.bases
            for number, letter in _ARTICLE.findall(fold(basis.place))
        })  # fmt: skip
    found: dict[str, list[str]] = defaultdict(list)
    for (name, number, letter), count in sorted(resting.items()):
        if count >= fewest:
            found[name].append(f"Điều {number}{letter}")
    return {name: tuple(articles) for name, articles in found.items()}


def _plain(name: str) -> str:
    """A name of a document for comparing: "Luật Đất đai năm 2024" and "luật  Đất đai 2024" are one."""
    return _YEAR.sub(" ", fold(name))


def _order(reading: Reading) -> tuple[bool, int, str, str]:
    title = fold(reading.source.title)
    kind = next((rank for rank in _RANKS if title.startswith(f"{rank} ") or title == rank), "")
    rank = _RANKS.index(_SAME_RANK.get(kind, kind)) if kind else len(_RANKS)
    return not reading.in_force, rank, level(reading.source.title), reading.source.name
