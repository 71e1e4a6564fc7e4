"""Knows what a cell says under the heading of a tag: level, area, basis and the like, as lines of an item file.

Must not know rows or columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from examcore.formats.tables.headings import plain

_LEVELS = {
    "nhan biet": "nhận biết", "nb": "nhận biết", "biet": "nhận biết", "de": "nhận biết", "recall": "nhận biết",
    "easy": "nhận biết", "thong hieu": "thông hiểu", "th": "thông hiểu", "hieu": "thông hiểu", "medium": "thông hiểu",
    "trung binh": "thông hiểu", "tb": "thông hiểu", "understand": "thông hiểu", "van dung": "vận dụng",
    "vd": "vận dụng",
    "kho": "vận dụng", "van dung thap": "vận dụng", "van dung cao": "vận dụng", "vdc": "vận dụng", "apply": "vận dụng",
    "hard": "vận dụng", "1": "nhận biết", "2": "thông hiểu", "3": "vận dụng",
}  # fmt: skip
_PARTS = {
    "chung": "chung", "kien thuc chung": "chung", "phan chung": "chung", "general": "chung",
    "chuyen mon": "chuyên môn", "chuyen nganh": "chuyên môn", "chuyen mon nghiep vu": "chuyên môn",
    "phan chuyen mon": "chuyên môn", "professional": "chuyên môn", "phan chuyen mon nghiep vu": "chuyên môn",
    "kien thuc chuyen mon": "chuyên môn",
}  # fmt: skip
_SLUG = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_BASIS = re.compile(
    r"^(?P<place>(?:Điểm|Khoản|Điều|Chương|Mục|điểm|khoản|điều)\b.*?),?\s+(?:của\s+)?"
    r"(?P<name>(?:Bộ luật|Luật|Nghị định|Hiến pháp|Quyết định|Thông tư|Pháp lệnh|Chỉ thị|Nghị quyết|Quy định|Điều lệ)"
    r"\b.*)$"
)


def write_tag_cell(name: str, text: str) -> Iterator[str]:
    """What a cell says under the heading of a tag, as lines of an item file."""
    line = " ".join(text.split())
    if name == "id":
        yield f"mã: {line}"
    elif name == "part":
        yield f"phần: {_PARTS.get(plain(line), line)}"
    elif name == "area":
        pieces = [piece.strip() for piece in line.split(",")]
        yield f"lĩnh vực: {line if all(_SLUG.fullmatch(piece) for piece in pieces) else _slug(line)}"
    elif name == "positions":
        yield "vị trí: " + ", ".join(piece.strip() for piece in re.split(r"[,;\n]", text) if piece.strip())
    elif name in ("level", "difficulty"):
        level = _LEVELS.get(plain(line))
        number = re.fullmatch(r"(\d{1,3}(?:[.,]\d)?)\s*%?", line)
        if level is not None and not (name == "difficulty" and number):
            yield f"mức độ: {level}"
        else:
            yield f"{'độ khó' if number else 'mức độ'}: {line}"
    elif name == "basis":
        yield from _basis_lines(text)
    elif name == "origin":
        yield f"nơi soạn: {line}"
    elif name == "fixed":
        yield f"giữ chỗ: {line}"
    else:
        yield from (one.strip() for one in text.split("\n") if one.strip())


def _basis_lines(text: str) -> Iterator[str]:
    for one in text.split("\n"):
        line = " ".join(one.replace("|", "/").split())
        if line:
            match = _BASIS.match(line)
            name, place = (match["name"], match["place"]) if match else (line, "")
            yield f"văn bản: {name} | {name}"
            yield f"căn cứ: {name} | {place}"


def _slug(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return "-".join(kept.split())
