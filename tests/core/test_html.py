"""Claims about HTML in files from elsewhere: what readers see is kept, what would say something else is named."""

from __future__ import annotations

import pytest

from examcore.formats.moodle import MoodleFormat
from examcore.formats.rich import read_html


@pytest.mark.parametrize(
    "html",
    [
        "Hỏi <del>không</del> gì?",
        "Hỏi <s>không</s> gì?",
        "Hỏi <span style='text-decoration: line-through'>không</span> gì?",
        "Hỏi gì? <span style='display : none'>đáp án a</span>",
        "Hỏi gì? <p hidden>đáp án a</p>",
        "<span lang='vi' class='multilang'>Tiếng</span><span lang='en' class='multilang'>English</span>",
        "<ol type='i'><li>một</li></ol>",
    ],
)
def test_what_would_say_something_else_as_text_is_named(html: str) -> None:
    _, lost = read_html(html)
    assert len(lost) == 1
    quiz = (
        f"<quiz><question type='multichoice'><questiontext format='html'><text><![CDATA[{html}]]></text></questiontext>"
        "<answer fraction='100'><text>a</text></answer><answer fraction='0'><text>b</text></answer></question></quiz>"
    )
    found = MoodleFormat().read("x.xml", quiz.encode(), "general", "hien-phap", ())
    assert found.items == ()
    assert [p.code for p in found.problems if p.severity == "error"] == ["not-text-inside"]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Chọn:<ol><li>một</li><li>hai</li></ol>Câu nào?", "Chọn:\n1. một\n2. hai\nCâu nào?"),
        ("<ol start='3'><li>ba</li><li>bốn</li></ol>", "3. ba\n4. bốn"),
        ("<ol type='a'><li>một</li><li>hai</li></ol>", "a. một\nb. hai"),
        ("<ol><li>một<ul><li>x</li></ul></li><li>hai</li></ol>", "1. một\nx\n2. hai"),
        ("<ul><li>một</li><li>hai</li></ul>", "một\nhai"),
        ("Hỏi <ins>gì</ins> <b>đây</b>?", "Hỏi gì đây?"),
    ],
)
def test_lists_keep_the_numbers_that_options_speak_of(html: str, text: str) -> None:
    assert read_html(html) == (text, ())
