"""Knows the commands of a room while the test runs: what is seen, and each act of the invigilators without a screen.

Must not know how an act is done: `examcore.venue` does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar  # click's own signatures are in terms of Any

import click

from examcore.conduct import CATEGORIES, ActName, name_act, name_category, read_book
from examcore.errors import Misused, Refused
from examcore.language import Decimals, Message, messages
from examcore.record import SystemClock, SystemDisk, measure_disk, read_boot
from examcore.session import OpenRoom, pick_room, read_room
from examcore.shell.asking import get_pin
from examcore.shell.localized import group, option
from examcore.shell.options import json_option, path
from examcore.shell.speak import give, give_json, give_table, tell
from examcore.store.rooms import INDEX
from examcore.venue import (
    Keeper,
    Order,
    RoomView,
    SeatView,
    Venue,
    carry_out,
    enter,
    find_needs,
    name_phase,
    name_submission,
    rebuild,
)

msg = messages("examcore")
F = TypeVar("F", bound=Callable[..., Any])
room = group("room", msg("A room while the test runs: see it, admit, start, pause, give time, end."))
KEEP_SECONDS = 1.0
NO_ONE_CLOCK = msg(
    "this system does not tell its programs which run of the machine they share: for windows that are gone "
    "time does not run and nothing is submitted by itself; submit for them, or close the room"
)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who acts, as the command line said: names and files with PINs."""

    by: str
    pin_file: Path | None
    second: str
    second_pin_file: Path | None


def _open(folder: Path) -> OpenRoom:
    return read_room(pick_room(folder))


@room.command("status", help=msg("Show every seat: phase, progress, time left, last sign of life.").template)
@click.argument("folder", metavar="ROOM", type=path)
@json_option
def status(folder: Path, as_json: bool) -> None:
    """Show every seat."""
    view = Venue(_open(folder), SystemClock(), SystemDisk()).look()
    if as_json:
        give_json(show_room(view))
        return
    give_table(
        [str(msg("No.")), str(msg("Seat")), str(msg("State")), str(msg("Answered")), str(msg("Time left")),
         str(msg("Last sign")), str(msg("Lost"))],
        [[s.number, s.seat, str(name_phase(s.phase)), f"{s.answered}/{s.of}", write_span(s.remaining_ms),
          write_span(s.ack_ms) if s.ack_ms >= 0 else "-", write_span(s.lost_ms) if s.lost_ms else "-"]
         for s in view.seats],
        right=(3, 4, 5, 6),
    )  # fmt: skip
    for seat in view.seats:
        if seat.fault:
            tell(msg("candidate {number}: {fault}", number=seat.number, fault=seat.fault))


def show_room(view: RoomView) -> dict[str, object]:
    """A room as JSON: no question, no PIN."""
    return {
        "room": view.facts.room,
        "sitting": view.facts.sitting,
        "steered": view.facts.steering is not None,
        "started": view.is_started,
        "paused": view.conduct.is_paused,
        "closed": view.conduct.is_closed,
        "since_start_ms": view.since_start_ms,
        "seats": [_show_seat(seat) for seat in view.seats],
    }


def _show_seat(seat: SeatView) -> dict[str, object]:
    return {
        "candidate": seat.number, "seat": seat.seat, "state": seat.phase, "admitted": seat.is_admitted,
        "answered": seat.answered, "flagged": seat.flagged, "of": seat.of, "remaining_ms": seat.remaining_ms,
        "ack_ms": seat.ack_ms, "idle_ms": seat.idle_ms, "lost_ms": seat.lost_ms, "granted_ms": seat.granted_ms,
        "pin": seat.pin, "sign_ins": seat.sign_ins, "incidents": seat.incidents, "submitted": seat.kind,
        "fault": seat.fault,
    }  # fmt: skip


def write_span(ms: int) -> str:
    """1:23:40"""
    seconds = ms // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def hands_options(command: F) -> F:
    """Give a command the options that say which invigilators act, and why."""
    for add in (
        json_option,
        option("--reason", default="", help=msg("why; it stands in the book of the room").template),
        option("--second-pin-file", type=path, help=msg("file with the second invigilator's PIN").template),
        option("--second", default="", help=msg("name of the second invigilator, where two are needed").template),
        option("--pin-file", type=path, help=msg("file with the invigilator's PIN (else a prompt)").template),
        option("--by", required=True, help=msg("name of the invigilator who acts").template),
    ):
        command = add(command)
    return command


