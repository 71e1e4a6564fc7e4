"""Knows a simulated room: sheets drawn, filled by a simulated pen and scanned, all from a seed.

Must not know the reader that is tried on them.
"""

from examcore_paper.simulate.draw import draw_sheet
from examcore_paper.simulate.pen import NORMAL, PENS, ROUGH, TIDY, Habits, Pen, Stroke, make_marks, plan_marks
from examcore_paper.simulate.scan import CLEAN, RECIPES, SCAN, Recipe, bind_pdf, degrade, encode

__all__ = [
    "CLEAN",
    "NORMAL",
    "PENS",
    "RECIPES",
    "ROUGH",
    "SCAN",
    "TIDY",
    "Habits",
    "Pen",
    "Recipe",
    "Stroke",
    "bind_pdf",
    "degrade",
    "draw_sheet",
    "encode",
    "make_marks",
    "plan_marks",
]
