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

    A source may say what it brings, "package.module:name = one other": it loads only when one of these is asked for,
    or the list of all. A later source takes the place of an earlier one where both bring a name.
    """
    return DeferredGroup(name, help, sources)


def join(root: click.Group, extra: click.Command) -> None:
    """Add a command; a group whose name `root` has already gives its commands to that group."""
    there = root.commands.get(extra.name or "")
    if isinstance(there, DeferredGroup) and isinstance(extra, click.Group):
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
        return find_command(self.source)


class DeferredGroup(LocalGroup):
    """A group that knows where its commands are."""

    def __init__(self, name: str, help: Message, sources: tuple[str, ...]) -> None:  # noqa: A002
        self._sources: list[str | click.Group] = [*sources]
        self._loaded: MutableMapping[str, click.Command] = {}
        super().__init__(name, help=help.template)
        self.package = help.package

    @property
    def sources(self) -> tuple[str | click.Group, ...]:
        """Where commands that are not loaded yet will come from."""
        return tuple(self._sources)

    def add_source(self, extra: click.Group) -> None:
        """Let `extra` give its commands too."""
        self._sources += extra.sources if isinstance(extra, DeferredGroup) else [extra]

    @property
    def commands(self) -> MutableMapping[str, click.Command]:
        """The commands by name; asking loads them all."""
        self._load(None)
        return self._loaded

    @commands.setter
    def commands(self, given: MutableMapping[str, click.Command]) -> None:
        self._loaded = given

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, with what must load to know it; None where no source brings it."""
        self._load(cmd_name)
        return self._loaded.get(cmd_name)

    def _load(self, wanted: str | None) -> None:
        """Load what may bring `wanted`, or with None everything."""
        kept: list[str | click.Group] = []
        for source in self._sources:
            brings = source.partition(" = ")[2].split() if isinstance(source, str) else []
            if wanted is not None and brings and wanted not in brings:
                kept.append(source)
                continue
            found = find_command(source) if isinstance(source, str) else source
            given = found.commands if isinstance(found, click.Group) else {found.name or "": found}
            self._loaded.update({name: one for name, one in given.items() if not brings or name in brings})
        self._sources = kept


def find_command(source: str) -> click.Command:
    """The command or group that `source` names."""
    module, _, name = source.partition(" = ")[0].partition(":")
    found = getattr(import_module(module), name)
    if not isinstance(found, click.Command):
        raise TypeError(f"{source} is no command")
    return found
