"""Knows what is left for `python3 dev.py check --all`, what begins first, and in which language every test begins.

Must not know any test by name.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from examcore.language import DEFAULT, choose_language

# The daily run tries the same examples on every machine; the long one searches anew, and further.
settings.register_profile("daily", derandomize=True, deadline=None)
settings.register_profile("all", max_examples=500, deadline=None)
settings.load_profile("all" if os.environ.get("EXAMCORE_ALL") else "daily")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Begin in the usual language, whatever a command that an earlier test ran here has chosen."""
    choose_language(DEFAULT)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the whole first, so that no worker ends alone with what takes longest; leave slow proofs aside.

    A slow proof runs where EXAMCORE_ALL is set or the caller chose by marker.
    """
    items.sort(key=lambda item: "whole" not in item.path.parts)
    if os.environ.get("EXAMCORE_ALL") or config.getoption("markexpr"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]
