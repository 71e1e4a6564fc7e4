"""Knows what this city gives to examcore: one catalogue of positions.

Must not hold any rule of the catalogue: that loads when somebody asks for a position.
"""

from __future__ import annotations

from examcore.hooks import Catalogue, hookimpl


@hookimpl
def examcore_catalogs() -> list[Catalogue]:
    """The positions of Decision 3263/QĐ-UBND."""
    from examcore_hanoi.catalogue import HanoiCatalogue

    return [HanoiCatalogue()]
