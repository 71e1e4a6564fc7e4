"""Knows the pictures of one candidate's questions: sealed in the room's folder, each opened when it is looked at.

Must not know how a picture is shown. Nothing is kept, so that hundreds of windows do not hold hundreds of copies.
"""

from __future__ import annotations

from dataclasses import dataclass

from examcore.errors import NotFound
from examcore.language import messages
from examcore.nouns import Picture
from examcore.session.room import PICTURES, OpenRoom

msg = messages("examcore")


@dataclass(frozen=True, slots=True)
class Album:
    """The pictures of a form, as a room holds them. `key` is "" where the form has none."""

    room: OpenRoom
    form: str
    key: str

    def read(self, picture: Picture) -> bytes:
        """The bytes of a picture that a question names. Raises NotFound without the file, BrokenSeal where the picture
        is not the one that was published.
        """
        from examcore.seal.room import open_picture  # cryptography loads at sign-in, not before the first paint

        if picture.data:
            return picture.data
        if not self.key:
            raise NotFound(
                msg("{file} is missing", file=PICTURES), msg("copy the room folder again from where it was published")
            )
        return open_picture(self.room.album(), self.key, self.form, picture.digest)
