"""Claims about the hashed locks."""

from __future__ import annotations

import pytest

import locks


def test_the_locks_hold_what_the_pyprojects_ask() -> None:
    assert list(locks.check_locks()) == []


def test_the_product_lock_has_no_tool_of_a_developer() -> None:
    product, everything = locks.read_lock(locks.PRODUCT), locks.read_lock(locks.ALL)
    assert set(product) < set(everything)
    assert not {"pytest", "mypy", "ruff", "babel", "uv", "hatchling"} & set(product)


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.org/simple",
        "--find-links ./wheels",
        "click @ file:///wheels/click.whl",
        "# from https://example.org",
    ],
)
def test_an_address_in_a_lock_is_seen(line: str) -> None:
    assert locks.ADDRESS.search(line)
