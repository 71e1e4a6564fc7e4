"""Knows the form a draw stands for: its id, and its items with keys.

Must not know the drawing rule.
"""

from __future__ import annotations

from collections.abc import Mapping

from examcore.canonical import digest
from examcore.nouns import Blueprint, Drawn, Form, FormPart, Item


def name_form(blueprint: Blueprint, seed: str, ordinal: int) -> str:
    """The id of a blueprint's form number `ordinal` (from 1) in a draw: short, with no hint of its content."""
    return "F" + digest({"blueprint": digest(blueprint), "seed": seed, "index": ordinal - 1})[:10].upper()


def build_form(blueprint: Blueprint, drawn: Drawn, items: Mapping[str, Item], seed: str, rehearsal: bool) -> Form:
    """The form a draw stands for, with items and keys."""
    parts = zip(blueprint.parts, drawn.parts, strict=True)
    return Form(
        id=name_form(blueprint, seed, drawn.ordinal),
        policy=blueprint.policy,
        profile=blueprint.profile,
        position=blueprint.position,
        blueprint=digest(blueprint),
        seed=seed,
        rule=drawn.rule,
        rehearsal=rehearsal,
        parts=tuple(FormPart(plan.name, plan.title, tuple(items[i] for i in ids)) for plan, ids in parts),
    )
