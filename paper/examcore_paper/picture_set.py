"""Knows how the pictures of forms are printed by themselves, for candidates whose screens show them badly.

Must not know a key, nor print a question, an option or what a picture is said to show: the number is all that joins a
picture to the screen, and it is the same in every booklet of a form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from examcore.errors import Refused
from examcore.language import Message, messages
from examcore.nouns import Booklet, Picture, Sitting, number_pictures
from examcore_paper.figures import measure_picture, pictures_of
from examcore_paper.pictures import place_pictures
from examcore_paper.typeset import Data, Typesetter
from examcore_paper.words import MARK, day_text

msg = messages("examcore_paper")

LARGER = 2.0
"""How many times its size in the booklet a picture is shown, so far as the page has room."""
LEAST_MM, MOST_HEIGHT_MM = 16.0, 104.0
"""A small sign is made so large; two of the highest pictures fit on a page."""


@dataclass(frozen=True, slots=True)
class PictureSet:
    """The pictures of one form, in the order of their numbers from 1."""

    form: str
    position: str
    rehearsal: bool
    pictures: tuple[Picture, ...]


def gather_sets(booklets: Iterable[Booklet]) -> tuple[PictureSet, ...]:
    """The pictures of each form that has some, by form; any one booklet of a form holds all of them."""
    sets = []
    for form, booklet in sorted({booklet.form: booklet for booklet in booklets}.items()):
        widest: dict[str, Picture] = {}
        for picture in (picture for question in booklet.questions for picture in pictures_of(question)):
            known = widest.get(picture.digest)
            if known is None or picture.width_mm > known.width_mm:
                widest[picture.digest] = picture
        if widest:
            numbers = number_pictures(booklet)
            ordered = tuple(widest[digest] for digest in sorted(widest, key=numbers.__getitem__))
            sets.append(PictureSet(form, booklet.position, booklet.rehearsal, ordered))
    return tuple(sets)


def typeset_sets(sitting: Sitting, sets: tuple[PictureSet, ...], typesetter: Typesetter | None = None) -> bytes:
    """A PDF in which each form begins a page and counts its own.

    Raises Refused where there is no picture, or one that cannot be printed.
    """
    if not sets:
        raise Refused(
            msg("no question of these forms holds a picture: there is nothing to print"),
            msg("tables need no print: screens show them"),
        )
    if typesetter is None:
        with Typesetter() as own:
            return typeset_sets(sitting, sets, own)
    files = place_pictures(_places(sets), typesetter)
    data: dict[str, Data] = {
        "issuer": sitting.profile.issuer.upper(),
        "title": f"{sitting.title}, ngày {day_text(sitting.day)}",
        "mark": MARK if sitting.rehearsal or any(one.rehearsal for one in sets) else "",
        "sets": [
            {
                "form": one.form,
                "position": sitting.position_title(one.position),
                "pictures": [_show(picture, files) for picture in one.pictures],
            }
            for one in sets
        ],
    }
    return typesetter.typeset("pictures.typ", data, sitting.day)


def _places(sets: tuple[PictureSet, ...]) -> Iterable[tuple[Picture, Message]]:
    for one in sets:
        for number, picture in enumerate(one.pictures, start=1):
            yield picture, msg("form {form}, picture {number}", form=one.form, number=number)


def _show(picture: Picture, files: dict[str, str]) -> dict[str, Data]:
    width, height = measure_picture(picture)
    times = min(max(LARGER, LEAST_MM / min(width, height)), MOST_HEIGHT_MM / height)
    return {"file": files[picture.digest], "width": round(width * times, 2)}
