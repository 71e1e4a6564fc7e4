"""Knows SSH: who knocks, their number and PIN, the one channel they get. The only module that touches asyncssh.

Must not know the test. There is no shell, no command, no file transfer, no forwarding, no agent, no environment.
"""

from __future__ import annotations

import asyncio
import codecs
import logging
import math
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncssh

from examcore.errors import BadInput, Refused, WrongPin
from examcore.files import explain, read_limited, write_whole
from examcore.language import Language, Message, messages
from examcore_tui.hosting.allowance import Typing
from examcore_tui.hosting.frames import Ending, Entry
from examcore_tui.hosting.hall import Hall, Place
from examcore_tui.hosting.sequences import END
from examcore_tui.hosting.tries import Tries
from examcore_tui.viewer.sight import Sight

msg = messages("examcore_tui")

HOST_KEY = "ssh-host-key"
MOST_KEY_BYTES = 65_536
SIGN_IN_SECONDS = 30.0
"""For key exchange and PIN together, the growing delay included; then as long again to ask for a screen."""
BEAT_SECONDS, BEATS = 4.0, 2
"""A link that is silent so long is asked; after so many unanswered it is dead: 12 s."""
PROBE_SECONDS, PROBES = 0.4, 2
"""The same when somebody waits for the place: 1.2 s, enough for a link of 800 ms."""
MOST_UNREAD = 2**20
"""Bytes drawn that a client has not taken; one that reads nothing is let go."""
LAST_WORDS_SECONDS = 2.0
"""How long a client may take to read why it ends; most hang up by themselves at once."""
USUAL = 80, 24
"""Columns and rows of a client that does not know its own."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Where the door stands and how many may stand at it: in all, and from one address."""

    host: str = ""
    port: int = 2222
    connections: int = 1000
    per_address: int = 4
    wrong_per_address: int = 5


class Door:
    """An SSH server for the candidates of `hall`. `tell` narrates; candidates are spoken to in `language`."""

    def __init__(self, hall: Hall, rules: Rules, tell: Callable[[Message], None], language: Language = "vi") -> None:
        self.hall, self.rules, self.tell, self.language = hall, rules, tell, language
        self.by_number, self.by_address = Tries(), Tries(rules.wrong_per_address)
        self.visitors: set[Visitor] = set()
        self.addresses: Counter[str] = Counter()

    @property
    def port(self) -> int:
        """The port in use."""
        return self._acceptor.get_port()

    async def open(self, host_key: asyncssh.SSHKey) -> None:
        """Begin to listen. Raises Refused where the port is taken or not allowed."""
        logging.getLogger("asyncssh").setLevel(logging.CRITICAL)  # it names what strangers typed
        try:
            self._acceptor = await asyncssh.listen(
                self.rules.host,
                self.rules.port,
                server_factory=lambda: Visitor(self),
                server_host_keys=[host_key],
                server_version="examcore",
                encoding=None,
                line_editor=False,
                compression_algs=["none"],
                window=2**16,
                login_timeout=SIGN_IN_SECONDS,
                keepalive_interval=BEAT_SECONDS,
                keepalive_count_max=BEATS,
                password_auth=True,
                kbdint_auth=True,
                public_key_auth=False,
                host_based_auth=False,
                gss_host=None,
                agent_forwarding=False,
                x11_forwarding=False,
                allow_scp=False,
            )
        except OSError as problem:
            raise Refused(
                msg("cannot listen on port {port}: {reason}", port=self.rules.port, reason=explain(problem)),
                msg("choose another port with --port, or end the program that has it"),
            ) from problem

    async def close(self) -> None:
        """Let nobody in any more, and let all go."""
        self._acceptor.close()
        for visitor in list(self.visitors):
            visitor.dismiss()
        end = asyncio.get_running_loop().time() + LAST_WORDS_SECONDS
        while self.visitors and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.05)
        for visitor in list(self.visitors):
            visitor.abort()
        await self._acceptor.wait_closed()


