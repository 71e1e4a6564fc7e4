"""Knows how official Vietnamese writes days, part numbers and the rehearsal mark.

Must not know what is printed.
"""

from __future__ import annotations

from datetime import date

MARK = "DIỄN TẬP"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def day_text(day: date) -> str:
    """A day in short: 15/11/2024."""
    return f"{day:%d/%m/%Y}"


def long_day(day: date) -> str:
    """A day in the words of an official document.

    Days below 10 and the months January and February have a leading zero (Decree 30/2020/NĐ-CP, Appendix I).
    """
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def roman(number: int) -> str:
    """A part number from 1 in Roman figures; in Arabic ones past ten."""
    return _ROMAN[number - 1] if 1 <= number <= len(_ROMAN) else str(number)
