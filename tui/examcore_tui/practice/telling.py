"""Knows how the result of a mock test reads, line by line.

Must not know screens: text out.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal, TypeAlias

from examcore.language import Message, messages
from examcore.nouns import Profile
from examcore.practice import MockResult
from examcore_tui.practice.setting import write_percent

msg = messages("examcore_tui")
Look: TypeAlias = Literal["text", "title", "quiet"]


def write_result(profile: Profile, result: MockResult) -> list[tuple[str, Look]]:
    """The result as (line, style): parts, total, band with its reason, areas weakest first, and a head for what was
    missed.
    """
    told: list[tuple[Message | str, Look]] = [
        (msg("{part}: {points} of {of} points", part=part.title, points=part.points, of=part.of), "text")
        for part in result.score.parts
    ]
    told.append((msg("Total: {points} of {of} points", points=result.score.total, of=profile.total), "title"))
    told.append((msg("Band: {band}", band=result.outcome.title), "title"))
    told.append((str(result.outcome.reason), "quiet"))
    told.append((msg("By knowledge area, the weakest first"), "title"))
    asked = Counter(one.area for one in result.verdicts)
    right = Counter(one.area for one in result.verdicts if one.is_right)
    for area in sorted(asked, key=lambda one: (right[one] / asked[one], one)):
        share = write_percent(1000 * right[area] // asked[area])
        told.append((msg("{area}: {right} of {of} right ({share})", area=profile.area_title(area), right=right[area],
                         of=asked[area], share=share), "text"))  # fmt: skip
    if result.missed:
        told.append((msg("To look at again: {count} questions", count=len(result.missed)), "title"))
    return [(str(text), style) for text, style in told]
