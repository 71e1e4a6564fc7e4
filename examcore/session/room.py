"""Knows the folder of one terminal room: room.json, booklets.sealed, journals/, and where they are
needed pictures.sealed and desk.sealed.

Must not know a key, a PIN it keeps, or a screen. Format: docs/formats/room.md.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from examcore import canonical
from examcore.conduct import Steering
from examcore.errors import AlreadyThere, BadInput, BrokenSeal, Misused, NotFound, NotSaved
from examcore.files import explain
from examcore.language import Label, messages
from examcore.nouns import Booklet, Sitting, SittingSecrets
from examcore.record import sync, sync_folder
from examcore.text import clean_line

msg = messages("examcore")

FORMAT = "examcore terminal room"
VERSION = 2
FACTS = "room.json"
BOOKLETS = "booklets.sealed"
PICTURES = "pictures.sealed"
JOURNALS = "journals"
DESK = "desk.sealed"
RESERVE = 2
"""How many further PINs each candidate of a steered room has, for other PCs."""
MOST_FACTS_BYTES = 4 * 2**20
MOST_SEALED_BYTES = 512 * 2**20
MOST_CANDIDATES = 10_000
MOST_MINUTES = 24 * 60
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,31}")


@dataclass(frozen=True, slots=True)
class RoomPart:
    """One part of every booklet in this room: id, title, how many questions."""

    name: str
    title: Label
    count: int


@dataclass(frozen=True, slots=True)
class Seat:
    """A candidate of this room: number, name, position, and the seat given to them ("" for none)."""

    number: str
    name: str
    position: str
    seat: str = ""


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """What anybody in the room may read. `booklets` and `desk` are the SHA-256 of booklets.sealed and desk.sealed, hex.

    `steering` is None, and `desk` "", where no invigilators were named: candidates then start when they like.
    """

    format: str
    version: int
    sitting: str
    title: str
    day: date
    room: str
    policy: Label
    minutes: int
    parts: tuple[RoomPart, ...]
    candidates: tuple[Seat, ...]
    rehearsal: bool
    booklets: str
    steering: Steering | None = None
    desk: str = ""

    @property
    def questions(self) -> int:
        """How many questions every booklet has."""
        return sum(part.count for part in self.parts)

    def candidate(self, number: str) -> Seat | None:
        """The candidate with this number, or None."""
        return next((seat for seat in self.candidates if seat.number == number), None)


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """A room folder that was read and is sound. `digest` is the SHA-256 of room.json, hex."""

    folder: Path
    facts: RoomFacts
    digest: str

    def journal(self, number: str) -> Path:
        """Where the journal of a candidate lies."""
        return self.folder / JOURNALS / f"{number}.jsonl"

    def lock(self, number: str, pin: int = 0) -> Path:
        """The file that a candidate's one live session with PIN number `pin` holds."""
        return self.folder / JOURNALS / (f"{number}.{pin}.lock" if pin else f"{number}.lock")

    def sealed_desk(self) -> bytes:
        """The sealed reserve PINs of a steered room. Raises NotFound in another, BrokenSeal when they were altered."""
        if self.facts.steering is None:
            raise NotFound(
                msg("room {room} was published without invigilators", room=self.facts.room),
                msg("name them when the sitting is made: examcore sitting new --invigilators FILE.csv"),
            )
        return self._sound(DESK, self.facts.desk)

    def sealed(self) -> bytes:
        """The sealed booklets. Raises BrokenSeal when they are not those the room was published with."""
        return self._sound(BOOKLETS, self.facts.booklets)

    def album(self) -> bytes:
        """The sealed pictures. Each is held against its question where it is opened. Raises NotFound without them."""
        return _read_limited(self.folder / PICTURES, MOST_SEALED_BYTES)

    @property
    def has_pictures(self) -> bool:
        """Whether questions of this room show pictures."""
        return (self.folder / PICTURES).is_file()

    def _sound(self, name: str, digest: str) -> bytes:
        path = self.folder / name
        data = _read_limited(path, MOST_SEALED_BYTES)
        if hashlib.sha256(data).hexdigest() != digest:
            raise BrokenSeal(
                msg("{file} was altered or cut after the room was published", file=str(path)),
                msg("copy the room folder again from where it was published"),
            )
        return data


