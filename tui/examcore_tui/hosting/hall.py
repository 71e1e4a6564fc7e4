"""Knows the front of all workers: who sits where, who may come in, what happens when a worker or a link dies.

Must not know how a candidate is connected: each brings a `Link`.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from examcore import canonical
from examcore.errors import AlreadyThere, Conflict, NotAdmitted, Refused, WrongPin
from examcore.language import Message, messages
from examcore.session import read_room
from examcore_tui.hosting.crew import Hand
from examcore_tui.hosting.failing import describe
from examcore_tui.hosting.frames import Ending, Entry, Frame, Kind, Refusal, Window, read_sight, write_frame, write_text
from examcore_tui.hosting.keeping import keep_rooms, probe_rooms
from examcore_tui.viewer.sight import Sight

msg = messages("examcore_tui")

MOST_PER_WORKER = 100
RELEASE_SECONDS = 5.0
_NUMBER = re.compile(r"[0-9A-Za-z_-]{1,32}")
_PIN = re.compile(r"[!-~]{1,64}")
KEEP_AGAIN_SECONDS, LONGEST_KEEP_AGAIN_SECONDS = 1.0, 10.0
"""After a failure keeping begins anew so soon, then ever later: each time it is told."""
SPARE = 10
"""So few free places, and another worker is started before somebody has to wait for it."""


class Link(Protocol):
    """A candidate's connection, as the hall sees it."""

    def show(self, text: str) -> None:
        """Bring what was drawn to the candidate."""
        ...

    def show_sight(self, sight: Sight | None, data: bytes) -> None:
        """Show a picture over the terminal, lay it anew (no bytes) or take it away (None), where that can be."""
        ...

    def end(self, ending: Ending) -> None:
        """The screen is gone: "left", "closed", "failed" or "died"; after all but the first they may sign in again."""
        ...

    async def is_alive(self) -> bool:
        """Whether somebody is still there; within a second."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How many candidates at once, how many in one worker, and how many workers from the start (0: one a processor)."""

    candidates: int = 500
    per_worker: int = MOST_PER_WORKER
    at_start: int = 0


class Place:
    """One candidate in the hall. After `link.end` was called nothing here does anything."""

    def __init__(self, number: str, session: int, hand: Hand, link: Link) -> None:
        self.number, self.link = number, link
        self.gone = asyncio.Event()
        self._session, self._hand = session, hand
        hand.sessions.add(session)

    def run(self, columns: int, rows: int, mouse: bool = False, terminal: str = "", pictures: bool = False) -> None:
        """Show the test in a window of this size; again for another window, which then is drawn anew.

        `terminal` is its TERM, where that is known only now; `pictures` where the link can show them over it.
        """
        window = Window(columns, rows, mouse, terminal, pictures)
        self._hand.tell(write_frame(Kind.RUN, self._session, canonical.encode(window)))

    def feed(self, text: str) -> None:
        """What the candidate typed."""
        self._hand.tell(write_text(Kind.TYPED, self._session, text))

    def resize(self, columns: int, rows: int) -> None:
        """The window's new size."""
        self._hand.tell(write_frame(Kind.RESIZE, self._session, canonical.encode(Window(columns, rows))))

    def close(self) -> None:
        """The candidate is gone: release the session at once, so that they can come back."""
        self._hand.tell(write_frame(Kind.CLOSE, self._session))

    def leave(self) -> None:
        """The place is free; to be called by the hall."""
        self._hand.sessions.discard(self._session)
        self.gone.set()


