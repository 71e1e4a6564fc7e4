"""Claims about reading decisions of this kind from anywhere, with dirt Hà Nội's decision does not have."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examcore.nouns import Position, Task
from examcore_hanoi.catalogue import HanoiCatalogue, ReadDecision
from tests.plugins.decision_texts import read_small

SMALL = read_small("long-son.txt")
MARK = "Đóng dấu treo số 777"


def read(text: str) -> ReadDecision:
    return HanoiCatalogue().read(text)


def only(text: str) -> Position:
    (position,) = read(text).positions
    return position


def facts(position: Position) -> dict[str, tuple[str, ...]]:
    return {fact.label: fact.lines for fact in position.facts}


def accounted(decision: ReadDecision) -> set[int]:
    return {line for lines in (decision.headings, decision.placed, decision.unplaced) for line, _ in lines}


@pytest.fixture(scope="module")
def small() -> dict[str, Position]:
    return {position.code: position for position in read(SMALL).positions}


def test_another_province_has_its_own_codes_groups_and_gaps(small: dict[str, Position]) -> None:
    assert list(small) == ["LĐQL 01", "LĐQL 02", "CM 01", "CM 02", "CM 03", "CM 04", "CM 05", "CM 09"]
    assert [p.group for p in small.values()] == ["Lãnh đạo"] * 2 + ["Chuyên môn"] * 6
    assert any("chưa chắc chắn" in repair for repair in small["CM 05"].repairs)
    assert any("trùng với vị trí ở dòng 73" in repair for repair in small["CM 03"].repairs)
    assert any("“LDQL O2” đọc là “LĐQL 02”" in repair for repair in small["LĐQL 02"].repairs)
    assert small["CM 02"].repairs == ("dòng 62: dòng in bị ngắt giữa câu, đã nối vào dòng 61",)


def test_titles_on_the_next_line_over_two_lines_and_without_marks_are_whole(small: dict[str, Position]) -> None:
    assert small["LĐQL 01"].title == "CHỦ TỊCH PHƯỜNG"
    assert small["CM 02"].title == "XÂY DỰNG VÀ QUẢN LÝ TRẬT TỰ ĐÔ THỊ"
    assert small["CM 01"].title == "KẾ TOÁN - THỦ QUỸ"
    assert (small["LĐQL 02"].title, small["LĐQL 02"].scope) == ("PHÓ CHỦ TỊCH PHƯỜNG", "phường Loại I")


def test_misprinted_labels_and_lost_colons_are_read_and_told(small: dict[str, Position]) -> None:
    first = facts(small["LĐQL 01"])
    assert small["LĐQL 01"].unit == "UBND phường"
    assert first["Quản lý trực tiếp"] == ("Chủ tịch UBND thành phố",)
    assert first["Quản lý chức năng"] == ("UBND tỉnh",)
    assert first["Kinh nghiệm công tác"] == ("5 năm công tác",)
    told = small["LĐQL 01"].repairs
    assert "dòng 15: nhãn in “Đơn vj công tác” đọc là “Đơn vị công tác”" in told
    assert "dòng 16: nhãn in “Quan ly truc tiep” đọc là “Quản lý trực tiếp”" in told
    assert "dòng 17: thiếu dấu hai chấm sau nhãn “Quản lý chức năng”" in told


def test_fields_glued_without_any_sign_are_split(small: dict[str, Position]) -> None:
    assert small["LĐQL 02"].unit == "UBND phường"
    assert facts(small["LĐQL 02"])["Quản lý trực tiếp"] == ("Chủ tịch phường",)


def test_tables_with_bars_counts_page_breaks_or_no_head_keep_every_row(small: dict[str, Position]) -> None:
    assert small["LĐQL 01"].tasks == (
        Task("1 Chủ trì họp giao ban", "Mỗi tuần một lần"),
        Task("2 Ký văn bản của phường gửi các cơ quan và cá nhân có liên quan", "Đúng thẩm quyền, đúng thể thức"),
    )
    assert small["LĐQL 02"].tasks == (Task("Thay mặt Chủ tịch khi được ủy quyền", "Đúng phạm vi được giao"),)
    assert [task.task for task in small["CM 01"].tasks] == ["Lập dự toán", "Chi trả chế độ", "Quyết toán năm"]
    assert [task.task for task in small["CM 02"].tasks] == ["- Kiểm tra công trình", "- Lập biên bản vi phạm"]


def test_papers_asked_for_are_sorted_by_kind(small: dict[str, Position]) -> None:
    first = facts(small["LĐQL 01"])
    assert first["Lý luận chính trị"] == ("Lý luận chính trị: Cao cấp",)
    assert first["Tin học"] == ("Chứng chỉ tin học cơ bản.",)
    assert first["Ngoại ngữ"] == ("Tiếng Anh bậc 2.",)


def test_what_belongs_nowhere_is_reported_and_a_missing_unit_is_told(small: dict[str, Position]) -> None:
    assert read(SMALL).unplaced == (
        (37, "Ghi chú của người đánh máy: xem lại trang sau"),
        (45, "- Chứng chỉ quản lý nhà nước ngạch chuyên viên."),
        (84, "TM. ỦY BAN NHÂN DÂN"),
        (85, "CHỦ TỊCH"),
    )
    assert small["CM 09"].unit == ""
    assert any("không thấy “Đơn vị công tác”" in repair for repair in small["CM 09"].repairs)


def test_a_decision_without_annex_has_no_position_and_a_notice_is_not_recognised() -> None:
    catalogue = HanoiCatalogue()
    assert catalogue.recognises(SMALL)
    assert catalogue.recognises(read_small("khong-phu-luc.txt"))
    assert read(read_small("khong-phu-luc.txt")).positions == ()
    assert not catalogue.recognises(read_small("thong-bao.txt"))


def test_a_sentence_that_begins_like_a_label_is_not_one() -> None:
    position = only(
        "Tên VTVL: KẾ TOÁN\nĐơn vị công tác: Văn phòng\nMục tiêu vị trí công việc:\n"
        "- Quản lý trực tiếp các quỹ của phường;\n- Trình độ chuyên môn được nâng lên."
    )
    assert facts(position)["Mục tiêu vị trí công việc"] == (
        "Quản lý trực tiếp các quỹ của phường;",
        "Trình độ chuyên môn được nâng lên.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Tên VTVL: " + "LUU TRU " * 60_000,
        "Tên VTVL: A (" + "đối với (" * 60_000,
        "Tên VTVL: A\nTrình độ chuyên môn:\n" + "xin chào\n" * 60_000,
        "Tên VTVL: A\nX\tY\n" + "x\ty\n" * 60_000,
        "Mã VTVL: CMNV 02\nTên VTVL: A\n" * 8_000,
        "Tên VTVL: " + "** :" * 120_000,
    ],
    ids=["words", "brackets", "lines", "rows", "codes", "signs"],
)
def test_hostile_text_takes_time_in_proportion_to_its_length(text: str) -> None:
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 5


@given(st.integers(0, SMALL.count("\n")))
def test_a_line_put_anywhere_is_kept_and_every_line_is_accounted_for(after: int) -> None:
    lines = SMALL.split("\n")
    text = "\n".join([*lines[:after], MARK, *lines[after:]])
    decision = read(text)
    filled = {n for n, line in enumerate(text.split("\n"), 1) if line.strip()}
    assert accounted(decision) == filled
    kept = [text for lines in (decision.headings, decision.unplaced) for _, text in lines]
    for p in decision.positions:
        kept += [p.title, p.unit, *(line for f in p.facts for line in f.lines)]
        kept += [part for task in p.tasks for part in (task.task, task.criterion)]
    assert any(MARK in text for text in kept)


LINES = st.sampled_from([line for line in SMALL.split("\n") if line.strip()])
STRANGE = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(st.lists(st.one_of(LINES, STRANGE, st.just("")), max_size=30))
def test_any_lines_in_any_order_are_read_and_accounted_for(lines: list[str]) -> None:
    decision = read("\n".join(lines))
    numbers = accounted(decision)
    text = "\n".join(lines).replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        if any(character.isalnum() for character in line):
            assert number in numbers, (number, line)
    codes = [position.code for position in decision.positions]
    assert len(set(codes)) == len(codes)


@given(st.lists(st.one_of(st.none(), st.integers(0, 60)), min_size=1, max_size=25))
def test_codes_are_distinct_and_rise_whatever_numbers_are_printed(numbers: list[int | None]) -> None:
    parts = [
        (f"Mã VTVL: CMNV {number:02}/HC\n" if number is not None else "") + "Tên VTVL: VIỆC\nĐơn vị công tác: Phòng\n"
        for number in numbers
    ]
    codes = [position.code for position in read("II. NHÓM CHUYÊN MÔN\n" + "\n".join(parts)).positions]
    assert len(codes) == len(numbers)
    assert codes == sorted(set(codes))
    assert all(int(code.removeprefix("CMNV ")) >= 1 for code in codes)


def test_a_code_with_nothing_to_count_from_is_a_guess_and_says_so() -> None:
    position = only("Tên VTVL: KẾ TOÁN\nĐơn vị công tác: Văn phòng")
    assert position.code == "VT 01"
    assert "chưa chắc chắn" in position.repairs[0]


@given(st.lists(st.booleans(), min_size=3, max_size=30))
def test_codes_that_are_printed_in_order_stand_and_only_the_missing_are_told(printed: list[bool]) -> None:
    parts = [
        (f"Mã VTVL: CMNV {n:02}\n" if shown else "") + "Tên VTVL: VIỆC\nĐơn vị công tác: Phòng\n"
        for n, shown in enumerate(printed, 1)
    ]
    positions = read("II. NHÓM CHUYÊN MÔN\n" + "\n".join(parts)).positions
    assert [p.code for p in positions] == [f"CMNV {n:02}" for n in range(1, len(printed) + 1)]
    assert [bool(p.repairs) for p in positions] == [not shown for shown in printed]
    told = [repair for p in positions for repair in p.repairs]
    assert any(printed) != any("chưa chắc chắn" in repair for repair in told)
