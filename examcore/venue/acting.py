"""Knows what an act of invigilators needs and how it is done: a reason, a second PIN, limits; then a line in the book.

Must not know how it is asked for, nor keep a PIN: who acts has been let in before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from examcore.conduct import CATEGORIES, Act, ActName, Opening, append_act
from examcore.conduct.acts import FORMAT, VERSION
from examcore.errors import Misused, NotAuthorised, Refused
from examcore.language import Message, messages
from examcore.record import stamp
from examcore.text import clean_line
from examcore.venue.room import Venue
from examcore.venue.view import RoomView, SeatView

msg = messages("examcore")

MOST_REASON = 500
MOST_MINUTES = 24 * 60
_ROOM_ONLY = ("start", "close")


@dataclass(frozen=True, slots=True)
class Order:
    """What invigilators want done: the act, for which candidates (none named: the whole room), and why.

    `minutes` belongs to add, and to restore where less than all that was lost is given back (0: all of it); `kind` to
    incident (a category) and sanction (its name).
    """

    act: ActName
    candidates: tuple[str, ...] = ()
    reason: str = ""
    minutes: int = 0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    """What an order needs before it may be done, and in a sentence why two are needed."""

    reason: bool
    second: bool
    because: Message | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: the act as it stands in the book, and the new PINs of those who were reseated, by candidate."""

    act: Act
    pins: Mapping[str, str]


def find_needs(view: RoomView, order: Order) -> Needs:
    """Whether `order` needs a reason and a second invigilator. Raises Misused or Refused where it cannot be at all."""
    _require_sound(view, order)
    steering = view.facts.steering
    assert steering is not None
    match order.act:
        case "add" if order.minutes > steering.alone_minutes:
            why = msg("more than {minutes} minutes are given by two", minutes=steering.alone_minutes)
            return Needs(reason=True, second=True, because=why)
        case "admit" if view.since_start_ms > steering.late_minutes * 60_000:
            why = msg("who comes more than {minutes} minutes late is let in by two", minutes=steering.late_minutes)
            return Needs(reason=True, second=True, because=why)
        case "force" | "paper":
            return Needs(reason=True, second=True, because=msg("a test is ended for a candidate by two"))
        case "close":
            is_all_in = all(seat.is_over or seat.phase == "absent" for seat in view.seats)
            open_yet = msg("not everybody has submitted")
            return Needs(not is_all_in, not is_all_in, None if is_all_in else open_yet)
        case "sanction":
            rule = steering.sanction(order.kind)
            ends = rule is not None and rule.ends
            return Needs(reason=True, second=ends, because=msg("who excludes a candidate are two") if ends else None)
        case "admit" | "start" | "resume":
            return Needs(reason=False, second=False)
        case "add" | "pause" | "restore" | "reseat" | "incident":
            return Needs(reason=True, second=False)


def carry_out(venue: Venue, asked: Order, by: str, second: str, reserve: Mapping[str, tuple[str, ...]]) -> Done:
    """Put the act into the conduct book, durably; windows obey within a second.

    `by` and `second` were let in (`enter`); `second` is "" where one is enough. Admitting the whole room admits those
    who wait. Raises Misused where a reason or the
    second is missing, NotAuthorised where both are one person, Refused where the room does not allow it (closed, nobody
    concerned, no PIN left, nothing lost), NotSaved where the disk refuses; then nothing is done.
    """
    room = venue.room

    def decide(acts: tuple[Act, ...], last: str) -> Act:
        view = venue.look()
        order = _settle_whom(view, asked)
        _require_asked(find_needs(view, order), order, by, second)
        return Act(
            seq=len(acts) + 1,
            at=stamp(venue.clock.now()),
            act=order.act,
            by=by,
            prev=last,
            mono_ms=int(venue.clock.monotonic() * 1000),
            boot=venue.clock.boot(),
            second=second,
            candidates=order.candidates,
            reason=clean_line(order.reason),
            ms=_find_ms(view, order),
            pin=_find_pin(view, order, reserve),
            kind=order.kind,
        )

    opening = Opening(FORMAT, VERSION, room.facts.sitting, room.facts.room, room.digest, stamp(venue.clock.now()))
    act = append_act(room.folder, venue.disk, opening, decide)
    pins = {number: reserve[number][act.pin - 1] for number in act.candidates} if act.act == "reseat" else {}
    return Done(act, pins)


