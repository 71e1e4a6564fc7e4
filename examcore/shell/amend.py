"""Knows the commands by which a council amends a key after the test, and by which anyone sees who changes.

Must not know how decisions are signed or scored: `examcore.sitting` does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from examcore.errors import BadInput, Misused, NotFound
from examcore.language import messages
from examcore.nouns import Form, Item, QuestionLayout, Result
from examcore.seal import Attendance
from examcore.shell.asking import Door, get_attendance
from examcore.shell.clock import now
from examcore.shell.localized import option
from examcore.shell.options import json_option, officer_option, passphrases_option, path
from examcore.shell.sitting import sitting as sitting  # the group, with the commands below
from examcore.shell.speak import give, give_json, give_table, tell
from examcore.sitting import SittingFolder, load
from examcore.sitting.amend import Decision, Draft, amend, confirm_decisions, need_council, open_forms, read_decisions
from examcore.sitting.changes import Change, find_changes, list_places
from examcore.text import clean_line

msg = messages("examcore")

_PLACE = re.compile(r"([0-9]{3}):([1-9][0-9]{0,3})")
_LETTERS = re.compile(r"[A-Ha-h](?: *,? *[A-Ha-h])*")


@sitting.command("amend", help=msg("Sign a council's decision on one question of the sitting in DIR, after the test.")
                 .template)  # fmt: skip
@click.argument("folder", metavar="DIR", type=path)
@option("--item", default="", help=msg("item id, or BOOKLET:NUMBER as printed, such as 101:17").template)
@option("--form", "form_id", default="", help=msg("form id, where two forms have a booklet of that code").template)
@option("--cancel", is_flag=True, help=msg("cancel the question: everyone is given its point").template)
@option("--accept", "accepted", multiple=True,
        help=msg("option that is right: letters of that booklet (B,D), an option id or its text (repeatable)")
        .template)  # fmt: skip
@option("--reason", default="", help=msg("why; it stands in the minute and the report").template)
@option("--minute", default="", help=msg("number of the minute of the council's meeting").template)
@option("--date", "day", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
        help=msg("day of the decision (today if not given)").template)  # fmt: skip
@option("--confirm", is_flag=True,
        help=msg("sign what was decided before the key passed to those present, instead").template)  # fmt: skip
@option("--council", type=path, help=msg("folder of the council that holds the key").template)
@officer_option
@passphrases_option
@json_option
def amend_command(
    folder: Path, item: str, form_id: str, cancel: bool, accepted: tuple[str, ...], reason: str, minute: str,
    day: datetime | None, confirm: bool, council: Path | None, officers: tuple[Path, ...],
    passphrase_files: tuple[Path, ...], as_json: bool,
) -> None:  # fmt: skip
    found = load(folder)
    if confirm:
        if item or cancel or accepted:
            raise Misused(msg("--confirm goes without --item, --cancel and --accept"))
        for one in read_decisions(found):
            tell(_sentence(found, one))
        _show(found, confirm_decisions(found, _present(found, council, officers, passphrase_files), now()), as_json)
        return
    if not item or cancel == bool(accepted):
        raise Misused(msg("name one question with --item, and either --cancel or --accept"))
    place = _find_place(found, item, form_id)
    holder = _present(found, council, officers, passphrase_files)
    forms = open_forms(found, holder, now())
    chosen = _find_item(forms, place.question if place else item)
    draft = Draft(
        chosen.id,
        "cancel" if cancel else "accept",
        tuple(sorted({name for text in accepted for name in _find_options(chosen, text, place)})),
        clean_line(reason),
        clean_line(minute),
        day.date() if day else date.today(),  # noqa: DTZ011 - a day on the officer's desk
    )
    _show(found, amend(found, holder, forms, draft, now()), as_json)
    tell(msg("score everyone again: examcore sitting score; then see who changes: examcore sitting changes"))


def _present(
    found: SittingFolder, council: Path | None, officers: tuple[Path, ...], files: tuple[Path, ...]
) -> Attendance:
    if council is None and not any(found.path.glob("packets/*.shares")):
        return need_council("")
    return get_attendance(Door(files, council=council, officers=officers))


@sitting.command("changes", help=msg("Who changes by amended keys, old and new points.").template)
@click.argument("folder", metavar="DIR", type=path)
@option("--since", type=click.IntRange(min=1),
        help=msg("compare with these earlier results, numbered from 1 (those before the latest decision if not given)")
        .template)  # fmt: skip
@json_option
def changes_command(folder: Path, since: int | None, as_json: bool) -> None:
    found = load(folder)
    decisions = read_decisions(found)
    changes = find_changes(found, since)
    if as_json:
        give_json({
            "decisions": [_facts(found, one) for one in decisions],
            "candidates": len(found.results),
            "changes": [
                {"candidate": c.after.candidate, "form": c.after.form, "before": _points(c.before),
                 "after": _points(c.after)} for c in changes
            ],
        })  # fmt: skip
        return
    for one in decisions:
        give(_sentence(found, one))
    _show_changes(changes, len(found.results))


def _show_changes(changes: Sequence[Change], everyone: int) -> None:
    parts = changes[0].after.score.parts if changes else ()
    titles = [str(msg("No.")), *(str(msg("Part {number}", number=n)) for n in range(1, len(parts) + 1)),
              str(msg("Total")), str(msg("Outcome"))]  # fmt: skip
    rows = [
        [c.after.candidate, *(_arrow(a.points, b.points) for a, b in c.parts),
         _arrow(c.before.score.total, c.after.score.total),
         _arrow(str(c.before.outcome.title), str(c.after.outcome.title))] for c in changes
    ]  # fmt: skip
    if rows:
        give_table(titles, rows, right=tuple(range(1, 2 + len(parts))))
    give(str(msg("{count} of {all} candidates change", count=len(changes), all=everyone)))


def _arrow(old: int | str, new: int | str) -> str:
    return str(new) if old == new else f"{old} → {new}"


def _points(result: Result) -> dict[str, object]:
    return {
        **{part.name: part.points for part in result.score.parts},
        "total": result.score.total,
        "band": result.outcome.title.vi,
        "provisional": result.outcome.provisional,
    }


def _find_place(found: SittingFolder, text: str, form_id: str) -> QuestionLayout | None:
    """The question a BOOKLET:NUMBER means; None where `text` is an item id."""
    match = _PLACE.fullmatch(text)
    if match is None or any(q.question == text for one in found.layouts.values() for q in one.questions):
        return None
    code, number = match[1], int(match[2])
    there = {form: one for (form, its), one in found.layouts.items() if its == code and form_id in ("", form)}
    if not there:
        raise NotFound(msg("this sitting has no booklet {code}", code=code))
    if len(there) > 1:
        raise Misused(
            msg("booklet {code} is in several forms", code=code),
            msg("say which with --form: {forms}", forms=" ".join(sorted(there))),
        )
    (layout,) = there.values()
    if number > len(layout.questions):
        raise NotFound(msg("booklet {code} has {count} questions", code=code, count=len(layout.questions)))
    return layout.questions[number - 1]


def _find_item(forms: dict[str, Form], name: str) -> Item:
    for form in forms.values():
        for item in form.items:
            if item.id == name:
                return item
    raise NotFound(
        msg("no form of this sitting has item {item}", item=name),
        msg("name it as printed: --item 101:17 is question 17 of booklet 101"),
    )


def _find_options(item: Item, text: str, place: QuestionLayout | None) -> list[str]:
    """The option ids that letters of the booklet, an option id or an option's text mean."""
    known = [o.id for o in item.options if text == o.id or clean_line(text) == clean_line(o.text)]
    if known:
        return known
    letters = [letter for letter in text.upper() if letter.isalpha()]
    if not _LETTERS.fullmatch(text.strip()):
        raise BadInput(msg("item {item} has no option {text}", item=item.id, text=text))
    if place is None:
        raise Misused(
            msg("letters differ from booklet to booklet"),
            msg("name the question as printed, --item 101:17, or options by id or text"),
        )
    if any(ord(letter) - ord("A") >= len(place.options) for letter in letters):
        raise BadInput(msg("item {item} has no option {text}", item=item.id, text=text))
    return [place.options[ord(letter) - ord("A")] for letter in letters]


def _show(found: SittingFolder, decisions: Sequence[Decision], as_json: bool) -> None:
    if as_json:
        give_json({"decisions": [_facts(found, one) for one in decisions]})
        return
    for one in decisions:
        give(_sentence(found, one))


def _facts(found: SittingFolder, decision: Decision) -> dict[str, object]:
    one = decision.amendment
    return {
        "number": one.number, "digest": decision.digest, "form": one.form, "item": one.item, "what": one.what,
        "accepted": one.accepted, "places": list_places(found, one), "reason": one.reason, "minute": one.minute,
        "date": one.day, "signers": decision.signings[-1].signers,
        "file": str(found.path / "amendments" / f"{one.number}.json"),
    }  # fmt: skip


def _sentence(found: SittingFolder, decision: Decision) -> str:
    one = decision.amendment
    what = msg("cancelled for everyone") if one.what == "cancel" else msg("several options accepted")
    return str(
        msg("decision {number} ({minute}): item {item} of form {form}, {what}; booklets {places}; signed by {names}",
            number=one.number, minute=one.minute, item=one.item, form=one.form, what=what,
            places="; ".join(list_places(found, one)), names=", ".join(decision.signings[-1].signers))
    )  # fmt: skip
