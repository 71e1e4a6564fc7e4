"""Knows the commands of ceremonies, list and run, and the plain front: one question a line, also over a pipe.

Must not know any one ceremony.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import click

from examcore.ceremony import (
    CEREMONIES,
    Agree,
    Ask,
    Ceremony,
    Course,
    HandOver,
    Progress,
    Question,
    Request,
    Retype,
    Scene,
    Secret,
    Show,
    Step,
    Tell,
)
from examcore.errors import Misused, NotFound
from examcore.files import read_limited
from examcore.language import Message, messages
from examcore.seal import Cost
from examcore.seal.child import forbid_core_dumps
from examcore.shell.clock import now
from examcore.shell.localized import command, group, option
from examcore.shell.options import Shell, json_option, path
from examcore.shell.speak import give, give_json, give_table, tell, tell_error

msg = messages("examcore")
ceremony = group("ceremony", msg("Ceremonies: scripted, step by step, each step logged, each ends in a minute."))
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
"""For rehearsals and tests: such a key file stands no guessing at all."""

Guide = Callable[[Ceremony, Scene, Mapping[str, Sequence[str]]], None]


@ceremony.command("list", help=msg("List the ceremonies in the order of a year.").template)
@json_option
def list_command(as_json: bool) -> None:
    if as_json:
        give_json([
            {"name": c.name, "title": str(c.title), "purpose": str(c.purpose), "takes": c.takes,
             "steps": [{"name": s.name, "title": str(s.title)} for s in c.outline]}
            for c in CEREMONIES
        ])  # fmt: skip
        return
    rows = [[c.name, str(c.title)] for c in CEREMONIES]
    give_table([str(msg("Name")), str(msg("Ceremony"))], rows)


def make_run(guide: Guide | None) -> click.Command:
    """The command `run`; `guide` holds a ceremony on a screen, where a wing brings one."""

    @command("run", msg("Hold the ceremony NAME in FOLDER, of the council or the sitting; --plain asks line by line."))
    @click.argument("name", metavar="NAME")
    @click.argument("folder", metavar="FOLDER", type=path)
    @option("--plain", is_flag=True, help=msg("line by line, for screen readers, simple consoles and scripts").template)
    @option("--rehearsal", is_flag=True,
            help=msg("rehearse: own folder, throw-away keys, all marked DIỄN TẬP").template)  # fmt: skip
    @option("--cheap-keys", is_flag=True,
            help=msg("key files anyone could guess open, for quick rehearsals only").template)  # fmt: skip
    @option("--give", "given", multiple=True, metavar="QUESTION=ANSWER",
            help=msg("answer a question beforehand (repeatable, in order); examcore ceremony list --json names "
                     "them").template)  # fmt: skip
    @option("--council", help=msg("folder of the council").template)
    @option("--bank", multiple=True, help=msg("the bank (repeatable where banks pass on)").template)
    @option("--policy", help=msg("the policy the bank serves").template)
    @option("--position", multiple=True, help=msg("code of a position (repeatable)").template)
    @option("--packet", help=msg("folder of the packets").template)
    @option("--candidate", multiple=True, help=msg("a candidate who looked at the seals (repeatable)").template)
    @option("--officer", multiple=True, help=msg("key file of an officer who is present (repeatable)").template)
    @option("--card", multiple=True, help=msg("card of a member (repeatable)").template)
    @option("--date", help=msg("day of the sitting").template)
    @option("--out", help=msg("new folder for what is made").template)
    @option("--reason", help=msg("why the emergency set opens; it stands in the minutes").template)
    @option("--passphrase-file", "phrases", multiple=True, type=path,
            help=msg("file whose first line is the next passphrase asked for (repeatable, in order; else a "
                     "prompt)").template)  # fmt: skip
    @click.pass_obj
    def run(
        shell: Shell, name: str, folder: Path, plain: bool, rehearsal: bool, cheap_keys: bool, given: tuple[str, ...],
        council: str | None, bank: tuple[str, ...], policy: str | None, position: tuple[str, ...], packet: str | None,
        candidate: tuple[str, ...], officer: tuple[str, ...], card: tuple[str, ...], date: str | None, out: str | None,
        reason: str | None, phrases: tuple[Path, ...],
    ) -> None:  # fmt: skip
        if cheap_keys and not rehearsal:
            raise Misused(msg("cheap keys are for rehearsals only"), msg("add --rehearsal, or leave out --cheap-keys"))
        forbid_core_dumps()
        answers = _split(given)
        named: dict[str, Sequence[str]] = {
            "council": _one(council), "bank": bank, "policy": _one(policy), "position": position,
            "packet": _one(packet), "candidate": candidate, "officer": officer, "card": card, "date": _one(date),
            "out": _one(out), "reason": _one(reason),
        }  # fmt: skip
        for question, values in named.items():
            if values:
                answers[question] = [*answers.get(question, []), *values]
        scene = Scene(folder, shell.plugins, now, rehearsal, CHEAP if cheap_keys else None)
        chosen = find_ceremony(name)
        if plain:
            Plain(sys.stdin, [read_phrase(one) for one in phrases]).hold(Course(chosen, scene, answers, narrate))
            return
        if guide is None:
            raise Misused(msg("the guided screen needs the terminal wing"), msg("use --plain"))
        if phrases:
            raise Misused(msg("passphrase files go with --plain; on the screen each officer types"))
        guide(chosen, scene, answers)

    return run


ceremony.add_command(make_run(None))


def find_ceremony(name: str) -> Ceremony:
    """The ceremony called `name`. Raises NotFound naming them all."""
    for one in CEREMONIES:
        if one.name == name:
            return one
    raise NotFound(
        msg("there is no ceremony {name}", name=name),
        msg("there are: {names}", names=", ".join(one.name for one in CEREMONIES)),
    )


def read_phrase(file: Path) -> str:
    """The first line of a passphrase file."""
    return read_limited(file, 4096).decode("utf-8", "replace").split("\n", 1)[0].rstrip("\r")


def _one(value: str | None) -> list[str]:
    return [] if value is None else [value]


def _split(given: Sequence[str]) -> dict[str, list[str]]:
    answers: dict[str, list[str]] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            raise Misused(msg("write QUESTION=ANSWER, not {text}", text=text))
        answers.setdefault(name, []).append(value)
    return answers


class Lines(Protocol):
    """Where answers come from: the keyboard, or a pipe."""

    def readline(self) -> str:
        """The next line with its line end; empty where there is no more."""
        ...

    def isatty(self) -> bool:
        """Whether a person types."""
        ...


@dataclass(slots=True)
class Plain:
    """The plain front: narration on stderr, answers from `answers` a line each, passphrases from files first."""

    answers: Lines
    phrases: list[str] = field(default_factory=list)

    def hold(self, course: Course) -> None:
        """Hold a ceremony from its first step to its minute. Raises what it refuses; the minute is written then too."""
        tell(course.ceremony.title)
        if course.scene.rehearsal:
            tell(msg("REHEARSAL: throw-away keys, everything is marked DIỄN TẬP"))
        try:
            course.start()
            while course.question is not None:
                self._ask(course)
        except KeyboardInterrupt:
            course.interrupt()
        finally:
            for file in course.minute:
                give(str(msg("minute: {path}", path=str(file))))

    def _ask(self, course: Course) -> None:
        question = course.question
        if question is None:
            return
        self._put(question)
        if isinstance(question, Secret):
            course.answer(self._read_secret(course, question))
        else:
            course.answer(self._read(course))
        if course.problem is not None:
            tell_error(course.problem)

    def _put(self, question: Question) -> None:
        match question:
            case HandOver(person=person):
                tell(msg("{person} comes to the keyboard, the others look away; Enter", person=person))
            case Show(text=text, secret=secret):
                tell(msg("{text}; then Enter", text=text))
                give(secret)
            case Agree(prompt=prompt):
                tell(msg("{prompt} (yes/no)", prompt=prompt))
            case Ask(prompt=prompt, default=default, choices=choices):
                _put_choices(choices)
                tell(msg("{prompt} [{default}]:", prompt=prompt, default=default) if default
                     else msg("{prompt}:", prompt=prompt))  # fmt: skip
            case Secret(prompt=prompt) | Retype(prompt=prompt):
                tell(msg("{prompt}:", prompt=prompt))

    def _read(self, course: Course) -> str:
        line = self.answers.readline()
        if not line:
            course.interrupt()
        return line.rstrip("\r\n")

    def _read_secret(self, course: Course, question: Secret) -> str:
        if self.phrases:
            return self.phrases.pop(0)
        if self.answers.isatty():
            return str(click.prompt(question.prompt.read(), hide_input=True, prompt_suffix=": ", err=True))
        course.interrupt()
        raise Misused(msg("a passphrase is needed"), msg("give one --passphrase-file for each, in the order asked"))


def _put_choices(choices: Sequence[tuple[str, Message]]) -> None:
    for number, (value, title) in enumerate(choices, 1):
        tell(f"  {number}. {title} ({value})")


def narrate(request: Request) -> None:
    """What is told in a ceremony, on stderr."""
    match request:
        case Step(title=title):
            tell(f"── {title}")
        case Tell(text=text):
            tell(text)
        case Progress(done=done, of=of):
            tell(msg("{done}/{of} people have typed their passphrase", done=done, of=of))
