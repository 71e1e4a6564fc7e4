"""Knows how click's own sentences ("Usage:", "No such option ...") are read in the reader's language.

Must not know any command.

Click translates through the standard library's default gettext domain, which is chosen by environment variables of the
whole process. Our language is chosen per context, so click is given our reader instead, in one place.
"""

from __future__ import annotations

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.termui
import click.types

from examcore.language import Message

SENTENCES = (
    Message("Usage:"),
    Message("Options"),
    Message("Commands"),
    Message("Aborted!"),
    Message("Error: {message}"),
    Message("Show this message and exit."),
    Message("Try '{command} {option}' for help."),
    Message("No such command {name!r}."),
    Message("No such option {name!r}."),
    Message("Did you mean {possibility}?"),
    Message("Missing argument"),
    Message("Missing option"),
    Message("Missing command."),
    Message("Missing {param_type}"),
    Message("Invalid value for {param_hint}: {message}"),
    Message("Invalid value: {message}"),
    Message("{value!r} is not one of {choices}."),
    Message("{value!r} is not a valid {number_type}."),
    Message("{value} is not in the range {range}."),
    Message("{value!r} does not match the format {format}."),
    Message("{value!r} does not match the formats {formats}."),
    Message("Option {name!r} requires an argument."),
    Message("Option {name!r} does not take a value."),
    Message("Got unexpected extra argument ({args})"),
    Message("Got unexpected extra arguments ({args})"),
    Message("(Did you mean one of: {possibilities}?)"),
    Message("{value!r} is not {choice}."),
    Message("Error: The two entered values do not match."),
    Message("default: {default}"),
    Message("required"),
)


def teach_click() -> None:
    """Let click's modules read their sentences through our catalogue."""
    readers = {"_": _read, "ngettext": _read_count}
    modules = (
        click.core,
        click.decorators,
        click.exceptions,
        click.formatting,
        click.parser,
        click.termui,
        click.types,
    )
    for module in modules:
        names = vars(module)
        names.update({name: reader for name, reader in readers.items() if name in names})


def _read(text: str) -> str:
    return Message(text).read()


def _read_count(one: str, many: str, count: int) -> str:
    return _read(one if count == 1 else many)
