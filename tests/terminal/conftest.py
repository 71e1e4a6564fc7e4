"""Every story is told to a Vietnamese reader unless it says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from examcore.language import speaking


@pytest.fixture(autouse=True)
def in_vietnamese() -> Iterator[None]:
    """Take back whatever language a test chose."""
    with speaking("vi"):
        yield
