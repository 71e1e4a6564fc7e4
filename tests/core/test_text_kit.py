"""Claims about examcore's own text format as one format among others."""

from __future__ import annotations

from examcore.formats.text import TextFormat
from examcore.testing import FormatKit


class TestTextFormat(FormatKit):
    """Everything an item holds comes back."""

    format = TextFormat()
    holds_figures = True
    share = 30
    broken = """---
phần: chung
lĩnh vực: hien-phap
mức độ: nhận biết
độ khó: 70
---
## A-1
Không có đáp án?
A. một
B. hai

## A-2
Câu tốt?
*A. một
B. hai

## A-3
Hai đáp án?
*A. một
*B. hai
""".encode()
    codes = ("no-key", "two-keys")
    good = 1
