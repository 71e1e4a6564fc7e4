"""Knows what gives keys away over many items: their letters, their length, "all of them" being right too often.

Must not know single faults.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from examcore.engine.balance import count_letters, count_longest, is_longest_too_often, is_unbalanced, key_place
from examcore.engine.lint.finding import LETTERS, Finding
from examcore.engine.references import speaks_of_all
from examcore.language import messages
from examcore.nouns import Item

msg = messages("examcore")

LEAST_WITH_ALL = 10
"""Items with an option such as "tất cả các phương án trên" from which on their keys are judged."""


def check_groups(items: Sequence[Item]) -> Iterator[Finding]:
    """Each part and each knowledge area on its own, an item under its main one, where it has enough items to judge."""
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[item.tags.part].append(item)
        groups[f"{item.tags.part} / {item.tags.area}"].append(item)
    for name, members in sorted(groups.items()):
        if is_unbalanced(members):
            letters = zip(LETTERS, count_letters(members), strict=False)
            message = msg("{group}: key letters are out of balance ({letters})",
                          group=name, letters=", ".join(f"{a} {n}" for a, n in letters))  # fmt: skip
            yield Finding("key-letters", "", message)
        if is_longest_too_often(members):
            message = msg("{group}: the right option is the longest in {count} of {of} items",
                          group=name, count=count_longest(members), of=len(members))  # fmt: skip
            yield Finding("key-longest", "", message)
    yield from _check_all(items)


def _check_all(items: Sequence[Item]) -> Iterator[Finding]:
    """Whoever chooses "all of them" wherever it stands must not be right more often than not."""
    right = []
    for item in items:
        on_all = [place for place, option in enumerate(item.options) if speaks_of_all(option.text)]
        if on_all:
            right.append(key_place(item) in on_all)
    if len(right) >= LEAST_WITH_ALL and 2 * sum(right) > len(right):
        message = msg("an option on all others is right in {count} of the {of} items that have one",
                      count=sum(right), of=len(right))  # fmt: skip
        yield Finding("key-all", "", message)
