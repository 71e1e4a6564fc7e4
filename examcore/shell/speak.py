"""Knows how the command line prints: data on stdout, narration on stderr. The only module that prints.

Must not know what is said.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import click

from examcore.canonical import plain
from examcore.engine.figures import hide_places
from examcore.errors import BadItems, ExamcoreError, Problem
from examcore.language import Message, messages
from examcore.text import clean_text

msg = messages("examcore")


def give(text: str) -> None:
    """A line of data on stdout."""
    click.echo(clean_text(text))


def give_json(document: object) -> None:
    """One JSON document on stdout, readable, keys sorted."""
    click.echo(json.dumps(plain(document), ensure_ascii=False, indent=1, sort_keys=True))


def tell(text: Message | str) -> None:
    """A line of narration on stderr."""
    click.echo(clean_text(str(text)), err=True)


def tell_error(error: ExamcoreError) -> None:
    """A refusal on stderr: each problem of a file, what happened, then what to do."""
    if isinstance(error, BadItems):
        tell_problems(error.problems)
    click.echo(clean_text(error.read()), err=True)


def tell_problems(problems: Sequence[Problem]) -> None:
    """One line for each problem: file, place, question, its first words, what is wrong; one more for what to do."""
    for problem in problems:
        question = f" [{problem.question}]" if problem.question else ""
        words = f" “{hide_places(problem.words)}”" if problem.words else ""
        place = f"{problem.place}{question}{words}".strip()
        tell(f"{problem.file}: {place}{': ' if place else ''}{problem.message} ({problem.code})")
        if problem.repair is not None:
            tell(f"    {msg('hint: {hint}', hint=problem.repair)}")


def as_rows(problems: Sequence[Problem]) -> list[dict[str, str]]:
    """Problems as the contract's JSON."""
    return [
        {
            "file": p.file,
            "place": str(p.place),
            "question": p.question,
            "code": p.code,
            "severity": p.severity,
            "message": str(p.message),
            "words": hide_places(p.words),
            "repair": "" if p.repair is None else str(p.repair),
        }
        for p in problems
    ]


class Steps:
    """Progress of a long command on stderr: a line a step, and a count inside it where a person watches."""

    def __init__(self, of: int) -> None:
        self._of = of
        self._done = 0
        self._watched = sys.stderr.isatty()

    def next(self, text: Message) -> None:
        """Begin the next step."""
        self._done += 1
        tell(f"[{self._done}/{self._of}] {text}")

    def count(self, done: int, of: int) -> None:
        """Progress within a step."""
        if self._watched:
            click.echo(f"\r      {done}/{of} ", nl=done >= of, err=True)


def give_table(titles: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    """A plain table on stdout; columns in `right` are set to the right. Widths count screen cells."""
    widths = [max(_cells(cell) for cell in column) for column in zip(titles, *rows, strict=True)]
    for line in (titles, ["─" * w for w in widths], *rows):
        cells = [_pad(cell, width, n in right) for n, (cell, width) in enumerate(zip(line, widths, strict=True))]
        give("  ".join(cells).rstrip())


def _cells(text: str) -> int:
    """Width on screen; Vietnamese in NFC is one cell a letter, and no East Asian wide letters are used here."""
    return len(clean_text(text))


def _pad(text: str, width: int, right: bool) -> str:
    blank = " " * (width - _cells(text))
    return blank + text if right else text + blank
