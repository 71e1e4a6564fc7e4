"""Knows Word's equations: OMML becomes a small tree of our own, and the tree a line of text a terminal can show.

Must not know anything else of Word. A piece it does not know is named, and the question is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from examcore.formats.word.names import Element, M, tag_of
from examcore.formats.word.symbols import raise_text

_PROPERTIES = {"m:rPr", "m:ctrlPr", "m:fPr", "m:radPr", "m:sSupPr", "m:sSubPr", "m:sSubSupPr", "m:naryPr", "m:dPr",
               "m:funcPr", "m:mPr", "m:accPr", "m:barPr", "m:limLowPr", "m:limUppPr", "m:eqArrPr", "m:groupChrPr",
               "m:boxPr", "m:borderBoxPr", "m:sPrePr", "m:phantPr", "w:rPr", "m:oMathParaPr", "w:bookmarkStart",
               "w:bookmarkEnd", "w:proofErr", "m:argPr", "m:mrPr"}  # fmt: skip
_SIMPLE = {"m:e", "m:num", "m:den", "m:sup", "m:sub", "m:deg", "m:fName", "m:lim", "m:oMath", "m:oMathPara", "m:box"}
_CLOSING = {"(": ")", "[": "]", "{": "}", "|": "|"}


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of an equation: its kind, its own sign or text, and the pieces it is made of."""

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()


def read_equation(element: Element) -> Node:
    """The tree of an m:oMath. What is not known becomes a node of the kind "unknown", named after its tag."""
    tag = tag_of(element)
    if tag == "m:r":
        return Node("text", "".join(part.text or "" for part in element if tag_of(part) in ("m:t", "w:t")))
    parts = tuple(read_equation(part) for part in element if tag_of(part) not in _PROPERTIES)
    if tag in _SIMPLE:
        return Node("row", "", parts)
    if tag in ("m:f", "m:rad", "m:sSup", "m:sSub", "m:sSubSup", "m:func", "m:limLow", "m:limUpp", "m:m", "m:mr"):
        if tag == "m:f" and _sign(element, "fPr", "type", "bar") == "noBar":
            return Node("unknown", "noBar")
        return Node(tag[2:], "", parts)
    if tag == "m:nary":
        return Node("nary", _sign(element, "naryPr", "chr", "∫"), parts)
    if tag == "m:d":
        opening, closing = _sign(element, "dPr", "begChr", "("), _sign(element, "dPr", "endChr", ")")
        between = _sign(element, "dPr", "sepChr", "|")
        return Node("fence", "".join((sign or " ")[0] for sign in (opening, between, closing)), parts)
    if tag == "m:bar":
        return Node("unknown", "bar")
    if tag == "m:acc":
        return Node("accent", _sign(element, "accPr", "chr", "\u0302"), parts)
    return Node("unknown", tag)


def _sign(element: Element, properties: str, name: str, otherwise: str) -> str:
    """A sign among the properties; an element without a value means that there is none."""
    found = element.find(f"{{{M}}}{properties}/{{{M}}}{name}")
    return otherwise if found is None else found.get(f"{{{M}}}val", "")


def find_unknown(node: Node) -> tuple[str, ...]:
    """The names of all pieces that are not known."""
    own = (node.text,) if node.kind == "unknown" else ()
    return own + tuple(name for part in node.parts for name in find_unknown(part))


def write_equation(node: Node) -> str:
    """The equation in one line: (a + b)/c, √x, x², ∑_(i=1)^n i."""
    parts = [write_equation(part) for part in node.parts]
    kind = node.kind
    if kind == "text":
        return node.text
    if kind == "row":
        return "".join(parts)
    first, second, third = (*parts, "", "", "")[:3]
    if kind == "f":
        return f"{_wrap(first)}/{_wrap(second)}"
    if kind == "rad":
        degree, under = (first, second) if len(parts) > 1 else ("", first)
        sign = {"": "√", "3": "∛", "4": "∜"}.get(degree.strip(), f"({degree})√")
        return f"{sign}{_wrap(under)}"
    if kind == "sSup":
        return f"{_wrap(first)}{_raised(second)}"
    if kind == "sSub":
        return f"{_wrap(first)}{_lowered(second)}"
    if kind == "sSubSup":
        return f"{_wrap(first)}{_lowered(second)}{_raised(third)}"
    if kind == "nary":
        low = _lowered(first) if first else ""
        return f"{node.text}{low}{_raised(second) if second else ''} {third}"
    if kind == "fence":
        opening, between, closing = (*node.text,)
        return f"{opening}{f' {between} '.join(parts)}{closing}".strip()
    if kind == "func":
        return f"{first} {_wrap(second)}" if second else first
    if kind == "limLow":
        return f"{first}({second})"
    if kind == "limUpp":
        return f"{first}^({second})"
    if kind == "m":
        return f"[{'; '.join(parts)}]"
    if kind == "mr":
        return ", ".join(parts)
    return f"{first}{node.text}" if kind == "accent" else ""


def _wrap(text: str) -> str:
    """In brackets where a reader could else not tell where it ends."""
    text = text.strip()
    if len(text) < 2 or text.replace(",", "").replace(".", "").isalnum():
        return text
    if _CLOSING.get(text[0]) == text[-1] and text.count(text[0]) == 1:
        return text
    return f"({text})"


def _raised(text: str) -> str:
    text = text.replace(" ", "")
    return (raise_text(text, "super") or f"^{_wrap(text)}") if text else ""


def _lowered(text: str) -> str:
    text = text.replace(" ", "")
    return (raise_text(text, "sub") or f"_{_wrap(text)}") if text else ""
