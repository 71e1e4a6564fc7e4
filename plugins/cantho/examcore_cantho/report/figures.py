"""Knows the figures over a sitting: who came, spread, levels reached, each group on its own; as tables.

Must not know documents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from examcore.engine.summary import count_bands
from examcore.nouns import Band, Cell, Column, Profile, Result, Sitting, Table
from examcore_cantho.report.listing import Line
from examcore_cantho.report.wording import NONE, name_way, title_table, write_mean, write_share


def results_of(lines: Sequence[Line]) -> tuple[Result, ...]:
    """The results there are, in line order."""
    return tuple(line.result for line in lines if line.result is not None)


def totals_of(lines: Sequence[Line]) -> list[int]:
    """The totals there are, in line order."""
    return [result.score.total for result in results_of(lines)]


def count_rows(profile: Profile, lines: Sequence[Line]) -> tuple[tuple[str, Cell], ...]:
    """The head figures: (what, figure)."""
    totals = totals_of(lines)
    waiting = [result.score.open for result in results_of(lines) if result.score.open]
    return (
        ("Số người trong danh sách", len(lines)),
        ("Số người có kết quả", len(totals)),
        ("Số người vắng hoặc chưa thu bài", len(lines) - len(totals)),
        ("Số người có kết quả tạm tính", len(waiting)),
        ("Số câu trả lời chờ xem xét", sum(waiting)),
        ("Điểm bình quân", write_mean(totals)),
        ("Điểm cao nhất", max(totals) if totals else NONE),
        ("Điểm thấp nhất", min(totals) if totals else NONE),
    )


def tell_figures(lines: Sequence[Line]) -> str:
    """The head figures as a sentence or two."""
    totals = totals_of(lines)
    came = f"{len(totals)} người có kết quả, {len(lines) - len(totals)} người vắng hoặc chưa thu bài."
    told = f"Danh sách có {len(lines)} người dự kiểm tra, sát hạch; {came}"
    if totals:
        told += f" Điểm bình quân {write_mean(totals)}; cao nhất {max(totals)}; thấp nhất {min(totals)}."
    return told


def table_figures(profile: Profile, sitting: Sitting, lines: Sequence[Line]) -> Table:
    """The head figures and the levels reached, for csv and xlsx."""
    results = results_of(lines)
    bands = dict(count_bands(profile, results))
    rows: list[tuple[Cell, ...]] = [(what, figure, "") for what, figure in count_rows(profile, lines)]
    rows += [(band.title.vi, bands[band.name], write_share(bands[band.name], len(results))) for band in profile.bands]
    columns = (Column("Chỉ tiêu"), Column("Số liệu", "number"), Column("Tỷ lệ", "number"))
    return Table("summary", title_table(sitting, "Tổng hợp kết quả kiểm tra, sát hạch"), columns, tuple(rows))


def table_bands(profile: Profile, lines: Sequence[Line]) -> Table:
    """The levels reached, with their share of those who have a result."""
    results = results_of(lines)
    bands = dict(count_bands(profile, results))
    rows = tuple(
        (band.title.vi, write_range(band), bands[band.name], write_share(bands[band.name], len(results)))
        for band in profile.bands
    )
    columns = (
        Column("Kết quả", "text", 4),
        Column("Tổng điểm", "code", 3),
        Column("Số người", "number", 2),
        Column("Tỷ lệ", "number", 2),
    )
    return Table("bands", "", columns, rows)


def write_range(band: Band) -> str:
    """The totals of a band: "từ 90 đến 100"."""
    return f"từ {band.lowest} đến {band.highest}"


def table_positions(profile: Profile, lines: Sequence[Line]) -> Table:
    """Mean and levels for each position."""
    return _table_groups(profile, lines, "Chức vụ, chức danh, vị trí", lambda line: line.title)


def table_ways(profile: Profile, lines: Sequence[Line]) -> Table:
    """Mean and levels for those who sat on paper and on computers."""
    return _table_groups(profile, lines, "Hình thức", lambda line: name_way(line.delivery))


def _table_groups(profile: Profile, lines: Sequence[Line], what: str, group: Callable[[Line], str]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name in sorted({group(line) for line in lines}):
        members = [line for line in lines if group(line) == name]
        counts = (count for _, count in count_bands(profile, results_of(members)))
        totals = totals_of(members)
        rows.append((name, len(members), len(totals), write_mean(totals), *counts))
    columns = (
        Column(what, "text", 5),
        Column("Số người", "number", 2),
        Column("Có kết quả", "number", 2),
        Column("Điểm bình quân", "number", 2),
        *(Column(band.title.vi, "number", 2) for band in profile.bands),
    )
    return Table("groups", "", columns, tuple(rows))
