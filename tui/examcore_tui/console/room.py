"""Knows the console's main page: the map of seats, what has happened, and the keys that act.

Must not show a question, nor let anything be done that the commands cannot do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from examcore.conduct import Act, ActName, name_act, name_category
from examcore.errors import ExamcoreError
from examcore.language import Message, messages
from examcore.record import parse_stamp
from examcore.session import RoomFacts
from examcore.venue import Keeper, Order, RoomView, Venue, carry_out, find_needs
from examcore_tui.console.acting import ActBox
from examcore_tui.console.seats import SeatMap
from examcore_tui.console.signs import FILTERS, tell_counts, tell_seat
from examcore_tui.dates import write_hour, write_time_left
from examcore_tui.glyphs import Glyphs
from examcore_tui.keyboard import on
from examcore_tui.page import Page, TextBox
from examcore_tui.widgets.bars import Key

msg = messages("examcore_tui")
LOOK_SECONDS = 1.0
_ACTS: dict[str, ActName] = {
    "v": "admit",
    "b": "start",
    "d": "pause",
    "t": "resume",
    "g": "add",
    "u": "restore",
    "m": "reseat",
    "s": "incident",
    "x": "sanction",
    "n": "force",
    "y": "paper",
    "k": "close",
}
"""Which letter asks for which act, after the Vietnamese words: cho Vào, Bắt đầu, Dừng, Tiếp, thêm Giờ, bÙ giờ, Máy
khác, Sự việc, Xử lý, Nộp thay, giấY, Khóa phòng. Capitals are the same: a caps lock must not mean the whole room.
"""
_FOR_ROOM = ("start", "close")


class RoomPage(Page):
    """One cell a seat. Letters act on the chosen seats, else on the one pointed to; all chosen is the whole room."""

    BINDINGS: ClassVar[list[BindingType]] = [
        on("left", "move(-1)"),
        on("right", "move(1)"),
        on("up", "row(-1)"),
        on("down", "row(1)"),
        on("pagedown", "row(5)"),
        on("pageup", "row(-5)"),
        on("space", "choose"),
        on("asterisk", "choose_shown"),
        on("f4", "filter"),
        on("f8", "acts"),
        on("f10", "leave"),
        on("escape", "clear"),
        *(on(digit, f"type({digit})") for digit in "0123456789"),
        *(on(letter, f"act('{letter}')") for letter in _ACTS),
    ]

    def __init__(self, venue: Venue, by: str, reserve: Mapping[str, tuple[str, ...]], glyphs: Glyphs) -> None:
        super().__init__()
        self.venue, self.by, self._reserve = venue, by, reserve
        self.map = SeatMap(glyphs)
        self.detail = Static("", markup=False, id="detail")
        self.view: RoomView = venue.look()  # before the index is held: where the book was altered, nothing is
        self._keeper = Keeper(venue)
        self._told: tuple[str, ...] = ()
        self._glyphs = glyphs
        self._filter = 0
        self._typed = ""
        self._troubled: frozenset[str] = frozenset()

    def body(self) -> Iterator[Widget]:
        """The map, then the seat pointed to in words."""
        yield self.map
        yield self.detail

    def keys(self) -> Sequence[Key]:
        """The keys that matter; the rest stands in the help."""
        return (
            Key("V", msg("admit"), msg("admit"), "act('v')"),
            Key("B", msg("start"), msg("start"), "act('b')"),
            Key("G", msg("add time"), msg("time"), "act('g')"),
            Key("M", msg("other PC"), msg("PC"), "act('m')"),
            Key("S", msg("incident"), msg("incident"), "act('s')"),
            Key("F4", msg("filter"), msg("filter"), "filter"),
            Key("F1", msg("all keys"), msg("help"), "help"),
        )

    def help(self) -> Sequence[tuple[str, Message | str]]:
        """Every key."""
        return [
            *((letter.upper(), name_act(act)) for letter, act in _ACTS.items()),
            (str(msg("Space")), msg("choose several seats")),
            ("*", msg("choose all seats shown")),
            ("0-9", msg("find a seat or candidate number")),
            ("F4", msg("filter")),
            ("F8", msg("conduct book")),
            ("F6", msg("other colours")),
            ("F10", msg("leave the console; the test goes on")),
        ]

    def on_mount(self) -> None:
        """Look once a second."""
        self.set_interval(LOOK_SECONDS, self.look)
        self.say(msg("point with the arrows; a letter acts on this seat, F1 shows all keys"))
        self.look()  # after that: what it has to tell stays to be read

    def look(self) -> None:
        """Submit what is due and show what is new; ring where somebody is newly in trouble."""
        try:
            self.view, submitted = self._keeper.step()
            for number, _ in submitted:
                self.say(msg("candidate {number}: submitted, with nobody at the window", number=number))
        except ExamcoreError as refused:
            if self._told != (str(refused),):
                self._told = (str(refused),)
                self.tell(refused)
            return
        self._tell_troubles()
        self._show()
        troubled = frozenset(seat.number for seat in self.view.seats if seat.phase in ("away", "broken"))
        if troubled - self._troubled:
            self.app.bell()
            first = next(seat for seat in self.view.seats if seat.number in troubled - self._troubled)
            self.say(msg("seat {seat}: {name} is disconnected", seat=first.seat or "-", name=first.name), is_alarm=True)
        self._troubled = troubled

    def _tell_troubles(self) -> None:
        """Say what does not go well, once while it lasts."""
        before, self._told = self._told, tuple(map(str, self._keeper.troubles))
        for trouble in self._told:
            if trouble not in before:
                self.say(trouble, is_alarm=True)

    def action_move(self, step: int) -> None:
        """Point to another seat."""
        self._typed = ""
        self.map.move(step)
        self._show_detail()

    def action_row(self, step: int) -> None:
        """Point to a seat in another row."""
        self._typed = ""
        self.map.move_row(step)
        self._show_detail()

    def action_type(self, digit: int) -> None:
        """Find a seat or candidate by what is typed."""
        self._typed = (self._typed + str(digit))[-8:]
        if self.map.find(self._typed):
            self.say(msg("looking for {typed}", typed=self._typed))
        else:
            self.say(msg("no seat or candidate {typed} here", typed=self._typed), is_alarm=True)
            self._typed = ""
        self._show_detail()

    def action_choose(self) -> None:
        """Choose the seat pointed to, or no longer."""
        if self.map.here is not None:
            self.map.choose(self.map.chosen ^ {self.map.here.number})
            self.map.move(1)
            self._show_detail()

    def action_choose_shown(self) -> None:
        """Choose every seat shown."""
        self.map.choose(frozenset(self.map.shown))
        self._show_detail()

    def action_clear(self) -> None:
        """Choose nothing; show all."""
        self._filter, self._typed = 0, ""
        self.map.choose(frozenset())
        self._show()

    def action_filter(self) -> None:
        """Show other seats."""
        self._filter = (self._filter + 1) % len(FILTERS)
        self._show()
        self.say(msg("shown: {what} ({count})", what=FILTERS[self._filter].title, count=len(self.map.shown)))

    def action_act(self, letter: str) -> None:
        """Ask for an act; what needs nothing is done at once."""
        act = _ACTS[letter]
        is_whole = len(self.map.chosen) == len(self.view.seats)
        if act == "admit" and not self.map.chosen and not self.view.is_started:
            is_whole = True  # before the start, everybody who waits
        order = Order(act, () if is_whole or act in _FOR_ROOM else self._find_whom())
        if act in ("admit", "resume") and self._is_simple(order):
            refused = self._do(order, "")
            if refused is not None:
                self.tell(refused)
            return
        self.app.push_screen(ActBox(self.venue.room, self.view, self.by, order, self._do))

    def action_acts(self) -> None:
        """Show the conduct book, the newest act first."""
        lines = [_tell_act(act, self.view.facts) for act in reversed(self.view.conduct.acts)]
        self.app.push_screen(TextBox(str(msg("CONDUCT BOOK")), "\n".join(lines) or str(msg("nothing yet"))))

    def on_unmount(self) -> None:
        """Let another console keep the index."""
        self._keeper.close()

    def action_leave(self) -> None:
        """Close the console."""
        self.app.exit()

    def _find_whom(self) -> tuple[str, ...]:
        if self.map.chosen:
            return tuple(seat.number for seat in self.view.seats if seat.number in self.map.chosen)
        return (self.map.here.number,) if self.map.here is not None else ()

    def _is_simple(self, order: Order) -> bool:
        """Whether it needs neither reason nor second, or cannot be at all: then it is tried and the refusal told."""
        try:
            needs = find_needs(self.view, order)
        except ExamcoreError:
            return True
        return not (needs.reason or needs.second)

    def _do(self, order: Order, second: str) -> ExamcoreError | None:
        try:
            done = carry_out(self.venue, order, self.by, second, self._reserve)
        except ExamcoreError as refused:
            return refused
        self.map.choose(frozenset())
        self.look()
        self.say(f"{name_act(done.act.act)}: {', '.join(done.act.candidates) or msg('the whole room')}")
        for number, pin in done.pins.items():
            seat = self.view.seat(number)
            name = seat.name if seat is not None else ""
            pin_text = msg("New PIN of candidate {number}, {name}: {pin}", number=number, name=name, pin=pin)
            advice = msg("Write it down for the candidate. They sign in with it at the other PC and go on there.")
            text = f"{pin_text}\n\n{advice}"
            self.app.call_later(self.app.push_screen, TextBox(str(msg("ANOTHER PC")), text))
        return None

    def _show(self) -> None:
        shows = FILTERS[self._filter].shows
        self.map.show(tuple(seat for seat in self.view.seats if shows(seat)))
        facts = self.view.facts
        mark = f"{msg('REHEARSAL')} · " if facts.rehearsal else ""
        self.who.show(f"{mark}{msg('room {room} · {name}', room=facts.room, name=self.by)}", right=self._tell_time())
        self.place.show(tell_counts(self.view, self._glyphs))
        self._show_detail()

    def _tell_time(self) -> str:
        if self.view.conduct.is_closed:
            return str(msg("CLOSED"))
        if not self.view.is_started:
            return str(msg("not started"))
        passed = write_time_left(self.view.since_start_ms)
        return str(msg("PAUSED · since the start {time}", time=passed) if self.view.conduct.is_paused
                   else msg("since the start {time}", time=passed))  # fmt: skip

    def _show_detail(self) -> None:
        seat = self.map.here
        lines = list(tell_seat(seat)) if seat is not None else ["", "", ""]
        if self.map.chosen:
            lines[0] = str(msg("{count} seats chosen", count=len(self.map.chosen)))
        self.detail.update("\n".join(lines))


def _tell_act(act: Act, facts: RoomFacts) -> str:
    who = f"{act.by} + {act.second}" if act.second else act.by
    when = write_hour(parse_stamp(act.at))
    given = write_time_left(act.ms) if act.ms else ""
    whom = ", ".join(act.candidates) or str(msg("the whole room"))
    return " · ".join(
        part for part in (when, who, str(name_act(act.act)), _name_kind(act, facts), given, whom, act.reason) if part
    )


def _name_kind(act: Act, facts: RoomFacts) -> str:
    """What an incident was about, or which sanction it was; "" for other acts."""
    if act.act == "sanction" and facts.steering is not None:
        return next((one.title.read() for one in facts.steering.sanctions if one.name == act.kind), act.kind)
    return str(name_category(act.kind))
