"""Knows how to write Word files piece by piece, as Word and its cousins would.

Must not know the reader.
"""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
LOOKS = {
    "b": "<w:b/>", "i": "<w:i/>", "u": '<w:u w:val="single"/>', "red": '<w:color w:val="FF0000"/>',
    "blue": '<w:color w:val="0070C0"/>', "black": '<w:color w:val="000000"/>',
    "yellow": '<w:highlight w:val="yellow"/>',
    "shade": '<w:shd w:val="clear" w:color="auto" w:fill="92D050"/>', "sup": '<w:vertAlign w:val="superscript"/>',
    "sub": '<w:vertAlign w:val="subscript"/>', "hidden": "<w:vanish/>", "struck": "<w:strike/>", "caps": "<w:caps/>",
    "white": '<w:color w:val="FFFFFF"/>', "nob": '<w:b w:val="0"/>',
}  # fmt: skip
TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(*pairs: tuple[str, str]) -> str:
    """A relationships part: (kind, target) each."""
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(pairs, 1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}</Relationships>'


def run(text: str, *looks: str, font: str = "", style: str = "") -> str:
    """A run; "\\t" and "\\n" in it are Word's own tab and soft break."""
    inner = f'<w:rStyle w:val="{style}"/>' if style else ""
    inner += f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else ""
    inner += "".join(LOOKS[look] for look in looks)
    out = []
    for number, line in enumerate(text.split("\n")):
        out += ["<w:br/>"] if number else []
        for at, piece in enumerate(line.split("\t")):
            out += ["<w:tab/>"] if at else []
            out += [f'<w:t xml:space="preserve">{escape(piece)}</w:t>'] if piece else []
    return f"<w:r>{f'<w:rPr>{inner}</w:rPr>' if inner else ''}{''.join(out)}</w:r>"


def par(*content: str, num: tuple[int, int] | None = None, style: str = "", mark: str = "") -> str:
    """A paragraph of runs; plain strings become runs. `num` is a list id and a level."""
    inner = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>' if num else ""
    inner += f"<w:rPr>{LOOKS[mark]}</w:rPr>" if mark else ""
    runs = "".join(each if each.startswith("<") else run(each) for each in content)
    return f"<w:p>{f'<w:pPr>{inner}</w:pPr>' if inner else ''}{runs}</w:p>"


def cell(*blocks: str, span: int = 1, merge: str = "") -> str:
    """A table cell; `merge` is "restart" or "continue"."""
    inner = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    inner += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    content = "".join(each if each.startswith("<") else par(each) for each in blocks) or "<w:p/>"
    return f"<w:tc><w:tcPr>{inner}</w:tcPr>{content}</w:tc>"


def table(*rows: list[str], head: bool = False) -> str:
    """A table; cells that are plain strings become cells."""
    made = []
    for number, cells in enumerate(rows):
        properties = "<w:trPr><w:tblHeader/></w:trPr>" if head and not number else ""
        made.append(f"<w:tr>{properties}{''.join(c if c.startswith('<w:tc') else cell(c) for c in cells)}</w:tr>")
    return f"<w:tbl><w:tblPr/>{''.join(made)}</w:tbl>"


def level(number: int, form: str, text: str, extra: str = "", start: int = 1) -> str:
    """One level of a list."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(abstract: list[str], lists: list[tuple[int, str]]) -> str:
    """The numbering part: levels of each abstract list; (abstract list, overrides) of each list, ids from 1."""
    first = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{levels}</w:abstractNum>' for n, levels in enumerate(abstract)
    )
    second = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'
        for n, (of, overrides) in enumerate(lists, 1)
    )
    return f'<w:numbering xmlns:w="{W}">{first}{second}</w:numbering>'


def restart(at: int = 0, value: int = 1) -> str:
    """An override that begins a level anew."""
    return f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{value}"/></w:lvlOverride>'


def document(*blocks: str, spaces: str = SPACES) -> str:
    """The document part."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {spaces}><w:body>{"".join(blocks)}'
        "<w:sectPr/></w:body></w:document>"
    )


def pack(parts: dict[str, str | bytes]) -> bytes:
    """A zip package of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def inline(relation: str, alt: str = "", frame: str = "inline", blip: str = "", more: str = "", xfrm: str = "") -> str:
    """A run with a picture 60 mm wide. `blip` stands inside its fill, `more` behind that, `xfrm` are attributes."""
    said = f' descr="{escape(alt)}"' if alt else ""
    kind = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    fill = f'<a:blip r:embed="{relation}">{blip}</a:blip>{more}<a:stretch><a:fillRect/></a:stretch>'
    shape = f'<a:xfrm{xfrm}><a:off x="0" y="0"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    picture = f"<pic:pic><pic:blipFill>{fill}</pic:blipFill><pic:spPr>{shape}</pic:spPr></pic:pic>"
    return (
        f'<w:r><w:drawing><wp:{frame}><wp:extent cx="2160000" cy="1350000"/><wp:docPr id="1" name="Picture 1"{said}/>'
        f'<a:graphic><a:graphicData uri="{kind}">{picture}</a:graphicData></a:graphic></wp:{frame}></w:drawing></w:r>'
    )


def old_picture(relation: str, style: str = "width:170pt;height:106pt") -> str:
    """A run with a picture as older programs write it."""
    return f'<w:r><w:pict><v:shape style="{style}"><v:imagedata r:id="{relation}"/></v:shape></w:pict></w:r>'


def word(
    *blocks: str, lists: str = "", styles: str = "", whole: str = "", media: dict[str, bytes] | None = None
) -> bytes:
    """A Word file with these blocks, or with the document part `whole`; `media` are its pictures by relation."""
    pairs = [("numbering", "numbering.xml")] if lists else []
    pairs += [("styles", "styles.xml")] if styles else []
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": whole or document(*blocks),
        "word/_rels/document.xml.rels": relations(*pairs),
    }
    for name, data in (media or {}).items():
        parts[f"word/media/{name}.bin"] = data
    said = "".join(
        f'<Relationship Id="{name}" Type="{_RELATION}/image" Target="media/{name}.bin"/>' for name in media or {}
    )
    listed = str(parts["word/_rels/document.xml.rels"])
    parts["word/_rels/document.xml.rels"] = listed.replace("</Relationships>", f"{said}</Relationships>")
    if lists:
        parts["word/numbering.xml"] = lists
    if styles:
        parts["word/styles.xml"] = f'<w:styles xmlns:w="{W}">{styles}</w:styles>'
    return pack(parts)
