"""Knows how to try whether forms can be had, by the two cheap rules and with less patience than a draw has.

Must not know why they are tried. A trial that succeeds proves something; one that fails only makes it likely.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from examcore.assembly.lottery import draw_by_lottery
from examcore.assembly.pool import Stock, Task, Turn, open_turn, set_task
from examcore.assembly.swap import draw_by_swap
from examcore.assembly.windows import set_post
from examcore.language import Message
from examcore.nouns import Blueprint, Drawn, DrawPlan, Post

EXCHANGES, ALONE = 12, 40
"""A form that is nearly there is mended in a dozen exchanges; where only one is asked for there is time for more."""
STEPS = (0, 1, 3, 6, 10)
"""How far above the least value that nothing is known against values are tried: there, luck has little room."""
SEEDS = ("examcore/trial/v1/1", "examcore/trial/v1/2")
"""What is offered as a way out must go with more than one seed, for a new plan has a new one."""


@dataclass(frozen=True, slots=True)
class Change:
    """A way out that changes what is asked for: the new blueprint, number of forms and limit of exposure; `told` is the
    sentence that offers it.
    """

    blueprint: Blueprint
    forms: int
    exposure: int
    told: Message


def try_form(turn: Turn) -> Drawn | None:
    """The form, if the cheap rules soon give one."""
    return draw_by_lottery(turn) or draw_by_swap(turn, 1, EXCHANGES if turn.task.post.forms > 1 else ALONE)


def try_task(task: Task, exposure: int, used: Counter[str], seed: str) -> bool:
    """Whether all forms of a task can be had; `used` tells in how many forms items stand, and then the new ones too."""
    earlier: list[frozenset[str]] = []
    for ordinal in range(1, task.post.forms + 1):
        found = try_form(open_turn(task, seed, ordinal, earlier, used, exposure))
        if found is None:
            return False
        used.update(found.items)
        earlier.append(found.items)
    return True


def try_plan(stock: Stock, plan: DrawPlan, seed: str) -> bool:
    """Whether all forms of a plan can be had."""
    used: Counter[str] = Counter()
    return all(try_task(set_task(stock, post), plan.exposure, used, seed) for post in plan.posts)


def goes(stock: Stock, change: Change, used: Mapping[str, int], post: Post | None = None) -> bool:
    """Whether a change was tried with success under every trial seed; `post` is its post, where known already."""
    task = set_task(stock, post or set_post(stock, change.blueprint, change.forms))
    return all(try_task(task, change.exposure, Counter(used), seed) for seed in SEEDS)


def forget_enemies(stock: Stock) -> Stock:
    """The same stock if no two items were enemies."""
    return replace(stock, enemies={})
