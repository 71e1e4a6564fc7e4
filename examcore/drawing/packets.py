"""Knows how drawn forms are sealed: packets and the transcript of their draw in a folder, and what opens them beside.

Must not know commands, nor how forms are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from examcore.canonical import encode
from examcore.drawing.transcript import SEALED_NAME, seal_transcript
from examcore.errors import AlreadyThere
from examcore.files import folder_or_nothing, write_whole
from examcore.language import messages
from examcore.nouns import Booklet, Form, Transcript
from examcore.seal import KEY_NAME, Cost, KeySource, Plan, make_key_file, seal_packet

msg = messages("examcore")

Sealable = Sequence[tuple[Form, tuple[Booklet, ...]]]
"""Forms, each with its booklets."""


def write_packets(
    out: Path,
    forms: Sealable,
    passphrase: str,
    cost: Cost | None = None,
    plan: Plan | None = None,
    transcript: Transcript | None = None,
) -> KeySource:
    """Seal forms into the empty folder `out` under one new key file; gives its keys."""
    key_bytes, keys = make_key_file(passphrase, cost)
    write_packets_for(out, forms, keys, {KEY_NAME: key_bytes}, plan, transcript)
    return keys


def write_packets_for(
    out: Path,
    forms: Sealable,
    keys: KeySource,
    beside: Mapping[str, bytes],
    plan: Plan | None = None,
    transcript: Transcript | None = None,
) -> None:
    """Seal forms into the empty folder `out` under `keys`, with the transcript of their draw where there was one;
    `beside` is what they open with: a key file or shares.
    """
    if out.exists() and any(out.iterdir()):
        raise AlreadyThere(msg("{path} is not empty", path=str(out)), msg("choose a new folder for the forms"))
    packets = {f"{built.id}.packet": (built, booklets) for built, booklets in forms}
    with folder_or_nothing(out):
        for name, data in beside.items():
            write_whole(out / name, data, private=True)
        for name, (built, booklets) in packets.items():
            write_whole(out / name, encode(seal_packet(built, booklets, keys, plan)))
        if transcript is not None:
            write_whole(out / SEALED_NAME, seal_transcript(transcript, keys))
