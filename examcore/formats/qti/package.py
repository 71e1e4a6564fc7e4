"""Knows QTI files and packages: which items a manifest lists, and a package written for other systems.

Must not know what is inside an item.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

from examcore.errors import BadInput
from examcore.formats.draft import Gathering, is_tag_line, write_tag_lines
from examcore.formats.found import Found
from examcore.formats.limits import MOST_ENTRIES, Barred, Package, check_size, parse_xml
from examcore.formats.page import PictureFiles
from examcore.formats.pictures import LARGEST
from examcore.formats.qti.names import attribute, find_all, name_of
from examcore.formats.qti.reading import read_item
from examcore.formats.qti.writing import VERSIONS, Version, write_item
from examcore.formats.rich import read_data_address
from examcore.formats.xmltext import element_text, local, quote
from examcore.language import Label, messages
from examcore.nouns import Item

if TYPE_CHECKING:
    from lxml.etree import _Element

msg = messages("examcore")

MANIFEST = "imsmanifest.xml"
_WHEN = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Listed:
    """An item a manifest lists: its file and the tag lines in its metadata."""

    href: str
    tags: tuple[str, ...]


class QtiFormat:
    """Reads QTI 2.1, 2.2 and 3.0; writes packages of one version. Ids, tags stand in the metadata of the manifest."""

    suffixes: tuple[str, ...] = (".zip", ".xml")

    def __init__(self, version: str) -> None:
        """`version` is "3.0" or "2.2": what is written, and what is told apart in recognising."""
        self._version: Version = VERSIONS[version]
        self.id = "qti" if version == "3.0" else "qti2"
        self.title = Label(f"QTI {version}", f"QTI {version}")

    def recognises(self, name: str, data: bytes) -> bool:
        """Whether it is an item or a package of this version, or of any older one for QTI 2."""
        if data[:2] != b"PK":
            return self._version.begins in data[:4096]
        try:
            package = Package(data)
            places = [name for name in package.names if posixpath.basename(name) == MANIFEST]
            kind = self._version.resource[:18].encode()
            return len(places) == 1 and kind in package.read(places[0])
        except Barred:
            return False

    def read(self, name: str, data: bytes, part: str, area: str, positions: tuple[str, ...]) -> Found:
        """Items and problems of a file or package; the three last are defaults."""
        gathering = Gathering(name, part, area, positions)
        try:
            check_size(data)
            if data[:2] == b"PK":
                _read_package(gathering, Package(data))
            else:
                root = parse_xml(data)
                if name_of(root) not in ("assessmentitem", "assessmenttest", "assessmentstimulus"):
                    raise Barred(
                        "not-qti",
                        msg("the file is no QTI item: it begins with {name}", name=local(root)[:40]),
                        msg("export the questions as QTI 2.1, 2.2 or 3.0"),
                    )
                read_item(gathering, msg("question {number}", number=1), 1, root, (), read_data_address)
        except Barred as barred:
            gathering.bar(barred)
        return gathering.finish()

    def write(self, items: Sequence[Item]) -> bytes:
        """A package: the manifest, and a file for each item. The same items give the same bytes."""
        if len(items) >= MOST_ENTRIES:
            raise BadInput(msg("a package holds at most {most} items", most=MOST_ENTRIES - 1))
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in self._files(items):
                info = zipfile.ZipInfo(name, _WHEN)
                info.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(info, content)
        return out.getvalue()

    def _files(self, items: Sequence[Item]) -> Iterator[tuple[str, bytes]]:
        version = self._version
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<manifest xmlns="{version.manifest}" xmlns:imsmd="{version.metadata}" identifier="examcore">',
            "  <metadata>",
            f"    <schema>{version.schema}</schema>",
            f"    <schemaversion>{version.number}</schemaversion>",
            "  </metadata>",
            "  <organizations/>",
            "  <resources>",
        ]
        files: list[tuple[str, bytes]] = []
        drawn: dict[str, bytes] = {}
        for number, item in enumerate(items, 1):
            href = f"items/item-{number:05}.xml"
            pictures = PictureFiles("../pictures/")
            files.append((href, write_item(item, number, version, pictures).encode()))
            drawn |= pictures.files
            words = "".join(
                f'<imsmd:keyword><imsmd:{version.string} {version.language}="vi">{quote(line)}</imsmd:{version.string}>'
                "</imsmd:keyword>" for line in write_tag_lines(item)
            )  # fmt: skip
            lines += [
                f'    <resource identifier="item-{number:05}" type="{version.resource}" href="{href}">',
                f"      <metadata><imsmd:lom><imsmd:general>{words}</imsmd:general></imsmd:lom></metadata>",
                f'      <file href="{href}"/>',
                *(f'      <file href="pictures/{name}"/>' for name in pictures.files),
                "    </resource>",
            ]
        yield MANIFEST, "\n".join([*lines, "  </resources>", "</manifest>", ""]).encode()
        yield from files
        yield from ((f"pictures/{name}", data) for name, data in drawn.items())


def _read_package(gathering: Gathering, package: Package) -> None:
    places = [name for name in package.names if posixpath.basename(name) == MANIFEST]
    if len(places) != 1:
        raise Barred("no-manifest", msg("the package has no imsmanifest.xml"),
                     msg("export the questions as a QTI package; a zip of loose files is not one"))  # fmt: skip
    folder = posixpath.dirname(places[0])  # some systems pack the folder, not what is in it
    listed = list(_list(parse_xml(package.read(places[0]))))
    for number, one in enumerate(listed, 1):
        place = f"{one.href[:80]}"
        try:
            root = parse_xml(package.read(posixpath.join(folder, one.href)))
        except Barred as barred:
            gathering.refuse(place, barred.code, barred.text, str(number), "", barred.hint)
            continue
        beside = posixpath.join(folder, posixpath.dirname(one.href))
        read_item(gathering, place, number, root, one.tags, partial(_find_picture, package, beside))


def _find_picture(package: Package, folder: str, address: str) -> bytes | None:
    """The picture an item names by its place in the package, or wrote into the address itself."""
    name = posixpath.normpath(posixpath.join(folder, unquote(address.split("?")[0])))
    if name not in package.names:
        return read_data_address(address)
    try:
        return package.read(name, LARGEST)
    except Barred:
        return b""  # is told as a picture that cannot be read


def _list(manifest: _Element) -> Iterator[_Listed]:
    for resource in find_all(manifest, "resource"):
        kind = attribute(resource, "type").lower()
        if "imsqti_item" not in kind and "imsqti_apipitem" not in kind:
            continue
        href = attribute(resource, "href")
        if not href:
            href = next((attribute(file, "href") for file in find_all(resource, "file")), "")
        keywords = (" ".join(element_text(one).split()) for one in find_all(resource, "keyword"))
        tags = [line for line in keywords if is_tag_line(line)]
        yield _Listed(posixpath.normpath(unquote(href.split("?")[0])), tuple(tags))
