"""Knows the tables of an analysis for csv and xlsx: every item, the keys to check, areas, forms, head figures.

Must not judge: it shows what was measured. Tables hold keys: whoever writes them keeps them from others.
"""

from __future__ import annotations

from collections.abc import Sequence

from examcore.analysis.areas import AreaFigures
from examcore.analysis.examine import Analysis
from examcore.analysis.flags import Flagged
from examcore.analysis.wording import (
    decimal,
    interval,
    percent,
    seconds,
    tell_chance,
    tell_flags,
    tell_level,
    tell_reliability,
    tell_withheld,
)
from examcore.language import messages
from examcore.nouns import Cell, Column, Sitting, Table

msg = messages("examcore")


def make_tables(sitting: Sitting, analysis: Analysis) -> tuple[Table, ...]:
    """All tables, in the reader's language. Names begin with "analysis-"."""

    def make(name: str, title: str, columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]) -> Table:
        mark = "[DIỄN TẬP] " if sitting.rehearsal else ""
        return Table(f"analysis-{name}", f"{mark}{title} - {sitting.title}", tuple(columns), tuple(rows))

    letters = sorted({option.letter for one in analysis.items for option in one.figures.options})
    forms, form_rows = list_forms(sitting, analysis)
    return (
        make("figures", str(msg("Head figures")), [Column(str(msg("Figure"))), Column(str(msg("Value")), "number")],
             list_figures(sitting, analysis)),
        make("items", str(msg("All items")), _item_columns(letters),
             [_item_row(sitting, letters, one) for one in analysis.items]),
        make("keys", str(msg("Keys to check")), _item_columns(letters),
             [_item_row(sitting, letters, one) for one in analysis.suspects]),
        make("areas", str(msg("Knowledge areas by position and unit")), _area_columns(),
             [_area_row(sitting, one) for one in analysis.areas]),
        make("forms", str(msg("Forms and booklets")), forms, form_rows),
    )  # fmt: skip


def list_figures(sitting: Sitting, analysis: Analysis) -> list[tuple[Cell, ...]]:
    """The head figures: (what, figure)."""
    spread, whole = analysis.spread, analysis.reliability
    marks = {one.band: one for one in analysis.marks}
    return [
        (str(msg("Candidates with a result")), analysis.candidates),
        (str(msg("of these provisional")), analysis.provisional),
        (str(msg("Mean points")), decimal(spread.mean, 1)),
        (str(msg("Standard deviation")), decimal(spread.sd, 1)),
        (str(msg("Lowest and highest")), f"{spread.lowest}–{spread.highest}"),
        *(
            (str(msg("Band: {band}", band=str(band.title))), count)
            for band in sitting.profile.bands
            for name, count in analysis.bands
            if name == band.name
        ),
        (str(msg("Reliability KR-20 (95 % interval)")), tell_reliability(whole)),
        (str(msg("Standard error of measurement, points")), decimal(whole.sem, 1)),
        (str(msg("Within one standard error of a mark")), percent(analysis.near)),
        *(
            (str(msg("of the mark {points} ({band})", points=marks[band.name].points, band=str(band.title))),
             marks[band.name].near)
            for band in sitting.profile.bands
            if band.name in marks
        ),
    ]  # fmt: skip


def _item_columns(letters: Sequence[str]) -> list[Column]:
    return [
        Column(str(msg("Item")), "code"),
        Column(str(msg("Part"))),
        Column(str(msg("Knowledge area"))),
        Column(str(msg("Level"))),
        Column(str(msg("Legal basis"))),
        Column(str(msg("Forms"))),
        Column(str(msg("Answered by")), "number"),
        Column(str(msg("Difficulty p")), "number"),
        Column(str(msg("95 % interval")), "number"),
        Column(str(msg("Bank's p")), "number"),
        Column(str(msg("resting on")), "number"),
        Column(str(msg("Drift z")), "number"),
        Column(str(msg("Item-rest r")), "number"),
        Column(str(msg("Key")), "code"),
        *(
            Column(title, "number")
            for letter in letters
            for title in (letter, str(msg("{letter}, upper group", letter=letter)),
                          str(msg("{letter}, lower group", letter=letter)))
        ),
        Column(str(msg("Upper group")), "number"),
        Column(str(msg("Lower group")), "number"),
        Column(str(msg("Blank")), "number"),
        Column(str(msg("Double marks")), "number"),
        Column(str(msg("In review")), "number"),
        Column(str(msg("Median seconds")), "number"),
        Column(str(msg("Flags"))),
        Column(str(msg("Not judged: too few candidates"))),
    ]  # fmt: skip


