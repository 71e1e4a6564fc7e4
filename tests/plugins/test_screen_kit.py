"""The conformance kit of desk screens, run on the wing's own, and a stranger's screen among them."""

from __future__ import annotations

from types import ModuleType

import click
import pytest

from examcore.errors import BrokenPlugin
from examcore.hooks import Screen, hookimpl
from examcore.language import Label
from examcore.plugins import load_plugins
from examcore.shell.main import build
from examcore.testing import ScreenKit
from examcore_tui.plugin import examcore_screens


class TestOwnScreens(ScreenKit):
    @pytest.fixture
    def commands(self) -> click.Group:
        return build(load_plugins())

    @pytest.fixture
    def screens(self) -> list[Screen]:
        return examcore_screens()


def make_stranger(name: str = "stranger") -> ModuleType:
    """A plugin with one screen of the first day's work."""
    module = ModuleType("examcore_stranger")
    screen = Screen(name, Label("Việc lạ", "Odd work"), Label("của người khác", "somebody else's"), "prepare", 15,
                    "examcore plugins", lambda desk: desk)  # fmt: skip

    @hookimpl
    def examcore_screens() -> list[Screen]:
        return [screen]

    module.__dict__["examcore_screens"] = examcore_screens
    return module


def test_screens_of_all_plugins_stand_in_the_order_of_the_work() -> None:
    own = list(load_plugins().screens)
    assert own == [
        *("banks", "blueprints", "forms", "ceremonies", "sittings"),
        *("paper.printing", "rooms", "paper.scans", "results", "logs"),
    ]
    assert list(load_plugins([make_stranger()]).screens) == ["banks", "stranger", *own[1:]]


def test_two_screens_of_one_name_stop_the_program_and_are_named() -> None:
    with pytest.raises(BrokenPlugin, match="banks"):
        load_plugins([make_stranger("banks")]).gather_all()
