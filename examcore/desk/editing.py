"""Knows an item while it is written: its fields as text, the item they make, and everything that is wrong with it.

Must not know screens, nor how an item is kept. Fields are read by the same reader as questions of outside files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from examcore.desk.tokens import Tokens, check_tokens, number_tokens, place_figures, write_tokens
from examcore.engine.changes import keep_option_ids
from examcore.engine.lint import Change, lint_item, mend_item
from examcore.errors import Problem
from examcore.formats.draft import LETTERS, Choice, Draft, Gathering
from examcore.formats.tags import write_tags
from examcore.language import Message, messages
from examcore.nouns import PLACE, Item
from examcore.plugins import Plugins

msg = messages("examcore")
FIXED = "!"
BEGINNING = "phần: chung\nlĩnh vực: \nmức độ: thông hiểu\nđộ khó: 60\nvăn bản: \ncăn cứ: "
"""The tags of a new item, to be filled in; lines that stay empty behind the colon are left out."""


@dataclass(frozen=True, slots=True)
class ItemText:
    """The fields: stem; options (empty ones at the end do not count), one that begins with "!" keeps its place; the
    letter of the key; tags as lines of an item file.
    """

    stem: str = ""
    options: tuple[str, ...] = ("",) * 4
    key: str = ""
    tags: str = BEGINNING


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong, or might be: a code, a sentence, whether it bars saving, and whether a machine may mend it."""

    code: str
    message: Message
    bars: bool
    mends: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What the fields make: an item where they make one, and all remarks, those that bar saving first."""

    item: Item | None
    remarks: tuple[Remark, ...]


def write_fields(item: Item, tokens: Tokens | None = None) -> ItemText:
    """The fields of an item, signs in the places of its figures: `tokens`, or those of `number_tokens`."""
    stem, shown = write_tokens(item, number_tokens(item) if tokens is None else tokens)
    texts = tuple((f"{FIXED} " if one.fixed else "") + text for one, text in zip(item.options, shown, strict=True))
    key = next(letter for letter, one in zip(LETTERS, item.options, strict=False) if one.id == item.key)
    return ItemText(stem, texts, key, "\n".join(write_tags(item.tags, {})))


def read_fields(
    plugins: Plugins,
    text: ItemText,
    before: Item | None,
    name: str,
    parts: Sequence[str] = (),
    tokens: Tokens | None = None,
) -> Written:
    """The item the fields make, and every remark on it: what bars it, then what lint and plugins find.

    `before` is the item as it is banked: options whose text stays keep their ids. `name` is a new item's id ("" lets
    the bank make one); `parts` are those the bank's policy knows (any, where there are none); `tokens` the signs that
    stand for figures in the fields (those of `before`, where not given).
    """
    known_figures = number_tokens(before) if tokens is None else tokens
    signs = [Remark(one.code, one.message, one.bars) for one in check_tokens((text.stem, *text.options), known_figures)]
    known = before.id if before is not None else name.strip()
    gathering = Gathering("", "", "", ())
    gathering.take(_draft(text, known))
    found = gathering.finish()
    remarks = [one for one in signs if one.bars]
    remarks += [_remark(one) for one in found.problems if one.severity == "error"]
    item = found.items[0] if found.items and not remarks else None
    if item is not None and parts and item.tags.part not in parts:
        remarks.append(Remark("unknown-part", msg("there is no part called {part}; there are {parts}",
                                                  part=item.tags.part, parts=", ".join(parts)), True))  # fmt: skip
        item = None
    if item is None:
        return Written(None, tuple(remarks))
    item = place_figures(item, known_figures)
    kept = keep_option_ids(item, before) if before is not None else item
    remarks += [one for one in signs if not one.bars]
    remarks += [_remark(one) for one in found.problems]
    remarks += [Remark(one.code, one.message, False, one.fix is not None) for one in lint_item(kept)]
    remarks += [_remark(one) for one in plugins.check_item(kept)]
    barred = any(one.bars for one in remarks)
    return Written(None if barred else kept, tuple(sorted(remarks, key=lambda one: not one.bars)))


def mend_fields(written: Written, text: ItemText, tokens: Tokens | None = None) -> tuple[ItemText, tuple[Change, ...]]:
    """The fields with everything mended that `bank lint --fix` would mend, and what was changed; the same fields where
    they make no item yet. Tags are written anew only where one was mended.
    """
    if written.item is None:
        return text, ()
    mended, changes = mend_item(written.item)
    if not changes:
        return text, ()
    fresh = write_fields(mended, tokens)
    return (fresh if mended.tags != written.item.tags else replace(fresh, tags=text.tags)), changes


def _draft(text: ItemText, name: str) -> Draft:
    options = list(text.options)
    while options and not options[-1].strip():
        options.pop()
    wanted = text.key.strip().upper()
    choices = tuple(
        Choice(
            one.strip().removeprefix(FIXED).replace(PLACE, "").strip(), letter == wanted, one.strip().startswith(FIXED)
        )
        for letter, one in zip(LETTERS, options, strict=False)
    )
    lines = [line.strip() for line in text.tags.split("\n") if line.strip() and not line.strip().endswith(":")]
    tags = [*lines, *([f"mã: {name}"] if name else [])]
    return Draft(
        "", "", text.stem.replace(PLACE, ""), choices, tuple((f"{place}", line) for place, line in enumerate(tags, 1))
    )


def _remark(problem: Problem) -> Remark:
    return Remark(problem.code, problem.message, problem.severity == "error")
