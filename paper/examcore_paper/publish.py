"""Knows what a paper room is given: its booklets, its answer sheets, the list of the room, the list to sign.

Must not know a key, a PIN, or how any of these is typeset.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from examcore.errors import NotFound
from examcore.files import write_whole
from examcore.language import messages
from examcore.nouns import (
    Booklet,
    Candidate,
    Cell,
    Column,
    Document,
    Paragraph,
    Signature,
    Sitting,
    SittingSecrets,
    Table,
)
from examcore_paper.booklets import print_booklets
from examcore_paper.documents import typeset_document
from examcore_paper.order import seat_order
from examcore_paper.sheets import print_sheets
from examcore_paper.typeset import Typesetter
from examcore_paper.words import MARK, day_text

msg = messages("examcore_paper")

SIGNING_MM = 2.5
"""Added above and below a line that somebody signs in."""


def publish_room(
    sitting: Sitting, room: str, booklets: Mapping[str, Booklet], secrets: SittingSecrets, into: Path
) -> list[Path]:
    """Write the folder of a room: `booklets/`, `sheets.pdf`, `room-list.pdf`, `sign-list.pdf`; the paths.

    `booklets` maps the number of each candidate of the room to their booklet. Sheets come in the order of seats,
    a few spare ones behind. Raises NotFound for a number that is not in the sitting.
    """
    candidates = sorted((_find(sitting, number) for number in booklets), key=seat_order)
    numbers = [candidate.number for candidate in candidates]
    with Typesetter() as typesetter:
        paths = print_booklets(sitting, booklets.values(), into / "booklets", typesetter)
        paths.append(print_sheets(sitting, secrets, numbers, into, count_spares(len(numbers)), room, typesetter))
        for document, roomy_mm in (
            (list_room(sitting, room, candidates, booklets), 0.0),
            (list_signing(sitting, room, candidates, booklets), SIGNING_MM),
        ):
            path = into / f"{document.name}.pdf"
            write_whole(path, typeset_document(document, typesetter, roomy_mm))
            paths.append(path)
    return paths


def count_spares(candidates: int) -> int:
    """How many spare sheets a room gets: one for every ten candidates, two at least."""
    return max(2, -(-candidates // 10))


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


def _find(sitting: Sitting, number: str) -> Candidate:
    candidate = sitting.candidate(number)
    if candidate is None:
        raise NotFound(msg("there is no candidate {number} in this sitting", number=number))
    return candidate
