"""Claims about what a sitting teaches a bank."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bench.analysis import PROFILE, simulate
from examcore.analysis import Lesson, Lessons, apply_lessons, examine, take_lessons
from examcore.analysis.lessons import LESSONS_FORMAT, pool_difficulty
from examcore.nouns import Tags

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
    given = (Lesson(items[0].id, 30, 12), Lesson("elsewhere", 30, 3), Lesson(items[1].id, 0, 0))
    changed = apply_lessons(items, Lessons(LESSONS_FORMAT, "S", False, given))
    assert [item.id for item in changed] == [items[0].id]
    assert replace(changed[0], tags=items[0].tags) == items[0]


def test_an_amended_item_teaches_nothing() -> None:
    crowd = simulate(30)
    first, second = crowd.forms[0].items[:2]
    ruled = {"F0": {first.id: (), second.id: tuple(sorted(option.id for option in second.options[:2]))}}
    ruled["F0"][second.id] = tuple(sorted({*ruled["F0"][second.id], second.key}))
    found = take_lessons("S", False, examine(PROFILE, crowd.forms, crowd.responses, crowd.results, ruled).items)
    assert {one.item for one in found.lessons} == {item.id for item in crowd.forms[0].items[2:]}
