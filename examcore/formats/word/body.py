"""Knows how the document part becomes blocks: paragraphs with the numbers Word shows, tables with merged cells.

Must not know questions. Header, footer, comments and notes are other parts and are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from examcore.formats.limits import Barred
from examcore.formats.word.container import Parts
from examcore.formats.word.figures import Figures
from examcore.formats.word.lines import make_lines
from examcore.formats.word.names import Element, child, tag_of, value, whole
from examcore.formats.word.numbering import Numbering
from examcore.formats.word.rich import make_thing
from examcore.formats.word.runs import Paragraphs, ordinal_of
from examcore.formats.word.styles import Styles
from examcore.formats.word.tree import Block, Cell, Line, Paragraph, Place, Table
from examcore.formats.word.xml import read_part, walk
from examcore.language import messages

msg = messages("examcore")
_THROUGH = {"w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag"}
_DEEPEST_TABLE = 6
_MOST_CELLS = 60


class Body:
    """Reads the blocks of one file, in order and once."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.styles = Styles(read_part(parts.package, parts.styles))
        self._numbering = Numbering(read_part(parts.package, parts.numbering), self.styles)
        self.figures = Figures()
        self._runs = Paragraphs(self.styles, self.figures)
        self._tables = 0

    def blocks(self) -> Iterator[Block]:
        """The blocks of the body. Raises Barred for what is damaged or endless."""
        rows: list[tuple[Cell, ...]] = []
        heads: list[bool] = []
        body = table = False
        for depth, event, element in walk(self._parts.package, self._parts.document):
            tag = tag_of(element)
            if depth == 2 and tag == "w:body":
                body = True
            elif depth == 3 and event == "start" and tag == "w:tbl":
                self._tables += 1
                rows, heads, table = [], [], True
            elif table and depth == 4 and event == "end" and tag in ("w:tr", *_THROUGH):
                for row in _rows(element):
                    rows.append(self._row(row, self._tables, len(rows) + 1, 0))
                    heads.append(_is_head(row))
                element.clear()
            elif depth == 3 and event == "end":
                if tag == "w:tbl":
                    yield Table(tuple(rows), Place(_first(rows), self._page(), self._tables, 1, 1), tuple(heads))
                else:
                    yield from self._block(element, 0, 0, 0, 0)
                element.clear()
                table = False
        if not body:
            raise Barred("not-word", msg("this is not a Word document"))

    def _page(self) -> int:
        return self._runs.pages + 1 if self._runs.pages else 0

    def _block(self, element: Element, table: int, row: int, cell: int, depth: int) -> Iterator[Block]:
        tag = tag_of(element)
        if tag == "w:p":
            yield self._paragraph(element, table, row, cell)
        elif tag == "w:tbl":
            yield self._table(element, depth)
        elif tag == "w:altChunk":
            yield Paragraph(make_thing("foreign"), Place(1, self._page(), table, row, cell))
        elif tag in _THROUGH:
            for part in element:
                yield from self._block(part, table, row, cell, depth)

    def _table(self, element: Element, depth: int) -> Table:
        if depth >= _DEEPEST_TABLE:
            raise Barred("too-deep", msg("tables are nested more than {most} deep", most=_DEEPEST_TABLE))
        self._tables += 1
        number = self._tables
        rows: list[tuple[Cell, ...]] = []
        heads: list[bool] = []
        for part in element:
            for row in _rows(part):
                rows.append(self._row(row, number, len(rows) + 1, depth + 1))
                heads.append(_is_head(row))
        return Table(tuple(rows), Place(_first(rows), self._page(), number, 1, 1), tuple(heads))

    def _row(self, element: Element, table: int, row: int, depth: int) -> tuple[Cell, ...]:
        cells: list[Cell] = []
        for part in _cells(element):
            properties = child(part, "tcPr")
            merge = child(properties, "vMerge")
            number = len(cells) + 1
            if number > _MOST_CELLS:
                raise Barred("too-many-cells", msg("a table row has more than {most} cells", most=_MOST_CELLS))
            blocks = [block for each in part for block in self._block(each, table, row, number, depth + 1)]
            spans = min(max(whole(value(child(properties, "gridSpan")), 1), 1), _MOST_CELLS)
            cells.append(
                Cell(
                    tuple(self._draw_table(line) for line in make_lines(blocks)),
                    spans,
                    merge is not None and value(merge, "val", "continue") == "continue",
                )
            )
        return tuple(cells)

    def _draw_table(self, line: Line) -> Line:
        """A table inside a cell stands in its text as a sign."""
        return line if line.table is None else replace(line, rich=self.figures.draw(line.table), table=None)

    def _paragraph(self, element: Element, table: int, row: int, cell: int) -> Paragraph:
        properties = child(element, "pPr")
        style = value(child(properties, "pStyle"))
        page = self._page()
        rich = self._runs.read(element, style)
        own = child(properties, "numPr")
        identity, level = self.styles.list_of(style)
        if own is not None:
            identity = value(child(own, "numId")) or identity
            level = value(child(own, "ilvl")) or level
        label = ""
        if identity and identity != "0":
            label, _ = self._numbering.next(identity, level, style)
        heading = self.styles.is_heading(style) or child(properties, "outlineLvl") is not None
        place = Place(ordinal_of(element), page, table, row, cell)
        return Paragraph(rich, place, label, heading)


def _rows(part: Element) -> Iterator[Element]:
    """The rows in a child of a table: itself, or those a content control holds."""
    tag = tag_of(part)
    if tag == "w:tr":
        yield part
    elif tag in _THROUGH:
        for each in part:
            yield from _rows(each)


def _cells(row: Element) -> Iterator[Element]:
    for part in row:
        tag = tag_of(part)
        if tag == "w:tc":
            yield part
        elif tag in ("w:sdt", "w:sdtContent", "w:customXml"):
            yield from _cells(part)


def _is_head(row: Element) -> bool:
    head = child(child(row, "trPr"), "tblHeader")
    return head is not None and value(head).lower() not in ("0", "false", "off")


def _first(rows: list[tuple[Cell, ...]]) -> int:
    """The first paragraph of a table; 1 for a table without any."""
    for row in rows:
        for cell in row:
            for line in cell.lines:
                return line.place.paragraph
    return 1
