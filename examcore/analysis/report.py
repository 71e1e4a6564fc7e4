"""Knows the report of an analysis for the council, in the order it is read: one page, keys, items, areas, forms,
traces.

Must not name a stem or a person; letters are those of the bank's order. It decides nothing: the council does.
"""

from __future__ import annotations

from collections.abc import Sequence

from examcore.analysis.areas import FEWEST_PEOPLE
from examcore.analysis.examine import Analysis
from examcore.analysis.flags import EASY, ENOUGH, ENOUGH_FOR_REST, HARD, Flagged
from examcore.analysis.tables import list_figures, list_forms
from examcore.analysis.wording import (
    NONE,
    decimal,
    interval,
    percent,
    seconds,
    tell_chance,
    tell_flags,
    tell_options,
    tell_suspicion,
)
from examcore.language import Message, messages, speaking
from examcore.nouns import Bar, Block, Cell, Chart, Column, Document, Paragraph, Signature, Sitting, Table

msg = messages("examcore")
MOST_ITEMS = 150
"""Above, the report shows flagged items only; the tables hold all."""
MOST_AREAS = 12
MOST_CHARTS = 3


def write_report(sitting: Sitting, analysis: Analysis) -> Document:
    """The document "analysis", in Vietnamese."""
    with speaking("vi"):
        return Document(
            name="analysis",
            parent=sitting.profile.issuer_parent,
            issuer=sitting.profile.issuer,
            number="",
            place=sitting.profile.place,
            day=sitting.day,
            kind=str(msg("REPORT")),
            subject=str(msg("On the items, the forms and the knowledge shown in the sitting")),
            body=(
                *_page_one(sitting, analysis),
                *_keys(analysis),
                *_items(sitting, analysis),
                *_areas(sitting, analysis),
                *_forms(sitting, analysis),
                *_traces(analysis),
            ),
            signatures=(Signature("", str(msg("WRITTEN BY"))),),
            mark="DIỄN TẬP" if sitting.rehearsal else "",
            landscape=True,
        )


def _page_one(sitting: Sitting, analysis: Analysis) -> list[Block]:
    rows = list_figures(sitting, analysis)
    half = (len(rows) + 1) // 2
    padded = [*rows[half:], *([("", "")] * (2 * half - len(rows)))]
    body: list[Block] = [
        Paragraph(f"{sitting.title}, {msg('day {day}', day=f'{sitting.day:%d/%m/%Y}')}. "
                  f"{msg('This report holds keys: for the council only.')}"),
        _say(msg("1. The sitting on one page"), bold=True),
        Table("figures", "", (Column(str(msg("Figure")), "text", 6), Column(str(msg("Value")), "number", 3),
                              Column(str(msg("Figure")), "text", 6), Column(str(msg("Value")), "number", 3)),
              tuple((*left, *right) for left, right in zip(rows[:half], padded, strict=True))),
    ]  # fmt: skip
    if analysis.reliability.sem is not None:
        band = decimal(1.96 * analysis.reliability.sem, 1)
        body.append(
            _say(
                msg(
                    "A candidate's points are known to about ± {band} points (95 %): small differences "
                    "between two candidates say nothing.",
                    band=band,
                )
            )
        )
    if analysis.candidates:
        body.append(_draw_points(analysis))
    return body


def _draw_points(analysis: Analysis) -> Chart:
    marks = [one.points for one in analysis.marks]
    with_mark = str(msg("the interval holds a mark"))
    without = str(msg("no mark in the interval"))
    return Chart(
        str(msg("Candidates by points")), str(msg("Points")), str(msg("Candidates")),
        tuple(
            Bar(f"{low}–{high}", count, with_mark if any(low <= mark <= high for mark in marks) else without)
            for low, high, count in analysis.bars
        ),
    )  # fmt: skip


