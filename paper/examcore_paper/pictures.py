"""Knows how pictures come to lie beside the templates: each once, drawn anew in a limited process, or refused by place.

Must not know where on a page they stand, and lets typst see no byte that came from outside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from types import TracebackType

from examcore.apart import Apart
from examcore.errors import Refused
from examcore.language import Message, messages
from examcore.nouns import Picture
from examcore_paper.extra import require_extra
from examcore_paper.limits import MOST_PIXELS
from examcore_paper.typeset import Typesetter

msg = messages("examcore_paper")

LARGEST = 10 * 1024 * 1024
"""Bytes of one picture as it comes."""
SECONDS = 15.0
"""The longest one picture may take."""
SUFFIXES = {"png": ".png", "jpeg": ".jpg"}

_WHY = {
    "damaged": msg("it is damaged"),
    "large": msg("it has more than {millions} million pixels or {bytes} MB", millions=MOST_PIXELS // 10**6,
                 bytes=LARGEST // 1024**2),
    "other": msg("it is not the PNG or JPEG picture that is told of it"),
    "slow": msg("it takes too long to draw"),
    "missing": msg("its file does not lie in the booklet"),
}  # fmt: skip


def place_pictures(
    pictures: Iterable[tuple[Picture, Message]], typesetter: Typesetter, seconds: float = SECONDS
) -> dict[str, str]:
    """The file names, for templates of this typesetter, of these pictures by digest.

    Each picture comes with the words for where it stands. One that the typesetter has from before is not drawn again.
    Raises Refused naming the place of one that is damaged, too large, not what its noun tells, or takes longer than
    `seconds`.
    """
    names: dict[str, str] = {}
    with _Drawer(seconds) as drawer:
        for picture, place in pictures:
            known_as = f"picture {picture.digest} {picture.media} {picture.width} {picture.height}"
            name = typesetter.find_file(known_as)
            if name is None:
                drawn = drawer.draw(picture, place)
                name = typesetter.add_file(SUFFIXES[picture.media], drawn, known_as)
            names[picture.digest] = name
    return names


class _Drawer:
    """The process that draws, started with the first picture, ended with the block."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._child = Apart("examcore_paper.picture_child")

    def __enter__(self) -> _Drawer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close()

    def draw(self, picture: Picture, place: Message) -> bytes:
        """The picture drawn anew. Raises Refused."""
        if not picture.data:
            raise _refuse("missing", place)
        if len(picture.data) > LARGEST:
            raise _refuse("large", place)
        if hashlib.sha256(picture.data).hexdigest() != picture.digest:
            raise _refuse("other", place)
        why, drawn = self._ask(picture)
        if why:
            raise _refuse(why, place)
        return drawn

    def _ask(self, picture: Picture) -> tuple[str, bytes]:
        """What hinders ("": nothing), and the picture drawn anew."""
        require_extra()
        request = {
            "media": picture.media,
            "width": picture.width,
            "height": picture.height,
            "size": len(picture.data),
        }
        head, drawn = self._child.ask(request, picture.data, self._seconds)
        if drawn:
            return "", drawn
        return str(head.get("problem") or ("slow" if self._child.is_late else "large")), b""


def _refuse(why: str, place: Message) -> Refused:
    return Refused(
        msg("a picture of {place} cannot be printed: {why}", place=place, why=_WHY[why]),
        msg("save it anew as PNG or JPEG, put it into the item again, and assemble the form anew"),
    )
