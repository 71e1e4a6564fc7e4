"""Knows which questions a job description answers: duties, criteria, units, schooling, each with strange distractors.

Must not know items or files. The same catalogue and seed always give the same proposals in the same order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from examcore.engine.likeness import level
from examcore.engine.tickets import Stream, in_order
from examcore.nouns import Position, Source
from examcore.proposing.rightness import Lore, leads, pairs_of, unit_pairs, units_meet
from examcore.proposing.wording import cite, is_whole, list_fields, list_open_fields, speak_title, study_words, tidy_row

Kind: TypeAlias = Literal["duty", "criterion", "unit", "schooling"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SHORTEST, LONGEST = 20, 190
"""Characters a row may have to stand as an option."""
DISTRACTORS = 3
NEAR = 30
"""Percent of word pairs two options of one proposal may share."""
SCHOOLING = "Trình độ chuyên môn"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question with the row it rests on. `owners` are the codes of the positions the distractors come from."""

    kind: Kind
    position: Position
    stem: str
    key: str
    distractors: tuple[str, ...]
    owners: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A text of a position that may become an option."""

    owner: str
    text: str


def propose(
    lore: Lore, asked: Position, source: Source, seed: str, kinds: Sequence[Kind] = KINDS
) -> tuple[Proposal, ...]:
    """All proposals for a position, in drawn order. A row stands in one of them at most: none gives another away."""
    makers: Mapping[Kind, Callable[[Lore, Position, str, str], Iterator[Proposal]]] = {
        "duty": _ask_duties, "criterion": _ask_criteria, "unit": _ask_unit, "schooling": _ask_schooling,
    }  # fmt: skip
    found = [one for kind in KINDS if kind in kinds for one in makers[kind](lore, asked, cite(source), seed)]
    by_name = {f"{one.kind}\x1f{one.place}\x1f{one.key}": one for one in found}
    taken: set[str] = set()
    kept = []
    for name in in_order(seed, f"proposals {asked.code}", by_name):
        one = by_name[name]
        if one.kind in ("unit", "schooling") or one.place not in taken:
            taken.add(one.place)
            kept.append(one)
    return tuple(kept)


def _ask_duties(lore: Lore, asked: Position, cited: str, seed: str) -> Iterator[Proposal]:
    pool = [
        _Row(other.code, text)
        for other in lore.positions
        if lore.is_apart(other, asked)
        for task in other.tasks
        if task.criterion
        and _fits(text := tidy_row(task.task))
        and lore.is_anchored(text, other)
        and lore.is_strange_to(text, asked)
    ]
    for number, task in enumerate(asked.tasks, 1):
        key = tidy_row(task.task)
        if not task.criterion or not _fits(key) or not lore.is_telling(key) or not lore.is_anchored(key, asked):
            continue
        stem = (
            f"Theo {cited}, nhiệm vụ nào sau đây được nêu trong bản mô tả công việc của vị trí việc làm "
            f"{speak_title(asked)}?"
        )
        chosen = _choose(key, pool, seed, f"duty {asked.code} {number}")
        if chosen:
            yield _make("duty", asked, stem, key, chosen, number)


def _ask_criteria(lore: Lore, asked: Position, cited: str, seed: str) -> Iterator[Proposal]:
    pool = [
        _Row(other.code, text)
        for other in lore.positions
        if lore.is_apart(other, asked)
        for task in other.tasks
        if _fits(text := tidy_row(task.criterion)) and lore.is_anchored(text, other) and lore.is_strange_to(text, asked)
    ]
    for number, task in enumerate(asked.tasks, 1):
        key, duty = tidy_row(task.criterion), tidy_row(task.task)
        if not _fits(key) or not _fits(duty) or not lore.is_telling(key) or not lore.is_anchored(key, asked):
            continue
        stem = (
            f"Theo {cited}, nhiệm vụ “{duty}” của vị trí việc làm {speak_title(asked)} được đánh giá hoàn thành theo "
            "tiêu chí nào sau đây?"
        )
        chosen = _choose(key, pool, seed, f"criterion {asked.code} {number}")
        if chosen:
            yield _make("criterion", asked, stem, key, chosen, number)


def _ask_unit(lore: Lore, asked: Position, cited: str, seed: str) -> Iterator[Proposal]:
    """Only where the title does not give the unit away, and no post of a like title stands in another unit."""
    mine = unit_pairs(asked.unit)
    alike = [one for one in lore.positions if _titles_meet(one, asked)]
    if (
        leads(asked)
        or not mine
        or mine & pairs_of(asked.title)
        or any(level(one.unit) != level(asked.unit) for one in alike)
    ):
        return
    units: dict[str, _Row] = {}
    for other in lore.positions:
        if not units_meet(other.unit, asked.unit):
            units.setdefault(level(other.unit), _Row(other.code, tidy_row(other.unit)))
    stem = f"Theo {cited}, vị trí việc làm {speak_title(asked)} thuộc đơn vị nào sau đây?"
    chosen = _choose(tidy_row(asked.unit), list(units.values()), seed, f"unit {asked.code}", apart=units_meet)
    if chosen:
        yield Proposal("unit", asked, stem, tidy_row(asked.unit), *_split(chosen),
                       f"Phụ lục, vị trí {asked.code}, Đơn vị công tác")  # fmt: skip


def _titles_meet(one: Position, other: Position) -> bool:
    titles = [pairs_of(each.title) or frozenset([level(each.title)]) for each in (one, other)]
    return titles[0] <= titles[1] or titles[1] <= titles[0]


def _ask_schooling(lore: Lore, asked: Position, cited: str, seed: str) -> Iterator[Proposal]:
    """Only where the list of fields is closed; no distractor shares a word with it."""
    fields = [field for line in _schooling(asked) for field in list_fields(line)]
    printed = tuple(field for line in _schooling(asked) for field in list_open_fields(line))
    if len(_schooling(asked)) != 1 or not fields:
        return
    mine = study_words(printed)
    pool = []
    for other in lore.positions:
        theirs = tuple(field for line in _schooling(other) for field in list_fields(line))
        words = study_words(theirs)
        if len(_schooling(other)) == 1 and words and not words & mine:
            pool.append(_Row(other.code, ", ".join(theirs)))
    stem = (
        f"Theo {cited}, vị trí việc làm {speak_title(asked)} yêu cầu trình độ chuyên môn thuộc nhóm ngành nào sau đây?"
    )
    chosen = _choose(", ".join(fields), pool, seed, f"schooling {asked.code}", apart=_share_fields)
    if chosen:
        yield Proposal("schooling", asked, stem, ", ".join(fields), *_split(chosen),
                       f"Phụ lục, vị trí {asked.code}, Trình độ chuyên môn")  # fmt: skip


def _share_fields(one: str, other: str) -> bool:
    return bool(study_words((one,)) & study_words((other,)))


def _schooling(position: Position) -> tuple[str, ...]:
    return tuple(line for fact in position.facts if fact.label == SCHOOLING for line in fact.lines)


def _fits(text: str) -> bool:
    return SHORTEST <= len(text) <= LONGEST and is_whole(text)


def _near(one: str, other: str) -> bool:
    pairs, others = pairs_of(one), pairs_of(other)
    return 100 * len(pairs & others) >= NEAR * len(pairs | others)


def _choose(
    key: str, pool: Sequence[_Row], seed: str, purpose: str, apart: Callable[[str, str], bool] = _near
) -> tuple[_Row, ...]:
    """Three rows of three positions, unlike each other and the key, of such lengths that the key is no more often the
    longest or shortest than chance has it; none where there are not three.
    """
    longer = Stream(seed, f"length {purpose}").below(DISTRACTORS + 1)
    names = in_order(seed, purpose, {f"{row.owner}\x1f{row.text}" for row in pool})
    drawn = [_Row(*name.split("\x1f", 1)) for name in names]
    close = [row for row in drawn if len(key) * 2 <= len(row.text) * 3 and len(row.text) <= 2 * len(key)]
    for rows in (close, drawn):
        chosen: list[_Row] = []
        left = Counter({True: longer, False: DISTRACTORS - longer})
        for row in rows:
            is_longer = len(row.text) > len(key)
            if not left[is_longer] or any(row.owner == one.owner for one in chosen):
                continue
            if any(apart(row.text, text) for text in (key, *(one.text for one in chosen))):
                continue
            chosen.append(row)
            left[is_longer] -= 1
        if len(chosen) == DISTRACTORS:
            return tuple(chosen)
    return ()


def _make(kind: Kind, asked: Position, stem: str, key: str, chosen: Sequence[_Row], number: int) -> Proposal:
    return Proposal(kind, asked, stem, key, *_split(chosen), f"Phụ lục, vị trí {asked.code}, nhiệm vụ {number}")


def _split(chosen: Sequence[_Row]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(row.text for row in chosen), tuple(row.owner for row in chosen)
