"""Knows the pictures and tables of a Word file: what of them can be kept, and where their bytes and cells are.

Must not know questions. A picture that Word shows otherwise than its file is (turned, coloured, floating) is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from examcore.formats.limits import Barred
from examcore.formats.pictures import LARGEST, Raw, RawPicture, RawTable
from examcore.formats.word.container import Parts
from examcore.formats.word.names import Element, R, tag_of, whole
from examcore.formats.word.options import Trouble
from examcore.formats.word.patterns import KEY_LINE, KEY_WORDS_ALONE
from examcore.formats.word.plain import find_unread, make_plain
from examcore.formats.word.rich import KEPT, Rich, join, make_rich, make_thing
from examcore.formats.word.tree import Cell, Table
from examcore.language import messages

msg = messages("examcore")
_EMU_PER_MM = 36_000
_MM = {"pt": 25.4 / 72, "in": 25.4, "cm": 10.0, "mm": 1.0, "px": 25.4 / 96}
_WIDTH = re.compile(r"(?:^|;)\s*width\s*:\s*(\d{1,5}(?:\.\d{1,4})?)(pt|in|cm|mm|px)", re.IGNORECASE)
_CROP = re.compile(r"^(\d{1,6})f$")
_HARMLESS = {"a:extLst", "?:extLst"}
_MERGED = Trouble(
    "merged-cells",
    msg("a table in the question has merged cells"),
    msg("split them: every row needs the same columns"),
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture in line with the text: the relation that leads to its file, and how Word shows it."""

    relation: str
    alt: str
    width_mm: int
    crop: tuple[int, int, int, int]


@dataclass(slots=True)
class Figures:
    """All pictures and tables of one file that stand in its text, in order."""

    found: list[Drawn | Table] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def keep(self, one: Drawn | Table) -> str:
        """Remember a figure; the name of the thing that stands for it."""
        self.found.append(one)
        return f"{KEPT}{len(self.found) - 1}"

    def draw(self, table: Table) -> Rich:
        """The sign that stands in a text for a table."""
        return make_thing(self.keep(table))

    def read(self, rich: Rich, parts: Parts, troubles: list[Trouble]) -> list[Raw]:
        """The figures of a text in order; what stands in the way of one is added to `troubles`."""
        raw: list[Raw] = []
        for name in rich.things():
            if not name.startswith(KEPT):
                continue
            self.used.add(name)
            one = self.found[int(name.removeprefix(KEPT))]
            read = _read_table(one, troubles) if isinstance(one, Table) else _read_picture(one, parts, troubles)
            raw += [read] if read is not None else []
        return raw


def read_drawing(element: Element) -> Drawn | str:
    """A w:drawing or w:pict as a picture, or the name of the thing it is instead; "" where it is no picture."""
    tags = [tag_of(part) for part in element.iter()]
    if tag_of(element) == "w:pict":
        return _read_old(element, tags)
    blips = [part for part in element.iter() if tag_of(part) == "a:blip"]
    frames = [part for part in element if tag_of(part) in ("wp:inline", "wp:anchor")]
    data = next((part for part in element.iter() if tag_of(part) == "a:graphicData"), None)
    if len(blips) != 1 or len(frames) != 1 or data is None or [tag_of(part) for part in data] != ["pic:pic"]:
        return ""
    (blip,), (frame,) = blips, frames
    if tag_of(frame) == "wp:anchor":
        return "floating picture"
    named = next((part for part in frame if tag_of(part) == "wp:docPr"), None)
    if named is not None and named.get("hidden", "0") not in ("0", "false"):
        return "hidden picture"
    relation = blip.get(f"{{{R}}}embed", "")
    if not relation or blip.get(f"{{{R}}}link"):
        return "outside picture"
    if any(tag_of(part) not in _HARMLESS for part in blip):
        return "changed picture"
    shape = next((part for part in element.iter() if tag_of(part) == "a:prstGeom"), None)
    turned = [part for part in element.iter() if tag_of(part) == "a:xfrm"]
    if any(part.get(name, "0") not in ("0", "false") for part in turned for name in ("rot", "flipH", "flipV")):
        return "changed picture"
    spread = next((part for part in element.iter() if tag_of(part) == "a:fillRect"), None)
    if "a:tile" in tags or any(whole(spread.get(side, "0")) for side in ("l", "t", "r", "b") if spread is not None):
        return "changed picture"
    if (shape is not None and shape.get("prst") != "rect") or "a:custGeom" in tags:
        return "changed picture"
    said = next((part for part in element.iter() if tag_of(part) == "wp:docPr"), None)
    size = next((part for part in frame if tag_of(part) == "wp:extent"), None)
    cut = next((part for part in element.iter() if tag_of(part) == "a:srcRect"), None)
    crop = tuple(whole(cut.get(side, "0")) if cut is not None else 0 for side in ("l", "t", "r", "b"))
    if any(side < 0 for side in crop):
        return "changed picture"
    return Drawn(
        relation,
        said.get("descr") or said.get("title") or "" if said is not None else "",
        whole(size.get("cx", "0")) // _EMU_PER_MM if size is not None else 0,
        (crop[0], crop[1], crop[2], crop[3]),
    )


