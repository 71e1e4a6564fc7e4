"""Knows how proposals become drafts of items: marked as the machine's, each with its basis, clean by the lint.

Must not approve anything: a draft is refused by every bank until a person has put a name where the machine's stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from examcore.engine.lint import lint, lint_item
from examcore.engine.tickets import Stream
from examcore.formats.draft import NO_AREA, make_id
from examcore.nouns import Basis, Item, Option, Position, Source, Tags, name_option
from examcore.proposing.making import KINDS, Kind, Proposal, propose
from examcore.proposing.rightness import Lore
from examcore.text import fold

MACHINE = "máy soạn, chưa ai nhận"
"""The origin of every draft: drafted by the machine, nobody answers for it yet."""
PART = "professional"
EXPECTED = 600
PLACES = 4


@dataclass(frozen=True, slots=True)
class Drafted:
    """The drafts in order of positions, which proposal each is, and how many each position has."""

    items: tuple[Item, ...]
    proposals: tuple[Proposal, ...]
    counts: tuple[tuple[str, int], ...]


def is_machine_draft(origin: str) -> bool:
    """Whether nobody has taken over what the machine drafted."""
    return fold(origin) == fold(MACHINE)


def make_drafts(
    positions: Sequence[Position],
    codes: Sequence[str],
    source: Source,
    count: int,
    seed: str,
    area: str = "",
    kinds: Sequence[Kind] = KINDS,
) -> Drafted:
    """At most `count` drafts for each position named, fewer where the catalogue answers no more questions safely.

    `positions` is the whole catalogue: distractors come from it. The same arguments give the same drafts.
    """
    lore = Lore(positions)
    by_code = {one.code: one for one in positions}
    places = _Places(seed)
    items: list[Item] = []
    made: list[Proposal] = []
    had: Counter[str] = Counter()
    for code in codes:
        for proposal in propose(lore, by_code[code], source, seed, kinds):
            if had[code] == count:
                break
            item = _make_item(proposal, source, area, places.next())
            if not lint_item(item):
                items.append(item)
                made.append(proposal)
                had[code] += 1
    return _drop_alike(items, made, codes)


def _drop_alike(items: Sequence[Item], made: Sequence[Proposal], codes: Sequence[str]) -> Drafted:
    """Without drafts that ask nearly the same as an earlier one."""
    alike = {finding.item for finding in lint(items) if finding.item}
    kept = [(item, proposal) for item, proposal in zip(items, made, strict=True) if item.id not in alike]
    counts = Counter(proposal.position.code for _, proposal in kept)
    return Drafted(
        tuple(item for item, _ in kept), tuple(one for _, one in kept), tuple((code, counts[code]) for code in codes)
    )


class _Places:
    """Where keys go: each letter once in every four, in drawn order."""

    def __init__(self, seed: str) -> None:
        self._stream = Stream(seed, "key places")
        self._left: list[int] = []

    def next(self) -> int:
        """The place of the next key, from 0."""
        if not self._left:
            self._left = self._stream.shuffle(range(PLACES))
        return self._left.pop()


def _make_item(proposal: Proposal, source: Source, area: str, place: int) -> Item:
    texts = [*proposal.distractors[:place], proposal.key, *proposal.distractors[place:]]
    name = make_id(proposal.stem, texts)
    options = tuple(Option(name_option(name, text, texts[:at].count(text)), text) for at, text in enumerate(texts))
    tags = Tags(
        PART,
        area or proposal.position.area or NO_AREA,
        "recall",
        EXPECTED,
        (proposal.position.code,),
        (Basis(source, proposal.place),),
        origin=MACHINE,
    )
    return Item(name, proposal.stem, options, options[place].id, tags)
