"""Knows the set phrases of official documents: figures as text, days, the mark of a rehearsal.

Must not know results.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from examcore.nouns import Sitting

REHEARSAL = "DIỄN TẬP"
SUBJECT = "kiểm tra, sát hạch định kỳ chuyên môn, nghiệp vụ của cán bộ, công chức cấp xã"
NONE = "–"
WAYS = {"terminal": "Trên máy vi tính", "paper": "Trên giấy"}  # R46


def name_way(delivery: str) -> str:
    """How somebody sat, in the words of III.6.a; the delivery's id where those have none."""
    return WAYS.get(delivery, delivery)


def mark_of(sitting: Sitting) -> str:
    """The mark of every page: DIỄN TẬP for a rehearsal, else nothing."""
    return REHEARSAL if sitting.rehearsal else ""


def title_table(sitting: Sitting, title: str) -> str:
    """A table's title with the sitting, and with the mark where it has one."""
    marked = f"[{REHEARSAL}] " if sitting.rehearsal else ""
    return f"{marked}{title} - {sitting.title}, ngày {write_day(sitting.day)}"


def write_day(day: date) -> str:
    """A day as dd/mm/yyyy."""
    return day.strftime("%d/%m/%Y")


def write_tenths(value: Fraction) -> str:
    """A number that is not negative with one decimal, rounded half up, with a comma: "72,5"."""
    tenths = (value * 20 + 1) // 2
    return f"{tenths // 10},{tenths % 10}"


def write_mean(totals: Sequence[int]) -> str:
    """The mean with one decimal; a dash where there is nothing to take it of."""
    return write_tenths(Fraction(sum(totals), len(totals))) if totals else NONE


def write_share(count: int, of: int) -> str:
    """`count` in percent of `of` with one decimal; a dash where `of` is nothing."""
    return f"{write_tenths(Fraction(100 * count, of))}%" if of else NONE
