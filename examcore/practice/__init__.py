"""Knows practice with open items: which are asked, what an answer was worth, a mock test, progress kept locally.

Must not know screens, nor anything sealed: a bank is never practised with.
"""

from examcore.practice.choice import Wish, choose, find_positions
from examcore.practice.drill import Drill, Judged, answer, begin, judge_question
from examcore.practice.kept import Opened, change_progress, find_place, open_progress
from examcore.practice.mock import Mock, MockResult, draw_mock, list_areas, score_mock
from examcore.practice.open_items import SAMPLE_DAY, OpenItems, read_open
from examcore.practice.progress import (
    AreaProgress,
    MockScore,
    Progress,
    Tally,
    count_areas,
    note_answer,
    note_mock,
    rank_areas,
)
from examcore.practice.timed import TimedMock

__all__ = [
    "SAMPLE_DAY",
    "AreaProgress",
    "Drill",
    "Judged",
    "Mock",
    "MockResult",
    "MockScore",
    "OpenItems",
    "Opened",
    "Progress",
    "Tally",
    "TimedMock",
    "Wish",
    "answer",
    "begin",
    "change_progress",
    "choose",
    "count_areas",
    "draw_mock",
    "find_place",
    "find_positions",
    "judge_question",
    "list_areas",
    "note_answer",
    "note_mock",
    "open_progress",
    "rank_areas",
    "read_open",
    "score_mock",
]
