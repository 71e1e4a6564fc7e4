"""Knows an amendment: what a council decided, after the test, about one item of one form.

Must not know who signs it, how it is kept, or how a policy scores.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

AMENDMENT_FORMAT = "examcore-amendment/1"
Remedy: TypeAlias = Literal["cancel", "accept"]


@dataclass(frozen=True, slots=True)
class Amendment:
    """One decision: `cancel` gives everyone the item's point (R59: the total stays 100), `accept` takes any of several
    options as right.

    `number` counts the sitting's amendments from 1, `previous` is the digest of the one before (empty in the first).
    `commitment` is the one the form's packet has carried since it was sealed. `accepted` holds option ids in rising
    order, the sealed key among them; it is empty for `cancel`. `salt` keeps the digest, which is logged, from telling
    what was accepted.
    """

    format: str
    number: int
    previous: str
    sitting: str
    form: str
    commitment: str
    item: str
    what: Remedy
    accepted: tuple[str, ...]
    reason: str
    minute: str
    day: date
    salt: str
