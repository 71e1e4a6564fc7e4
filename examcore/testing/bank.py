"""Knows simulated banks: many items, positions, areas and levels, spread as in real banks, the same for the same seed.

Must not stand in for an item's text: only ids and tags are made.
"""

from __future__ import annotations

from datetime import date

from examcore.engine.tickets import Stream
from examcore.language import Label
from examcore.nouns import LEVELS, Blueprint, Limits, Lot, PartPlan, Quota, Tags

DAY = date(2026, 11, 30)
GENERAL, PROFESSIONAL = "general", "professional"
GENERAL_AREAS = tuple(f"chung-{n:02}" for n in range(1, 9))
AREAS = tuple(f"nganh-{n:02}" for n in range(1, 21))
POSITIONS = tuple(f"VT {n:02}" for n in range(1, 86))
FAMILIES = 10
_SHARES = ((35, 55), (25, 45), (12, 30))
"""Least and most percent of a part at each level."""


def simulate_bank(items: int, seed: str = "simulated") -> list[Lot]:
    """`items` lots: 30 percent general in 8 areas; the rest in 20 areas, of them 25 percent with two areas and 5 with
    three; 15 percent for all positions, 45 for a family of positions, 40 for one to three positions. Difficulty about
    .62; one item in eight has an enemy; some were asked in the last three years.
    """
    stream = Stream(seed, f"bank of {items}")
    lots = []
    for n in range(items):
        level = LEVELS[(0, 0, 0, 0, 0, 1, 1, 1, 2, 2)[stream.below(10)]]
        difficulty = 250 + sum(stream.below(186) for _ in range(4))
        enemies = (f"I{n - 1:05}",) if n and stream.below(8) == 0 else ()
        uses = tuple(date(year, 11, 20) for year in (2023, 2024, 2025) if stream.below(40) == 0)
        if n % 10 < 3:
            area = GENERAL_AREAS[stream.below(len(GENERAL_AREAS))]
            tags = Tags(GENERAL, area, level, difficulty, enemies=enemies, uses=uses)
        else:
            areas = stream.shuffle(AREAS)[: 1 + (stream.below(100) >= 70) + (stream.below(100) >= 95)]
            tags = Tags(PROFESSIONAL, areas[0], level, difficulty, _serve(stream), enemies=enemies, uses=uses,
                        also=tuple(sorted(areas[1:])))  # fmt: skip
        lots.append(Lot(f"I{n:05}", tags))
    return lots


def _serve(stream: Stream) -> tuple[str, ...]:
    kind = stream.below(100)
    if kind < 15:
        return ()
    if kind < 60:
        family = stream.below(FAMILIES)
        return POSITIONS[family::FAMILIES]
    return tuple(sorted(stream.shuffle(POSITIONS)[: 1 + stream.below(3)]))


def simulate_blueprint(position: str, limits: Limits | None = None) -> Blueprint:
    """40 general items, five of each area; 60 professional ones, six of each of six areas and four of each of six
    others, which areas depending on the position; levels within bounds.
    """
    own = Stream(position, "areas").shuffle(AREAS)[:12]
    general = tuple(Quota("area", area, 5, 5) for area in GENERAL_AREAS)
    professional = tuple(Quota("area", area, 6 if n < 6 else 4, 6 if n < 6 else 4) for n, area in enumerate(own))
    return Blueprint(
        "simulated",
        "simulated",
        position,
        (
            PartPlan(GENERAL, Label("Phần chung", "General"), 40, (*general, *_levels(40))),
            PartPlan(PROFESSIONAL, Label("Phần chuyên môn", "Professional"), 60, (*professional, *_levels(60))),
        ),
        limits or Limits(),
    )


def _levels(count: int) -> tuple[Quota, ...]:
    return tuple(
        Quota("level", level, -(-count * least // 100), count * most // 100)
        for level, (least, most) in zip(LEVELS, _SHARES, strict=True)
    )
