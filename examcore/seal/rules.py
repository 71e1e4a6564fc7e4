"""Knows which sets of members may open together: rules by name, expanded to lists, read as sentences.

Must not know keys, shares or cards: members are their place and role.

Every rule is monotone: whoever joins an authorised set leaves it authorised. It is kept as the list of its smallest
sets, so what the minutes print is exactly what the seal obeys. Opening is not voting: the rule that follows the
council's vote (Decision 2073, III.4.c) can be chosen, and is not the default.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Literal, TypeAlias

from examcore.errors import BadInput
from examcore.language import Message, messages

msg = messages("examcore")

Role: TypeAlias = Literal["chair", "standing-vice-chair", "secretary", "member"]
Opening: TypeAlias = Literal["bank", "questions", "key", "emergency"]
Sets: TypeAlias = tuple[tuple[int, ...], ...]
OPENINGS: tuple[Opening, ...] = ("bank", "questions", "key", "emergency")
MOST_MEMBERS = 10
"""252 sets at most; beyond that a list is no longer something a person reads."""
LEAST_PEOPLE = 2

ROLES: dict[Role, Message] = {
    "chair": msg("chair"),
    "standing-vice-chair": msg("standing vice-chair"),
    "secretary": msg("member and secretary"),
    "member": msg("member"),
}
TITLES: dict[Opening, Message] = {
    "bank": msg("open the item bank"),
    "questions": msg("open the questions of a packet"),
    "key": msg("open the key of a packet"),
    "emergency": msg("open in an emergency, with a reason in the minutes"),
}


def expand(rule: str, roles: Sequence[Role], has_paper: bool) -> Sets:
    """The smallest authorised sets of `rule`, each ascending, shorter first. Places count from 0; the paper share has
    the place after the last member.

    Rules: `default` (chair or standing vice-chair, with the secretary and one other), `majority` (with the chair's
    tie-break), `threshold:K`, `listed:1,2,3/1,4,5` (places from 1), and for emergencies `paper` (the paper share with
    the chair or the standing vice-chair and one other), `paper:K` (the paper share and any K members), `none`.
    Raises BadInput for a rule that is none of these or that would let one person open alone.
    """
    count = len(roles)
    if count > MOST_MEMBERS:
        raise BadInput(msg("a rule lists sets of at most {most} members", most=MOST_MEMBERS))
    if rule == "none":
        return ()
    name, _, rest = rule.partition(":")
    if rule.endswith(":"):
        raise _unknown(rule)
    if name == "listed":
        sets = _listed(rest, count, has_paper)
    else:
        sets = _smallest(_predicate(rule, name, rest, roles, has_paper), count + has_paper)
    if not sets:
        raise _unknown(rule)
    if any(sum(place < count for place in one) < LEAST_PEOPLE for one in sets):
        raise BadInput(
            msg("rule {rule} would let one person open alone", rule=rule),
            msg("an authorised set has at least two people; the paper share is not a person"),
        )
    return sets


def tell_rule(rule: str, roles: Sequence[Role]) -> Message:
    """The rule as a sentence for the minutes. `rule` must be one `expand` takes."""
    count = len(roles)
    name, _, rest = rule.partition(":")
    match name:
        case "none":
            return msg("nobody")
        case "default":
            return msg("the chair or the standing vice-chair, with the secretary and one other member")
        case "threshold":
            return msg("any {least} of the {count} members", least=int(rest), count=count)
        case "majority" if count % 2 == 0 and "chair" in roles:
            return msg(
                "any {least} of the {count} members, or any {half} with the chair among them",
                least=count // 2 + 1,
                count=count,
                half=count // 2,
            )
        case "majority":
            return msg("any {least} of the {count} members", least=count // 2 + 1, count=count)
        case "paper" if rest:
            return msg("the emergency share on paper with any {least} members", least=int(rest))
        case "paper":
            return msg("the emergency share on paper with the chair or the standing vice-chair and one other member")
    return msg("one of the sets listed, all of its members together")


def tell_set(members: Sequence[int], names: Sequence[str]) -> str:
    """One set by names; the place after the last name is the paper share."""
    return ", ".join(names[place] if place < len(names) else str(msg("emergency share")) for place in members)


def find_set(sets: Sets, present: frozenset[int]) -> tuple[int, ...] | None:
    """The first authorised set all of whose members are present."""
    return next((one for one in sets if present.issuperset(one)), None)


Claim: TypeAlias = Callable[[frozenset[int]], bool]


def _predicate(rule: str, name: str, rest: str, roles: Sequence[Role], has_paper: bool) -> Claim:
    count = len(roles)
    leaders = {place for place, role in enumerate(roles) if role in ("chair", "standing-vice-chair")}
    chair = {place for place, role in enumerate(roles) if role == "chair"}
    secretary = {place for place, role in enumerate(roles) if role == "secretary"}
    if name == "default" and not rest and leaders and secretary:
        return lambda s: bool(s & leaders) and s >= secretary and _people(s, count) >= 3
    if name == "majority" and not rest:
        return lambda s: _people(s, count) * 2 > count or (_people(s, count) * 2 == count and bool(s & chair))
    if name == "threshold" and _is_count(rest, count):
        return lambda s: _people(s, count) >= int(rest)
    if name == "paper" and has_paper and not rest and leaders:
        return lambda s: count in s and bool(s & leaders) and _people(s, count) >= 2
    if name == "paper" and has_paper and _is_count(rest, count):
        return lambda s: count in s and _people(s, count) >= int(rest)
    if name == "paper" and not has_paper:
        raise BadInput(
            msg("rule {rule} needs the emergency share on paper", rule=rule),
            msg("make one with examcore council enrol --paper and name its card with --paper-card"),
        )
    raise _unknown(rule)


def _listed(rest: str, count: int, has_paper: bool) -> Sets:
    found = set()
    for part in rest.split("/"):
        places = part.split(",")
        if not all(p == "paper" or (p.isascii() and p.isdecimal() and len(p) < 3) for p in places):
            raise _unknown(f"listed:{rest}")
        one = {count if place == "paper" else int(place) - 1 for place in places}
        if len(one) < len(places) or not one <= set(range(count + has_paper)):
            raise _unknown(f"listed:{rest}")
        found.add(frozenset(one))
    smallest = [one for one in found if not any(other < one for other in found)]
    return tuple(sorted((tuple(sorted(one)) for one in smallest), key=lambda one: (len(one), one)))


def _smallest(claim: Claim, count: int) -> Sets:
    sets: list[tuple[int, ...]] = []
    for size in range(1, count + 1):
        for one in combinations(range(count), size):
            if claim(frozenset(one)) and not any(set(kept) <= set(one) for kept in sets):
                sets.append(one)
    return tuple(sets)


def _people(places: frozenset[int], count: int) -> int:
    return sum(place < count for place in places)


def _is_count(text: str, most: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 3 and text == str(int(text)) and 1 <= int(text) <= most


def _unknown(rule: str) -> BadInput:
    return BadInput(
        msg("{rule} is not a rule for these members", rule=rule[:60]),
        msg("rules: default, majority, threshold:4, listed:1,2,3/1,4,5; for emergencies paper, paper:2, none"),
    )
