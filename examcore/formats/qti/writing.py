"""Knows how an item is written as QTI 2.2 and 3.0.

Must not know packages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from examcore.formats.page import PictureFiles, write_page
from examcore.formats.xmltext import quote
from examcore.nouns import Item, Option, figures_of


@dataclass(frozen=True, slots=True)
class Version:
    """What differs between versions: namespaces, types of resources, spelling of names."""

    number: str
    namespace: str
    manifest: str
    metadata: str
    string: str
    language: str
    schema: str
    resource: str
    begins: bytes
    template: str
    hyphens: bool

    def name(self, words: str) -> str:
        """An element written in words: "simple choice" is simpleChoice or qti-simple-choice."""
        if self.hyphens:
            return "qti-" + words.replace(" ", "-")
        return self.attribute(words)

    def attribute(self, words: str) -> str:
        """An attribute written in words: "max choices" is maxChoices or max-choices."""
        if self.hyphens:
            return words.replace(" ", "-")
        first, *rest = words.split()
        return first + "".join(word.capitalize() for word in rest)


VERSIONS = {
    "2.2": Version(
        "2.2", "http://www.imsglobal.org/xsd/imsqti_v2p2", "http://www.imsglobal.org/xsd/imscp_v1p1",
        "http://www.imsglobal.org/xsd/imsmd_v1p2", "langstring", "xml:lang", "QTIv2.2 Package", "imsqti_item_xmlv2p2",
        b"<assessmentItem", "http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct", False,
    ),
    "3.0": Version(
        "3.0.0", "http://www.imsglobal.org/xsd/imsqtiasi_v3p0", "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "http://ltsc.ieee.org/xsd/LOM", "string", "language", "QTI Package", "imsqti_item_xmlv3p0",
        b"<qti-assessment-item", "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml", True,
    ),
}  # fmt: skip


def write_item(item: Item, number: int, version: Version, pictures: PictureFiles) -> str:
    """The file of one item: a choice with one right response, worth one point. Its pictures join `pictures`."""
    return "\n".join(_lines(item, number, version, pictures)) + "\n"


def _lines(item: Item, number: int, version: Version, pictures: PictureFiles) -> Iterator[str]:
    tag, at = version.name, version.attribute
    names = {option.id: f"choice_{place}" for place, option in enumerate(item.options, 1)}
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        f'<{tag("assessment item")} xmlns="{version.namespace}" identifier="item-{number:05}" title="{quote(item.id)}" '
        f'adaptive="false" {at("time dependent")}="false">'
    )
    single = f'cardinality="single" {at("base type")}'
    yield f'  <{tag("response declaration")} identifier="RESPONSE" {single}="identifier">'
    right = f"<{tag('value')}>{names[item.key]}</{tag('value')}>"
    yield f"    <{tag('correct response')}>{right}</{tag('correct response')}>"
    yield f"  </{tag('response declaration')}>"
    yield f'  <{tag("outcome declaration")} identifier="SCORE" {single}="float"/>'
    yield f"  <{tag('item body')}>"
    yield f"    {_block(item.stem, item, pictures)}"
    limits = f'shuffle="true" {at("max choices")}="1"'
    yield f'    <{tag("choice interaction")} {at("response identifier")}="RESPONSE" {limits}>'
    for option in item.options:
        fixed = ' fixed="true"' if option.fixed else ""
        text = f"<div>{_draw(option, pictures)}</div>" if figures_of(option) else _inline(option.text)
        choice = tag("simple choice")
        yield f'      <{choice} identifier="{names[option.id]}"{fixed}>{text}</{choice}>'
    yield f"    </{tag('choice interaction')}>"
    yield f"  </{tag('item body')}>"
    yield f'  <{tag("response processing")} template="{version.template}"/>'
    yield f"</{tag('assessment item')}>"


def _draw(option: Option, pictures: PictureFiles) -> str:
    return write_page(option.text, option, pictures.name)


def _block(text: str, item: Item, pictures: PictureFiles) -> str:
    if figures_of(item):
        return f"<div>{write_page(text, item, pictures.name)}</div>"
    return f"<pre>{quote(text)}</pre>" if "\n\n" in text else f"<p>{_inline(text)}</p>"


def _inline(text: str) -> str:
    return quote(text).replace("\n", "<br/>")
