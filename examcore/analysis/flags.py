"""Knows which figures of an item call for a look, from how many candidates on they may be judged, and which keys to
check.

Must not change anything: a flag is a question to the council, never a removal.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from examcore.analysis.items import ItemFigures

ENOUGH = 100
"""From so many candidates on single items are judged; below, only errors of the key are looked for."""
ENOUGH_FOR_REST = 200
"""Below, good items fall under the limit of the correlation by chance (4 of 100 at 100 candidates, 1 at 200)."""
HARD, EASY, WEAK, DRIFT = 0.30, 0.90, 0.10, 3.0
IDLE, IDLE_FEW = 0.05, 0.03
"""A distractor chosen by fewer: of 200 and more candidates, and of fewer than 200."""
KEY_HARD = 0.25
FEWEST_FOR_KEY, FEWEST_FOR_SIGN, FEWEST_UPPER = 10, 30, 5
MOST_SUSPECTS = 10

KEY_FLAGS = ("rival", "negative", "guessing")
FLAGS = (*KEY_FLAGS, "hard", "easy", "weak", "idle", "drift")


@dataclass(frozen=True, slots=True)
class Flagged:
    """An item with its flags, those that were not judged because too few answered, and how suspect its key is (0:
    not).
    """

    figures: ItemFigures
    flags: tuple[str, ...]
    withheld: tuple[str, ...]
    suspicion: float


def flag(one: ItemFigures) -> Flagged:
    """The flags of an item. A cancelled one has none: the council has spoken."""
    if one.ruling == "cancel":
        return Flagged(one, (), (), 0.0)
    found = [*_flag_key(one)]
    withheld = [] if one.n >= FEWEST_FOR_KEY else list(KEY_FLAGS)
    if one.n < ENOUGH:
        withheld += ["hard", "easy", "weak", "idle", "drift"]
    else:
        found += ["hard"] * (one.difficulty < HARD) + ["easy"] * (one.difficulty > EASY)
        if one.n < ENOUGH_FOR_REST:
            withheld.append("weak")
        elif one.rest is None or one.rest < WEAK:
            found.append("weak")
        limit = IDLE if one.n >= ENOUGH_FOR_REST else IDLE_FEW
        if any(option.count < limit * one.n for option in one.options if not option.is_key):
            found.append("idle")
        if one.drift is not None and abs(one.drift) > DRIFT:
            found.append("drift")
    return Flagged(one, tuple(found), tuple(withheld), _suspect(one) if set(found) & set(KEY_FLAGS) else 0.0)


def _flag_key(one: ItemFigures) -> list[str]:
    """What speaks against the key. Below 100 candidates chance alone must not do it."""
    if one.n < FEWEST_FOR_KEY:
        return []
    few = one.n < ENOUGH
    found = []
    key, rival = _rivals(one)
    if one.upper >= FEWEST_UPPER and rival > key + few:
        found.append("rival")
    bound = -1 / math.sqrt(one.n) if few else 0.0
    if one.n >= FEWEST_FOR_SIGN and one.rest is not None and one.rest < bound:
        found.append("negative")
    if one.difficulty < KEY_HARD:
        found.append("guessing")
    return found


def _rivals(one: ItemFigures) -> tuple[int, int]:
    """How many of the upper group chose the key, and the distractor they chose most."""
    key = sum(option.upper for option in one.options if option.is_key)
    return key, max((option.upper for option in one.options if not option.is_key), default=0)


def _suspect(one: ItemFigures) -> float:
    """The three suspicions, each in its own standard errors, added up: for sorting, not a probability."""
    key, rival = _rivals(one)
    beaten = max(0.0, (rival - key) / math.sqrt(rival + key)) if rival + key else 0.0
    against = max(0.0, -(one.rest or 0.0) * math.sqrt(one.n))
    guessed = max(0.0, (KEY_HARD - one.difficulty) / math.sqrt(KEY_HARD * (1 - KEY_HARD) / one.n))
    return beaten + against + guessed


def list_suspects(flagged: Sequence[Flagged]) -> tuple[Flagged, ...]:
    """The items whose key the council checks first, at most ten, the most suspect first."""
    suspects = [one for one in flagged if set(one.flags) & set(KEY_FLAGS)]
    return tuple(sorted(suspects, key=lambda one: (-one.suspicion, one.figures.id))[:MOST_SUSPECTS])
