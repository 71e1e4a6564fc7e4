"""Knows the ceremonies: scripts of numbered steps, what they ask, and the minute each ends in.

Must not know screens or lines: a front drives a `Course`.
"""

from examcore.ceremony.banks import ROTATE, SEAL_BANK
from examcore.ceremony.course import Course
from examcore.ceremony.draw import SEAL_PACKETS
from examcore.ceremony.opening import OPEN_KEY, OPEN_QUESTIONS
from examcore.ceremony.packets import HAND_OVER
from examcore.ceremony.people import ENROL, FOUND
from examcore.ceremony.requests import (
    Agree,
    Ask,
    HandOver,
    Progress,
    Question,
    Request,
    Retype,
    Secret,
    Show,
    Step,
    Tell,
)
from examcore.ceremony.stage import Ceremony, Scene

CEREMONIES: tuple[Ceremony, ...] = (
    ENROL, FOUND, SEAL_BANK, SEAL_PACKETS, HAND_OVER, OPEN_QUESTIONS, OPEN_KEY, ROTATE,
)  # fmt: skip
"""Every ceremony, in the order of a year."""

__all__ = [
    "CEREMONIES",
    "Agree",
    "Ask",
    "Ceremony",
    "Course",
    "HandOver",
    "Progress",
    "Question",
    "Request",
    "Retype",
    "Scene",
    "Secret",
    "Show",
    "Step",
    "Tell",
]
