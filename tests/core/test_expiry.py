"""Claims about a law that ends: which tags change, and which blueprints lack items from then on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from examcore.language import Label
from examcore.nouns import Basis, Blueprint, PartPlan, Quota, Source, Tags
from examcore.shortage.expiry import end_source, find_breaches, list_sources

LAST, DAY = date(2025, 6, 30), date(2025, 7, 1)
OLD, NEW = Source("Luật X", "Luật X"), Source("Luật Y", "Luật Y")


def tagged(*sources: Source, area: str = "a") -> Tags:
    return Tags("general", area, "recall", 600, bases=tuple(Basis(one, "Điều 1") for one in sources))


def plan(position: str, need: int) -> Blueprint:
    part = PartPlan("general", Label("Chung"), need, (Quota("area", "a", need, need),))
    return Blueprint("p", "p1", position, (part,))


BANK = {f"i{n}": tagged(OLD if n < 4 else NEW) for n in range(10)}
ENDED = {name: end_source(tags, "Luật X", LAST) for name, tags in BANK.items()}


def test_an_item_holds_on_the_last_day_and_not_on_the_next() -> None:
    both = end_source(tagged(OLD, NEW), "luật  x", LAST)
    assert (both.holds_on(LAST), both.holds_on(DAY)) == (True, False)
    assert both.bases[1].source == NEW
    assert replace(both, bases=()) == replace(tagged(OLD, NEW), bases=())


def test_the_name_of_a_law_is_known_however_its_accents_are_written() -> None:
    assert end_source(tagged(OLD), "Lua\u0302\u0323t X", LAST) != tagged(OLD)
    assert end_source(tagged(OLD), "Luật XY", LAST) == tagged(OLD)


@given(st.lists(st.sampled_from([OLD, NEW])), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_ending_a_law_twice_on_one_day_changes_nothing_more(sources: list[Source], last: date) -> None:
    once = end_source(tagged(*sources), "Luật X", last)
    assert end_source(once, "Luật X", last) == once
    assert list_sources([once]) == list_sources([tagged(*sources)])


def test_only_blueprints_that_lose_items_are_named_with_what_they_lack() -> None:
    found = find_breaches([plan("fits", 6), plan("short", 8), plan("thin", 12)], BANK, ENDED, DAY)
    assert [one.position for one in found] == ["short", "thin"]
    assert [one.is_new for one in found] == [True, False]
    assert {(s.need, s.have, s.missing) for s in found[0].shortages} == {(8, 6, 2)}
    assert found[1].missing_before == (2,)


def test_before_the_law_ends_nothing_breaks() -> None:
    assert find_breaches([plan("short", 8)], BANK, ENDED, LAST) == ()
