"""Knows how the pages of the blueprint screen are laid out in rows: columns, sums, states with sign and word.

Must not know widgets: an editor and a width in, rows of text pieces out. Nothing is cut; what is long is wrapped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from examcore.blueprints import name_quota, write_state
from examcore.engine.flaws import TAG_WORDS, WHOLE
from examcore.language import messages
from examcore.nouns import PartPlan
from examcore.shortage.coverage import THIN, Coverage
from examcore_tui.blueprint.editor import Editor
from examcore_tui.blueprint.entries import Entry
from examcore_tui.glyphs import ASCII, Glyphs
from examcore_tui.wrap import fit, wrap_text

msg = messages("examcore_tui")
NUMBER, BAR, WIDE = 6, 8, 76
"""Cells of a number with its brackets, cells of a bar, and the width from which bars are shown."""
SIGNS = {"filled": "✓", "thin": "!", "missing": "✗"}
PLAIN_SIGNS = {"filled": "+", "thin": "!", "missing": "x"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Text and the style it is drawn in: text, title, quiet, cursor, filled, thin or missing."""

    text: str
    style: str = "text"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the screen, and which entry it belongs to (None: to none)."""

    pieces: tuple[Piece, ...]
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class _Cells:
    """What stands in the columns behind a label; a state is a style and its words."""

    least: str
    most: str
    usable: str = ""
    bar: str = ""
    style: str = "text"
    state: str = ""
    chosen: str = ""


class _Page:
    """The quotas page at one width."""

    def __init__(self, editor: Editor, width: int, glyphs: Glyphs) -> None:
        self._editor, self._glyphs = editor, glyphs
        self._signs = PLAIN_SIGNS if glyphs is ASCII else SIGNS
        self._state = max(cell_len(self._sign(row)) for row in editor.coverage) if editor.coverage else 0
        self._state = max(self._state, 13)
        self._has_bar = width >= WIDE
        self.label = width - 2 - 3 * (NUMBER + 1) - (BAR + 1 if self._has_bar else 0) - self._state - 1

    def head(self) -> list[str]:
        """The titles of the columns, in two rows."""
        titles = [_halve(str(title)) for title in (msg("least"), msg("most"), msg("usable"))]
        rows = []
        for at in (0, 1):
            cells = " ".join(_align(title[at]) for title in titles)
            name = fit(str(msg("Quota")) if at else "", self.label)
            state = str(msg("State")) if at else ""
            rows.append(f"  {name} {cells} {' ' * (BAR + 1) if self._has_bar else ''}{state}".rstrip())
        return rows

    def rows(self) -> Iterator[Row]:
        """Part after part: the part, its quotas, their sums."""
        at = 0
        flawed = {(one.part, one.quota) for one in self._editor.troubles if one.quota is not None}
        coverage = {(row.part, row.quota): row for row in self._editor.coverage}
        for number, part in enumerate(self._editor.blueprint.parts):
            whole = coverage[number, None]
            title = str(msg("{part}: {count} items", part=str(part.title) or part.name, count=part.count))
            if number:
                yield Row((Piece(""),))
            yield from self._draw(title, "title", self._cover(whole, _Cells("", "")), None)
            for n, quota in enumerate(part.quotas):
                row = coverage[number, n]
                cells = self._cover(row, _Cells(str(quota.least), str(quota.most), chosen=self._chosen(at)))
                if (number, n) in flawed and row.state != "missing":
                    cells = _Cells(cells.least, cells.most, cells.usable, cells.bar, "missing",
                                   f"{self._signs['missing']} {msg('to mend')}", cells.chosen)  # fmt: skip
                yield from self._draw(name_quota(quota), "text", cells, at)
                at += 1
            yield from self._sums(part)

    def _sums(self, part: PartPlan) -> Iterator[Row]:
        for tag, word in TAG_WORDS.items():
            quotas = [quota for quota in part.quotas if quota.tag == tag]
            least, most = sum(quota.least for quota in quotas), sum(quota.most for quota in quotas)
            if not quotas:
                continue
            is_short = most < part.count and {quota.value for quota in quotas} == WHOLE.get(tag)
            style = "missing" if least > part.count or is_short else "filled"
            said = (
                msg("over by {count}", count=least - part.count)
                if least > part.count
                else msg("short by {count}", count=part.count - most)
                if is_short
                else msg("fits {count}", count=part.count)
            )
            label = str(msg("sum of {tag}", tag=str(word)))
            state = f"{self._signs[style]} {said}"
            yield from self._draw(label, "quiet", _Cells(str(least), str(most), "", "", style, state), None)

    def _chosen(self, at: int) -> str:
        if at != self._editor.row:
            return ""
        return "most" if self._editor.is_most else "least"

    def _cover(self, row: Coverage, cells: _Cells) -> _Cells:
        return _Cells(
            cells.least, cells.most, str(row.usable), self._bar(row), row.state, self._sign(row), cells.chosen
        )

    def _sign(self, row: Coverage) -> str:
        return f"{self._signs[row.state]} {write_state(row)}"

    def _bar(self, row: Coverage) -> str:
        """Full where there are so many that the quota is not thin; half of it is the need."""
        full = BAR if not row.need else min(BAR * row.usable // (THIN * row.need), BAR)
        return self._glyphs.answered * full + self._glyphs.blank * (BAR - full)

    def _draw(self, label: str, style: str, cells: _Cells, entry: int | None) -> Iterator[Row]:
        indent = "" if style == "title" else " "
        first, *rest = wrap_text(label, self.label - len(indent))
        pointer = self._glyphs.pointer if cells.chosen else " "
        pieces = [
            Piece(f"{pointer} "),
            Piece(f"{fit(indent + first, self.label)} ", style),
            *self._number(cells.least, cells.chosen == "least", style),
            Piece(" "),
            *self._number(cells.most, cells.chosen == "most", style),
            Piece(" "),
            *self._number(cells.usable, False, style),
            Piece(" "),
        ]
        if self._has_bar:
            pieces.append(Piece(fit(cells.bar, BAR + 1), cells.style))
        pieces.append(Piece(fit(cells.state, self._state), cells.style))
        yield Row(tuple(pieces), entry)
        for one in rest:
            yield Row((Piece("  "), Piece(indent + one, style)), entry)

    def _number(self, text: str, is_chosen: bool, style: str) -> tuple[Piece, Piece]:
        cell = f"[{text}]" if is_chosen else f"{text} "
        return Piece(" " * (NUMBER - cell_len(cell))), Piece(cell, "cursor" if is_chosen else style)


def _halve(title: str) -> tuple[str, str]:
    """A title in two rows, a single word in the lower one."""
    first, _, second = title.partition(" ")
    return (first, second) if second else ("", first)


def _align(word: str) -> str:
    """A title over its numbers, which leave a cell for a bracket at their right where there is room."""
    text = word if cell_len(word) >= NUMBER else f"{word} "
    return " " * (NUMBER - cell_len(text)) + text


def lay_out_quotas(editor: Editor, width: int, glyphs: Glyphs) -> tuple[list[str], list[Row]]:
    """The two rows of titles, and the rows of the page of quotas."""
    page = _Page(editor, width, glyphs)
    return page.head(), list(page.rows())


def lay_out_settings(editor: Editor, width: int, glyphs: Glyphs) -> list[Row]:
    """The rows of the page of limits: a number behind its name, a list below it."""
    rows: list[Row] = []
    flawed = {one.row for one in editor.troubles if one.page == "limits"}
    sign = (PLAIN_SIGNS if glyphs is ASCII else SIGNS)["missing"]
    for at, entry in enumerate(editor.settings):
        rows += _draw_setting(entry, at, at == editor.row, f"{sign} {msg('to mend')}" if at in flawed else "", width,
                              glyphs)  # fmt: skip
    return rows


def _draw_setting(entry: Entry, at: int, is_chosen: bool, mark: str, width: int, glyphs: Glyphs) -> Sequence[Row]:
    room, behind = width - 2 - 9 - 14, 9
    pointer = glyphs.pointer if is_chosen else " "
    first, *rest = wrap_text(entry.label, room)
    value = "" if entry.kind == "list" else f"[{entry.text}]" if is_chosen else f"{entry.text} "
    rows = [
        Row((
            Piece(f"{pointer} "),
            Piece(fit(first, room)),
            Piece(" " * (behind - cell_len(value))),
            Piece(value, "cursor" if is_chosen else "text"),
            Piece(f" {mark}", "missing"),
        ), at)
    ]  # fmt: skip
    rows += [Row((Piece(f"  {one}"),), at) for one in rest]
    if entry.kind == "list":
        style = "cursor" if is_chosen else "quiet"
        listed = wrap_text(entry.text or str(msg("(none)")), width - 6)
        rows += [Row((Piece("    "), Piece(one, style)), at) for one in listed]
    return rows
