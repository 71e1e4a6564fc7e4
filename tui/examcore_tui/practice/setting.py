"""Knows what somebody practises with: the open items, the rules their test is held under, the progress and its file.

Must not know screens.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from examcore.errors import ExamcoreError
from examcore.language import Message, messages
from examcore.nouns import Basis, Position, Profile
from examcore.plugins import Plugins
from examcore.practice import (
    Judged,
    Mock,
    MockResult,
    MockScore,
    OpenItems,
    Progress,
    change_progress,
    draw_mock,
    note_answer,
    note_mock,
    open_progress,
    score_mock,
)
from examcore.session import LETTERS, Clock
from examcore.text import clean_text

msg = messages("examcore_tui")


def draw_seed() -> str:
    """A seed nobody has to know."""
    return secrets.token_hex(16)


@dataclass(slots=True)
class Setting:
    """All of it. `said` is what there is to tell at the beginning: a damaged file set aside, items left out."""

    plugins: Plugins
    policy: str
    found: OpenItems
    place: Path
    today: date
    clock: Clock
    seed: Callable[[], str] = draw_seed
    progress: Progress = field(default_factory=Progress)
    said: tuple[Message, ...] = ()

    def __post_init__(self) -> None:
        self.open()

    @property
    def profile(self) -> Profile:
        """The rules in force on the day of the items."""
        return self.plugins.policy(self.policy).profile(self.found.day)

    @property
    def positions(self) -> dict[str, Position]:
        """Every position by code."""
        return self.plugins.positions(self.policy)

    def open(self) -> None:
        """Read the progress. Raises NotFound or BadInput for a file that must not be touched."""
        opened = open_progress(self.place)
        self.progress = opened.progress
        told = []
        if opened.set_aside is not None:
            told.append(msg("the progress file was damaged; it was set aside as {path} and a new one begins",
                            path=str(opened.set_aside)))  # fmt: skip
        if self.found.lapsed:
            told.append(msg("{count} items rest on law not in force on {day} and are left out",
                            count=self.found.lapsed, day=f"{self.found.day:%d/%m/%Y}"))  # fmt: skip
        self.said = tuple(told)

    def title_of(self, code: str) -> str:
        """A position by code and title."""
        found = self.positions.get(code)
        return f"{code} · {found.title}" if found else code

    def keep_answer(self, judged: Judged) -> ExamcoreError | None:
        """Keep one answer; what went wrong where it could not be kept (practice goes on)."""
        tags = judged.item.tags
        return self._keep(
            lambda kept: note_answer(kept, judged.item.id, tags.part, tags.area, judged.is_right, self.today)
        )

    def draw(self, position: str) -> Mock:
        """A mock test for a position. Raises NotFound, Shortage."""
        return draw_mock(self.plugins, self.found, self.policy, position, self.seed())

    def finish(self, mock: Mock, answers: dict[str, str]) -> tuple[MockResult, ExamcoreError | None]:
        """The result of a mock test, kept; and what went wrong where it could not be kept."""
        result = score_mock(self.plugins, mock, answers)
        band = result.outcome
        score = MockScore(self.today, self.policy, mock.position, result.score.total, mock.profile.total, band.band,
                          band.title.vi)  # fmt: skip

        def add(kept: Progress) -> Progress:
            for one in result.verdicts:
                kept = note_answer(kept, one.question, one.part, one.area, one.is_right, self.today)
            return note_mock(kept, score)

        return result, self._keep(add)

    def _keep(self, change: Callable[[Progress], Progress]) -> ExamcoreError | None:
        try:
            self.progress = change_progress(self.place, change)
        except ExamcoreError as refused:
            self.progress = change(self.progress)
            return refused
        return None


def write_basis(basis: Basis) -> str:
    """A legal basis: the place in the document, then the document."""
    title = basis.source.title or basis.source.name
    return clean_text(f"{basis.place}, {title}" if basis.place else title)


def write_verdict(judged: Judged) -> str:
    """Right, wrong or left blank; the right option; every legal basis on a line of its own."""
    letter = LETTERS[judged.key]
    if judged.is_right:
        lines = [str(msg("✓ RIGHT: {letter}", letter=letter))]
    elif judged.chosen < 0:
        lines = [str(msg("– NOT ANSWERED. The right option is {letter}", letter=letter))]
    else:
        lines = [str(msg("✗ WRONG: {given}. The right option is {letter}", given=LETTERS[judged.chosen],
                         letter=letter))]  # fmt: skip
    bases = [write_basis(basis) for basis in judged.bases]
    if len(bases) == 1:
        lines.append(str(msg("Basis: {basis}", basis=bases[0])))
    elif bases:
        lines += [str(msg("Bases:")), *(f"- {basis}" for basis in bases)]
    else:
        lines.append(str(msg("the item names no legal basis")))
    return "\n".join(lines)


OPEN_ITEMS = msg("PRACTICE with open items: not the test's items")
"""Stands on every page of practice."""


def write_percent(share: int) -> str:
    """Thousandths as whole percent."""
    return f"{(share + 5) // 10}%"
