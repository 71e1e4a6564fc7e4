"""Knows how commands describe themselves in the reader's language.

Must not know any command. Help texts are written `help=msg("...").template`, so that Babel collects them, and are
translated when shown, with the catalogue of the package the command's function belongs to.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeVar  # click's own signatures are in terms of Any

import click

from examcore.language import LANGUAGES, Message, choose_language, messages

msg = messages("examcore")
F = TypeVar("F", bound=Callable[..., Any])


def _language_option() -> click.Option:
    def choose(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
        if value:
            choose_language(value)

    return LocalOption(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        is_eager=True,
        callback=choose,
        help=msg("language of what is shown: vi (default) or en").template,
    )


class LocalOption(click.Option):
    """An option whose help is translated when shown."""

    package = "examcore"

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        kept, self.help = self.help, _translated(self.help, self.package)
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = kept

    def make_metavar(self, ctx: click.Context) -> str:
        if self.metavar is None and isinstance(self.type, click.DateTime):
            return str(msg("DAY"))
        words = {
            "TEXT": msg("TEXT"),
            "PATH": msg("PATH"),
            "INTEGER": msg("NUMBER"),
            "INTEGER RANGE": msg("NUMBER"),
        }
        shown = super().make_metavar(ctx)
        return str(words.get(shown, shown))


class LocalCommand(click.Command):
    """A command whose help is translated when shown; it takes --lang.

    `package` is whose catalogue its help stands in; that of its function where none is named.
    """

    package = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _settle(self)

    def load(self) -> click.Command:
        """The command itself: this one, unless it only stands for another."""
        return self

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read --lang before anything else is looked at, so that help and refusals already speak it."""
        asked = [two for one, two in pairwise(args) if one == "--lang"]
        asked += [one.removeprefix("--lang=") for one in args if one.startswith("--lang=")]
        if asked and asked[-1] in LANGUAGES:
            choose_language(asked[-1])
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        words = {
            "[OPTIONS]": msg("[OPTIONS]"),
            "COMMAND [ARGS]...": msg("COMMAND [ARGS]..."),
            "[COMMAND] [ARGS]...": msg("[COMMAND] [ARGS]..."),
        }
        return [str(words.get(piece, piece)) for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        kept, self.help = self.help, _translated(self.help, _package(self))
        try:
            super().format_help_text(ctx, formatter)
        finally:
            self.help = kept

    def get_short_help_str(self, limit: int = 45) -> str:
        kept, self.help = self.help, _translated(self.help, _package(self))
        try:
            return super().get_short_help_str(limit)
        finally:
            self.help = kept


class LocalGroup(LocalCommand, click.Group):
    """A group of such commands."""

    command_class = LocalCommand
    package = "examcore"

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called; only this one is loaded where it was deferred."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, found.load() if isinstance(found, LocalCommand) else found, rest


def _settle(command: click.Command) -> None:
    package = _package(command)
    for param in command.params:
        if isinstance(param, LocalOption):
            param.package = package
    if not any("--lang" in param.opts for param in command.params):
        command.params.append(_language_option())


def _package(command: click.Command) -> str:
    if isinstance(command, LocalCommand) and command.package:
        return command.package
    module = getattr(command.callback, "__module__", "examcore")
    return module.split(".")[0]


def _translated(text: str | None, package: str) -> str | None:
    """`text` by the catalogue of its package, else by the core's: options such as who opens come from there."""
    if not text:
        return text
    told = Message(text, (), package).read()
    return Message(text, (), "examcore").read() if told == text else told


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """`click.option` with translated help."""
    return click.option(*names, cls=LocalOption, **settings)


def command(name: str, help: Message, **settings: Any) -> Callable[[Callable[..., Any]], click.Command]:  # noqa: A002
    """`click.command` with translated help."""
    return click.command(name, cls=LocalCommand, help=help.template, **settings)


def group(name: str, help: Message) -> click.Group:  # noqa: A002
    """An empty group with translated help."""
    made = LocalGroup(name, help=help.template)
    made.package = help.package
    return made
