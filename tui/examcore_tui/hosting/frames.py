"""Knows the frames that front and worker exchange: kind, session, length, body; and what stands in a body.

Must not know who reads them. Format: one byte of kind, four of session, four of length (big-endian), then the body:
UTF-8 text for what is typed and drawn, canonical JSON for the rest, and after it, behind a line end, a picture's bytes.
"""

from __future__ import annotations

import asyncio
import struct
from dataclasses import dataclass, field
from enum import IntEnum

from examcore import canonical
from examcore.errors import BadInput
from examcore.language import messages
from examcore_tui.viewer.sight import Sight

msg = messages("examcore_tui")

HEAD = struct.Struct(">BII")
MOST_BODY = 4 * 2**20


class Kind(IntEnum):
    """What a frame says. Those up to ten go to the worker, the others come from it."""

    OPEN = 1  # Entry: sign this candidate in
    RUN = 2  # Window: show the screen, or show it in this other window
    TYPED = 3
    RESIZE = 4  # Window
    CLOSE = 5  # release the candidate at once
    STOP = 6  # release all and end
    ASK = 7  # say that the loop still turns
    READY = 11
    ADMITTED = 12
    REFUSED = 13  # Refusal
    DRAWN = 14
    ENDED = 15  # Ending: the session is released
    TURNS = 16
    SIGHT = 17  # Sight and the bytes of a picture, or nothing


@dataclass(frozen=True, slots=True)
class Entry:
    """A candidate at the door: number, PIN, language, from where, and what shows them the screen (TERM, system)."""

    number: str
    pin: str = field(repr=False)
    language: str = "vi"
    origin: str = ""
    terminal: str = "xterm-256color"
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The far terminal: columns, rows, whether its mouse is listened to, its TERM where the entry did not have it, and
    whether a picture itself can be shown over it.
    """

    columns: int
    rows: int
    mouse: bool = False
    terminal: str = ""
    pictures: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a candidate was not let in: the name of the error's class, its text and its hint, in their language."""

    error: str
    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How a screen ended: "left" by the candidate, "closed" by the host, "failed" (and what of), or "died"."""

    why: str
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame."""

    kind: int
    session: int
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")


def write_frame(kind: Kind, session: int = 0, body: bytes = b"") -> bytes:
    """The bytes of a frame."""
    return HEAD.pack(kind, session, len(body)) + body


def write_text(kind: Kind, session: int, text: str) -> bytes:
    """The bytes of a frame of text; what is no text (half a character) becomes a question mark."""
    return write_frame(kind, session, text.encode("utf-8", "replace"))


def write_sight(session: int, sight: Sight | None, data: bytes) -> bytes:
    """The bytes of a frame that shows a picture, lays it anew (no bytes) or takes it away (None)."""
    body = b"" if sight is None else canonical.encode(sight) + b"\n" + data
    return write_frame(Kind.SIGHT, session, body)


def read_sight(frame: Frame) -> tuple[Sight | None, bytes]:
    """What `write_sight` was given."""
    if not frame.body:
        return None, b""
    head, _, data = frame.body.partition(b"\n")
    return canonical.decode(head, Sight), data


async def read_frame(reader: asyncio.StreamReader) -> Frame | None:
    """The next frame, or None where the other side is gone. Raises BadInput where it is too long."""
    try:
        kind, session, length = HEAD.unpack(await reader.readexactly(HEAD.size))
        if length > MOST_BODY:
            raise BadInput(msg("a frame between front and worker is longer than {most} bytes", most=MOST_BODY))
        return Frame(kind, session, await reader.readexactly(length))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
