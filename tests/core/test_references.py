"""Claims about options that speak of others: whatever the file they come in, no shuffling may make them name others."""

from __future__ import annotations

import pytest

from examcore.engine.booklets import order_options
from examcore.engine.references import find_named, find_tied, speaks_of_all
from examcore.engine.tickets import Stream
from examcore.formats.gift import GiftFormat
from examcore.intake import read_files
from examcore.plugins import Plugins, load_plugins

BY_LETTER = {
    "AB": ["A và B", "Cả A và B", "Cả hai phương án A và B đều đúng", "A đúng, B sai", "Cả ý a và ý b đều đúng",
           "Phương án A và phương án B", "Cả A và B đều không đúng", "Không phải A và B", "Gồm A và B",
           "Đúng cả A và B", "Câu A, câu B đúng", "Lựa chọn A và B", "(A) và (B)", "A+B", "A hoặc B", "A/B"],
    "A": ["Chỉ A", "Chỉ A đúng", "Đáp án A", "Phương án A sai"],
    "ABC": ["Cả a, b và c đều đúng.", "A, B, C"],
}  # fmt: skip
OF_ALL = [
    "Tất cả các phương án trên", "Tất cả đúng", "Tất cả đều đúng", "Cả 3 phương án", "Cả ba ý trên",
    "Các câu trên đều đúng", "Không có đáp án đúng", "Hai phương án đầu đều đúng", "Phương án thứ nhất và thứ hai",
    "Đáp án còn lại",
]  # fmt: skip
NEITHER = [
    "A", "Điểm a, b khoản 2", "Cả năm", "Không", "Nguyễn Văn A", "Nhóm máu A", "Hạng A và hạng B", "3 và 4", "C. Mác",
    "Công ty A và công ty B", "Tất cả cán bộ", "Mục A", "Vitamin C", "Tất cả công dân đều có quyền bầu cử",
]  # fmt: skip


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


def test_options_that_name_others_by_letter_are_known() -> None:
    for letters, texts in BY_LETTER.items():
        for text in texts:
            assert find_named(text) == set(letters), text


def test_options_that_speak_of_all_are_known_and_others_are_left_alone() -> None:
    assert [text for text in OF_ALL if not speaks_of_all(text)] == []
    assert [text for text in NEITHER if find_named(text) or speaks_of_all(text)] == []


def test_an_option_and_those_it_names_are_tied() -> None:
    assert find_tied(["x", "y", "z", "Cả hai phương án A và B đều đúng"]) == {0, 1, 3}
    assert find_tied(["x", "y", "z", "Cả 3 phương án"]) == {3}
    assert find_tied(["x", "y", "z", "Cả năm"]) == frozenset()


FILES = {
    "a.csv": "Câu hỏi,A,B,C,D,Đáp án\nAi ký?,Chủ tịch,Thủ tướng,Bộ trưởng,Cả A và B,D\n",
    "a.gift": "Ai ký? {~Chủ tịch ~Thủ tướng ~Bộ trưởng =Cả A và B}\n",
    "a.aiken": "Ai ký?\nA. Chủ tịch\nB. Thủ tướng\nC. Bộ trưởng\nD. Cả A và B\nANSWER: D\n",
    "a.xml": '<quiz><question type="multichoice"><questiontext format="html"><text>Ai ký?</text></questiontext>'
    "<single>true</single>"
    + "".join(
        f'<answer fraction="{100 if text == "Cả A và B" else 0}"><text>{text}</text></answer>'
        for text in ("Chủ tịch", "Thủ tướng", "Bộ trưởng", "Cả A và B")
    )
    + "</question></quiz>",
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_fixes_no_place_still_keeps_those_its_options_need(name: str, plugins: Plugins) -> None:
    read = read_files(plugins, [(name, FILES[name].encode())], None, "general", "x", ())
    assert [option.fixed for option in read.items[0].options] == [True, True, False, True]
    assert [problem.severity for problem in read.problems if problem.code == "places-fixed"] == ["note"]


def test_a_qti_package_keeps_the_places_its_options_need(plugins: Plugins) -> None:
    items = GiftFormat().read("a.gift", FILES["a.gift"].encode(), "general", "x", ()).items
    for format_name in ("qti", "qti2"):
        data = plugins.format(format_name).write(items)
        read = read_files(plugins, [("a.zip", data)], None, "general", "x", ())
        assert [option.fixed for option in read.items[0].options] == [True, True, False, True]


def test_our_own_text_says_itself_which_places_are_fixed(plugins: Plugins) -> None:
    items = GiftFormat().read("a.gift", FILES["a.gift"].encode(), "general", "x", ()).items
    data = plugins.format("text").write(items)
    assert read_files(plugins, [("a.txt", data)], None, "", "", ()).items == items


def test_no_key_names_other_options_after_shuffling(plugins: Plugins) -> None:
    (item,) = read_files(plugins, [("a.csv", FILES["a.csv"].encode())], None, "general", "x", ()).items
    for number in range(50):
        shuffled = order_options(item.options, Stream("seed", f"booklet {number}"))
        assert [option.text for option in shuffled][:2] == ["Chủ tịch", "Thủ tướng"]
