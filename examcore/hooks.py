"""Knows what a plugin may give: one page, a chapter a phase, a docstring a hook.

Must not know any plugin. Every hook gathers: all plugins answer, each with a list, and ids must be unique.
A plugin is a module registered under the entry-point group `examcore` whose functions are marked `@hookimpl`;
in-house plugins have no other door. Hooks that later wings need are added when those wings are built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, get_args, runtime_checkable

import pluggy

from examcore.errors import Problem
from examcore.language import Label, Message
from examcore.nouns import (
    Blueprint,
    Booklet,
    BookletLayout,
    Document,
    Form,
    Item,
    Outcome,
    Position,
    Profile,
    Responses,
    Result,
    Score,
    Sitting,
    SittingSecrets,
    Source,
    Table,
)

if TYPE_CHECKING:
    import click

PROJECT = "examcore"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

Progress = Callable[[int, int], None]
"""Called with (done, of) while a long step runs."""


# --- what plugins hand over -------------------------------------------------------------------


class Policy(Protocol):
    """A city's rules. Pure: no clock, no disk, no network; the same arguments always give the same answer."""

    id: str
    title: Label

    def profile(self, on: date) -> Profile:
        """The rules in force on a day. Raises Refused when none were."""
        ...

    def positions(self) -> tuple[Position, ...]:
        """The posts this policy tests, in its own order; catalogues may add others."""
        ...

    def blueprint(self, profile: Profile, position: Position) -> Blueprint:
        """The default blueprint of a form for `position`."""
        ...

    def score(self, profile: Profile, form: Form, responses: Responses) -> Score:
        """Points, part by part in the profile's order.

        A response in review gives no point and counts as open.
        """
        ...

    def decide(self, profile: Profile, score: Score) -> Outcome:
        """The band and the reason; provisional while any response is in review."""
        ...

    def report(self, profile: Profile, sitting: Sitting, results: Sequence[Result]) -> tuple[Table | Document, ...]:
        """The result list and summaries. Names are file stems, unique among tables and among
        documents; the first table is the result list.
        """
        ...


class Delivery(Protocol):
    """A way to put questions before candidates and to bring responses back. Never holds a key.

    `brings` names, as a folder name, what comes back ("journals", "scans"); `asks_pin` says whether candidates sign
    in with a PIN, so that slips are made.
    """

    id: str
    title: Label
    brings: str
    asks_pin: bool

    def publish(
        self,
        sitting: Sitting,
        room: str,
        booklets: Mapping[str, Booklet],
        secrets: SittingSecrets,
        into: Path,
    ) -> list[Path]:
        """Write what room `room` needs into the empty folder `into`; give the paths, most important first.

        `booklets` maps the number of each candidate of the room to the booklet they sit.
        """
        ...

    def recognises(self, source: Path) -> bool:
        """Whether `source` (file or folder) looks like something this delivery brings back."""
        ...

    def collect(
        self,
        sitting: Sitting,
        layouts: Mapping[tuple[str, str], BookletLayout],
        secrets: SittingSecrets,
        source: Path,
        progress: Progress | None = None,
        keep: Path | None = None,
    ) -> Iterator[Responses | Problem]:
        """Responses found in `source`, and a Problem for everything that could not be read. Nothing
        is guessed.

        `layouts` maps (form id, booklet code) to the order of that booklet. `keep` is a folder beside the
        sitting that is this delivery's own: what it keeps there comes back as a `source`, to be judged again. A Problem
        with an `origin` takes back what came from there before.
        """
        ...

    def rehearse(
        self,
        sitting: Sitting,
        booklets: Mapping[str, Booklet],
        secrets: SittingSecrets,
        answers: Mapping[str, Mapping[str, str]],
        into: Path,
        workers: int = 2,
        progress: Progress | None = None,
    ) -> Path:
        """Let candidates sit for real without people: give the source that `collect` then reads.

        `booklets` and `answers` are keyed by candidate number; `answers` maps question id to the option id to
        give, a missing question is left blank.
        """
        ...


class Format(Protocol):
    """A file format for items. Reading reports every problem and never raises for what a file holds.

    Writing says every stem, option and key, or raises BadInput naming the items it cannot say. Where the format has no
    place for a tag, `bank export` finds that out by reading the file back, and tells it.
    """

    id: str
    title: Label
    suffixes: tuple[str, ...]

    def recognises(self, name: str, data: bytes) -> bool:
        """Whether `data` looks like this format; quick, sure of nothing. `name` may only tell alike formats apart."""
        ...

    def read(self, name: str, data: bytes, part: str, area: str, positions: tuple[str, ...]) -> ReadItems:
        """Items and problems found in a file; `part`,
        `area` and `positions` are defaults where it has none.
        """
        ...

    def write(self, items: Sequence[Item]) -> bytes:
        """A file with these items and their keys."""
        ...


@runtime_checkable
class MappedFormat(Protocol):
    """What a format of tables has besides: columns can be named in a mapping file, for `--mapping` and `bank map`."""

    def mapped(self, mapping: bytes) -> Format:
        """The format that reads by a mapping file. Raises BadInput naming the line that cannot be read."""
        ...

    def propose(self, name: str, data: bytes) -> bytes:
        """A mapping file for files like this one. Raises BadInput where no headings are found."""
        ...


