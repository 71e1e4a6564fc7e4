"""Knows how files become items: each read by a format, checked by every plugin, held against the others.

Must not know banks or commands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from examcore.errors import NotFound, Problem
from examcore.hooks import Format
from examcore.language import messages
from examcore.nouns import Item
from examcore.plugins import Plugins

msg = messages("examcore")
LARGEST = 20 * 1024 * 1024
SAMPLES = "examcore_banks"


@dataclass(frozen=True, slots=True)
class Intake:
    """What a number of files held."""

    found: int
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity == "error")


def read_files(
    plugins: Plugins,
    files: Sequence[tuple[str, bytes]],
    format_name: str | None,
    part: str,
    area: str,
    positions: tuple[str, ...],
    parts: Sequence[str] = (),
) -> Intake:
    """Items and problems of all files in their order, and problems between files.

    An item of a part that is not among `parts` could never be drawn and is a problem; without any, every part will do.
    """
    found = 0
    items: list[Item] = []
    problems: list[Problem] = []
    first_in: dict[str, str] = {}
    for name, data in files:
        read = _format_for(plugins, name, format_name).read(name, data, part, area, positions)
        found += read.found
        problems += read.problems
        for item in read.items:
            if item.id in first_in:
                problems.append(
                    Problem(name, msg("whole file"), "same-id",
                            msg("item {item} stands in {file} too", item=item.id, file=first_in[item.id]), item.id)
                )  # fmt: skip
                continue
            first_in[item.id] = name
            if parts and item.tags.part not in parts:
                problems.append(
                    Problem(name, msg("whole file"), "unknown-part",
                            msg("there is no part called {part}; there are {parts}", part=item.tags.part,
                                parts=", ".join(parts)), item.id)
                )  # fmt: skip
                continue
            problems += plugins.check_item(item)
            items.append(item)
    return Intake(found, tuple(items), tuple(problems))


def _format_for(plugins: Plugins, name: str, asked: str | None) -> Format:
    if asked:
        return plugins.format(asked)
    suffix = Path(name).suffix.lower()
    for one in plugins.formats.values():
        if suffix in one.suffixes:
            return one
    raise NotFound(
        msg("no installed format reads {name}", name=name),
        msg("name one with --format: {names}", names=", ".join(plugins.formats)),
    )


def sample_files() -> list[tuple[str, bytes]]:
    """The sample items that come with examcore, as (name, content), sorted by name."""
    found: list[tuple[str, bytes]] = []

    def walk(folder: Traversable, prefix: str) -> None:
        for entry in folder.iterdir():
            if entry.is_dir():
                walk(entry, f"{prefix}{entry.name}/")
            elif entry.name.endswith(".txt"):
                found.append((prefix + entry.name, entry.read_bytes()))

    walk(resources.files(SAMPLES), "")
    return sorted(found)