def _read_old(element: Element, tags: Sequence[str]) -> Drawn | str:
    """A picture in the older drawing language, as converted files have it."""
    data = [part for part in element.iter() if tag_of(part) == "v:imagedata"]
    shapes = [part for part in element if tag_of(part) in ("v:shape", "v:rect")]
    if len(data) != 1 or len(shapes) != 1 or "v:group" in tags or "o:OLEObject" in tags:
        return ""
    style = shapes[0].get("style", "")
    if re.search(r"position\s*:\s*absolute", style, re.IGNORECASE):
        return "floating picture"
    if re.search(r"(?:rotation|flip)\s*:", style, re.IGNORECASE):
        return "changed picture"
    (said,) = data
    relation = said.get(f"{{{R}}}id", "")
    if not relation:
        return "outside picture"
    crop = []
    for side in ("cropleft", "croptop", "cropright", "cropbottom"):
        share = _CROP.match(said.get(side, "0f"))
        if share is None:
            return "changed picture"
        crop.append(int(share[1]) * 100_000 // 65_536)
    if any(said.get(name) for name in ("gain", "blacklevel", "gamma", "grayscale", "bilevel", "chromakey")):
        return "changed picture"
    width = _WIDTH.search(style)
    width_mm = round(float(width[1]) * _MM[width[2].lower()]) if width else 0
    alt = shapes[0].get("alt", "")
    return Drawn(relation, alt, width_mm, (crop[0], crop[1], crop[2], crop[3]))


def _read_picture(drawn: Drawn, parts: Parts, troubles: list[Trouble]) -> RawPicture | None:
    try:
        name = parts.pictures.get(drawn.relation)
        if name is None:
            raise Barred("picture-outside", msg("a picture is not in the file"))
        return RawPicture(parts.package.read(name, LARGEST), drawn.alt, drawn.width_mm, drawn.crop)
    except Barred as barred:
        troubles.append(Trouble(
            "picture-outside" if barred.code == "picture-outside" else "picture-unreadable",
            msg("a picture of the question is not in the file, or larger than 10 MB"),
            msg("in Word: Insert, Pictures; do not link to a file"),
        ))  # fmt: skip
        return None


def _read_table(table: Table, troubles: list[Trouble]) -> RawTable | None:
    """The cells as text. Merged cells, and cells that hold more than text, are trouble."""
    if any(cell.spans > 1 or cell.goes_on for row in table.rows for cell in row):
        troubles.append(_MERGED)
        return None
    before = len(troubles)
    rows = tuple(tuple(_read_cell(cell, troubles) for cell in row) for row in table.rows)
    if len(troubles) > before:
        return None
    return RawTable(rows, _is_headed(table))


def _read_cell(cell: Cell, troubles: list[Trouble]) -> str:
    lines = []
    for line in cell.lines:
        troubles += find_unread(line.rich, line.place)
        if line.table is not None or any(name.startswith(KEPT) for name in line.rich.things()):
            troubles.append(Trouble("table", msg("a table in the question holds a picture or another table"),
                                    msg("keep text alone in its cells"), line.place))  # fmt: skip
        if KEY_LINE.match(line.text) or KEY_WORDS_ALONE.match(line.text):
            troubles.append(Trouble("table", msg("a table in the question holds what looks like its key"),
                                    msg("move the key out of the table"), line.place))  # fmt: skip
        lines.append(make_plain(line.rich, line.place, troubles))
    return "\n".join(lines)


def _is_headed(table: Table) -> bool:
    """Whether Word repeats the first row, or it alone is in bold."""
    if table.head[:1] == (True,):
        return True
    bold = [all(_is_bold(cell) for cell in row if cell.lines) for row in table.rows]
    return len(bold) > 1 and bold[0] and any(cell.lines for cell in table.rows[0]) and not all(bold)


def _is_bold(cell: Cell) -> bool:
    rich = join([line.rich for line in cell.lines], "") if cell.lines else make_rich("")
    return all(look.bold for look, _ in rich.counts())
