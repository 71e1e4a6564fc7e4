"""Knows the ladder of rules: lottery, swap, solver, refusal; posts in order, forms in order.

Must not know how a rule works.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from examcore.assembly.check import find_faults
from examcore.assembly.lottery import draw_by_lottery
from examcore.assembly.pool import Stock, Turn, open_turn, set_task, take_stock
from examcore.assembly.swap import draw_by_swap
from examcore.nouns import Drawn, DrawPlan, Lot

Solve = Callable[[Turn], "Drawn | None"]
"""The last rule before a refusal: a solver outside this package, or nothing."""
Progress = Callable[[int, int], None]
"""Called with (done, of) after each form."""


class Stuck(Exception):
    """No rule gave a form; `turn` is the one whose turn it was, `drawn` all forms before it, of this plan and stock."""

    def __init__(self, turn: Turn, drawn: tuple[Drawn, ...], stock: Stock, plan: DrawPlan) -> None:
        super().__init__(f"{turn.task.post.blueprint.position}, form {turn.ordinal}")
        self.turn = turn
        self.drawn = drawn
        self.stock = stock
        self.plan = plan


def draw_plan(
    lots: Iterable[Lot], plan: DrawPlan, seed: str, solve: Solve | None = None,
    progress: Progress | None = None,
) -> tuple[Drawn, ...]:  # fmt: skip
    """Every form of a plan, in its order. Raises Stuck at the first that cannot be had."""
    stock = take_stock(lots, plan.day)
    drawn: list[Drawn] = []
    used: Counter[str] = Counter()
    total = sum(post.forms for post in plan.posts)
    for post in plan.posts:
        task = set_task(stock, post)
        earlier: list[frozenset[str]] = []
        for ordinal in range(1, post.forms + 1):
            pace = -(-plan.exposure * (len(drawn) + 1) // total)
            turn = open_turn(task, seed, ordinal, earlier, used, plan.exposure, pace)
            found = draw_form(turn, solve)
            if found is None:
                raise Stuck(turn, tuple(drawn), stock, plan)
            drawn.append(found)
            earlier.append(found.items)
            used.update(found.items)
            if progress is not None:
                progress(len(drawn), total)
    return tuple(drawn)


def draw_form(turn: Turn, solve: Solve | None = None) -> Drawn | None:
    """One form by the first rule that gives one, None where none does."""
    if any(sum(len(unit.members) for unit in units) < pool.plan.count
           for pool, units in zip(turn.task.pools, turn.units, strict=True)):  # fmt: skip
        return None
    found = draw_by_lottery(turn) or draw_by_swap(turn)
    if found is None and solve is not None:
        found = solve(turn)
        if found is not None and find_faults(turn, found.parts):
            return None
    return found


def count_shared(forms: Sequence[Drawn]) -> list[list[int]]:
    """How many items any two forms share; a form shares all its items with itself."""
    sets = [form.items for form in forms]
    return [[len(one & other) for other in sets] for one in sets]