def _keys(analysis: Analysis) -> list[Block]:
    body: list[Block] = [_say(msg("2. Keys to check"), bold=True)]
    if analysis.too_few:
        body.append(_tell_few(analysis))
    if not analysis.suspects:
        return [*body, _say(msg("No key is suspect."))]
    columns = (
        Column(str(msg("Item")), "code", 4),
        Column(str(msg("Legal basis")), "text", 7),
        Column(str(msg("Key")), "code", 2),
        Column(str(msg("p")), "number", 2),
        Column(str(msg("Item-rest r")), "number", 2),
        Column(str(msg("Chosen by the upper group")), "text", 6),
        Column(str(msg("Chosen by the lower group")), "text", 6),
        Column(str(msg("Why")), "text", 7),
    )
    rows = tuple(
        (f.id, "; ".join(f.bases) or NONE, f.keys, decimal(f.difficulty), decimal(f.rest), _count(one, "upper"),
         _count(one, "lower"), tell_suspicion(one))
        for one in analysis.suspects
        for f in (one.figures,)
    )  # fmt: skip
    body.append(
        _say(msg("The most suspect first, at most ten. The council keeps the key, amends it, or cancels the "
 "item (examcore sitting amend); letters follow the bank's order."))
    )  # fmt: skip
    body.append(Table("suspects", "", columns, rows))
    body += [_draw_choices(one) for one in analysis.suspects[:MOST_CHARTS]]
    return body


def _count(one: Flagged, group: str) -> str:
    found = [(o.letter, o.upper if group == "upper" else o.lower) for o in one.figures.options]
    return ", ".join(f"{letter} {count}" for letter, count in found)


def _draw_choices(one: Flagged) -> Chart:
    upper, lower = str(msg("upper group")), str(msg("lower group"))
    bars = [
        bar
        for option in one.figures.options
        for bar in (Bar(f"{option.letter} ▲", option.upper, upper), Bar(f"{option.letter} ▼", option.lower, lower))
    ]
    title = msg("Item {item}, key {key}: choices of the best and the weakest 27 %", item=one.figures.id,
                key=one.figures.keys)  # fmt: skip
    return Chart(str(title), str(msg("Option")), str(msg("Candidates")), tuple(bars))


def _items(sitting: Sitting, analysis: Analysis) -> list[Block]:
    body: list[Block] = [_say(msg("3. Items"), bold=True)]
    if not analysis.items:
        return [*body, _say(msg("Nobody has a result yet."))]
    shown: Sequence[Flagged] = analysis.items
    if len(shown) > MOST_ITEMS:
        shown = [one for one in shown if one.flags or one.figures.ruling]
        body.append(_say(msg("Of {count} items only those with a flag are shown; the table analysis-items "
 "holds all.", count=len(analysis.items))))  # fmt: skip
    if any("weak" in one.withheld for one in analysis.items):
        body.append(_say(msg("Below {few} candidates an item is not judged hard, easy or drifting, and below "
                                      "{rest} not by its correlation: chance alone would flag good items.",
                                      few=ENOUGH, rest=ENOUGH_FOR_REST)))  # fmt: skip
    is_timed = any(one.figures.timed for one in shown)
    columns = [
        Column(str(msg("Item")), "code", 5),
        Column(str(msg("Knowledge area")), "text", 7),
        Column(str(msg("N")), "number", 2),
        Column(str(msg("p (95 % interval)")), "number", 5),
        Column(str(msg("Bank's p")), "number", 2),
        Column(str(msg("Item-rest r")), "number", 2),
        Column(str(msg("Options, % ([key])")), "text", 7),
        Column(str(msg("Blank")), "number", 2),
        *([Column(str(msg("Median seconds")), "number", 2)] if is_timed else []),
        Column(str(msg("Flags")), "text", 7),
    ]
    rows: list[tuple[Cell, ...]] = [
        (f.id, str(sitting.profile.area_title(f.area)), f.n, f"{decimal(f.difficulty)} ({interval(f.low, f.high)})",
         decimal(f.expected / 1000), decimal(f.rest), tell_options(f), f.blank,
         *([seconds(f.median_ms)] if is_timed else []), tell_flags(one))
        for one in shown
        for f in (one.figures,)
    ]  # fmt: skip
    if rows:
        body.append(Table("items", "", tuple(columns), tuple(rows)))
    return [*body, _draw_difficulty(analysis)]


def _draw_difficulty(analysis: Analysis) -> Chart:
    counts = [0] * 10
    for one in analysis.items:
        counts[min(9, int(one.figures.difficulty * 10 + 1e-9))] += 1
    usual, unusual = str(msg("usual")), str(msg("very hard or very easy"))
    bars = tuple(
        Bar(f"{decimal(n / 10, 1)}–{decimal((n + 1) / 10, 1)}", count,
            usual if HARD * 10 <= n < EASY * 10 else unusual)
        for n, count in enumerate(counts)
    )  # fmt: skip
    return Chart(
        str(msg("Items by difficulty (share of right answers)")), str(msg("Difficulty p")), str(msg("Items")), bars
    )


