"""Knows what a paper room is given: its booklets, its answer sheets, and the papers that go with them.

Must not know a key, a PIN, or how any of these is typeset.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from examcore.errors import NotFound
from examcore.language import messages
from examcore.nouns import Booklet, Candidate, Sitting, SittingSecrets
from examcore_paper.booklets import print_booklets
from examcore_paper.order import seat_order
from examcore_paper.room_pack import print_pack
from examcore_paper.sheets import SPARES_A_ROOM, number_spares, print_sheets
from examcore_paper.typeset import Typesetter

msg = messages("examcore_paper")


def publish_room(
    sitting: Sitting, room: str, booklets: Mapping[str, Booklet], secrets: SittingSecrets, into: Path
) -> list[Path]:
    """Write the folder of a room: `booklets/`, `sheets.pdf` and the lists, plan and labels of `print_pack`; the paths.

    `booklets` maps the number of each candidate of the room to their booklet. Sheets come in the order of seats,
    a few spare ones behind. Raises NotFound for a number that is not in the sitting.
    """
    candidates = sorted((_find(sitting, number) for number in booklets), key=seat_order)
    numbers = [candidate.number for candidate in candidates]
    count = count_spares(len(numbers))
    with Typesetter() as typesetter:
        paths = print_booklets(sitting, booklets.values(), into / "booklets", typesetter)
        paths.append(print_sheets(sitting, secrets, numbers, into, count, room, typesetter))
        spares = number_spares(sitting, count, room)
        paths += print_pack(sitting, room, candidates, booklets, spares, into, typesetter)
    return paths


def count_spares(candidates: int) -> int:
    """How many spare sheets a room gets: one for every ten candidates, two at least and no more than it can have."""
    return min(max(2, -(-candidates // 10)), SPARES_A_ROOM)


def _find(sitting: Sitting, number: str) -> Candidate:
    candidate = sitting.candidate(number)
    if candidate is None:
        raise NotFound(msg("there is no candidate {number} in this sitting", number=number))
    return candidate
