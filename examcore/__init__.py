"""The core of examcore: nouns, drawing, sealing, sessions, sittings and commands of a civil-service
knowledge test.

Must not know any screen, printer or city. Plugins import from here: see `examcore.hooks` and
`examcore.nouns`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from examcore.errors import ExamcoreError, Missing, Problem, Refused
    from examcore.hooks import hookimpl
    from examcore.language import Label, Message, messages

    __version__: str

_HOMES = {
    "ExamcoreError": "examcore.errors",
    "Label": "examcore.language",
    "Message": "examcore.language",
    "Missing": "examcore.errors",
    "Problem": "examcore.errors",
    "Refused": "examcore.errors",
    "hookimpl": "examcore.hooks",
    "messages": "examcore.language",
}
"""Where each name lives: it is loaded when it is asked for, since a process of one step (a passphrase tried, a picture
read) passes through here too, and the hooks alone load half of the core.
"""


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib import metadata

        return metadata.version("examcore")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


__all__ = [
    "ExamcoreError",
    "Label",
    "Message",
    "Missing",
    "Problem",
    "Refused",
    "__version__",
    "hookimpl",
    "messages",
]
