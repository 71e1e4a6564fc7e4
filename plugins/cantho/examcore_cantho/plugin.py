"""Knows what this distribution gives to examcore: one policy.

Must not do any work when it is imported.
"""

from __future__ import annotations

from examcore.hooks import Policy, hookimpl
from examcore_cantho.policy import CanthoPolicy


@hookimpl
def examcore_policies() -> list[Policy]:
    return [CanthoPolicy()]