def _act(folder: Path, order: Order, hands: Hands, as_json: bool) -> None:
    """Let those who act in, carry the order out and tell what was done."""
    venue = Venue(_open(folder), SystemClock(), SystemDisk())
    needs = find_needs(venue.look(), order)  # what cannot be is told before a PIN is asked for
    if needs.second and not hands.second:
        raise Misused(
            msg("a second invigilator is needed: {because}", because=needs.because or "-"),
            msg("name the second one: --second NAME --second-pin-file FILE"),
        )
    reserve = enter(venue.room, hands.by, get_pin(hands.pin_file, hands.by))
    if hands.second:
        enter(venue.room, hands.second, get_pin(hands.second_pin_file, hands.second))
    done = carry_out(venue, order, hands.by, hands.second, reserve)
    if as_json:
        give_json({"act": done.act, "pins": done.pins})
        return
    whom = ", ".join(done.act.candidates) or str(msg("the whole room"))
    give(f"{name_act(done.act.act)}: {whom}")
    for number, pin in done.pins.items():
        give(str(msg("new PIN of candidate {number}: {pin}", number=number, pin=pin)))


def _add_act(
    name: ActName, help_: Message, takes: str, more: tuple[Callable[[Callable[..., Any]], Callable[..., Any]], ...] = ()
) -> None:
    """One command for one act. `takes` says whom it concerns: "room", "one", "some" or "some or room"."""

    def run(
        folder: Path, by: str, pin_file: Path | None, second: str, second_pin_file: Path | None, reason: str,
        as_json: bool, numbers: tuple[str, ...] | str = (), is_all: bool = False, minutes: int = 0, kind: str = "",
    ) -> None:  # fmt: skip
        whom = (numbers,) if isinstance(numbers, str) else numbers
        if takes == "some or room" and bool(whom) == is_all:
            raise Misused(msg("name candidates, or say --all for the whole room"))
        hands = Hands(by, pin_file, second, second_pin_file)
        _act(folder, Order(name, whom, reason, minutes, kind), hands, as_json)

    command: Callable[..., Any] = hands_options(run)
    for add in more:
        command = add(command)
    if takes == "some or room":
        command = option("--all", "is_all", is_flag=True, help=msg("the whole room").template)(command)
    if takes == "one":
        command = click.argument("numbers", metavar="NUMBER")(command)
    elif takes != "room":
        command = click.argument("numbers", metavar="NUMBER...", nargs=-1, required=takes == "some")(command)
    command = click.argument("folder", metavar="ROOM", type=path)(command)
    room.command(name, help=help_.template)(command)


def _minutes(required: bool) -> Callable[[F], F]:
    return option(
        "--minutes", type=click.IntRange(1), required=required, default=None if required else 0,
        help=msg("how many minutes").template,
    )  # fmt: skip


_KIND = option("--kind", required=True, type=click.Choice(list(CATEGORIES)), help=msg("what it is about").template)
_SANCTION = option("--kind", required=True, help=msg("the sanction's name in the regulation").template)

_add_act("admit", msg("Admit candidates who have signed in and whose papers were looked at."), "some or room")
_add_act("start", msg("Start the test for everybody admitted, at once."), "room")
_add_act("pause", msg("Let the time stand still."), "some or room")
_add_act("resume", msg("Let the time run again after a pause."), "some or room")
_add_act("restore", msg("Give back time that ran while a candidate's PC was gone, at most what was measured."), "one",
         (_minutes(False),))  # fmt: skip
_add_act("add", msg("Add time for another reason."), "some or room", (_minutes(True),))
_add_act("reseat", msg("Move a candidate to another PC: a new PIN; the old window no longer records."), "one")
_add_act("incident", msg("Note an incident."), "some or room", (_KIND,))
_add_act("sanction", msg("Impose a sanction of the regulation; some end the test."), "one", (_SANCTION,))
_add_act("force", msg("Submit for candidates, as their answers stand."), "some")
_add_act("paper", msg("End at the PC and go on on paper; answers so far stay."), "some or room")
_add_act("close", msg("Close the room: what is still open is submitted as it stands."), "room")


