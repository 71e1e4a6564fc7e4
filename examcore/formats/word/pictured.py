"""Knows where pictures stand among the lines of options: behind letters, under them, or over them.

Must not know keys. Over letters each picture would be read as that of the option before it: nobody can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from examcore.formats.word.rich import KEPT, THING, Rich


def count_figures(pieces: Iterable[Rich]) -> int:
    """How many pictures and tables that can be kept stand in these."""
    return sum(name.startswith(KEPT) for piece in pieces for name in piece.things())


def is_picture_line(rich: Rich) -> bool:
    """Whether a line holds pictures and no word."""
    return THING in rich.text and not rich.text.replace(THING, "").strip()


def are_shifted(stem: Sequence[Rich], options: Sequence[Rich]) -> bool:
    """Whether lines of pictures alone may belong to the options behind them: each but the last has one under its text
    and the stem, too; or one has several and another none.
    """
    if len(options) < 2:
        return False
    bare = [option for option in options if THING not in option.text]
    over = _ends_in_picture(stem) and all(_count_under(option) for option in options[:-1]) and options[-1] in bare
    return over or (bool(bare) and any(_count_under(option) > 1 for option in options))


def stand_under(stem: Sequence[Rich], others: Sequence[Rich]) -> bool:
    """Whether all options but the last have one picture under their text, and the stem has none there."""
    return bool(others) and not _ends_in_picture(stem) and all(_count_under(option) == 1 for option in others)


def _ends_in_picture(stem: Sequence[Rich]) -> bool:
    return bool(stem) and is_picture_line(stem[-1])


def _count_under(option: Rich) -> int:
    """How many pictures stand alone in the last line of an option, under its text."""
    above, broken, row = option.text.rpartition("\n")
    return row.count(THING) if broken and above.strip() and not row.replace(THING, "").strip() else 0
