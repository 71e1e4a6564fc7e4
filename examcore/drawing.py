"""Knows how sealed forms come about: position, seed, draw, checks, booklets, packets in a folder.

Must not know commands, nor how any of the steps works.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from examcore.canonical import encode
from examcore.engine.assemble import Lot, build_form, draw_forms, overlaps
from examcore.engine.booklets import make_booklets
from examcore.errors import AlreadyThere, BadItems, NotFound
from examcore.files import folder_or_nothing, write_whole
from examcore.language import messages
from examcore.nouns import Booklet, Form, Item, Position
from examcore.plugins import Plugins
from examcore.seal import Cost, KeySource, Plan, Purpose, make_key_file, seal_packet
from examcore.seal.primitives import random_bytes

msg = messages("examcore")
KEY_NAME = "packet.key"
"""The key file of all packets in a folder."""
SHARES_NAMES: dict[Purpose, str] = {"questions": "questions.shares", "key": "key.shares"}
"""A council's shares of the two keys of all packets in a folder."""


def find_position(plugins: Plugins, policy: str, code: str) -> Position:
    """The position called `code`, from the policy's own list or a catalogue. Raises NotFound."""
    found = plugins.positions(policy).get(code)
    if found is not None:
        return found
    raise NotFound(
        msg("there is no position {code}", code=code),
        msg("examcore catalog list shows them all"),
    )


def draw_seed(given: str | None) -> tuple[str, bool]:
    """A seed (64 hex digits) and whether it is for rehearsal: given by hand, or 32 fresh random bytes."""
    if given is None:
        return random_bytes(32).hex(), False
    return hashlib.sha256(f"examcore/rehearsal-seed/v1\x00{given}".encode()).hexdigest(), True


def assemble(
    plugins: Plugins, policy: str, items: Sequence[Item], position: Position, seed: str, rehearsal: bool, day: date,
    forms: int, booklets: int, overlap: int,
) -> tuple[list[tuple[Form, tuple[Booklet, ...]]], list[list[int]]]:  # fmt: skip
    """Forms with their booklets, and how many items any two share. Raises Shortage, or BadInput from a form check."""
    rules = plugins.policy(policy)
    profile = rules.profile(day)
    blueprint = rules.blueprint(profile, position)
    draws = draw_forms([Lot(i.id, i.tags) for i in items], blueprint, seed, day, forms, overlap)
    by_id = {i.id: i for i in items}
    made = []
    for index, draw in enumerate(draws):
        built = build_form(blueprint, draw, by_id, seed, index, rehearsal)
        problems = plugins.check_form(built, profile)
        if any(p.severity == "error" for p in problems):
            raise BadItems(msg("form {form} did not pass the checks", form=built.id), problems)
        made.append((built, make_booklets(built, booklets)))
    return made, overlaps(draws)


def write_packets(
    out: Path,
    made: Sequence[tuple[Form, tuple[Booklet, ...]]],
    passphrase: str,
    cost: Cost | None = None,
    plan: Plan | None = None,
) -> KeySource:
    """Seal forms into the empty folder `out` under one new key file; gives its keys."""
    key_bytes, keys = make_key_file(passphrase, cost)
    write_packets_for(out, made, keys, {KEY_NAME: key_bytes}, plan)
    return keys


def write_packets_for(
    out: Path,
    made: Sequence[tuple[Form, tuple[Booklet, ...]]],
    keys: KeySource,
    beside: Mapping[str, bytes],
    plan: Plan | None = None,
) -> None:
    """Seal forms into the empty folder `out` under `keys`; `beside` is what they open with: a key file or shares."""
    if out.exists() and any(out.iterdir()):
        raise AlreadyThere(msg("{path} is not empty", path=str(out)), msg("choose a new folder for the forms"))
    packets = {f"{built.id}.packet": (built, booklets) for built, booklets in made}
    with folder_or_nothing(out):
        for name, data in beside.items():
            write_whole(out / name, data, private=True)
        for name, (built, booklets) in packets.items():
            write_whole(out / name, encode(seal_packet(built, booklets, keys, plan)))
