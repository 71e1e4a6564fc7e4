"""Knows how remarks on an item are told in the few rows a screen has for them.

Must not know fields or lint.
"""

from __future__ import annotations

from collections.abc import Sequence

from examcore.desk import Remark
from examcore.language import messages
from examcore_tui.wrap import wrap_text

msg = messages("examcore_tui")


def tell_remark(remark: Remark) -> str:
    """A remark with what it weighs, and with the key that mends it."""
    told = ("✗ " if remark.bars else "! ") + str(remark.message)
    return f"{told} (Ctrl+R)" if remark.mends else told


def choose_remarks(remarks: Sequence[Remark], width: int, rows: int) -> list[str]:
    """As many remarks as fit into `rows` rows, and how many there are more; the first one is cut where it must be."""
    lines: list[str] = []
    for number, one in enumerate(remarks, 1):
        free = rows - sum(len(wrap_text(line, width)) for line in lines) - (number < len(remarks))
        wrapped = wrap_text(tell_remark(one), width)
        if len(wrapped) > free and lines:
            break
        lines.append("\n".join(wrapped[: max(1, free)]))
    if len(lines) < len(remarks):
        lines.append(str(msg("… and {count} more (F7)", count=len(remarks) - len(lines))))
    return lines
