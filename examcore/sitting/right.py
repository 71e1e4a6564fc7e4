"""Knows which options of each booklet are right, for marking sheets by hand where no machine can read them.

Must not print or keep any of it: who asks for it shows it once and forgets it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from examcore.engine.scoring import rule
from examcore.errors import BrokenSeal, Refused
from examcore.language import messages
from examcore.seal import Attendance
from examcore.sitting.amend import check_decisions, open_forms, read_decisions
from examcore.sitting.folder import SittingFolder

msg = messages("examcore")


@dataclass(frozen=True, slots=True)
class RightPlaces:
    """What is right on the sheet of one booklet: for each question in order the places of its right options, from 0.

    Empty where the item was cancelled: then everyone is right.
    """

    form: str
    code: str
    position: str
    places: tuple[tuple[int, ...], ...] = field(repr=False)


def open_right(folder: SittingFolder, holder: str | Attendance, now: datetime) -> tuple[RightPlaces, ...]:
    """The right options of every booklet of the sitting, by form and code, the council's decisions applied.

    Opens the key envelopes, which the log tells, and for what. Raises Refused before the day of the test, NotFound
    before the sitting was published, and whatever opening the keys raises.
    """
    if now.date() < folder.sitting.day:
        raise Refused(
            msg("the key is opened only on the day of the test or later: {day}", day=f"{folder.sitting.day:%d/%m/%Y}"),
            msg("wait until the test is over"),
        )
    layouts = folder.layouts
    decisions = read_decisions(folder)
    check_decisions(decisions, holder)
    forms = open_forms(folder, holder, now)
    folder.log("sitting.overlay", now, booklets=" ".join(f"{form}-{code}" for form, code in sorted(layouts)))
    found = []
    for (form, code), layout in sorted(layouts.items()):
        rulings = rule(one.amendment for one in decisions if one.amendment.form == form)
        items = {item.id: item for item in forms[form].items}
        places = []
        for question in layout.questions:
            item = items.get(question.question)
            right = rulings.get(question.question, (item.key,) if item else ())
            if item is None or not set(right) <= set(question.options):
                raise BrokenSeal(
                    msg("booklet {code} does not belong to the sealed key of form {form}", code=code, form=form),
                    msg("publish the sitting again, and compare the packets with the log"),
                )
            places.append(tuple(question.options.index(option) for option in sorted(right)))
        found.append(RightPlaces(form, code, forms[form].position, tuple(places)))
    return tuple(found)
