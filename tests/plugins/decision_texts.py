"""Knows where the tests find decisions: small ones of our own, and the whole one where it lies at hand.

Must not hold a claim.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from examcore.nouns import Position

HERE = Path(__file__).parent / "decisions"
ROOT = Path(__file__).parents[2]
WHOLE = "000_51324067032fa9f6.txt"


def find_whole() -> Path:
    """The file with the whole Decision 3263/QĐ-UBND; the test is skipped where there is none."""
    folder = Path(os.environ.get("EXAMCORE_SEEDS") or ROOT.parent / "shared" / "seeds")
    if not (folder / WHOLE).is_file():
        pytest.skip(f"the whole Decision 3263/QĐ-UBND is needed: put {WHOLE} in a folder and name it in EXAMCORE_SEEDS")
    return folder / WHOLE


def read_small(name: str) -> str:
    """The text of one of our own small decisions."""
    return (HERE / name).read_text(encoding="utf-8")


def count_words(*texts: str) -> Counter[str]:
    """How often each word or figure stands in `texts`."""
    return Counter(word for text in texts for word in re.findall(r"\w+", text))


def all_texts(position: Position) -> list[str]:
    """Everything a position took from its lines: as printed, so not the corrected code and title."""
    printed = {fact.label: fact.lines for fact in position.facts}
    kept = [text for label, lines in printed.items() if label != "Ký hiệu sau mã" for text in lines]
    title = [] if "Tên in trong văn bản" in printed else [position.title]
    tasks = [text for task in position.tasks for text in (task.task, task.criterion)]
    return [*kept, *title, position.unit, *tasks]
