"""Knows a line of text while it is typed: letters, and where the next one goes.

Must not know what the text means.
"""

from __future__ import annotations

from dataclasses import dataclass

from examcore.text import clean_line

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Typing:
    """Text, and the place of the cursor in it (0: before the first letter)."""

    text: str = ""
    at: int = 0

    def put(self, letters: str) -> Typing:
        """With letters put in at the cursor; what no line can hold is left out."""
        clean = letters if letters == " " else clean_line(letters)
        text = self.text[: self.at] + clean + self.text[self.at :]
        return self if len(text) > LONGEST else Typing(text, self.at + len(clean))

    def press(self, key: str) -> Typing | None:
        """After an editing key; None for any other key."""
        text, at = self.text, self.at
        match key:
            case "left":
                return Typing(text, max(at - 1, 0))
            case "right":
                return Typing(text, min(at + 1, len(text)))
            case "home":
                return Typing(text, 0)
            case "end":
                return Typing(text, len(text))
            case "backspace" | "ctrl+h":
                return Typing(text[: max(at - 1, 0)] + text[at:], max(at - 1, 0))
            case "delete":
                return Typing(text[:at] + text[at + 1 :], at)
        return None
