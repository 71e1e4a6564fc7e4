"""Knows what is told of an item's review: its standing, who did what with it and when, and a bank's rule on it.

Must not know what an item says, nor how any of it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, get_args

Standing: TypeAlias = Literal["draft", "reviewed", "approved", "retired"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
"""In the order an item goes through them; on screen bản thảo, đã thẩm định, đã duyệt, đã loại."""

Judgement: TypeAlias = Literal["review", "approve", "return", "retire", "comment"]
JUDGEMENTS: tuple[Judgement, ...] = get_args(Judgement)
"""What a person may do with an item that is written: pass it, approve it, send it back, take it out, comment."""

Deed: TypeAlias = Literal[
    "settle", "adopt", "add", "receive", "revise", "retag", "review", "approve", "return", "retire", "comment"
]
"""What may stand in a bank's book: its rule, items that were there before, new ones, new versions, judgements.

`retag` is a new version whose text is the same: statistics, days of use, the last day of a document.
"""

Named: TypeAlias = tuple[str, int]
"""An item's id and the version that is meant."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who does something to a bank's items, and when (with its zone)."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """What a bank asks: whether only approved items may be drawn, and how many people must have had an item in hand
    before it is approved (2: whoever reviewed it may approve it; 3: somebody else must).
    """

    approved_only: bool = True
    people: int = 2


@dataclass(frozen=True, slots=True)
class BankAct:
    """One act in a bank's book. Names, numbers and times: never a word of an item.

    `at` is ISO 8601 in UTC. `source` is the body or person the items came from, or the sitting a bank learnt from;
    `standing` is that of adopted items; `authors` are theirs, or those who wrote what somebody else received; `rule`
    stands in "settle", `drop` (the id of a sealed contribution) in "receive".
    `has_comment` says that a sealed comment lies beside the line.
    """

    act: Deed
    at: str
    by: str
    items: tuple[Named, ...] = ()
    source: str = ""
    standing: str = ""
    authors: tuple[str, ...] = ()
    rule: ReviewRule | None = None
    drop: str = ""
    has_comment: bool = False


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """How an item stands: its version, who wrote it since it was last approved, who reviewed that, who approved it.

    `by` and `at` tell the act that brought it there; `source` the body or person it came from; `comments` counts.
    """

    version: int
    standing: Standing
    authors: tuple[str, ...]
    reviewers: tuple[str, ...]
    approver: str
    source: str
    by: str
    at: str
    comments: int = 0
