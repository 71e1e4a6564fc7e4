"""Knows what it means that a document of law ends: which items it bars from the next day on, and what can then no
longer be filled.

Must not know where items are kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from examcore.assembly.ladder import Stuck, draw_plan
from examcore.assembly.pool import take_stock
from examcore.assembly.windows import set_post
from examcore.errors import Missing
from examcore.nouns import Blueprint, DrawPlan, Lot, Tags
from examcore.shortage.explain import check_plan, explain

SEED = "examcore/expiry/v1"
"""Whether a form can be drawn at all hardly depends on the seed; one is named so that the answer repeats."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A position whose blueprint lacks items once the document has ended; `missing_before` by quota is what it lacked
    anyway. `is_new` is true where a form could be drawn before.
    """

    position: str
    shortages: tuple[Missing, ...]
    missing_before: tuple[int, ...]

    @property
    def is_new(self) -> bool:
        """Whether nothing was missing before."""
        return not any(self.missing_before)


def same_name(one: str, other: str) -> bool:
    """Whether two short names of a document are the same but for case, spaces and the way accents are written."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def end_source(tags: Tags, source: str, last: date) -> Tags:
    """The tags with `last` as the last day of the document called `source`; unchanged where the item does not rest on
    it.
    """
    bases = tuple(
        replace(basis, source=replace(basis.source, until=last)) if same_name(basis.source.name, source) else basis
        for basis in tags.bases
    )
    return replace(tags, bases=bases)


def list_sources(tags: Iterable[Tags]) -> tuple[str, ...]:
    """The short names of all documents that items rest on, in order."""
    return tuple(sorted({basis.source.name for one in tags for basis in one.bases}))


def find_breaches(
    blueprints: Sequence[Blueprint], before: Mapping[str, Tags], after: Mapping[str, Tags], day: date
) -> tuple[Breach, ...]:
    """The blueprints that lack more items on `day` with the tags `after` than with those `before`."""
    lots = [[Lot(name, tags) for name, tags in found.items()] for found in (before, after)]
    breaches = []
    for blueprint in blueprints:
        old, new = (_find_shortages(blueprint, one, day) for one in lots)
        lacked = {(str(one.quota), one.need): one.missing for one in old}
        earlier = tuple(lacked.get((str(one.quota), one.need), 0) for one in new)
        if any(one.missing > was for one, was in zip(new, earlier, strict=True)):
            breaches.append(Breach(blueprint.position, new, earlier))
    return tuple(breaches)


def _find_shortages(blueprint: Blueprint, lots: Sequence[Lot], day: date) -> tuple[Missing, ...]:
    plan = DrawPlan(day, (set_post(take_stock(lots, day), blueprint, 1),))
    short = check_plan(lots, plan)
    if not short:
        try:
            draw_plan(lots, plan, SEED)
        except Stuck as stuck:
            short = explain(stuck).shortages
    return short
