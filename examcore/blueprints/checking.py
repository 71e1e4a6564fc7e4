"""Knows how a blueprint is held against a regulation and a bank: every problem, and coverage row by row.

Must not know how forms are drawn: what competes for the same items shows only there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from examcore.assembly.pool import Stock
from examcore.engine.flaws import Flaw, compare_with
from examcore.errors import Problem
from examcore.formats.blueprint import Reading, read_file
from examcore.formats.blueprint.lines import tell_at
from examcore.language import messages
from examcore.nouns import Blueprint, Profile
from examcore.shortage.coverage import Coverage, measure_coverage
from examcore.shortage.several import raise_needs

msg = messages("examcore")


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a blueprint file: the blueprint (None: not understood), every problem by line, coverage rows."""

    file: str
    blueprint: Blueprint | None
    problems: tuple[Problem, ...]
    rows: tuple[Coverage, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong and nothing missing."""
        return not any(p.severity == "error" for p in self.problems) and all(r.state != "missing" for r in self.rows)


def check_file(
    name: str, data: bytes, profile: Profile, positions: Collection[str], stock: Stock, forms: int = 1
) -> Checked:
    """A file held against the rules in force, the positions there are, and a bank, for `forms` forms of one draw."""
    reading = read_file(name, data)
    blueprint = reading.blueprint
    if blueprint is None:
        return Checked(name, None, reading.problems, ())
    told = [_tell(name, reading, flaw) for flaw in check_blueprint(blueprint, profile, positions, stock)]
    rows = raise_needs(measure_coverage(stock, blueprint), blueprint, forms)
    return Checked(name, blueprint, (*reading.problems, *told), rows)


def check_blueprint(
    blueprint: Blueprint, profile: Profile, positions: Collection[str], stock: Stock
) -> tuple[Flaw, ...]:
    """Where a blueprint breaks the regulation, or names a position or core items that cannot be."""
    found = list(compare_with(profile, blueprint))
    if blueprint.position not in positions:
        found.append(Flaw("position-unknown", msg("there is no position {code}; examcore catalog list shows them all",
                                                  code=blueprint.position), setting="position"))  # fmt: skip
    return (*found, *find_strangers(stock, blueprint))


def find_strangers(stock: Stock, blueprint: Blueprint) -> tuple[Flaw, ...]:
    """Core items no form can have: not in the bank, of no part of the blueprint, of another position, or lapsed."""
    lots = {lot.id: lot for lot in stock.lots}
    parts = {part.name for part in blueprint.parts}
    found = []
    for one in dict.fromkeys(blueprint.core):
        lot = lots.get(one)
        if lot is None:
            why = msg("item {item} of the core is not in the bank", item=one)
        elif lot.tags.part not in parts:
            why = msg("item {item} of the core is of no part of this blueprint", item=one)
        elif not lot.tags.serves(blueprint.position):
            why = msg("item {item} of the core serves other positions", item=one)
        elif not lot.tags.holds_on(stock.day):
            why = msg("item {item} of the core rests on law that is not in force", item=one)
        else:
            continue
        found.append(Flaw("core-unusable", why, setting="core"))
    return tuple(found)


def _tell(name: str, reading: Reading, flaw: Flaw) -> Problem:
    return tell_at(name, reading.line_of(flaw), flaw.code, flaw.message)
