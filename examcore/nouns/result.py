"""Knows responses, scores, outcomes and results.

Must not know how a policy scores: it only holds what came out.
"""

from __future__ import annotations

from dataclasses import dataclass

from examcore.language import Label


@dataclass(frozen=True, slots=True)
class Response:
    """What a candidate gave to one question: option ids, empty for a blank, two for a double mark.

    `in_review` is true where a reader could not be sure: nobody may take it for a blank.
    """

    question: str
    options: tuple[str, ...] = ()
    in_review: bool = False


@dataclass(frozen=True, slots=True)
class Half:
    """What a candidate gave in one of two places, at a PC or on paper, before both were merged."""

    delivery: str
    origin: str
    given: tuple[Response, ...]


@dataclass(frozen=True, slots=True)
class Halves:
    """The two halves of one test that began at a PC and went on on paper, kept beside what was merged from them."""

    candidate: str
    at_pc: Half
    on_sheet: Half


@dataclass(frozen=True, slots=True)
class Responses:
    """All responses of one candidate from one delivery, in question-id order, one per question of the form.

    `origin` names the journal or scan they came from, `doubts` what an officer must look at, in plain words.
    `is_final` is false where the candidate had not handed in: only then may later responses take their place.
    """

    candidate: str
    delivery: str
    form: str
    booklet: str
    given: tuple[Response, ...]
    origin: str = ""
    doubts: tuple[str, ...] = ()
    is_final: bool = True

    @property
    def reviews(self) -> tuple[str, ...]:
        """Ids of the questions whose marks wait for review."""
        return tuple(r.question for r in self.given if r.in_review)

    def to(self, question: str) -> Response:
        """The response to a question; a blank one where none was recorded."""
        return next((r for r in self.given if r.question == question), Response(question))


@dataclass(frozen=True, slots=True)
class PartScore:
    """Points of one part: right answers, points, highest possible points."""

    name: str
    title: Label
    right: int
    points: int
    of: int


@dataclass(frozen=True, slots=True)
class Score:
    """Points part by part. `open` counts responses still in review: with any, the score is provisional."""

    parts: tuple[PartScore, ...]
    open: int = 0

    @property
    def total(self) -> int:
        """The sum over parts."""
        return sum(part.points for part in self.parts)

    def points_of(self, part: str) -> int:
        """Points of the part called `part`; 0 where there is none."""
        return next((p.points for p in self.parts if p.name == part), 0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The level a policy gives: band id, its title, the reason with the rule,
    and whether it is provisional.
    """

    band: str
    title: Label
    reason: Label
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one response was right, for item statistics: question, its area, right or not, blank or not."""

    question: str
    part: str
    area: str
    is_right: bool
    is_blank: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A candidate's score and outcome with all that is needed to score again: plugin version,
    blueprint, form. `amendments` are the digests of the council's decisions on the form that were applied, in order.
    """

    candidate: str
    name: str
    unit: str
    position: str
    room: str
    delivery: str
    form: str
    booklet: str
    score: Score
    outcome: Outcome
    verdicts: tuple[Verdict, ...]
    policy: str
    policy_version: str
    profile: str
    blueprint: str
    amendments: tuple[str, ...] = ()
