"""Knows what a sitting says about its items, forms and areas, and what it teaches a bank: pure figures, tables, a
report.

Must not know files, keys or commands.
"""

from examcore.analysis.examine import Analysis, examine
from examcore.analysis.flags import FLAGS, Flagged
from examcore.analysis.glance import glance
from examcore.analysis.items import ItemFigures, OptionFigures
from examcore.analysis.lessons import LESSONS_FORMAT, Lesson, Lessons, apply_lessons, take_lessons
from examcore.analysis.report import write_report
from examcore.analysis.tables import make_tables

__all__ = [
    "FLAGS",
    "LESSONS_FORMAT",
    "Analysis",
    "Flagged",
    "ItemFigures",
    "Lesson",
    "Lessons",
    "OptionFigures",
    "apply_lessons",
    "examine",
    "glance",
    "make_tables",
    "take_lessons",
    "write_report",
]
