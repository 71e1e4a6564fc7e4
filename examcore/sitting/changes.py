"""Knows the results a sitting had before, and who changes by an amended key: as data, as a table, as a document.

Must not know how anyone was scored.

    results-1.json, results-2.json …   results that others took the place of, the oldest first
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from examcore.canonical import decode, encode
from examcore.errors import NotFound
from examcore.files import read_limited, write_whole
from examcore.language import messages, speaking
from examcore.nouns import Amendment, Cell, Column, Document, Paragraph, PartScore, Result, Signature, Table
from examcore.sitting.amend import Decision, read_decisions
from examcore.sitting.folder import LARGEST, SittingFolder

msg = messages("examcore")
NAME = "changes"


@dataclass(frozen=True, slots=True)
class Change:
    """One candidate whose points or band are not what they were."""

    before: Result
    after: Result

    @property
    def parts(self) -> tuple[tuple[PartScore, PartScore], ...]:
        """Each part before and after, in order."""
        return tuple(zip(self.before.score.parts, self.after.score.parts, strict=True))


def keep_results(folder: SittingFolder, results: tuple[Result, ...]) -> None:
    """Write the results; those they take the place of are kept under the next number, unless they are the same."""
    current = folder.path / "results.json"
    if current.is_file():
        old = read_limited(current, LARGEST)
        if old == encode(results):
            return
        write_whole(folder.path / f"results-{count_earlier(folder) + 1}.json", old)
    folder.keep_results(results)


def count_earlier(folder: SittingFolder) -> int:
    """How many earlier results are kept."""
    count = 0
    while (folder.path / f"results-{count + 1}.json").is_file():
        count += 1
    return count


def read_earlier(folder: SittingFolder, number: int) -> tuple[Result, ...]:
    """The results kept under `number`. Raises NotFound."""
    path = folder.path / f"results-{number}.json"
    if not path.is_file():
        raise NotFound(
            msg("no earlier results {number} are kept", number=number),
            msg("{count} are; they are numbered from 1, the oldest", count=count_earlier(folder)),
        )
    return decode(read_limited(path, LARGEST), tuple[Result, ...], str(path))


def find_before(folder: SittingFolder) -> int | None:
    """The number of the newest earlier results that rest on other amendments than the results do now, or None."""
    now = _applied(folder.results)
    for number in range(count_earlier(folder), 0, -1):
        if _applied(read_earlier(folder, number)) != now:
            return number
    return None


def compare(before: Sequence[Result], after: Sequence[Result]) -> tuple[Change, ...]:
    """Everyone in both whose points of a part, total or band differ, in number order."""
    old = {result.candidate: result for result in before}
    pairs = [Change(old[one.candidate], one) for one in after if one.candidate in old]
    return tuple(sorted((p for p in pairs if _told(p.before) != _told(p.after)), key=lambda p: p.after.candidate))


def find_changes(folder: SittingFolder, since: int | None = None) -> tuple[Change, ...]:
    """Who changes between earlier results (those before the latest amendment, or number `since`) and the results now.

    Raises NotFound where there are no such results.
    """
    number = since if since is not None else find_before(folder)
    if number is None:
        raise NotFound(
            msg("no results from before an amendment are kept in {path}", path=str(folder.path)),
            msg("score the sitting, amend the key, score again; or name earlier results: --since 1"),
        )
    return compare(read_earlier(folder, number), folder.results)


def tell_changes(folder: SittingFolder) -> tuple[Table | Document, ...]:
    """Table and document "changes", Vietnamese only; nothing where no amendment has been applied to the results."""
    number = find_before(folder)
    if number is None:
        return ()
    with speaking("vi"):
        before = read_earlier(folder, number)
        changes = compare(before, folder.results)
        columns, rows = _table(folder, changes)
        title = str(msg("Results changed by amended keys"))
        table = Table(NAME, f"{title}, {folder.sitting.title}", columns, rows)
        return (table, _document(folder, before, changes, Table(NAME, "", columns, rows)))


def list_places(folder: SittingFolder, one: Amendment) -> tuple[str, ...]:
    """Where candidates met the item: "101: 17 (B, D)" is question 17 of booklet 101, accepted options in brackets."""
    told = []
    for (form, code), layout in sorted(folder.layouts.items()):
        for number, question in enumerate(layout.questions, 1):
            if form == one.form and question.question == one.item:
                letters = [chr(ord("A") + place) for place, o in enumerate(question.options) if o in one.accepted]
                told.append(f"{code}: {number}" + (f" ({', '.join(letters)})" if letters else ""))
    return tuple(told)


def _table(folder: SittingFolder, changes: Sequence[Change]) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
    parts = folder.sitting.profile.parts
    columns = (
        Column(str(msg("No.")), "code", 3),
        Column(str(msg("Full name")), "text", 7),
        Column(str(msg("Unit")), "text", 6),
        *(
            Column(str(title), "number", 4)
            for part in parts
            for title in (msg("{part}, before", part=part.title.vi), msg("{part}, now", part=part.title.vi))
        ),
        Column(str(msg("Total, before")), "number", 3),
        Column(str(msg("Total, now")), "number", 3),
        Column(str(msg("Outcome, before")), "text", 5),
        Column(str(msg("Outcome, now")), "text", 5),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            one.after.candidate,
            one.after.name,
            one.after.unit,
            *(points for old, new in one.parts for points in (old.points, new.points)),
            one.before.score.total,
            one.after.score.total,
            _outcome(one.before),
            _outcome(one.after),
        )
        for one in changes
    ]
    return columns, tuple(rows)


def _document(folder: SittingFolder, before: Sequence[Result], changes: Sequence[Change], table: Table) -> Document:
    sitting, profile = folder.sitting, folder.sitting.profile
    decisions = read_decisions(folder)
    banded = sum(one.before.outcome.band != one.after.outcome.band for one in changes)
    applied = _applied(folder.results)
    told = [_sentence(folder, one) for one in decisions if one.digest in applied]
    body: list[Paragraph | Table] = [
        Paragraph(f"{sitting.title}, {msg('day {day}', day=f'{sitting.day:%d/%m/%Y}')}."),
        Paragraph(str(msg("Decisions applied")), bold=True),
        *(Paragraph(text) for text in told),
        Paragraph(str(msg("Everyone was scored again; who changes")), bold=True),
        Paragraph(
            str(msg("{count} of {all} candidates change in points, {banded} of them in the outcome; "
                    "the earlier results are kept", count=len(changes), all=len(before), banded=banded)) + "."
        ),
    ]  # fmt: skip
    if changes:
        body.append(table)
    return Document(
        name=NAME,
        parent=profile.issuer_parent,
        issuer=profile.issuer,
        number="",
        place=profile.place,
        day=max([one.amendment.day for one in decisions], default=sitting.day),
        kind=str(msg("MINUTE")),
        subject=str(msg("On the amended key and the scoring of everyone again")),
        body=tuple(body),
        signatures=(
            Signature("", str(msg("SECRETARY"))),
            Signature(str(msg("ON BEHALF OF THE COUNCIL")), str(msg("CHAIR"))),
        ),
        mark="DIỄN TẬP" if sitting.rehearsal else "",
        landscape=True,
    )


def _sentence(folder: SittingFolder, decision: Decision) -> str:
    one = decision.amendment
    what = (
        msg("the item is cancelled and everyone is given its point")
        if one.what == "cancel"
        else msg("{count} options are accepted as right", count=len(one.accepted))
    )
    return str(
        msg(
            "Decision {number}, minute {minute} of {day}: item {item} of form {form} ({places}): {what}. "
            "Reason: {reason}. Signed by: {names}.",
            number=one.number, minute=one.minute, day=f"{one.day:%d/%m/%Y}", item=one.item, form=one.form,
            places="; ".join(list_places(folder, one)), what=what, reason=one.reason.rstrip("."),
            names=", ".join(decision.signings[-1].signers),
        )
    )  # fmt: skip


def _outcome(result: Result) -> str:
    title = result.outcome.title.vi
    return f"{title} ({msg('provisional')})" if result.outcome.provisional else title


def _told(result: Result) -> object:
    return [part.points for part in result.score.parts], result.outcome.band, result.outcome.provisional


def _applied(results: Sequence[Result]) -> set[str]:
    return {name for result in results for name in result.amendments}
