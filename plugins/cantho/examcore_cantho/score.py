"""Knows how a form is scored and which band a total reaches: III.7.a and III.7.b of the Plan.

Must not know what a result is used for: III.9 is for the authority that manages the person.
"""

from __future__ import annotations

from examcore.engine.scoring import count_open, count_right
from examcore.errors import Refused
from examcore.language import Label, messages
from examcore.nouns import Band, Form, Outcome, PartScore, Profile, Responses, Score
from examcore_cantho.rules import cite

msg = messages("examcore_cantho")


def score_form(profile: Profile, form: Form, responses: Responses) -> Score:
    """One point for each right answer (R50, R51), whole points only (R52), part by part."""
    parts = []
    for rule in profile.parts:
        right = count_right(form, responses, rule.name)
        parts.append(PartScore(rule.name, rule.title, right, right * rule.points_each, rule.count * rule.points_each))
    return Score(tuple(parts), count_open(form, responses))


def find_band(profile: Profile, total: int) -> Band:
    """The band of a total. Raises Refused for a total the regulation does not know."""
    for band in profile.bands:
        if band.lowest <= total <= band.highest:
            return band
    raise Refused(
        msg("{total} points lie outside the scale of {of}", total=total, of=profile.total),
        msg("score the sitting again under the profile it was held under"),
    )


def decide_outcome(profile: Profile, score: Score) -> Outcome:
    """The band of the total (R49; no least points for a part, R58), and the clause it rests on.

    With responses in review the outcome is provisional and the reason says what total is still possible.
    """
    band = find_band(profile, score.total)
    right = sum(part.right for part in score.parts)
    vi = (
        f"trả lời đúng {right}/{profile.items} câu hỏi, trong khoảng từ {band.lowest} đến {band.highest}: "
        f"{band.title.vi} ({cite(band.rule)} Kế hoạch kèm theo Quyết định số 2073/QĐ-UBND)"
    )
    en = (
        f"{right} of {profile.items} questions answered right, within {band.lowest} to {band.highest}: "
        f"{band.title.en} (III.7.b of the Plan under Decision 2073/QĐ-UBND)"
    )
    if score.open:
        highest = min(profile.total, score.total + score.open * max(p.points_each for p in profile.parts))
        vi += f"; tạm tính, {score.open} câu trả lời chờ xem xét, tổng điểm có thể đến {highest}"
        en += f"; provisional, {score.open} responses wait for review, the total may reach {highest}"
    return Outcome(band.name, band.title, Label(vi, en), provisional=score.open > 0)
