"""Claims about the blueprint as a file: read whole, written without loss, every mistake named with its line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examcore.engine.flaws import compare_with, find_flaws
from examcore.errors import BadInput, Problem
from examcore.formats.blueprint import read_blueprint, read_file, write_blueprint, write_file
from examcore.language import Label, Message
from examcore.nouns import LEVELS, Blueprint, Limits, PartPlan, Quota
from examcore.text import clean_line
from examcore_cantho.policy import CanthoPolicy
from tests.core.blueprints import DAY, DEFAULT, POLICY

GOOD = """---
// what the council decided on 12/10
ma trận đề: TP-HT            // position code
quy định: cantho | cantho-2073-2024
trùng giữa hai đề: nhiều nhất 20%
đã hỏi năm nay và năm trước: nhiều nhất 15%
nghỉ: sau 2 lần trong 4 năm
bộ câu hỏi: nhiều nhất 1
chênh lệch độ khó: 0,015
câu bắt buộc: HP-001, HP-007
không cùng đề: HP-002, HP-009
không cùng đề: KT-001, KT-002, KT-003
---
## general | Phần kiến thức chung | General knowledge | 40 câu
độ khó: 0,600 - 0.64
lĩnh vực hien-phap | Hiến pháp: bộ máy | Constitution: 5
lĩnh vực kinh-te: 4-6
mức độ nhận biết: 12-20
## professional | Chuyên môn | 60
phạm vi riêng: 30 câu
phạm vi shared: 30
"""


def read(text: str) -> tuple[Blueprint | None, list[tuple[int, str]]]:
    blueprint, problems = read_blueprint("ma trận.txt", text.encode())
    return blueprint, [(line_of(problem), problem.code) for problem in problems]


def line_of(problem: Problem) -> int:
    assert isinstance(problem.place, Message)
    line = dict(problem.place.values).get("line", 0)
    assert isinstance(line, int)
    return line


def test_a_good_file_is_read_with_all_it_says() -> None:
    blueprint, problems = read(GOOD)
    assert problems == []
    assert blueprint == Blueprint(
        "cantho",
        "cantho-2073-2024",
        "TP-HT",
        (
            PartPlan(
                "general",
                Label("Phần kiến thức chung", "General knowledge"),
                40,
                (
                    Quota("area", "hien-phap", 5, 5, Label("Hiến pháp: bộ máy", "Constitution")),
                    Quota("area", "kinh-te", 4, 6),
                    Quota("level", "recall", 12, 20),
                ),
                600,
                640,
            ),
            PartPlan(
                "professional",
                Label("Chuyên môn"),
                60,
                (Quota("scope", "own", 30, 30), Quota("scope", "shared", 30, 30)),
            ),
        ),
        Limits(20, 15, 2, 4, 1, 15),
        ("HP-001", "HP-007"),
        (("HP-002", "HP-009"), ("KT-001", "KT-002", "KT-003")),
    )


def test_english_keys_capitals_pieces_of_accents_and_windows_line_ends_are_read_the_same() -> None:
    english = (
        GOOD.replace("ma trận đề:", "Blueprint:").replace("quy định:", "POLICY:")
        .replace("trùng giữa hai đề", "overlap")
        .replace("đã hỏi năm nay và năm trước: nhiều nhất", "recent: at most").replace("độ khó: 0", "difficulty: 0")
        .replace("nghỉ: sau 2 lần trong 4 năm", "rest: after 2 times in 4 years").replace("bộ câu hỏi", "sets")
        .replace("chênh lệch difficulty", "spread").replace("chênh lệch độ khó", "spread")
        .replace("câu bắt buộc", "core").replace("không cùng đề", "apart").replace("lĩnh vực", "area")
        .replace("mức độ nhận biết", "Level recall").replace("phạm vi riêng", "scope own").replace(" câu\n", " items\n")
    )  # fmt: skip
    assert read(english) == read(GOOD)
    pieces = unicodedata.normalize("NFD", GOOD.replace("\n", "\r\n"))
    assert read(pieces) == (read(GOOD)[0], [(0, "nfd")])


def test_settings_that_are_left_out_take_the_usual_values() -> None:
    blueprint, problems = read("ma trận đề: X\nquy định: p | q\nnghỉ: không\n## a | A | 1 câu\n")
    assert problems == []
    assert blueprint == Blueprint("p", "q", "X", (PartPlan("a", Label("A"), 1, ()),), Limits(uses=0))


@pytest.mark.parametrize(
    ("right", "wrong", "line", "code"),
    [
        ("nghỉ:", "nghĩ:", 7, "unknown-key"),
        ("lĩnh vực kinh-te: 4-6", "lĩnh vục kinh-te: 4-6", 17, "unknown-key"),
        ("bộ câu hỏi: nhiều nhất 1", "bộ câu hỏi nhiều nhất 1", 8, "bad-line"),
        ("lĩnh vực kinh-te: 4-6", "lĩnh vực: 4-6", 17, "bad-line"),
        ("lĩnh vực kinh-te: 4-6", "lĩnh vực kinh-te | a | b | c: 4-6", 17, "bad-line"),
        ("nhiều nhất 20%", "nhiều nhất 120%", 5, "bad-percent"),
        ("sau 2 lần", "sau hai lần", 7, "bad-rest"),
        ("nhiều nhất 1\n", "một\n", 8, "bad-count"),
        ("0,015", "1,015", 9, "bad-difficulty"),
        ("0,015", "15", 9, "bad-difficulty"),
        ("HP-001, HP-007", "HP-001,, HP-007", 10, "bad-id"),
        ("HP-002, HP-009", "HP-002 HP-009", 11, "bad-id"),
        ("| 40 câu", "| bốn mươi", 14, "bad-part"),
        ("0,600 - 0.64", "60 - 64", 15, "bad-difficulty"),
        ("0,600 - 0.64", "0,600", 15, "bad-difficulty"),
        ("kinh-te: 4-6", "kinh-te: năm", 17, "bad-count"),
        ("kinh-te: 4-6", "kinh-te: -4", 17, "bad-count"),
        ("kinh-te: 4-6", "kinh-te: ٤", 17, "bad-count"),
        ("nhận biết", "nhận thức", 18, "bad-level"),
        ("phạm vi shared", "phạm vi all", 21, "bad-scope"),
        ("quy định: cantho | cantho-2073-2024", "quy định: cantho", 4, "missing-key"),
        ("ma trận đề: TP-HT            // position code", "", 0, "missing-key"),
        ("sau 2 lần trong 4 năm\n", "không\nnghỉ: không\n", 8, "key-twice"),
        ("độ khó: 0,600 - 0.64\n", "độ khó: 0,1 - 0,2\nđộ khó: 0,1 - 0,2\n", 16, "key-twice"),
        ("Phần kiến thức", "Phần\u202e kiến thức", 14, "control-character"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_named_with_its_line(right: str, wrong: str, line: int, code: str) -> None:
    assert right in GOOD
    blueprint, problems = read(GOOD.replace(right, wrong, 1))
    assert blueprint is None
    assert (line, code) in problems


@pytest.mark.parametrize(
    ("right", "wrong", "line", "code"),
    [
        ("kinh-te: 4-6", "kinh-te: 6-4", 17, "least-over-most"),
        ("kinh-te: 4-6", "kinh-te: 36", 14, "least-over-count"),
        ("lĩnh vực kinh-te", "lĩnh vực hien-phap", 17, "quota-twice"),
        ("0,600 - 0.64", "0,700 - 0,640", 15, "lowest-over-highest"),
        ("shared: 30", "shared: 20", 19, "most-under-count"),
        ("## professional", "## general", 19, "part-twice"),
        ("HP-001, HP-007", "HP-001, HP-001", 10, "core-twice"),
        ("HP-001, HP-007", "HP-001, KT-002, KT-003", 12, "core-apart"),
        ("HP-002, HP-009", "HP-002", 11, "group-of-one"),
    ],
)
def test_what_makes_no_sense_is_named_with_its_line_and_can_still_be_mended(
    right: str, wrong: str, line: int, code: str
) -> None:
    assert right in GOOD
    blueprint, problems = read(GOOD.replace(right, wrong, 1))
    assert blueprint is not None
    assert problems == [(line, code)]
    assert read_blueprint("", write_blueprint(blueprint))[0] == blueprint


def test_all_mistakes_of_a_file_are_told_at_once_in_the_order_of_lines() -> None:
    _, problems = read(GOOD.replace("4-6", "x").replace("nghỉ:", "ngủ:").replace("0,015", "x"))
    assert problems == [(7, "unknown-key"), (9, "bad-difficulty"), (17, "bad-count")]


def test_an_unknown_key_is_answered_with_the_nearest_one() -> None:
    _, (problem,) = read_blueprint("f", GOOD.replace("lĩnh vực kinh-te", "linh vuc kinh-te").encode())
    assert "lĩnh vực" in str(problem.message)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"// x\n" * 300_000, "too-large"),
        (b"//\n" * 2001, "too-many-lines"),
        ("quy định: Cần Thơ".encode("cp1258", "replace"), "not-utf8"),
    ],
)
def test_a_file_beyond_the_limits_is_refused_before_anything_else(data: bytes, code: str) -> None:
    blueprint, problems = read_blueprint("f", data)
    assert (blueprint, [problem.code for problem in problems]) == (None, [code])


PIECES = st.lists(st.sampled_from([*GOOD.split("\n"), "", "##", ":", "--- //", "|"]))


@given(st.one_of(st.binary(max_size=200), PIECES.map(lambda lines: "\n".join(lines).encode())))
def test_no_file_makes_the_reader_stumble(data: bytes) -> None:
    blueprint, problems = read_blueprint("f", data)
    assert blueprint is not None or problems


NAMES = st.text("abcđ-_ÂĐ09", min_size=1, max_size=8)
WORDS = st.text(max_size=20).map(clean_line).filter(lambda text: "|" not in text and "//" not in text)
TITLES = st.builds(Label, WORDS, WORDS)
COUNTS = st.integers(0, 9999)
SHARES = st.integers(0, 100)
PARTS = st.integers(0, 1000)
QUOTAS = st.one_of(
    st.builds(Quota, st.just("area"), NAMES, COUNTS, COUNTS, TITLES),
    st.builds(Quota, st.just("level"), st.sampled_from(LEVELS), COUNTS, COUNTS, TITLES),
    st.builds(Quota, st.just("scope"), st.sampled_from(["own", "shared"]), COUNTS, COUNTS, TITLES),
)
BLUEPRINTS = st.builds(
    Blueprint,
    NAMES,
    NAMES,
    st.builds("{} {}".format, NAMES, NAMES),
    st.lists(
        st.builds(PartPlan, NAMES, TITLES, COUNTS, st.lists(QUOTAS, max_size=6).map(tuple), PARTS, PARTS), max_size=3
    ).map(tuple),
    st.builds(Limits, SHARES, SHARES, st.integers(0, 999), st.integers(0, 999), COUNTS, PARTS),
    st.lists(NAMES, max_size=4).map(tuple),
    st.lists(st.lists(NAMES, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple),
)


@given(BLUEPRINTS)
def test_writing_and_reading_lose_nothing_not_even_what_makes_no_sense(blueprint: Blueprint) -> None:
    again, problems = read_blueprint("f", write_blueprint(blueprint))
    assert again == blueprint
    assert {problem.code for problem in problems} == {flaw.code for flaw in find_flaws(blueprint)}
    assert all(line_of(problem) or problem.code in ("no-part", "core-twice") for problem in problems)


@given(st.builds(Quota, st.just("area"), st.text(max_size=9), COUNTS, COUNTS, st.builds(Label, st.text(max_size=9))))
def test_what_no_line_can_hold_is_refused_and_never_written_as_something_else(quota: Quota) -> None:
    blueprint = Blueprint("p", "q", "X", (PartPlan("a", Label("A"), 1, (quota,)),))
    try:
        data = write_blueprint(blueprint)
    except BadInput:
        return
    assert read_blueprint("f", data)[0] == blueprint


def test_remarks_outlive_a_change_and_what_the_program_noted_does_not() -> None:
    text = GOOD.replace("mức độ nhận biết: 12-20", "// asked for by the chair\nmức độ nhận biết: 12-20 // was 10 //= 3")
    first = read_file("f", f"{text}// the end\n".encode())
    assert first.blueprint is not None
    written = write_file(first.blueprint, first.notes, {"0/1": "usable 12"}).decode()
    assert "\n// asked for by the chair\nmức độ nhận biết: 12-20  // was 10\n" in written
    assert "lĩnh vực kinh-te: 4-6  //= usable 12\n" in written
    assert written.endswith("\n// the end\n")
    again = read_file("f", written.encode())
    assert (again.blueprint, again.notes) == (first.blueprint, first.notes)


def test_the_default_of_a_policy_has_no_flaw_and_keeps_to_its_regulation() -> None:
    assert find_flaws(DEFAULT) == ()
    assert compare_with(POLICY.profile(DAY), DEFAULT) == ()
    assert read_blueprint("f", write_blueprint(DEFAULT)) == (DEFAULT, ())


def test_a_blueprint_that_breaks_the_regulation_is_told_the_clause() -> None:
    profile = CanthoPolicy().profile(DAY)
    text = write_blueprint(DEFAULT).decode()
    blueprint, _ = read_blueprint("f", text.replace("| 40 câu", "| 38 câu").encode())
    assert blueprint is not None
    (flaw,) = compare_with(profile, blueprint)
    assert (flaw.code, flaw.part) == ("part-count", 0)
    assert "III.7.a" in str(flaw.message)
    for wrong, code in (("## generic", "part-unknown"), ("## general", "")):
        blueprint, _ = read_blueprint("f", text.replace("## general", wrong).encode())
        assert blueprint is not None
        assert {flaw.code for flaw in compare_with(profile, blueprint)} == ({code, "part-missing"} if code else set())
    blueprint, _ = read_blueprint("f", text.replace("cantho-2073-2024", "cantho-1999").encode())
    assert blueprint is not None
    assert [flaw.code for flaw in compare_with(profile, blueprint)] == ["other-policy"]
