"""Knows a policy of another shape: 10 + 20 items, three bands, 45 minutes, 1 and 2 points.

Must not know any city: it proves that the core and the deliveries follow a profile, whatever it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from examcore.engine.scoring import count_open, count_right
from examcore.hooks import Policy, hookimpl
from examcore.language import Label
from examcore.nouns import (
    Area,
    Band,
    Blueprint,
    Clause,
    Column,
    Document,
    Form,
    Outcome,
    Paragraph,
    PartPlan,
    PartRule,
    PartScore,
    Position,
    Profile,
    Quota,
    Responses,
    Result,
    Score,
    Sitting,
    Table,
)

SINCE = date(2024, 1, 1)

PROFILE = Profile(
    policy="small",
    id="small-2024",
    title=Label("Quy chế thử", "Trial rules"),
    since=SINCE,
    minutes=45,
    parts=(
        PartRule("basics", Label("Phần cơ bản", "Basics"), 10, 1, "A1"),
        PartRule("practice", Label("Phần thực hành", "Practice"), 20, 2, "A2"),
    ),
    bands=(
        Band("high", Label("Mức cao", "High"), 40, 50, "B1"),
        Band("middle", Label("Mức vừa", "Middle"), 25, 39, "B2"),
        Band("low", Label("Mức thấp", "Low"), 0, 24, "B3"),
    ),
    areas=(
        Area("reading", Label("Đọc", "Reading"), "basics"),
        Area("writing", Label("Viết", "Writing"), "basics"),
        Area("doing", Label("Làm", "Doing"), "practice"),
    ),
    clauses=(
        Clause("A1", "Điều 1", "10 câu, mỗi câu 1 điểm"),
        Clause("A2", "Điều 2", "20 câu, mỗi câu 2 điểm"),
        Clause("B1", "Điều 3", "từ 40 điểm"),
        Clause("B2", "Điều 3", "từ 25 đến 39 điểm"),
        Clause("B3", "Điều 3", "dưới 25 điểm"),
    ),
    issuer_parent="TỈNH THỬ",
    issuer="HỘI ĐỒNG THỬ",
    place="Nơi Thử",
)

BEFORE = replace(PROFILE, id="small-before", since=date.min, minutes=60)

CLERK = Position("CLERK", "Văn thư thử", "Văn phòng thử", "")


class SmallPolicy:
    """The trial rules."""

    id = "small"
    title = PROFILE.title

    def profile(self, on: date) -> Profile:
        """The rules in force on a day: before 2024 there were others, with more time."""
        return PROFILE if on >= SINCE else BEFORE

    def positions(self) -> tuple[Position, ...]:
        """One post."""
        return (CLERK,)

    def blueprint(self, profile: Profile, position: Position) -> Blueprint:
        """Basics from two areas, practice half the post's own."""
        basics, practice = profile.parts
        return Blueprint(
            profile.policy,
            profile.id,
            position.code,
            (
                PartPlan(
                    basics.name,
                    basics.title,
                    basics.count,
                    (Quota("area", "reading", 4, 6), Quota("area", "writing", 4, 6)),
                ),
                PartPlan(
                    practice.name,
                    practice.title,
                    practice.count,
                    (Quota("area", "doing", 5, 20), Quota("scope", "own", 10, 15)),
                ),
            ),
        )

    def score(self, profile: Profile, form: Form, responses: Responses) -> Score:
        """Right answers times the points of their part."""
        parts = []
        for rule in profile.parts:
            right = count_right(form, responses, rule.name)
            points = (right * rule.points_each, rule.count * rule.points_each)
            parts.append(PartScore(rule.name, rule.title, right, *points))
        return Score(tuple(parts), count_open(form, responses))

    def decide(self, profile: Profile, score: Score) -> Outcome:
        """The band of the total."""
        band = next(b for b in profile.bands if b.lowest <= score.total <= b.highest)
        return Outcome(band.name, band.title, Label("Điều 3", "Article 3"), score.open > 0)

    def report(self, profile: Profile, sitting: Sitting, results: Sequence[Result]) -> tuple[Table | Document, ...]:
        """A list of totals."""
        totals = {result.candidate: result.score.total for result in results}
        table = Table(
            "results",
            "Kết quả thử",
            (Column("Số báo danh", "code"), Column("Họ và tên"), Column("Tổng điểm", "number")),
            tuple((c.number, c.name, totals.get(c.number, "")) for c in sitting.candidates),
        )
        document = Document(
            "results",
            profile.issuer_parent,
            profile.issuer,
            "",
            profile.place,
            sitting.day,
            "DANH SÁCH",
            "Kết quả thử",
            (Paragraph(sitting.title), table),
            mark="DIỄN TẬP" if sitting.rehearsal else "",
        )
        return table, document


@hookimpl
def examcore_policies() -> list[Policy]:
    return [SmallPolicy()]
