"""Knows the summary report of a sitting that goes to the authority which set up the council (R33, R60).

Must not decide what results are used for: it names the clause and leaves it to the authority (R67).
"""

from __future__ import annotations

from collections.abc import Sequence

from examcore.engine.summary import histogram
from examcore.nouns import Bar, Block, Chart, Document, Paragraph, Profile, Signature, Sitting
from examcore_cantho.profile import DECISION, FAIL
from examcore_cantho.report.areas import table_weakest
from examcore_cantho.report.figures import (
    results_of,
    table_bands,
    table_positions,
    table_ways,
    tell_figures,
)
from examcore_cantho.report.listing import Line
from examcore_cantho.report.wording import SUBJECT, mark_of, write_day
from examcore_cantho.rules import cite

_TO_REVIEW = ("trung-binh", FAIL)  # R64


def write_summary(profile: Profile, sitting: Sitting, lines: Sequence[Line]) -> Document:
    """The report: who came, levels, histogram, weakest areas, positions, ways of sitting, what follows."""
    results = results_of(lines)
    body: list[Block] = [
        Paragraph(
            f"Thực hiện Kế hoạch ban hành kèm theo {DECISION}, Hội đồng kiểm tra, sát hạch báo cáo kết quả "
            f"ca kiểm tra, sát hạch ngày {write_day(sitting.day)} (“{sitting.title}”) như sau:"
        ),
        Paragraph("1. Tình hình tham dự và kết quả chung", bold=True),
        Paragraph(tell_figures(lines)),
        Paragraph(f"2. Kết quả theo các mức ({cite('R53')} Kế hoạch)", bold=True),
        table_bands(profile, lines),
        draw_totals(profile, lines),
        Paragraph(f"3. Các lĩnh vực kiến thức còn hạn chế ({cite('R05')} Kế hoạch)", bold=True),
    ]
    weakest = table_weakest(profile, results)
    body += [weakest] if weakest.rows else [Paragraph("Chưa có kết quả để tổng hợp.")]
    body += [
        Paragraph("4. Kết quả theo chức vụ, chức danh, vị trí việc làm", bold=True),
        table_positions(profile, lines),
        Paragraph("5. Kết quả theo hình thức kiểm tra, sát hạch", bold=True),
        table_ways(profile, lines),
        Paragraph("6. Kiến nghị", bold=True),
        *_follow_up(lines),
    ]
    return Document(
        name="summary",
        parent=profile.issuer_parent,
        issuer=profile.issuer,
        number="……/BC-HĐKTSH",
        place=profile.place,
        day=sitting.day,
        kind="BÁO CÁO",
        subject=f"Tổng hợp kết quả {SUBJECT}",
        body=tuple(body),
        signatures=(Signature("TM. HỘI ĐỒNG KIỂM TRA, SÁT HẠCH", "CHỦ TỊCH"),),
        recipients=(
            "Chủ tịch Ủy ban nhân dân cấp huyện (để báo cáo)",
            "Thành viên Hội đồng kiểm tra, sát hạch",
            "Lưu: VT, HĐKTSH",
        ),
        mark=mark_of(sitting),
    )


def draw_totals(profile: Profile, lines: Sequence[Line]) -> Chart:
    """Candidates by total in steps of ten, told apart at the pass line."""
    line = next(band.highest for band in profile.bands if band.name == FAIL)
    below, above = f"Không đạt (đến {line} điểm)", f"Đạt (từ {line + 1} điểm)"
    bars = tuple(
        Bar(f"{lowest}–{highest}", count, above if lowest > line else below)
        for lowest, highest, count in histogram(profile, results_of(lines))
    )
    return Chart("Phân bố tổng điểm", "Tổng điểm", "Số người", bars)


def _follow_up(lines: Sequence[Line]) -> list[Paragraph]:
    results = results_of(lines)
    review = sum(result.outcome.band in _TO_REVIEW for result in results)
    provisional = sum(result.score.open > 0 for result in results)
    paragraphs = []
    if provisional:
        paragraphs.append(
            Paragraph(
                f"- {provisional} người còn câu trả lời chờ xem xét; kết quả của những người này là tạm tính và phải "
                "được xem xét xong trước khi trình phê duyệt."
            )
        )
    paragraphs += [
        Paragraph(
            f"- {review} người có kết quả đạt loại Trung bình trở xuống: đề nghị cơ quan có thẩm quyền quản lý cán bộ, "
            f"công chức xem xét việc sử dụng kết quả theo {cite('R64')} Kế hoạch."
        ),
        Paragraph(
            "- Đề nghị phê duyệt kết quả; sau khi có quyết định phê duyệt, Hội đồng thông báo kết quả bằng văn bản tới "
            f"cơ quan quản lý cán bộ, công chức chậm nhất 05 ngày làm việc ({cite('R61')} Kế hoạch)."
        ),
    ]
    return paragraphs
