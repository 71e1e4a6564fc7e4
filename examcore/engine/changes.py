"""Knows how two versions of an item differ, field by field and word by word, as a person reads it.

Must not know banks, commands or screens.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from examcore.engine.figures import tell_options, tell_stem
from examcore.nouns import Item, Option, Tags, spell

Kind: TypeAlias = Literal["same", "gone", "new"]
LETTERS = "ABCDEF"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that both versions have, only the former one, or only the later one."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What differs in one field: "stem", "option" (with its letter), "order" of the options both have, "key" (both as
    letters), or a tag by its name in the item file.
    """

    field: str
    letter: str
    before: str
    after: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The two texts as one, word by word."""
        return diff_words(self.before, self.after)


def compare(before: Item, after: Item, write_tags: Callable[[Tags], Sequence[str]]) -> tuple[Change, ...]:
    """All that differs between two versions; `write_tags` gives tags as lines, such as "lĩnh vực: đất đai"."""
    found = []
    if (before.stem, before.figures) != (after.stem, after.figures):
        found.append(Change("stem", "", tell_stem(before, is_exact=True), tell_stem(after, is_exact=True)))
    pairs = _pair(before.options, after.options)
    was_told, now_told = _tell_all(before), _tell_all(after)
    for old, new in pairs:
        letter = LETTERS[after.options.index(new)] if new else LETTERS[before.options.index(old)] if old else ""
        if (old and (old.text, old.figures, old.fixed)) != (new and (new.text, new.figures, new.fixed)):
            was, now = (was_told[old.id] if old else "", now_told[new.id] if new else "")
            found.append(Change("option", letter, was, now))
    looks = {_look(old) for old in before.options}
    kept = [_look(one) for one in after.options if _look(one) in looks]
    stayed = [_look(one) for one in before.options if _look(one) in kept]
    if kept != stayed:
        found.append(Change("order", "", _letters(before, stayed), _letters(after, stayed)))
    if not any(old and new and (old.id, new.id) == (before.key, after.key) for old, new in pairs):
        found.append(Change("key", "", _key_letter(before), _key_letter(after)))
    old_tags, new_tags = (_group(write_tags(item.tags)) for item in (before, after))
    for name in dict.fromkeys([*old_tags, *new_tags]):
        one, two = old_tags.get(name, ""), new_tags.get(name, "")
        if one != two:
            found.append(Change(name, "", one, two))
    return tuple(found)


def keep_option_ids(item: Item, before: Item) -> Item:
    """`item` with the ids that options of the same text and figures had before."""
    ids = {_look(one): one.id for one in before.options}
    key = next(_look(one) for one in item.options if one.id == item.key)
    options = tuple(replace(one, id=ids.get(_look(one), one.id)) for one in item.options)
    if len({one.id for one in options}) < len(options):  # a new text that makes the id of another option
        return item
    return replace(item, options=options, key=next(one.id for one in options if _look(one) == key))


def diff_words(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts as runs of words: what stayed, what went, what came."""
    old, new = re.findall(r"\s+|[^\s]+", before), re.findall(r"\s+|[^\s]+", after)
    pieces = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        pieces += [Piece("gone", "".join(old[a:b]))] if a < b else []
        pieces += [Piece("new", "".join(new[c:d]))] if c < d else []
    return tuple(pieces)


def _pair(before: Sequence[Option], after: Sequence[Option]) -> list[tuple[Option | None, Option | None]]:
    """Options that are the same by text and figures, then the others in their order."""
    left = list(before)
    pairs: list[tuple[Option | None, Option | None]] = []
    changed = []
    for one in after:
        same = next((old for old in left if _look(old) == _look(one)), None)
        if same is None:
            changed.append(one)
        else:
            left.remove(same)
            pairs.append((same, one))
    for place in range(max(len(left), len(changed))):
        pairs.append((left[place] if place < len(left) else None, changed[place] if place < len(changed) else None))
    return pairs


def _look(option: Option) -> str:
    return spell(option.text, option.figures)


def _tell_all(item: Item) -> dict[str, str]:
    """Each option in words, by its id."""
    texts = tell_options(item, is_exact=True)
    return {one.id: text + (" (!)" if one.fixed else "") for one, text in zip(item.options, texts, strict=True)}


def _key_letter(item: Item) -> str:
    return next((letter for letter, one in zip(LETTERS, item.options, strict=False) if one.id == item.key), "")


def _letters(item: Item, looks: Sequence[str]) -> str:
    places = [_look(one) for one in item.options]
    return " ".join(LETTERS[places.index(look)] for look in looks)


def _group(lines: Sequence[str]) -> dict[str, str]:
    """Lines "name: value" by their names, the values of one name a line each."""
    found: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        found[name] = f"{found[name]}\n{value}" if name in found else value
    return found
