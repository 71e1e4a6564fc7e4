"""Knows the faults in what an item rests on: no document, no place in it, a document that does not hold, another year.

Must not know what the law says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from examcore.engine.lint.finding import BASIS, STEM, Fault, Finding
from examcore.language import messages
from examcore.nouns import Item, Source
from examcore.text import fold

msg = messages("examcore")

_NAME_YEAR = re.compile(r"^(?P<head>.{6,}?)(?: năm)? (?P<year>(?:19|20)\d\d)$")
_TITLE_YEAR = re.compile(r"^(?P<head>(?:bộ luật|luật|pháp lệnh) .{4,}?) số \d+/(?P<year>(?:19|20)\d\d)/")


def check_bases(item: Item) -> Iterator[Fault]:
    """What is wrong with the bases of one item, whatever the day."""
    if not item.tags.bases:
        yield Fault("no-basis", BASIS, msg("the item names no legal basis"))
    for basis in item.tags.bases:
        if not basis.place.strip():
            yield Fault("no-basis-place", BASIS, msg("the basis {name} names no article or clause",
                                                     name=basis.source.name))  # fmt: skip
    yield from _check_years(item)


def _check_years(item: Item) -> Iterator[Fault]:
    stem = fold(item.stem)
    named = [
        found
        for basis in item.tags.bases
        for found in (_NAME_YEAR.match(fold(basis.source.name)), _TITLE_YEAR.match(fold(basis.source.title)))
        if found is not None
    ]
    years: dict[str, set[str]] = defaultdict(set)
    for found in named:
        years[found["head"]].add(found["year"])
    for head, known in years.items():
        said = set(re.findall(rf"\b{re.escape(head)}(?: năm)? ((?:19|20)\d\d)\b", stem))
        if said and not said & known:
            yield Fault(
                "other-year",
                STEM,
                msg(
                    "the stem names a law of {said}, the basis is of {known}",
                    said=", ".join(sorted(said)),
                    known=", ".join(sorted(known)),
                ),
            )


def check_force(item: Item, day: date) -> Iterator[Fault]:
    """The bases of one item that are not in force on `day`."""
    for basis in item.tags.bases:
        if not basis.source.holds_on(day):
            yield Fault("basis-lapsed", BASIS, msg("{name} is not in force on {day}", name=basis.source.name,
                                                   day=day.strftime("%d/%m/%Y")))  # fmt: skip


def find_undated(items: Sequence[Item]) -> Iterator[Finding]:
    """The documents without a first day in force, by name, each once."""
    resting: dict[Source, set[str]] = defaultdict(set)
    for item in items:
        for basis in item.tags.bases:
            if basis.source.since is None:
                resting[basis.source].add(item.id)
    for source, ids in sorted(resting.items(), key=lambda pair: pair[0].name):
        message = msg("{name} has no first day in force; {count} items rest on it",
                      name=source.name, count=len(ids))  # fmt: skip
        yield Finding("basis-undated", "", message, BASIS)
