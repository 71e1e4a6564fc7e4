"""Knows the faults in what ties items together: item sets whose members do not fit, enemies that are not there.

Must not know what an item says, nor how a draw treats sets and enemies: it tells what a draw would stumble over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from examcore.language import Message, messages
from examcore.nouns import Item

msg = messages("examcore")

Fault: TypeAlias = tuple[str, str, Message]
"""A stable code, the item's id, a sentence."""


def find_loose_ties(items: Sequence[Item]) -> Iterator[Fault]:
    """The faults of item sets, by name, of two members on the later one; then of enemies, item by item.

    A set comes together or not at all: across two parts, or with enemies in it, it is never drawn, and where its
    members serve different positions only for those that all of them serve.
    """
    sets: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.tags.item_set:
            sets[item.tags.item_set].append(item)
    known = {item.id for item in items}
    for name, members in sorted(sets.items()):
        yield from _check_set(name, members, known)
    for item in items:
        for enemy in item.tags.enemies:
            if enemy not in known:
                yield "unknown-enemy", item.id, msg("no item is called {enemy}, its enemy", enemy=enemy)


def _check_set(name: str, members: Sequence[Item], known: set[str]) -> Iterator[Fault]:
    first = members[0]
    if len(members) == 1:
        yield "set-of-one", first.id, msg("item set {name} has no other item", name=name)
    if name in known:
        yield "set-named-as-item", first.id, msg("item set {name} is called as an item is", name=name)
    for place, item in enumerate(members):
        if item.tags.part != first.tags.part:
            message = msg("item set {name}: another part than {other}", name=name, other=first.id)
            yield "set-differs", item.id, message
        if set(item.tags.positions) != set(first.tags.positions):
            message = msg("item set {name}: other positions than {other}", name=name, other=first.id)
            yield "set-differs", item.id, message
        for other in members[:place]:
            if are_enemies(item, other):
                message = msg("item set {name}: an enemy of {other}, its fellow", name=name, other=other.id)
                yield "set-enemies", item.id, message


def are_enemies(first: Item, second: Item) -> bool:
    """Whether two items must not stand in the same form; it holds both ways, whichever names the other."""
    return second.id in first.tags.enemies or first.id in second.tags.enemies
