"""Knows which limits stand in the way of a form that no rule could draw, by leaving out one family of them at a time.

Must not know lacks: here nothing by itself is lacking, or a draw has used up what there was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from examcore.assembly.ladder import Stuck
from examcore.assembly.pool import Stock, Task, is_resting, open_turn, reset_task, set_task
from examcore.language import Decimals, Message, messages
from examcore.nouns import FULL, PartPlan, Post, Window
from examcore.shortage.diagnosis import find_turn_lacks
from examcore.shortage.naming import name_line
from examcore.shortage.trial import STEPS, Change, forget_enemies, goes, try_form

msg = messages("examcore")

Relaxed = Literal["level", "window", "overlap", "recent", "resting", "exposure", "enemies", "sets"]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a stuck form is tried under: its post, the limit of exposure, and the bank."""

    stock: Stock
    post: Post
    exposure: int


@dataclass(frozen=True, slots=True)
class Way:
    """Whether leaving a family of limits out gives the form, and the sentence that says so; `change` where a number
    can be named with which all forms were drawn in trials.
    """

    family: Relaxed
    helps: bool
    told: Message
    change: Change | None = None


def find_ways(stuck: Stuck) -> tuple[Way, ...]:
    """Every family of limits that is in force, in the order of how lightly it is given up."""
    place = _Place(stuck)
    return tuple(way for probe in _PROBES if (way := probe(place)) is not None)


class _Place:
    """Where a draw is stuck, and trials from there."""

    def __init__(self, stuck: Stuck) -> None:
        self.turn = stuck.turn
        self.stuck = stuck
        self.now = Setting(stuck.stock, stuck.turn.task.post, stuck.plan.exposure)
        self.blueprint = stuck.turn.task.post.blueprint
        position = self.blueprint.position
        others: Counter[str] = Counter()
        for form in stuck.drawn:
            if form.position != position:
                others.update(form.items)
        self.others = others
        self._tasks: dict[object, Task] = {}
        self._lacking: dict[object, bool] = {}

    def opens(self, setting: Setting) -> bool:
        """Whether the stuck form can be had under a setting, after the forms before it."""
        before, post = self.turn, setting.post
        # What may be drawn, and what it lacks by itself, is the same for all limits of shared and recent items.
        limits = replace(post.blueprint.limits, overlap=min(1, post.blueprint.limits.overlap), recent=0)
        alike = setting.stock is self.now.stock, replace(post, blueprint=replace(post.blueprint, limits=limits))
        if alike not in self._tasks:
            self._tasks[alike] = set_task(setting.stock, post)
        task = reset_task(self._tasks[alike], post)
        turn = open_turn(task, before.seed, before.ordinal, before.earlier, before.used, setting.exposure)
        there = alike, task.shared == 0, setting.exposure
        if there not in self._lacking:
            self._lacking[there] = bool(find_turn_lacks(turn))
        return not self._lacking[there] and try_form(turn) is not None

    def limit(self, **limits: int) -> Setting:
        """The setting with some limits of the blueprint changed."""
        changed = replace(self.blueprint, limits=replace(self.blueprint.limits, **limits))
        return replace(self.now, post=replace(self.now.post, blueprint=changed))

    def settle(
        self,
        build: Callable[[int], Setting],
        tell: Callable[[int], Message],
        lowest: int,
        highest: int,
        unit: int = 1,
    ) -> Change | None:
        """The change with the least value that gives the stuck form, or a few units more until all forms can be had;
        None where none was found.
        """
        low, high = lowest, highest
        while low < high:
            middle = (low + high) // 2
            if self.opens(build(middle)):
                high = middle
            else:
                low = middle + 1
        for value in dict.fromkeys(min(highest, low + step * unit) for step in STEPS):
            setting = build(value)
            change = Change(setting.post.blueprint, setting.post.forms, setting.exposure, tell(value))
            if goes(self.now.stock, change, self.others):
                return change
        return None


