"""Knows a ceremony: packets are handed over, two candidates looking on; and what packets are compared with.

Must not open an envelope.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from examcore.ceremony.beginning import ALWAYS, OPENING, open_record
from examcore.ceremony.requests import Agree, Ask, Attend, Fingerprint, Happen, Retype, Script, Step, Tell
from examcore.ceremony.stage import Ceremony, Closing, Scene, check_earnest
from examcore.errors import BrokenSeal, NotFound
from examcore.files import read_limited
from examcore.language import messages
from examcore.log import LOG_NAME, find_log
from examcore.seal import Packet, read_packet
from examcore.seal.packet import LARGEST_PACKET

msg = messages("examcore")
SEALS = Step("seals", msg("the packets are compared with what was sealed"))
HAND = Step("hand", msg("the packets change hands"))


def find_packets(folder: Path) -> list[tuple[Packet, Path, str]]:
    """The packets in a folder of sealed forms or of a sitting, where each lies, and its SHA-256. Raises NotFound."""
    paths = sorted([*folder.glob("*.packet"), *folder.glob("packets/*.packet")])
    if not paths:
        raise NotFound(
            msg("{path} holds no packets", path=str(folder)),
            msg("name the folder that packets were sealed into, or a sitting's"),
        )
    found = []
    for path in paths:
        data = read_limited(path, LARGEST_PACKET)
        found.append((read_packet(data, str(path)), path, hashlib.sha256(data).hexdigest()))
    return found


def compare_packets(scene: Scene, found: Sequence[tuple[Packet, Path, str]], council: Path | None) -> Script[None]:
    """Each packet beside what the folder's log, or the council's, says was sealed. Raises BrokenSeal for another."""
    folders = [folder for folder in (scene.folder, council) if folder is not None and (folder / LOG_NAME).is_file()]
    sealed = {e.fact("form"): e for folder in folders for e in find_log(folder).events if e.act == "packet.seal"}
    for packet, path, digest in found:
        facts = packet.head.facts
        check_earnest(facts.rehearsal, scene.rehearsal, str(path))
        yield Tell(msg("packet {form}, {position}", form=facts.form, position=facts.position))
        yield Fingerprint(path.name, digest)
        event = sealed.get(facts.form)
        if event is None:
            yield Tell(msg("the log does not tell of its sealing: compare with the minute of sealing"))
        elif (event.fact("sha256"), event.fact("commitment")) != (digest, packet.head.commitment):
            raise BrokenSeal(
                msg("{path} is not the packet that was sealed", path=str(path)),
                msg("leave it shut, keep it as evidence, and take the spare"),
            )
        else:
            yield Tell(msg("as sealed on {time}", time=event.at.isoformat(" ", "minutes")))


def _hand_over(scene: Scene) -> Script[Closing]:
    yield from open_record()
    yield SEALS
    folder = yield Ask("packet", msg("folder of the packets"), default=str(scene.folder), is_file=True,
                       check=lambda text: _check_packets(text))  # fmt: skip
    found = find_packets(Path(folder))
    yield from compare_packets(scene, found, None)
    yield HAND
    giver = yield Ask("giver", msg("who hands over"))
    yield Attend(giver, msg("hands over").read("vi"))
    taker = yield Ask("taker", msg("who takes over"))
    yield Attend(taker, msg("takes over").read("vi"))
    lookers = yield from _ask_candidates()
    yield Agree(msg("are the seals whole, and all {count} packets there?", count=len(found)))
    for packet, _path, digest in found:
        form = packet.head.facts.form
        yield Retype(msg("{name} types the first 8 characters of the digest of {form}, from the minute or the label",
                         name=taker, form=form), digest[:8])  # fmt: skip
        yield Tell(msg("{giver} handed {form} over to {taker}", giver=giver, form=form, taker=taker))
    for packet, _path, digest in found:
        yield Happen("packet.handover", (
            ("form", packet.head.facts.form), ("sha256", digest), ("from", giver), ("to", taker),
            ("candidates", ", ".join(lookers)),
        ))  # fmt: skip
    return Closing()


def _ask_candidates() -> Script[list[str]]:
    lookers: list[str] = []
    while len(lookers) < 2:
        name = yield Ask("candidate", msg("a candidate who looked at the seals (empty: no more)"), may_be_empty=True,
                         is_list=True)  # fmt: skip
        if not name:
            break
        lookers.append(name)
        yield Attend(name, msg("candidate, looked at the seals").read("vi"))
    return lookers


def _check_packets(text: str) -> None:
    find_packets(Path(text))


HAND_OVER = Ceremony(
    "hand-over",
    msg("Handing over of the packets"),
    msg("packets change hands; two candidates may look at the seals and sign"),
    (OPENING, SEALS, HAND),
    (*ALWAYS, "packet", "giver", "taker", "candidate"),
    _hand_over,
)
