"""Knows every way examcore refuses, a class per thing a person can do about it.

Must not know who catches: the shell prints `text` and `hint`, a screen shows both.

    ExamcoreError
    ├── Misused               the command was called wrongly                      exit 2
    └── Refused               examcore understood and will not go on              exit 1
        ├── BadInput          a file from outside is not what it should be
        │   ├── BadItems      an item file has problems; nothing was imported
        │   └── BadPage       a scan cannot be read
        ├── NotFound          a thing named does not exist
        ├── AlreadyThere      a thing would be overwritten
        ├── WrongPassphrase   the passphrase does not open this key file
        ├── NotAuthorised     those present may not open this, or not yet
        ├── BrokenSeal        sealed data was altered, cut or belongs elsewhere
        ├── Shortage          a bank cannot fill a form
        ├── NotAdmitted       a candidate may not sign in now
        │   └── WrongPin      the candidate number or the PIN is not right
        ├── Closed            the session has been submitted or its time is over
        ├── Conflict          two truths about one candidate
        ├── NotSaved          the disk did not take the data
        ├── BrokenPlugin      a plugin does not load or breaks the rules of its hook
        └── MissingExtra      a wing needs a package that is not installed
"""

from __future__ import annotations

from dataclasses import dataclass

from examcore.language import Language, Message


class ExamcoreError(Exception):
    """Every refusal: a sentence, a hint what to do, never a stem, key, PIN or passphrase."""

    exit_code = 1

    def __init__(self, text: Message, hint: Message | None = None) -> None:
        super().__init__(text, hint)
        self.text = text
        self.hint = hint

    def read(self, language: Language | None = None) -> str:
        """The sentence and, on a line of its own, the hint."""
        lines = [self.text.read(language)]
        if self.hint is not None:
            word = Message("hint: {hint}", (("hint", self.hint),))
            lines.append(word.read(language))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.read()


class Misused(ExamcoreError):
    """The command was called wrongly."""

    exit_code = 2


class Refused(ExamcoreError):
    """Examcore understood and will not go on."""


class BadInput(Refused):
    """A file from outside is not what it should be."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in one file: where it is, a stable code, a sentence, and whether it stops the import.

    `question` is its number or id in the file, `words` how it begins, `repair` what to do about it. A stem's first
    words are for whoever brings the file and sees it anyway: never for a log. `origin` is the journal or page whose
    responses, if it gave any before, no longer count.
    """

    file: str
    place: Message | str
    code: str
    message: Message
    question: str = ""
    severity: str = "error"
    words: str = ""
    repair: Message | None = None
    origin: str = ""


class BadItems(BadInput):
    """An item file has problems; nothing was imported."""

    def __init__(self, text: Message, problems: tuple[Problem, ...], hint: Message | None = None) -> None:
        super().__init__(text, hint)
        self.problems = problems


class BadPage(BadInput):
    """A scan cannot be read."""


class NotFound(Refused):
    """A thing named does not exist."""


class AlreadyThere(Refused):
    """A thing would be overwritten."""


class WrongPassphrase(Refused):
    """The passphrase does not open this key file."""


class NotAuthorised(Refused):
    """Those present may not open this, or not yet."""


class BrokenSeal(Refused):
    """Sealed data was altered, cut, or belongs elsewhere."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One quota a bank cannot fill: `need` items, `have` usable ones, and why the others are barred."""

    quota: Message
    need: int
    have: int
    because: Message

    @property
    def missing(self) -> int:
        """How many items short."""
        return self.need - self.have


class Shortage(Refused):
    """A bank cannot fill a form: which quotas lack how many, and what would help."""

    def __init__(self, text: Message, shortages: tuple[Missing, ...], options: tuple[Message, ...]) -> None:
        super().__init__(text, options[0] if options else None)
        self.shortages = shortages
        self.options = options


class NotAdmitted(Refused):
    """A candidate may not sign in now."""


class WrongPin(NotAdmitted):
    """The candidate number or the PIN is not right; which of the two is never told."""


class Closed(Refused):
    """The session has been submitted or its time is over."""


class Conflict(Refused):
    """Two truths about one candidate."""


class NotSaved(Refused):
    """The disk did not take the data; nothing was half-written."""


class BrokenPlugin(Refused):
    """A plugin does not load or breaks the rules of its hook; it is named."""


class MissingExtra(Refused):
    """A wing needs a package that is not installed; the extra is named."""