def publish_room(
    sitting: Sitting, room: str, booklets: Mapping[str, Booklet], secrets: SittingSecrets, into: Path
) -> list[Path]:
    """Write the folder of `room` into the empty folder `into`; give room.json, booklets.sealed and
    journals/.

    Raises AlreadyThere where the folder is not empty, NotFound where a candidate has no booklet or PIN,
    NotSaved where the disk refuses.
    """
    from examcore.seal.desk import seal_desk
    from examcore.seal.room import name_slot, seal_room

    _require_empty(into)
    seats = tuple(
        Seat(c.number, clean_line(c.name), clean_line(sitting.position_title(c.position)), clean_line(c.seat))
        for c in sitting.candidates
        if c.room == room and c.number in booklets
    )
    pins = _pins(booklets, secrets, seats)
    steering = _steer(sitting, room, secrets)
    reserve: dict[str, tuple[str, ...]] = {}
    desk = b""
    if steering is not None:
        reserve = {number: draw_reserve(secrets.sheet_key, number) for number in booklets}
        desk = seal_desk(reserve, {one.name: one.pin for one in secrets.invigilators_of(room)})
    slots = {name_slot(number, 0): (number, pin) for number, pin in pins.items()}
    slots |= {name_slot(n, at): (n, pin) for n, more in reserve.items() for at, pin in enumerate(more, start=1)}
    sealed = seal_room({name: booklets[n] for name, (n, _) in slots.items()}, {s: pin for s, (_, pin) in slots.items()})
    facts = RoomFacts(
        format=FORMAT,
        version=VERSION,
        sitting=sitting.id,
        title=clean_line(sitting.title),
        day=sitting.day,
        room=room,
        policy=sitting.profile.title,
        minutes=sitting.profile.minutes,
        parts=tuple(RoomPart(part.name, part.title, part.count) for part in sitting.profile.parts),
        candidates=seats,
        rehearsal=sitting.rehearsal,
        booklets=hashlib.sha256(sealed.booklets).hexdigest(),
        steering=steering,
        desk=hashlib.sha256(desk).hexdigest() if desk else "",
    )
    _check(facts, into / FACTS)
    for number, booklet in booklets.items():
        _require_shape(facts, number, booklet)
    try:
        (into / JOURNALS).mkdir(parents=True)
        _write(into / BOOKLETS, sealed.booklets)
        if sealed.album:
            _write(into / PICTURES, sealed.album)
        if desk:
            _write(into / DESK, desk)
        _write(into / FACTS, canonical.encode(facts))
        sync_folder(into)
    except OSError as problem:
        raise NotSaved(
            msg("cannot write {file}: {reason}", file=str(into), reason=explain(problem)),
            msg("make room on the disk or choose another folder, then publish again"),
        ) from problem
    written = [*([into / PICTURES] if sealed.album else []), *([into / DESK] if desk else [])]
    return [into / FACTS, into / BOOKLETS, into / JOURNALS, *written]


def draw_reserve(sheet_key: str, number: str) -> tuple[str, ...]:
    """The further PINs of a candidate, six digits each: the organisers can tell them again, nobody else can."""
    return tuple(
        f"{int.from_bytes(hmac.digest(bytes.fromhex(sheet_key), _reserve_label(number, at), 'sha256')[:8]) % 10**6:06}"
        for at in range(1, RESERVE + 1)
    )


def _reserve_label(number: str, at: int) -> bytes:
    return f"examcore/reserve-pin/v1 {number} {at}".encode()


def _steer(sitting: Sitting, room: str, secrets: SittingSecrets) -> Steering | None:
    names = tuple(clean_line(one.name) for one in secrets.invigilators_of(room))
    rules = sitting.profile
    return Steering(names, rules.late_minutes, rules.alone_minutes, rules.sanctions) if names else None


def is_room(folder: Path) -> bool:
    """Whether `folder` looks like the folder of a terminal room; reading it may still refuse."""
    try:
        with (folder / FACTS).open("rb") as file:
            return FORMAT.encode() in file.read(MOST_FACTS_BYTES)
    except OSError:
        return False


def find_rooms(place: Path) -> tuple[Path, ...]:
    """The terminal room folders at `place`: itself, or those right below it, by name."""
    if is_room(place):
        return (place,)
    if not place.is_dir():
        return ()
    return tuple(sorted(child for child in place.iterdir() if child.is_dir() and is_room(child)))


def require_rooms(published: Path) -> tuple[Path, ...]:
    """The terminal room folders at `published`, like `find_rooms`. Raises NotFound where there is none."""
    rooms = find_rooms(published)
    if not rooms:
        raise NotFound(
            msg("there is no terminal room in {folder}", folder=str(published)),
            msg("name the folder that `examcore sitting publish` wrote for this room"),
        )
    return rooms


