"""Claims about the fairness of a draw: of items that are equal, none is drawn more often than chance has it."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable

import pytest

from examcore.assembly.lottery import draw_by_lottery
from examcore.assembly.pool import Task, Turn, open_turn, set_task, take_stock
from examcore.assembly.swap import draw_by_swap
from examcore.assembly.windows import set_post
from examcore.engine.tickets import Stream
from examcore.language import Label
from examcore.nouns import LEVELS, Blueprint, Drawn, Lot, PartPlan, Quota, Tags
from examcore.testing.bank import DAY

EQUAL = tuple(f"I{n:03}" for n in range(40))


def make_task() -> Task:
    """20 items of 120 in three areas; the 40 of the first area are equal, the others of every level and difficulty."""
    stream = Stream("fairness", "lots")
    lots = [Lot(i, Tags("p", "a", "understand", 620)) for i in EQUAL]
    lots += [
        Lot(f"I{n:03}", Tags("p", "bc"[n % 2], LEVELS[stream.below(3)], 450 + stream.below(350)))
        for n in range(40, 120)
    ]
    quotas = (*(Quota("area", area, 6, 8) for area in "abc"), *(Quota("level", level, 3, 12) for level in LEVELS))
    plan = PartPlan("p", Label("Phần"), 20, quotas, 600, 640)
    stock = take_stock(lots, DAY)
    return set_task(stock, set_post(stock, Blueprint("policy", "profile", "X", (plan,)), 1))


def measure_spread(rule: Callable[[Turn], Drawn | None], draws: int) -> float:
    """The standard deviation of how often each equal item was drawn, in those of a binomial: about 1 where it is fair,
    between 0.66 and 1.34 in all but three of a thousand such measurements.
    """
    task = make_task()
    drawn: Counter[str] = Counter()
    for n in range(draws):
        form = rule(open_turn(task, f"seed {n}", 1, (), {}, 0))
        assert form is not None
        drawn.update(form.items)
    counts = [drawn[i] for i in EQUAL]
    share = sum(counts) / len(counts) / draws
    deviation = math.sqrt(draws * share * (1 - share))
    assert all(abs(count - draws * share) < 5 * deviation for count in counts)
    return statistics.pstdev(counts) / deviation


@pytest.mark.parametrize("rule", [draw_by_lottery, draw_by_swap])
def test_no_equal_item_is_favoured(rule: Callable[[Turn], Drawn | None]) -> None:
    assert 0.66 < measure_spread(rule, 600) < 1.34


def test_no_equal_item_is_favoured_in_ten_thousand_lotteries() -> None:
    assert 0.66 < measure_spread(draw_by_lottery, 10_000) < 1.1


def test_the_look_out_sees_a_rule_that_favours_an_item() -> None:
    def favour(turn: Turn) -> Drawn | None:
        form = draw_by_lottery(turn)
        assert form is not None
        first = next(i for i in form.parts[0] if i in EQUAL)
        return Drawn("X", 1, "lottery", (1,), (tuple(i for i in form.parts[0] if i not in EQUAL[20:] or i == first),))

    with pytest.raises(AssertionError):
        assert 0.66 < measure_spread(favour, 600) < 1.34
