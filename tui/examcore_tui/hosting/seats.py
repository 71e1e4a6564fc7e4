"""Knows the seats of one worker: which frame goes to which, what each sends back, when rubbish is swept.

Must not know processes; the answers are in the journals, so nothing here must outlive it.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine

from examcore import canonical
from examcore.errors import Refused
from examcore.language import Language
from examcore.session import OpenRoom
from examcore_tui.hosting.failing import describe
from examcore_tui.hosting.frames import (
    Ending,
    Entry,
    Frame,
    Kind,
    Refusal,
    Window,
    write_frame,
    write_sight,
    write_text,
)
from examcore_tui.hosting.seat import Seat
from examcore_tui.viewer.sight import Sight

IDLE_SECONDS = 1.0
YOUNG, MIDDLE, NEVER = 5_000, 5, 1_000_000
"""Young objects are swept every few thousand, some milliseconds each time; old ones never by themselves, since that
takes a good part of a second in a full worker."""
WORTH_SWEEPING_ALL = 20
"""Seats ended since the last sweep of everything."""


class Seats:
    """The candidates of one worker. Frames go out through `writer`."""

    def __init__(self, rooms: tuple[OpenRoom, ...], writer: asyncio.StreamWriter) -> None:
        self._rooms = rooms
        self._writer = writer
        self._seats: dict[int, Seat] = {}
        self._running: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended = 0
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()
        gc.collect()
        gc.freeze()  # what is loaded by now stays; sweeping it again and again would stop all screens
        gc.set_threshold(YOUNG, MIDDLE, NEVER)

    def take(self, frame: Frame) -> None:
        """Do what a frame says; one for a seat that has ended is no longer of interest."""
        self._heard_at = self._loop.time()
        if frame.kind == Kind.OPEN:
            self._begin(frame.session, self._open(frame.session, canonical.decode(frame.body, Entry)))
            return
        seat = self._seats.get(frame.session)
        if seat is None:
            return
        match frame.kind:
            case Kind.TYPED:
                self._begin(frame.session, self._type(seat, frame.text))
            case Kind.RUN:
                window = canonical.decode(frame.body, Window)
                if frame.session not in self._running:
                    self._running.add(frame.session)
                    self._begin(frame.session, self._run(frame.session, seat, window))
                else:
                    seat.attach(window)
            case Kind.RESIZE:
                seat.resize(canonical.decode(frame.body, Window))
            case Kind.CLOSE:
                self._begin(frame.session, self._close(frame.session, seat))

    async def close(self) -> None:
        """Release all."""
        await asyncio.gather(*(seat.close() for seat in self._seats.values()))

    async def tidy(self) -> None:
        """Sweep what ended seats left behind, for ever: while nobody types."""
        while True:
            await asyncio.sleep(IDLE_SECONDS)
            if self._ended >= WORTH_SWEEPING_ALL and self._loop.time() - self._heard_at >= IDLE_SECONDS:
                self._ended = 0
                gc.collect()

    async def _open(self, session: int, entry: Entry) -> None:
        try:
            seat = self._seats[session] = self._make_seat(session, entry)
            if await seat.open():
                self._writer.write(write_frame(Kind.ADMITTED, session))
            else:
                self._end(session, Ending("closed"))
        except Refused as problem:
            self._seats.pop(session, None)
            language: Language = "en" if entry.language == "en" else "vi"
            hint = problem.hint.read(language) if problem.hint is not None else ""
            refusal = Refusal(type(problem).__name__, problem.text.read(language), hint)
            self._writer.write(write_frame(Kind.REFUSED, session, canonical.encode(refusal)))

    async def _run(self, session: int, seat: Seat, window: Window) -> None:
        self._end(session, await seat.run(window))

    async def _type(self, seat: Seat, text: str) -> None:
        seat.feed(text)

    async def _close(self, session: int, seat: Seat) -> None:
        await seat.close()
        if seat.is_open and session not in self._running:  # one that is still signing in ends when it has
            self._end(session, Ending("closed"))

    def _end(self, session: int, ending: Ending) -> None:
        if self._seats.pop(session, None) is not None:
            self._running.discard(session)
            self._ended += 1
            self._writer.write(write_frame(Kind.ENDED, session, canonical.encode(ending)))

    def _begin(self, session: int, work: Coroutine[object, object, None]) -> None:
        """Do `work` in a task and context of its own; if it fails, that seat ends and no other."""

        def look(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            failure = None if task.cancelled() else task.exception()
            if failure is not None:
                seat = self._seats.get(session)
                self._end(session, Ending("failed", describe(failure)))
                if seat is not None:
                    self._begin(session, seat.close())

        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(look)

    def _make_seat(self, session: int, entry: Entry) -> Seat:
        def show_sight(sight: Sight | None, data: bytes) -> None:
            self._writer.write(write_sight(session, sight, data))

        return Seat(self._find_room(entry.number), entry, self._shower(session), show_sight)

    def _shower(self, session: int) -> Callable[[str], None]:
        def show(text: str) -> None:
            self._writer.write(write_text(Kind.DRAWN, session, text))

        return show

    def _find_room(self, number: str) -> OpenRoom:
        """The room of a candidate; an unknown one is refused by the first room as a wrong PIN is, and as slowly."""
        return next((room for room in self._rooms if room.facts.candidate(number)), self._rooms[0])
