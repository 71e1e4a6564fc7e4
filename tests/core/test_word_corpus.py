"""Claims about keys read from generated Word files: every one right, whatever the style, or refused and told."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass

import pytest

from examcore.formats.found import Found
from examcore.formats.word import WordFormat
from tests.core import word_corpus_tables
from tests.core.word_corpus import STYLES, Question, make_questions
from tests.core.word_files import par, table, word

WORD = WordFormat()
SMALL, LARGE = 15, 260


def read(data: bytes, name: str = "a.docx") -> Found:
    return WORD.read(name, data, "general", "hien-phap", ())


@dataclass
class Tally:
    """What became of questions whose keys are known."""

    right: int = 0
    wrong: int = 0
    refused: int = 0


def compare(questions: list[Question], found: Found) -> Tally:
    tally = Tally()
    items = {item.stem: item for item in found.items}
    for question in questions:
        item = items.pop(question.stem, None)
        if item is None:
            tally.refused += 1
        elif [option.id for option in item.options].index(item.key) == question.key:
            tally.right += 1
        else:
            tally.wrong += 1
    tally.wrong += len(items)
    return tally


def count() -> int:
    return LARGE if os.environ.get("EXAMCORE_ALL") else SMALL


@pytest.mark.parametrize("name", STYLES)
def test_every_key_of_a_style_is_read_right(name: str) -> None:
    rng = random.Random(name)
    questions = make_questions(count(), rng)
    found = read(STYLES[name](questions, rng))
    tally = compare(questions, found)
    assert (tally.right, tally.wrong, tally.refused) == (len(questions), 0, 0)
    assert [p.code for p in found.problems if p.severity == "error"] == []


def test_the_corpus_has_enough_styles_and_questions() -> None:
    assert len(STYLES) >= 25
    assert any(make.__module__ == word_corpus_tables.__name__ for make in STYLES.values())
    assert len(STYLES) * SMALL >= 600
    assert len(STYLES) * LARGE >= 10_000


@pytest.mark.parametrize("name", ["underlined_letter", "red_option", "key_line", "bank_table_typed_options"])
def test_two_to_six_options_are_read(name: str) -> None:
    rng = random.Random(name)
    questions = make_questions(count(), rng, (2, 3, 4, 5, 6))
    assert compare(questions, read(STYLES[name](questions, rng))).right == len(questions)


MARKS = ["underlined_letter", "bold_option", "red_option", "highlighted", "asterisk_before", "inline_by_tabs",
         "auto_numbered", "bank_table_marked_in_cell"]  # fmt: skip


@pytest.mark.parametrize("name", MARKS)
def test_a_file_without_any_mark_gives_no_item(name: str) -> None:
    """The same files with the key beyond the options: no mark is left, and nothing may be taken for one."""
    rng = random.Random(name)
    questions = [Question(q.stem, q.options, 99) for q in make_questions(count(), rng)]
    found = read(STYLES[name](questions, rng))
    assert found.items == ()
    assert {p.code for p in found.problems if p.severity == "error"} == {"no-key"}
    assert found.found == len(questions)


@pytest.mark.parametrize("shape", ["list", "rows", "text"])
def test_a_key_file_names_the_keys_of_another(shape: str) -> None:
    rng = random.Random(shape)
    questions = make_questions(count(), rng)
    blank = STYLES["key_list_at_the_end"](questions, rng)
    letters = ["ABCDEF"[q.key] for q in questions]
    if shape == "rows":
        numbers = [str(n) for n in range(1, len(letters) + 1)]
        cuts = range(0, len(letters), 10)
        keys = word(*[table(numbers[at : at + 10], letters[at : at + 10]) for at in cuts])
    elif shape == "text":
        keys = "STT;Đáp án\r\n".encode() + "\r\n".join(f"{n};{letter}" for n, letter in enumerate(letters, 1)).encode()
    else:
        keys = word(par("  ".join(f"{n}.{letter}" for n, letter in enumerate(letters, 1))))
    found = WORD.keyed("keys", keys).read("a.docx", blank, "general", "hien-phap", ())
    tally = compare(questions, found)
    assert (tally.wrong, tally.refused) == (0, 0)


def test_a_key_file_that_disagrees_refuses_each_question_it_disagrees_on() -> None:
    rng = random.Random(7)
    questions = make_questions(10, rng)
    keys = word(par(" ".join(f"{n}.{'ABCD'[(q.key + (n == 4)) % 4]}" for n, q in enumerate(questions, 1))))
    found = WORD.keyed("k", keys).read(
        "a.docx", STYLES["underlined_letter"](questions, rng), "general", "hien-phap", ()
    )
    assert [(p.code, p.question) for p in found.problems if p.severity == "error"] == [("keys-disagree", "4")]
    assert len(found.items) == 9
