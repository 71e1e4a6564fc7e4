"""Knows a post that lacks something, and whether a change to what is asked for would mend it.

Must not know which changes there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from examcore.assembly.pool import Stock
from examcore.assembly.windows import set_post
from examcore.language import Message
from examcore.nouns import Limits, PartPlan, Post
from examcore.shortage.diagnosis import find_lacks
from examcore.shortage.lacks import Few, Hardness, Lack, ManySets, Overlap, Stale
from examcore.shortage.supply import Ask
from examcore.shortage.trial import Change, goes


@dataclass(frozen=True, slots=True)
class Writing:
    """A way out that adds `count` items of the kinds asked for to a part."""

    part: int
    asked: Ask
    count: int
    told: Message


Remedy: TypeAlias = Writing | Change


@dataclass(frozen=True, slots=True)
class Case:
    """A post that lacks something; `used` tells in how many forms of other posts items stand already."""

    stock: Stock
    post: Post
    exposure: int
    used: Mapping[str, int]
    lacks: tuple[Lack, ...]

    def change(self, told: Message, limits: Limits | None = None, forms: int = 0, exposure: int = -1,
               parts: tuple[PartPlan, ...] = ()) -> Change:  # fmt: skip
        """What is asked for now, changed in these respects."""
        blueprint = self.post.blueprint
        blueprint = replace(blueprint, limits=limits or blueprint.limits, parts=parts or blueprint.parts)
        return Change(blueprint, forms or self.post.forms, self.exposure if exposure < 0 else exposure, told)

    def lacks_still(self, change: Change) -> bool:
        """Whether anything is lacking under a change."""
        return bool(find_lacks(self.stock, self._set_post(change), change.exposure))

    def works(self, change: Change, lack: Lack | None) -> bool:
        """Whether a change takes this lack away (None: all) and, where nothing is left, forms can be had."""
        post = self._set_post(change)
        left = {key_of(one) for one in find_lacks(self.stock, post, change.exposure)}
        if left if lack is None else key_of(lack) in left or not left <= {key_of(one) for one in self.lacks}:
            return False
        return bool(left) or goes(self.stock, change, self.used, post)

    def _set_post(self, change: Change) -> Post:
        return set_post(self.stock, change.blueprint, change.forms)


def key_of(lack: Lack) -> object:
    """What stays the same of a lack whose numbers have changed."""
    match lack:
        case Few():
            return "few", lack.part, lack.asked
        case ManySets():
            return "sets", lack.part, lack.asked
        case Hardness():
            return "hardness", lack.part, lack.is_above
        case Stale() | Overlap():
            return type(lack).__name__
    return lack
