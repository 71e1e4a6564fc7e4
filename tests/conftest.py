"""Knows what is left for `python3 dev.py check --all`, and which tests run side by side.

Must not know any test by name.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# The daily run tries the same examples on every machine; the long one searches anew, and further.
settings.register_profile("daily", derandomize=True, deadline=None)
settings.register_profile("all", max_examples=500, deadline=None)
settings.load_profile("all" if os.environ.get("EXAMCORE_ALL") else "daily")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the whole first and a module's own fixtures in one worker; leave slow proofs aside.

    A slow proof runs where EXAMCORE_ALL is set or the caller chose by marker. What takes longest begins first, so that
    no worker ends alone with it; tests that share a module's fixture stay together, so that it is made once.
    """
    items.sort(key=lambda item: "whole" not in item.path.parts)
    for item in items:
        if isinstance(item, pytest.Function) and _shares_a_fixture(item):
            item.add_marker(pytest.mark.xdist_group(item.module.__name__))
    if os.environ.get("EXAMCORE_ALL") or config.getoption("markexpr"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


def _shares_a_fixture(item: pytest.Function) -> bool:
    found = item._fixtureinfo.name2fixturedefs  # pytest has no public door to a scope
    return any(each.scope == "module" for name in found for each in found[name])
