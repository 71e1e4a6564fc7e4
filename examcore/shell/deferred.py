"""Knows commands that load when somebody asks for them: a name and a help stand for what a module holds.

Must not know any command. What is deferred is named as an entry point is: "package.module:name".
"""

from __future__ import annotations

from collections.abc import MutableMapping
from importlib import import_module

import click

from examcore.language import Message
from examcore.shell.localized import LocalCommand, LocalGroup


def defer(name: str, help: Message, source: str) -> click.Command:  # noqa: A002
    """The command in `source`, known by its name and help until it is called or asked for its own help."""
    return _DeferredCommand(name, help, source)


def defer_group(name: str, help: Message, *sources: str) -> click.Group:  # noqa: A002
    """One group of the commands in `sources`, each a group that gives its own or a command.

    All load when the first of them is asked for. A later one takes the place of an earlier one of the same name.
    """
    return _DeferredGroup(name, help, sources)


def join(root: click.Group, extra: click.Command) -> None:
    """Add a command; a group whose name `root` has already gives its commands to that group."""
    there = root.commands.get(extra.name or "")
    if isinstance(there, _DeferredGroup) and isinstance(extra, click.Group):
        there.add_source(extra)
    elif isinstance(there, click.Group) and isinstance(extra, click.Group):
        for one in extra.commands.values():
            there.add_command(one)
    else:
        root.add_command(extra)


class _DeferredCommand(LocalCommand):
    """Stands for a command in lists; who calls it is given the command itself."""

    def __init__(self, name: str, help: Message, source: str) -> None:  # noqa: A002
        super().__init__(name, help=help.template)
        self.package = help.package
        self.source = source

    def load(self) -> click.Command:
        """The command itself."""
        return _find(self.source)


class _DeferredGroup(LocalGroup):
    """A group that knows where its commands are."""

    def __init__(self, name: str, help: Message, sources: tuple[str, ...]) -> None:  # noqa: A002
        self._sources: list[str | click.Group] = [*sources]
        self._loaded: MutableMapping[str, click.Command] = {}
        super().__init__(name, help=help.template)
        self.package = help.package

    def add_source(self, extra: click.Group) -> None:
        """Let `extra` give its commands too, loaded with the others."""
        self._sources.append(extra)

    @property
    def commands(self) -> MutableMapping[str, click.Command]:
        """The commands by name; asking loads them."""
        while self._sources:
            source = self._sources.pop(0)
            found = _find(source) if isinstance(source, str) else source
            self._loaded.update(found.commands if isinstance(found, click.Group) else {found.name or "": found})
        return self._loaded

    @commands.setter
    def commands(self, given: MutableMapping[str, click.Command]) -> None:
        self._loaded = given


def _find(source: str) -> click.Command:
    module, _, name = source.partition(":")
    found = getattr(import_module(module), name)
    if not isinstance(found, click.Command):
        raise TypeError(f"{source} is no command")
    return found
