"""Knows how the minute of a ceremony reads (Decree 30/2020/NĐ-CP, Appendix III, form 1.9).

Must not know how it was held, nor paper: it makes a Document. Official documents are Vietnamese only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from examcore.ceremony.stage import REHEARSAL
from examcore.nouns import Column, Document, Paragraph, Signature, Table

Kind = Literal["step", "said", "exception"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the course of events: when, a numbered step, something said or done, or an exception."""

    at: datetime
    kind: Kind
    text: str
    number: int = 0


@dataclass(slots=True)
class Record:
    """What a ceremony has brought to paper so far."""

    name: str
    title: str
    run: str
    number: int
    began: datetime
    rehearsal: bool
    place: str = ""
    presiding: str = ""
    recorder: str = ""
    issuer: str = ""
    attendees: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    fingerprints: dict[str, str] = field(default_factory=dict)
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The log at the end of the ceremony: which, how many events, the root as read aloud, who signed it."""

    origin: str
    size: int
    root: str
    signed: tuple[str, ...]


def write_minute(record: Record, head: Head, ended: datetime) -> Document:
    """The minute, to be printed and signed by those present."""
    people = [(n, role) for n, role in record.attendees.items() if n not in (record.presiding, record.recorder)]
    body: list[Paragraph | Table] = [
        Paragraph(f"Thời gian bắt đầu: {tell_time(record.began)}."),
        Paragraph(f"Địa điểm: {record.place or '…'}."),
        Paragraph("I. THÀNH PHẦN THAM DỰ", bold=True),
        Paragraph(f"Chủ trì: {_person(record.presiding, record.attendees)}."),
        Paragraph(f"Thư ký (người ghi biên bản): {_person(record.recorder, record.attendees)}."),
        *(Paragraph(f"- {_title(name, role)};") for name, role in people),
        Paragraph("II. NỘI DUNG (THEO DIỄN BIẾN)", bold=True),
        *(Paragraph(_tell(entry), bold=entry.kind == "step") for entry in record.entries),
        Paragraph("III. SỰ VIỆC BẤT THƯỜNG", bold=True),
        *_exceptions(record),
        Paragraph("IV. VẾT KHÓA VÀ NHẬT KÝ", bold=True),
    ]
    if record.fingerprints:
        body.append(
            Table(
                "fingerprints", "Vết khóa, mã băm của những gì có mặt",
                (Column("Của", share=2), Column("Vết khóa, mã băm", "text", 4)),
                tuple((what, _grouped(value)) for what, value in record.fingerprints.items()),
            )
        )  # fmt: skip
    body += [
        Paragraph(f"Nhật ký {head.origin} khi kết thúc: {head.size} sự kiện. Gốc của nhật ký:"),
        *(Paragraph(line) for line in (head.root[:39], head.root[40:])),
        Paragraph(
            f"Mốc chốt nhật ký có chữ ký số của: {', '.join(head.signed)}."
            if head.signed
            else "Mốc chốt nhật ký không có chữ ký số."
        ),
        Table(
            "present", "Chữ ký của những người có mặt",
            (Column("STT", "code", 1), Column("Họ và tên", share=4), Column("Chức danh", share=4),
             Column("Ký tên", share=4)),
            tuple((n, name, role, "\n\n") for n, (name, role) in enumerate(record.attendees.items(), 1)),
        ),
        Paragraph(
            f"Buổi làm việc {'dừng giữa chừng' if record.stopped else 'kết thúc'} vào {tell_time(ended)}. "
            "Biên bản đã được đọc lại cho những người có mặt cùng nghe."
        ),
    ]  # fmt: skip
    return Document(
        name=f"{record.number:02}-{record.name}",
        parent="",
        issuer=record.issuer or "Hội đồng kiểm tra, sát hạch",
        number=f"{record.number:02}/BB-HĐKTSH",
        place="",
        day=ended.date(),
        kind="Biên bản",
        subject=record.title,
        body=tuple(body),
        signatures=(
            Signature("", "THƯ KÝ", record.recorder),
            Signature("", "CHỦ TỌA", record.presiding),
        ),
        mark=REHEARSAL if record.rehearsal else "",
    )


def tell_time(at: datetime) -> str:
    """Hour and day as Decree 30 writes them: days below 10 and the months 1 and 2 with a leading zero."""
    month = f"{at.month:02}" if at.month < 3 else str(at.month)
    return f"{at.hour:02} giờ {at.minute:02} phút, ngày {at.day:02} tháng {month} năm {at.year}"


def _tell(entry: Entry) -> str:
    if entry.kind == "step":
        return f"{entry.number}. {entry.text[:1].upper()}{entry.text[1:]}"
    mark = "Sự việc bất thường: " if entry.kind == "exception" else ""
    return f"{entry.at:%H:%M:%S} - {mark}{entry.text}."


def _exceptions(record: Record) -> list[Paragraph]:
    found = [e for e in record.entries if e.kind == "exception"]
    if not found:
        return [Paragraph("Không có.")]
    return [Paragraph(f"- Bước {e.number}, lúc {e.at:%H:%M:%S}: {e.text}.") for e in found]


def _person(name: str, roles: dict[str, str]) -> str:
    return _title(name, roles.get(name, "")) if name else "…"


def _title(name: str, role: str) -> str:
    return f"{name}, {role}" if role else name


def _grouped(value: str) -> str:
    """Long digests in groups of eight, so that they wrap and can be read aloud."""
    if " " in value or len(value) < 24:
        return value
    return " ".join(value[at : at + 8] for at in range(0, len(value), 8))