class Hall:
    """All candidates of one server. `tell` narrates, without a secret."""

    def __init__(
        self,
        folders: tuple[Path, ...],
        tell: Callable[[Message], None],
        colours: str = "256",
        limits: Limits | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._folders, self._tell, self._colours = folders, tell, colours
        self._hands: list[Hand] = []
        self._places: dict[int, Place] = {}
        self._answers: dict[int, asyncio.Future[Frame]] = {}
        self._numbers: dict[str, Path] = {}
        self._doors: dict[str, asyncio.Lock] = {}
        self._next_session = self._next_hand = 0
        self._starting: asyncio.Task[None] | None = None
        self._keeping: asyncio.Future[None] | None = None
        self._keep_next: asyncio.TimerHandle | None = None
        self._keep_wait = KEEP_AGAIN_SECONDS
        self._is_stopping = False

    @property
    def candidates(self) -> int:
        """How many are in."""
        return len(self._places)

    @property
    def workers(self) -> tuple[int, ...]:
        """The process numbers of the workers."""
        return tuple(hand.pid for hand in self._hands)

    def knows(self, number: str) -> bool:
        """Whether a candidate of these rooms has this number."""
        return number in self._numbers

    async def start(self) -> None:
        """Read the rooms, see whether their disks are fast enough, keep them, and start the first workers.

        Raises Refused.
        """
        seen = self._numbers
        for folder in self._folders:
            for seat in read_room(folder).facts.candidates:
                if seen.setdefault(seat.number, folder) is not folder:
                    raise AlreadyThere(
                        msg("candidate {number} stands in two rooms: {one} and {two}",
                            number=seat.number, one=str(seen[seat.number]), two=str(folder)),
                        msg("serve the rooms one by one"),
                    )  # fmt: skip
        enough = -(-self.limits.candidates // self.limits.per_worker)
        await probe_rooms(self._folders)
        self._keep()
        count = min(enough, self.limits.at_start or os.cpu_count() or 1)
        await asyncio.gather(*(self._start_hand() for _ in range(count)))

    async def open(self, entry: Entry, link: Link) -> Place:
        """Let a candidate in: PIN right, nobody else on a living link in their place, room left.

        Raises WrongPin, NotAdmitted (they sit elsewhere), Conflict (this PIN counts no more), or another Refused. The
        caller then calls `run`.
        """
        if not (_NUMBER.fullmatch(entry.number) and _PIN.fullmatch(entry.pin)):
            entry = replace(entry, number="-", pin="-")  # refused as any other, and as slowly
        async with self._doors.setdefault(entry.number, asyncio.Lock()):
            try:
                return await self._admit(entry, link)
            except WrongPin:
                raise
            except NotAdmitted:
                old = next((place for place in self._places.values() if place.number == entry.number), None)
                if old is None or await old.link.is_alive():
                    raise
                old.close()
                with suppress(TimeoutError):
                    await asyncio.wait_for(old.gone.wait(), RELEASE_SECONDS)
                if not old.gone.is_set():
                    raise
                return await self._admit(entry, link)
            finally:
                self._forget_door(entry.number)

    async def stop(self) -> None:
        """Release all candidates and end all workers."""
        self._is_stopping = True
        if self._keep_next is not None:
            self._keep_next.cancel()
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait([self._keeping])
        if self._starting is not None:
            await asyncio.wait([self._starting])
        await asyncio.gather(*(hand.stop() for hand in list(self._hands)))

    def _keep(self) -> None:
        """Keep the rooms from here on; should that ever end by itself, it is told and begun anew."""
        self._keeping = asyncio.ensure_future(keep_rooms(self._folders, self._tell))
        self._keeping.add_done_callback(self._keep_again)

    def _keep_again(self, ended: asyncio.Future[None]) -> None:
        if self._is_stopping:
            return
        self._keep_next = asyncio.get_running_loop().call_later(self._keep_wait, self._keep)
        self._keep_wait = min(2 * self._keep_wait, LONGEST_KEEP_AGAIN_SECONDS)
        failure = None if ended.cancelled() else ended.exception()
        why = failure.text if isinstance(failure, Refused) else describe(failure) if failure is not None else ""
        self._tell(msg("the rooms are kept anew after a failure: {failure}", failure=why))

    def _forget_door(self, number: str) -> None:
        """Numbers are made up at the door by anybody; only those in use are kept."""
        if len(self._doors) > 4 * self.limits.candidates:
            self._doors = {name: door for name, door in self._doors.items() if door.locked()}

    async def _admit(self, entry: Entry, link: Link) -> Place:
        if self._is_stopping or len(self._places) + len(self._answers) >= self.limits.candidates:
            raise Refused(
                msg("the server takes {most} candidates at once and is full", most=self.limits.candidates),
                msg("call the invigilator: another server can take the rest"),
            )
        hand = await self._choose_hand()
        self._next_session += 1
        session = self._next_session
        place = Place(entry.number, session, hand, link)
        answer = self._answers[session] = asyncio.get_running_loop().create_future()
        hand.tell(write_frame(Kind.OPEN, session, canonical.encode(entry)))
        try:
            frame = await answer
        except asyncio.CancelledError:  # whoever asked has gone; the worker lets go of what it opens
            place.close()
            place.leave()
            raise
        finally:
            del self._answers[session]
        if frame.kind != Kind.ADMITTED:
            place.leave()
            raise _refuse(_read_refusal(frame))
        self._places[session] = place
        return place

    async def _choose_hand(self) -> Hand:
        """The worker with the fewest candidates; a new one is started where all are full, or nearly so beforehand."""
        free = sum(self.limits.per_worker - len(hand.sessions) for hand in self._hands)
        if free <= SPARE and len(self._hands) * self.limits.per_worker < self.limits.candidates:
            self._starting = self._starting or asyncio.ensure_future(self._start_another())
            if free <= 0:
                await asyncio.shield(self._starting)
        hand = min(self._hands, key=lambda one: len(one.sessions), default=None)
        if hand is None or len(hand.sessions) >= self.limits.per_worker:
            raise Refused(
                msg("the server has no worker ready"),
                msg("wait a moment and sign in again; if it stays so, call the technician"),
            )
        return hand

    async def _start_another(self) -> None:
        """Start a worker; what keeps it from starting is told, and those inside go on."""
        try:
            await self._start_hand()
        except Refused as problem:
            self._tell(problem.text)
        finally:
            self._starting = None

    async def _start_hand(self) -> None:
        self._next_hand += 1
        hand = Hand(self._next_hand, self._hear, self._lose)
        await hand.start(self._folders, self._colours)
        self._hands.append(hand)

    def _hear(self, frame: Frame) -> None:
        """A frame from a worker: to the one who waits at the door, or to the candidate's link."""
        answer = self._answers.get(frame.session)
        if answer is not None:
            if not answer.done():
                answer.set_result(frame)
            return
        place = self._places.get(frame.session)
        if place is None:
            return
        if frame.kind in (Kind.DRAWN, Kind.SIGHT):
            try:
                if frame.kind == Kind.DRAWN:
                    place.link.show(frame.text)
                else:
                    place.link.show_sight(*read_sight(frame))
            except BaseException:
                place.close()  # a link that cannot show ends, and the candidate may come back
                raise
        elif frame.kind == Kind.ENDED:
            self._end(frame.session, canonical.decode(frame.body, Ending))

    def _lose(self, hand: Hand) -> None:
        """A worker is gone: its candidates are told, and another takes its place."""
        if hand not in self._hands:
            return
        self._hands.remove(hand)
        lost = sorted(hand.sessions)
        for session in lost:
            answer = self._answers.get(session)
            if answer is not None and not answer.done():
                answer.set_result(Frame(Kind.ENDED, session, canonical.encode(Ending("died"))))
            self._end(session, Ending("died"))
        if self._is_stopping:
            return
        self._starting = self._starting or asyncio.ensure_future(self._start_another())
        self._tell(
            msg(
                "worker {number} died (exit code {code}) with {count} candidates; what they were told is saved, "
                "and they can sign in again",
                number=hand.number,
                code=str(hand.exit_code),
                count=len(lost),
            )
        )

    def _end(self, session: int, ending: Ending) -> None:
        place = self._places.pop(session, None)
        if place is None:
            return
        place.leave()
        asyncio.get_running_loop().call_soon(place.link.end, ending)  # what fails there concerns no other candidate
        if ending.failure:
            self._tell(
                msg("candidate {number}: the screen failed: {failure}", number=place.number, failure=ending.failure)
            )


def _read_refusal(frame: Frame) -> Refusal:
    """Why a candidate did not get in, also where the worker failed while it signed them in."""
    if frame.kind == Kind.REFUSED:
        return canonical.decode(frame.body, Refusal)
    text = msg("signing in was interrupted; what was saved before is safe")
    return Refusal("Refused", text.read(), msg("sign in again").read())


def _refuse(refusal: Refusal) -> Refused:
    """The refusal as it was raised in the worker, already in the candidate's language."""
    kinds = {"WrongPin": WrongPin, "NotAdmitted": NotAdmitted, "Conflict": Conflict}
    return kinds.get(refusal.error, Refused)(Message(refusal.text), Message(refusal.hint) if refusal.hint else None)
