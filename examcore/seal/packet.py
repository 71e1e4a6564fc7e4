"""Knows the packet: a form sealed in two envelopes, questions and key.

Must not know who may open them (keys) or what is done with them.
A `Packet` has no booklets and no key until an envelope is opened: the types make the wrong state unwritable.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from examcore.canonical import decode, encode
from examcore.errors import BadInput, BrokenSeal, NotAuthorised, Refused, WrongPassphrase
from examcore.language import Message, messages
from examcore.nouns import Booklet, Form, FormFacts, attach, detach
from examcore.seal.armour import read_bytes, write_bytes
from examcore.seal.keys import KeySource
from examcore.seal.primitives import DoesNotOpen, are_equal, random_bytes, seal, unseal

msg = messages("examcore")
FORMAT = "examcore-packet/3"
WITH_PICTURES = "examcore-packet/4"
"""What a packet is called whose questions envelope holds pictures beside the booklets, each of them once."""
LARGEST_PACKET = 128 * 1024 * 1024
"""Bytes. Pictures are in both envelopes, base64 within base64: 36 MB of them, fewer than a room holds for one form."""


_BESIDE = 1024
"""Bytes of a packet's own names and signs, and more."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a packet is meant for: the day, which sitting (as people call it), and the time before which it stays shut
    (with its zone; None where there is none).
    """

    day: date | None = None
    sitting: str = ""
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a second officer reads off packet and plan before anything is opened."""

    code: str
    day: date | None
    sitting: str
    position: str


@dataclass(frozen=True, slots=True)
class Head:
    """What may be read of a packet: form facts, what it is meant for, policy, profile, key holder, salted commitment
    to the key.
    """

    format: str
    facts: FormFacts
    plan: Plan
    policy: str
    profile: str
    holder: str
    commitment: str


@dataclass(frozen=True, slots=True)
class Packet:
    """A sealed form: readable head, questions envelope and key envelope (base64)."""

    head: Head
    questions: str
    key: str


@dataclass(frozen=True, slots=True)
class _Illustrated:
    """Booklets whose pictures hold no bytes, and the bytes by digest."""

    booklets: tuple[Booklet, ...]
    pictures: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class _KeyBody:
    salt: str
    form: Form


