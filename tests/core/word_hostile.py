"""Knows Word files that want harm: bombs, lies, endless nesting, foreign entities; none is larger than a few megabytes.

Must not know the reader.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from examcore.formats.limits import MOST_ENTRIES
from tests.core.word_files import SPACES, W, document, level, numbering, pack, par, relations, run, table, word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MEGA = 1024 * 1024
HOSTILE: dict[str, Callable[[], bytes]] = {}


def hostile(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Registers a file."""
    HOSTILE[make.__name__] = make
    return make


def parts(**more: str | bytes) -> dict[str, str | bytes]:
    """The parts of a small good file, with others put in their place; "__" is "/" and "_D" is "."."""
    good: dict[str, str | bytes] = {
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": document(par("Câu 1. Ai?"), par("A. một"), par(run("B. hai", "u"))),
        "word/_rels/document.xml.rels": relations(("styles", "styles.xml"), ("numbering", "numbering.xml")),
        "word/styles.xml": f'<w:styles xmlns:w="{W}"/>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{W}"/>',
    }
    return good | {name.replace("__", "/").replace("_D", "."): content for name, content in more.items()}


def body(content: str) -> bytes:
    """A file whose document holds this XML."""
    return pack(parts(word__document_Dxml=document(content)))


def entity(declared: str, used: str = "&a;") -> bytes:
    """A file whose document declares entities."""
    return pack(
        parts(word__document_Dxml=f"<!DOCTYPE w [{declared}]>" + document(par(f"<w:r><w:t>{used}</w:t></w:r>")))
    )


@hostile
def billion_laughs() -> bytes:
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    return entity("".join(lines), "&a11;")


@hostile
def quadratic_entity() -> bytes:
    return entity(f'<!ENTITY a "{"x" * 100_000}">', "&a;" * 5000)


@hostile
def external_file() -> bytes:
    return entity('<!ENTITY a SYSTEM "file:///etc/passwd">')


@hostile
def external_address() -> bytes:
    return entity('<!ENTITY a SYSTEM "http://127.0.0.1:9/x">')


@hostile
def parameter_entity() -> bytes:
    return entity('<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;', "x")


@hostile
def doctype_alone() -> bytes:
    return pack(parts(word__document_Dxml="<!DOCTYPE w>" + document(par("x"))))


@hostile
def doctype_in_styles() -> bytes:
    return pack(parts(word__styles_Dxml='<!DOCTYPE w [<!ENTITY a "b">]><w/>'))


@hostile
def doctype_in_numbering() -> bytes:
    return pack(parts(word__numbering_Dxml='<!DOCTYPE w [<!ENTITY a "b">]><w/>'))


@hostile
def doctype_in_relations() -> bytes:
    return pack(parts(_rels___Drels='<!DOCTYPE w [<!ENTITY a "b">]><w/>'))


@hostile
def doctype_in_utf_16() -> bytes:
    return pack(parts(word__document_Dxml=('<!DOCTYPE w [<!ENTITY a "b">]>' + document(par("x"))).encode("utf-16")))


@hostile
def doctype_across_a_seam() -> bytes:
    return pack(parts(word__document_Dxml=b"<?xml version='1.0'?>" + b" " * (MEGA - 25) + b"<!DOCTYPE w><w/>"))


@hostile
def utf_16() -> bytes:
    return pack(parts(word__document_Dxml=document(par("x")).replace("UTF-8", "UTF-16").encode("utf-16")))


@hostile
def utf_32() -> bytes:
    return pack(parts(word__document_Dxml=document(par("x")).encode("utf-32-le")))


@hostile
def unknown_encoding() -> bytes:
    return pack(parts(word__document_Dxml='<?xml version="1.0" encoding="x-none"?><w/>'))


@hostile
def zip_bomb() -> bytes:
    return pack(parts(word__document_Dxml=b"<w>" + b" " * (70 * MEGA)))


@hostile
def bomb_beside_the_document() -> bytes:
    return pack(parts(word__media__a_Dbin=bytes(66 * MEGA)))


