"""Claims about what Cần Thơ reports: the list, the summary, the weak areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examcore.engine.scoring import judge
from examcore.nouns import Chart, Document, Form, Paragraph, PositionTitle, Result, Sitting, Table
from examcore.plugins import load_plugins
from examcore.testing import answer, assemble, make_sitting
from examcore_cantho.policy import CanthoPolicy
from examcore_cantho.posts import POSTS
from examcore_cantho.report.wording import write_mean, write_share, write_tenths

DAY = date(2024, 11, 15)
POLICY = CanthoPolicy()
PROFILE = POLICY.profile(DAY)
FRONT = next(post for post in POSTS if post.code == "CT-MTTQ")
FORM = replace(assemble(POLICY.blueprint(PROFILE, FRONT), DAY), rehearsal=False)


def result_of(sitting: Sitting, number: str, marks: Mapping[str, str], form: Form = FORM) -> Result:
    """What a candidate earns with these marks."""
    candidate = sitting.candidate(number)
    assert candidate is not None
    responses = answer(form, marks, number, candidate.delivery, candidate.booklet)
    score = POLICY.score(PROFILE, form, responses)
    return Result(
        number,
        candidate.name,
        candidate.unit,
        candidate.position,
        candidate.room,
        candidate.delivery,
        form.id,
        candidate.booklet,
        score,
        POLICY.decide(PROFILE, score),
        judge(form, responses),
        POLICY.id,
        "examcore-cantho 0.1.0",
        PROFILE.id,
        form.blueprint,
    )


def right(count: int) -> dict[str, str]:
    """Marks with the first `count` items of the form right."""
    return {item.id: "right" for item in FORM.items[:count]}


SITTING = make_sitting(PROFILE, FORM, DAY, "paper", candidates=6)[0]
NUMBERS = [candidate.number for candidate in SITTING.candidates]
RESULTS = (
    result_of(SITTING, NUMBERS[0], right(95)),
    result_of(SITTING, NUMBERS[1], right(70)),
    result_of(SITTING, NUMBERS[2], right(49)),
    result_of(SITTING, NUMBERS[3], right(50)),
    result_of(SITTING, NUMBERS[4], {**right(88), **{i.id: "review" for i in FORM.items[88:91]}}),
)  # the sixth did not come
TABLE, LIST, SUMMARY, FIGURES, AREAS = POLICY.report(PROFILE, SITTING, RESULTS)


def rows_by_number(table: Table, column: str) -> dict[str, object]:
    """The cells of a column, by candidate number."""
    titles = [c.title for c in table.columns]
    number = titles.index("Số báo danh" if "Số báo danh" in titles else "SBD")
    return {str(row[number]): row[titles.index(column)] for row in table.rows}


def tables_of(document: Document) -> list[Table]:
    return [block for block in document.body if isinstance(block, Table)]


def text_of(document: Document) -> str:
    """All running text of a document."""
    return "\n".join(block.text for block in document.body if isinstance(block, Paragraph))


def test_the_report_holds_list_summary_figures_and_areas_as_tables_and_documents() -> None:
    found = [(type(thing).__name__, thing.name) for thing in (TABLE, LIST, SUMMARY, FIGURES, AREAS)]
    assert found == [
        ("Table", "results"),
        ("Document", "results"),
        ("Document", "summary"),
        ("Table", "summary"),
        ("Table", "areas"),
    ]


def test_the_list_shows_both_parts_total_and_result_of_everyone() -> None:
    assert isinstance(TABLE, Table)
    assert isinstance(LIST, Document)
    for table in (TABLE, tables_of(LIST)[0]):
        assert list(rows_by_number(table, "Tổng điểm").values()) == [95, 70, 49, 50, 88, ""]
        assert list(rows_by_number(table, "Điểm phần kiến thức chung").values()) == [40, 40, 40, 40, 40, ""]
        assert list(rows_by_number(table, "Kết quả").values()) == [
            "Đạt loại Tốt",
            "Đạt loại Khá",
            "Không đạt",
            "Đạt loại Trung bình",
            "Đạt loại Khá",
            "",
        ]
        assert [row[0] for row in table.rows] == [1, 2, 3, 4, 5, 6]


def test_the_remark_tells_the_absent_and_how_many_responses_wait() -> None:
    assert isinstance(TABLE, Table)
    remarks = rows_by_number(TABLE, "Ghi chú")
    assert remarks[NUMBERS[5]] == "Vắng hoặc chưa thu bài"
    assert remarks[NUMBERS[4]] == "Tạm tính, chờ xem xét 3 câu"
    assert [remarks[number] for number in NUMBERS[:4]] == [""] * 4


def test_a_candidate_of_another_catalogue_is_shown_by_code() -> None:
    people = tuple(replace(candidate, position="CMNV 55") for candidate in SITTING.candidates)
    _, document, *_ = POLICY.report(PROFILE, replace(SITTING, candidates=people), ())
    assert isinstance(document, Document)
    assert set(rows_by_number(tables_of(document)[0], "Chức vụ, chức danh, vị trí").values()) == {"CMNV 55"}


def test_a_position_is_called_as_the_sitting_calls_it() -> None:
    sitting = replace(SITTING, titles=(PositionTitle("CT-MTTQ", "Chủ tịch Mặt trận xã"),))
    _, document, *_ = POLICY.report(PROFILE, sitting, RESULTS)
    assert isinstance(document, Document)
    titles = rows_by_number(tables_of(document)[0], "Chức vụ, chức danh, vị trí")
    assert set(titles.values()) == {"Chủ tịch Mặt trận xã"}


def test_the_official_list_is_headed_by_council_and_place_and_lies_across() -> None:
    assert isinstance(LIST, Document)
    assert (LIST.parent, LIST.issuer, LIST.place, LIST.kind) == (
        "ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ",
        "HỘI ĐỒNG KIỂM TRA, SÁT HẠCH",
        "Cần Thơ",
        "DANH SÁCH",
    )
    assert LIST.landscape
    assert LIST.mark == ""


def test_a_rehearsal_is_marked_on_documents_and_in_table_titles() -> None:
    forms = tuple(replace(form, rehearsal=True) for form in SITTING.forms)
    for thing in POLICY.report(PROFILE, replace(SITTING, forms=forms), RESULTS):
        assert "DIỄN TẬP" in (thing.mark if isinstance(thing, Document) else thing.title)


def test_the_figures_count_people_mean_and_bounds() -> None:
    assert isinstance(FIGURES, Table)
    figures = {str(row[0]): row[1:] for row in FIGURES.rows}
    assert figures["Số người trong danh sách"][0] == 6
    assert figures["Số người có kết quả"][0] == 5
    assert figures["Số người vắng hoặc chưa thu bài"][0] == 1
    assert figures["Số câu trả lời chờ xem xét"][0] == 3
    assert figures["Điểm bình quân"][0] == "70,4"  # (95 + 70 + 49 + 50 + 88) / 5
    assert (figures["Điểm cao nhất"][0], figures["Điểm thấp nhất"][0]) == (95, 49)
    assert figures["Đạt loại Khá"] == (2, "40,0%")
    assert figures["Không đạt"] == (1, "20,0%")


def test_the_histogram_is_told_apart_at_the_pass_line_and_counts_everyone() -> None:
    assert isinstance(SUMMARY, Document)
    (chart,) = (block for block in SUMMARY.body if isinstance(block, Chart))
    assert [(bar.label, bar.count) for bar in chart.bars if bar.count] == [
        ("40–49", 1),
        ("50–59", 1),
        ("70–79", 1),
        ("80–89", 1),
        ("90–100", 1),
    ]
    groups = {bar.label: bar.group for bar in chart.bars}
    assert groups["40–49"] == "Không đạt (đến 49 điểm)"
    assert groups["50–59"] == "Đạt (từ 50 điểm)"


def test_the_weakest_areas_come_first_and_at_most_five() -> None:
    assert isinstance(AREAS, Table)
    assert isinstance(SUMMARY, Document)
    shares = [Fraction(int(row[5]), int(row[4])) for row in AREAS.rows]
    assert shares == sorted(shares)
    weakest = next(t for t in tables_of(SUMMARY) if t.name == "weakest")
    assert len(weakest.rows) == 5
    assert [row[1] for row in weakest.rows] == [row[2] for row in AREAS.rows[:5]]
    assert sum(int(row[4]) for row in AREAS.rows) == 500


def test_groups_by_position_and_by_way_of_sitting_add_up() -> None:
    assert isinstance(SUMMARY, Document)
    groups = [t for t in tables_of(SUMMARY) if t.name == "groups"]
    assert [t.rows[0][0] for t in groups] == ["Chủ tịch Ủy ban Mặt trận Tổ quốc Việt Nam", "Trên giấy"]
    for table in groups:
        assert [*table.rows[0][1:3], *table.rows[0][4:]] == [6, 5, 1, 2, 1, 1]


def test_the_summary_leaves_the_use_of_results_to_the_authority() -> None:
    assert isinstance(SUMMARY, Document)
    text = text_of(SUMMARY)
    assert "2 người có kết quả đạt loại Trung bình trở xuống" in text
    assert "xem xét việc sử dụng kết quả theo điểm b khoản 9 Mục III" in text
    assert "1 người còn câu trả lời chờ xem xét" in text


def test_no_document_calls_a_result_by_the_word_of_the_annual_rating() -> None:
    for document in (LIST, SUMMARY):
        assert isinstance(document, Document)
        shown = [document.subject, text_of(document)]
        shown += [str(cell) for table in tables_of(document) for row in table.rows for cell in row]
        assert "xếp loại" not in "\n".join(shown).lower()
        assert "thí sinh" not in "\n".join(shown).lower()


def test_the_summary_of_nobody_says_so_instead_of_dividing_by_nothing() -> None:
    _, _, summary, figures, areas = POLICY.report(PROFILE, SITTING, ())
    assert isinstance(summary, Document)
    assert isinstance(figures, Table)
    assert isinstance(areas, Table)
    assert "Chưa có kết quả để tổng hợp." in text_of(summary)
    assert {row[0]: row[1] for row in figures.rows}["Điểm bình quân"] == "–"
    assert areas.rows == ()


def test_every_thing_reported_is_taken_by_a_writer() -> None:
    writers = load_plugins().writers
    for thing in (TABLE, FIGURES, AREAS):
        assert {"csv", "xlsx"} <= {name for name, writer in writers.items() if writer.takes(thing)}
    csv = writers["csv"].write(TABLE).decode("utf-8-sig").splitlines()
    assert len(csv) == 7
    assert csv[1].startswith(f"1,{NUMBERS[0]},Nguyễn Thị Thử 1,")


@given(st.lists(st.integers(0, 100), min_size=1, max_size=40))
def test_a_mean_is_the_nearest_tenth_halves_up(totals: list[int]) -> None:
    whole, tenth = write_mean(totals).split(",")
    written = Fraction(int(whole) * 10 + int(tenth), 10)
    assert -Fraction(1, 20) < written - Fraction(sum(totals), len(totals)) <= Fraction(1, 20)


@pytest.mark.parametrize(
    ("count", "of", "text"), [(1, 8, "12,5%"), (2, 3, "66,7%"), (0, 5, "0,0%"), (5, 5, "100,0%"), (0, 0, "–")]
)
def test_a_share_is_written_with_a_comma(count: int, of: int, text: str) -> None:
    assert write_share(count, of) == text


def test_a_half_tenth_is_rounded_up() -> None:
    assert write_tenths(Fraction(1, 20)) == "0,1"