def _try_levels(place: _Place) -> Way | None:
    """Without level quotas; where one of them alone is in the way, the most it can be."""
    blueprint = place.blueprint
    if not any(quota.tag == "level" for plan in blueprint.parts for quota in plan.quotas):
        return None
    open_plans = tuple(_lower_levels(plan, None, 0) for plan in blueprint.parts)
    if not place.opens(_set_parts(place, open_plans)):
        return Way("level", False, msg("to leave out the quotas of levels"))
    for part, plan in enumerate(blueprint.parts):
        for n, quota in enumerate(plan.quotas):
            if quota.tag != "level" or not quota.least:
                continue

            def build(cut: int, part: int = part, n: int = n) -> Setting:
                least = blueprint.parts[part].quotas[n].least - cut
                plans = [_lower_levels(p, n, least) if i == part else p for i, p in enumerate(blueprint.parts)]
                return _set_parts(place, tuple(plans))

            def tell(cut: int, plan: PartPlan = plan, n: int = n) -> Message:
                old = plan.quotas[n].least
                step = msg("{quota} from {old} to {new}", quota=name_line(plan, n), old=old, new=old - cut)
                return msg("lower in {part}: {steps}", part=plan.title, steps=step)

            if place.opens(build(quota.least)):
                change = place.settle(build, tell, 1, quota.least)
                if change is not None:
                    return Way("level", True, change.told, change)
    return Way("level", True, msg("leave out the quotas of levels"))


def _lower_levels(plan: PartPlan, n: int | None, least: int) -> PartPlan:
    """A level quota with another least; with None all of them without bounds."""
    quotas = tuple(
        quota if quota.tag != "level" or (n is not None and i != n)
        else replace(quota, least=0, most=plan.count) if n is None
        else replace(quota, least=least)
        for i, quota in enumerate(plan.quotas)
    )  # fmt: skip
    return replace(plan, quotas=quotas)


def _set_parts(place: _Place, parts: tuple[PartPlan, ...], windows: tuple[Window, ...] = ()) -> Setting:
    post = place.now.post
    post = replace(post, blueprint=replace(post.blueprint, parts=parts), windows=windows or post.windows)
    return replace(place.now, post=post)


def _try_window(place: _Place) -> Way | None:
    """With any difficulty; where a single form was asked for, how far the bounds must be moved."""
    post, blueprint = place.now.post, place.blueprint
    full = tuple(Window(0, 2 * plan.count * FULL) for plan in blueprint.parts)
    if full == post.windows:
        return None
    if not place.opens(_set_parts(place, blueprint.parts, full)):
        return Way("window", False, msg("to allow any difficulty"))
    if post.forms > 1:
        return _widen_spread(place)

    def build(step: int) -> Setting:
        parts = tuple(
            replace(plan, lowest=max(0, plan.lowest - step), highest=min(FULL, plan.highest + step))
            for plan in blueprint.parts
        )
        windows = tuple(Window(2 * plan.count * plan.lowest, 2 * plan.count * plan.highest) for plan in parts)
        return _set_parts(place, parts, windows)

    def tell(step: int) -> Message:
        return msg("let the mean difficulty of each part lie {step} further off than the blueprint allows",
                   step=Decimals(step / FULL, 3))  # fmt: skip

    change = place.settle(build, tell, 1, FULL, 5)
    return Way("window", True, change.told if change else msg("allow any difficulty"), change)


def _widen_spread(place: _Place) -> Way:
    post, spread = place.now.post, place.blueprint.limits.spread

    def build(value: int) -> Setting:
        windows = tuple(
            Window(max(0, window.least - (value - spread) * plan.count), window.most + (value - spread) * plan.count)
            for plan, window in zip(post.blueprint.parts, post.windows, strict=True)
        )
        setting = place.limit(spread=value)
        return replace(setting, post=replace(setting.post, windows=windows))

    def tell(value: int) -> Message:
        return msg("let the mean difficulties of the forms lie {new} apart instead of {old}",
                   new=Decimals(value / FULL, 3), old=Decimals(spread / FULL, 3))  # fmt: skip

    change = place.settle(build, tell, spread + 1, FULL, 5)
    return Way("window", True, change.told if change else msg("allow any difficulty"), change)


