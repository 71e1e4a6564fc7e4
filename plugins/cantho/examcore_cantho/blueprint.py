"""Knows the default blueprint: how the 40 and the 60 are spread over areas, levels and the post's own field.

Must not know any item or bank. The Plan fixes 40 + 60 (R42, R43) and that the 60 fit the post (R44); the
spread below is our default, which a council may change.
"""

from __future__ import annotations

from examcore.nouns import Area, Blueprint, PartPlan, Position, Profile, Quota
from examcore_cantho.profile import GENERAL, GENERAL_AREAS, PROFESSIONAL, SHARED_AREAS

EACH_GENERAL = 5
EACH_SHARED = 6
OWN = 30
LEVELS = (("recall", 30, 50), ("understand", 25, 45), ("apply", 15, 35))
"""Level, and its least and highest share of a part in percent."""


def make_blueprint(profile: Profile, position: Position) -> Blueprint:
    """40 general items, five from each of eight areas; 60 professional, half of them the post's own.

    Of the shared half at least six come from each shared area: exactly six unless the post has own items
    tagged with that area.
    """
    general = profile.part(GENERAL)
    professional = profile.part(PROFESSIONAL)
    shared = professional.count - OWN
    return Blueprint(
        policy=profile.policy,
        profile=profile.id,
        position=position.code,
        parts=(
            PartPlan(
                GENERAL,
                general.title,
                general.count,
                (*_spread(GENERAL_AREAS, EACH_GENERAL, EACH_GENERAL), *_levels(general.count)),
            ),
            PartPlan(
                PROFESSIONAL,
                professional.title,
                professional.count,
                (
                    # Quotas are served in this order: areas first, or the shared half would fill without balance.
                    *_spread(SHARED_AREAS, EACH_SHARED, EACH_SHARED + OWN),
                    Quota("scope", "own", OWN, OWN),
                    Quota("scope", "shared", shared, shared),
                    *_levels(professional.count),
                ),
            ),
        ),
    )


def _spread(areas: tuple[Area, ...], least: int, most: int) -> tuple[Quota, ...]:
    return tuple(Quota("area", area.name, least, most, area.title) for area in areas)


def _levels(count: int) -> tuple[Quota, ...]:
    return tuple(Quota("level", name, -(-count * low // 100), count * high // 100) for name, low, high in LEVELS)