class Visitor(asyncssh.SSHServer):
    """One connection: a stranger until the PIN is right, then a candidate's link to the hall."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._number = self._address = ""
        self._place: Place | None = None
        self._window: Window | None = None
        self._is_lost = False
        self._loop = asyncio.get_running_loop()

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Somebody knocks."""
        self._conn = conn
        self._address = str(conn.get_extra_info("peername", ("",))[0])
        door = self._door
        door.visitors.add(self)
        door.addresses[self._address] += 1
        if len(door.visitors) > door.rules.connections or door.addresses[self._address] > door.rules.per_address:
            door.tell(msg("too many connections: one from {address} was turned away", address=self._address))
            self._loop.call_soon(conn.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """The link is gone; the candidate's session is free for them at once."""
        self._is_lost = True
        self._door.visitors.discard(self)
        self._door.addresses[self._address] -= 1
        self._door.addresses += Counter()  # forgets who has none left
        self._let_go()

    def begin_auth(self, username: str) -> bool:
        """Everybody needs a PIN."""
        return True

    def password_auth_supported(self) -> bool:
        """The PIN is the password; keyboard-interactive asks for the same."""
        return True

    def kbdint_auth_supported(self) -> bool:
        """Clients that ask their user with our words."""
        return True

    def get_kbdint_challenge(
        self, username: str, lang: str, submethods: str
    ) -> tuple[str, str, str, list[tuple[str, bool]]]:
        """Ask for the PIN, unseen."""
        return "", "", self._door.language, [(msg("PIN (on your slip): ").read(self._door.language), False)]

    async def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> bool:
        """The PIN as it was typed."""
        return len(responses) == 1 and await self.validate_password(username, responses[0])

    async def validate_password(self, username: str, password: str) -> bool:
        """Let the candidate in, or say why not on the way; wrong tries are counted, and answered ever more slowly."""
        door, now, address = self._door, self._loop.time(), self._address
        if self._place is not None or self._is_lost:
            return False
        wait = max(door.by_number.wait(username, now), door.by_address.wait(address, now))
        if wait > 0:
            self._say(msg("too many tries; wait {seconds} seconds, then try again", seconds=math.ceil(wait)))
            return False
        delay = max(door.by_number.delay(username, now), door.by_address.delay(address, now))
        door.by_number.count(username, now)
        door.by_address.count(address, now)
        await asyncio.sleep(delay)
        try:
            place = await door.hall.open(self._entry(username, password), self)
        except WrongPin as problem:
            known = door.hall.knows(username)
            who = msg("candidate {number}", number=username) if known else msg("a number that nobody here has")
            door.tell(msg("wrong PIN: {who}, from {address}", who=who, address=address))
            self._say(problem.text)
            return False
        except Refused as problem:
            self._forgive(username, now)
            self._say(problem.text, problem.hint)
            return False
        self._forgive(username, now)
        if self._is_lost:  # gone while the door was opened
            place.close()
            return False
        self._number, self._place = username, place
        return True

    def auth_completed(self) -> None:
        """The candidate is in; who then asks for no screen goes out again."""
        self._door.tell(msg("candidate {number} signed in from {address} ({count} in)",
                          number=self._number, address=self._address, count=self._door.hall.candidates))  # fmt: skip
        self._loop.call_later(SIGN_IN_SECONDS, lambda: None if self._window else self._conn.abort())

    def session_requested(self) -> Window | bool:
        """One channel, the screen; a second one is refused."""
        if self._window is not None or self._place is None:
            return False
        self._window = Window(self, self._place)
        return self._window

    # The hall's link.

    def show(self, text: str) -> None:
        """Send what was drawn; a client that takes nothing is let go."""
        if self._window is not None and not self._window.write(text):
            self._conn.abort()

    def show_sight(self, sight: Sight | None, data: bytes) -> None:
        """A terminal shows the blocks that are drawn, and no picture over them."""

    def end(self, ending: Ending) -> None:
        """The screen is gone: say how to go on, and hang up."""
        self._door.tell(msg("candidate {number} is out ({count} in)",
                          number=self._number, count=self._door.hall.candidates))  # fmt: skip
        self._place = None
        words = {
            "left": msg("closed; what was saved is safe"),
            "closed": msg("this window was closed; what was saved is safe. Sign in again to go on"),
        }.get(ending.why, msg("the screen was interrupted; what was saved is safe. Sign in again to go on"))
        if self._window is not None:
            self._window.finish(words.read(self._door.language), is_left=ending.why == "left")
        if not self._is_lost:
            self._loop.call_later(LAST_WORDS_SECONDS, self._conn.close)

    async def is_alive(self) -> bool:
        """Whether the client still answers: it is asked more often, and one that is dead is lost by that."""
        if self._is_lost:
            return False
        self._conn.set_keepalive(PROBE_SECONDS, PROBES)
        await asyncio.sleep(PROBE_SECONDS * (PROBES + 1) + 0.1)
        if self._is_lost:
            return False
        self._conn.set_keepalive(BEAT_SECONDS, BEATS)
        return True

    def dismiss(self) -> None:
        """The server stops: say so and release the candidate."""
        if self._window is None:
            self._conn.abort()
        else:
            self._window.finish(
                msg("the server stops; what was saved is safe").read(self._door.language), is_left=False
            )
        self._let_go()

    def abort(self) -> None:
        """Cut the line."""
        self._conn.abort()

    def refuse_window(self) -> str:
        """What somebody without a terminal is told."""
        text = msg("the test needs a terminal; sign in with: ssh -t -p {port} {number}@ADDRESS",
                   port=self._door.port, number=self._number)  # fmt: skip
        return text.read(self._door.language)

    def _let_go(self) -> None:
        if self._place is not None:
            self._place.close()

    def _forgive(self, username: str, at: float) -> None:
        self._door.by_number.forgive(username, at)
        self._door.by_address.forgive(self._address, at)

    def _say(self, text: Message, hint: Message | None = None) -> None:
        """A line that the client shows before it asks for the PIN again."""
        lines = [one.read(self._door.language) for one in (text, hint) if one is not None]
        if not self._is_lost:
            self._conn.send_auth_banner("".join(f"{line}\r\n" for line in lines), self._door.language)

    def _entry(self, username: str, password: str) -> Entry:
        client = str(self._conn.get_extra_info("client_version", ""))
        platform = "win32" if "windows" in client.lower() or "putty" in client.lower() else "linux"
        return Entry(username, password, self._door.language, self._address, platform=platform)


class Window(asyncssh.SSHServerSession[bytes]):
    """The one channel of a candidate."""

    def __init__(self, visitor: Visitor, place: Place) -> None:
        self._visitor, self._place = visitor, place
        self._size: tuple[int, int] | None = None
        self._term = ""
        self._chan: asyncssh.SSHServerChannel[bytes] | None = None
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._typing = Typing()
        self._loop = asyncio.get_running_loop()

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """The channel is there."""
        self._chan = chan

    def pty_requested(self, term_type: str, term_size: tuple[int, int, int, int], term_modes: object) -> bool:
        """A terminal is what we want."""
        self._size, self._term = (term_size[0] or USUAL[0], term_size[1] or USUAL[1]), term_type[:64]
        return True

    def shell_requested(self) -> bool:
        """No shell: the test takes its place."""
        return True

    def session_started(self) -> None:
        """Show the test, or say what is missing."""
        if self._size is None:
            self.finish(self._visitor.refuse_window(), is_left=True, code=1)
        else:
            self._place.run(*self._size, terminal=self._term)

    def data_received(self, data: bytes, datatype: int | None) -> None:
        """What was typed; far more than anybody types is dropped, and who sends on and on is cut off."""
        if self._typing.take(self._loop.time(), len(data)):
            self._place.feed(self._decode(data))
        elif self._typing.is_flood:
            self._visitor.abort()

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        """The window has another size."""
        self._place.resize(width or USUAL[0], height or USUAL[1])

    def connection_lost(self, exc: Exception | None) -> None:
        """The channel is gone, and the candidate with it."""
        self._chan = None
        self._place.close()

    def write(self, text: str) -> bool:
        """Send; whether the client takes what it is sent."""
        if self._chan is None or self._chan.is_closing():
            return True
        self._chan.write(text.encode("utf-8", "replace"))
        return self._chan.get_write_buffer_size() <= MOST_UNREAD

    def finish(self, words: str, is_left: bool, code: int = 0) -> None:
        """Give the terminal back, leave a line on it, and close the channel."""
        if self._chan is None or self._chan.is_closing():
            return
        self.write(f"{'' if is_left else END}{words}\r\n")
        self._chan.exit(code)


def keep_host_key(folder: Path) -> tuple[asyncssh.SSHKey, str]:
    """The server's key, made once and kept in `folder`, and its fingerprint for the slips.

    Raises BadInput where the file is no such key or others may read it, NotSaved where it cannot be written.
    """
    path = folder / HOST_KEY
    if path.exists():
        return _read_host_key(path)
    key = asyncssh.generate_private_key("ssh-ed25519", comment="examcore")
    write_whole(path, key.export_private_key(), private=True)
    return key, key.get_fingerprint()


def _read_host_key(path: Path) -> tuple[asyncssh.SSHKey, str]:
    hint = msg("put it back from a copy; or remove it, and a new one is made, with a new fingerprint for the slips")
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise BadInput(
                msg("others may read the host key {file}", file=str(path)), msg("run: chmod 600 {file}", file=str(path))
            )
        key = asyncssh.import_private_key(read_limited(path, MOST_KEY_BYTES))
    except OSError as problem:
        raise BadInput(msg("cannot read {file}: {reason}", file=str(path), reason=explain(problem))) from problem
    except (asyncssh.KeyImportError, ValueError) as problem:
        raise BadInput(msg("{file} is no host key of SSH", file=str(path)), hint) from problem
    return key, key.get_fingerprint()