@room.command("acts", help=msg("Show what the invigilators did.").template)
@click.argument("folder", metavar="ROOM", type=path)
@json_option
def acts(folder: Path, as_json: bool) -> None:
    """Show the conduct book."""
    book = read_book(_open(folder).folder)
    if as_json:
        give_json({"acts": book.acts})
        return
    for act in book.acts:
        who = f"{act.by}, {act.second}" if act.second else act.by
        what = [str(name_act(act.act)), str(name_category(act.kind)) if act.kind else "",
                write_span(act.ms) if act.ms else "", ", ".join(act.candidates), act.reason]  # fmt: skip
        give(f"{act.seq:>3} {act.at} {who}: {' · '.join(one for one in what if one)}")


@room.command("keep", help=msg("Submit what is due while no console is open; Ctrl+C ends it.").template)
@click.argument("folder", metavar="ROOM", type=path)
@option("--once", is_flag=True, help=msg("look once and end").template)
@json_option
def keep(folder: Path, once: bool, as_json: bool) -> None:
    """Settle what is due, again and again."""
    done: list[dict[str, str]] = []
    refused: dict[str, str] = {}
    trouble = ""
    with Keeper(Venue(_open(folder), SystemClock(), SystemDisk())) as keeper:
        while True:
            view, submitted = keeper.step()
            for number, kind in submitted:
                done.append({"candidate": number, "submitted": kind})
                how = name_submission(kind)
                tell(msg("candidate {number}: submitted as the answers stood ({kind})", number=number, kind=how))
            refused = _tell_refused(keeper.refused, refused)
            before, trouble = trouble, str(keeper.index_trouble or "")
            if trouble and trouble != before:
                tell(msg("the index is not kept, answers are not concerned: {reason}", reason=trouble))
            if once or all(seat.is_over for seat in view.seats):
                break
            time.sleep(KEEP_SECONDS)
    if as_json:
        rows = [{"candidate": number, "reason": reason} for number, reason in refused.items()]
        give_json({"submitted": done, "refused": rows})
    if refused:
        raise Refused(
            msg("{count} candidates are not submitted yet", count=len(refused)),
            msg("see to what was told for each, then give the command again"),
        )


def _tell_refused(refused: dict[str, Message], told: dict[str, str]) -> dict[str, str]:
    """Tell for whom nothing could be submitted and why, unless it was `told`; what stands now, by number."""
    now = {number: str(reason) for number, reason in refused.items()}
    for number, reason in now.items():
        if told.get(number) != reason:
            tell(msg("candidate {number}: not submitted yet: {reason}", number=number, reason=reason))
    return now


@room.command("index", help=msg("Make the room's index (room.sqlite) anew from the journals.").template)
@click.argument("folder", metavar="ROOM", type=path)
@json_option
def index(folder: Path, as_json: bool) -> None:
    """Make the index anew."""
    found = _open(folder)
    counts = rebuild(Venue(found, SystemClock(), SystemDisk()))
    if as_json:
        give_json({"file": str(found.folder / INDEX), "lines": counts})
        return
    lines = sum(counts.values())
    give(str(msg("{file}: {lines} lines of {count} candidates", file=str(found.folder / INDEX), lines=lines,
                 count=len(counts))))  # fmt: skip


@room.command("probe", help=msg("Measure whether the disk is fast enough for answers.").template)
@click.argument("folder", metavar="ROOM", type=path)
@json_option
def probe(folder: Path, as_json: bool) -> None:
    """Measure the disk that journals are written to, and see whether all programs here reckon by one clock."""
    found = _open(folder)
    speed = measure_disk(found.folder, SystemDisk())
    has_one_clock = read_boot() is not None
    if not has_one_clock:
        tell(NO_ONE_CLOCK)
    if as_json:
        give_json({
            "median_us": round(speed.median_ms * 1000), "p99_us": round(speed.p99_ms * 1000), "fit": speed.is_fit,
            "one_clock": has_one_clock,
        })  # fmt: skip
    else:
        give(str(msg("a line is on disk after {median} ms, 99 of 100 within {p99} ms",
                     median=Decimals(speed.median_ms, 1), p99=Decimals(speed.p99_ms, 1))))  # fmt: skip
    speed.require_fit(found.folder)
