"""Knows the review of items: how acts make up each item's standing, who may do what, and what may be drawn.

Must not know banks, files or keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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


def fold_acts(acts: Iterable[BankAct], source: str, before: Standings | None = None) -> Standings:
    """The standings after `acts`, in their order, which follow on `before`. Raises BadInput, naming `source`, for acts
    that do not fit.
    """
    begun = before or Standings()
    rule, items, drops = begun.rule, dict(begun.items), set(begun.drops)
    for act in acts:
        if act.act == "settle":
            rule = act.rule
        if act.drop:
            drops.add(act.drop)
        is_new, is_written = act.act in ("adopt", "add", "receive"), act.act in ("revise", "retag")
        for name, version in act.items:
            was = items.get(name)
            fits = was is None if is_new else was is not None and version == was.version + is_written
            if not fits or rule is None:
                raise BadInput(
                    msg("{source}: the book of review tells of item {item} what cannot be", source=source, item=name),
                    msg("use a copy, and keep this file as evidence"),
                )
            items[name] = _begin(act, version) if was is None else _go_on(was, act, version)
    return Standings(rule, items, frozenset(drops))


def _begin(act: BankAct, version: int) -> ItemStanding:
    is_adopted = act.act == "adopt"
    standing: Standing = next((one for one in STANDINGS if is_adopted and one == act.standing), "draft")
    authors = act.authors if is_adopted or act.authors else (act.by,)
    approver = act.by if standing == "approved" else ""
    return ItemStanding(version, standing, authors, (), approver, act.source, act.by, act.at, int(act.has_comment))


def _go_on(was: ItemStanding, act: BankAct, version: int) -> ItemStanding:
    """The standing after one act more. Made whole, not by `replace`: a large bank's book tells of 100,000 of them."""
    standing, authors, reviewers, approver = was.standing, was.authors, was.reviewers, was.approver
    by, at = act.by, act.at
    match act.act:
        case "retag" | "comment":
            by, at = was.by, was.at
        case "revise":  # what was approved is settled: only those who wrote since may not judge it
            earlier = () if standing == "approved" else authors
            authors = earlier if is_among(by, earlier) else (*earlier, by)
            standing, reviewers, approver = "draft", (), ""
        case "review":
            standing, reviewers = "reviewed", (*reviewers, by)
        case "approve":
            standing, approver = "approved", by
        case "return":
            standing, reviewers, approver = "draft", (), ""
        case _:
            standing, approver = "retired", ""
    return ItemStanding(
        version, standing, authors, reviewers, approver, was.source, by, at, was.comments + act.has_comment
    )


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
