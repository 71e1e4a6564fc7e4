"""Knows what can be changed in a blueprint on the screen: quotas, settings, and how a typed text changes each.

Must not know keys or screens; nothing here can make a blueprint that is not one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from examcore.blueprints import name_quota
from examcore.formats.blueprint import values
from examcore.language import Message, current_language, messages
from examcore.nouns import FULL, Blueprint, PartPlan

msg = messages("examcore_tui")
Change = Callable[[Blueprint, str], Blueprint | None]
STEP = 5
"""Thousandths by which + and - change a difficulty."""
DECIMALS = ("lowest", "highest", "spread")
_COUNT = msg("write a number of items, 0 to 9999")
_SHARE = msg("write a number from 0 to 100")
_DECIMAL = msg("write a number from 0 to 1 with at most three places, such as 0,610")
_TIMES = msg("write a number from 0 to 999")
_IDS = msg("write item ids with commas between them; a semicolon begins the next group")

LIMITS: tuple[tuple[str, Message, Message, int], ...] = (
    ("overlap", msg("Two forms share at most (percent of a form)"), _SHARE, 100),
    ("recent", msg("Asked this year or last year, at most (percent of a form)"), _SHARE, 100),
    ("uses", msg("An item rests after so many uses (0: never)"), _TIMES, values.MOST_YEARS),
    ("years", msg("... counted over so many years"), _TIMES, values.MOST_YEARS),
    ("sets", msg("Item sets in a form, at most"), _COUNT, values.MOST_ITEMS),
    ("spread", msg("Difficulties of parallel forms lie apart at most"), _DECIMAL, FULL),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to change: where it stands, its name, its text now, and what to say to a text that does not fit.

    `kind` "most" and "least" are the two numbers of a quota; "lists" are typed, all others are numbers.
    """

    kind: Literal["least", "most", "limit", "bound", "list"]
    name: str
    label: str
    text: str
    wrong: Message
    part: int | None = None
    quota: int | None = None


def list_quotas(blueprint: Blueprint) -> tuple[tuple[Entry, Entry], ...]:
    """Least and most of every quota, in order."""
    found = []
    for number, part in enumerate(blueprint.parts):
        for at, quota in enumerate(part.quotas):
            label = name_quota(quota)
            found.append((Entry("least", "least", label, str(quota.least), _COUNT, number, at),
                          Entry("most", "most", label, str(quota.most), _COUNT, number, at)))  # fmt: skip
    return tuple(found)


def list_settings(blueprint: Blueprint) -> tuple[Entry, ...]:
    """Limits, bounds of difficulty of each part, core and groups that may not meet, in the order shown."""
    found = [
        Entry("limit", name, str(label), _show(name, getattr(blueprint.limits, name)), wrong)
        for name, label, wrong, _ in LIMITS
    ]
    for number, part in enumerate(blueprint.parts):
        title = str(part.title) or part.name
        for name, label in (("lowest", msg("Difficulty at least: {part}", part=title)),
                            ("highest", msg("Difficulty at most: {part}", part=title))):  # fmt: skip
            found.append(Entry("bound", name, str(label), _show(name, getattr(part, name)), _DECIMAL, number))
    groups = "; ".join(", ".join(group) for group in blueprint.apart)
    return (
        *found,
        Entry("list", "core", str(msg("Items every form has")), ", ".join(blueprint.core), _IDS),
        Entry("list", "apart", str(msg("Items that may not meet in a form (groups with ; between)")), groups, _IDS),
    )


def change(blueprint: Blueprint, entry: Entry, text: str) -> Blueprint | None:
    """The blueprint with an entry's new text; None where the text does not fit."""
    text = text.strip()
    if entry.kind == "list":
        return _change_list(blueprint, entry.name, text)
    value = values.read_thousandths(text) if entry.name in DECIMALS else _read_number(text)
    if value is None or value > _most(entry):
        return None
    return _put(blueprint, entry, value)


def step(blueprint: Blueprint, entry: Entry, by: int) -> Blueprint:
    """The blueprint with a number one step up (1) or down (-1), inside its bounds; lists stay as they are."""
    if entry.kind == "list":
        return blueprint
    value = values.read_thousandths(entry.text) if entry.name in DECIMALS else int(entry.text)
    width = STEP if entry.name in DECIMALS else 1
    return _put(blueprint, entry, min(max((value or 0) + by * width, 0), _most(entry)))


def _put(blueprint: Blueprint, entry: Entry, value: int) -> Blueprint:
    if entry.kind == "limit":
        changes: dict[str, int] = {entry.name: value}
        return replace(blueprint, limits=replace(blueprint.limits, **changes))
    number = entry.part or 0
    part = blueprint.parts[number]
    changed = _put_bound(part, entry.name, value) if entry.kind == "bound" else _put_count(part, entry, value)
    return replace(blueprint, parts=(*blueprint.parts[:number], changed, *blueprint.parts[number + 1 :]))


def _put_count(part: PartPlan, entry: Entry, value: int) -> PartPlan:
    """The other number goes along where it would be passed: a quota never asks for more than it allows."""
    at = entry.quota or 0
    quota = part.quotas[at]
    least, most = (value, max(value, quota.most)) if entry.kind == "least" else (min(value, quota.least), value)
    changed = replace(quota, least=least, most=most)
    return replace(part, quotas=(*part.quotas[:at], changed, *part.quotas[at + 1 :]))


def _put_bound(part: PartPlan, name: str, value: int) -> PartPlan:
    if name == "lowest":
        return replace(part, lowest=value, highest=max(value, part.highest))
    return replace(part, lowest=min(value, part.lowest), highest=value)


def _change_list(blueprint: Blueprint, name: str, text: str) -> Blueprint | None:
    groups = [values.read_ids(group.strip()) for group in text.split(";")] if text else []
    read = [group for group in groups if group is not None]
    if len(read) < len(groups) or (name == "core" and len(groups) > 1):
        return None
    if name == "core":
        return replace(blueprint, core=read[0] if read else ())
    return replace(blueprint, apart=tuple(read))


def _most(entry: Entry) -> int:
    if entry.kind == "limit":
        return next(most for name, _, _, most in LIMITS if name == entry.name)
    return FULL if entry.kind == "bound" else values.MOST_ITEMS


def _show(name: str, value: int) -> str:
    if name not in DECIMALS:
        return str(value)
    text = values.write_thousandths(value)
    return text.replace(",", ".") if current_language() == "en" else text


def _read_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else None