def _item_row(sitting: Sitting, letters: Sequence[str], one: Flagged) -> tuple[Cell, ...]:
    f = one.figures
    options = {option.letter: option for option in f.options}
    return (
        f.id,
        str(sitting.profile.part(f.part).title),
        str(sitting.profile.area_title(f.area)),
        tell_level(f.level),
        "; ".join(f.bases),
        ", ".join(f.forms),
        f.n,
        decimal(f.difficulty),
        interval(f.low, f.high),
        decimal(f.expected / 1000),
        f.seen,
        decimal(f.drift, 1),
        decimal(f.rest),
        f.keys,
        *(
            cell
            for letter in letters
            for cell in (
                (options[letter].count, options[letter].upper, options[letter].lower)
                if letter in options
                else ("", "", "")
            )
        ),
        f.upper,
        f.lower,
        f.blank,
        f.double,
        f.waiting,
        seconds(f.median_ms),
        tell_flags(one),
        tell_withheld(one.withheld),
    )


def _area_columns() -> list[Column]:
    return [
        Column(str(msg("Position"))),
        Column(str(msg("Unit"))),
        Column(str(msg("Part"))),
        Column(str(msg("Knowledge area"))),
        Column(str(msg("People")), "number"),
        Column(str(msg("Responses")), "number"),
        Column(str(msg("Right")), "number"),
        Column(str(msg("Share right")), "number"),
        Column(str(msg("95 % interval")), "number"),
    ]


def _area_row(sitting: Sitting, one: AreaFigures) -> tuple[Cell, ...]:
    shown = one.share is not None
    few = str(msg("too few people"))
    return (
        sitting.position_title(one.position) if one.position else str(msg("all positions")),
        one.unit or str(msg("all units")),
        str(sitting.profile.part(one.part).title),
        str(sitting.profile.area_title(one.area)),
        one.people,
        one.given,
        one.right if shown else few,
        percent(one.share) if shown else few,
        interval(*one.bounds) if shown else few,
    )


def list_forms(sitting: Sitting, analysis: Analysis) -> tuple[list[Column], list[tuple[Cell, ...]]]:
    """A row for each form and below it one for each of its booklets."""
    parts = sitting.profile.parts
    columns = [
        Column(str(msg("Form, booklet")), "code"),
        Column(str(msg("Position"))),
        Column(str(msg("Candidates")), "number"),
        Column(str(msg("Mean")), "number"),
        Column(str(msg("SD")), "number"),
        Column(str(msg("Planned p")), "number"),
        Column(str(msg("Known items")), "number"),
        Column(str(msg("Observed p")), "number"),
        Column(str(msg("Difference")), "number"),
        *(Column(str(msg("KR-20, {part}", part=str(part.title))), "number") for part in parts),
        Column(str(msg("KR-20, all")), "number"),
        Column(str(msg("SEM")), "number"),
        Column(str(msg("Booklets differ")), "number"),
    ]
    rows: list[tuple[Cell, ...]] = []
    for form in analysis.forms:
        by_part = dict(form.parts)
        n = form.spread.n
        rows.append(
            (
                form.form,
                sitting.position_title(form.position),
                n,
                decimal(form.spread.mean if n else None, 1),
                decimal(form.spread.sd if n else None, 1),
                decimal(form.planned),
                f"{form.known}/{form.items}",
                decimal(form.observed if n else None),
                decimal(form.observed - form.planned if n else None),
                *(tell_reliability(by_part[p.name]) if p.name in by_part else "" for p in parts),
                tell_reliability(form.total),
                decimal(form.total.sem, 1),
                tell_chance(form.difference),
            )
        )
        rows += [
            (one.code, "", one.spread.n, decimal(one.spread.mean, 1), decimal(one.spread.sd, 1),
             *([""] * (len(columns) - 5)))
            for one in form.booklets
        ]  # fmt: skip
    return columns, rows
