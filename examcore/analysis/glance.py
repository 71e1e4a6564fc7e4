"""Knows an analysis at a glance: lines of plain text with bars, for a terminal of 80 columns, in the reader's language.

Must not print: it gives lines. It names no key and no stem.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from examcore.analysis.examine import Analysis
from examcore.analysis.flags import FLAGS
from examcore.analysis.tables import list_figures
from examcore.analysis.wording import FLAG_WORDS, NONE, decimal, percent, tell_chance, tell_reliability, tell_suspicion
from examcore.language import messages
from examcore.nouns import Sitting

msg = messages("examcore")
BAR_CELLS = 30
MOST_AREAS = 8
COLUMNS = 80
LONGEST_NAME = 40


def glance(sitting: Sitting, analysis: Analysis) -> Iterator[str]:
    """The lines, top to bottom."""
    yield f"{sitting.title}, {sitting.day:%d/%m/%Y}"
    yield ""
    for what, value in list_figures(sitting, analysis):
        yield f"  {what!s:<44} {value!s:>20}"
    yield ""
    yield str(msg("Candidates by points"))
    most = max((count for _, _, count in analysis.bars), default=0)
    for low, high, count in analysis.bars:
        yield f"  {f'{low}–{high}':>7} {draw_bar(count, most)} {count}"
    yield ""
    yield from _glance_items(analysis)
    yield from _glance_areas(sitting, analysis)
    yield str(msg("Forms"))
    for form in analysis.forms:
        told = msg("{form} ({position}): {count} candidates, mean {mean}, p planned {planned}, observed {observed}, "
                   "KR-20 {kr20}", form=form.form, position=form.position, count=form.spread.n,
                   mean=decimal(form.spread.mean, 1), planned=decimal(form.planned), observed=decimal(form.observed),
                   kr20=tell_reliability(form.total))  # fmt: skip
        yield from _fold(str(told))
    for one in analysis.comparisons:
        place = one.position or str(msg("all positions"))
        yield "  " + str(
            msg("forms of {position} differ: {chance}", position=place, chance=tell_chance(one.difference))
        )


def _glance_items(analysis: Analysis) -> Iterator[str]:
    if analysis.too_few:
        yield str(msg("Too few candidates ({count}) to judge single questions; only key errors are listed.",
                      count=analysis.candidates))  # fmt: skip
    counts = Counter(flag for one in analysis.items for flag in one.flags)
    if counts:
        yield str(msg("Flags"))
        for flag in FLAGS:
            if counts[flag]:
                yield f"  {FLAG_WORDS[flag]!s:<60} {counts[flag]:>4}"
    yield str(msg("Keys to check")) + (f": {NONE}" if not analysis.suspects else "")
    for one in analysis.suspects:
        f = one.figures
        yield from _fold(f"{f.id}  p {decimal(f.difficulty)}  r {decimal(f.rest)}  {tell_suspicion(one)}")
        if f.bases:
            yield from _fold("; ".join(f.bases), "      ")
    yield ""


def _glance_areas(sitting: Sitting, analysis: Analysis) -> Iterator[str]:
    whole = [one for one in analysis.areas if not one.unit and not one.position and one.share is not None]
    if whole:
        yield str(msg("The weakest knowledge areas"))
    for one in whole[:MOST_AREAS]:
        name = str(sitting.profile.area_title(one.area))
        short = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
        yield f"  {short:<{LONGEST_NAME}} {draw_bar(round(1000 * (one.share or 0)), 1000, 20)} {percent(one.share):>6}"
    if whole:
        yield ""


def _fold(text: str, indent: str = "  ") -> list[str]:
    """A sentence in lines of at most 80 columns, the later ones set in."""
    return textwrap.wrap(text, COLUMNS, initial_indent=indent, subsequent_indent="      ", break_on_hyphens=False)


def draw_bar(count: int, most: int, cells: int = BAR_CELLS) -> str:
    """A bar of so many cells, filled in proportion; anything but nothing shows."""
    filled = max(1, round(cells * count / most)) if count and most else 0
    return "█" * filled + "·" * (cells - filled)
