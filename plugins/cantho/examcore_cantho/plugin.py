"""Knows what this distribution gives to examcore: one policy.

Must not do any work when it is imported.
"""

from __future__ import annotations

from examcore.hooks import Policy, hookimpl


@hookimpl
def examcore_policies() -> list[Policy]:
    from examcore_cantho.policy import CanthoPolicy

    return [CanthoPolicy()]
