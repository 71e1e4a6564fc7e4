"""The core of examcore: nouns, drawing, sealing, sessions, sittings and commands of a civil-service
knowledge test.

Must not know any screen, printer or city. Plugins import from here: see `examcore.hooks` and
`examcore.nouns`.
"""

from importlib import metadata

from examcore.errors import ExamcoreError, Missing, Problem, Refused
from examcore.hooks import hookimpl
from examcore.language import Label, Message, messages

__version__ = metadata.version("examcore")

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
