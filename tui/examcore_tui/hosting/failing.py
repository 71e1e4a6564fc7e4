"""Knows how a failure of our own is told: what it is and where in the code.

Must not tell a value: it may be a PIN or a question.
"""

from __future__ import annotations

from pathlib import Path
from traceback import walk_tb


def describe(failure: BaseException) -> str:
    """What failed and the last three places in the code that led there."""
    places = [f"{Path(frame.f_code.co_filename).name}:{line}" for frame, line in walk_tb(failure.__traceback__)]
    return f"{type(failure).__name__} ({' > '.join(places[-3:])})"
