"""Knows the policy of Cần Thơ as the core asks for it: profile, posts, blueprint, score, outcome, report.

Must not touch a clock, a disk or a network: every answer follows from the arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from examcore.language import Label
from examcore.nouns import (
    Blueprint,
    Document,
    Form,
    Outcome,
    Position,
    Profile,
    Responses,
    Result,
    Score,
    Sitting,
    Table,
)
from examcore_cantho.blueprint import make_blueprint
from examcore_cantho.posts import POSTS
from examcore_cantho.profile import PARENT, POLICY, make_profile
from examcore_cantho.report import make_report
from examcore_cantho.score import decide_outcome, score_form


class CanthoPolicy:
    """Decision 2073/QĐ-UBND. `parent` heads official documents: the authority that set up the council.

    The Plan lets the People's Committee of a district set up the council (III.4.a); a district's own plugin
    gives its name here: `CanthoPolicy(parent="ỦY BAN NHÂN DÂN QUẬN NINH KIỀU")`.
    """

    id = POLICY
    title = Label("Cần Thơ: Quyết định số 2073/QĐ-UBND năm 2024", "Cần Thơ: Decision 2073/QĐ-UBND of 2024")

    def __init__(self, parent: str = PARENT) -> None:
        self._parent = parent

    def profile(self, on: date) -> Profile:
        """The rules in force on a day. Raises Refused before 18/09/2024."""
        return make_profile(on, self._parent)

    def positions(self) -> tuple[Position, ...]:
        """The commune posts by nomination group."""
        return POSTS

    def blueprint(self, profile: Profile, position: Position) -> Blueprint:
        """The default blueprint; any position may be handed in, of whatever catalogue."""
        return make_blueprint(profile, position)

    def score(self, profile: Profile, form: Form, responses: Responses) -> Score:
        """One point for each right answer."""
        return score_form(profile, form, responses)

    def decide(self, profile: Profile, score: Score) -> Outcome:
        """The band of the total, with the clause it rests on."""
        return decide_outcome(profile, score)

    def report(self, profile: Profile, sitting: Sitting, results: Sequence[Result]) -> tuple[Table | Document, ...]:
        """Result list and summary, as tables and as official documents."""
        return make_report(profile, sitting, results)
