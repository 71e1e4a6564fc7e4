"""Knows how doubts about sheets are settled by people: what is open, what was decided by whom, what follows.

Must not know screens or pictures, and never changes what was measured.
"""

from examcore_paper.review.decisions import DROP, TAKE, Decision, Reviewed, add_decisions, read_decisions, start_two
from examcore_paper.review.desk import Desk
from examcore_paper.review.doubts import Doubt, list_doubts
from examcore_paper.review.judge import judge_folder, judge_pages

__all__ = [
    "DROP",
    "TAKE",
    "Decision",
    "Desk",
    "Doubt",
    "Reviewed",
    "add_decisions",
    "judge_folder",
    "judge_pages",
    "list_doubts",
    "read_decisions",
    "start_two",
]
