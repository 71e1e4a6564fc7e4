"""Knows what is reported after a sitting: result list, summary, knowledge areas; Vietnamese only.

Must not decide anything: it shows what was scored.
"""

from __future__ import annotations

from collections.abc import Sequence

from examcore.nouns import Document, Profile, Result, Sitting, Table
from examcore_cantho.report.areas import list_areas
from examcore_cantho.report.figures import table_figures
from examcore_cantho.report.listing import list_results, make_lines, write_list
from examcore_cantho.report.summary import write_summary


def make_report(profile: Profile, sitting: Sitting, results: Sequence[Result]) -> tuple[Table | Document, ...]:
    """Table and document "results" (the list), document and table "summary", table "areas".

    Names are unique for each kind: a table and the document of the same name say the same.
    """
    lines = make_lines(sitting, results)
    return (
        list_results(profile, sitting, lines),
        write_list(profile, sitting, lines),
        write_summary(profile, sitting, lines),
        table_figures(profile, sitting, lines),
        list_areas(profile, sitting, results),
    )
