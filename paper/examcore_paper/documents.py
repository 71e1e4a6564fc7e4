"""Knows how an official document is set as PDF: layout of Decree 30/2020/NĐ-CP, Appendix I; tables, charts.

Must not know what any document says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from examcore.nouns import Bar, Block, Chart, Document, Paragraph, Table
from examcore_paper.words import long_day

if TYPE_CHECKING:
    from examcore_paper.typeset import Data, Typesetter

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

# Archive quality with tags: readable by a screen reader, fonts inside, the same for decades.
STANDARDS = ("a-2a", "ua-1")
LONGEST_UPRIGHT_LABEL = 9
MOST_UPRIGHT_BARS = 16


class PdfWriter:
    """Documents as PDF, ready to sign. Tables go to csv and xlsx."""

    id = "pdf"
    suffix = ".pdf"

    def takes(self, thing: Table | Document) -> bool:
        """Documents only."""
        return isinstance(thing, Document)

    def write(self, thing: Table | Document) -> bytes:
        """The file. Raises MissingExtra when the extra `paper` is not installed."""
        if not isinstance(thing, Document):
            raise TypeError("pdf writes documents")
        return typeset_document(thing)


def typeset_document(document: Document, typesetter: Typesetter | None = None, roomy_mm: float = 0.0) -> bytes:
    """The document as PDF/A-2a, dated by its own day; `roomy_mm` makes table rows taller, to be signed in."""
    if typesetter is None:
        from examcore_paper.typeset import Typesetter

        with Typesetter() as own:
            return typeset_document(document, own, roomy_mm)
    data = _data(document, roomy_mm)
    return typesetter.typeset("document.typ", data, document.day, standards=STANDARDS, tags=True)


def _data(document: Document, roomy_mm: float) -> dict[str, Data]:
    return {
        "state": STATE,
        "motto": MOTTO,
        "parent": document.parent.upper(),
        "issuer": document.issuer.upper(),
        "number": _number(document.number),
        "place": f"{document.place}, {long_day(document.day)}"
        if document.place
        else long_day(document.day).capitalize(),
        "kind": document.kind.upper(),
        "subject": document.subject,
        "heading": " ".join((document.kind.capitalize(), document.subject)).strip() or document.name,
        "body": [_block(block, roomy_mm) for block in document.body],
        "signatures": [{"authority": s.authority, "office": s.office, "name": s.name} for s in document.signatures],
        "recipients": _recipients(document.recipients),
        "mark": document.mark,
        "landscape": document.landscape,
    }


def _number(number: str) -> str:
    return f"Số: {number}" if number and not number.startswith("Số") else number


def _recipients(lines: Sequence[str]) -> list[Data]:
    """Each line with its dash and semicolon, the last one with a full stop."""
    bare = [line.strip().removeprefix("-").strip().rstrip(";.") for line in lines]
    return [f"- {line}{';' if place < len(bare) else '.'}" for place, line in enumerate(bare, start=1)]


def _block(block: Block, roomy_mm: float) -> dict[str, Data]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": block.text, "bold": block.bold}
        case Table():
            return {
                "kind": "table",
                "title": block.title,
                "titles": [column.title for column in block.columns],
                "kinds": [column.kind for column in block.columns],
                "shares": list(_shares(block)),
                "rows": [[str(cell) for cell in row] for row in block.rows],
                "roomy": roomy_mm,
            }
        case Chart():
            return _chart(block)


def _shares(table: Table) -> list[int]:
    """The shares of the columns; where the table names none, as its longest words and usual cells ask."""
    named = [column.share for column in table.columns]
    if any(share != 1 for share in named):
        return named
    shares = []
    for place, column in enumerate(table.columns):
        cells = [str(row[place]) for row in table.rows]
        word = max((len(word) for text in (column.title, *cells) for word in text.split()), default=1)
        usual = sorted(len(cell) for cell in cells)[len(cells) * 9 // 10] if cells else 1
        shares.append(min(40, max(word + 1, usual, 4)))
    return shares


def _chart(chart: Chart) -> dict[str, Data]:
    groups = list(dict.fromkeys(bar.group for bar in chart.bars))
    bars: list[Data] = [{"label": b.label, "count": b.count, "group": groups.index(b.group)} for b in chart.bars]
    longest = max((len(bar.label) for bar in chart.bars), default=0)
    return {
        "kind": "chart",
        "title": chart.title,
        "across": chart.across,
        "up": chart.up,
        "bars": bars,
        "groups": list(groups),
        "ticks": list(choose_ticks(max((bar.count for bar in chart.bars), default=0))),
        "lying": longest > LONGEST_UPRIGHT_LABEL or len(chart.bars) > MOST_UPRIGHT_BARS,
        "alt": _in_words(chart.title, chart.bars),
    }


def choose_ticks(highest: int) -> tuple[int, ...]:
    """Whole numbers from 0 to at least `highest`, four to six steps of 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * 6 >= highest:
                steps = max(1, -(-highest // step))
                return tuple(step * k for k in range(steps + 1))
        power *= 10


def _in_words(title: str, bars: Sequence[Bar]) -> str:
    """What the chart shows, for who cannot see it."""
    return f"{title}: " + "; ".join(f"{bar.label}: {bar.count}" for bar in bars)
