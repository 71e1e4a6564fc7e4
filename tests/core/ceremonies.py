"""Knows the people of a ceremony in tests: five officers who answer what is asked, and one year of ceremonies.

Must not decide what is claimed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from examcore.ceremony import (
    CEREMONIES,
    Agree,
    Ask,
    Ceremony,
    Course,
    HandOver,
    Question,
    Request,
    Retype,
    Scene,
    Secret,
    Show,
    Tell,
)
from examcore.drawing import make_share
from examcore.plugins import Plugins, load_plugins
from examcore.seal import Cost
from examcore.session import SystemClock, SystemDisk, find_rooms, read_room, sign_in
from examcore.shell.ceremony import Plain, narrate
from examcore.sitting import SittingFolder, collect, load, make_sitting

HANOI = timezone(timedelta(hours=7))
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
PEOPLE = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Chi", "Phạm Thị Dung", "Hoàng Văn Em")
OFFICES = (
    "Phó Chủ tịch UBND", "Trưởng phòng Nội vụ", "Phó Trưởng phòng Nội vụ", "Trưởng phòng Tư pháp", "Chánh Thanh tra",
)  # fmt: skip
ROLES = ("chair", "standing-vice-chair", "secretary", "member", "member")
BEGIN = {"place": ["Phòng họp số 1"], "presiding": ["Nguyễn Văn An"], "recorder": ["Lê Văn Chi"]}
DICE = "31415 92653 58979 32384"
TITLE = "Hội đồng kiểm tra, sát hạch"


def phrase_of(name: str) -> str:
    """The passphrase an officer chose."""
    return f"mật khẩu của {name}"


@dataclass(slots=True)
class Clock:
    """A clock that a test sets; each look lasts a second."""

    at: datetime = datetime(2024, 11, 14, 8, 0, tzinfo=HANOI)

    def now(self) -> datetime:
        """The time, a second later than the last time."""
        self.at += timedelta(seconds=1)
        return self.at


@dataclass(slots=True)
class Room:
    """The people in one ceremony: `lines` are typed for what `by_prompt` does not know, by the question's own words."""

    wrong: dict[str, list[str]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    copied: str = ""
    who: str = ""

    def hear(self, request: Request) -> None:
        """Keep what was told."""
        if isinstance(request, Tell):
            self.told.append(request.text.read("en"))

    def play(self, course: Course) -> Course:
        """Answer to the end as dutiful officers do, but for the wrong answers that a test puts in."""
        course.start()
        while course.question is not None:
            question = course.question
            self.asked.append(question)
            kind = type(question).__name__
            course.answer(self.wrong[kind].pop(0) if self.wrong.get(kind) else self._answer(question))
            assert course.problem is None or self.wrong or isinstance(question, Secret | Retype), course.problem
        return course

    def _answer(self, question: Question) -> str:
        match question:
            case HandOver(person=person):
                self.who = person
                return ""
            case Show(secret=secret):
                self.copied = secret
                return ""
            case Secret(prompt=prompt):
                return self.copied if "emergency share" in prompt.read("en") else phrase_of(self.who)
            case Retype(expected=expected):
                return expected.lower()
            case Agree():
                return "có"
            case Ask():
                return ""


@dataclass(slots=True)
class Year:
    """The folders of one council's year, and how ceremonies are held in them."""

    root: Path
    rehearsal: bool = False
    clock: Clock = field(default_factory=Clock)
    plugins: Plugins = field(default_factory=load_plugins)
    paper: str = ""

    @property
    def council(self) -> Path:
        """The council's folder."""
        return self.root / "hội đồng"

    def key_of(self, name: str) -> str:
        """Where an officer keeps the key file."""
        return str(self.root / "khóa" / f"{name}.key")

    def hold(
        self, name: str, folder: Path, given: Mapping[str, Sequence[str]], room: Room | None = None,
        at: datetime | None = None,
    ) -> Course:  # fmt: skip
        """One ceremony from first step to minute."""
        self.clock.at = at or self.clock.at
        scene = Scene(folder, self.plugins, self.clock.now, self.rehearsal, CHEAP)
        if room is None:
            typist = Typist(self)
            course = Course(find(name), scene, {**BEGIN, **given}, narrate)
            typist.course = course
            Plain(typist, typist.phrases).hold(course)
            return course
        course = room.play(Course(find(name), scene, {**BEGIN, **given}, room.hear))
        self.paper = room.copied or self.paper
        return course

    def enrol(self, names: Sequence[str] = PEOPLE, offices: Sequence[str] = OFFICES) -> Course:
        """All officers make their keys."""
        files = [self.key_of(name) for name in names]
        return self.hold("enrol", self.council, {"name": names, "office": offices, "key-file": files})

    def found(self, folder: Path | None = None, names: Sequence[str] = PEOPLE, **more: Sequence[str]) -> Course:
        """The council is founded with an emergency share."""
        cards = [self.key_of(name) + ".card" for name in names]
        given = {"title": [TITLE], "kind": ["council"], "after": [], "card": cards, "role": ROLES,
                 "emergency": ["paper"], "officer": [self.key_of(n) for n in names]}  # fmt: skip
        return self.hold("found", folder or self.council, {**given, **more})

    def seal_bank(self) -> Course:
        """A bank of the sample items."""
        return self.hold("seal-bank", self.council, {
            "bank": [str(self.root / "mẫu.bank")], "policy": ["cantho"], "from": ["sample"],
            "officer": self.keys(0, 2, 3),
        })  # fmt: skip

    def keys(self, *places: int) -> list[str]:
        """The key files of some officers."""
        return [self.key_of(PEOPLE[place]) for place in places]

    def seal_packets(self, **more: Sequence[str]) -> Course:
        """One packet, shut until seven on the day."""
        given = {
            "bank": [str(self.root / "mẫu.bank")], "position": ["TP-HT"], "date": ["2024-11-15"],
            "sitting": ["Ca sáng"], "not-before": ["2024-11-15T07:00:00+07:00"], "booklets": ["2"],
            "blueprint": [""], "forms": ["1"], "exposure": ["0"],
            "out": [str(self.root / "đề")], "officer": self.keys(1, 2, 4), "dice": [DICE], **self.make_shares(),
        }  # fmt: skip
        return self.hold("seal-packets", self.council, {**given, **more})

    def make_shares(self, *names: str, day: str = "2024-11-15") -> dict[str, list[str]]:
        """What two people, or those named, bring to a draw: commitments, and the shares they keep back till asked."""
        folder = self.root / "phần" / str(len(list((self.root / "phần").glob("*"))))
        made = [make_share(folder, name, date.fromisoformat(day)) for name in names or PEOPLE[:2]]
        return {"commitment": [str(public) for _, public, _ in made], "share": [str(secret) for secret, _, _ in made]}

    def make_sitting(self) -> Path:
        """A sitting of two candidates on the packet."""
        file = self.root / "thí sinh.csv"
        file.write_text(
            "number,name,position,room,delivery,pin\n001,Võ Thị Giang,TP-HT,P1,terminal,246810\n"
            "002,Đặng Văn Hải,TP-HT,P1,terminal,135791\n", encoding="utf-8",
        )  # fmt: skip
        folder = self.root / "ca sáng"
        make_sitting(folder, self.plugins, "cantho", [self.root / "đề"], file, datetime(2024, 11, 15).date(),  # noqa: DTZ001
                     "Ca sáng", self.clock.now())  # fmt: skip
        return folder

    def open_questions(self, room: Room | None = None, at: datetime | None = None, **more: Sequence[str]) -> Course:
        """On the day, after seven."""
        given = {"council": [str(self.council)], "second": ["Ngô Văn Khải"], "out": [str(self.root / "phòng")],
                 "officer": self.keys(0, 2, 4)}  # fmt: skip
        return self.hold("open-questions", self.root / "ca sáng", {**given, **more}, room,
                         at or datetime(2024, 11, 15, 7, 5, tzinfo=HANOI))  # fmt: skip

    def sit(self) -> SittingFolder:
        """Candidate 001 sits at the terminal, answers ten questions and hands in; what came is collected."""
        folder = load(self.root / "ca sáng")
        published = self.root / "phòng"
        room = read_room(find_rooms(published)[0])
        session = sign_in(room, "001", folder.secrets.pin_of("001"), SystemClock(), SystemDisk())
        session.start()
        for number, question in enumerate(session.questions[:10], 1):
            session.answer(number, question.options[0].id)
        session.submit()
        session.release()
        brought = collect(folder, self.plugins, [find_rooms(published)[0]], self.clock.now())
        assert len(brought.fresh) == 1
        return folder

    def open_key(self, room: Room | None = None, **more: Sequence[str]) -> Course:
        """After collecting."""
        given = {"council": [str(self.council)], "officer": self.keys(1, 2, 3)}
        return self.hold("open-key", self.root / "ca sáng", {**given, **more}, room)


class Typist:
    """Those who type at the plain front, a line each time it reads one; passphrases are laid ready like files."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.course: Course | None = None
        self.phrases: list[str] = []

    def isatty(self) -> bool:
        """Lines come as over a pipe."""
        return False

    def readline(self) -> str:
        """The next line."""
        assert self.course is not None
        question = self.course.question
        match question:
            case HandOver(person=person):
                is_new = self.course.ceremony.name == "enrol"
                self.phrases += [phrase_of(person)] * (2 if is_new else 1)
            case Show(secret=secret):
                self.year.paper = secret
                self.phrases.append(secret)
            case Retype(expected=expected):
                return expected + "\n"
            case Agree():
                return "có\n"
            case Ask(name="reason"):
                self.phrases.append(self.year.paper)
                return "thư ký quên mật khẩu\n"
        return "\n"


def find(name: str) -> Ceremony:
    """A ceremony by name."""
    return next(one for one in CEREMONIES if one.name == name)
