"""Capacity: how many forms without a shared item a bank holds, against brute force and through the command."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from examcore.assembly.check import can_assign
from examcore.nouns import LEVELS, Blueprint, Limits, Lot, Quota, Tags
from examcore.shortage.capacity import map_capacity
from examcore.testing.bank import DAY, POSITIONS, simulate_bank, simulate_blueprint
from tests.core.shortages import small

TAGS = Tags("general", "a", "recall", 600)


def _is_form(blueprint: Blueprint, chosen: tuple[Lot, ...]) -> bool:
    part = blueprint.parts[0]
    areas = {n: quota for n, quota in enumerate(part.quotas) if quota.tag == "area"}
    places = [tuple(n for n, q in areas.items() if q.value in lot.tags.areas) for lot in chosen]
    levels = all(
        quota.least <= sum(lot.tags.level == quota.value for lot in chosen) <= quota.most
        for quota in part.quotas
        if quota.tag == "level"
    )
    return levels and can_assign(areas, [place for place in places if place])


def _pack(lots: tuple[Lot, ...], blueprint: Blueprint) -> int:
    """The most disjoint forms, by trying all of them."""
    count = blueprint.parts[0].count
    if len(lots) < count:
        return 0
    best = _pack(lots[1:], blueprint)
    for others in combinations(lots[1:], count - 1):
        if _is_form(blueprint, (lots[0], *others)):
            rest = tuple(lot for lot in lots[1:] if lot not in others)
            best = max(best, 1 + _pack(rest, blueprint))
    return best


@st.composite
def _instances(draw: st.DrawFn) -> tuple[tuple[Lot, ...], Blueprint]:
    areas = ("a", "b", "c")
    lots = []
    for n in range(draw(st.integers(1, 8))):
        own = draw(st.lists(st.sampled_from((*areas, "x")), min_size=1, max_size=2, unique=True))
        level = draw(st.sampled_from(LEVELS))
        lots.append(Lot(f"I{n}", replace(TAGS, area=own[0], also=tuple(sorted(own[1:])), level=level)))
    count = draw(st.integers(2, 3))
    quotas = []
    for value in areas:
        if draw(st.booleans()):
            least = draw(st.integers(0, 1))
            quotas.append(Quota("area", value, least, draw(st.integers(least, 2))))
    for value in LEVELS:
        if draw(st.booleans()):
            least = draw(st.integers(0, 1))
            quotas.append(Quota("level", value, least, draw(st.integers(least, 3))))
    return tuple(lots), small(quotas, count)


@given(_instances())
@settings(max_examples=200, deadline=None)
def test_capacity_is_what_brute_force_finds_on_tiny_banks(instance: tuple[tuple[Lot, ...], Blueprint]) -> None:
    lots, blueprint = instance
    contradicts = any(
        sum(q.least for q in blueprint.parts[0].quotas if q.tag == tag) > blueprint.count for tag in ("area", "level")
    )
    (found,) = map_capacity(lots, [blueprint], DAY)
    assert found.forms == (0 if contradicts else _pack(lots, blueprint))


@given(_instances(), st.data())
@settings(max_examples=150, deadline=None)
def test_with_fewer_items_written_than_are_missing_there_is_no_form_more(
    instance: tuple[tuple[Lot, ...], Blueprint], data: st.DataObject
) -> None:
    lots, blueprint = instance
    (found,) = map_capacity(lots, [blueprint], DAY)
    written = [
        Lot(f"N{n}", replace(TAGS, area=data.draw(st.sampled_from("abcx")), level=data.draw(st.sampled_from(LEVELS))))
        for n in range(found.missing - 1)
    ]
    assert map_capacity([*lots, *written], [blueprint], DAY)[0].forms <= found.forms


def test_the_limit_of_items_asked_lately_counts_for_every_form() -> None:
    lots = [Lot(f"I{n:02}", TAGS) for n in range(8)]
    lots += [Lot(f"J{n:02}", replace(TAGS, uses=(DAY.replace(year=2025),))) for n in range(12)]
    blueprint = replace(small([], 4), limits=Limits(recent=50))
    (found,) = map_capacity(lots, [blueprint], DAY)
    assert (found.forms, found.missing) == (4, 2)
    assert found.limit.read("vi") == "câu chưa hỏi trong năm nay và năm trước"


def test_core_items_stand_in_every_form_and_do_not_count_as_shared() -> None:
    lots = [Lot(f"I{n:02}", TAGS) for n in range(10)]
    (found,) = map_capacity(lots, [replace(small([], 4), core=("I00",))], DAY)
    assert (found.forms, found.missing) == (3, 3)


def test_ten_thousand_items_hold_a_dozen_forms_for_each_of_85_positions_scarcest_first() -> None:
    found = map_capacity(simulate_bank(10_000), [simulate_blueprint(code) for code in POSITIONS], DAY)
    assert {one.position for one in found} == set(POSITIONS)
    assert [one.forms for one in found] == sorted(one.forms for one in found)
    assert 12 <= found[0].forms <= found[42].forms <= 14
    assert all(one.missing > 0 for one in found)
