"""Knows two ceremonies: forms are drawn and sealed in packets; packets are handed over, two candidates looking on.

Must not open an envelope.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from examcore.ceremony.beginning import ALWAYS, GATHER, OPENING, ask_council, check_new, open_record
from examcore.ceremony.present import gather, name_seats
from examcore.ceremony.requests import Agree, Ask, Attend, Fingerprint, Happen, Progress, Retype, Script, Step, Tell
from examcore.ceremony.stage import Ceremony, Closing, Scene, check_earnest
from examcore.drawing import SHARES_NAMES, assemble, draw_seed, find_position, write_packets_for
from examcore.errors import BadInput, BrokenSeal, NotFound
from examcore.files import read_limited
from examcore.language import messages
from examcore.log import LOG_NAME, find_log
from examcore.nouns import Booklet, Form, Position
from examcore.seal import Deal, Packet, Plan, attend, join_keys, read_packet
from examcore.seal.packet import LARGEST_PACKET
from examcore.seal.primitives import random_bytes
from examcore.store import Bank

msg = messages("examcore")
PLAN = Step("plan", msg("what is to be drawn, and for when"))
DRAW = Step("draw", msg("forms are drawn and sealed in two envelopes"))
SEALS = Step("seals", msg("the packets are compared with what was sealed"))
HAND = Step("hand", msg("the packets change hands"))
OVERLAP = 20
MOST_BOOKLETS = 900


def _seal_packets(scene: Scene) -> Script[Closing]:
    held = yield from ask_council(scene)
    council = held.council
    yield from open_record(council)
    yield PLAN
    bank = Bank(Path((yield Ask("bank", msg("the bank to draw from"), is_file=True, check=_check_bank))))
    positions = yield from _ask_positions(scene, bank)
    day = date.fromisoformat((yield Ask("date", msg("day of the sitting (2026-11-30)"), check=_check_day)))
    sitting = yield Ask("sitting", msg("which sitting, as people call it"))
    text = yield Ask("not-before", msg("not to be opened before (2026-11-30T07:00; empty: no such time)"),
                     may_be_empty=True, check=lambda t: _check_time(t, day))  # fmt: skip
    opens = _read_time(text) if text else None
    count = int((yield Ask("booklets", msg("booklets for each form"), default="4", check=_check_count)))
    out = Path((yield Ask("out", msg("new folder for the packets"), is_file=True, check=check_new)))
    yield Tell(msg("for {sitting}, {day}; shut until {time}; {count} booklets each", sitting=sitting, count=count,
                   day=day.strftime("%d/%m/%Y"), time=opens.isoformat(" ", "minutes") if opens else "-"))  # fmt: skip
    yield GATHER
    present = yield from gather(held, ["bank"], scene.log)
    yield DRAW
    shares, name = bank.shares()
    holder = random_bytes(8).hex()
    opened, dealt = attend(present, {name: shares}, [Deal(purpose, holder) for purpose in SHARES_NAMES])
    items = bank.items(opened[name])
    made: list[tuple[Form, tuple[Booklet, ...]]] = []
    for position in positions:
        seed, _ = draw_seed(None)
        forms, _ = assemble(scene.plugins, bank.facts.policy, items, position, seed, scene.rehearsal, day, 1, count,
                            OVERLAP)  # fmt: skip
        made += forms
        yield Progress(len(made), len(positions))
    beside = {file: one.data for file, one in zip(SHARES_NAMES.values(), dealt, strict=True)}
    write_packets_for(out, made, join_keys([one.keys for one in dealt]), beside, Plan(day, sitting, opens))
    for packet, path, digest in find_packets(out):
        facts = packet.head.facts
        yield Tell(msg("packet {form} for {position}: {count} booklets, two envelopes sealed", form=facts.form,
                       position=facts.position, count=len(facts.codes)))  # fmt: skip
        yield Fingerprint(path.name, digest)
        yield Fingerprint(msg("{form}, commitment to the key", form=facts.form).read("vi"), packet.head.commitment)
        yield Happen("packet.seal", (
            ("form", facts.form), ("position", facts.position), ("commitment", packet.head.commitment),
            ("sha256", digest), ("holder", packet.head.holder), ("epoch", str(council.epoch)),
        ))  # fmt: skip
    for purpose, one in zip(SHARES_NAMES, dealt, strict=True):
        envelope = msg("questions envelope") if purpose == "questions" else msg("key envelope")
        yield Tell(msg("{envelope}: shares dealt and every set tried", envelope=envelope))
        yield Happen("packet.deal", (("purpose", purpose), ("holder", holder),
                                     ("shares", hashlib.sha256(one.data).hexdigest())))  # fmt: skip
    return Closing(present.seats, name_seats(council, present.seats), council.title)


def _ask_positions(scene: Scene, bank: Bank) -> Script[list[Position]]:
    found: list[Position] = []

    def check(code: str) -> None:
        position = find_position(scene.plugins, bank.facts.policy, code)
        if position in found:
            raise BadInput(msg("position {code} was named already", code=code))

    while True:
        code = yield Ask("position", msg("code of the next position (empty: these are all)") if found else
                         msg("code of the position"), may_be_empty=bool(found), is_list=True, check=check)  # fmt: skip
        if not code:
            return found
        found.append(find_position(scene.plugins, bank.facts.policy, code))


def _check_bank(text: str) -> None:
    Bank(Path(text)).shares()


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as problem:
        raise BadInput(msg("{text} is not a day; write 2026-11-30", text=text)) from problem


def _read_time(text: str) -> datetime:
    """A time with its zone, this machine's where none was written."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as problem:
        raise BadInput(msg("{text} is not a time; write 2026-11-30T07:00", text=text)) from problem
    return at if at.tzinfo is not None else at.astimezone()


def _check_time(text: str, day: date) -> None:
    if text and _read_time(text).date() > day:
        raise BadInput(msg("a packet cannot stay shut longer than its day"))


def _check_count(text: str) -> None:
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= MOST_BOOKLETS):
        raise BadInput(msg("from 1 to {most} booklets", most=MOST_BOOKLETS))


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


SEAL_PACKETS = Ceremony(
    "seal-packets",
    msg("Drawing and sealing of the forms"),
    msg("forms are drawn from the bank and sealed, questions and key in two envelopes"),
    (OPENING, PLAN, GATHER, DRAW),
    (*ALWAYS, "council", "bank", "position", "date", "sitting", "not-before", "booklets", "out", "officer", "reason"),
    _seal_packets,
)
HAND_OVER = Ceremony(
    "hand-over",
    msg("Handing over of the packets"),
    msg("packets change hands; two candidates may look at the seals and sign"),
    (OPENING, SEALS, HAND),
    (*ALWAYS, "packet", "giver", "taker", "candidate"),
    _hand_over,
)
