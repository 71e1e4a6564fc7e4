"""Knows how a sentence is kept in English and read in the reader's language.

Must not know any screen, printer or wing: each package brings its own catalogue.

A sentence is kept as a `Message`: an English template and its values. It becomes text only when somebody
reads it, so one problem can be shown in Vietnamese on a screen and in English in a log. Templates are
collected by Babel under the keyword `msg`; the Vietnamese stands in `<package>/locale/vi.po`, compiled to
`vi.mo` beside it. English needs no catalogue: it is the template itself.
"""

from __future__ import annotations

import gettext
import io
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")
DEFAULT: Language = "vi"

# A context variable and not a module global: sessions of one server each read in their own language.
_language: ContextVar[Language] = ContextVar("examcore_language", default=DEFAULT)

Value: TypeAlias = "str | int | Message | Label | Decimals"


def current_language() -> Language:
    """The language of whoever reads in this context; Vietnamese unless `speaking` says otherwise."""
    return _language.get()


def choose_language(language: str) -> None:
    """Read in `language` from here on in this context. Unknown names fall back to Vietnamese."""
    _language.set("en" if language == "en" else DEFAULT)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Read in `language` inside the block."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


@cache
def _catalogue(package: str, language: Language) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    source = resources.files(package) / "locale" / f"{language}.mo"
    if not source.is_file():
        return gettext.NullTranslations()
    return gettext.GNUTranslations(io.BytesIO(source.read_bytes()))


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in English with `{name}` places, the values for them, and the package it belongs to."""

    template: str
    values: tuple[tuple[str, Value], ...] = ()
    package: str = "examcore"

    def read(self, language: Language | None = None) -> str:
        """The sentence in `language` (the context's where None), NFC; a missing translation gives English."""
        chosen = language or current_language()
        text = _catalogue(self.package, chosen).gettext(self.template)
        if self.values:
            filled = {k: v.read(chosen) if isinstance(v, Message | Label | Decimals) else v for k, v in self.values}
            text = text.format(**filled)
        return unicodedata.normalize("NFC", text)

    def __str__(self) -> str:
        return self.read()


def write_decimal(value: float, places: int, language: Language | None = None) -> str:
    """`value` with `places` decimals as `language` writes it (the context's where None): Vietnamese with a comma."""
    text = f"{value:.{places}f}"
    return text if (language or current_language()) == "en" else text.replace(".", ",")


@dataclass(frozen=True, slots=True)
class Decimals:
    """A number in a sentence, with `places` decimals, written as the sentence's reader writes it."""

    value: float
    places: int

    def read(self, language: Language | None = None) -> str:
        """The number in `language`; see `write_decimal`."""
        return write_decimal(self.value, self.places, language)

    def __str__(self) -> str:
        return self.read()


def messages(package: str) -> Callable[..., Message]:
    """The `msg` function of `package`: `msg("no item in {file}", file=name)` gives a `Message`."""

    def msg(template: str, /, **values: Value) -> Message:
        return Message(template, tuple(values.items()), package)

    return msg


@dataclass(frozen=True, slots=True)
class Label:
    """A name that comes with data (a part, a band, an area) in both languages."""

    vi: str
    en: str = ""

    def read(self, language: Language | None = None) -> str:
        """The name in `language`; Vietnamese where no English was given."""
        return self.en if (language or current_language()) == "en" and self.en else self.vi

    def __str__(self) -> str:
        return self.read()
