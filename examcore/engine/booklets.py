"""Knows how a form becomes booklets: items reordered within their part, options reordered, keys left behind.

Must not know how booklets are shown.
"""

from __future__ import annotations

from examcore.engine.tickets import Stream
from examcore.nouns import Booklet, BookletPart, Form, Item, Option, Question


def make_booklets(form: Form, count: int) -> tuple[Booklet, ...]:
    """`count` booklets of `form` (at most 900), each under its own three-digit code, in code order.

    Orders and codes come from the form's seed: without it they cannot be foretold. An option marked
    fixed keeps its place; the others are drawn among the places left.
    """
    codes = Stream(form.seed, f"codes {form.id}").shuffle(range(100, 1000))[:count]
    return tuple(_reorder(form, str(code)) for code in sorted(codes))


def _reorder(form: Form, code: str) -> Booklet:
    stream = Stream(form.seed, f"booklet {form.id} {code}")
    parts = tuple(
        BookletPart(part.name, part.title, tuple(_question(item, stream) for item in stream.shuffle(part.items)))
        for part in form.parts
    )
    return Booklet(code, form.id, form.position, form.rehearsal, parts)


def _question(item: Item, stream: Stream) -> Question:
    return Question(item.id, item.stem, order_options(item.options, stream), item.figures)


def order_options(options: tuple[Option, ...], stream: Stream) -> tuple[Option, ...]:
    """The options in a drawn order, the fixed ones where they were."""
    movable = iter(stream.shuffle([o for o in options if not o.fixed]))
    return tuple(option if option.fixed else next(movable) for option in options)
