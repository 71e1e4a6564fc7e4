"""Knows the transcript of a draw: made, sealed beside the packets until they are opened, published afterwards.

Must not know the drawing rule.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from examcore.assembly.form import name_form
from examcore.canonical import decode, encode
from examcore.drawing.freeze import find_plan_digest, find_root
from examcore.drawing.seed import make_seed
from examcore.errors import BadInput, NotFound
from examcore.files import read_limited
from examcore.language import messages
from examcore.nouns import Drawn, DrawnForm, DrawPlan, Entry, Share, Transcript
from examcore.seal import KeySource, SealedNote, open_note, seal_note

msg = messages("examcore")
FORMAT = "examcore-draw/1"
SEALED_NAME = "draw.sealed"
LABEL = "examcore/draw/v1"
LARGEST = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DrawFacts:
    """What may be told of a draw while its forms are sealed."""

    root: str
    plan: str
    commitments: tuple[str, ...]
    forms: tuple[str, ...]
    sha256: str


def prepare(manifest: Sequence[Entry], plan: DrawPlan, shares: Sequence[Share], dice: str) -> Transcript:
    """The transcript of a draw that has its seed and no forms yet."""
    root = find_root(manifest)
    seed = make_seed(root, find_plan_digest(plan), shares, dice)
    return Transcript(FORMAT, False, root, tuple(manifest), plan, tuple(shares), dice, seed, ())


def list_forms(plan: DrawPlan, seed: str, drawn: Sequence[Drawn]) -> tuple[DrawnForm, ...]:
    """The drawn forms under the ids they are known by."""
    blueprints = {post.blueprint.position: post.blueprint for post in plan.posts}
    return tuple(
        DrawnForm(
            name_form(blueprints[one.position], seed, one.ordinal),
            one.position, one.ordinal, one.rule, one.tries, one.parts,
        )
        for one in drawn
    )  # fmt: skip


def tell_draw(transcript: Transcript) -> DrawFacts:
    """What the log and the minute may say."""
    return DrawFacts(
        transcript.root,
        find_plan_digest(transcript.plan),
        tuple(one.commit for one in transcript.shares),
        tuple(one.id for one in transcript.forms),
        hashlib.sha256(encode(transcript)).hexdigest(),
    )


def seal_transcript(transcript: Transcript, keys: KeySource) -> bytes:
    """The file that lies beside the packets: it opens with whatever opens their keys."""
    return encode(seal_note(encode(transcript), LABEL, keys))


def open_transcript(folder: Path, keys: KeySource) -> Transcript:
    """The transcript of the draw in a folder of forms. Raises NotFound where there is none, BrokenSeal for altered
    bytes.
    """
    path = find_transcript(folder)
    note = decode(read_limited(path, LARGEST), SealedNote, str(path))
    found = decode(open_note(note, LABEL, keys, str(path)), Transcript, str(path))
    if found.format != FORMAT:
        raise BadInput(msg("{path} is not a transcript of this version", path=str(path)))
    return found


def find_transcript(folder: Path) -> Path:
    """Where the sealed transcript of a folder of forms lies. Raises NotFound."""
    path = folder / SEALED_NAME
    if not path.is_file():
        raise NotFound(
            msg("no transcript of a draw lies in {path}", path=str(folder)),
            msg("name the folder the forms were drawn into"),
        )
    return path
