"""Files that mean harm, made in memory: bombs, climbing names, entities, nesting, floods, cuts, bad letters."""

from __future__ import annotations

import functools
import io
import struct
import zipfile
from collections.abc import Callable, Iterator

BOOK = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    'sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" '
    'r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
MANIFEST = (
    '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources><resource identifier="a" '
    'type="imsqti_item_xmlv2p1" href="{}"/></resources></manifest>'
)
LAUGHS = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
BILLION = f'<!DOCTYPE quiz [<!ENTITY e0 "ha">{LAUGHS}]><quiz>&e9;</quiz>'
OUTSIDE = '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/hostname">]><quiz><question>&x;</question></quiz>'


def pack(files: dict[str, str | bytes]) -> bytes:
    """A package of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return out.getvalue()


def book(sheet: str | bytes, **others: str | bytes) -> bytes:
    """A spreadsheet with this sheet part."""
    return pack({**BOOK, "xl/worksheets/sheet1.xml": sheet, **others})


def rows(count: int, cells: str = "<c/>") -> str:
    return SHEET.format(f"<row>{cells}</row>" * count)


def lie(data: bytes) -> bytes:
    """Every entry says it unfolds to three bytes."""
    changed = bytearray(data)
    at = 0
    while (at := changed.find(b"PK\x01\x02", at)) >= 0:
        changed[at + 24 : at + 28] = struct.pack("<I", 3)
        at += 4
    return bytes(changed)


def encrypted(data: bytes) -> bytes:
    """Every entry says it is locked with a password."""
    changed = bytearray(data)
    at = 0
    while (at := changed.find(b"PK\x01\x02", at)) >= 0:
        changed[at + 8] |= 1
        at += 4
    return bytes(changed)


def nested(depth: int) -> bytes:
    return b"<quiz>" + b"<a>" * depth + b"</a>" * depth + b"</quiz>"


@functools.cache
def zeros() -> bytes:
    return bytes(30_000_000)


HEAD = "Câu hỏi,A,B,Đáp án\n"
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    # packages
    "xlsx: a bomb in a sheet": ("xlsx", lambda: book(zeros())),
    "xlsx: a bomb in a part nobody asked for": ("xlsx", lambda: book(rows(1), **{"x.bin": zeros()})),
    "xlsx: many small bombs": ("xlsx", lambda: book(rows(1), **{f"{n}.xml": b" " * 900_000 for n in range(90)})),
    "xlsx: a name that climbs": ("xlsx", lambda: book(rows(1), **{"../../evil": "x"})),
    "xlsx: an absolute name": ("xlsx", lambda: book(rows(1), **{"/etc/evil": "x"})),
    "xlsx: a drive": ("xlsx", lambda: book(rows(1), **{"C:/evil": "x"})),
    "xlsx: sizes that lie": ("xlsx", lambda: lie(book(rows(5000)))),
    "xlsx: locked": ("xlsx", lambda: encrypted(book(rows(1)))),
    "xlsx: cut in the middle": ("xlsx", lambda: book(rows(2000))[:-300]),
    "xlsx: no workbook": ("xlsx", lambda: pack({"a": "b"})),
    "xlsx: no sheet": ("xlsx", lambda: pack(dict(BOOK))),
    "xlsx: only the first bytes": ("xlsx", lambda: b"PK\x03\x04xl/workbook.xml"),
    "xlsx: an old binary book": ("xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)),
    "xlsx: twenty-one megabytes": ("xlsx", lambda: b"PK\x03\x04" + bytes(21 * 1024 * 1024)),
    "xlsx: entries without end": ("xlsx", lambda: b"PK\x03\x04" + b"PK\x01\x02" * 20_000),
    "xlsx: a million rows": ("xlsx", lambda: book(rows(1_000_000, ""))),
    "xlsx: a million cells": ("xlsx", lambda: book(rows(1, "<c />" * 1_000_000))),
    "xlsx: entities in a sheet": ("xlsx", lambda: book(BILLION)),
    "xlsx: entities in the strings": ("xlsx", lambda: book(rows(1), **{"xl/sharedStrings.xml": BILLION})),
    "xlsx: a sheet in UTF-16 with entities": ("xlsx", lambda: book(BILLION.encode("utf-16"))),
    "xlsx: deep nesting": ("xlsx", lambda: book(SHEET.format("<row>" * 5000 + "</row>" * 5000))),
    "xlsx: styles without end": ("xlsx", lambda: book(rows(1), **{"xl/styles.xml": "<a>" + "<b/>" * 400_000 + "</a>"})),
    "xlsx: merged cells without end": (
        "xlsx", lambda: book(SHEET.format("") + '<mergeCell ref="A1:XFD1048576"/>' * 30_000)),
    "xlsx: a sheet that is no XML": ("xlsx", lambda: book(b"\x00\x01\x02" * 1000)),
    "xlsx: a row number beyond the end": (
        "xlsx", lambda: book(SHEET.format('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'))),
    "xlsx: a column beyond the end": (
        "xlsx", lambda: book(SHEET.format('<row r="1"><c r="ZZZZZ1"><v>1</v></c></row>'))),
    "qti: a bomb": ("qti2", lambda: pack({"imsmanifest.xml": MANIFEST.format("a.xml"), "a.xml": zeros()})),
    "qti: a manifest that is a bomb": ("qti2", lambda: pack({"imsmanifest.xml": zeros()})),
    "qti: an item outside of the package": (
        "qti2", lambda: pack({"imsmanifest.xml": MANIFEST.format("../../etc/passwd")})),
    "qti: an item on the network": ("qti2", lambda: pack({"imsmanifest.xml": MANIFEST.format("http://127.0.0.1:9/x")})),
    "qti: a name that climbs": ("qti2", lambda: pack({"imsmanifest.xml": MANIFEST.format("a.xml"), "../a.xml": "x"})),
    "qti: entities in the manifest": ("qti2", lambda: pack({"imsmanifest.xml": BILLION})),
    "qti: entities in an item": ("qti2", lambda: pack({"imsmanifest.xml": MANIFEST.format("a.xml"), "a.xml": BILLION})),
    "qti: deep nesting": ("qti", lambda: b"<qti-assessment-item>" + b"<div>" * 20_000),
    "qti: cut": (
        "qti2", lambda: pack({"imsmanifest.xml": MANIFEST.format("a.xml"), "a.xml": "<assessmentItem><itemBody>"})),
    "qti: no manifest": ("qti2", lambda: pack({"a.xml": "<assessmentItem/>"})),
    # XML
    "moodle: a billion laughs": ("moodle", lambda: BILLION.encode()),
    "moodle: an entity that is a file": ("moodle", lambda: OUTSIDE.encode()),
    "moodle: a document type on the network": (
        "moodle", lambda: b'<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/x.dtd"><quiz/>'),
    "moodle: quadratic entities": (
        "moodle", lambda: f'<!DOCTYPE q [<!ENTITY a "{"x" * 50_000}">]><quiz>{"&a;" * 5000}</quiz>'.encode()),
    "moodle: 256 levels": ("moodle", lambda: nested(256)),
    "moodle: a hundred thousand levels": ("moodle", lambda: nested(100_000)),
    "moodle: elements without end": ("moodle", lambda: b"<quiz>" + b"<a/>" * 2_000_000 + b"</quiz>"),
    "moodle: attributes without end": (
        "moodle", lambda: b"<quiz " + b" ".join(b'a%d=""' % n for n in range(320_000)) + b"/>"),
    "moodle: UTF-16 with entities": ("moodle", lambda: BILLION.encode("utf-16")),
    "moodle: UTF-7": ("moodle", lambda: b'<?xml version="1.0" encoding="UTF-7"?>+ADw-quiz+AD4-'),
    "moodle: an encoding that lies": ("moodle", lambda: b'<?xml version="1.0" encoding="UTF-8"?><quiz>\xe2\x28</quiz>'),
    "moodle: cut": ("moodle", lambda: b"<quiz><question type='multichoice'><questiontext><text>a"),
    "moodle: another root": ("moodle", lambda: b"<html/>"),
    "moodle: a terminal escape": ("moodle", lambda: choice("Hỏi \u009b31m?").encode()),
    "moodle: letters that turn round": ("moodle", lambda: choice("Hỏi \u202e?").encode()),
    "moodle: twenty megabytes of picture": ("moodle", lambda: choice("x" * 19_000_000).encode()),
    # text
    "csv: a quotation mark never closed": ("csv", lambda: (HEAD + '"' + "a\n" * 200_000).encode()),
    "csv: a million lines": ("csv", lambda: (HEAD + ",\n" * 1_000_000).encode()),
    "csv: columns without end": ("csv", lambda: (HEAD + "," * 1_000_000).encode()),
    "csv: one cell without end": ("csv", lambda: (HEAD + "a" * 10_000_000).encode()),
    "csv: zeros": ("csv", lambda: bytes(1000)),
    "csv: an old encoding": ("csv", lambda: b"C\xe2u h\xf2i,A,B\n"),
    "csv: an old font": ("csv", lambda: (HEAD + "C©u hái vÒ c¬ quan nµo,a,b,A\n").encode()),
    "csv: a terminal escape": ("csv", lambda: (HEAD + "Hỏi \x1b]0;x\x07?,a,b,A\n").encode()),
    "csv: half a letter": ("csv", lambda: HEAD.encode() + "Hỏi \U0001f600,a,b,A".encode("utf-16-le")),
    "gift: braces without end": ("gift", lambda: b"a{" * 500_000),
    "gift: answers without end": ("gift", lambda: b"Q?{" + b"=a~b" * 400_000 + b"}"),
    "gift: questions without end": ("gift", lambda: b"Q?{}\n\n" * 400_000),
    "gift: lines that never close": ("gift", lambda: b"Q?{\n\n" * 200_000),
    "gift: broken tags": ("gift", lambda: b"[html]" + b"<a" * 25_000 + b"{=a ~b}"),
    "gift: letters that turn round": ("gift", lambda: "Hỏi \u2067?{=a ~b}".encode()),
    "aiken: options without end": ("aiken", lambda: b"Q?\n" + b"A. a\n" * 300_000 + b"ANSWER: A\n"),
    "aiken: no key": ("aiken", lambda: b"Q?\nA. a\nB. b\n"),
    "aiken: zeros": ("aiken", lambda: b"Q?\nA. \0\nB. b\nANSWER: A\n"),
    "aiken: joined letters without end": (
        "aiken", lambda: ("Q" + "\u0301" * 300_000 + "?\nA. a\nB. b\nANSWER: A\n").encode()),
    "text: a terminal escape": (
        "text", lambda: "---\nphần: chung\nlĩnh vực: x\n---\n## A\n\x1b[2JHỏi?\n*A. a\nB. b\n".encode()),
    "text: zeros": ("text", lambda: b"## A\n" + bytes(1_000_000)),
}  # fmt: skip
SMALL = [
    "xlsx: a bomb in a sheet", "xlsx: a name that climbs",
    "xlsx: sizes that lie", "xlsx: cut in the middle", "xlsx: a million rows",
    "xlsx: entities in the strings", "qti: an item outside of the package",
    "qti: entities in an item", "moodle: a billion laughs",
    "moodle: a hundred thousand levels", "moodle: elements without end",
    "moodle: letters that turn round", "csv: a million lines",
    "csv: a terminal escape", "gift: braces without end", "gift: questions without end", "aiken: options without end",
]  # fmt: skip


def choice(stem: str) -> str:
    """Moodle XML with one question."""
    return (
        f'<quiz><question type="multichoice"><questiontext><text>{stem}</text></questiontext><single>true</single>'
        '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer></question></quiz>'
    )


def names(all_of_them: bool) -> Iterator[str]:
    """The files to try: the small set, or all."""
    return iter(FILES if all_of_them else SMALL)
