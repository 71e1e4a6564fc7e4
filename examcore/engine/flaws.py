"""Knows what makes no sense in a blueprint, whatever the bank, and what breaks the regulation it is held under.

Must not know files, banks or screens: each flaw names the part, quota or setting it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from examcore.language import Message, messages
from examcore.nouns import LEVELS, Blueprint, PartPlan, Profile

msg = messages("examcore")
SCOPES = ("own", "shared")
WHOLE = {"level": set(LEVELS), "scope": set(SCOPES)}
"""Tags of which every item has exactly one value: their quotas, once all are there, must leave room for every item."""
TAG_WORDS = {"area": msg("area"), "level": msg("level"), "scope": msg("scope")}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: a stable code, a sentence, and where: a part and quota (indexes), or a setting."""

    code: str
    message: Message
    part: int | None = None
    quota: int | None = None
    setting: str = ""


def find_flaws(blueprint: Blueprint) -> tuple[Flaw, ...]:
    """Everything for which no form can ever be drawn by this blueprint, in its own order."""
    return (*_check_lists(blueprint), *_check_parts(blueprint))


def _check_parts(blueprint: Blueprint) -> Iterator[Flaw]:
    if not blueprint.parts:
        yield Flaw("no-part", msg("the blueprint has no part; begin each with a line ## name | title | 40 câu"))
    names: set[str] = set()
    for number, part in enumerate(blueprint.parts):
        if part.name in names:
            yield Flaw("part-twice", msg("the part {part} stands twice; take one away", part=part.name), number)
        names.add(part.name)
        if part.lowest > part.highest:
            yield Flaw("lowest-over-highest", msg("the lower bound of the difficulty is above the upper one"), number,
                       setting="difficulty")  # fmt: skip
        yield from _check_quotas(number, part)


def _check_quotas(number: int, part: PartPlan) -> Iterator[Flaw]:
    seen: set[tuple[str, str]] = set()
    for at, quota in enumerate(part.quotas):
        if quota.least > quota.most:
            yield Flaw("least-over-most", msg("the least number, {least}, is above the most, {most}",
                                              least=quota.least, most=quota.most), number, at)  # fmt: skip
        if (quota.tag, quota.value) in seen:
            yield Flaw("quota-twice", msg("this quota stands twice in the part; take one away"), number, at)
        seen.add((quota.tag, quota.value))
    for tag, word in TAG_WORDS.items():
        quotas = [quota for quota in part.quotas if quota.tag == tag]
        least, most = sum(quota.least for quota in quotas), sum(quota.most for quota in quotas)
        if least > part.count:
            yield Flaw("least-over-count", msg("the quotas of {tag} ask for {least} items at least, the part has "
                                               "{count}; lower them", tag=word, least=least, count=part.count),
                       number)  # fmt: skip
        if most < part.count and {quota.value for quota in quotas} == WHOLE.get(tag):
            yield Flaw("most-under-count", msg("the quotas of {tag} allow {most} items at most, the part has "
                                               "{count}; raise them", tag=word, most=most, count=part.count),
                       number)  # fmt: skip


def _check_lists(blueprint: Blueprint) -> Iterator[Flaw]:
    core = blueprint.core
    if len(set(core)) != len(core):
        twice = next(one for at, one in enumerate(core) if one in core[:at])
        yield Flaw("core-twice", msg("item {item} stands twice in the core", item=twice), setting="core")
    if len(set(core)) > blueprint.count:
        yield Flaw("core-over-count", msg("the core has {core} items, a form {count}", core=len(set(core)),
                                          count=blueprint.count), setting="core")  # fmt: skip
    for at, group in enumerate(blueprint.apart):
        if len(set(group)) < 2:
            yield Flaw("group-of-one", msg("a group that may not meet needs two items or more"), setting=f"apart#{at}")
        both = [one for one in dict.fromkeys(core) if one in group]
        if len(both) > 1:
            yield Flaw("core-apart", msg("{one} and {other} may not meet, and both are in the core", one=both[0],
                                         other=both[1]), setting=f"apart#{at}")  # fmt: skip


def compare_with(profile: Profile, blueprint: Blueprint) -> tuple[Flaw, ...]:
    """Where a blueprint breaks the regulation: other rules, other parts, other counts, each with its clause."""
    if (blueprint.policy, blueprint.profile) != (profile.policy, profile.id):
        return (
            Flaw("other-policy", msg("the blueprint is for {theirs}, in force are the rules {ours}",
                                     theirs=f"{blueprint.policy} | {blueprint.profile}",
                                     ours=f"{profile.policy} | {profile.id}"), setting="policy"),
        )  # fmt: skip
    fixed = {rule.name: rule for rule in profile.parts}
    found = []
    for number, part in enumerate(blueprint.parts):
        rule = fixed.get(part.name)
        if rule is None:
            found.append(Flaw("part-unknown", msg("the regulation has no part {part}; it has {parts}", part=part.name,
                                                  parts=", ".join(fixed)), number))  # fmt: skip
        elif part.count != rule.count:
            found.append(Flaw("part-count", msg("the part has {count} items, the regulation fixes {fixed} ({clause})",
                                                count=part.count, fixed=rule.count, clause=_cite(profile, rule.rule)),
                              number))  # fmt: skip
    there = [part.name for part in blueprint.parts]
    for rule in profile.parts:
        if rule.name not in there:
            found.append(Flaw("part-missing", msg("the part {part} of {count} items is missing ({clause})",
                                                  part=rule.name, count=rule.count,
                                                  clause=_cite(profile, rule.rule))))  # fmt: skip
    if not found and there != list(fixed):
        found.append(Flaw("part-order", msg("the regulation has its parts in the order {parts}",
                                            parts=", ".join(fixed)), 0))  # fmt: skip
    return tuple(found)


def _cite(profile: Profile, rule: str) -> str:
    clause = next((clause for clause in profile.clauses if clause.rule == rule), None)
    return rule if clause is None else f"{rule}, {clause.place}: {clause.says}"
