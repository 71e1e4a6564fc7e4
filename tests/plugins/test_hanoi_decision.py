"""Claims about reading the whole Decision 3263/QĐ-UBND. Skipped where its text is not at hand."""

from __future__ import annotations

import time
import unicodedata
from collections import Counter

import pytest

from examcore.nouns import Position
from examcore_hanoi.catalogue import HanoiCatalogue, ReadDecision
from examcore_hanoi.labels import LABELS
from tests.plugins.decision_texts import all_texts, count_words, find_whole


@pytest.fixture(scope="module")
def text() -> str:
    return find_whole().read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def decision(text: str) -> ReadDecision:
    return HanoiCatalogue().read(text)


@pytest.fixture(scope="module")
def by_code(decision: ReadDecision) -> dict[str, Position]:
    return {position.code: position for position in decision.positions}


def test_it_is_recognised(text: str) -> None:
    assert HanoiCatalogue().recognises(text)


def test_it_has_12_and_59_and_14_positions_numbered_without_gap(decision: ReadDecision) -> None:
    groups = (("LĐQL", 12), ("CMNV", 59), ("HTPV", 14))
    assert [p.code for p in decision.positions] == [f"{g} {n:02}" for g, most in groups for n in range(1, most + 1)]


def test_every_position_has_title_unit_goal_tasks_and_skills(decision: ReadDecision) -> None:
    for position in decision.positions:
        facts = {fact.label for fact in position.facts}
        assert position.title, position.code
        assert position.unit, position.code
        assert position.tasks, position.code
        assert {"Quản lý trực tiếp", "Quản lý chức năng", "Quan hệ công việc"} <= facts, position.code
        assert "Mục tiêu vị trí công việc" in facts, position.code
        assert facts & {"Trình độ chuyên môn", "Chứng chỉ nghiệp vụ"}, position.code
    assert len({p.unit for p in decision.positions}) == 17


def test_664_printed_rows_become_663_tasks_for_one_row_is_broken_over_a_page(
    text: str, by_code: dict[str, Position]
) -> None:
    rows = [line for line in text.split("\n") if "\t" in line]
    heads = [line for line in rows if line.startswith("Các nhiệm vụ chính\t")]
    tasks = [task for position in by_code.values() for task in position.tasks]
    assert (len(rows) - len(heads), len(tasks), sum(not task.criterion for task in tasks)) == (664, 663, 23)
    broken = next(task for task in by_code["HTPV 04"].tasks if "thiết bị phụ trợ Bộ phận một cửa" in task.task)
    assert broken.task.startswith("Quản lý, giám sát hoạt động hệ thống máy trạm")
    assert broken.criterion


def test_every_line_is_a_heading_or_placed_or_unplaced_and_never_two_of_them(text: str, decision: ReadDecision) -> None:
    filled = {n for n, line in enumerate(text.split("\n"), 1) if line.strip()}
    headings = {line for line, _ in decision.headings}
    placed = Counter(line for line, _ in decision.placed)
    unplaced = {line for line, _ in decision.unplaced}
    assert headings | set(placed) | unplaced == filled
    assert not headings & set(placed)
    assert not unplaced & (headings | set(placed))
    assert set(placed.values()) == {1}
    assert unplaced == set()


def test_no_word_of_a_position_is_lost_and_none_is_added(text: str, decision: ReadDecision) -> None:
    lines = text.split("\n")
    heads = {line for line, _ in decision.headings}
    starts = [position.line for position in decision.positions] + [len(lines) + 1]
    names = count_words(*LABELS, "Mã VTBL Mã VTTL Tên VTBL Tên VTTL", "Tiêu chí đánh giá hoàn thành công việc")
    for position, start, end in zip(decision.positions, starts, starts[1:], strict=False):
        printed = count_words(*(lines[n - 1] for n in range(start, end) if n not in heads))
        kept = count_words(*all_texts(position))
        assert kept - printed == Counter(), position.code
        lost = printed - kept
        assert set(lost) <= set(names), (position.code, set(lost) - set(names))


