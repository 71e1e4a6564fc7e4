"""Knows in which order the rules look at an item and at a bank.

Must not know a rule, nor whether an item is true: a council reads every item before real use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from examcore.engine.lint.bases import check_bases, check_force, find_undated
from examcore.engine.lint.figures import check_figures
from examcore.engine.lint.finding import Fault, Finding, list_texts
from examcore.engine.lint.groups import check_groups
from examcore.engine.lint.leftovers import check_leftovers
from examcore.engine.lint.letters import check_letters
from examcore.engine.lint.mending import can_mend
from examcore.engine.lint.options import check_options
from examcore.engine.lint.pairs import find_doubles
from examcore.engine.lint.placing import check_places
from examcore.engine.lint.rules import BY_CODE
from examcore.engine.lint.wording import check_wording
from examcore.engine.ties import find_loose_ties
from examcore.nouns import Item


def lint(items: Sequence[Item], day: date | None = None) -> tuple[Finding, ...]:
    """All findings: item by item in their order, then pairs, item sets and enemies, documents, then whole groups.

    With `day`, items resting on law not in force that day are found too.
    """
    found = [finding for item in items for finding in lint_item(item, day)]
    found += find_doubles(items)
    found += (Finding(code, name, message) for code, name, message in find_loose_ties(items))
    found += find_undated(items)
    found += check_groups(items)
    return tuple(found)


def lint_item(item: Item, day: date | None = None) -> tuple[Finding, ...]:
    """The faults that show in one item alone, as quickly as one types; with `day`, also whether its bases hold then."""
    return tuple(_tell(item, fault) for fault in _look(item, day))


def _look(item: Item, day: date | None) -> Iterator[Fault]:
    for place, text in list_texts(item):
        yield from (Fault(code, place, message) for code, message in check_letters(text))
    yield from check_wording(item)
    yield from check_figures(item)
    yield from check_leftovers(item)
    yield from check_options(item)
    yield from check_places(item)
    yield from check_bases(item)
    if day is not None:
        yield from check_force(item, day)


def _tell(item: Item, fault: Fault) -> Finding:
    told = Finding(fault.code, item.id, fault.message, fault.place)
    fix = BY_CODE[fault.code].fix
    if fix is None or not can_mend(fault.code, item, fault.place):
        return told
    return replace(told, fix=fix)
