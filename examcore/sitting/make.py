"""Knows how a sitting is made from a policy, sealed forms and a list of candidates.

Must not open any envelope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from examcore.canonical import digest
from examcore.errors import AlreadyThere, BadInput, NotFound
from examcore.files import folder_or_nothing, read_limited, write_whole
from examcore.language import messages
from examcore.nouns import FormFacts, Invigilator, PaperRules, PositionTitle, Profile, Room, Sitting, SittingSecrets
from examcore.plugins import Plugins
from examcore.seal import KEY_NAME, SHARES_NAMES, Packet, read_packet
from examcore.seal.primitives import random_bytes
from examcore.sitting.folder import LARGEST, SittingFolder, keep
from examcore.sitting.invigilators import read_invigilators
from examcore.sitting.people import hand_out, read_candidates

msg = messages("examcore")


def make_sitting(
    path: Path,
    plugins: Plugins,
    policy: str,
    forms: Sequence[Path],
    candidates: Path,
    day: date,
    title: str,
    now: datetime,
    name: str = "",
    invigilators: Path | None = None,
    paper: PaperRules | None = None,
) -> SittingFolder:
    """A new sitting's folder at `path`, which must be empty or absent.

    `forms` are packets, or folders holding exactly one. Refuses, before anything is written, a packet of another
    policy, a form that does not have the profile's parts, two forms for one position, and a faulty list of
    candidates. When anything fails later, `path` is left as it was. `name` is the sitting's id, drawn without one.
    `invigilators` is a csv file: rooms at a terminal are then steered by them. `paper` takes the place of what the
    policy says of paper.
    """
    if path.exists() and any(path.iterdir()):
        raise AlreadyThere(msg("{path} is not empty", path=str(path)), msg("choose a new folder for the sitting"))
    profile = plugins.policy(policy).profile(day)
    if paper is not None and paper != profile.paper:
        profile = replace(profile, paper_rules=paper)
    packets = [find_packet(form) for form in forms]
    facts = tuple(_check(packet, source, profile) for packet, source in packets)
    positions = [f.position for f in facts]
    if len(set(positions)) < len(positions):
        raise BadInput(
            msg("two forms were given for one position"),
            msg("a sitting holds one form for each position; leave one out"),
        )
    deliveries = {name: one.title for name, one in plugins.deliveries.items()}
    people, pins = read_candidates(str(candidates), read_limited(candidates, LARGEST), facts, deliveries)
    seated, passes = hand_out(people, facts, pins)
    watching: tuple[Invigilator, ...] = ()
    if invigilators is not None:
        watched = {c.room: plugins.delivery(c.delivery).asks_pin for c in seated}
        watching = read_invigilators(str(invigilators), read_limited(invigilators, LARGEST), watched)
    rooms = tuple(Room(name, delivery) for name, delivery in sorted({(c.room, c.delivery) for c in seated}))
    names = plugins.positions(policy)
    titles = tuple(PositionTitle(code, names[code].title) for code in sorted(positions) if code in names)
    sitting = Sitting(
        name or f"S{random_bytes(4).hex().upper()}",
        title or profile.title.vi,
        day,
        profile,
        facts,
        rooms,
        seated,
        titles,
    )
    with folder_or_nothing(path):
        for packet, source in packets:
            target = path / "packets" / f"{packet.head.facts.form}.packet"
            write_whole(target, read_limited(source, LARGEST))
            for name, suffix in _key_files(source.parent):
                write_whole(target.with_suffix(suffix), read_limited(source.parent / name, LARGEST), private=True)
        folder = keep(path, sitting, SittingSecrets(random_bytes(32).hex(), passes, watching))
    folder.log(
        "sitting.new", now, sitting=sitting.id, policy=policy, day=day.isoformat(),
        forms=" ".join(f.form for f in facts), candidates=str(len(seated)), digest=digest(sitting),
    )  # fmt: skip
    return folder


def _key_files(folder: Path) -> list[tuple[str, str]]:
    """What the packets of a folder open with, and its suffix in a sitting: a council's shares, else the key file."""
    if all((folder / name).is_file() for name in SHARES_NAMES.values()):
        return [(name, f".{name}") for name in SHARES_NAMES.values()]
    return [(KEY_NAME, ".key")]


def find_packet(path: Path) -> tuple[Packet, Path]:
    """The packet at `path`, or the only one in the folder `path`, and where it lies."""
    if path.is_dir():
        found = sorted(path.glob("*.packet"))
        if len(found) != 1:
            raise NotFound(
                msg("{path} holds {count} packets, not one", path=str(path), count=len(found)),
                msg("name the packet itself: {names}", names=", ".join(p.name for p in found) or "*.packet"),
            )
        path = found[0]
    return read_packet(read_limited(path, LARGEST), str(path)), path


def _check(packet: Packet, source: Path, profile: Profile) -> FormFacts:
    facts = packet.head.facts
    if packet.head.policy != profile.policy:
        raise BadInput(
            msg("{source} was assembled for policy {other}, the sitting follows {policy}", source=str(source),
                other=packet.head.policy, policy=profile.policy)
        )  # fmt: skip
    asked = [(part.name, part.count) for part in profile.parts]
    if list(zip(facts.parts, facts.counts, strict=True)) != asked:
        raise BadInput(
            msg("{source} does not have the parts the regulation asks for", source=str(source)),
            msg("assemble the form again under the policy {policy}", policy=profile.policy),
        )
    return facts
