"""Knows how data becomes a PDF: fixed templates, typst in a limited child process, the same bytes every time.

Must not know what is printed, and never builds typst source: whatever came from outside travels as JSON.

One `Typesetter` serves a whole run, so that the child starts once:

    with Typesetter() as typesetter:
        pdf = typesetter.typeset("booklet.typ", data, day)
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

from examcore.apart import Apart
from examcore.errors import Refused
from examcore.language import messages
from examcore.nouns import PLACE
from examcore.text import clean_text
from examcore_paper.extra import require_extra

msg = messages("examcore_paper")

Data: TypeAlias = "bool | int | float | str | Sequence[Data] | Mapping[str, Data] | None"

OWN_FONT = "Libertinus Serif"
ASKED_FONT = "Times New Roman"
FONT_VARIABLE = "EXAMCORE_FONT"
SECONDS = 60.0
DOCUMENTS_A_CHILD = 5
"""After so many documents the child is exchanged: typst keeps what it laid out, up to 50 MB a booklet."""
UNSHOWN = "[hình]"
"""Is printed where a text says that a figure belongs and the page shows none."""
# Neither the standards nor the fonts of typst know these; they draw nothing, so no glyph is missed.
_DRAWS_NOTHING = {"\n", " ", "\u00a0", "\u200b"}


class Unprintable(Refused):
    """A sign, a letter with its marks or a single character, is in no font; `sign` is what it is."""

    sign = ""

    @classmethod
    def of(cls, sign: str) -> Unprintable:
        """The refusal of a sign, which tells its code points and nothing that stands around it."""
        points = " ".join(f"U+{ord(one):04X}" for one in sign)
        told = cls(
            msg("the character {signs} is in no font and cannot be printed", signs=points),
            msg("replace it in the text and print again"),
        )
        told.sign = sign
        return told


class Typesetter:
    """A child process that typesets, started on first use, ended by `close`. One thread at a time.

    `font` is Libertinus Serif, which typst carries, or Times New Roman where the machine has it; without it
    the variable EXAMCORE_FONT decides.
    """

    def __init__(self, font: str | None = None, seconds: float = SECONDS) -> None:
        self._font = font or os.environ.get(FONT_VARIABLE) or OWN_FONT
        self._seconds = seconds
        self._child: Apart | None = None
        self._root: tempfile.TemporaryDirectory[str] | None = None
        self._done = 0
        self._known: set[str] = set(_DRAWS_NOTHING)
        self._files: dict[str, str] = {}

    def __enter__(self) -> Typesetter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def typeset(
        self,
        template: str,
        data: Mapping[str, Data],
        day: date,
        *,
        standards: tuple[str, ...] = (),
        tags: bool = False,
    ) -> bytes:
        """The PDF of a template filled with `data`, dated `day`.

        Texts are cleaned to visible NFC first. Raises Refused where a character is in no font, where typst
        finds a mistake, and where it takes too long or too much memory; MissingExtra without typst.
        """
        if self._done >= DOCUMENTS_A_CHILD:
            self._end_child()
        self._done += 1
        cleaned = _clean(data)
        marks = self._check_glyphs(cleaned, day)
        return self._ask(template, cleaned, day, standards, tags, marks)

    def draw(self, template: str, data: Mapping[str, Data], day: date) -> bytes:
        """The first page of a template as PNG at 300 dpi: what an archive copy may have behind its pages."""
        cleaned = _clean(data)
        marks = self._check_glyphs(cleaned, day)
        return self._ask(template, cleaned, day, (), False, marks, "png")

    def add_file(self, suffix: str, content: bytes, known_as: str = "") -> str:
        """Put a file made by us (never one from outside) beside the templates; its name for a template.

        It lies there until `close`; `find_file` finds it by what it is known as.
        """
        name = hashlib.sha256(content).hexdigest()[:16] + suffix
        (self._folder() / name).write_bytes(content)
        if known_as:
            self._files[known_as] = name
        return name

    def find_file(self, known_as: str) -> str | None:
        """The name of a file that was added under this name before, or None."""
        return self._files.get(known_as)

    def close(self) -> None:
        """End the child and take its folder away."""
        self._end_child()
        if self._root is not None:
            self._root.cleanup()
            self._root = None
            self._files.clear()

    def _end_child(self) -> None:
        self._done = 0
        if self._child is not None:
            self._child.close()

    def _folder(self) -> Path:
        if self._root is None:
            self._root = tempfile.TemporaryDirectory(prefix="examcore-")
            for source in resources.files("examcore_paper").joinpath("templates").iterdir():
                if source.name.endswith(".typ"):
                    (Path(self._root.name) / source.name).write_bytes(source.read_bytes())
        return Path(self._root.name)

    def _start(self) -> Apart:
        if self._child is None:
            self._child = Apart("examcore_paper.typeset_child", [str(self._folder())])
        if not self._child.is_running:
            _check_font(self._font)
        return self._child

    def _check_glyphs(self, data: Data, day: date) -> bool:
        """Refuse a character that no font has: it would be printed as an empty box, or what it belongs to not at all.

        Only the archive standard makes typst say so, and it allows no PDF backgrounds: hence a page apart. A letter
        with marks that are no part of it is looked at as one; gives whether there are such.
        """
        signs = set().union(*_texts(data))
        has_marks = any(map(_is_mark, signs))
        for some in (signs, _find_clusters(data) if has_marks else set()):
            if unknown := sorted(some - self._known):
                try:
                    self._show(unknown, day)
                except Unprintable as problem:
                    raise self._find_unprintable(unknown, day) or problem from problem
                self._known.update(unknown)
        return has_marks

    def _find_unprintable(self, signs: Sequence[str], day: date) -> Unprintable | None:
        """The refusal that names the first of these signs which cannot be printed."""
        for sign in signs:
            try:
                self._show([sign], day)
            except Unprintable:
                return Unprintable.of(sign)
        return None

    def _show(self, signs: Sequence[str], day: date) -> None:
        self._ask("glyphs.typ", {"signs": signs}, day, ("a-2b",), False, any(len(sign) > 1 for sign in signs))

    def _ask(
        self,
        template: str,
        data: Data,
        day: date,
        standards: tuple[str, ...],
        tags: bool,
        marks: bool,
        kind: str = "pdf",
    ) -> bytes:
        child = self._start()
        request = {
            "template": template,
            "format": kind,
            "data": json.dumps(data, ensure_ascii=False, sort_keys=True),
            "font": self._font,
            "system_fonts": "yes" if self._font == ASKED_FONT else "no",
            "standards": " ".join(standards),
            "timestamp": str((day - date(1970, 1, 1)).days * 86_400),
            "tags": "yes" if tags else "no",
            "marks": "yes" if marks else "no",
        }
        said, pdf = child.ask(request, b"", self._seconds)
        if "problem" in said:
            raise _refusal(template, str(said["problem"]))
        if not said:
            self._done = 0
            raise self._stopped(template, child.is_late)
        return pdf

    def _stopped(self, template: str, is_late: bool) -> Refused:
        hint = msg("print fewer candidates at once, or close other programs and try again")
        if is_late:
            seconds = f"{self._seconds:g}"
            return Refused(
                msg("typesetting {template} took longer than {seconds} seconds", template=template,
                    seconds=seconds), hint,
            )  # fmt: skip
        return Refused(
            msg("typesetting {template} stopped before its end: it needed too much memory", template=template), hint
        )


def _check_font(font: str) -> None:
    require_extra()
    if font == OWN_FONT:
        return
    import typst

    if font != ASKED_FONT or ASKED_FONT not in typst.Fonts().families():
        raise Refused(
            msg("the font {font} is not on this machine", font=font),
            msg("print with the font examcore brings: leave {variable} empty", variable=FONT_VARIABLE),
        )


def _clean(data: Data) -> Data:
    """`data` with every text as it may stand on a page."""
    match data:
        case str():
            return data if data.isascii() and data.isprintable() else clean_text(data).replace(PLACE, UNSHOWN)
        case Mapping():
            return {key: _clean(value) for key, value in data.items()}
        case Sequence():
            return [_clean(value) for value in data]
        case _:
            return data


def _texts(data: Data) -> Iterator[str]:
    """Every text that is printed: what stands under "alt" is read aloud instead."""
    match data:
        case str():
            yield data
        case Mapping():
            for name, value in data.items():
                if name != "alt":
                    yield from _texts(value)
        case Sequence():
            for value in data:
                yield from _texts(value)


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M")


def _find_clusters(data: Data) -> set[str]:
    """Every character with the marks behind it."""
    found = set()
    for text in _texts(data):
        start = 0
        for place in range(1, len(text) + 1):
            if place == len(text) or not _is_mark(text[place]):
                if place - start > 1:
                    found.add(text[start:place])
                start = place
    return found


def _refusal(template: str, problem: str) -> Refused:
    """What typst said, without any text that stood on the page."""
    shown = re.search(r"the text `\"(.+?)\"` could not be displayed", problem)
    if shown is not None or "no font holds a letter and its marks" in problem:
        return Unprintable.of(shown[1] if shown else "")
    told = re.sub(r"`[^`]*`|\"[^\"]*\"", "…", problem).splitlines()
    return Refused(msg("typst refuses {template}: {problem}", template=template, problem=told[0] if told else "?"))
