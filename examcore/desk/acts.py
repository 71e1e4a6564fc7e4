"""Knows the book of review in words: an act and who did it, the field that changed, the moment.

Must not know screens or commands.
"""

from __future__ import annotations

from examcore.engine.changes import Change
from examcore.language import Message, messages
from examcore.nouns import BankAct
from examcore.record import parse_stamp

msg = messages("examcore")


def tell_act(act: BankAct) -> Message:
    """One act of the book, with who did it."""
    name, source, authors = act.by or "-", act.source or "-", ", ".join(act.authors) or "-"
    return {
        "settle": msg("rule set by {name}", name=name),
        "adopt": msg("taken into the book by {name}", name=name),
        "add": msg("added by {name}, from {source}", name=name, source=source),
        "receive": msg(
            "received by {name}, written by {authors}, from {source}", name=name, authors=authors, source=source
        ),
        "revise": msg("new version by {name}", name=name),
        "retag": msg("statistics or validity brought up to date by {name}", name=name),
        "review": msg("reviewed by {name}", name=name),
        "approve": msg("approved by {name}", name=name),
        "return": msg("sent back by {name}", name=name),
        "retire": msg("retired by {name}", name=name),
        "comment": msg("commented on by {name}", name=name),
    }[act.act]


def name_change(one: Change) -> Message | str:
    """The field that changed, as people call it; a tag by its name in the item file."""
    words = {
        "stem": msg("stem"), "option": msg("option {letter}", letter=one.letter),
        "order": msg("order of the options"), "key": msg("key"),
    }  # fmt: skip
    return words.get(one.field, one.field)


def write_moment(at: str) -> str:
    """A moment of the book by this machine's zone, as an officer reads it."""
    return f"{parse_stamp(at).astimezone():%d/%m/%Y %H:%M}"


def show_pieces(one: Change) -> str:
    """Both texts of a change as one: what went in [- -], what came in {+ +}."""
    marks = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}
    return "".join(marks[piece.kind][0] + piece.text + marks[piece.kind][1] for piece in one.pieces)
