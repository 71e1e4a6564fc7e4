"""Knows the people at the keyboard: whose key file, whose passphrase, whether those present may open.

Must not know which ceremony they came for. Secrets are tried in a process of its own and kept only in the attendance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from examcore.ceremony.requests import Ask, Attend, Fingerprint, HandOver, Progress, Script, Secret, Tell
from examcore.ceremony.stage import Loaded
from examcore.errors import BadInput, NotAuthorised
from examcore.files import read_limited
from examcore.language import messages
from examcore.log import Log, Memory, Seen, SignerKey, name_key, refuse_older
from examcore.log.note import Signature as NoteSignature
from examcore.seal import Attendance, Council, Seat
from examcore.seal.officer import LARGEST_FILE, Card, read_officer_file
from examcore.seal.rules import ROLES, Opening, tell_rule
from examcore.seal.steps import Marked, mark_head, recall

msg = messages("examcore")
PAPER_TRIES = 6
"""Fifty-six letters typed unseen take more than one try."""


@dataclass(frozen=True, slots=True)
class Cosigned:
    """One member's signature under the head of a log, and the member's key file that now remembers it."""

    signature: NoteSignature
    public: bytes
    source: str
    file: bytes = field(repr=False)


def find_seat(path: Path) -> tuple[Seat, Card]:
    """The key file at `path`, still locked, and its card. Raises NotFound or BadInput."""
    data = read_limited(path, LARGEST_FILE)
    card = read_officer_file(data, str(path)).card
    return Seat(str(path), data.decode(), ""), card


def prove(seat: Seat, secret: str, log: Log | None, public: str = "") -> None:
    """Try a passphrase in a process of its own; refuse a log that is older than what the key file remembers of it.

    Raises WrongPassphrase, BadInput, BrokenSeal.
    """
    seen = recall(seat, secret, public)
    if log is not None and log.lines:
        mark = seen.get(log.origin, "")
        size, _, root = mark.partition(" ")
        if size.isdecimal():
            refuse_older(Memory(seen=(Seen(log.origin, int(size), root),)), log)


def cosign(body: str, origin: str, mark: str, seats: Sequence[Seat], names: Sequence[str]) -> tuple[Cosigned, ...]:
    """The signatures under the head of a log by everybody with a key file, who from now on remember it."""
    with_files = [(seat, name) for seat, name in zip(seats, names, strict=True) if seat.file]
    made = mark_head(body, origin, mark, [seat for seat, _ in with_files])
    return tuple(
        _cosigned(one, seat.source, name_key(name)) for one, (seat, name) in zip(made, with_files, strict=True)
    )


def _cosigned(one: Marked, source: str, name: str) -> Cosigned:
    key = SignerKey(name, one.public)
    return Cosigned(NoteSignature(name, key.id, one.signature), key.public, source, one.file)


def gather(
    held: Loaded, openings: Sequence[Opening], log: Log | None, reason: str = "", here: Sequence[Seat] = ()
) -> Script[Attendance]:
    """Officers come one by one until those present may open all of `openings`; an empty line calls for an emergency.

    With `reason` only the emergency set will do. `here` are seats taken in this ceremony already.
    """
    council = held.council
    places = {card.public: place for place, card in enumerate(council.cards)}
    seats = {
        places[card.public]: replace(known, secret=seat.secret)
        for seat in here
        if seat.file
        for known, card in [find_seat(Path(seat.source))]
        if card.public in places
    }
    needed: Sequence[Opening] = ("emergency",) if reason else openings
    yield from _tell_needed(council, needed)
    while not _are_enough(council, needed, frozenset(seats)):
        may_end = not reason and bool(council.sets["emergency"])
        place, seat = yield from _seat_one(council, places, seats, bool(reason), log, may_end)
        if seat is None:
            reason = yield Ask("reason", msg("why the emergency set is used, for the minutes"))
            needed = ("emergency",)
            yield Tell(msg("the emergency set is used: {reason}", reason=reason))
            yield from _tell_needed(council, needed)
            continue
        seats[place] = seat
        yield Progress(len(seats), max(_count_needed(council, one, frozenset(seats)) for one in needed))
    return Attendance(held.source, held.text, tuple(seats[place] for place in sorted(seats)), reason)


def name_seats(council: Council, seats: Sequence[Seat]) -> tuple[str, ...]:
    """The names of those in `seats`, in order."""
    return tuple(find_seat(Path(s.source))[1].name if s.file else council.cards[-1].name for s in seats)


def _tell_needed(council: Council, needed: Sequence[Opening]) -> Script[None]:
    for one in dict.fromkeys(council.rules[opening] for opening in needed):
        yield Tell(msg("needed: {rule}", rule=tell_rule(one, council.roles)))


def _are_enough(council: Council, needed: Sequence[Opening], present: frozenset[int]) -> bool:
    return all(council.may(opening, present) is not None for opening in needed)


def _seat_one(
    council: Council, places: Mapping[str, int], seats: Mapping[int, Seat], is_urgent: bool, log: Log | None,
    may_end: bool,
) -> Script[tuple[int, Seat | None]]:  # fmt: skip
    paper = len(council.members)
    if is_urgent and council.paper is not None and paper not in seats:
        public, empty = council.paper.public, Seat(str(msg("the emergency share")), "", "")
        secret = yield Secret(
            msg("the emergency share as printed on its paper"),
            lambda text: prove(empty, text, log, public),
            PAPER_TRIES,
        )
        yield Tell(msg("the envelope with the emergency share was opened: {name}", name=council.paper.name))
        yield Fingerprint(council.paper.name, council.paper.fingerprint)
        return paper, replace(empty, secret=secret)

    def check(text: str) -> None:
        _, card = find_seat(Path(text))
        if card.public not in places:
            raise NotAuthorised(
                msg("{name} is not a member of {title}", name=card.name, title=council.title),
                msg("use the key files of the members of this epoch: examcore council show"),
            )
        if places[card.public] in seats:
            raise BadInput(msg("{name} is here already", name=card.name))

    prompt = (
        msg("key file of the next officer (empty: use the emergency share)")
        if may_end
        else msg("key file of the next officer")
    )
    answer = yield Ask("officer", prompt, may_be_empty=may_end, is_file=True, check=check)
    if not answer:
        return paper, None
    seat, card = find_seat(Path(answer))
    place = places[card.public]
    seat = yield from unlock_seat(seat, card, str(ROLES[council.roles[place]]), log)
    return place, seat


def unlock_seat(seat: Seat, card: Card, role: str, log: Log | None) -> Script[Seat]:
    """The officer of a key file comes, types the passphrase, and stands in the minute."""
    yield HandOver(card.name)
    secret = yield Secret(msg("passphrase of {name}", name=card.name), lambda text: prove(seat, text, log))
    yield Attend(card.name, role)
    yield Tell(msg("{name} typed the passphrase", name=card.name))
    yield Fingerprint(card.name, card.fingerprint)
    return replace(seat, secret=secret)


def _count_needed(council: Council, opening: Opening, present: frozenset[int]) -> int:
    """How many people the smallest set has that those present can still complete."""
    return min(len(set(one) | present) for one in council.sets[opening])
