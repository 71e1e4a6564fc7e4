"""Knows Moodle XML: multiple choice with one right answer; every other kind of question is counted and refused.

Must not guess: parts of points, formulas and pictures that are not in the file are refused with their reason.
Format: Moodle documentation, "Moodle XML format".
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from examcore.formats.draft import Choice, Draft, Gathering, Place, is_tag_line, write_tag_lines
from examcore.formats.found import Found
from examcore.formats.limits import Barred, check_size, parse_xml
from examcore.formats.page import PictureFiles, write_page
from examcore.formats.rich import Page, read_data_address, read_html, read_markdown, read_page
from examcore.formats.xmltext import element_text, line_of, quote
from examcore.language import Label, messages
from examcore.nouns import Illustrated, Item, figures_of

if TYPE_CHECKING:
    from lxml.etree import _Element

msg = messages("examcore")

_BESIDE = "@@PLUGINFILE@@"
"""How the address of a file begins that stands beside the text."""
_BREAKS = {"moodle_auto_format", "moodle"}
"""Formats of HTML in which a line break of the text is one on the screen."""
_PLAIN = {"plain_text", "plaintext"}


class MoodleFormat:
    """Reads and writes Moodle XML. Ids stand in idnumber, tags as Moodle tags such as "mức độ: nhận biết"."""

    id = "moodle"
    title = Label("Moodle XML", "Moodle XML")
    suffixes: tuple[str, ...] = (".xml",)

    def recognises(self, name: str, data: bytes) -> bool:
        """Whether it begins a quiz."""
        return b"<quiz" in data[:4096]

    def read(self, name: str, data: bytes, part: str, area: str, positions: tuple[str, ...]) -> Found:
        """Items and problems of a file; the three last are defaults."""
        gathering = Gathering(name, part, area, positions)
        try:
            check_size(data)
            root = parse_xml(data)
            if root.tag != "quiz":
                raise Barred("not-moodle", msg("the file is no Moodle XML: it does not begin with a quiz"),
                             msg("export the questions from Moodle as Moodle XML"))  # fmt: skip
            for number, question in enumerate(_questions(root), 1):
                _read_question(gathering, number, question)
        except Barred as barred:
            gathering.bar(barred)
        return gathering.finish()

    def write(self, items: Sequence[Item]) -> bytes:
        """UTF-8; texts are plain text with their line breaks."""
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
        for item in items:
            lines += _write(item)
        return "\n".join([*lines, "</quiz>", ""]).encode()


def _questions(root: _Element) -> Iterator[_Element]:
    return (one for one in root.iterchildren("question") if one.get("type") != "category")


def _read_question(gathering: Gathering, number: int, question: _Element) -> None:
    place: Place = msg("question {number}, line {line}", number=number, line=line_of(question))
    name = " ".join(_text(question.find("name")).split())
    label = name or str(number)
    kind = question.get("type") or "?"
    before = gathering.errors
    body = question.find("questiontext")
    if kind != "multichoice":
        gathering.refuse_kind(place, kind, label, read_html(_text(body))[0])
        return
    if _text_of(question, "hidden", "0").lower() in ("1", "true"):
        gathering.refuse(
            place,
            "hidden-question",
            msg("the question is hidden in Moodle, as deleted and older ones are"),
            label,
            read_html(_text(body))[0],
            msg("show it in Moodle and export anew, or leave it out (--only-good)"),
        )
        return
    stem = _read_text(gathering, place, label, body)
    if _text_of(question, "single", "true").lower() not in ("true", "1"):
        gathering.refuse_kind(place, "multichoice, single=false", label, stem.text)
        return
    choices = []
    for answer in question.iterchildren("answer"):
        points = _fraction(answer.get("fraction", "0"))
        if points is None:
            gathering.report(place, "bad-points", msg("the points of an option are no number"), label, stem.text)
        elif 0 < points < 100:
            gathering.report(
                place,
                "part-points",
                msg("an option gives a part of the points; exactly one must be right"),
                label,
                stem.text,
                msg("give one option 100 % and the others none"),
            )
        page = _read_text(gathering, place, label, answer)
        choices.append(Choice(page.text, points is not None and points >= 100, figures=page.figures))
    if gathering.errors > before:
        gathering.count()
        return
    own = _text_of(question, "idnumber", "")
    tags = [f"mã: {own}"] if own else []
    # Other systems' tags are words of theirs; only lines that an item file knows are taken.
    told = [" ".join(_text(tag).split()) for tag in question.iterfind("tags/tag")]
    tags += [line for line in told if is_tag_line(line)]
    gathering.take(Draft(place, label, stem.text, tuple(choices), tuple((place, line) for line in tags), stem.figures))


def _read_text(gathering: Gathering, place: Place, label: str, element: _Element | None) -> Page:
    """The text of a question or an answer with its figures; what cannot be kept is reported."""
    text = _text(element)
    kind = "html" if element is None else element.get("format") or "html"
    files = _files(element)
    if kind in _BREAKS:
        text = text.strip().replace("\n", "<br>\n")
    if kind in _PLAIN:
        page = Page(text)
    else:
        page = Page(*read_markdown(text)) if kind == "markdown" else read_page(text, files.find)
    if files.unused and not page.lost:
        page = replace(page, lost=(msg("an embedded file"),))
    for what in page.lost:
        gathering.report(
            place,
            "not-text-inside",
            msg("the question holds {what}, which an item cannot hold", what=what),
            label,
            page.text,
            msg("say it in words, or leave the question out"),
        )
    return page


@dataclass(slots=True)
class _Files:
    """The files beside a text, by the names its pictures call them; those nothing calls stay in `unused`."""

    held: dict[str, str]
    unused: set[str]

    def find(self, address: str) -> bytes | None:
        """The bytes of a file of the text, or of a picture written into the address itself."""
        told = address.removeprefix(_BESIDE).lstrip("/")
        names = (unquote(told), unquote(told.partition("?")[0]))  # Moodle's editor adds "?time=…" to what was changed
        name = next((one for one in names if one in self.held), "")
        if not address.startswith(_BESIDE) or name not in self.held:
            return read_data_address(address)
        self.unused.discard(name)
        try:
            return base64.b64decode("".join(self.held[name].split()), validate=True)
        except ValueError:
            return b""


def _files(element: _Element | None) -> _Files:
    held = {}
    for file in element.iterchildren("file") if element is not None else ():
        held[f"{file.get('path', '/').lstrip('/')}{file.get('name', '')}"] = element_text(file)
    return _Files(held, set(held))


def _text(element: _Element | None) -> str:
    if element is None:
        return ""
    inner = element.find("text")
    return element_text(inner if inner is not None else element)


def _text_of(question: _Element, name: str, default: str) -> str:
    found = question.find(name)
    return " ".join(element_text(found).split()) if found is not None else default


def _fraction(text: str) -> float | None:
    try:
        points = float(text.strip().replace(",", ".")) if len(text) < 20 else math.nan
    except ValueError:
        return None
    return points if math.isfinite(points) else None


def _write_text(text: str, owner: Illustrated) -> tuple[str, str]:
    """The attribute `format` of a text, and the text with the files of its pictures."""
    if not figures_of(owner):
        return "plain_text", f"<text>{quote(text)}</text>"
    pictures = PictureFiles(f"{_BESIDE}/")
    page = quote(f"<div>{write_page(text, owner, pictures.name)}</div>")
    files = "".join(
        f'<file name="{name}" path="/" encoding="base64">{base64.b64encode(data).decode()}</file>'
        for name, data in pictures.files.items()
    )
    return "html", f"<text>{page}</text>{files}"


def _write(item: Item) -> Iterator[str]:
    kind, stem = _write_text(item.stem, item)
    head, *tags = write_tag_lines(item)
    yield '  <question type="multichoice">'
    yield f"    <name><text>{quote(item.id)}</text></name>"
    yield f'    <questiontext format="{kind}">{stem}</questiontext>'
    yield "    <defaultgrade>1</defaultgrade><penalty>0</penalty><hidden>0</hidden>"
    yield f"    <idnumber>{quote(head.removeprefix('mã: '))}</idnumber>"
    yield "    <single>true</single><shuffleanswers>true</shuffleanswers><answernumbering>ABCD</answernumbering>"
    for option in item.options:
        points = 100 if option.id == item.key else 0
        kind, text = _write_text(option.text, option)
        yield f'    <answer fraction="{points}" format="{kind}">{text}</answer>'
    yield "    <tags>" + "".join(f"<tag><text>{quote(line)}</text></tag>" for line in tags) + "</tags>"
    yield "  </question>"
