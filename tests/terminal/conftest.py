"""Every story is told to a Vietnamese reader unless it says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from examcore.language import speaking
from tests.terminal.web_room import Served, publish_web_room, serve


@pytest.fixture(autouse=True)
def in_vietnamese() -> Iterator[None]:
    """Take back whatever language a test chose."""
    with speaking("vi"):
        yield


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One room in browsers for all stories that ask for it; each of them has candidates of its own."""
    with serve(publish_web_room(tmp_path_factory.mktemp("web") / "P01")) as one:
        yield one
