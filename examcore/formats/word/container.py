"""Knows which files are Word files: opens the package, finds its parts, and says of all others what to do with them.

Must not know what stands in the document.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from examcore.formats.limits import Barred, Package, check_size
from examcore.formats.word.plugin import OLE
from examcore.formats.word.xml import check_part, read_part
from examcore.language import messages

msg = messages("examcore")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_AGAIN = msg("open it in Word, choose Save As, Word Document (.docx), and give that file")


@dataclass(frozen=True, slots=True)
class Parts:
    """An opened Word file: its package and the names of the parts that are read, "" for one it does not have; those of
    its pictures by the relations that lead to them.
    """

    package: Package
    document: str
    styles: str
    numbering: str
    theme: str = ""
    pictures: Mapping[str, str] = field(default_factory=dict)


def open_word(data: bytes) -> Parts:
    """The parts of a .docx file. Raises Barred for every other file, with advice."""
    check_size(data)
    _refuse_others(data)
    package = Package(data)
    names = package.names
    if "word/vbaProject.bin" in names:
        raise Barred("macros", msg("the file holds macros (.docm), which are never read"), _AGAIN)
    if "mimetype" in names or "content.xml" in names:
        raise Barred("open-document", msg("this is an OpenDocument file (.odt)"), _AGAIN)
    if "xl/workbook.xml" in names or any(name.startswith("ppt/") for name in names):
        raise Barred("not-word", msg("this is a workbook or a presentation, not a Word document"),
                     msg("give it its own file ending and try again"))  # fmt: skip
    document = _find(package, "_rels/.rels", "", "/officeDocument") or "word/document.xml"
    if document not in names:
        raise Barred("not-word", msg("this is not a Word document"), _AGAIN)
    folder, name = posixpath.split(document)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    found = {kind: _find(package, relations, folder, f"/{kind}") for kind in ("styles", "numbering", "theme")}
    check_part(package, document)
    pictures = _find_pictures(package, relations, folder)
    return Parts(package, document, found["styles"], found["numbering"], found["theme"], pictures)


def _find_pictures(package: Package, relations: str, folder: str) -> dict[str, str]:
    """Relation to part name of the pictures inside the package."""
    root = read_part(package, relations)
    names = frozenset(package.names)
    found = {}
    for relation in root if root is not None else ():
        if relation.get("Type", "").endswith("/image") and relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            name = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if name in names:
                found[relation.get("Id", "")] = name
    return found


def _find(package: Package, relations: str, folder: str, kind: str) -> str:
    """The name of the part a relation of this kind leads to; "" for none. Outside targets are not looked at."""
    root = read_part(package, relations)
    for relation in root if root is not None else ():
        if relation.get("Type", "").endswith(kind) and relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            name = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if name in package.names:
                return name
    return ""


def _refuse_others(data: bytes) -> None:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(OLE):
        if _LOCKED in data:
            raise Barred("encrypted", msg("the file is locked with a password"),
                         msg("open it, save it without a password and try again"))  # fmt: skip
        raise Barred("old-word", msg("this is a Word file of the old kind (.doc)"), _AGAIN)
    if head.startswith(b"{\\rtf"):
        raise Barred("rtf", msg("this is a rich text file (.rtf)"), _AGAIN)
    if head.startswith(b"%PDF"):
        raise Barred("pdf", msg("this is a PDF file; keys cannot be read from it for certain"),
                     msg("ask for the Word file it was made from"))  # fmt: skip
    if head[:9].lower() in (b"<!doctype", b"mime-vers") or head[:5].lower() in (b"<html", b"<?xml"):
        raise Barred("web-page", msg("this is a web page or an XML file, not a Word document"), _AGAIN)
    if not data.startswith(b"PK"):
        raise Barred("not-word", msg("this is not a Word document"), _AGAIN)
