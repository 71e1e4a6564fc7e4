"""Knows how a copy of a Word file is made with every problem as a comment beside its paragraph.

Must not know questions. Bytes are put into the parts where they belong and all others stay as they were: a program
that writes the whole file anew would lose what it does not know.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from examcore.errors import Problem
from examcore.formats.limits import LARGEST_INSIDE, Barred
from examcore.formats.word.container import Parts, open_word
from examcore.formats.word.names import STRICT, W
from examcore.language import Message, messages
from examcore.text import clean_text

msg = messages("examcore")
_STRICT_W = next(strict for strict, usual in STRICT.items() if usual == W.encode()).decode()
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_ID = re.compile(rb":id=[\"'](\d{1,9})[\"']")
_MADE = (2000, 1, 1, 0, 0, 0)
AUTHOR = "examcore"


def annotate(data: bytes, problems: Sequence[Problem]) -> bytes:
    """The Word file `data` with a comment for every problem, beside its paragraph or, where it has none, the first.

    The same bytes for the same file and problems. Raises Barred where the file cannot be opened or has no paragraph.
    """
    parts = open_word(data)
    package = parts.package
    content = {name: package.read(name, LARGEST_INSIDE) for name in package.names}
    document = content[parts.document]
    strict = _STRICT_W.encode() in document[:8192]
    space = _STRICT_W if strict else W
    comments_name = _find_comments(parts, content)
    old = content.get(comments_name, b"")
    first = 1 + max((int(found) for found in _ID.findall(old)), default=0)
    places = _find_places(document)
    by_place: dict[tuple[int, bool], list[int]] = defaultdict(list)
    made: list[str] = []
    for number, problem in enumerate(problems, first):
        paragraph = find_paragraph(problem.place)
        by_place[places[min(max(paragraph, 1), len(places)) - 1]].append(number)
        made.append(_write_comment(number, problem))
    content[parts.document] = _insert(document, by_place, space)
    content[comments_name] = _add_comments(old, "".join(made), space)
    if not old:
        _declare(parts, content, comments_name, strict)
    return _pack(content)


def find_paragraph(place: Message | str) -> int:
    """The number of the paragraph a place names; 0 for the whole file."""
    if isinstance(place, str):
        return 0
    values = dict(place.values)
    inner, number = values.get("where"), values.get("number")
    if isinstance(inner, Message):
        return find_paragraph(inner)
    return number if isinstance(number, int) and place.template.startswith("paragraph") else 0


def _find_places(document: bytes) -> list[tuple[int, bool]]:
    """For each paragraph of the document, in order, the byte its end tag begins at; True where it has none (<w:p/>)."""
    places: dict[int, tuple[int, bool]] = {}
    opened: list[int] = []
    count = 0
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: object) -> None:
        nonlocal count
        if name in (f"{W} p", f"{_STRICT_W} p"):
            count += 1
            opened.append(count)

    def end(name: str) -> None:
        if name in (f"{W} p", f"{_STRICT_W} p"):
            at = parser.CurrentByteIndex
            places[opened.pop()] = (at, not document.startswith(b"</", at))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(document, True)
    except expat.ExpatError as problem:
        raise Barred("bad-xml", msg("a part of the file is not well-formed XML")) from problem
    if not places:
        raise Barred("no-paragraph", msg("the file has no paragraph to put a comment beside"))
    return [places[number] for number in range(1, count + 1)]


def _insert(document: bytes, by_place: dict[tuple[int, bool], list[int]], space: str) -> bytes:
    pieces = []
    done = 0
    for (at, bare), numbers in sorted(by_place.items()):
        runs = "".join(
            f'<exc:r xmlns:exc="{space}"><exc:commentReference exc:id="{number}"/></exc:r>' for number in numbers
        )
        pieces += [document[done:at], (f'<exc:p xmlns:exc="{space}">{runs}</exc:p>' if bare else runs).encode()]
        done = at
    return b"".join([*pieces, document[done:]])


def _write_comment(number: int, problem: Problem) -> str:
    """One comment, in the reader's language: what is wrong, what to do, the code."""
    lines = [f"{problem.message} ({problem.code})"]
    lines += [str(problem.repair)] if problem.repair is not None else []
    lines += [str(msg("question {number}", number=problem.question))] if problem.question else []
    paragraphs = "".join(
        f'<exc:p><exc:r><exc:t xml:space="preserve">{escape(clean_text(line))}</exc:t></exc:r></exc:p>'
        for line in lines
    )
    return f'<exc:comment exc:id="{number}" exc:author="{AUTHOR}" exc:initials="ex">{paragraphs}</exc:comment>'


def _add_comments(old: bytes, made: str, space: str) -> bytes:
    if not old:
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        return f'{head}<exc:comments xmlns:exc="{space}">{made}</exc:comments>'.encode()
    spaced = made.replace("<exc:comment ", f"<exc:comment xmlns:exc={quoteattr(space)} ")
    return _before_the_end(old, spaced)


def _before_the_end(part: bytes, more: str) -> bytes:
    """The XML part with `more` as the last child of its root."""
    at = part.rfind(b"</")
    if at < 0:
        empty = re.search(rb"<(?P<name>[\w:.-]+)[^<>]*/>\s*$", part)
        if empty is None:
            raise Barred("bad-xml", msg("a part of the file is not well-formed XML"))
        head = part[: empty.end()].rstrip()
        return head[:-2] + b">" + more.encode() + b"</" + empty["name"] + b">"
    return part[:at] + more.encode() + part[at:]


def _find_comments(parts: Parts, content: dict[str, bytes]) -> str:
    """The name of the comments part, of the file's own or of a new one."""
    folder = posixpath.dirname(parts.document)
    relations = content.get(_relations_of(parts), b"")
    found = re.search(rb"<[^<>]*/comments[\"'][^<>]*>", relations)
    target = re.search(rb"Target=[\"']([^\"']+)[\"']", found[0]) if found else None
    if target is not None:
        text = target[1].decode("utf-8", "replace")
        name = text[1:] if text.startswith("/") else posixpath.normpath(posixpath.join(folder, text))
        if name in content:
            return name
    name = posixpath.join(folder, "comments.xml")
    return name if name not in content else posixpath.join(folder, "comments-examcore.xml")


def _relations_of(parts: Parts) -> str:
    folder, name = posixpath.split(parts.document)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _declare(parts: Parts, content: dict[str, bytes], comments_name: str, strict: bool) -> None:
    """Tell the package of its new comments part."""
    kind = f"{_STRICT_RELATIONS if strict else _RELATIONS}/comments"
    relation = (
        '<exr:Relationship xmlns:exr="http://schemas.openxmlformats.org/package/2006/relationships"'
        f' Id="rIdExamcore" Type="{kind}" Target="/{comments_name}"/>'
    )
    name = _relations_of(parts)
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    content[name] = _before_the_end(content.get(name, empty), relation)
    types = content.get("[Content_Types].xml")
    if types is not None:
        override = (
            '<ext:Override xmlns:ext="http://schemas.openxmlformats.org/package/2006/content-types"'
            f' PartName="/{comments_name}" ContentType="{_COMMENTS_TYPE}"/>'
        )
        content["[Content_Types].xml"] = _before_the_end(types, override)


def _pack(content: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in content.items():
            entry = zipfile.ZipInfo(name, _MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, data)
    return out.getvalue()
