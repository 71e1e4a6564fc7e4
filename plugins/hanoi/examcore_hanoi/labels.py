"""Knows the labels of a job description, and finds them where they are misprinted or stand without a colon.

Must not know what is done with the field behind a label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias

from examcore_hanoi.letters import bare, distance

Kind: TypeAlias = Literal["code", "title", "unit", "line", "text", "skills", "tasks"]
"""`line` fields hold one line, `text` fields many; `skills` is the field that asks for schooling and papers."""

CODE, TITLE, UNIT, GOAL = "Mã VTVL", "Tên VTVL", "Đơn vị công tác", "Mục tiêu vị trí công việc"
SKILLS, TASKS = "Trình độ chuyên môn", "Các nhiệm vụ chính"

LABELS: dict[str, tuple[str, Kind]] = {
    "Mã VTVL": (CODE, "code"),
    "Mã số VTVL": (CODE, "code"),
    "Mã vị trí việc làm": (CODE, "code"),
    "Mã vị trí": (CODE, "code"),
    "Tên VTVL": (TITLE, "title"),
    "Tên vị trí việc làm": (TITLE, "title"),
    "Tên vị trí": (TITLE, "title"),
    "Đơn vị công tác": (UNIT, "unit"),
    "Địa điểm làm việc": ("Địa điểm làm việc", "line"),
    "Ngạch công chức tối thiểu": ("Ngạch công chức tối thiểu", "line"),
    "Quản lý trực tiếp": ("Quản lý trực tiếp", "line"),
    "Quản lý chức năng": ("Quản lý chức năng", "line"),
    "Quan hệ công việc": ("Quan hệ công việc", "line"),
    "Quan hệ liên quan": ("Quan hệ liên quan", "line"),
    "Công việc liên quan": ("Công việc liên quan", "line"),
    "Mục tiêu vị trí công việc": (GOAL, "text"),
    "Mục tiêu vị trí việc làm": (GOAL, "text"),
    "Mục tiêu vị trí": (GOAL, "text"),
    "Các nhiệm vụ chính": (TASKS, "tasks"),
    "Thẩm quyền ra quyết định": ("Thẩm quyền ra quyết định", "text"),
    "Thẩm quyền tài chính": ("Thẩm quyền tài chính", "text"),
    "Phạm vi quyền hạn": ("Phạm vi quyền hạn", "text"),
    "Số cán bộ, công chức thuộc quyền quản lý": ("Số cán bộ, công chức thuộc quyền quản lý", "line"),
    "Số cán bộ thuộc quyền quản lý": ("Số cán bộ thuộc quyền quản lý", "line"),
    "Số công chức thuộc quyền quản lý": ("Số công chức thuộc quyền quản lý", "line"),
    "Số công chức thuộc lĩnh vực phụ trách": ("Số công chức thuộc lĩnh vực phụ trách", "line"),
    "Trình độ chuyên môn": (SKILLS, "skills"),
    "Trình độ chuyên môn, nghiệp vụ": (SKILLS, "skills"),
    "Yêu cầu về trình độ": (SKILLS, "skills"),
    "Kinh nghiệm công tác": ("Kinh nghiệm công tác", "text"),
    "Kinh nghiệm": ("Kinh nghiệm công tác", "text"),
    "Năng lực": ("Năng lực", "text"),
}

# Longest first: "Mã vị trí việc làm" before "Mã vị trí".
_BARE = {bare(label): label for label in sorted(LABELS, key=len, reverse=True)}
# These words also stand inside sentences of other fields, so they never begin a field in mid-line.
_ONLY_AT_START = {SKILLS, TASKS, "Năng lực", "Kinh nghiệm", "Trình độ chuyên môn, nghiệp vụ"}
_LONGEST = max(map(len, LABELS)) + 4
_PARTS = re.compile(r"[\s*]+")


@dataclass(frozen=True, slots=True)
class Label:
    """A label found at the start of a text: as it should be, its kind, as printed, and what follows it."""

    name: str
    kind: Kind
    printed: str
    value: str
    has_colon: bool
    is_misprinted: bool


def find_label(text: str) -> Label | None:
    """The label `text` begins with, or None. `text` is one clean line without list sign."""
    head, colon, rest = text.partition(":")
    if colon and len(head) <= _LONGEST:
        known = _nearest(bare(head.strip()))
        if known:
            return _label(known, head.strip(), rest, has_colon=True)
    plain = bare(text[:_LONGEST])
    for key, known in _BARE.items():
        if plain.startswith(key):
            rest = text[len(key) :]
            value = rest.lstrip(" ;.–-")
            # A sentence may begin with these words too: only a capital or a figure after them says they are a label.
            if not value or (not rest[0].isalnum() and (value[0].isupper() or value[0].isdigit())):
                return _label(known, text[: len(key)], value, has_colon=False)
    return None


def _label(known: str, printed: str, value: str, has_colon: bool) -> Label:
    name, kind = LABELS[known]
    return Label(name, kind, printed, value.strip(), has_colon, printed.lower() != known.lower())


@lru_cache(maxsize=4096)
def _nearest(plain: str) -> str:
    """The known label with these letters, or with one or two others; "" where none is near."""
    if plain in _BARE:
        return _BARE[plain]
    allowed = 0 if len(plain) < 7 else 1 if len(plain) < 14 else 2
    near = [(distance(plain, key), label) for key, label in _BARE.items() if abs(len(key) - len(plain)) <= allowed]
    best = min(near, default=(99, ""))
    return best[1] if best[0] <= allowed else ""


@cache
def _inside() -> re.Pattern[str]:
    names = "|".join(re.escape(bare(label)) for label in LABELS if label not in _ONLY_AT_START)
    return re.compile(rf"(?<![^\W_])(?:(?:ma|ten) vt[a-z]l|{names})(?=[\s*]*:)")


def cut_glued(text: str) -> list[str]:
    """`text` cut before every label that stands in it with a colon; one piece where there is none."""
    if text.count(":") < 2 and "**" not in text:
        return [text]
    starts = [m.start() for m in _inside().finditer(bare(text)) if text[m.start()].isupper()]
    cuts = [0, *(n for n in starts if n > 0), len(text)]
    pieces = [text[a:b] for a, b in pairwise(cuts)]
    return [piece for piece in pieces if _PARTS.sub("", piece)]
