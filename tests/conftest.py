"""Knows which tests are left for `python3 dev.py check --all`.

Must not know any test by name.
"""

from __future__ import annotations

import os

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the proofs marked slow aside unless EXAMCORE_ALL is set or the caller chose by marker."""
    if os.environ.get("EXAMCORE_ALL") or config.getoption("markexpr"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]
