"""Knows the papers of a room besides booklets and sheets: lists for the door and the desk, seating plan, labels.

Must not know a key, a PIN, a question, or how any of these is typeset.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from examcore.files import write_whole
from examcore.nouns import Booklet, Candidate, Cell, Column, Document, Paragraph, Signature, Sitting, Table
from examcore_paper.documents import typeset_document
from examcore_paper.payload import print_serial
from examcore_paper.typeset import Data, Typesetter
from examcore_paper.words import MARK, day_text

SIGNING_MM = 2.5
"""Added above and below a line that somebody signs in."""
SEATS_ACROSS, ROWS_A_PAGE, PLAN_MM = 6, 6, 152.0


def print_pack(
    sitting: Sitting,
    room: str,
    candidates: Sequence[Candidate],
    booklets: Mapping[str, Booklet],
    spares: Sequence[int],
    into: Path,
    typesetter: Typesetter,
) -> list[Path]:
    """Write `room-list.pdf`, `sign-list.pdf`, `door-list.pdf`, `seating-plan.pdf` and `labels.pdf`; the paths.

    `candidates` come in the order of seats, `spares` are the serials of the room's spare sheets.
    """
    paths = []
    for document, roomy_mm in (
        (list_room(sitting, room, candidates, booklets), 0.0),
        (list_signing(sitting, room, candidates, booklets), SIGNING_MM),
        (list_door(sitting, room, candidates), 0.0),
    ):
        path = into / f"{document.name}.pdf"
        write_whole(path, typeset_document(document, typesetter, roomy_mm))
        paths.append(path)
    for name, data in (
        ("seating", _plan_seats(sitting, room, candidates, booklets)),
        ("labels", _label(sitting, room, candidates, booklets, spares)),
    ):
        path = into / f"{'seating-plan' if name == 'seating' else name}.pdf"
        write_whole(path, typesetter.typeset(f"{name}.typ", data, sitting.day))
        paths.append(path)
    return paths


def list_room(
    sitting: Sitting, room: str, candidates: Sequence[Candidate], booklets: Mapping[str, Booklet]
) -> Document:
    """Who sits where with which booklet code, in the order of seats."""
    columns = (
        Column("STT", "number", 3),
        Column("Chỗ ngồi", "code", 4),
        Column("Số báo danh", "code", 6),
        Column("Họ và tên", "text", 12),
        Column("Cơ quan, đơn vị", "text", 14),
        Column("Vị trí việc làm", "text", 10),
        Column("Mã đề", "code", 4),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (place, c.seat, c.number, c.name, c.unit, sitting.position_title(c.position), booklets[c.number].code)
        for place, c in enumerate(candidates, start=1)
    )
    table = Table("room-list", "", columns, rows)
    total = Paragraph(f"Danh sách này có {len(rows)} người dự kiểm tra, sát hạch.")
    return _document(sitting, "room-list", f"Người dự kiểm tra, sát hạch tại {room}", (table, total))


def list_signing(
    sitting: Sitting, room: str, candidates: Sequence[Candidate], booklets: Mapping[str, Booklet]
) -> Document:
    """Where each candidate signs on handing the sheet in, with the time; the invigilators sign below."""
    columns = (
        Column("STT", "number", 3),
        Column("Số báo danh", "code", 6),
        Column("Họ và tên", "text", 13),
        Column("Mã đề", "code", 4),
        Column("Giờ nộp bài", "code", 6),
        Column("Ký nộp bài", "text", 9),
        Column("Ghi chú", "text", 7),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (place, c.number, c.name, booklets[c.number].code, "", "", "") for place, c in enumerate(candidates, start=1)
    )
    table = Table("sign-list", "", columns, rows)
    total = Paragraph(f"Số người trong danh sách: {len(rows)}; có mặt: ………; vắng: ………; số phiếu đã thu: ………")
    signatures = (Signature("", "GIÁM THỊ 1"), Signature("", "GIÁM THỊ 2"))
    return _document(sitting, "sign-list", f"Ký nộp phiếu trả lời tại {room}", (table, total), signatures)


def list_door(sitting: Sitting, room: str, candidates: Sequence[Candidate]) -> Document:
    """Who sits in this room and where, by number, to hang beside the door: it tells no booklet code."""
    columns = (
        Column("STT", "number", 3),
        Column("Số báo danh", "code", 6),
        Column("Họ và tên", "text", 13),
        Column("Cơ quan, đơn vị", "text", 15),
        Column("Chỗ ngồi", "code", 4),
    )
    known = sorted(candidates, key=lambda c: (len(c.number), c.number))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (place, c.number, c.name, c.unit, c.seat) for place, c in enumerate(known, start=1)
    )
    table = Table("door-list", "", columns, rows)
    return _document(sitting, "door-list", f"Niêm yết tại cửa {room}", (table,))


def _plan_seats(
    sitting: Sitting, room: str, candidates: Sequence[Candidate], booklets: Mapping[str, Booklet]
) -> dict[str, Data]:
    rows = max(1, -(-len(candidates) // SEATS_ACROSS))
    return {
        "title": f"SƠ ĐỒ CHỖ NGỒI – {room}",
        "subject": f"{sitting.title}, ngày {day_text(sitting.day)}; {len(candidates)} chỗ",
        "front": "BẢNG – BÀN GIÁM THỊ",
        "mark": MARK if sitting.rehearsal else "",
        "across": SEATS_ACROSS,
        "height": round(min(24.0, PLAN_MM / min(rows, ROWS_A_PAGE) - 2.2), 2),
        "seats": [
            {"seat": f"Chỗ {c.seat}" if c.seat else f"{place}", "code": f"Mã đề {booklets[c.number].code}",
             "number": c.number, "name": c.name}
            for place, c in enumerate(candidates, start=1)
        ],
    }  # fmt: skip


def _label(
    sitting: Sitting,
    room: str,
    candidates: Sequence[Candidate],
    booklets: Mapping[str, Booklet],
    spares: Sequence[int],
) -> dict[str, Data]:
    codes = Counter((sitting.position_title(c.position), booklets[c.number].code) for c in candidates)
    dealt = [(f"Mã đề {code} – {position}", f"{count} bản") for (position, code), count in sorted(codes.items())]
    brief: dict[str, list[str]] = {}
    for (position, code), count in sorted(codes.items()):
        brief.setdefault(position, []).append(f"mã đề {code}: {count} bản".replace(" ", "\u00a0"))
    known = (f"{print_serial(spares[0])} đến {print_serial(spares[-1])}",) if spares else ("không có",)
    signs = ["Giám thị 1 ký tên", "Giám thị 2 ký tên"]
    sheets = [
        ("Phiếu ghi tên", f"{len(candidates)} phiếu"),
        ("Phiếu dự phòng", f"{len(spares)} phiếu, số {known[0]}"),
    ]
    counted = ["Phiếu đã dùng", "Phiếu dự phòng còn lại", "Phiếu hỏng", "Số người vắng"]
    labels: list[dict[str, Data]] = [
        {"title": "TÚI ĐỀ", "facts": [list(one) for one in dealt],
         "brief": [[position, "; ".join(some)] for position, some in brief.items()],
         "blanks": ["Mở lúc"], "signs": list(signs)},
        {"title": "TÚI PHIẾU TRẢ LỜI", "facts": [list(one) for one in sheets], "blanks": ["Mở lúc"],
         "signs": list(signs)},
        {"title": "BÀI LÀM ĐÃ THU", "facts": [["Phiếu đã phát", f"{len(candidates) + len(spares)} phiếu"]],
         "blanks": list(counted), "signs": list(signs)},
        {"title": "ĐỀ THU LẠI", "facts": [["Bản đề đã phát", f"{len(candidates)} bản"]],
         "blanks": ["Bản đề đã thu", "Niêm phong lúc"], "signs": list(signs)},
    ]  # fmt: skip
    return {
        "title": f"Nhãn túi – {room}",
        "issuer": sitting.profile.issuer,
        "day": f"Ngày {day_text(sitting.day)}",
        "event": sitting.title,
        "room": room,
        "mark": MARK if sitting.rehearsal else "",
        "labels": [{"brief": one["facts"], **one} for one in labels],
    }


def _document(
    sitting: Sitting,
    name: str,
    subject: str,
    blocks: tuple[Table | Paragraph, ...],
    signatures: tuple[Signature, ...] = (),
) -> Document:
    profile = sitting.profile
    when = Paragraph(f"{sitting.title}, ngày {day_text(sitting.day)}.")
    return Document(
        name=name,
        parent=profile.issuer_parent,
        issuer=profile.issuer,
        number="",
        place=profile.place,
        day=sitting.day,
        kind="DANH SÁCH",
        subject=subject,
        body=(when, *blocks),
        signatures=signatures,
        mark=MARK if sitting.rehearsal else "",
    )
