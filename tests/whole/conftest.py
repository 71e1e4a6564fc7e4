"""Knows the fixtures of the whole: a shell in an empty folder, and a bank of the sample items.

Must not know any module of the product.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.whole.shells import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank of the sample items, made by the command."""
    folder = tmp_path_factory.mktemp("bank")
    done = Shell(folder).run("bank", "init", "mẫu.bank", "--policy", "cantho", "--sample")
    assert done.returncode == 0, done.stderr
    return folder / "mẫu.bank"
