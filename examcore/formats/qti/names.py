"""Knows how QTI spells one thing in its versions: simpleChoice and qti-simple-choice, maxChoices and max-choices.

Must not know what the things mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from examcore.formats.xmltext import local, quote

if TYPE_CHECKING:
    from lxml.etree import _Element

_SAID = ("src", "alt", "width", "class", "colspan", "rowspan", "style", "start", "type")
"""Attributes that pictures, tables, lists and what is hidden are read by."""
_FEEDBACK = {"feedbackinline", "feedbackblock", "modalfeedback", "templateblock", "templateinline"}
_HIDDEN = {"rubricblock"}


def name_of(element: _Element) -> str:
    """The name of an element, one for all versions: "simplechoice"."""
    return _plain(str(element.tag))


@lru_cache(maxsize=1024)
def _plain(tag: str) -> str:
    return tag.rpartition("}")[2].lower().removeprefix("qti-").replace("-", "")


def attribute(element: _Element, name: str, default: str = "") -> str:
    """An attribute under its name in any version: "maxchoices"."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2].lower().replace("-", "") == name:
            return str(value).strip()
    return default


def find_all(element: _Element, name: str) -> Iterator[_Element]:
    """All elements of that name below an element, in document order."""
    return (one for one in element.iter("{*}*") if name_of(one) == name)


def as_html(element: _Element, without: _Element | None = None) -> str:
    """What is inside an element as HTML without namespaces; feedback and what only authors see are left out."""
    pieces = [escape(element.text or "")]
    for child in element.iterchildren("{*}*"):
        name = name_of(child)
        if (
            child is not without
            and name not in _FEEDBACK
            and not (name in _HIDDEN and "candidate" not in attribute(child, "view").split())
        ):
            if name in _HIDDEN:
                pieces.append(f"<div>{as_html(child, without)}</div>")
            elif name in ("prompt", "itembody", "contentbody", "simplechoice"):
                pieces.append(as_html(child, without))
            else:
                said = "".join(f' {key}="{quote(found)}"' for key in _SAID if (found := attribute(child, key)))
                pieces.append(f"<{local(child)}{said}>{as_html(child, without)}</{local(child)}>")
        pieces.append(escape(child.tail or ""))
    return "".join(pieces)