def pick_room(published: Path) -> Path:
    """The one terminal room at `published`. Raises NotFound where there is none, Misused where there are several."""
    rooms = require_rooms(published)
    if len(rooms) > 1:
        raise Misused(
            msg("{folder} holds {count} terminal rooms", folder=str(published), count=len(rooms)),
            msg("name one of them: {rooms}", rooms=", ".join(str(room) for room in rooms)),
        )
    return rooms[0]


def read_room(folder: Path) -> OpenRoom:
    """The room in `folder`. Raises NotFound or BadInput, naming the file."""
    path = folder / FACTS
    data = _read_limited(path, MOST_FACTS_BYTES)
    facts = canonical.decode(data, RoomFacts, str(path))
    _check(facts, path)
    return OpenRoom(folder, facts, hashlib.sha256(data).hexdigest())


def _read_limited(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except FileNotFoundError as problem:
        raise NotFound(
            msg("{file} is missing", file=str(path)),
            msg("name the folder that `examcore sitting publish` wrote for this room"),
        ) from problem
    except OSError as problem:
        raise BadInput(msg("cannot read {file}: {reason}", file=str(path), reason=explain(problem))) from problem
    if len(data) > most:
        raise BadInput(msg("{file} is larger than {most} bytes", file=str(path), most=most))
    return data


def _check(facts: RoomFacts, path: Path) -> None:
    """Raise BadInput where room.json is well formed but does not describe a room."""
    if (facts.format, facts.version) != (FORMAT, VERSION):
        raise BadInput(
            msg(
                "{file} is {format} version {version}; this program reads {want} version {wanted}",
                file=str(path),
                format=clean_line(facts.format)[:60],
                version=facts.version,
                want=FORMAT,
                wanted=VERSION,
            ),
            msg("use the version of examcore that published the room"),
        )
    bad = next((seat.number for seat in facts.candidates if not _NUMBER.fullmatch(seat.number)), None)
    if bad is not None:
        raise BadInput(
            msg("{file}: the candidate number {number} cannot name a file", file=str(path), number=repr(bad)),
            msg("use 1 to 32 letters, digits, hyphens and underscores"),
        )
    numbers = [seat.number for seat in facts.candidates]
    twice = (
        next((number for number in numbers if numbers.count(number) > 1), None)
        if len({number.lower() for number in numbers}) != len(numbers)
        else None
    )
    if twice is not None:
        raise BadInput(msg("{file}: candidate {number} is listed twice", file=str(path), number=twice))
    if not 1 <= len(numbers) <= MOST_CANDIDATES:
        raise BadInput(
            msg(
                "{file}: a room has 1 to {most} candidates, not {found}",
                file=str(path),
                most=MOST_CANDIDATES,
                found=len(numbers),
            )
        )
    if not 1 <= facts.minutes <= MOST_MINUTES:
        raise BadInput(
            msg(
                "{file}: a test lasts 1 to {most} minutes, not {found}",
                file=str(path),
                most=MOST_MINUTES,
                found=facts.minutes,
            )
        )
    if not facts.parts or any(part.count < 1 for part in facts.parts):
        raise BadInput(msg("{file}: every part has at least one question", file=str(path)))


def _require_shape(facts: RoomFacts, number: str, booklet: Booklet) -> None:
    want = tuple((part.name, part.count) for part in facts.parts)
    have = tuple((part.name, len(part.questions)) for part in booklet.parts)
    if want != have:
        raise BadInput(
            msg(
                "candidate {number}: booklet {code} does not have the parts of the sitting",
                number=number,
                code=booklet.code,
            )
        )


def _pins(booklets: Mapping[str, Booklet], secrets: SittingSecrets, seats: tuple[Seat, ...]) -> dict[str, str]:
    known = {one.number: one.pin for one in secrets.passes}
    listed = {seat.number for seat in seats}
    for number in booklets:
        if number not in listed:
            raise NotFound(msg("candidate {number} is not in this room", number=number))
        if not known.get(number):
            raise NotFound(msg("candidate {number} has no PIN", number=number))
    return {number: known[number] for number in booklets}


def _require_empty(into: Path) -> None:
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise AlreadyThere(
            msg("{folder} is not an empty folder", folder=str(into)),
            msg("publish into a new folder; a published room is never overwritten"),
        )


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        sync(file.fileno())
        if os.name == "posix":
            path.chmod(0o600)
