"""Knows the two pages a browser is shown: the sign-in and the test. Everything filled in is text, never markup.

Must not know who is signed in, nor a PIN: what was typed as one is never shown again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from string import Template

from examcore.language import Language, Message, messages
from examcore.session import RoomFacts
from examcore_tui.dates import write_day

msg = messages("examcore_tui")

TYPES = {".css": "text/css", ".js": "text/javascript"}
SIZES = (("", msg("ordinary")), ("1.33", msg("large")), ("1.67", msg("very large")))
"""Shares of the room's type size a candidate may choose, and their names."""
SAID = {
    "gone": msg(
        "please sign in again: the server was started anew or you were away for long; your saved answers are safe"
    ),
    "ended": msg("the test was closed in this browser; what was saved is safe"),
    "out": msg("you are signed out; what was saved is safe"),
}
"""What the page says when it is come back to, by the word in its address."""


@dataclass(frozen=True, slots=True)
class SignInPage:
    """What the sign-in page shows: a sentence (`is_alarm` for a refusal) and the number typed before."""

    language: Language
    said: Message | str = ""
    is_alarm: bool = False
    number: str = ""
    size: str = ""


@cache
def read_static() -> dict[str, tuple[str, bytes]]:
    """The files a browser may ask for by name, and nothing else: name to type and bytes."""
    folder = resources.files(__package__) / "static"
    found = {}
    for file in folder.iterdir():
        kind = TYPES.get(file.name[file.name.rfind(".") :])
        if kind is not None:
            found[file.name] = (kind, file.read_bytes())
    return found


@cache
def _template(name: str) -> Template:
    return Template((resources.files(__package__) / "static" / name).read_text(encoding="utf-8"))


def write_sign_in(facts: RoomFacts, page: SignInPage) -> str:
    """The sign-in page of a room, as HTML."""
    language = page.language
    said = page.said.read(language) if isinstance(page.said, Message) else page.said
    role, look = ("alert", "alarm") if page.is_alarm else ("status", "note")
    focus_pin = bool(page.number)
    return _template("sign-in.html").substitute(
        language=language,
        other_language="vi" if language == "en" else "en",
        other_name="Tiếng Việt" if language == "en" else "English",
        title=escape(facts.title),
        where=escape(_where(facts, language)),
        heading=escape(msg("CANDIDATE SIGN-IN").read(language)),
        said=f'<p class="{look}" role="{role}">{escape(said)}</p>' if said else "",
        number=escape(page.number),
        number_label=escape(msg("Candidate number").read(language)),
        number_focus="" if focus_pin else " autofocus",
        pin_label=escape(msg("PIN (on your slip)").read(language)),
        pin_focus=" autofocus" if focus_pin else "",
        size_label=escape(msg("Size of the letters").read(language)),
        sizes="\n".join(_size(share, name, language, page.size) for share, name in SIZES),
        sign_in=escape(msg("sign in").read(language).capitalize()),
        note=escape(msg("type the number and PIN from your slip; turn the Vietnamese keyboard off").read(language)),
    )


def write_back(facts: RoomFacts, language: Language, number: str) -> str:
    """The page of a browser in which candidate `number` is signed in: go on, or sign out."""
    return _template("back.html").substitute(
        language=language,
        title=escape(facts.title),
        where=escape(_where(facts, language)),
        heading=escape(msg("CANDIDATE SIGN-IN").read(language)),
        said=escape(msg("candidate {number} is signed in in this browser", number=number).read(language)),
        go_on=escape(msg("Go on with the test").read(language)),
        sign_out=escape(msg("Sign out").read(language)),
    )


def write_exam(facts: RoomFacts, language: Language, points: float) -> str:
    """The page of the test, as HTML; `points` is the size of its letters where the window has room for it."""
    lost = msg("Connection lost – connecting again… Saved answers are safe")
    elsewhere = msg("The test is open in another window. This one shows nothing any more; saved answers are safe")
    return _template("exam.html").substitute(
        language=language,
        title=escape(facts.title),
        points=f"{points:g}",
        lost=escape(lost.read(language)),
        elsewhere=escape(elsewhere.read(language)),
        no_script=escape(
            msg("This browser runs no scripts. Call the invigilator: another browser is needed").read(language)
        ),
    )


def _where(facts: RoomFacts, language: Language) -> str:
    where = msg("day {day} · room {room}", day=write_day(facts.day), room=facts.room).read(language)
    return f"{msg('REHEARSAL').read(language)} · {where}" if facts.rehearsal else where


def _size(share: str, name: Message, language: Language, chosen: str) -> str:
    checked = " checked" if share == chosen else ""
    return f'<label><input type="radio" name="size" value="{share}"{checked}> {escape(name.read(language))}</label>'


def find_share(size: str) -> float:
    """The share of the room's type size that `size` (from the form) stands for; 1 for anything unknown."""
    return float(size) if any(size == share for share, _ in SIZES) and size else 1.0