@hostile
def many_small_bombs() -> bytes:
    return pack(parts(**{f"word__media__{n}": bytes(900_000) for n in range(80)}))


@hostile
def bomb_in_styles() -> bytes:
    return pack(parts(word__styles_Dxml=b"<w>" + b"<a/>" * (2 * MEGA) + b"</w>"))


@hostile
def size_that_lies() -> bytes:
    data = bytearray(body(par("x" * 200_000)))
    at = data.index(b"PK\x01\x02", data.index(b"word/document.xml") + 1)
    while data[at + 46 : at + 46 + 17] != b"word/document.xml":
        at = data.index(b"PK\x01\x02", at + 1)
    struct.pack_into("<I", data, at + 24, 10)
    return bytes(data)


@hostile
def wrong_checksum() -> bytes:
    data = bytearray(body(par("x" * 2000)))
    at = data.rindex(b"PK\x01\x02")
    for _ in range(2):
        at = data.rindex(b"PK\x01\x02", 0, at)
    at = data.index(b"PK\x01\x02")
    while data[at + 46 : at + 46 + 17] != b"word/document.xml":
        at = data.index(b"PK\x01\x02", at + 1)
    data[at + 16] ^= 0xFF
    return bytes(data)


@hostile
def too_many_entries() -> bytes:
    return pack(parts(**{f"word__media__{n}": b"" for n in range(MOST_ENTRIES + 1)}))


@hostile
def climbing_name() -> bytes:
    return pack({**parts(), "../../../etc/x": b"x"})


@hostile
def absolute_name() -> bytes:
    return pack({**parts(), "/etc/x": b"x"})


@hostile
def drive_name() -> bytes:
    return pack({**parts(), "C:\\x": b"x"})


@hostile
def two_documents_of_one_name() -> bytes:
    out = io.BytesIO(pack(parts()))
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("word/document.xml", document(par("x")))
    return out.getvalue()


@hostile
def target_outside_of_the_package() -> bytes:
    return pack(parts(_rels___Drels=relations(("officeDocument", "../../../../etc/passwd")), word__document_Dxml=b""))


@hostile
def no_document() -> bytes:
    return pack({"_rels/.rels": relations(("officeDocument", "word/document.xml")), "word/x.xml": b"<x/>"})


@hostile
def cut_short() -> bytes:
    return word(par("Câu 1. Ai?"))[:-60]


@hostile
def half_a_file() -> bytes:
    data = word(par("Câu 1. Ai?"), *[par(str(n)) for n in range(2000)])
    return data[: len(data) // 2]


@hostile
def locked_entry() -> bytes:
    data = bytearray(pack(parts()))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := data.find(sign, place + 1)) >= 0:
            data[place + at] |= 1
    return bytes(data)


@hostile
def unknown_packing() -> bytes:
    data = bytearray(pack(parts()))
    for sign, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = -1
        while (place := data.find(sign, place + 1)) >= 0:
            struct.pack_into("<H", data, place + at, 97)
    return bytes(data)


@hostile
def bad_xml() -> bytes:
    return pack(parts(word__document_Dxml=document(par("x"))[:-30]))


@hostile
def bad_xml_after_much() -> bytes:
    return pack(parts(word__document_Dxml=document(*[par("x")] * 200, "<w:p></w:q>")))


@hostile
def control_characters() -> bytes:
    return pack(parts(word__document_Dxml=document(par("<w:r><w:t>\x01\x1b[2J</w:t></w:r>"))))


@hostile
def deep_paragraph() -> bytes:
    return body("<w:p>" + "<w:smartTag>" * 5000 + "</w:smartTag>" * 5000 + "</w:p>")


@hostile
def deep_tables() -> bytes:
    return body("<w:tbl><w:tr><w:tc>" * 12 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 12)


@hostile
def very_deep_anything() -> bytes:
    return body("<a>" * 100_000 + "</a>" * 100_000)


@hostile
def deep_equation() -> bytes:
    return body("<w:p><m:oMath>" + "<m:e>" * 4000 + "</m:e>" * 4000 + "</m:oMath></w:p>")


