"""Knows the rule `solver`: the form that the integer programme of a turn gives, looked at like any other.

Must not know how a programme is solved.
"""

from __future__ import annotations

from examcore.assembly.check import find_faults
from examcore.assembly.lottery import hash_fields
from examcore.assembly.pool import Turn, Unit
from examcore.nouns import Drawn
from examcore.solving.model import find_limits, keep_apart, place_unit, read_parts
from examcore.solving.process import solve
from examcore.solving.programme import Draft

RULE = "solver"
SECONDS = 20.0
GAP = 10
USED = 300
"""What one more form an item stands in costs; the lots of a part cost less than that, all told apart."""


def solve_form(turn: Turn, seconds: float = SECONDS) -> Drawn | None:
    """A form whose items stand in few forms yet and come early in the lots; None when none is found in `seconds`.

    Raises MissingExtra without the extra `solver`, Refused when the solver breaks down.
    """
    draft = Draft()
    places = [
        place_unit(draft, part, unit, cost)
        for part, units in enumerate(turn.units)
        for unit, cost in zip(units, price_units(turn, units), strict=True)
    ]
    keep_apart(draft, places, turn.task.enemies)
    for limit in find_limits(turn, places):
        draft.add_row(limit.terms, limit.least, limit.most)
    parts = read_parts(turn, places, solve(draft.finish(), seconds, GAP))
    if find_faults(turn, parts):
        return None
    return Drawn(turn.task.post.blueprint.position, turn.ordinal, RULE, (1,) * len(parts), parts)


def price_units(turn: Turn, units: tuple[Unit, ...]) -> list[int]:
    """The cost of each unit: first how often its items stand in forms, then its place among the part's tickets."""
    position = turn.task.post.blueprint.position
    tickets = [hash_fields(turn.seed, position, str(turn.ordinal), "ticket", unit.name) for unit in units]
    ranks = {n: rank for rank, n in enumerate(sorted(range(len(units)), key=tickets.__getitem__))}
    return [
        sum(USED * turn.used.get(member.id, 0) + USED * ranks[n] // len(units) for member in unit.members)
        for n, unit in enumerate(units)
    ]
