"""Knows the result list: one line for everyone who was to sit, with both parts, total, result and remark.

Must not know figures over all candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from examcore.nouns import Cell, Column, Document, Paragraph, Profile, Result, Signature, Sitting, Table
from examcore_cantho.posts import title_of
from examcore_cantho.report.wording import SUBJECT, mark_of, name_way, title_table, write_day

ABSENT = "Vắng hoặc chưa thu bài"
"""Said of a candidate without responses: the rules cannot know whether the person or the paper is missing."""


@dataclass(frozen=True, slots=True)
class Line:
    """Who was to sit, and the result where there is one."""

    number: str
    name: str
    unit: str
    position: str
    title: str
    room: str
    delivery: str
    result: Result | None

    @property
    def remark(self) -> str:
        """Why there is no result, or how many responses still wait."""
        if self.result is None:
            return ABSENT
        waiting = self.result.score.open
        return f"Tạm tính, chờ xem xét {waiting} câu" if waiting else ""


def make_lines(sitting: Sitting, results: Sequence[Result]) -> tuple[Line, ...]:
    """A line for each candidate of the sitting and each result, by candidate number."""
    lines = {
        c.number: Line(c.number, c.name, c.unit, c.position, _title(sitting, c.position), c.room, c.delivery, None)
        for c in sitting.candidates
    }
    for r in results:
        lines[r.candidate] = Line(
            r.candidate, r.name, r.unit, r.position, _title(sitting, r.position), r.room, r.delivery, r
        )
    return tuple(sorted(lines.values(), key=lambda line: (len(line.number), line.number)))


def list_results(profile: Profile, sitting: Sitting, lines: Sequence[Line]) -> Table:
    """The list with every detail, for csv and xlsx."""
    columns = (
        Column("STT", "number"),
        Column("Số báo danh", "code"),
        Column("Họ và tên"),
        Column("Đơn vị"),
        Column("Mã vị trí", "code"),
        Column("Chức vụ, chức danh, vị trí việc làm"),
        Column("Phòng", "code"),
        Column("Hình thức", "code"),
        Column("Đề gốc", "code"),
        Column("Mã đề", "code"),
        *(Column(f"Điểm {_lower(part.title.vi)}", "number") for part in profile.parts),
        Column("Tổng điểm", "number"),
        Column("Kết quả"),
        Column("Ghi chú"),
    )
    rows = tuple(
        (
            place,
            line.number,
            line.name,
            line.unit,
            line.position,
            line.title,
            line.room,
            name_way(line.delivery),
            line.result.form if line.result else "",
            line.result.booklet if line.result else "",
            *_points(profile, line),
            line.remark,
        )
        for place, line in enumerate(lines, 1)
    )
    return Table("results", title_table(sitting, "Danh sách kết quả kiểm tra, sát hạch"), columns, rows)


def write_list(profile: Profile, sitting: Sitting, lines: Sequence[Line]) -> Document:
    """The official list that goes to the bodies managing the candidates (R62)."""
    columns = (
        Column("STT", "number", 2),
        Column("SBD", "code", 3),
        Column("Họ và tên", "text", 7),
        Column("Đơn vị", "text", 7),
        Column("Chức vụ, chức danh, vị trí", "text", 8),
        *(Column(f"Điểm {_lower(part.title.vi)}", "number", 5) for part in profile.parts),
        Column("Tổng điểm", "number", 3),
        Column("Kết quả", "text", 6),
        Column("Ghi chú", "text", 6),
    )
    rows = tuple(
        (
            place,
            line.number,
            line.name,
            line.unit,
            line.title,
            *_points(profile, line),
            line.remark,
        )
        for place, line in enumerate(lines, 1)
    )
    absent = sum(line.result is None for line in lines)
    waiting = sum(line.result is not None and line.result.score.open > 0 for line in lines)
    table = Table("results", "", columns, rows)
    body: list[Paragraph | Table] = [
        Paragraph(f"{sitting.title}, ngày {write_day(sitting.day)}."),
        table,
        Paragraph(
            f"Danh sách này có {len(lines)} người dự kiểm tra, sát hạch; {len(lines) - absent} người có kết quả, "
            f"{absent} người vắng hoặc chưa thu bài."
        ),
    ]
    if waiting:
        body.append(Paragraph(f"{waiting} người còn câu trả lời chờ xem xét; kết quả của những người này là tạm tính."))
    return Document(
        name="results",
        parent=profile.issuer_parent,
        issuer=profile.issuer,
        number="",
        place=profile.place,
        day=sitting.day,
        kind="DANH SÁCH",
        subject=f"Kết quả {SUBJECT}",
        body=tuple(body),
        signatures=(
            Signature("", "NGƯỜI LẬP DANH SÁCH"),
            Signature("TM. HỘI ĐỒNG KIỂM TRA, SÁT HẠCH", "CHỦ TỊCH"),
        ),
        mark=mark_of(sitting),
        landscape=True,
    )


def _title(sitting: Sitting, position: str) -> str:
    """How the sitting calls a position; our own title, at last the code, where it does not."""
    told = sitting.position_title(position)
    return told if told != position else title_of(position) or position


def _points(profile: Profile, line: Line) -> tuple[Cell, ...]:
    """Points part by part, total, result; blanks where there is no result."""
    if line.result is None:
        return ("",) * (len(profile.parts) + 2)
    score = line.result.score
    parts = (score.points_of(part.name) for part in profile.parts)
    return (*parts, score.total, line.result.outcome.title.vi)


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
