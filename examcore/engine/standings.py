"""Knows the review of items: how acts make up each item's standing, who may do what, and what may be drawn.

Must not know banks, files or keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from examcore.engine.people import is_among
from examcore.errors import BadInput
from examcore.language import Message, messages
from examcore.nouns import STANDINGS, BankAct, ItemStanding, Judgement, ReviewRule, Standing

msg = messages("examcore")

LONGEST_NAME = 120
MOST_NAMES = 1200
"""Letters in the names of all who are present, where a bank learns from a sitting."""
LONGEST_COMMENT = 4000
_NEXT: Mapping[Judgement, Standing] = {
    "review": "reviewed", "approve": "approved", "return": "draft", "retire": "retired",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standings:
    """How every item of a bank stands. Without a rule the bank keeps no book and each of its items may be drawn."""

    rule: ReviewRule | None = None
    items: Mapping[str, ItemStanding] = field(default_factory=dict)
    drops: frozenset[str] = frozenset()

    def may_draw(self, item: str) -> bool:
        """Whether a form may hold the item: approved where the bank asks for it, else anything not retired."""
        if self.rule is None:
            return True
        found = self.items.get(item)
        standing = "draft" if found is None else found.standing
        return standing == "approved" if self.rule.approved_only else standing != "retired"

    def count(self) -> dict[Standing, int]:
        """How many items stand where, every standing named."""
        found = Counter(one.standing for one in self.items.values())
        return {standing: found[standing] for standing in STANDINGS}

    @property
    def waiting(self) -> int:
        """How many items are not drawn because nobody has reviewed or approved them yet."""
        if self.rule is None or not self.rule.approved_only:
            return 0
        return sum(one.standing in ("draft", "reviewed") for one in self.items.values())


def fold_acts(acts: Iterable[BankAct], source: str) -> Standings:
    """The standings after `acts`, in their order. Raises BadInput, naming `source`, for acts that do not fit."""
    rule: ReviewRule | None = None
    items: dict[str, ItemStanding] = {}
    drops: set[str] = set()
    for act in acts:
        if act.act == "settle":
            rule = act.rule
        if act.drop:
            drops.add(act.drop)
        for name, version in act.items:
            before = items.get(name)
            if act.act in ("adopt", "add", "receive"):
                fits = before is None
            else:
                written = act.act in ("revise", "retag")
                fits = before is not None and version == before.version + written
            if not fits or rule is None:
                raise BadInput(
                    msg("{source}: the book of review tells of item {item} what cannot be", source=source, item=name),
                    msg("use a copy, and keep this file as evidence"),
                )
            items[name] = _apply(before, act, version)
    return Standings(rule, items, frozenset(drops))


def _apply(before: ItemStanding | None, act: BankAct, version: int) -> ItemStanding:
    if before is None:
        adopted = act.act == "adopt"
        standing: Standing = next((one for one in STANDINGS if adopted and one == act.standing), "draft")
        authors = act.authors if adopted or act.authors else (act.by,)
        approver = act.by if standing == "approved" else ""
        return ItemStanding(version, standing, authors, (), approver, act.source, act.by, act.at, int(act.has_comment))
    comments = before.comments + act.has_comment
    if act.act in ("retag", "comment"):
        return replace(before, version=version, comments=comments)
    now = replace(before, version=version, comments=comments, by=act.by, at=act.at)
    if act.act == "revise":  # what was approved is settled: only those who wrote since may not judge it
        earlier = () if before.standing == "approved" else before.authors
        authors = earlier if is_among(act.by, earlier) else (*earlier, act.by)
        return replace(now, standing="draft", authors=authors, reviewers=(), approver="")
    if act.act == "review":
        return replace(now, standing="reviewed", reviewers=(*before.reviewers, act.by))
    if act.act == "approve":
        return replace(now, standing="approved", approver=act.by)
    if act.act == "return":
        return replace(now, standing="draft", reviewers=(), approver="")
    return replace(now, standing="retired", approver="")


def bar_judgement(found: ItemStanding, judgement: Judgement, by: str, rule: ReviewRule) -> Message | None:
    """Why this person may not judge the item so; None where they may."""
    if judgement == "comment":
        return None
    if judgement in ("review", "approve"):
        needed: Standing = "draft" if judgement == "review" else "reviewed"
        if found.standing != needed:
            return msg("it is {standing}, and only what is {needed} can become {next}",
                       standing=STANDING_WORDS[found.standing], needed=STANDING_WORDS[needed],
                       next=STANDING_WORDS[_NEXT[judgement]])  # fmt: skip
        if is_among(by, found.authors):
            return msg("{name} wrote it; somebody else must judge it", name=by)
        if judgement == "approve" and rule.people > 2 and is_among(by, found.reviewers):
            return msg("{name} reviewed it; in this bank somebody else must approve it", name=by)
    elif found.standing == _NEXT[judgement]:
        return msg("it is {standing} already", standing=STANDING_WORDS[found.standing])
    return None


STANDING_WORDS: Mapping[Standing, Message] = {
    "draft": msg("a draft"), "reviewed": msg("reviewed"), "approved": msg("approved"), "retired": msg("retired"),
}  # fmt: skip
