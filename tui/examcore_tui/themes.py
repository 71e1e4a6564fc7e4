"""Knows the two colour schemes: a calm one on light paper, and one of highest contrast on black.

Must not know any screen. Every pair of text and ground has a contrast of at least 7:1 (WCAG 2.2, 1.4.6), and
no state is told by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.theme import Theme


@dataclass(frozen=True, slots=True)
class Colours:
    """One scheme: text and ground of the page, the bars, what is under the cursor, chosen, an alarm, a field, and what
    is filled, thin or missing.
    """

    name: str
    is_dark: bool
    text: str
    ground: str
    bar_text: str
    bar: str
    cursor_text: str
    cursor: str
    chosen_text: str
    quiet: str
    alarm_text: str
    alarm: str
    field: str
    filled: str
    thin: str
    missing: str


CALM = Colours(
    name="calm",
    is_dark=False,
    text="#1b1b1b",
    ground="#fbf9f3",
    bar_text="#ffffff",
    bar="#12355b",
    cursor_text="#0b1f38",
    cursor="#cfe3f7",
    chosen_text="#0a3a73",
    quiet="#454545",
    alarm_text="#ffffff",
    alarm="#8a1500",
    field="#ffffff",
    filled="#0b4f1f",
    thin="#6b3a00",
    missing="#8a1500",
)
CONTRAST = Colours(
    name="contrast",
    is_dark=True,
    text="#ffffff",
    ground="#000000",
    bar_text="#000000",
    bar="#ffffff",
    cursor_text="#000000",
    cursor="#ffff00",
    chosen_text="#ffff00",
    quiet="#e0e0e0",
    alarm_text="#000000",
    alarm="#ffb000",
    field="#000000",
    filled="#7dff7d",
    thin="#ffb000",
    missing="#ff9c9c",
)
SCHEMES = (CALM, CONTRAST)


def make_theme(colours: Colours) -> Theme:
    """The scheme as the screen library takes it."""
    return Theme(
        name=colours.name,
        primary=colours.bar,
        secondary=colours.bar,
        accent=colours.chosen_text,
        warning=colours.alarm,
        error=colours.alarm,
        success=colours.chosen_text,
        foreground=colours.text,
        background=colours.ground,
        surface=colours.field,
        panel=colours.ground,
        dark=colours.is_dark,
        text_alpha=1.0,
        variables=variables(colours),
    )


def variables(colours: Colours) -> dict[str, str]:
    """The names the style sheet uses."""
    return {
        "exam-text": colours.text,
        "exam-ground": colours.ground,
        "exam-bar-text": colours.bar_text,
        "exam-bar": colours.bar,
        "exam-cursor-text": colours.cursor_text,
        "exam-cursor": colours.cursor,
        "exam-chosen-text": colours.chosen_text,
        "exam-quiet": colours.quiet,
        "exam-alarm-text": colours.alarm_text,
        "exam-alarm": colours.alarm,
        "exam-field": colours.field,
        "exam-filled": colours.filled,
        "exam-thin": colours.thin,
        "exam-missing": colours.missing,
    }
