"""Knows how far a sitting has come: made, published, collected, scored, reported; room by room.

Must not know how any of it is done.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal, TypeAlias

from examcore.errors import NotFound
from examcore.log import RECEIVED, find_log
from examcore.nouns import Responses, Result
from examcore.sitting import SittingFolder

Step: TypeAlias = Literal["made", "published", "collected", "scored", "reported"]


@dataclass(frozen=True, slots=True)
class RoomStanding:
    """A room: its delivery, how many are to sit in it, and how many of them were collected."""

    room: str
    delivery: str
    candidates: int
    collected: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a sitting stands. `steps` are those done, in order; `absent` the numbers not collected; `open` how many
    responses wait for review; `is_stale` whether something was collected or amended after the last scoring.
    """

    steps: tuple[Step, ...]
    rooms: tuple[RoomStanding, ...]
    absent: tuple[str, ...]
    open: int
    is_stale: bool
    responses: tuple[Responses, ...]
    results: tuple[Result, ...]

    @property
    def latest(self) -> Step:
        """The last step done."""
        return self.steps[-1]


def measure_standing(folder: SittingFolder) -> Standing:
    """How the sitting stands now. Raises BadInput for a file that is not as it should be."""
    responses = folder.responses
    try:
        results = folder.results
    except NotFound:
        results = ()
    events = find_log(folder.path).events if folder.log_path.is_file() else ()
    acts = [event.act for event in events]
    steps: list[Step] = ["made"]
    if "sitting.publish" in acts:
        steps.append("published")
    if responses:
        steps.append("collected")
    if results:
        steps.append("scored")
    if "sitting.report" in acts:
        steps.append("reported")
    there = {one.candidate for one in responses}
    sitting = folder.sitting
    counts = Counter(one.room for one in sitting.candidates)
    brought = Counter(one.room for one in sitting.candidates if one.number in there)
    return Standing(
        tuple(steps),
        tuple(RoomStanding(one.name, one.delivery, counts[one.name], brought[one.name]) for one in sitting.rooms),
        tuple(one.number for one in sitting.candidates if one.number not in there),
        sum(len(one.reviews) for one in responses),
        _is_stale(acts),
        responses,
        results,
    )


def _is_stale(acts: list[str]) -> bool:
    scored = max((at for at, act in enumerate(acts) if act == "sitting.score"), default=None)
    if scored is None:
        return False
    return any(act in (RECEIVED, "sitting.amend") for act in acts[scored + 1 :])
