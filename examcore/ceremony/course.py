"""Knows how a script is walked: questions to the people, steps to the log, all of it to the minute.

Must not know any one ceremony, nor print: a front shows `question` and hands over what was typed.

A ceremony that is refused or interrupted ends at once: the script cleans up what it wrote, the log and the minute say
at which step it stopped and why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from examcore.canonical import encode
from examcore.ceremony.minute import Entry, Head, Kind, Record, write_minute
from examcore.ceremony.present import Cosigned, cosign
from examcore.ceremony.requests import (
    Agree,
    Ask,
    Attend,
    Fingerprint,
    HandOver,
    Happen,
    Progress,
    Question,
    Request,
    Retype,
    Secret,
    Show,
    Step,
    Tell,
)
from examcore.ceremony.stage import Ceremony, Closing, Scene, check_earnest
from examcore.errors import AlreadyThere, BrokenSeal, ExamcoreError, Misused, NotAuthorised, NotSaved, Refused
from examcore.files import write_whole
from examcore.language import Message, messages, speaking
from examcore.log import LOG_NAME, Checkpoint, Event, find_log, keep_checkpoint, record, take_checkpoint
from examcore.seal.primitives import random_bytes
from examcore.sitting import load, write_all
from examcore.text import clean_line, has_unsafe

msg = messages("examcore")
YES = ("c", "có", "co", "đồng ý", "y", "yes")
NO = ("k", "không", "khong", "n", "no")
LONGEST = 400
MARKER = "rehearsal"
BEGIN = "ceremony.begin"
Listener = Callable[[Request], None]


class Course:
    """One ceremony on its way. Show `question`, call `answer`; it is over when `question` is None.

    `given` holds answers given beforehand, by the name of the question; `heard` is called with all that is told.
    """

    def __init__(self, ceremony: Ceremony, scene: Scene, given: Mapping[str, Sequence[str]], heard: Listener) -> None:
        self.ceremony, self.scene = ceremony, scene
        self.question: Question | None = None
        self.problem: ExamcoreError | None = None
        self.step: Step | None = None
        self.done: list[Step] = []
        self.progress: Progress | None = None
        self.minute: list[Path] = []
        self._given = {name: list(values) for name, values in given.items()}
        self._heard = heard
        self._tries = 0
        self._script = ceremony.script(scene)
        self._path = scene.folder / LOG_NAME
        unknown = [name for name, values in given.items() if values and name not in ceremony.takes]
        if unknown:
            raise Misused(
                msg("this ceremony does not ask for {names}", names=", ".join(unknown)),
                msg("it takes {names}", names=", ".join(ceremony.takes)),
            )
        self._check_folder()
        self.record = Record(
            ceremony.name, ceremony.title.read("vi"), random_bytes(4).hex(), _count_minutes(scene.folder) + 1,
            scene.now(), scene.rehearsal,
        )  # fmt: skip

    def start(self) -> None:
        """Begin, up to the first question. Raises what the script refuses."""
        self.scene.folder.mkdir(parents=True, exist_ok=True)
        if self.scene.rehearsal and not self._path.is_file():
            write_whole(self.scene.folder / MARKER, b"")
        cut = _find_cut(self.scene)
        self._log(BEGIN, ceremony=self.record.run, name=self.ceremony.name,
                  rehearsal="yes" if self.scene.rehearsal else "no")  # fmt: skip
        if cut:
            self._note("exception", msg("the ceremony {name} before this one was cut off and left no minute", name=cut))
        self._walk(None)

    def answer(self, text: str) -> None:
        """Hand over what was typed. Where it will not do, `problem` says why and the question stands.

        Raises what the script refuses; the ceremony has then stopped.
        """
        question, self.problem = self.question, None
        if question is None:
            return
        try:
            given = self._take(question, text)
        except ExamcoreError as problem:
            if self.question is None:
                raise
            if isinstance(problem, BrokenSeal):
                self._stop(problem)
            self.problem = problem
            if not isinstance(question, Secret | Retype):
                return
            self._tries += 1
            self._note("exception", problem.text)
            if self._tries < question.tries:
                return
            self._stop(NotAuthorised(msg("too many wrong answers: {problem}", problem=problem.text), problem.hint))
        self._tries, self.question = 0, None
        self._walk(given)

    def interrupt(self) -> None:
        """End here, by somebody's wish. Raises Refused, as a script would."""
        if self.question is not None:
            self._stop(Refused(msg("the ceremony was broken off")))

    def _walk(self, given: str | None) -> None:
        answer = given
        try:
            while True:
                request = self._script.send(answer) if answer is not None else next(self._script)
                if isinstance(request, Ask | Secret | Retype | Agree | Show | HandOver):
                    before = self._find_given(request)
                    if before is None:
                        self.question = request
                        return
                    answer = self._take(request, before)
                else:
                    self._tell(request)
                    answer = ""
        except StopIteration as end:
            closing: Closing = end.value
            self._finish(closing)
        except ExamcoreError as refused:
            self._script.close()
            self._record_stop(refused)
            raise
        except KeyboardInterrupt as interrupted:
            broken = Refused(msg("the ceremony was broken off"))
            self._record_stop(broken)
            raise broken from interrupted
        except BaseException:
            self._script.close()
            self._record_stop(Refused(msg("the program failed")))
            raise

    def _stop(self, refused: ExamcoreError) -> None:
        self.question = None
        try:
            self._script.throw(refused)
        except ExamcoreError as problem:
            self._record_stop(problem)
            raise
        raise refused

    def _find_given(self, question: Question) -> str | None:
        if not isinstance(question, Ask) or question.name not in self._given:
            return None
        values = self._given[question.name]
        if values:
            return values.pop(0)
        return "" if question.is_list and question.may_be_empty else None

    def _take(self, question: Question, text: str) -> str:
        """The answer as the script gets it. Raises ExamcoreError for one that will not do."""
        match question:
            case Ask(name=name):
                line = _take_line(question, text)
                if name in ("place", "presiding", "recorder"):
                    setattr(self.record, name, line)
                return line
            case Secret(check=check):
                check(text)
                return text
            case Retype(expected=expected):
                if _settle(text) != _settle(expected):
                    raise NotAuthorised(
                        msg("what was typed is not what stands there"),
                        msg("read it again, letter by letter; if it truly differs, stop and say so"),
                    )
                return expected
            case Agree(prompt=prompt):
                word = clean_line(text).casefold()
                if word in NO:
                    self._stop(NotAuthorised(msg("those present did not agree")))
                if word not in YES:
                    raise Misused(msg("answer yes or no"))
                self._note("said", msg("all agreed: {what}", what=prompt))
        return ""

    def _tell(self, request: Request) -> None:
        match request:
            case Step():
                self._end_step()
                self.step, self.progress = request, None
                self._note("step", request.title)
            case Tell(text=text, minuted=True):
                self._note("said", text)
            case Progress():
                self.progress = request
            case Attend(name=name, role=role):
                if not self.record.attendees.get(name):
                    self.record.attendees[name] = role
            case Fingerprint(what=what, value=value):
                self.record.fingerprints[what] = value
            case Happen(act=act, facts=facts):
                self._log(act, **dict(facts))
        self._heard(request)

    def _end_step(self) -> None:
        if self.step is not None:
            self.done.append(self.step)
            self._log("ceremony.step", ceremony=self.record.run, number=str(len(self.done)), step=self.step.name)

    def _note(self, kind: Kind, text: Message) -> None:
        number = len(self.done) + 1
        self.record.entries.append(Entry(self.scene.now(), kind, text.read("vi"), number))
        if kind == "exception":
            self._log("ceremony.exception", ceremony=self.record.run, number=str(number),
                      step=self.step.name if self.step else "", what=text.read("en"))  # fmt: skip

    def _record_stop(self, refused: ExamcoreError) -> None:
        self._note("exception", refused.text)
        number, step = len(self.done) + 1, self.step.name if self.step else ""
        self.record.stopped = step
        self._heard(Tell(msg("stopped at step {number}: {title}", number=number,
                             title=self.step.title if self.step else self.ceremony.title), minuted=False))  # fmt: skip
        self._log("ceremony.stopped", ceremony=self.record.run, number=str(number), step=step)
        self._close(Closing(issuer=self.record.issuer))

    def _finish(self, closing: Closing) -> None:
        self._end_step()
        self.step = None
        self._log("ceremony.end", ceremony=self.record.run, name=self.ceremony.name)
        self._close(closing)

    def _close(self, closing: Closing) -> None:
        log = find_log(self.scene.folder)
        head = take_checkpoint(log)
        cosigned: tuple[Cosigned, ...] = ()
        if closing.seats:
            mark = f"{head.size} {head.root.hex()}"
            cosigned = cosign(head.body, head.origin, mark, closing.seats, closing.names)
            signed = replace(head, signatures=tuple(one.signature for one in cosigned))
            keep_checkpoint(self.scene.folder, signed)
            self._keep_memories(cosigned)
        if closing.issuer:
            self.record.issuer = closing.issuer
        self._write_minute(head, tuple(one.signature.name.replace("-", " ") for one in cosigned))

    def _keep_memories(self, cosigned: Sequence[Cosigned]) -> None:
        for one in cosigned:
            try:
                write_whole(Path(one.source), one.file, private=True)
            except NotSaved as problem:
                self._heard(Tell(problem.text, minuted=False))

    def _write_minute(self, head: Checkpoint, signed: tuple[str, ...]) -> None:
        with speaking("vi"):
            facts = Head(head.origin, head.size, head.fingerprint, signed)
            document = write_minute(self.record, facts, self.scene.now())
        folder = self.scene.folder / "minutes"
        files = [(document.name + ".json", encode(document)), *write_all(self.scene.plugins, [document])]
        for name, data in files:
            if (folder / name).exists():
                raise AlreadyThere(msg("{path} exists already", path=str(folder / name)))
            write_whole(folder / name, data)
            self.minute.append(folder / name)
        digests = {f"sha256-{Path(name).suffix[1:]}": hashlib.sha256(data).hexdigest() for name, data in files}
        self._log("ceremony.minute", ceremony=self.record.run, number=str(self.record.number), **digests)

    def _log(self, act: str, **facts: str) -> None:
        record(self._path, Event(act, self.scene.now(), tuple(facts.items())))

    def _check_folder(self) -> None:
        folder = self.scene.folder
        sitting = folder / "sitting.json"
        if sitting.is_file():
            check_earnest(load(folder).sitting.rehearsal, self.scene.rehearsal, str(folder))
        elif self._path.is_file():
            check_earnest((folder / MARKER).is_file(), self.scene.rehearsal, str(folder))


def _take_line(question: Ask, text: str) -> str:
    if has_unsafe(text):
        raise Misused(msg("the line holds an invisible control character"))
    line = clean_line(text) or question.default
    if not line and not question.may_be_empty:
        raise Misused(msg("an answer is needed here"))
    if len(line) > LONGEST:
        raise Misused(msg("the line is too long"))
    values = [value for value, _ in question.choices]
    if line and values and line not in values:
        if not line.isdecimal() or not 1 <= int(line) <= len(values):
            raise Misused(msg("choose one of {values}", values=", ".join(values)))
        line = values[int(line) - 1]
    if line and question.check is not None:
        question.check(line)
    return line


def _settle(text: str) -> str:
    return "".join(text.split()).casefold()


def _find_cut(scene: Scene) -> str:
    """The name of the ceremony before, where it has no end in the log: a power cut, or a program that was killed."""
    log = scene.log
    acts = [e for e in log.events if e.act in (BEGIN, "ceremony.minute")] if log is not None else []
    return acts[-1].fact("name") if acts and acts[-1].act == BEGIN else ""


def _count_minutes(folder: Path) -> int:
    return len(list((folder / "minutes").glob("*.json")))
