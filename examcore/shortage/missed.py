"""Knows how the findings of a solver are told: by how much which limit is missed.

Must not know the solver: anything with these five facts will do.
"""

from __future__ import annotations

from typing import Protocol

from examcore.errors import Missing
from examcore.language import Message, messages
from examcore.nouns import Post
from examcore.shortage.naming import name_line

msg = messages("examcore")


class Slack(Protocol):
    """By how many items a limit is missed, for `difficulty` by how many thousandths of a mean. `part` and `quota` are
    indexes; `is_above` where there is too much. Kinds: core, size (a part's count), area, scope, level, difficulty,
    sets, recent, overlap, exposure.
    """

    @property
    def part(self) -> int | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def quota(self) -> int | None: ...
    @property
    def amount(self) -> int: ...
    @property
    def is_above(self) -> bool: ...


def tell_slack(slack: Slack, post: Post) -> Missing:
    """A finding in words. `need` and `have` are as near to the limit as the solver could come."""
    blueprint = post.blueprint
    plan = blueprint.parts[slack.part] if slack.part is not None else None
    because = msg("a solver found no form that comes nearer; other quotas might be missed instead")
    if plan is not None and slack.quota is not None:
        quota = plan.quotas[slack.quota]
        name = msg("{part}, {kinds}", part=plan.title, kinds=name_line(plan, slack.quota))
        if slack.is_above:
            return Missing(name, quota.most + slack.amount, quota.most, _say_above(quota.most, because))
        return Missing(name, quota.least, quota.least - slack.amount, because)
    if plan is not None and slack.kind == "difficulty":
        part = plan.title
        low, high = (bound // (2 * plan.count) for bound in (post.windows[slack.part or 0].least,
                                                             post.windows[slack.part or 0].most))  # fmt: skip
        if slack.is_above:
            name = msg("{part}, mean difficulty in thousandths, too easy", part=part)
            return Missing(name, high + slack.amount, high, because)
        return Missing(
            msg("{part}, mean difficulty in thousandths, too hard", part=part), low, low - slack.amount, because
        )
    if plan is not None:
        name = msg("{part}, {kinds}", part=plan.title, kinds=msg("all"))
        return Missing(name, plan.count, plan.count - slack.amount, because)
    limits, count = blueprint.limits, blueprint.count
    most = {"recent": count * limits.recent // 100, "overlap": count * limits.overlap // 100, "sets": limits.sets,
            "core": len(blueprint.core)}.get(slack.kind, 0)  # fmt: skip
    if slack.kind == "core":
        return Missing(_name_limit(slack.kind), most, most - slack.amount, because)
    return Missing(_name_limit(slack.kind), most + slack.amount, most, _say_above(most, because))


def _say_above(most: int, because: Message) -> Message:
    return msg("allowed are {most}; {because}", most=most, because=because)


def _name_limit(kind: str) -> Message:
    match kind:
        case "recent":
            return msg("items asked this year or last")
        case "overlap":
            return msg("items shared with an earlier form")
        case "sets":
            return msg("item sets in a form")
        case "core":
            return msg("core items")
        case "exposure":
            return msg("items that stand in as many forms as they may")
    return msg("items")
