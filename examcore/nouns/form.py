"""Knows blueprint, form and booklet: what is to be drawn, what was drawn, what a candidate gets.

Must not know how they are drawn (engine), sealed (seal) or printed (wings).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from examcore.language import Label
from examcore.nouns.figure import Figure, Illustrated, Picture, figures_of, keep_figures, put_back, take_out
from examcore.nouns.item import FULL, Item, Question

UNTITLED = Label("")


@dataclass(frozen=True, slots=True)
class Quota:
    """How many items of a part carry a tag: `tag` = `value`, between `least` and `most` items.

    `tag` is "area", "level" or "scope"; scope "own" means the item names the position, "shared" that it
    serves all. `title` is how people call the value, where it has a name of its own.
    """

    tag: Literal["area", "level", "scope"]
    value: str
    least: int
    most: int
    title: Label = UNTITLED


@dataclass(frozen=True, slots=True)
class PartPlan:
    """One part of a blueprint: exactly `count` items under these quotas, their mean difficulty between `lowest` and
    `highest` (thousandths, both included).
    """

    name: str
    title: Label
    count: int
    quotas: tuple[Quota, ...]
    lowest: int = 0
    highest: int = FULL


@dataclass(frozen=True, slots=True)
class Limits:
    """What a blueprint allows of items used elsewhere, and how alike its forms must be.

    `overlap`: most items two forms of one draw share, percent of a form. `recent`: most items that were asked this
    calendar year or the one before, percent of a form. `uses`: an item asked so often in the last `years` calendar
    years rests (0: never). `sets`: most item sets in a form. `spread`: how far the mean difficulties of a part may lie
    apart between the forms of one draw, thousandths.
    """

    overlap: int = 20
    recent: int = 20
    uses: int = 3
    years: int = 3
    sets: int = 2
    spread: int = 10


@dataclass(frozen=True, slots=True)
class Blueprint:
    """How many items of what kind a form for `position` has, part by part.

    `core` are items every form has; of each group in `apart`, as of enemies, a form has one item at most.
    """

    policy: str
    profile: str
    position: str
    parts: tuple[PartPlan, ...]
    limits: Limits = Limits()
    core: tuple[str, ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()

    @property
    def count(self) -> int:
        """How many items a form has."""
        return sum(part.count for part in self.parts)


@dataclass(frozen=True, slots=True)
class FormPart:
    """The items drawn for one part, WITH keys, in item-id order."""

    name: str
    title: Label
    items: tuple[Item, ...]

    @property
    def difficulty(self) -> int:
        """Mean expected share of right answers, thousandths, rounded half up."""
        total = sum(item.tags.difficulty for item in self.items)
        return (2 * total + len(self.items)) // (2 * len(self.items)) if self.items else FULL


@dataclass(frozen=True, slots=True)
class Form:
    """One assembled test with keys. Core only: no delivery ever holds one.

    `rule` names the step of the drawing rule that produced it; `rehearsal` is true when the seed was given by
    hand: such a form is marked DIỄN TẬP wherever it is shown.
    """

    id: str
    policy: str
    profile: str
    position: str
    blueprint: str
    seed: str
    rule: str
    rehearsal: bool
    parts: tuple[FormPart, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, part after part."""
        return tuple(item for part in self.parts for item in part.items)

    def part_of(self, item_id: str) -> str:
        """The name of the part an item stands in; KeyError if it is not in this form."""
        for part in self.parts:
            if any(item.id == item_id for item in part.items):
                return part.name
        raise KeyError(item_id)


@dataclass(frozen=True, slots=True)
class BookletPart:
    """One part as shown: title and questions in this booklet's order."""

    name: str
    title: Label
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Booklet:
    """One reordering of a form, without keys, under its booklet code (digits).

    Question numbers run 1..n over parts.
    """

    code: str
    form: str
    position: str
    rehearsal: bool
    parts: tuple[BookletPart, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order shown; the first has number 1."""
        return tuple(question for part in self.parts for question in part.questions)


@dataclass(frozen=True, slots=True)
class QuestionLayout:
    """Where a printed letter leads: a question id and its option ids in the order shown (A, B, C ...)."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BookletLayout:
    """The order of a booklet without any text: enough to turn letters into option ids,
    useless to cheat with.
    """

    code: str
    form: str
    questions: tuple[QuestionLayout, ...]


def lay_out(booklet: Booklet) -> BookletLayout:
    """The order of `booklet` without its text."""
    return BookletLayout(
        booklet.code,
        booklet.form,
        tuple(QuestionLayout(q.id, tuple(o.id for o in q.options)) for q in booklet.questions),
    )


def detach(booklet: Booklet, into: dict[str, bytes]) -> Booklet:
    """`booklet` without the bytes of its pictures, which go into `into` by digest: each is then kept once."""
    return _redraw(booklet, lambda figures: take_out(figures, into))


def attach(booklet: Booklet, pictures: Mapping[str, bytes]) -> Booklet:
    """`booklet` with the bytes of its pictures. Raises KeyError or ValueError for one missing or altered."""
    return _redraw(booklet, lambda figures: put_back(figures, pictures))


def _redraw(booklet: Booklet, change: Callable[[tuple[Figure, ...]], tuple[Figure, ...]]) -> Booklet:
    def redraw(question: Question) -> Question:
        options = question.options
        if any(figures_of(option) for option in options):
            options = tuple(replace(one, figures=keep_figures(change(figures_of(one)))) for one in options)
        return replace(question, options=options, figures=keep_figures(change(figures_of(question))))

    parts = tuple(
        replace(part, questions=tuple(redraw(one) if has_figures(one) else one for one in part.questions))
        for part in booklet.parts
    )
    return replace(booklet, parts=parts)


def number_pictures(booklet: Booklet) -> dict[str, int]:
    """The number (from 1) by which people call each picture, by digest.

    It is the same in every booklet of a form, so that one printed set of pictures serves a room, and tells of no order.
    """
    held: set[str] = set()
    for question in booklet.questions:
        owners: tuple[Illustrated, ...] = (question, *question.options)
        figures = [figure for owner in owners for figure in figures_of(owner)]
        held.update(figure.picture.digest for figure in figures if isinstance(figure.picture, Picture))
    return {digest: number for number, digest in enumerate(sorted(held), start=1)}


def has_figures(question: Question | Item) -> bool:
    """Whether stem or options hold a picture or a table."""
    return bool(figures_of(question)) or any(figures_of(option) for option in question.options)
