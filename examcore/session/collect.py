"""Knows how journals become responses, and what an officer must be told about each.

Must not know screens or keys, and never writes to what it reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from examcore.conduct import BOOK, Conduct, Standing, fold_acts, read_book
from examcore.errors import BadInput, NotFound, Problem
from examcore.files import explain
from examcore.language import Message, messages
from examcore.nouns import BookletLayout, Response, Responses, Sitting
from examcore.record import MOST_BYTES
from examcore.session.events import FORMAT, Chain, Issue, read_chain
from examcore.session.receipt import make_receipt
from examcore.session.room import JOURNALS, find_rooms, is_room, read_room
from examcore.session.state import State, replay

msg = messages("examcore")

SUFFIX = ".jsonl"
Layouts = Mapping[tuple[str, str], BookletLayout]


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    data: bytes


def is_journal(path: Path) -> bool:
    """Whether `path` is a file that begins like a journal."""
    if path.suffix != SUFFIX or not path.is_file():
        return False
    with path.open("rb") as file:
        return FORMAT.encode() in file.readline(4096)


def find_journals(source: Path) -> tuple[Path, ...]:
    """The journals at `source`: a journal, a folder of them, a room's folder, or a folder of such rooms.

    In a folder with one journal every file of that suffix counts, so that a damaged one is reported, not missed.
    """
    if source.is_file():
        return (source,) if is_journal(source) else ()
    found: set[Path] = set()
    for folder in [source, source / JOURNALS, *(room / JOURNALS for room in find_rooms(source))]:
        files = set(folder.glob("*" + SUFFIX)) if folder.is_dir() else set()
        if any(is_journal(path) for path in files) or is_room(folder.parent):
            found |= files
    return tuple(sorted(found))


def collect_journals(sitting: Sitting, delivery: str, layouts: Layouts, source: Path) -> Iterator[Responses | Problem]:
    """Responses of every candidate whose journal lies at `source`, by file name, and a Problem where one is
    due.

    An unsubmitted journal gives its answers so far and a Problem; a broken one a Problem and no responses. A broken
    conduct book gives one Problem, and the journals of its room are taken without being held against it.
    Of two journals of one candidate the longer counts where it continues the other; else neither does.
    """
    kept: dict[str, _Found] = {}
    disputed: set[str] = set()
    for path in find_journals(source):
        try:
            found = _read(path)
        except OSError as problem:
            yield _problem(path, "unreadable", msg("cannot be read: {reason}", reason=explain(problem)))
            continue
        number = path.stem
        if number in disputed:
            continue
        other = kept.get(number)
        if other is None or found.data.startswith(other.data):
            kept[number] = found
        elif not other.data.startswith(found.data):
            disputed.add(number)
            del kept[number]
            yield _problem(
                path,
                "two journals",
                msg(
                    "candidate {number} has two journals that differ; the other is {file}",
                    number=number,
                    file=str(other.path),
                ),
            )
    books: dict[Path, Conduct | None] = {}
    for number in sorted(kept):
        folder = kept[number].path.parent.parent
        if folder not in books:
            books[folder] = None
            try:
                books[folder] = _read_conduct(folder)
            except (BadInput, NotFound) as problem:
                yield _problem(folder / BOOK, "broken book", problem.text)
        yield from _collect_one(sitting, delivery, layouts, kept[number], books[folder])


def read_responses(issue: Issue, state: State, layout: BookletLayout, delivery: str, origin: str) -> Responses:
    """What a candidate gave, one response for every question of the booklet, in question-id order."""
    doubts = () if state.submitted else (_unsubmitted().read(),)
    if state.submitted == "paper":
        doubts = (msg("goes on on paper; the answers so far are taken as they stand").read(),)
    given = tuple(
        Response(question, (state.answers[question],) if question in state.answers else ())
        for question in sorted(shown.question for shown in layout.questions)
    )
    is_final = state.submitted not in ("", "paper")
    return Responses(issue.candidate, delivery, issue.form, issue.booklet, given, origin, doubts, is_final)


def _collect_one(
    sitting: Sitting, delivery: str, layouts: Layouts, found: _Found, conduct: Conduct | None
) -> Iterator[Responses | Problem]:
    path = found.path
    try:
        chain = read_chain(found.data, path.name)
        issue = chain.issue
        if issue is None:
            yield _problem(path, "empty", msg("the journal was begun but holds no line"), "warning")
            return
        fault = _find_stranger(sitting, delivery, issue, path)
        if fault is not None:
            yield _problem(path, "stranger", fault)
            return
        layout = layouts.get((issue.form, issue.booklet))
        if layout is None:
            yield _problem(path, "stranger", msg("the sitting has no booklet {code} of this form", code=issue.booklet))
            return
        state = replay(chain, layout, path.name)
    except BadInput as problem:
        yield _problem(path, "broken journal", problem.text)
        return
    yield from _warn(path, chain, state)
    if conduct is not None:
        yield from _audit(path, conduct.standing(issue.candidate), state)
    origin = _origin(path, chain, state, len(layout.questions))
    yield read_responses(issue, state, layout, delivery, origin)


def _warn(path: Path, chain: Chain, state: State) -> Iterator[Problem]:
    if chain.torn:
        yield _problem(
            path,
            "torn line",
            msg(
                "the last line was never finished ({count} bytes) nor acknowledged; it does not count",
                count=len(chain.torn),
            ),
            "warning",
        )
    if not state.submitted:
        yield _problem(path, "unsubmitted", _unsubmitted(), "warning")


def _read_conduct(folder: Path) -> Conduct | None:
    """Where the acts leave the room in `folder`; None where no book lies there. Raises BadInput or NotFound."""
    if not (folder / BOOK).is_file():
        return None
    facts = read_room(folder).facts
    if facts.steering is None:
        return None
    return fold_acts(read_book(folder).acts, [seat.number for seat in facts.candidates], facts.steering)


def _audit(path: Path, standing: Standing, state: State) -> Iterator[Problem]:
    """Hold the journal against what the invigilators did to its candidate."""
    if state.granted_ms > standing.granted_ms:
        why = msg(
            "the journal has {more} seconds more than the invigilators gave",
            more=(state.granted_ms - standing.granted_ms) // 1000,
        )
        yield _problem(path, "time not given", why)
    if state.submitted in ("invigilators", "barred", "paper") and not standing.ending:
        why = msg("the journal was ended by invigilators, but their book does not say so")
        yield _problem(path, "ending not ordered", why)
    if standing.ending and not state.submitted:
        why = msg("invigilators ended this test, but the journal goes on; see who was at the window")
        yield _problem(path, "ending not obeyed", why, "warning")


def _find_stranger(sitting: Sitting, delivery: str, issue: Issue, path: Path) -> Message | None:
    candidate = sitting.candidate(issue.candidate)
    if issue.sitting != sitting.id:
        return msg("the journal belongs to sitting {sitting}", sitting=issue.sitting)
    if candidate is None or path.stem != issue.candidate:
        return msg("candidate {number} of the journal is not the one the file names", number=issue.candidate)
    if candidate.delivery != delivery or candidate.room != issue.room:
        return msg(
            "candidate {number} does not sit in room {room} of this delivery",
            number=issue.candidate,
            room=issue.room,
        )
    form = sitting.form_for(candidate.position)
    if form is None or form.form != issue.form or (candidate.booklet and candidate.booklet != issue.booklet):
        return msg("candidate {number} was to sit another form or booklet", number=issue.candidate)
    return None


def _origin(path: Path, chain: Chain, state: State, of: int) -> str:
    code = make_receipt(chain, state, of).code if state.submitted else "-"
    return f"{path.name} {code}"


def _read(path: Path) -> _Found:
    with path.open("rb") as file:
        return _Found(path, file.read(MOST_BYTES + 1))


def _unsubmitted() -> Message:
    return msg("not submitted; the answers so far are taken as they stand")


def _problem(path: Path, code: str, text: Message, severity: str = "error") -> Problem:
    return Problem(file=str(path), place="", code=code, message=text, severity=severity)