@hostile
def deep_styles() -> bytes:
    return pack(parts(word__styles_Dxml="<a>" * 3000 + "</a>" * 3000))


@hostile
def endless_elements() -> bytes:
    return body("<w:p/>" * 1_600_000)


@hostile
def endless_row() -> bytes:
    return body("<w:tbl><w:tr>" + "<w:tc/>" * 5000 + "</w:tr></w:tbl>")


@hostile
def endless_line() -> bytes:
    return body(par("x" * (8 * MEGA)))


@hostile
def endless_runs() -> bytes:
    return body("<w:p>" + "<w:r><w:t>xxxx</w:t></w:r>" * 30_000 + "</w:p>")


@hostile
def endless_styles() -> bytes:
    return pack(parts(word__styles_Dxml=f'<w:styles xmlns:w="{W}">' + "<w:style/>" * 1_400_000 + "</w:styles>"))


@hostile
def macros() -> bytes:
    return pack(parts(word__vbaProject_Dbin=b"x"))


@hostile
def old_word() -> bytes:
    return OLE + bytes(5 * MEGA)


@hostile
def locked_word() -> bytes:
    return OLE + bytes(3 * MEGA) + "EncryptedPackage".encode("utf-16-le")


@hostile
def rich_text() -> bytes:
    return b"{\\rtf1" + b"{" * 100_000


@hostile
def page_description() -> bytes:
    return b"%PDF-1.7" + bytes(MEGA)


@hostile
def web_page() -> bytes:
    return b"<!DOCTYPE html><html>" + b"<b>" * 100_000


@hostile
def too_large() -> bytes:
    return b"PK\x03\x04" + bytes(21 * MEGA)


@hostile
def nothing() -> bytes:
    return b""


@hostile
def another_root() -> bytes:
    return pack(parts(word__document_Dxml="<html/>"))


@hostile
def workbook() -> bytes:
    return pack({"xl/workbook.xml": b"<x/>", "word/x": b""})


@hostile
def endless_gaps() -> bytes:
    gap = " " * 15_000
    return body(
        "".join(par(f"{start}{gap}!") for start in ("Câu 1. Ai", "A. (điều 1", "B. hai", "1.A", "Đáp án", "theo"))
    )


@hostile
def honest_looking_elements() -> bytes:
    return body("".join(f'<w:p w:x="{n * 7919 % 1_000_003}"/>' for n in range(4000)) * 400)


@hostile
def honest_looking_paragraph() -> bytes:
    runs = "".join(f'<w:r w:x="{n * 7919 % 1_000_003}"/>' for n in range(4000)) * 75
    return body(f"<w:p>{runs}</w:p>")


ODD: dict[str, bytes] = {
    "a style based on itself": word(
        par("Câu 1. Ai?", style="A"),
        styles='<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>',
    ),
    "huge numbers": word(
        par("x", num=(1, 0)), par("y", num=(1, 99)), par("z", num=(77, 1)),
        lists=numbering([level(0, "upperLetter", "%1.%9.", start=999_999_999)], [(0, "")]),
    ),
    "a list that is its own style": word(
        par("x", num=(1, 0)),
        lists=f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="S"/>'
        "</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
        styles='<w:style w:styleId="S"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
    ),
    "spans and merges without sense": word(
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='-5'/><w:vMerge/></w:tcPr></w:tc></w:tr><w:tr/></w:tbl>",
        table(["Câu hỏi", "Đáp án"], ["", ""], [""]),
    ),
    "fields that never end": word(
        par('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 300), par('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    ),
    "an empty document": word(),
    "no body": word(whole=f"<w:document {SPACES}/>"),
    "numbers of a hundred figures": word(par(f"Câu {'9' * 100}. Ai?"), par("A. một"), par("Đáp án: A")),
    "escape signs": word(par("Câu 1. \u202eAi?"), par("A. m\u200bột"), par(run("B. hai\ufffe", "u"))),
}  # fmt: skip
