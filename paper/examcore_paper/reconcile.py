"""Knows whether every sheet and booklet of each room is accounted for: issued = used + left over + void.

Must not know marks, files or commands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from examcore.language import Message, messages
from examcore.nouns import Cell, Column, Document, Paragraph, Signature, Sitting, Table
from examcore_paper.order import seat_order
from examcore_paper.publish import count_spares
from examcore_paper.reader import PageReading
from examcore_paper.sheets import number_spares
from examcore_paper.words import MARK, day_text

msg = messages("examcore_paper")


@dataclass(frozen=True, slots=True)
class RoomCount:
    """What the invigilators of a room counted: absent candidates, spare sheets left, void sheets, booklets back."""

    room: str
    absent: tuple[str, ...]
    spare_left: int
    void: int
    booklets_back: int


@dataclass(frozen=True, slots=True)
class RoomBalance:
    """The balance of one room. `used` are sheets that were scanned or typed in and count, or wait for review.

    `count` is None where no invigilator's count was given; then only what the scans show is compared.
    """

    room: str
    candidates: int
    spares: int
    used: int
    spares_used: int
    set_aside: int
    without_sheet: tuple[str, ...]
    count: RoomCount | None
    problems: tuple[Message, ...]

    @property
    def issued(self) -> int:
        """How many sheets the room was given."""
        return self.candidates + self.spares

    @property
    def left(self) -> int:
        """Sheets that came back unused: spare ones, and those of absent candidates."""
        return (self.count.spare_left + len(self.count.absent)) if self.count else 0


def reconcile(
    sitting: Sitting, readings: Sequence[PageReading], counts: Mapping[str, RoomCount]
) -> tuple[RoomBalance, ...]:
    """The balance of every paper room, in the order of the sitting."""
    rooms = [room.name for room in sitting.rooms if room.delivery == "paper"]
    return tuple(_balance(sitting, room, readings, counts.get(room)) for room in rooms)


def _balance(sitting: Sitting, room: str, readings: Sequence[PageReading], count: RoomCount | None) -> RoomBalance:
    """Sheets are balanced where they were issued, candidates where they sat: a sheet may have gone to another room."""
    here = [c for c in sorted(sitting.candidates, key=seat_order) if c.room == room]
    numbers = {c.number for c in here}
    own = {serial: c.number for serial, c in enumerate(sitting.candidates, start=1) if c.room == room}
    serial_of_own = {number: serial for serial, number in own.items()}
    spares = frozenset(number_spares(sitting, count_spares(len(here)), room))
    came: set[int] = set()
    used: set[str] = set()
    aside: set[int] = set()
    strayed: list[Message] = []
    for reading in readings:
        serial, owner = reading.serial, reading.candidate
        is_issued = serial is not None and (serial in own or serial in spares)
        if reading.state == "refused":
            if is_issued:
                aside.add(serial or 0)
            continue
        if owner in numbers:
            used.add(owner)
        if is_issued:
            came.add(serial or 0)
            if owner and owner != own.get(serial or 0, owner if owner in numbers else ""):
                strayed.append(_tell_strayed(serial or 0, own.get(serial or 0, ""), owner))
        elif serial is None and owner in numbers:  # a page without its code is taken for the candidate's own sheet
            came.add(serial_of_own[owner])
    missing = tuple(c.number for c in here if c.number not in used)
    aside -= came
    problems = _compare(here_count=len(here), spares=len(spares), sheets=len(came), aside=len(aside), missing=missing,
                        used=used, count=count)  # fmt: skip
    return RoomBalance(
        room, len(here), len(spares), len(came), len(came & spares), len(aside), missing, count, (*problems, *strayed)
    )


def _tell_strayed(serial: int, owner: str, candidate: str) -> Message:
    if owner:
        return msg("the sheet of candidate {owner} counts for candidate {number}", owner=owner, number=candidate)
    return msg("spare sheet {serial} of this room was used by candidate {number} of another room",
               serial=serial, number=candidate)  # fmt: skip


def _compare(
    here_count: int, spares: int, sheets: int, aside: int, missing: Sequence[str], used: set[str],
    count: RoomCount | None,
) -> list[Message]:  # fmt: skip
    """What does not agree, each in a sentence."""
    if count is None:
        return [msg("candidate {number} has no sheet and no absence was reported", number=n) for n in missing]
    found = [
        msg("candidate {number} was reported absent, but a sheet came", number=n) for n in count.absent if n in used
    ]
    found += [
        msg("candidate {number} was present, but no sheet came", number=n) for n in missing if n not in count.absent
    ]
    issued = here_count + spares
    total = sheets + count.spare_left + len(count.absent) + count.void
    if total != issued:
        found.append(
            msg("{issued} sheets were issued, {total} are accounted for: {used} used, {left} left over, {void} void",
                issued=issued, total=total, used=sheets, left=count.spare_left + len(count.absent), void=count.void)
        )  # fmt: skip
    if aside > count.void:
        found.append(msg("{aside} sheets were set aside, {void} void ones were reported", aside=aside, void=count.void))
    if count.booklets_back != here_count:
        found.append(
            msg("{issued} booklets were issued, {back} came back", issued=here_count, back=count.booklets_back)
        )
    return found


def write_balance(sitting: Sitting, balances: Sequence[RoomBalance]) -> Document:
    """The balance of all rooms as a document to sign."""
    columns = (
        Column("Phòng", "code", 4),
        Column("Thí sinh", "number", 3),
        Column("Vắng", "number", 3),
        Column("Phiếu phát", "number", 3),
        Column("Đã dùng", "number", 3),
        Column("Còn lại", "number", 3),
        Column("Hỏng", "number", 3),
        Column("Đề phát", "number", 3),
        Column("Đề thu", "number", 3),
        Column("Kết luận", "text", 5),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (b.room, b.candidates, len(b.count.absent) if b.count else "", b.issued, b.used,
         b.left if b.count else "", b.count.void if b.count else "", b.candidates,
         b.count.booklets_back if b.count else "", "Chưa khớp" if b.problems else "Khớp" if b.count else "Chưa đếm")
        for b in balances
    )  # fmt: skip
    notes = tuple(Paragraph(f"{b.room}: {problem.read('vi')}.") for b in balances for problem in b.problems)
    profile = sitting.profile
    return Document(
        name="reconciliation",
        parent=profile.issuer_parent,
        issuer=profile.issuer,
        number="",
        place=profile.place,
        day=sitting.day,
        kind="BIÊN BẢN",
        subject="Đối chiếu phiếu trả lời và đề của các phòng",
        body=(
            Paragraph(f"{sitting.title}, ngày {day_text(sitting.day)}."),
            Table("reconciliation", "", columns, rows),
            *((Paragraph("Những điểm chưa khớp", bold=True), *notes) if notes else ()),
        ),
        signatures=(Signature("", "NGƯỜI ĐỐI CHIẾU"), Signature("TM. HỘI ĐỒNG", "THƯ KÝ")),
        mark=MARK if sitting.rehearsal else "",
        landscape=True,
    )
