"""Knows practice at once: questions in their order, the first answer to each, and what it was worth.

Must not know screens or files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from examcore.engine.booklets import order_options
from examcore.engine.tickets import Stream
from examcore.errors import Closed
from examcore.language import messages
from examcore.nouns import Basis, Item, Question

msg = messages("examcore")


@dataclass(frozen=True, slots=True)
class Drill:
    """Items, the same as questions with options in the order shown, and the option id given to each ("" for none)."""

    items: tuple[Item, ...]
    questions: tuple[Question, ...]
    given: tuple[str, ...]

    @property
    def right(self) -> int:
        """How many were answered right."""
        return sum(given == item.key for given, item in zip(self.given, self.items, strict=True))

    @property
    def done(self) -> int:
        """How many were answered."""
        return sum(bool(given) for given in self.given)


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer was worth: the option given and the right one (both from 0, as shown; -1 for none given), and
    the legal bases of the item.
    """

    item: Item
    chosen: int
    key: int
    bases: tuple[Basis, ...]

    @property
    def is_right(self) -> bool:
        """Whether the right option was given."""
        return self.chosen == self.key


def begin(items: Sequence[Item], seed: str) -> Drill:
    """A practice with these items; options in an order drawn from `seed`, fixed ones in their place."""
    stream = Stream(seed, "practice options")
    questions = tuple(Question(item.id, item.stem, order_options(item.options, stream), item.figures) for item in items)
    return Drill(tuple(items), questions, ("",) * len(items))


def answer(drill: Drill, index: int, option: int) -> Drill:
    """The practice after option `option` was given to question `index` (both from 0). Raises Closed for a second
    answer: the right one has been shown.
    """
    if drill.given[index]:
        raise Closed(msg("this question has been answered; its right option is shown"))
    chosen = drill.questions[index].options[option].id
    return replace(drill, given=tuple(chosen if at == index else kept for at, kept in enumerate(drill.given)))


def judge_question(item: Item, question: Question, given: str) -> Judged:
    """What the option with id `given` ("" for none) is worth, in the order of `question`."""
    shown = [option.id for option in question.options]
    return Judged(item, shown.index(given) if given else -1, shown.index(item.key), item.tags.bases)
