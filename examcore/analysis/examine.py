"""Knows everything a sitting says about its items, forms and candidates' knowledge: one frozen answer.

Must not know files, keys or commands: forms and responses come in, figures go out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from examcore.analysis.areas import AreaFigures, measure_areas
from examcore.analysis.columns import stack
from examcore.analysis.flags import ENOUGH, Flagged, flag, list_suspects
from examcore.analysis.forms import (
    Comparison,
    FormFigures,
    MarkFigures,
    compare_forms,
    count_near,
    measure_form,
    pool,
    share_near,
)
from examcore.analysis.items import measure_items
from examcore.analysis.measures import Reliability, Spread, measure_spread
from examcore.engine.scoring import NO_RULINGS, Rulings
from examcore.engine.summary import count_bands, histogram
from examcore.nouns import Form, Profile, Responses, Result


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a sitting says. `too_few` is true below 100 candidates: then only errors of the key are looked for.

    `bars` are (lowest, highest, candidates) of points; `near` the share of candidates within one standard error of
    measurement of any mark. Provisional results count where they stand, `provisional` of them.
    """

    candidates: int
    provisional: int
    spread: Spread
    reliability: Reliability
    bars: tuple[tuple[int, int, int], ...]
    bands: tuple[tuple[str, int], ...]
    marks: tuple[MarkFigures, ...]
    near: float | None
    items: tuple[Flagged, ...]
    suspects: tuple[Flagged, ...]
    forms: tuple[FormFigures, ...]
    comparisons: tuple[Comparison, ...]
    areas: tuple[AreaFigures, ...]
    too_few: bool


def examine(
    profile: Profile,
    forms: Sequence[Form],
    responses: Sequence[Responses],
    results: Sequence[Result],
    rulings: Mapping[str, Rulings] | None = None,
    times: Mapping[str, Sequence[int]] | None = None,
) -> Analysis:
    """The analysis of a sitting that was scored. `rulings` are the council's by form id, `times` milliseconds by item
    id.

    Responses without a result do not count. Same arguments, same figures.
    """
    by_number = {one.candidate: one for one in results}
    columns = [
        stack(profile, form, responses, by_number, (rulings or {}).get(form.id, NO_RULINGS))
        for form in sorted(forms, key=lambda form: (form.position, form.id))
    ]
    people = [one for found in columns for one in found.people]
    measured = tuple(measure_form(one) for one in columns)
    reliability = pool(measured)
    flagged = tuple(flag(one) for one in measure_items(columns, times or {}))
    marks = count_near(profile, people, reliability.sem)
    return Analysis(
        candidates=len(people),
        provisional=sum(one.outcome.provisional for one in people),
        spread=measure_spread([one.score.total for one in people]),
        reliability=reliability,
        bars=histogram(profile, people),
        bands=count_bands(profile, people),
        marks=marks,
        near=share_near(marks, people, reliability.sem),
        items=flagged,
        suspects=list_suspects(flagged),
        forms=measured,
        comparisons=compare_forms(columns),
        areas=measure_areas(columns),
        too_few=max((one.figures.n for one in flagged), default=0) < ENOUGH,
    )
