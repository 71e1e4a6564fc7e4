"""Claims about what a sitting teaches a bank."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bench.analysis import PROFILE, simulate
from examcore.analysis import Lesson, Lessons, apply_lessons, examine, take_lessons
from examcore.analysis.lessons import LESSONS_FORMAT, add_use, pool_difficulty
from examcore.nouns import Tags

DAY = date(2024, 11, 15)
lessons = st.integers(1, 2000).flatmap(lambda n: st.integers(0, n).map(lambda right: Lesson("i", n, right)))
tags = st.builds(
    Tags, st.just("general"), st.just("a"), st.just("recall"), st.integers(0, 1000), seen=st.integers(0, 3000)
)


@given(st.integers(0, 1000), st.integers(0, 1000), lessons)
def test_a_new_item_is_drawn_to_its_area_as_by_twenty_candidates(estimate: int, area: int, lesson: Lesson) -> None:
    found = pool_difficulty(Tags("general", "a", "recall", estimate), area, lesson)
    exact = (Fraction(lesson.right * 1000) + 20 * area) / (lesson.n + 20)
    assert abs(found.difficulty - exact) <= Fraction(1, 2)
    assert found.seen == lesson.n


@given(tags, st.integers(0, 1000), lessons, lessons)
def test_sittings_teach_the_same_in_any_order_and_together(one: Tags, area: int, first: Lesson, second: Lesson) -> None:
    ends = {
        pool_difficulty(pool_difficulty(one, area, a), area, b).difficulty
        for a, b in ((first, second), (second, first))
    }
    together = pool_difficulty(one, area, Lesson("i", first.n + second.n, first.right + second.right))
    assert max(abs(end - together.difficulty) for end in ends) <= 1


@given(tags, st.integers(0, 1000), lessons)
def test_a_lesson_moves_the_figure_towards_what_was_seen_and_no_further(one: Tags, area: int, lesson: Lesson) -> None:
    known = Fraction(one.difficulty if one.seen else area)
    shown = Fraction(1000 * lesson.right, lesson.n)
    after = pool_difficulty(one, area, lesson).difficulty
    assert min(known, shown) - 1 <= after <= max(known, shown) + 1


def test_only_items_of_the_bank_that_were_answered_change() -> None:
    crowd = simulate(30)
    items = crowd.forms[0].items
    given = (Lesson(items[0].id, 30, 12), Lesson("elsewhere", 30, 3))
    used = tuple(one.item for one in given)
    changed = apply_lessons(items, Lessons(LESSONS_FORMAT, "S", DAY, False, given, used))
    assert [item.id for item in changed] == [items[0].id]
    assert replace(changed[0], tags=items[0].tags) == items[0]


def test_an_item_that_was_used_bears_the_day_once_though_it_taught_no_difficulty() -> None:
    items = simulate(30).forms[0].items
    names = (items[0].id, items[1].id)
    lessons = Lessons(LESSONS_FORMAT, "S", DAY, False, (Lesson(items[0].id, 30, 12),), names)
    changed = apply_lessons(items, lessons)
    assert [(item.id, item.tags.uses) for item in changed] == [(name, (DAY,)) for name in names]
    assert changed[1] == replace(items[1], tags=replace(items[1].tags, uses=(DAY,)))
    again = Lessons(LESSONS_FORMAT, "S2", DAY, False, (), names)
    assert apply_lessons(changed, again) == ()


@given(st.lists(st.dates(), max_size=8))
def test_days_of_use_stand_in_order_each_once_in_whatever_order_sittings_teach(days: list[date]) -> None:
    tags = Tags("general", "a", "recall", 500)
    for day in days:
        tags = add_use(tags, day)
    assert tags == replace(tags, uses=tuple(sorted(set(days))))


def test_an_amended_item_teaches_no_difficulty_but_was_used() -> None:
    crowd = simulate(30)
    first, second = crowd.forms[0].items[:2]
    ruled = {"F0": {first.id: (), second.id: tuple(sorted(option.id for option in second.options[:2]))}}
    ruled["F0"][second.id] = tuple(sorted({*ruled["F0"][second.id], second.key}))
    found = take_lessons("S", DAY, False, examine(PROFILE, crowd.forms, crowd.responses, crowd.results, ruled).items)
    assert {one.item for one in found.lessons} == {item.id for item in crowd.forms[0].items[2:]}
    assert found.used == tuple(sorted(item.id for item in crowd.forms[0].items))


def test_a_form_nobody_sat_was_not_used() -> None:
    crowd = simulate(30)
    spare = replace(
        crowd.forms[0],
        id="SPARE",
        parts=tuple(
            replace(part, items=tuple(replace(item, id=f"spare-{item.id}") for item in part.items))
            for part in crowd.forms[0].parts
        ),
    )
    found = take_lessons(
        "S", DAY, False, examine(PROFILE, (*crowd.forms, spare), crowd.responses, crowd.results).items
    )  # fmt: skip
    assert set(found.used) == {item.id for form in crowd.forms for item in form.items}