def seal_packet(form: Form, booklets: tuple[Booklet, ...], keys: KeySource, plan: Plan | None = None) -> Packet:
    """`form` and its booklets in two envelopes, each under the key of its own purpose.

    The commitment is SHA-256 over a fresh 32-byte salt and the form with its keys: logged at sealing,
    it shows later that no key was changed, and tells nothing before. Raises Refused where pictures make the packet
    larger than any that is read.
    """
    salt = random_bytes(32).hex()
    planned = plan or Plan()
    if planned.not_before is not None and planned.not_before.tzinfo is None:
        raise BadInput(msg("the time before which a packet stays shut needs a zone"))
    pictures: dict[str, bytes] = {}
    bare = tuple(detach(booklet, pictures) for booklet in booklets)
    asked: object = _Illustrated(bare, pictures) if pictures else bare
    head = Head(
        WITH_PICTURES if pictures else FORMAT,
        tell(form, booklets),
        planned,
        form.policy,
        form.profile,
        keys.id,
        _commit(salt, form),
    )
    context = encode(head)
    questions = seal(keys.key_for("questions"), "examcore/questions/v2", context, encode(asked))
    key = seal(keys.key_for("key"), "examcore/key/v2", context, encode(_KeyBody(salt, form)))
    packet = Packet(head, write_bytes(questions), write_bytes(key))
    if len(context) + len(packet.questions) + len(packet.key) + _BESIDE > LARGEST_PACKET:
        raise Refused(
            msg("the pictures of form {form} are too large for a packet: {size} MB", form=form.id,
                size=sum(map(len, pictures.values())) // 2**20),
            msg("make the pictures of its items smaller; all together have room for 36 MB"),
        )  # fmt: skip
    return packet


def tell(form: Form, booklets: tuple[Booklet, ...]) -> FormFacts:
    """What may be told of a form while it is sealed."""
    return FormFacts(
        form.id,
        form.position,
        tuple(b.code for b in booklets),
        tuple(p.name for p in form.parts),
        tuple(len(p.items) for p in form.parts),
        tuple(max((len(i.options) for i in p.items), default=0) for p in form.parts),
        form.rehearsal,
    )


def read_packet(data: bytes, source: str) -> Packet:
    """A packet as written by `canonical.encode`. Raises BadInput naming `source`."""
    if len(data) > LARGEST_PACKET:
        raise BadInput(msg("{source} is too large for a packet", source=source))
    packet = decode(data, Packet, source)
    opens = packet.head.plan.not_before
    if packet.head.format not in (FORMAT, WITH_PICTURES) or (opens is not None and opens.tzinfo is None):
        raise BadInput(
            msg("{source} is not a packet of this version", source=source),
            msg("this program reads {format}; open the packet with the version that sealed it", format=FORMAT),
        )
    return packet


def show_confirmation(packet: Packet) -> Confirmation:
    """What the second officer must find in the plan: code, day, sitting and position of this packet."""
    head = packet.head
    return Confirmation(head.facts.form, head.plan.day, head.plan.sitting, head.facts.position)


def confirm(packet: Packet, read: Confirmation, source: str) -> None:
    """Refuse (NotAuthorised), before anything is decrypted, when a second officer read of another packet in the plan.

    A wrong packet opened is worse than one opened late: it is named what differs.
    """
    right = show_confirmation(packet)
    pairs: tuple[tuple[Message, object, object], ...] = (
        (msg("form code"), read.code, right.code),
        (msg("day"), read.day, right.day),
        (msg("sitting"), read.sitting, right.sitting),
        (msg("position"), read.position, right.position),
    )
    wrong = [str(name) for name, given, there in pairs if given != there]
    if wrong:
        raise NotAuthorised(
            msg("{source} is not the packet that was to be opened: {what}", source=source, what=", ".join(wrong)),
            msg("leave it sealed, take the packet named in the plan, and note it in the minutes"),
        )


def open_questions(packet: Packet, keys: KeySource, source: str, at: datetime | None = None) -> tuple[Booklet, ...]:
    """The booklets. `at` is the time now: a packet that has a time needs it.

    Raises NotAuthorised before the packet's time unless the emergency set was used with a reason, WrongPassphrase for
    another holder's keys, BrokenSeal for altered bytes.
    """
    data = _open(packet, packet.questions, keys, "questions", source, at)
    if packet.head.format == FORMAT:
        return decode(data, tuple[Booklet, ...], source)
    body = decode(data, _Illustrated, source)
    try:
        return tuple(attach(booklet, body.pictures) for booklet in body.booklets)
    except (KeyError, ValueError) as problem:
        raise BadInput(
            msg("a picture of {source} is missing or not the one its question names", source=source),
            msg("the packet was sealed by another program; seal the form again with this one"),
        ) from problem


def open_key(packet: Packet, keys: KeySource, source: str, at: datetime | None = None) -> Form:
    """The form with its keys, checked against the commitment made at sealing; raises as `open_questions`."""
    body = decode(_open(packet, packet.key, keys, "key", source, at), _KeyBody, source)
    if not are_equal(_commit(body.salt, body.form).encode(), packet.head.commitment.encode()):
        raise BrokenSeal(msg("the key in {source} is not the one that was sealed", source=source))
    return body.form


def _commit(salt: str, form: Form) -> str:
    return hashlib.sha256(b"examcore/key-commitment/v1\x00" + salt.encode() + encode(form)).hexdigest()


def _open(packet: Packet, envelope: str, keys: KeySource, purpose: str, source: str, at: datetime | None) -> bytes:
    if packet.head.holder != keys.id:
        raise WrongPassphrase(
            msg("{source} was sealed under other keys", source=source),
            msg("use the key file or the shares that lie beside the packet"),
        )
    _wait(packet, keys, source, at)
    key = keys.key_for("questions") if purpose == "questions" else keys.key_for("key")
    try:
        return unseal(key, f"examcore/{purpose}/v2", encode(packet.head), read_bytes(envelope))
    except (DoesNotOpen, ValueError) as problem:
        raise BrokenSeal(
            msg("the questions of {source} were altered or damaged", source=source)
            if purpose == "questions"
            else msg("the key of {source} was altered or damaged", source=source),
            msg("use a copy of the packet, and keep this one as evidence"),
        ) from problem


def _wait(packet: Packet, keys: KeySource, source: str, at: datetime | None) -> None:
    opens = packet.head.plan.not_before
    if opens is None or keys.reason or (at is not None and at >= opens):
        return
    raise NotAuthorised(
        msg("{source} stays shut until {time}", source=source, time=opens.isoformat(" ", "minutes")),
        msg("only the emergency set opens it earlier, with a reason for the minutes: --reason"),
    )