def _areas(sitting: Sitting, analysis: Analysis) -> list[Block]:
    whole = [one for one in analysis.areas if not one.unit and not one.position and one.share is not None]
    body: list[Block] = [_say(msg("4. What people do not know"), bold=True)]
    if not whole:
        return [*body, _say(msg("Too few people to tell."))]
    weakest = whole[:MOST_AREAS]
    body.append(Chart(
        str(msg("The weakest knowledge areas")), str(msg("Knowledge area")), str(msg("right answers, %")),
        tuple(Bar(str(sitting.profile.area_title(one.area)), round(100 * (one.share or 0)),
                  str(sitting.profile.part(one.part).title)) for one in weakest),
    ))  # fmt: skip
    named = [one for one in analysis.areas if one.position and not one.unit and one.share is not None]
    lowest: list[tuple[Cell, ...]] = []
    for position in dict.fromkeys(one.position for one in named):
        theirs = [one for one in named if one.position == position][:3]
        lowest += [
            (sitting.position_title(position), str(sitting.profile.area_title(one.area)), one.people, one.given,
             percent(one.share))
            for one in theirs
        ]  # fmt: skip
    columns = (Column(str(msg("Position")), "text", 7), Column(str(msg("Knowledge area")), "text", 9),
               Column(str(msg("People")), "number", 2), Column(str(msg("Responses")), "number", 2),
               Column(str(msg("Share right")), "number", 2))  # fmt: skip
    body.append(Table("weakest", str(msg("The three weakest areas of each position")), columns, tuple(lowest)))
    units = sum(one.unit != "" and one.position == "" for one in analysis.areas)
    text = msg("The table analysis-areas tells every area for each position and unit, for training plans; groups of "
               "fewer than {few} people are told no share.", few=FEWEST_PEOPLE)  # fmt: skip
    return [*body, Paragraph(str(text))] if units else body


def _forms(sitting: Sitting, analysis: Analysis) -> list[Block]:
    columns, rows = list_forms(sitting, analysis)
    shares = [7, 6, 3, 3, 3, 2, 3, 3, 3, *([5] * len(sitting.profile.parts)), 5, 2, 3]
    shared = tuple(Column(column.title, column.kind, share) for column, share in zip(columns, shares, strict=True))
    body: list[Block] = [
        _say(msg("5. Forms and booklets compared"), bold=True),
        Table("forms", "", shared, tuple(rows)),
    ]
    for one in analysis.comparisons:
        place = sitting.position_title(one.position) if one.position else str(msg("all positions"))
        body.append(
            _say(
                msg(
                    "Forms of {position} (Kruskal-Wallis): H = {h}, {freedom} degrees of freedom, {chance}.",
                    position=place,
                    h=decimal(one.difference.h),
                    freedom=one.difference.freedom,
                    chance=tell_chance(one.difference),
                )
            )
        )
        if not one.position:
            body.append(
                _say(
                    msg(
                        "Each position sat a form of its own: a difference is as much of the "
                        "candidates as of the forms."
                    )
                )
            )
    body.append(_say(msg("No score is adjusted: on so few candidates equating adds more error than it removes.")))
    return body


def _traces(analysis: Analysis) -> list[Block]:
    if not analysis.suspects:
        return []
    groups = len(analysis.suspects[0].figures.traced)
    columns = (
        Column(str(msg("Item")), "code", 4),
        Column(str(msg("Option")), "code", 2),
        *(Column(str(msg("Group {number}", number=n + 1)), "number", 3) for n in range(groups)),
    )
    rows = tuple(
        (one.figures.id, f"[{option.letter}]" if option.is_key else option.letter,
         *(percent(count / of if of else None) for count, of in zip(option.trace, one.figures.traced, strict=True)))
        for one in analysis.suspects
        for option in one.figures.options
    )  # fmt: skip
    title = msg("Appendix: who chose which option, in {count} groups by points from the weakest to the strongest",
                count=groups)  # fmt: skip
    return [Paragraph(str(title), bold=True), Table("traces", "", columns, rows)]


def _tell_few(analysis: Analysis) -> Paragraph:
    return _say(
        msg("Too few candidates ({count}) to judge single questions; only key errors are listed.",
            count=analysis.candidates)
    )  # fmt: skip


def _say(text: Message, bold: bool = False) -> Paragraph:
    return Paragraph(str(text), bold)