@runtime_checkable
class KeyedFormat(Protocol):
    """What a format has besides whose keys may stand in another file, for `--keys-from`."""

    def keyed(self, name: str, data: bytes) -> Format:
        """The format that reads with the keys of that file too. Raises BadInput where it cannot be read."""
        ...


@runtime_checkable
class AnnotatedFormat(Protocol):
    """What a format has besides that can give a file back with its problems written in, for `--annotate`."""

    def annotate(self, data: bytes, problems: Sequence[Problem]) -> bytes:
        """A copy of the file with each problem beside its place. Raises BadInput where it cannot be opened."""
        ...


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in its file an item stands, and what the file calls it (a number, a name, or nothing)."""

    place: Message | str
    number: str


class ReadItems(Protocol):
    """What a format understood: questions found, good items in file order, problems in file order; `origins` tells
    where each item stands, or is empty where the format does not say.
    """

    @property
    def found(self) -> int: ...
    @property
    def items(self) -> tuple[Item, ...]: ...
    @property
    def problems(self) -> tuple[Problem, ...]: ...
    @property
    def origins(self) -> tuple[Origin, ...]: ...


class Writer(Protocol):
    """Writes tables or documents in one file format."""

    id: str
    suffix: str

    def takes(self, thing: Table | Document) -> bool:
        """Whether this writer can write `thing`."""
        ...

    def write(self, thing: Table | Document) -> bytes:
        """The file. Same thing in, same bytes out."""
        ...


class Catalogue(Protocol):
    """A published list of positions, and the reader of the decision it was published by."""

    id: str
    title: Label

    def positions(self) -> tuple[Position, ...]:
        """The positions as shipped, corrected, in the source's order."""
        ...

    def recognises(self, text: str) -> bool:
        """Whether `text` looks like a decision of this kind."""
        ...

    def read(self, text: str) -> ReadCatalogue:
        """Everything in the decision, with every repair, and every line that could not be placed."""
        ...


@runtime_checkable
class CitedCatalogue(Protocol):
    """What a catalogue has besides that knows the decision it was published by, for `catalog draft`."""

    source: Source


class ReadCatalogue(Protocol):
    """Positions in source order, and (line, text) of what could not be placed (lines count from 1)."""

    @property
    def positions(self) -> tuple[Position, ...]: ...
    @property
    def unplaced(self) -> tuple[tuple[int, str], ...]: ...


ScreenGroup: TypeAlias = Literal["prepare", "draw", "hold", "after", "always"]
"""When in the work a screen is needed: before the draw, drawing and sealing, the day of the test, after it, at any
time.
"""
SCREEN_GROUPS: tuple[ScreenGroup, ...] = get_args(ScreenGroup)


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen of the officers' desk, told without drawing it.

    `title` and `about` stand on the home screen, under `group`, by `order`. `command` is the command it stands for as
    typed, with names in capitals for what the officer chooses there (`examcore bank stats BANK`); never a secret.
    `make` is called with an `examcore.desk.Desk` when the officer opens it, and gives a screen of the toolkit the desk
    is drawn with (Textual); what it draws with is imported inside `make`, not before.
    """

    id: str
    title: Message | Label
    about: Message | Label
    group: ScreenGroup
    order: int
    command: str
    make: Callable[..., object]


# --- the hooks --------------------------------------------------------------------------------


class Hooks:
    """Specifications. Hooks gather: each plugin returns a list, possibly empty."""

    # before the exam: rules, posts, banks

    @hookspec
    def examcore_policies(self) -> list[Policy]:  # type: ignore[empty-body]
        """The policies this plugin brings."""

    @hookspec
    def examcore_catalogs(self) -> list[Catalogue]:  # type: ignore[empty-body]
        """The catalogues of positions this plugin brings."""

    @hookspec
    def examcore_formats(self) -> list[Format]:  # type: ignore[empty-body]
        """The item formats this plugin reads and writes."""

    @hookspec
    def examcore_check_item(self, item: Item) -> list[Problem]:  # type: ignore[empty-body]
        """What this plugin finds wrong with one item, for `bank lint` and `bank add`."""

    @hookspec
    def examcore_check_form(self, form: Form, profile: Profile) -> list[Problem]:  # type: ignore[empty-body]
        """What this plugin finds wrong with an assembled form; an error stops its sealing."""

    # the day of the exam

    @hookspec
    def examcore_deliveries(self) -> list[Delivery]:  # type: ignore[empty-body]
        """The deliveries this plugin brings."""

    # after the exam

    @hookspec
    def examcore_writers(self) -> list[Writer]:  # type: ignore[empty-body]
        """The writers of tables and documents this plugin brings."""

    # at any time

    @hookspec
    def examcore_screens(self) -> list[Screen]:  # type: ignore[empty-body]
        """The screens this plugin brings to the officers' desk."""

    @hookspec
    def examcore_commands(self) -> list[click.Command]:  # type: ignore[empty-body]
        """Commands to add. A group whose name exists already gives its commands to that group."""