def test_the_15_missing_codes_are_inferred_and_told(decision: ReadDecision) -> None:
    inferred = {p.code for p in decision.positions if any("không in mã" in repair for repair in p.repairs)}
    codes = "LĐQL 02,LĐQL 04,CMNV 09,CMNV 17,CMNV 18,CMNV 41,CMNV 42,CMNV 43,CMNV 49,CMNV 50,CMNV 55,CMNV 57,CMNV 58"
    assert inferred == {*codes.split(","), "HTPV 03", "HTPV 04"}
    assert not [p.code for p in decision.positions if any("chưa chắc chắn" in repair for repair in p.repairs)]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("CMNV 22", "dòng 1227: mã in CMNV 23 trùng với vị trí ở dòng 1254, sửa thành CMNV 22"),
        ("CMNV 33", "dòng 1512: mã in “33/CNMV” đọc là “CMNV 33”"),
        ("LĐQL 06", "dòng 295: ký hiệu sau mã in “OHTX-HC” đọc là “QHTX-HC”"),
        ("LĐQL 05", "dòng 251: nhãn in “Mã VTBL” đọc là “Mã VTVL”"),
        ("CMNV 15", "dòng 1035: nhãn in “Tên VTTL” đọc là “Tên VTVL”"),
        ("LĐQL 03", "dòng 145: thiếu dấu hai chấm sau nhãn “Quản lý trực tiếp”"),
        ("CMNV 02", "dòng 674: 6 mục in dính trên một dòng"),
        ("CMNV 03", "dòng 695: bỏ dấu gạch đầu dòng in thừa trước nhãn “Đơn vị công tác”"),
        ("CMNV 47", "dòng 1832: mục “Mục tiêu vị trí công việc” in hai lần"),
        ("LĐQL 03", "dòng 168: bảng nhiệm vụ bị ngắt bởi dòng trống"),
        ("HTPV 04", "dòng 2333: hàng của bảng bị ngắt sang trang, đã nối vào hàng ở dòng 2331"),
        ("LĐQL 09", "dòng 476: in lạc dưới mục “Thẩm quyền tài chính”"),
        ("LĐQL 09", "dòng 486: dòng in bị ngắt giữa câu, đã nối vào dòng 476"),
        ("CMNV 07", "“QUẢN LÝ VĂN THƯ – LUU TRỮ” sửa thành “QUẢN LÝ VĂN THƯ – LƯU TRỮ”"),
        (
            "CMNV 17",
            "“QUẢN LÝ CÔNG NGHIỆP, TIỀU THỦ CÔNG NGHIỆP” sửa thành “QUẢN LÝ CÔNG NGHIỆP, TIỂU THỦ CÔNG NGHIỆP”",
        ),
        ("HTPV 09", "dòng 2485: tên in “LUU TRU” sửa thành “LƯU TRỮ”"),
        ("HTPV 10", "dòng 2511: tên in “THỦ QUÝ” sửa thành “THỦ QUỸ”"),
    ],
)
def test_a_repair_tells_what_and_where(by_code: dict[str, Position], code: str, told: str) -> None:
    assert any(told in repair for repair in by_code[code].repairs), by_code[code].repairs


def test_misprints_are_counted_as_they_are_printed(decision: ReadDecision) -> None:
    repairs = [repair for position in decision.positions for repair in position.repairs]
    assert sum("CNMV" in repair for repair in repairs) == 19
    assert sum("OHTX" in repair for repair in repairs) == 3
    assert sum("“Mã VTTL”" in repair or "“Mã VTBL”" in repair for repair in repairs) == 11
    assert sum("trùng với" in repair for repair in repairs) == 1


def test_scopes_come_from_the_brackets_of_titles(decision: ReadDecision) -> None:
    scopes = {p.code: p.scope for p in decision.positions if p.scope}
    assert scopes == {
        "CMNV 14": "quận",
        "CMNV 20": "huyện, thị xã",
        "CMNV 21": "huyện, thị xã",
        "CMNV 22": "huyện, thị xã",
        "CMNV 23": "huyện, thị xã",
        "CMNV 24": "huyện có rừng",
        "CMNV 29": "quận",
    }
    assert next(p.title for p in decision.positions if p.code == "CMNV 14") == "QUẢN LÝ VỀ NÔNG NGHIỆP"


def test_a_title_that_is_whole_as_far_as_the_decision_tells_is_left_alone(by_code: dict[str, Position]) -> None:
    assert by_code["CMNV 48"].title == "QUẢN LÝ NGHIỆP VỤ Y"
    assert by_code["CMNV 48"].repairs == ()


def test_a_broken_line_of_papers_is_whole_again_in_its_own_fact(by_code: dict[str, Position]) -> None:
    facts = {fact.label: fact.lines for fact in by_code["LĐQL 09"].facts}
    assert facts["Thẩm quyền tài chính"] == (
        "Thực hiện quản lý điều hành dự toán ngân sách được giao cho phòng hằng năm.",
    )
    assert "theo quy định tại Thông tư số 03/2014/TT-BTTT" in facts["Tin học"][0]


def test_another_line_end_or_another_form_of_unicode_changes_nothing(text: str, decision: ReadDecision) -> None:
    assert HanoiCatalogue().read(text.replace("\n", "\r\n")).positions == decision.positions
    assert HanoiCatalogue().read(unicodedata.normalize("NFD", text)).positions == decision.positions


def test_a_stray_line_is_unplaced_with_its_number_and_moves_nothing_else(text: str, decision: ReadDecision) -> None:
    lines = text.split("\n")
    for after in (80, 104, 143, 452, 672):  # in a table, at an end, after a header field, before a table, in a list
        read = HanoiCatalogue().read("\n".join([*lines[:after], "Trang này do Tổ in ấn đóng dấu", *lines[after:]]))
        assert read.unplaced == ((after + 1, "Trang này do Tổ in ấn đóng dấu"),), after
        assert [p.tasks for p in read.positions] == [p.tasks for p in decision.positions]


def test_the_shipped_positions_are_what_reading_gives(decision: ReadDecision) -> None:
    for shipped, read in zip(HanoiCatalogue().positions(), decision.positions, strict=True):
        for field in ("code", "title", "unit", "group", "scope", "tasks", "repairs", "line"):
            assert getattr(shipped, field) == getattr(read, field), (read.code, field)


def test_it_is_read_in_a_fifth_of_a_second(text: str) -> None:
    times = []
    for _ in range(3):
        started = time.process_time()
        HanoiCatalogue().read(text)
        times.append(time.process_time() - started)
    assert min(times) < 0.2
