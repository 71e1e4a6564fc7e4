"""Small real sittings, rooms and candidates for the tests of sessions and of the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from examcore.language import Label
from examcore.nouns import (
    Band,
    Booklet,
    BookletLayout,
    BookletPart,
    Candidate,
    FormFacts,
    Invigilator,
    Option,
    PartRule,
    Pass,
    Profile,
    Question,
    Room,
    Sanction,
    Sitting,
    SittingSecrets,
    lay_out,
)
from examcore.session import OpenRoom, publish_room, read_room

PIN = "246810"
INVIGILATORS = {"Bà Lan": "135791", "Ông Hải": "864202"}
NAMES = ("Nguyễn Thị Ánh Tuyết", "Trần Văn Đức", "Lê Hoàng Ngọc Quỳnh", "Phạm Minh Khuê")


@dataclass
class HandClock:
    """A clock that moves when a test moves it; the time of day may be set apart from it."""

    seconds: float = 1000.0
    machine: str = "one"
    moment: datetime = field(default_factory=lambda: datetime(2024, 11, 15, 1, 0, tzinfo=UTC))

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.moment

    def boot(self) -> str:
        return self.machine

    def run(self, seconds: float) -> None:
        self.seconds += seconds
        self.moment += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Arranged:
    """A sitting with everything needed to hold it."""

    sitting: Sitting
    booklets: dict[str, Booklet]
    secrets: SittingSecrets

    @property
    def layouts(self) -> dict[tuple[str, str], BookletLayout]:
        return {(b.form, b.code): lay_out(b) for b in self.booklets.values()}

    def publish(self, folder: Path, room: str = "P.01") -> OpenRoom:
        mine = {c.number: self.booklets[c.number] for c in self.sitting.candidates if c.room == room}
        publish_room(self.sitting, room, mine, self.secrets, folder)
        return read_room(folder)


def make_question(number: int, stem: str = "", options: Sequence[str] = ()) -> Question:
    """A question with four short options unless told otherwise."""
    texts = options or tuple(f"Phương án {letter} của câu {number}" for letter in ["một", "hai", "ba", "bốn"])
    return Question(
        f"Q{number:03}",
        stem or f"Nội dung câu hỏi số {number}?",
        tuple(Option(f"q{number}o{at}", text) for at, text in enumerate(texts)),
    )


def arrange(
    general: int = 10,
    professional: int = 20,
    minutes: int = 30,
    candidates: int = 1,
    rehearsal: bool = True,
    questions: Sequence[Question] = (),
    rooms: Sequence[str] = ("P.01",),
    is_steered: bool = False,
) -> Arranged:
    """A sitting of two parts; candidates are spread over the rooms in turn."""
    made = tuple(questions) or tuple(make_question(n) for n in range(1, general + professional + 1))
    titles = (Label("Phần I. Kiến thức chung", "Part I. General"), Label("Phần II. Chuyên môn", "Part II. Field"))
    booklet = Booklet(
        "1024",
        "f" * 16,
        "CMNV 24",
        rehearsal,
        (BookletPart("general", titles[0], made[:general]), BookletPart("professional", titles[1], made[general:])),
    )
    numbers = [f"{n:04}" for n in range(1, candidates + 1)]
    people = tuple(
        Candidate(n, NAMES[at % 4], "CMNV 24", rooms[at % len(rooms)], "terminal", "1024", f"A{at + 1}")
        for at, n in enumerate(numbers)
    )
    profile = Profile(
        "test",
        "2024",
        Label("Quy chế thử", "Test rules"),
        date(2024, 1, 1),
        minutes,
        (PartRule("general", titles[0], general, 1, "R1"), PartRule("professional", titles[1], professional, 1, "R2")),
        (Band("all", Label("Đạt", "Passed"), 0, general + professional, "R3"),),
        (),
        (),
        sanctions=(
            Sanction("nhac-nho", Label("Nhắc nhở", "Reminder"), False, "R4"),
            Sanction("dinh-chi", Label("Đình chỉ", "Exclusion"), True, "R5"),
        ),
    )
    counts = (general, professional)
    facts = FormFacts(booklet.form, "CMNV 24", ("1024",), ("general", "professional"), counts, (4, 4), rehearsal)
    sitting = Sitting(
        "ca-thu-1",
        "Kiểm tra, sát hạch năm 2024",
        date(2024, 11, 15),
        profile,
        (facts,),
        tuple(Room(name, "terminal") for name in rooms),
        people,
    )
    watching = tuple(Invigilator(room, name, pin) for room in rooms for name, pin in INVIGILATORS.items())
    secrets = SittingSecrets("00", tuple(Pass(n, PIN) for n in numbers), watching if is_steered else ())
    return Arranged(sitting, dict.fromkeys(numbers, booklet), secrets)
