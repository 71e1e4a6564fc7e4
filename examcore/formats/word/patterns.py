"""Knows how people write the parts of a question bank in Vietnamese: "Câu 5.", "A.", "Đáp án: B", "Mức độ: …".

Must not know where a line stands; what several of these mean together is for the modules that ask.
"""

from __future__ import annotations

import re

from examcore.formats.word.leads import LEAD

LETTERS = "ABCDEFGH"
ALIKE = str.maketrans("АВСЕНавсеＡＢＣＤＥＦＧＨａｂｃｄｅｆｇｈ．：）（＊", "ABCEHabceABCDEFGHabcdefgh.:)(*")
"""Letters that look like ours (Cyrillic, full width) in the places where only a letter of an option can stand."""

WORD_START = re.compile(
    r"^[\[(*]?(?P<word>câu hỏi|câu|question|bài)\s*(?:số\s*)?(?P<number>\d{1,5})"
    r"(?P<mark>\s*[.:)\]/–—-])?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
NUMBER_START = re.compile(r"^(?P<number>\d{1,5})(?P<mark>\s*[.):/–-])(?!\d)(?P<rest>.*)", re.DOTALL)
_TOKEN = (r"(?P<before>[(\[]?)(?P<sign>[*#✓✔☑☒☐□]?\s?)(?P<fixed>!?)(?P<letter>[A-Ha-h])(?P<after>\*?)"
          r"(?P<mark>\s?[.):/\]])(?P<late>\*?)")  # fmt: skip
TOKEN = re.compile(rf"(?:(?P<start>^(?P<lead>{LEAD})?)|(?P<wide>\t|[ \xa0]{{2,}})|(?P<narrow>[ \xa0])){_TOKEN}")
LONE_LETTER = re.compile(r"^[(\[]?[*#]?\s?(?P<letter>[A-Ha-h])\*?\s?[.):/\]]?$")

_KEY_WORDS = (r"(?:đáp\s*án(?:\s*đúng)?|phương\s*án\s*đúng|đ/?a|answer|ans|key|chọn(?:\s*(?:đáp|phương)\s*án)?"
              r"|trả\s*lời)")  # fmt: skip
KEY_LINE = re.compile(
    rf"^[\[(*→⇒➔=>\s-]*{_KEY_WORDS}(?:\s*(?:đúng|là))*\s*(?P<colon>[:.=–-])?\s*(?:câu\s*|phương\s*án\s*|đáp\s*án\s*)?[(\[]?"
    r"(?P<letters>[A-H](?:\s*(?:[,;/&]|và|hoặc)\s*[A-H])*)[)\].]*(?P<rest>(?:\s.*)?)$",
    re.IGNORECASE | re.DOTALL,
)
KEY_WORDS_ALONE = re.compile(
    rf"^[\[(*→⇒➔=>\s-]*{_KEY_WORDS}(?:\s*(?:đúng|là))*\s*[:.=–-]\s*(?P<rest>.*)$", re.IGNORECASE
)
KEY_INSIDE = re.compile(r"(?:\s{2,}|\t|[\[(]|\n|[.;]\s)\s*(?:đáp\s*án|đ/?a)(?:\s*đúng)?\s*[:=]", re.IGNORECASE)
KEY_HEAD = re.compile(
    r"^[\s\-–—_.*=]*(?:[IVX]+\s*[.)/-]\s*|[A-Z]\s*[.)]\s*|\d\s*[.)]\s*)?(?:phần\s+|bảng\s+|phiếu\s+)?(?:đáp\s*án|key)"
    r"(?:\s+(?:tham\s+khảo|chi\s+tiết|và\b.*|trắc\s+nghiệm|các\s+câu.*|đề.*|câu\s+hỏi.*|chương.*|phần.*|bài.*|mã.*))?"
    r"[\s:.\-–—_*=]*$",
    re.IGNORECASE,
)
THE_END = re.compile(r"^[\s\-–—_.*=/]*(?:hết|the end)[\s\-–—_.*=/]*$", re.IGNORECASE)
PAIR = re.compile(r"(?:câu\s*)?(?P<number>\d{1,5})\s*(?:[=-]>|[.:)/–=→⇒➔-])?\s*"
                  r"[(\[]?(?P<letter>[A-Ha-h])(?![^\W\d_])[)\].]?", re.IGNORECASE)  # fmt: skip
_ONE_PAIR = PAIR.pattern.replace("(?P<number>", "(?:").replace("(?P<letter>", "(?:")
PAIRS_ONLY = re.compile(rf"^\s*(?:{_ONE_PAIR}[\s,;|]*)+$", re.IGNORECASE)
SOLUTION = re.compile(
    r"^(?:câu\s*)?(?P<number>\d{1,5})\s*[.:)/–-]?\s*"
    r"(?:(?:chọn|đáp\s*án|phương\s*án|đ/?a)\s*(?:đúng|đáp\s*án|phương\s*án|là)?\s*[:.]?\s*)"
    r"(?P<letter>[A-H])(?![^\W\d_])",
    re.IGNORECASE,
)
EXPLAINS = re.compile(
    r"^(?:lời\s*giải|giải\s*thích|hướng\s*dẫn|hdg|gợi\s*ý|giải\s*[:.]|chú\s*giải|phân\s*tích\s*[:.])", re.IGNORECASE
)
HEADING = re.compile(
    r"^(?:phần|chương|mục|nhóm|chủ\s*đề|chuyên\s*đề|part|section)\s+(?:[IVXLC]+|\d+|[A-Z]|thứ\s+\w+)(?:\s*[.:)–-]|\s|$)"
    r"|^[IVX]{1,5}\s*[.)/–-]\s*\S|^(?:phần|chủ\s*đề|chuyên\s*đề)\s*:",
    re.IGNORECASE,
)
LEVEL_WORDS = {
    "nb": "nhận biết", "nhận biết": "nhận biết", "biết": "nhận biết", "dễ": "nhận biết",
    "th": "thông hiểu", "thông hiểu": "thông hiểu", "hiểu": "thông hiểu", "trung bình": "thông hiểu",
    "vd": "vận dụng", "vận dụng": "vận dụng", "vdc": "vận dụng", "vdt": "vận dụng",
    "vận dụng thấp": "vận dụng", "vận dụng cao": "vận dụng", "khó": "vận dụng",
}  # fmt: skip
_LEVEL = r"(?P<level>nb|th|vdc|vdt|vd|nhận biết|thông hiểu|vận dụng(?: thấp| cao)?)"
LEVEL_MARK = re.compile(rf"^[\[(<]\s*(?:mức\s*(?:độ)?\s*:?\s*)?{_LEVEL}\s*[\])>]\s*[.:]?\s*", re.IGNORECASE)
LEVEL_HEAD = re.compile(
    r"^(?:[IVX\d]+\s*[.)/-]\s*)?(?:(?:câu hỏi|mức(?:\s*độ)?|cấp độ|phần)\s*:?\s*)*"
    r"(?P<level>nhận biết|thông hiểu|vận dụng(?: thấp| cao)?)\s*[:.]?$",
    re.IGNORECASE,
)
STIMULUS = re.compile(
    r"(?P<first>\d{1,5})\s*(?:-|–|—|đến|tới|và|to)\s*(?:câu\s*(?:hỏi\s*)?)?(?:số\s*)?(?P<last>\d{1,5})",
    re.IGNORECASE,
)
STIMULUS_WORDS = re.compile(
    r"(?:dựa vào|căn cứ vào|đọc|cho|sử dụng|từ|theo|xem|dùng|thông tin|tình huống|đoạn|dữ liệu|dữ kiện|bảng|hãy).*"
    r"\bcâu(?:\s*hỏi)?(?:\s*số|\s*từ)?\s*\d"
    r"|^(?:các\s+)?câu\s*(?:hỏi\s*)?(?:từ\s*)?(?:số\s*)?\d{1,5}\s*(?:-|–|—|đến|tới)\s*(?:câu\s*)?\d{1,5}",
    re.IGNORECASE,
)
_SIGN_WORDS = ("dấu", "ký tự", "kí tự", "ký hiệu", "kí hiệu", "phím", "toán tử", "phép")
SIGNS_MEANT = "".join(rf"(?<!\b{word})(?<!\b{word} )" for word in _SIGN_WORDS)
RIGHT_AFTER = re.compile(
    r"(?:\s*[\[(]\s*(?:đúng|đáp\s*án(?:\s*đúng)?|true)\s*[\])]|\s+[\[(]\s*(?:đ|x|\*)\s*[\])]"
    rf"|(?<=\S){SIGNS_MEANT}\s*\*+|{SIGNS_MEANT}\s*[✓✔])\s*[.;]?$",
    re.IGNORECASE,
)
"""A mark of the key behind an option. "f(x)" and "Dấu *" bear none: they are what the option is about."""
SITUATION = re.compile(
    r"^(?:tình\s*huống|bài\s*đọc|đọc\s+(?:đoạn|tình\s*huống|thông\s*tin|văn\s*bản)|cho\s+(?:đoạn|tình\s*huống)"
    r"|(?:dựa|căn\s*cứ)\s+vào\s+(?:đoạn|tình\s*huống|thông\s*tin|dữ\s*liệu))\b",
    re.IGNORECASE,
)
"""A text that questions share, without saying for which it is."""
RULE = re.compile(r"^[^\w\ufffc]+$")
"""A line of dashes, stars or dots that only parts."""
CLOSING = re.compile(
    r"^(?:[\w\s.-]{2,30},\s*)?ngày\s*[\d.…]*\s*tháng\s*[\d.…]*\s*năm\b|^\(?(?:ký|đã ký)\b"
    r"|^(?:người|cán bộ|chuyên viên|công chức)\s+(?:biên soạn|soạn|ra đề|lập|phản biện|thẩm định|tổng hợp)\b.{0,40}$",
    re.IGNORECASE,
)
"""How a document ends: place and day, who wrote it."""
COMMENT = re.compile(r"^//\s*")
"""A comment by the HC-MIX convention; it may hold a tag."""


def letter_place(letter: str) -> int:
    """0 for A, and so on."""
    return LETTERS.index(letter.upper())


def letters_in(text: str) -> list[int]:
    """The options named in "B" or "A, C"; each once, in order."""
    text = text.upper().replace("HOẶC", ",").replace("VÀ", ",")
    return sorted({letter_place(letter) for letter in re.findall(r"[A-H]", text)})
