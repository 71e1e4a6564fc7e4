"""Knows who of a room is in a browser: it lets candidates in, finds their window again, and lets them go.

Must not know HTTP: it is handed numbers, PINs, addresses and the words of badges.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from examcore.errors import Conflict, NotAdmitted, WrongPin
from examcore.language import Language, Message, messages
from examcore.text import clean_line
from examcore_tui.hosting.frames import Ending, Entry
from examcore_tui.hosting.hall import Hall
from examcore_tui.hosting.tries import WRONG_TRIES, Tries
from examcore_tui.web.badges import Badge, Badges
from examcore_tui.web.window import WindowLink

msg = messages("examcore_tui")

GONE, ENDED, ELSEWHERE, AGAIN = 4001, 4002, 4003, 1012
"""Why a connection is closed: no such badge, the app was left, another window shows it, the window may come back."""
LINGER_SECONDS = 15.0
"""So long an app waits for its window after a connection is lost. Then it is let go, so that the invigilators see the
seat as disconnected and the loss is measured; when the window is back, the app is built anew from the journal."""
TERMINAL = "xterm-256color"
"""Our picture of a terminal has every sign the app draws with."""


class TooManyTries(NotAdmitted):
    """A candidate or an address tried too often; `seconds` until it may again."""

    def __init__(self, seconds: float) -> None:
        self.seconds = math.ceil(seconds)
        super().__init__(
            msg("too many tries; wait {seconds} seconds, then try again", seconds=self.seconds),
            msg("look at the slip; if the PIN is still refused, call the invigilator"),
        )


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks to be let in: what they typed, the language they read, the share of the type size, their address."""

    number: str
    pin: str = field(repr=False)
    language: Language
    share: float
    address: str


class Door:
    """All candidates of one server in browsers. `tell` narrates, without a secret."""

    def __init__(
        self,
        hall: Hall,
        tell: Callable[[Message], None],
        wrong_per_address: int = WRONG_TRIES,
        linger_seconds: float = LINGER_SECONDS,
    ) -> None:
        self.hall = hall
        self.linger_seconds = linger_seconds
        self._tell = tell
        self._badges = Badges()
        self._links: dict[str, WindowLink] = {}
        self._by_number, self._by_address = Tries(), Tries(wrong_per_address)
        self._coming: dict[str, asyncio.Task[WindowLink]] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._loop = asyncio.get_running_loop()

    async def sign_in(self, visitor: Visitor) -> str:
        """The word of a new badge. Raises TooManyTries, WrongPin, NotAdmitted (signed in elsewhere), Conflict
        (moved to another PC with a new PIN), Refused.
        """
        async with self._turn(visitor.address), self._turn(f"number {visitor.number}"):
            now = self._loop.time()
            wait = max(self._by_number.wait(visitor.number, now), self._by_address.wait(visitor.address, now))
            if wait > 0:
                self._tell(msg("too many tries to sign in from {address}", address=visitor.address))
                raise TooManyTries(wait)
            badge = Badge(visitor.number, visitor.pin, visitor.language, visitor.share, now)
            try:
                await self._open(badge, visitor.address)
            except WrongPin:
                self._by_number.count(visitor.number, now)
                self._by_address.count(visitor.address, now)
                self._tell(msg("wrong number or PIN from {address}", address=visitor.address))
                raise
            self._tell(msg("candidate {number} signed in from {address}", number=badge.number, address=visitor.address))
            return self._badges.issue(badge)

    def find(self, word: str) -> Badge | None:
        """Whose badge this is."""
        return self._badges.find(word, self._loop.time())

    async def come_back(self, badge: Badge, address: str) -> WindowLink:
        """The link of a signed-in candidate; where the app was let go, it is built anew. Raises Refused.

        Two windows that come back at once share what the first began.
        """
        link = self._links.get(badge.number)
        if link is not None:
            return link
        task = self._coming.get(badge.number)
        if task is None:
            task = self._coming[badge.number] = asyncio.ensure_future(self._open(badge, address))
            task.add_done_callback(lambda _: self._coming.pop(badge.number, None))
        try:
            return await asyncio.shield(task)
        except (NotAdmitted, Conflict):  # they sit elsewhere, or have a new PIN: this badge opens nothing more
            self._badges.drop(badge.number)
            raise

    def sign_out(self, badge: Badge) -> None:
        """Forget the badge, and let the app go. What was saved is safe."""
        self._badges.drop(badge.number)
        link = self._links.get(badge.number)
        if link is not None:
            link.close()

    async def _open(self, badge: Badge, address: str) -> WindowLink:
        link = WindowLink(lambda ending: self._close(badge.number, link, ending), self.linger_seconds)
        entry = Entry(badge.number, badge.pin, badge.language, clean_line(address), TERMINAL)
        link.place = await self.hall.open(entry, link)
        self._links[badge.number] = link
        link.wait()
        return link

    def _close(self, number: str, link: WindowLink, ending: Ending) -> None:
        """The app is gone. Who left it is signed out; after anything else the window comes back by itself."""
        if self._links.get(number) is link:
            del self._links[number]
            if ending.why == "left":
                self._badges.drop(number)
        if link.channel is not None:
            link.channel.close(ENDED if ending.why == "left" else AGAIN)

    def _turn(self, name: str) -> asyncio.Lock:
        """One try at a time for each name: what the one before was counts for the next, however many come at once.

        Kept only while somebody waits, since names are made up at the door by anybody.
        """
        lock = self._turns.get(name)
        if lock is None:
            lock = self._turns[name] = asyncio.Lock()
        return lock