def _settle_whom(view: RoomView, order: Order) -> Order:
    """The order with its candidates named where those present are meant: who comes later is admitted on their own."""
    if order.act != "admit" or order.candidates:
        return order
    waiting = tuple(seat.number for seat in view.seats if seat.phase == "waiting")
    if not waiting:
        raise Refused(
            msg("nobody waits to be admitted"), msg("candidates sign in first; then admit those who are there")
        )
    return replace(order, candidates=waiting)


def _require_sound(view: RoomView, order: Order) -> None:
    if view.facts.steering is None:
        raise Refused(
            msg("room {room} was published without invigilators", room=view.facts.room),
            msg("name them when the sitting is made: examcore sitting new --invigilators FILE.csv"),
        )
    if view.conduct.is_closed and order.act != "incident":
        raise Refused(msg("the room is closed; only incidents can still be noted"))
    if order.act in _ROOM_ONLY and order.candidates:
        raise Misused(msg("this is done for the whole room, not for single candidates"))
    if order.act == "start" and view.is_started:
        raise Refused(msg("the test has been started already"), msg("late candidates begin once they are admitted"))
    if order.act in ("reseat", "restore") and len(order.candidates) != 1:
        raise Misused(msg("name one candidate for this act"))
    if order.act == "sanction" and not order.candidates:
        raise Misused(msg("name the candidate who is sanctioned"))
    if len(order.reason) > MOST_REASON:
        raise Misused(msg("a reason has at most {most} letters", most=MOST_REASON))
    _require_kind(view, order)
    if order.act == "add" and not 1 <= order.minutes <= MOST_MINUTES:
        raise Misused(msg("say how many minutes are added: 1 to {most}", most=MOST_MINUTES))
    for number in order.candidates:
        seat = view.seat(number)
        if seat is None:
            raise Refused(msg("candidate {number} is not in this room", number=number))
        _require_open(seat, order)
    if order.act == "restore":
        _find_ms(view, order)


def _require_kind(view: RoomView, order: Order) -> None:
    steering = view.facts.steering
    if order.act == "incident" and order.kind not in CATEGORIES:
        raise Misused(
            msg("an incident is about one of: {kinds}", kinds=", ".join(CATEGORIES)),
        )
    if order.act == "sanction" and (steering is None or steering.sanction(order.kind) is None):
        names = ", ".join(one.name for one in steering.sanctions) if steering is not None else ""
        raise Misused(msg("the regulation knows these sanctions: {names}", names=names or "-"))


def _require_open(seat: SeatView, order: Order) -> None:
    if order.act in ("incident", "sanction") or not seat.is_over:
        return
    raise Refused(
        msg("candidate {number} has submitted; nothing can be changed", number=seat.number),
        msg("note an incident if something has to be on record"),
    )


def _require_asked(needs: Needs, order: Order, by: str, second: str) -> None:
    if needs.reason and not clean_line(order.reason):
        raise Misused(msg("a reason is needed"), msg("say in a few words why; it stands in the book of the room"))
    if needs.second and not second:
        raise Misused(
            msg("a second invigilator is needed: {because}", because=needs.because or "-"),
            msg("the second one types their own PIN"),
        )
    if second and second == by:
        raise NotAuthorised(msg("the second invigilator must be another person"))


def _find_ms(view: RoomView, order: Order) -> int:
    if order.act == "add":
        return order.minutes * 60_000
    if order.act != "restore":
        return 0
    seat = view.seat(order.candidates[0])
    lost = seat.lost_ms if seat is not None else 0
    if lost <= 0:
        raise Refused(
            msg("candidate {number} has lost no time that was measured", number=order.candidates[0]),
            msg("time for another reason is added, not restored"),
        )
    if order.minutes * 60_000 > lost:
        raise Refused(
            msg("candidate {number} lost {seconds} seconds; no more can be given back",
                number=order.candidates[0], seconds=lost // 1000),
            msg("give back less, or add time with its own reason"),
        )  # fmt: skip
    return order.minutes * 60_000 or lost


def _find_pin(view: RoomView, order: Order, reserve: Mapping[str, tuple[str, ...]]) -> int:
    if order.act != "reseat":
        return 0
    number = order.candidates[0]
    seat = view.seat(number)
    pin = (seat.pin if seat is not None else 0) + 1
    if pin > len(reserve.get(number, ())):
        raise Refused(
            msg("candidate {number} has no reserve PIN left", number=number),
            msg("let them go on with the PIN they have at a PC that works, or go on on paper"),
        )
    return pin
