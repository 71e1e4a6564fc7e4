"""Knows what every screen of the officers' desk must be: told without drawing, in both languages, with a real command.

Must not know the toolkit it is drawn with. Subclass it in a test module and hand over the screens:

    class TestMyScreens(ScreenKit):
        @pytest.fixture
        def screens(self) -> list[Screen]:
            return my_plugin.examcore_screens()
"""

from __future__ import annotations

import re
import shlex

import click
import pytest

from examcore.hooks import SCREEN_GROUPS, Screen
from examcore.language import LANGUAGES

SECRETS = ("--passphrase", "--password", "--pin", "--key", "EXAMCORE_PASSPHRASE")
LONGEST_TITLE = 40
_ID = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?")
_CHOSEN = re.compile(r"\[?[A-Z][A-Z_]*\]?(\.\.\.)?")


class ScreenKit:
    """The laws. `screens` gives what is under test, `commands` the whole command line they stand for."""

    @pytest.fixture
    def screens(self) -> list[Screen]:
        """The screens under test."""
        raise NotImplementedError("a subclass gives the screens")

    @pytest.fixture
    def commands(self) -> click.Group:
        """The command line with all plugins: `examcore.shell.main.build(load_plugins())`."""
        raise NotImplementedError("a subclass gives the command line")

    def test_ids_are_plain_and_each_its_own(self, screens: list[Screen]) -> None:
        assert screens
        assert len({one.id for one in screens}) == len(screens)
        assert [one.id for one in screens if not _ID.fullmatch(one.id)] == []

    def test_every_screen_stands_in_the_order_of_the_work(self, screens: list[Screen]) -> None:
        assert [one.id for one in screens if one.group not in SCREEN_GROUPS] == []

    def test_title_and_sentence_are_said_in_both_languages(self, screens: list[Screen]) -> None:
        for one in screens:
            for text in (one.title, one.about):
                said = [text.read(language) for language in LANGUAGES]
                assert all(said), one.id
                assert len(set(said)) == len(LANGUAGES), one.id
            assert all(len(one.title.read(language)) <= LONGEST_TITLE for language in LANGUAGES), one.id

    def test_the_command_a_screen_stands_for_can_be_typed(self, screens: list[Screen], commands: click.Group) -> None:
        for one in screens:
            words = shlex.split(one.command)
            assert words[:1] == ["examcore"], one.id
            command: click.Command = commands
            rest = words[1:]
            while rest and isinstance(command, click.Group):
                found = command.get_command(click.Context(command), rest[0])
                assert found is not None, f"{one.id}: {one.command}"
                command, rest = found, rest[1:]
            options = {name for parameter in command.params for name in parameter.opts}
            assert [word for word in rest if word.startswith("--") and word not in options] == [], one.id
            assert [word for word in rest if not word.startswith("--") and not _CHOSEN.fullmatch(word)] == [], one.id

    def test_no_secret_stands_in_a_command(self, screens: list[Screen]) -> None:
        for one in screens:
            assert not set(shlex.split(one.command)) & set(SECRETS), one.id

    def test_making_a_screen_is_left_to_the_desk(self, screens: list[Screen]) -> None:
        assert all(callable(one.make) for one in screens)
