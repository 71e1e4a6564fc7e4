"""Knows who is signed in: a random badge in a browser's cookie stands for one candidate.

Must not know cookies or pages. A badge is kept by its hash, so that comparing tells nothing of it.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field

from examcore.language import Language

LONGEST_SECONDS = 12 * 3600.0
"""A badge ends by itself after this, whatever happens."""


@dataclass(frozen=True, slots=True)
class Badge:
    """One sign-in. The PIN is kept in memory only, to rebuild the app from the journal; it is in no `repr`."""

    number: str
    pin: str = field(repr=False)
    language: Language
    share: float
    since: float


class Badges:
    """All badges; a candidate has one at most, so a new sign-in ends the one before."""

    def __init__(self) -> None:
        self._by_hash: dict[str, Badge] = {}
        self._of: dict[str, str] = {}

    def issue(self, badge: Badge) -> str:
        """The secret word for `badge`; the candidate's earlier one counts no more."""
        self.drop(badge.number)
        word = secrets.token_urlsafe(32)
        name = _name(word)
        self._by_hash[name] = badge
        self._of[badge.number] = name
        return word

    def find(self, word: str, now: float) -> Badge | None:
        """Whom `word` stands for at `now` (the seconds of `since`), or None."""
        badge = self._by_hash.get(_name(word)) if word else None
        if badge is not None and now - badge.since > LONGEST_SECONDS:
            self.drop(badge.number)
            return None
        return badge

    def drop(self, number: str) -> None:
        """Forget the badge of candidate `number`, if there is one."""
        name = self._of.pop(number, None)
        if name is not None:
            del self._by_hash[name]


def _name(word: str) -> str:
    return hashlib.sha256(word.encode("utf-8", "replace")).hexdigest()
