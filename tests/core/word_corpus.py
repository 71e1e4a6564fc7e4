"""Knows question banks with known keys, written as Word files in the many ways officers write them.

Must not know the reader: a style is a function from questions to a file, and nothing else.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from tests.core.word_files import par, run, table, word

LETTERS = "ABCDEF"
SUBJECTS = [
    "Ủy ban nhân dân cấp xã",
    "Hội đồng nhân dân cấp tỉnh",
    "Chánh Thanh tra sở",
    "Công chức tư pháp – hộ tịch",
    "Văn phòng đăng ký đất đai",
    "Cơ quan thuế quản lý trực tiếp",
    "Thủ trưởng đơn vị sự nghiệp",
    "Bộ Nội vụ",
]
MATTERS = [
    "hồ sơ xin cấp giấy phép",
    "đơn khiếu nại lần đầu",
    "kiến nghị của cử tri",
    "báo cáo định kỳ quý",
    "hợp đồng ủy quyền",
    "thông báo thu hồi đất",
    "văn bản quy phạm pháp luật",
    "quyết định xử phạt",
]
UNITS = ["ngày làm việc", "ngày kể từ ngày nhận đủ hồ sơ", "tháng", "giờ làm việc"]
NOUNS = [
    "Chủ tịch",
    "Phó Chủ tịch",
    "Giám đốc sở",
    "Trưởng phòng",
    "Chánh Văn phòng",
    "Thủ tướng Chính phủ",
    "Bộ trưởng",
    "Hội đồng thẩm định",
    "Ban Thường vụ",
    "Người đứng đầu cơ quan",
]


@dataclass(frozen=True)
class Question:
    """A question whose key is known."""

    stem: str
    options: tuple[str, ...]
    key: int


Style = Callable[[list[Question], random.Random], bytes]
STYLES: dict[str, Style] = {}


def style(make: Style) -> Style:
    """Registers a way to write a file."""
    STYLES[make.__name__] = make
    return make


def make_questions(count: int, rng: random.Random, options: tuple[int, ...] = (4,)) -> list[Question]:
    """Questions that differ, their keys spread over the letters."""
    made = []
    for number in range(count):
        many = rng.choice(options)
        subject, matter = rng.choice(SUBJECTS), rng.choice(MATTERS)
        if rng.random() < 0.5:
            stem = f"{subject} giải quyết {matter} số {number + 1000} trong thời hạn bao lâu?"
            texts = [f"{n} {rng.choice(UNITS)}" for n in rng.sample(range(2, 90), many)]
        else:
            stem = f"Theo quy định, ai có thẩm quyền ký {matter} số {number + 1000} của {subject}?"
            texts = rng.sample(NOUNS, many)
        made.append(Question(stem, tuple(texts), rng.randrange(many)))
    return made


Write = Callable[[Question, int, str], str]


def lettered(question: Question, write: Write) -> list[str]:
    """A paragraph for each option."""
    return [write(question, at, text) for at, text in enumerate(question.options)]


def plain(questions: list[Question], write: Write, head: str = "Câu {n}. ") -> bytes:
    """Typed numbers, an option a paragraph."""
    blocks = []
    for number, question in enumerate(questions, 1):
        blocks.append(par(run(head.format(n=number), "b"), question.stem))
        blocks += lettered(question, write)
    return word(*blocks)


def whole(look: str) -> Write:
    """The whole right option in a look."""
    return lambda q, at, text: par(run(f"{LETTERS[at]}. {text}", *([look] if at == q.key else [])))


def letter_only(look: str, mark: str = ".") -> Write:
    """Only the letter of the right option in a look."""
    return lambda q, at, text: par(run(LETTERS[at], *([look] if at == q.key else [])), run(f"{mark} {text}"))


@style
def underlined_letter(questions: list[Question], rng: random.Random) -> bytes:
    return plain(questions, letter_only("u"))


@style
def underlined_option(questions: list[Question], rng: random.Random) -> bytes:
    return plain(questions, whole("u"))


@style
def bold_letter(questions: list[Question], rng: random.Random) -> bytes:
    return plain(questions, letter_only("b"), "Câu {n}: ")


@style
def bold_option(questions: list[Question], rng: random.Random) -> bytes:
    return plain(questions, whole("b"))


@style
def red_letter(questions: list[Question], rng: random.Random) -> bytes:
    return plain(questions, letter_only("red", ")"), "Câu {n}) ")


@style
def red_option(questions: list[Question], rng: random.Random) -> bytes:
    return plain(questions, whole("red"))


@style
def red_among_blue(questions: list[Question], rng: random.Random) -> bytes:
    return plain(questions, lambda q, at, text: par(run(f"{LETTERS[at]}. {text}", "red" if at == q.key else "blue")))


@style
def highlighted(questions: list[Question], rng: random.Random) -> bytes:
    return plain(questions, whole("yellow"))


@style
def shaded(questions: list[Question], rng: random.Random) -> bytes:
    return plain(questions, whole("shade"))


@style
def all_letters_bold_key_underlined(questions: list[Question], rng: random.Random) -> bytes:
    return plain(
        questions,
        lambda q, at, text: par(run(f"{LETTERS[at]}.", "b"), run(" "), run(text, *(["u"] if at == q.key else []))),
    )


@style
def asterisk_before(questions: list[Question], rng: random.Random) -> bytes:
    return plain(questions, lambda q, at, text: par(f"{'*' if at == q.key else ''}{LETTERS[at]}. {text}"))


@style
def hash_before(questions: list[Question], rng: random.Random) -> bytes:
    return plain(questions, lambda q, at, text: par(f"{'#' if at == q.key else ''}{LETTERS[at]}. {text}"))


@style
def right_in_brackets(questions: list[Question], rng: random.Random) -> bytes:
    return plain(questions, lambda q, at, text: par(f"{LETTERS[at]}. {text}{' (đúng)' if at == q.key else ''}"))


@style
def lower_case_letters(questions: list[Question], rng: random.Random) -> bytes:
    return plain(
        questions, lambda q, at, text: par(run(f"{LETTERS[at].lower()}) {text}", *(["b"] if at == q.key else [])))
    )


def with_line(questions: list[Question], line: str, head: str = "Câu {n}. ") -> list[str]:
    """Plain options and a line that names the key."""
    blocks = []
    for number, question in enumerate(questions, 1):
        blocks.append(par(head.format(n=number) + question.stem))
        blocks += lettered(question, lambda q, at, text: par(f"{LETTERS[at]}. {text}"))
        blocks += [par(line.format(key=LETTERS[question.key], text=question.options[question.key]))] if line else []
    return blocks


@style
def key_line(questions: list[Question], rng: random.Random) -> bytes:
    return word(*with_line(questions, "Đáp án: {key}"))


@style
def key_line_with_text(questions: list[Question], rng: random.Random) -> bytes:
    return word(*with_line(questions, "Đáp án đúng: {key}. {text}"))


@style
def key_line_and_reasons(questions: list[Question], rng: random.Random) -> bytes:
    blocks = []
    for number, question in enumerate(questions, 1):
        blocks += with_line([question], "Chọn {key}", f"Câu {number}. ")
        blocks.append(par("Giải thích: theo khoản 2 Điều 5, A. và B. không đúng."))
    return word(*blocks)


@style
def key_list_at_the_end(questions: list[Question], rng: random.Random) -> bytes:
    blocks = with_line(questions, "")
    blocks += [par("---HẾT---"), par("ĐÁP ÁN")]
    pairs = [f"{n}.{LETTERS[q.key]}" for n, q in enumerate(questions, 1)]
    return word(*blocks, *[par("  ".join(pairs[at : at + 10])) for at in range(0, len(pairs), 10)])


@style
def key_list_one_a_line(questions: list[Question], rng: random.Random) -> bytes:
    blocks = with_line(questions, "", "{n}. ")
    return word(*blocks, par("BẢNG ĐÁP ÁN"), *[par(f"Câu {n}: {LETTERS[q.key]}") for n, q in enumerate(questions, 1)])


@style
def key_table_rows(questions: list[Question], rng: random.Random) -> bytes:
    rows: list[list[str]] = []
    for at in range(0, len(questions), 10):
        some = questions[at : at + 10]
        blank = [""] * (10 - len(some))
        rows.append(["Câu", *[str(at + n) for n, _ in enumerate(some, 1)], *blank])
        rows.append(["Đáp án", *[LETTERS[q.key] for q in some], *blank])
    return word(*with_line(questions, ""), par("ĐÁP ÁN"), table(*rows))


@style
def key_table_pairs(questions: list[Question], rng: random.Random) -> bytes:
    pairs = [f"{n}-{LETTERS[q.key]}" for n, q in enumerate(questions, 1)]
    rows = [pairs[at : at + 5] for at in range(0, len(pairs), 5)]
    return word(*with_line(questions, ""), par("HẾT"), table(*rows))


@style
def key_table_columns(questions: list[Question], rng: random.Random) -> bytes:
    half = (len(questions) + 1) // 2
    rows = [["Câu", "Đáp án", "Câu", "Đáp án"]]
    for n in range(half):
        row = [str(n + 1), LETTERS[questions[n].key]]
        row += [str(n + half + 1), LETTERS[questions[n + half].key]] if n + half < len(questions) else ["", ""]
        rows.append(row)
    return word(*with_line(questions, ""), table(*rows))


@style
def inline_by_tabs(questions: list[Question], rng: random.Random) -> bytes:
    blocks = []
    for number, question in enumerate(questions, 1):
        blocks.append(par(f"Câu {number}. {question.stem}"))
        runs = []
        for at, text in enumerate(question.options):
            runs += [
                run("\t" if at else ""),
                run(f"{LETTERS[at]}.", *(["u"] if at == question.key else [])),
                run(f" {text}"),
            ]
        blocks.append(par(*runs))
    return word(*blocks)


@style
def inline_by_one_blank(questions: list[Question], rng: random.Random) -> bytes:
    blocks = []
    for number, question in enumerate(questions, 1):
        blocks.append(par(f"Câu {number}. {question.stem}"))
        runs = [
            run(f"{LETTERS[at]}. {text} ", *(["red"] if at == question.key else []))
            for at, text in enumerate(question.options)
        ]
        blocks.append(par(*runs))
    return word(*blocks)


@style
def two_by_two_lines(questions: list[Question], rng: random.Random) -> bytes:
    blocks = []
    for number, question in enumerate(questions, 1):
        blocks.append(par(f"Câu {number}. {question.stem}"))
        texts = [
            run(f"{LETTERS[at]}. {text}", *(["b"] if at == question.key else []))
            for at, text in enumerate(question.options)
        ]
        blocks += [par(texts[0], run("    "), texts[1]), par(texts[2], run("    "), texts[3])]
    return word(*blocks)


@style
def soft_breaks(questions: list[Question], rng: random.Random) -> bytes:
    blocks = []
    for number, question in enumerate(questions, 1):
        runs = [run(f"Câu {number}. {question.stem}")]
        for at, text in enumerate(question.options):
            runs.append(run(f"\n{LETTERS[at]}. {text}", *(["u"] if at == question.key else [])))
        blocks.append(par(*runs))
    return word(*blocks)


@style
def pieces_nfd_and_hard_blanks(questions: list[Question], rng: random.Random) -> bytes:
    blocks = []
    for number, question in enumerate(questions, 1):
        stem = unicodedata.normalize("NFD", question.stem).replace(" ", "\u00a0")
        cut = rng.randrange(1, len(stem))
        blocks.append(par(run("Câ"), run(f"u\u00a0{number}."), run(" "), run(stem[:cut], "b"), run(stem[cut:])))
        for at, text in enumerate(question.options):
            pieces = unicodedata.normalize("NFD", f"{LETTERS[at]}.\u200b {text}")
            middle = len(pieces) // 2
            look = ["red"] if at == question.key else []
            blocks.append(par(run(pieces[:middle], *look), run(pieces[middle:], *look)))
    return word(*blocks)


@style
def cyrillic_and_wide_letters(questions: list[Question], rng: random.Random) -> bytes:
    letters = "АВСＤ"
    blocks = []
    for number, question in enumerate(questions, 1):
        blocks.append(par(f"Câu {number}． {question.stem}".replace("．", ".")))
        blocks += lettered(
            question,
            lambda q, at, text: par(run(f"{letters[at]}．", *(["u"] if at == q.key else [])), run(f" {text}")),
        )
    return word(*blocks)


BOLD = (
    '<w:style w:type="paragraph" w:styleId="Right"><w:name w:val="right answer"/><w:basedOn w:val="Base"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Base"><w:name w:val="base"/><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Key"><w:name w:val="key"/><w:rPr><w:u w:val="single"/></w:rPr></w:style>'
)


@style
def bold_by_style(questions: list[Question], rng: random.Random) -> bytes:
    blocks = []
    for number, question in enumerate(questions, 1):
        blocks.append(par(f"Câu {number}. {question.stem}"))
        blocks += lettered(
            question, lambda q, at, text: par(f"{LETTERS[at]}. {text}", style="Right" if at == q.key else "")
        )
    return word(*blocks, styles=BOLD)


@style
def underlined_by_character_style(questions: list[Question], rng: random.Random) -> bytes:
    blocks = []
    for number, question in enumerate(questions, 1):
        blocks.append(par(f"Câu {number}. {question.stem}"))
        blocks += lettered(
            question,
            lambda q, at, text: par(run(f"{LETTERS[at]}. {text}", style="Key" if at == q.key else "")),
        )
    return word(*blocks, styles=BOLD)


@style
def two_sources_agree(questions: list[Question], rng: random.Random) -> bytes:
    blocks = []
    for number, q in enumerate(questions, 1):
        blocks.append(par(f"Câu {number}. {q.stem}"))
        blocks += lettered(
            q, lambda q, at, text: par(run(f"{LETTERS[at]}. {text}", *(["u", "red"] if at == q.key else [])))
        )
        blocks.append(par(f"Đ/A: {LETTERS[q.key]}"))
    return word(*blocks)


@style
def emphasis_is_no_key(questions: list[Question], rng: random.Random) -> bytes:
    """A bold word in a wrong option, italic letters, bold stems; the key by colour."""
    blocks = []
    for number, q in enumerate(questions, 1):
        blocks.append(par(run(f"Câu {number}. {q.stem}", "b")))
        for at, text in enumerate(q.options):
            first, _, rest = text.partition(" ")
            looks = ["red"] if at == q.key else []
            emphasis = ["b"] if at == (q.key + 1) % len(q.options) and rest else []
            blocks.append(
                par(
                    run(f"{LETTERS[at]}. ", *looks),
                    run(first, *looks, *emphasis),
                    run(f" không có ngoại lệ {rest}", *looks),
                )
            )
    return word(*blocks)
