"""Knows a simulated room: sheets drawn, filled by a simulated pen and scanned, all from a seed.

Must not know the reader that is tried on them.
"""

from examcore_paper.simulate.draw import draw_sheet
from examcore_paper.simulate.pen import NORMAL, PENS, ROUGH, TIDY, Habits, Pen, Stroke, make_marks, plan_marks
from examcore_paper.simulate.room import SHEET_KEY, Filled, invent_sitting, random_answers, simulate_page
from examcore_paper.simulate.scan import CLEAN, RECIPES, SCAN, Recipe, bind_pdf, degrade, encode

__all__ = [
    "CLEAN",
    "NORMAL",
    "PENS",
    "RECIPES",
    "ROUGH",
    "SCAN",
    "SHEET_KEY",
    "TIDY",
    "Filled",
    "Habits",
    "Pen",
    "Recipe",
    "Stroke",
    "bind_pdf",
    "degrade",
    "draw_sheet",
    "encode",
    "invent_sitting",
    "make_marks",
    "plan_marks",
    "random_answers",
    "simulate_page",
]
