"""Knows the command line as it is installed.

Must not know any command by name.
"""

from __future__ import annotations

import click
import pytest


@pytest.fixture(scope="session")
def examcore() -> click.Group:
    """The command `examcore` with everything the installed plugins add, loaded only for those who ask."""
    from examcore.plugins import load_plugins
    from examcore.shell.main import build

    return build(load_plugins())
