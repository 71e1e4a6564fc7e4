"""Knows which faults a machine may mend, and mends them: nothing that could change what is asked or which key holds.

Must not know banks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from examcore.engine.lint import leftovers, letters, options, placing, wording
from examcore.engine.lint.finding import LETTERS, WHOLE, list_texts
from examcore.nouns import PLACE, Item, name_option, spell
from examcore.text import fold

ROUNDS = 4
"""Mending one fault may lay another open: a doubled space before a number that was cut."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a machine mended in one item: the rule, the place, the text there before and after.

    Where only the place of options was fixed, or a basis was given its article, `before` and `after` are the same.
    """

    code: str
    item: str
    place: str
    before: str
    after: str


def _each(change: Callable[[str], str]) -> Callable[[Item], Item]:
    def fix(item: Item) -> Item:
        return replace(
            item,
            stem=change(item.stem),
            options=tuple(replace(option, text=change(option.text)) for option in item.options),
        )

    return fix


FIXES: Mapping[str, Callable[[Item], Item]] = {
    "nfd": _each(letters.join_accents),
    "unsafe-text": _each(letters.drop_invisible),
    "look-alike": _each(letters.to_latin),
    "number-left": leftovers.drop_number,
    "letter-left": leftovers.drop_letters,
    "mark-left": leftovers.drop_marks,
    "note-left": leftovers.drop_notes,
    "negative": wording.raise_negation,
    "uneven-ends": options.even_ends,
    "odd-space": _each(letters.straighten_spaces),
    "loose-reference": placing.fix_places,
}
"""What mends each rule that can be mended, in the order of mending. Each gives the item itself where it may not."""


def mend_item(item: Item, codes: Collection[str] = tuple(FIXES)) -> tuple[Item, tuple[Change, ...]]:
    """The item with every safe fix of the rules named, and what was changed, in order; mending twice changes nothing.

    Ids of options whose text changed are made anew, as a reader of files would; the key goes with them. Nothing is
    mended where an option would become empty or the same as another.
    """
    now, changes = item, []
    for _ in range(ROUNDS):
        before = now
        for code, fix in FIXES.items():
            if code in codes:
                mended = fix(now)
                if mended != now and _is_sound(now, mended):
                    changes += compare(code, now, mended)
                    now = mended
        if now == before:
            break
    return _name_options(item, now), tuple(changes)


def can_mend(code: str, item: Item, place: str) -> bool:
    """Whether the fix of a rule changes the item at a place."""
    fix = FIXES.get(code)
    mended = fix(item) if fix else item
    if mended == item or not _is_sound(item, mended):
        return False
    return place == WHOLE or any(change.place == place for change in compare(code, item, mended))


def _is_sound(item: Item, mended: Item) -> bool:
    if not mended.stem.strip():
        return not item.stem.strip()
    before, after = ([fold(spell(option.text, option.figures)) for option in one.options] for one in (item, mended))
    kept = [text.count(PLACE) for _, text in list_texts(item)] == [text.count(PLACE) for _, text in list_texts(mended)]
    return (
        kept
        and all(new or not old for old, new in zip(before, after, strict=True))
        and len(set(after)) >= len(set(before))
    )


def compare(code: str, item: Item, mended: Item) -> list[Change]:
    """What the fix of one rule changed, place by place."""
    texts = zip(list_texts(item), list_texts(mended), strict=True)
    changes = [Change(code, item.id, place, old, new) for (place, old), (_, new) in texts if old != new]
    moved = zip(LETTERS, item.options, mended.options, strict=False)
    return changes + [
        Change(code, item.id, letter, new.text, new.text) for letter, old, new in moved if old.fixed != new.fixed
    ]


def _name_options(item: Item, mended: Item) -> Item:
    if [one.text for one in item.options] == [one.text for one in mended.options]:
        return mended
    texts = [spell(option.text, option.figures) for option in mended.options]
    names = [name_option(item.id, text, texts[:place].count(text)) for place, text in enumerate(texts)]
    key = next((name for name, option in zip(names, item.options, strict=True) if option.id == item.key), item.key)
    return replace(
        mended,
        key=key,
        options=tuple(replace(option, id=name) for option, name in zip(mended.options, names, strict=True)),
    )