def _try_overlap(place: _Place) -> Way | None:
    if place.turn.ordinal == 1 or place.blueprint.limits.overlap >= 100:
        return None
    old = place.blueprint.limits.overlap
    if not place.opens(place.limit(overlap=100)):
        return Way("overlap", False, msg("to allow forms to share any number of items"))

    def tell(value: int) -> Message:
        return msg("allow two forms to share {new} percent of their items instead of {old}", new=value, old=old)

    change = place.settle(lambda value: place.limit(overlap=value), tell, old + 1, 100)
    return Way("overlap", True, change.told if change else msg("allow forms to share more items"), change)


def _try_recent(place: _Place) -> Way | None:
    old = place.blueprint.limits.recent
    if old >= 100 or not any(m.is_recent for pool in place.turn.task.pools for u in pool.units for m in u.members):
        return None
    if not place.opens(place.limit(recent=100)):
        return Way("recent", False, msg("to lift the limit on items asked this year or last"))

    def tell(value: int) -> Message:
        return msg("allow {new} percent of a form to be items asked this year or last, instead of {old}", new=value,
                   old=old)  # fmt: skip

    change = place.settle(lambda value: place.limit(recent=value), tell, old + 1, 100)
    told = change.told if change else msg("lift the limit on items asked this year or last")
    return Way("recent", True, told, change)


def _try_resting(place: _Place) -> Way | None:
    stock, blueprint = place.now.stock, place.blueprint
    if not any(is_resting(lot.tags, blueprint, stock.day) for lot in stock.in_force):
        return None
    helps = place.opens(place.limit(uses=0))
    told = msg("use items again that were asked as often as allowed")
    return Way("resting", helps, told if helps else msg("to use items that were asked as often as allowed"))


def _try_exposure(place: _Place) -> Way | None:
    old = place.now.exposure
    if not old or not place.turn.used:
        return None
    if not place.opens(replace(place.now, exposure=0)):
        return Way("exposure", False, msg("to let items stand in any number of forms"))

    def tell(value: int) -> Message:
        return msg("let an item stand in {new} forms instead of {old}", new=value, old=old)

    most = max(place.turn.used.values()) + place.now.post.forms
    change = place.settle(lambda value: replace(place.now, exposure=value), tell, old + 1, max(old + 1, most))
    return Way("exposure", True, change.told if change else msg("let items stand in more forms"), change)


def _try_enemies(place: _Place) -> Way | None:
    if not place.turn.task.enemies:
        return None
    free = replace(place.blueprint, apart=())
    post = replace(place.now.post, blueprint=free)
    helps = place.opens(replace(place.now, stock=forget_enemies(place.now.stock), post=post))
    if helps:
        return Way("enemies", True, msg("look through the items that may not stand together: there are too many"))
    return Way("enemies", False, msg("to let items stand together that may not"))


def _try_sets(place: _Place) -> Way | None:
    old = place.blueprint.limits.sets
    count = sum(unit.is_set for pool in place.turn.task.pools for unit in pool.units)
    if count <= old:
        return None
    if not place.opens(place.limit(sets=count)):
        return Way("sets", False, msg("to allow any number of item sets"))

    def tell(value: int) -> Message:
        return msg("allow {new} item sets in a form instead of {old}", new=value, old=old)

    change = place.settle(lambda value: place.limit(sets=value), tell, old + 1, count)
    return Way("sets", True, change.told if change else msg("allow more item sets in a form"), change)


_PROBES: tuple[Callable[[_Place], Way | None], ...] = (
    _try_window, _try_overlap, _try_exposure, _try_recent, _try_resting, _try_sets, _try_levels, _try_enemies,
)  # fmt: skip
