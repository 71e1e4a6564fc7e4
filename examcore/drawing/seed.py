"""Knows how a seed comes about that nobody can steer: shares committed to, then shown, dice thrown last.

Must not know what is drawn. docs/formats/draw.md has the formulas and what each step is there for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from examcore.assembly.lottery import hash_fields
from examcore.canonical import decode, encode
from examcore.errors import AlreadyThere, BadInput, BrokenSeal
from examcore.files import or_nothing, read_limited, write_whole
from examcore.language import messages
from examcore.nouns import Share
from examcore.seal.primitives import are_equal, random_bytes
from examcore.text import clean_line

msg = messages("examcore")
SHARE_FORMAT = "examcore-share/1"
COMMIT_FORMAT = "examcore-commit/1"
SHARE_SUFFIX, COMMIT_SUFFIX = ".share", ".commit"
LARGEST = 4096
LEAST_DICE = 20
MOST_DICE = 200
MACHINE, REHEARSAL = "examcore", "rehearsal"
"""The names of the one share where no council made any: random bytes of this program, or text given by hand."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a person hands in before the shares are shown; it tells nothing of the share."""

    format: str
    day: date
    name: str
    commit: str


@dataclass(frozen=True, slots=True)
class _ShareFile:
    format: str
    day: date
    name: str
    share: str


def commit_to(day: date, name: str, share: str) -> str:
    """The commitment (hex) to a share of 64 hex digits, for the draw of `day`."""
    return hash_fields("examcore/draw-share/v1", day.isoformat(), name, share).hex()


def make_seed(root: str, plan: str, shares: Sequence[Share], dice: str) -> str:
    """The seed (64 hex digits) of a draw from the frozen bank's root and the plan's digest."""
    mixed = ",".join(sorted(one.share for one in shares))
    return hash_fields("examcore/draw-seed/v1", root, plan, mixed, dice).hex()


def share_alone(day: date, given: str | None) -> tuple[Share, bool]:
    """The one share of a draw without a council, and whether it is for rehearsal: from text given by hand, or from 32
    fresh random bytes.
    """
    if given is None:
        name, share = MACHINE, random_bytes(32).hex()
    else:
        name, share = REHEARSAL, hashlib.sha256(f"examcore/rehearsal-seed/v1\x00{given}".encode()).hexdigest()
    return Share(name, share, commit_to(day, name, share)), given is not None


def make_share(folder: Path, name: str, day: date) -> tuple[Path, Path, str]:
    """Make a share: its file, for its owner only, and the commitment to hand in; both paths and the commitment.

    Raises AlreadyThere rather than overwrite.
    """
    person = clean_line(name)
    if not person:
        raise BadInput(msg("a share needs the name of whoever makes it"))
    stem = "-".join(person.split())
    paths = folder / (stem + SHARE_SUFFIX), folder / (stem + COMMIT_SUFFIX)
    for path in paths:
        if path.exists():
            raise AlreadyThere(msg("{path} exists already", path=str(path)), msg("choose another folder"))
    share = random_bytes(32).hex()
    commit = commit_to(day, person, share)
    with or_nothing(*paths):
        write_whole(paths[0], encode(_ShareFile(SHARE_FORMAT, day, person, share)), private=True)
        write_whole(paths[1], encode(Commitment(COMMIT_FORMAT, day, person, commit)))
    return *paths, commit


def read_commitment(path: Path, day: date) -> Commitment:
    """A commitment for the draw of `day`. Raises BadInput for another file or another day."""
    found = decode(read_limited(path, LARGEST), Commitment, str(path))
    if found.format != COMMIT_FORMAT or len(found.commit) != 64 or not found.name:
        raise BadInput(msg("{path} is not a commitment of this version", path=str(path)))
    _check_day(found.day, day, path)
    return found


def read_share(path: Path, commitment: Commitment) -> Share:
    """The share somebody committed to. Raises BrokenSeal for another one: the draw must end there."""
    found = decode(read_limited(path, LARGEST), _ShareFile, str(path))
    if found.format != SHARE_FORMAT or len(found.share) != 64:
        raise BadInput(msg("{path} is not a share of this version", path=str(path)))
    _check_day(found.day, commitment.day, path)
    if found.name != commitment.name:
        raise BadInput(
            msg("{path} is the share of {name}", path=str(path), name=found.name),
            msg("name the share of {name}", name=commitment.name),
        )
    if not are_equal(commit_to(found.day, found.name, found.share).encode(), commitment.commit.encode()):
        raise BrokenSeal(
            msg("the share of {name} is not the one that was committed to", name=found.name),
            msg("the draw ends here: note it in the minute, and begin again with new shares"),
        )
    return Share(found.name, found.share, commitment.commit)


def check_dice(text: str) -> str:
    """The digits of a throw without blanks. Raises BadInput unless there are 20 to 200 of them and nothing else."""
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdecimal()) or not LEAST_DICE <= len(digits) <= MOST_DICE:
        raise BadInput(
            msg("from {least} to {most} digits are needed, as thrown", least=LEAST_DICE, most=MOST_DICE),
            msg("throw ten-sided dice, or read the digits of this evening's lottery"),
        )
    return digits


def _check_day(found: date, day: date, path: Path) -> None:
    if found != day:
        raise BadInput(
            msg("{path} is for the draw of {day}", path=str(path), day=found.strftime("%d/%m/%Y")),
            msg("make a new share for this draw: examcore form share"),
        )
