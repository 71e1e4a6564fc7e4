"""Knows how figures and findings are called: numbers with the reader's decimal mark, flags, levels, rulings.

Must not know how they come about.
"""

from __future__ import annotations

from collections.abc import Sequence

from examcore.analysis.flags import KEY_FLAGS, Flagged
from examcore.analysis.items import ItemFigures
from examcore.analysis.measures import Difference, Reliability
from examcore.language import messages, write_decimal

msg = messages("examcore")
NONE = "–"

FLAG_WORDS = {
    "rival": msg("a wrong option beats the key among the best"),
    "negative": msg("the weak answer it better than the strong"),
    "guessing": msg("fewer right than by guessing"),
    "hard": msg("very hard"),
    "easy": msg("very easy"),
    "weak": msg("hardly tells strong from weak"),
    "idle": msg("a wrong option hardly anyone chose"),
    "drift": msg("far from the bank's difficulty"),
}
SHORT_WORDS = {
    "rival": msg("a distractor beats the key"),
    "negative": msg("r below 0"),
    "guessing": msg("p below guessing"),
    "hard": msg("very hard"),
    "easy": msg("very easy"),
    "weak": msg("weak"),
    "idle": msg("idle distractor"),
    "drift": msg("drift"),
}
LEVEL_WORDS = {"recall": msg("recall"), "understand": msg("understand"), "apply": msg("apply")}
RULING_WORDS = {"cancel": msg("cancelled by the council"), "accept": msg("several options accepted by the council")}


def decimal(value: float | None, places: int = 2) -> str:
    """A number with the reader's decimal mark; a dash where it is unknown."""
    if value is None:
        return NONE
    return write_decimal(round(value, places) + 0.0, places)  # adding zero: no "-0.00"


def percent(value: float | None) -> str:
    """A share in percent with one decimal; a dash where it is unknown."""
    return NONE if value is None else f"{decimal(100 * value, 1)}%"


def interval(low: float | None, high: float | None) -> str:
    """Two bounds with a dash between them."""
    return NONE if low is None or high is None else f"{decimal(low)}–{decimal(high)}"


def tell_reliability(one: Reliability) -> str:
    """KR-20 with its interval."""
    return NONE if one.kr20 is None else f"{decimal(one.kr20)} ({interval(one.low, one.high)})"


def tell_chance(one: Difference | None) -> str:
    """The probability of a difference among equals."""
    if one is None:
        return NONE
    return f"p < {decimal(0.001, 3)}" if one.chance < 0.001 else f"p = {decimal(one.chance, 3)}"


def tell_flags(one: Flagged) -> str:
    """The flags and the ruling of an item in a few words."""
    ruling = [str(RULING_WORDS[one.figures.ruling])] if one.figures.ruling else []
    return "; ".join([*ruling, *(str(SHORT_WORDS[flag]) for flag in one.flags)])


def tell_suspicion(one: Flagged) -> str:
    """What speaks against the key, and nothing else."""
    return "; ".join(str(FLAG_WORDS[flag]) for flag in one.flags if flag in KEY_FLAGS)


def tell_withheld(codes: Sequence[str]) -> str:
    """What was not judged because too few answered."""
    return "; ".join(str(SHORT_WORDS[code]) for code in codes)


def tell_level(level: str) -> str:
    """A level as people call it."""
    return str(LEVEL_WORDS.get(level, level))


def tell_options(one: ItemFigures) -> str:
    """What each option got in percent of all, the right ones in square brackets: "A 4 · [B 71] · C 20 · D 3"."""
    told = []
    for option in one.options:
        text = f"{option.letter} {round(100 * option.count / one.n) if one.n else 0}"
        told.append(f"[{text}]" if option.is_key else text)
    return " · ".join(told)


def seconds(ms: int | None) -> str:
    """Milliseconds as whole seconds."""
    return NONE if ms is None else str((ms + 500) // 1000)
