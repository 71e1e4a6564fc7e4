"""Knows the published kinds of simulated sheets: who filled them in, with what, and what scanned them.

Must not know the reader. A kind, a seed and a serial always give the same sheet; names are stable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from examcore.nouns import Marking
from examcore_paper.simulate.crossing import CARELESS, NEAT, USUAL, Crossing
from examcore_paper.simulate.pen import NORMAL, PENS, ROUGH, TIDY, Habits, Pen
from examcore_paper.simulate.scan import RECIPES, SCAN, Recipe

SEED = 20241115
"""The seed of the published tables."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One line of the table: a name that can be a folder, a recipe of scanning, habits, one pen or all in turn.

    With `crossing` its sheets are crossed instead of filled in.
    """

    name: str
    recipe: Recipe
    habits: Habits = NORMAL
    pen: Pen | None = None
    crossing: Crossing | None = None

    @property
    def marking(self) -> Marking:
        """How its sheets are marked: sheets of both sorts do not belong to one sitting."""
        return "fill" if self.crossing is None else "cross"


def _named(name: str) -> Recipe:
    return next(recipe for recipe in RECIPES if recipe.name == name)


LIGHT = Pen("light pencil", 0.32, 0.25, 0.5)

KINDS = (
    Kind("clean", _named("clean")),
    Kind("scan-150", _named("150 dpi")),
    Kind("scan-200", SCAN),
    Kind("scan-300", _named("300 dpi")),
    Kind("rotated", _named("upside down or sideways")),
    Kind("noise-blur", _named("noise and blur")),
    Kind("bent", _named("bent page 4 mm")),
    Kind("shadow", _named("shadow edge")),
    Kind("perspective", replace(SCAN, name="perspective", perspective=0.03)),
    Kind("jpeg-30", replace(SCAN, name="jpeg 30", quality=30)),
    Kind("skew-3", replace(SCAN, name="skew 3°", skew_deg=3.0)),
    Kind("scan-100", replace(SCAN, name="100 dpi", dpi=100, blur_mm=0.12)),
    Kind("worst-100", _named("100 dpi, q30, skew 3°")),
    Kind("phone", _named("phone")),
    Kind("bilevel", _named("bilevel")),
    *(Kind(f"pen-{pen.name.replace(' ', '-')}", SCAN, TIDY, pen) for pen in PENS),
    Kind("light-marks", SCAN, TIDY, LIGHT),
    Kind("erased", SCAN, replace(NORMAL, changed=0.08)),
    Kind("ticks-crosses", SCAN, replace(NORMAL, cross=0.10)),
    Kind("half-filled", SCAN, replace(NORMAL, half=0.08)),
    Kind("rough", SCAN, ROUGH),
    Kind("crossed-neat", SCAN, crossing=NEAT),
    Kind("crossed", SCAN, crossing=USUAL),
    Kind("crossed-changed", SCAN, crossing=replace(USUAL, changed=0.15)),
    Kind("crossed-again", SCAN, crossing=replace(USUAL, again=0.10)),
    Kind("crossed-withdrawn", SCAN, crossing=replace(USUAL, withdrawn=0.08)),
    Kind("crossed-careless", SCAN, crossing=CARELESS),
    Kind("crossed-150", _named("150 dpi"), crossing=USUAL),
    Kind("crossed-300", _named("300 dpi"), crossing=USUAL),
    Kind("crossed-phone", _named("phone"), crossing=USUAL),
    Kind("crossed-worst-100", _named("100 dpi, q30, skew 3°"), crossing=CARELESS),
)
"""The kinds the benchmark publishes."""


def find_kind(name: str) -> Kind | None:
    """The kind called `name`, or None."""
    return next((kind for kind in KINDS if kind.name == name), None)
