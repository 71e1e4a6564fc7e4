"""Knows what this city gives to examcore: one catalogue of positions.

Must not hold any rule of the catalogue.
"""

from __future__ import annotations

from examcore.hooks import Catalogue, hookimpl
from examcore_hanoi.catalogue import HanoiCatalogue


@hookimpl
def examcore_catalogs() -> list[Catalogue]:
    """The positions of Decision 3263/QĐ-UBND."""
    return [HanoiCatalogue()]
