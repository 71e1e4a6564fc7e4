"""Knows how well each knowledge area was answered (R05: find the weak fields, for training).

Must not know people.
"""

from __future__ import annotations

from collections.abc import Sequence

from examcore.engine.summary import AreaCount, count_areas
from examcore.nouns import Column, Profile, Result, Sitting, Table
from examcore_cantho.report.wording import title_table, write_share

WEAKEST = 5


def list_areas(profile: Profile, sitting: Sitting, results: Sequence[Result]) -> Table:
    """Every area tested, weakest first, for csv and xlsx."""
    columns = (
        Column("STT", "number"),
        Column("Mã lĩnh vực", "code"),
        Column("Lĩnh vực kiến thức"),
        Column("Phần"),
        Column("Số câu trả lời", "number"),
        Column("Số câu đúng", "number"),
        Column("Tỷ lệ đúng", "number"),
    )
    rows = tuple(
        (
            place,
            count.area,
            profile.area_title(count.area).vi,
            profile.part(count.part).title.vi,
            count.given,
            count.right,
            _share(count),
        )
        for place, count in enumerate(count_areas(results), 1)
    )
    return Table("areas", title_table(sitting, "Kết quả theo lĩnh vực kiến thức"), columns, rows)


def table_weakest(profile: Profile, results: Sequence[Result]) -> Table:
    """The five areas with the smallest share of right answers."""
    columns = (
        Column("STT", "number", 1),
        Column("Lĩnh vực kiến thức", "text", 6),
        Column("Số câu trả lời", "number", 2),
        Column("Số câu đúng", "number", 2),
        Column("Tỷ lệ đúng", "number", 2),
    )
    rows = tuple(
        (place, profile.area_title(count.area).vi, count.given, count.right, _share(count))
        for place, count in enumerate(count_areas(results)[:WEAKEST], 1)
    )
    return Table("weakest", "", columns, rows)


def _share(count: AreaCount) -> str:
    return write_share(count.right, count.given)
