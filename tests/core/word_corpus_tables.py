"""Knows question banks with known keys kept in Word tables, and numbered by Word: more styles for the corpus.

Must not know the reader.
"""

from __future__ import annotations

import random

from tests.core.word_corpus import LETTERS, Question, lettered, style
from tests.core.word_files import cell, level, numbering, par, restart, run, table, word


@style
def bank_table_columns(questions: list[Question], rng: random.Random) -> bytes:
    rows = [["STT", "Nội dung câu hỏi", "Phương án A", "Phương án B", "Phương án C", "Phương án D", "Đáp án"]]
    rows += [[str(n), q.stem, *q.options, LETTERS[q.key]] for n, q in enumerate(questions, 1)]
    return word(par("NGÂN HÀNG CÂU HỎI"), table(*rows, head=True))


@style
def bank_table_auto_letters(questions: list[Question], rng: random.Random) -> bytes:
    """Options in one cell, lettered by Word."""
    rows = [["TT", "Câu hỏi", "Phương án trả lời", "Đáp án"]]
    for number, question in enumerate(questions):
        options = [par(text, num=(4 + number, 0)) for text in question.options]
        rows.append([cell(par(num=(1, 0))), question.stem, cell(*options), LETTERS[question.key]])
    lists = numbering(
        [level(0, "decimal", "%1"), level(0, "upperLetter", "%1.")],
        [(0, ""), (1, ""), (1, ""), *[(1, restart())] * len(questions)],
    )
    return word(table(*rows), lists=lists)


@style
def bank_table_typed_options(questions: list[Question], rng: random.Random) -> bytes:
    rows = [["STT", "Nội dung", "Phương án", "Đáp án đúng", "Mức độ"]]
    for number, q in enumerate(questions, 1):
        options = [par(f"{LETTERS[at]}. {text}") for at, text in enumerate(q.options)]
        rows.append([str(number), q.stem, cell(*options), LETTERS[q.key], "Thông hiểu"])
        if number % 7 == 0:
            rows.append(rows[0])
    return word(table(*rows))


@style
def bank_table_question_in_one_cell(questions: list[Question], rng: random.Random) -> bytes:
    rows = [["STT", "Câu hỏi", "Đáp án"]]
    for number, q in enumerate(questions, 1):
        body = [par(q.stem), *[par(f"{LETTERS[at]}. {text}") for at, text in enumerate(q.options)]]
        rows.append([str(number), cell(*body), LETTERS[q.key]])
    return word(table(*rows))


@style
def bank_table_rows_of_options(questions: list[Question], rng: random.Random) -> bytes:
    """Number and stem merged downwards, a row for each option, a cross beside the right one."""
    rows = [["STT", "Nội dung câu hỏi", "Phương án trả lời", "Đáp án"]]
    for number, q in enumerate(questions, 1):
        for at, text in enumerate(q.options):
            merge = "continue" if at else "restart"
            rows.append(
                [
                    cell("" if at else str(number), merge=merge),
                    cell("" if at else q.stem, merge=merge),
                    f"{LETTERS[at]}. {text}",
                    "x" if at == q.key else "",
                ]
            )
    return word(table(*rows))


@style
def bank_table_marked_in_cell(questions: list[Question], rng: random.Random) -> bytes:
    rows = [["STT", "Câu hỏi", "Phương án"]]
    for number, q in enumerate(questions, 1):
        options = [
            par(run(f"{LETTERS[at]}. {text}", *(["b"] if at == q.key else []))) for at, text in enumerate(q.options)
        ]
        rows.append([str(number), q.stem, cell(*options)])
    return word(table(*rows))


@style
def options_in_small_tables(questions: list[Question], rng: random.Random) -> bytes:
    blocks = []
    for number, q in enumerate(questions, 1):
        blocks.append(par(f"Câu {number}. {q.stem}"))
        texts = [
            cell(par(run(f"{LETTERS[at]}.", *(["u"] if at == q.key else [])), run(f" {text}")))
            for at, text in enumerate(q.options)
        ]
        blocks.append(table([texts[0], texts[2]], [texts[1], texts[3]]) if number % 2 else table(texts[:2], texts[2:]))
    return word(*blocks)


@style
def auto_numbered(questions: list[Question], rng: random.Random) -> bytes:
    """Each question's letters are a list of their own that begins anew."""
    blocks = []
    starts = {question: number for number, question in enumerate(questions)}
    for question in questions:
        blocks.append(par(question.stem, num=(1, 0)))
        blocks += lettered(
            question,
            lambda q, at, text: par(run(text, *(["red"] if at == q.key else [])), num=(4 + starts[q], 0)),
        )
    lists = numbering(
        [level(0, "decimal", "Câu %1."), level(0, "upperLetter", "%1.")],
        [(0, ""), (1, ""), (1, ""), *[(1, restart())] * len(questions)],
    )
    return word(*blocks, lists=lists)


@style
def auto_numbered_levels(questions: list[Question], rng: random.Random) -> bytes:
    """One list of two levels."""
    blocks = []
    for question in questions:
        blocks.append(par(question.stem, num=(1, 0)))
        blocks += lettered(question, lambda q, at, text: par(run(text, *(["b"] if at == q.key else [])), num=(1, 1)))
    return word(*blocks, lists=numbering([level(0, "decimal", "%1.") + level(1, "upperLetter", "%2.")], [(0, "")]))
