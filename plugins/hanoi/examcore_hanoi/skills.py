"""Knows the lines of the field that asks for schooling and papers, and sorts them by what they ask for.

Must not change a line: lines stay as printed, in their order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from examcore.nouns import Fact
from examcore_hanoi.labels import SKILLS
from examcore_hanoi.letters import bare

# The first that matches the start of a line counts; what matches none asks for schooling.
_KINDS = (
    ("Lý luận chính trị", r"(?:co )?(?:trinh do )?ly luan chinh tri\b"),
    ("Quản lý nhà nước", r"(?:co )?(?:chung chi )?(?:boi duong )?(?:nghiep vu )?quan ly nha nuoc\b"),
    ("Ngoại ngữ", r"(?:co )?(?:chung chi |trinh do )?(?:ngoai ngu|tieng )\b"),
    ("Tin học", r"(?:co )?(?:chung chi |trinh do )?(?:tin hoc|cong nghe thong tin)\b"),
    ("Chứng chỉ nghiệp vụ", r"(?:co |uu tien )?chung chi\b"),
)
_PATTERNS = tuple((label, re.compile(pattern)) for label, pattern in _KINDS)


def sort_skills(lines: Sequence[str]) -> list[Fact]:
    """Facts by kind, in the order their first lines are printed."""
    sorted_lines: dict[str, list[str]] = {}
    for line in lines:
        plain = bare(line)
        label = next((name for name, pattern in _PATTERNS if pattern.match(plain)), SKILLS)
        sorted_lines.setdefault(label, []).append(line)
    return [Fact(label, tuple(found)) for label, found in sorted_lines.items()]
