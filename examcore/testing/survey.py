"""Knows how blueprints, scores and reports are looked through, every corner of them, for the kits.

Must not judge a policy by its taste: only what cannot be met, counted or shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import strategies as st

from examcore.nouns import LEVELS, Blueprint, Chart, Document, Form, Paragraph, PartScore, Profile, Score, Table

MARKS = ("right", "wrong", "double", "review", "")


def marking(form: Form) -> st.SearchStrategy[dict[str, str]]:
    """Any marks on any items of a form."""
    return st.fixed_dictionaries({item.id: st.sampled_from(MARKS) for item in form.items})


def find_impossible(blueprint: Blueprint, profile: Profile) -> Iterator[str]:
    """One sentence for each quota that cannot be met whatever the bank holds."""
    known = {"level": set(LEVELS), "scope": {"own", "shared"}}
    for part in blueprint.parts:
        areas = {area.name for area in profile.areas if area.part == part.name}
        for quota in part.quotas:
            if not 0 <= quota.least <= min(quota.most, part.count):
                yield f"{part.name} {quota.tag} {quota.value}: {quota.least} to {quota.most} of {part.count}"
            if quota.value not in known.get(quota.tag, areas):
                yield f"{part.name}: no such {quota.tag} as {quota.value}"
        for tag in ("area", "level", "scope"):
            quotas = [quota for quota in part.quotas if quota.tag == tag]
            if len({quota.value for quota in quotas}) < len(quotas):
                yield f"{part.name}: two quotas for one {tag}"
            if sum(quota.least for quota in quotas) > part.count:
                yield f"{part.name}: the {tag} quotas ask for more than {part.count} items"
            whole = known.get(tag)
            if whole == {quota.value for quota in quotas} and sum(q.most for q in quotas) < part.count:
                yield f"{part.name}: the {tag} quotas allow fewer than {part.count} items"


def every_score(profile: Profile) -> Iterator[Score]:
    """A score for every way to answer the parts: each from none right to all right."""
    for rights in product(*(range(part.count + 1) for part in profile.parts)):
        yield Score(
            tuple(
                PartScore(rule.name, rule.title, right, right * rule.points_each, rule.count * rule.points_each)
                for rule, right in zip(profile.parts, rights, strict=True)
            )
        )


def tables_of(thing: Table | Document) -> list[Table]:
    """A table itself, or the tables in a document."""
    if isinstance(thing, Table):
        return [thing]
    return [block for block in thing.body if isinstance(block, Table)]


def texts_of(thing: Table | Document) -> Iterator[str]:
    """Every text a reader of a table or document sees."""
    for table in tables_of(thing):
        yield table.title
        yield from (column.title for column in table.columns)
        yield from (cell for row in table.rows for cell in row if isinstance(cell, str))
    if isinstance(thing, Document):
        yield from (thing.parent, thing.issuer, thing.number, thing.place, thing.kind, thing.subject)
        yield from thing.recipients
        for signature in thing.signatures:
            yield from (signature.authority, signature.office, signature.name)
        for block in thing.body:
            if isinstance(block, Paragraph):
                yield block.text
            elif isinstance(block, Chart):
                yield from (block.title, block.across, block.up)
                yield from (text for bar in block.bars for text in (bar.label, bar.group))
