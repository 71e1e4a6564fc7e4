"""Knows the packet: a form sealed in two envelopes, questions and key.

Must not know who may open them (keys) or what is done with them.
A `Packet` has no booklets and no key until an envelope is opened: the types make the wrong state unwritable.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from examcore.canonical import decode, encode
from examcore.errors import BadInput, BrokenSeal, WrongPassphrase
from examcore.language import messages
from examcore.nouns import Booklet, Form, FormFacts
from examcore.seal.keys import KeySource
from examcore.seal.primitives import DoesNotOpen, are_equal, random_bytes, seal, unseal

msg = messages("examcore")
FORMAT = "examcore-packet/1"
LARGEST_PACKET = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Head:
    """What may be read of a packet: form facts, policy, profile, key holder, salted commitment to the key."""

    format: str
    facts: FormFacts
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
class _KeyBody:
    salt: str
    form: Form


def seal_packet(form: Form, booklets: tuple[Booklet, ...], keys: KeySource) -> Packet:
    """`form` and its booklets in two envelopes, each under the key of its own purpose.

    The commitment is SHA-256 over a fresh 32-byte salt and the form with its keys: logged at sealing,
    it shows later that no key was changed, and tells nothing before.
    """
    salt = random_bytes(32).hex()
    head = Head(FORMAT, tell(form, booklets), form.policy, form.profile, keys.id, _commit(salt, form))
    context = encode(head)
    questions = seal(keys.key_for("questions"), "examcore/questions/v1", context, encode(booklets))
    key = seal(keys.key_for("key"), "examcore/key/v1", context, encode(_KeyBody(salt, form)))
    return Packet(head, base64.b64encode(questions).decode(), base64.b64encode(key).decode())


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
    if packet.head.format != FORMAT:
        raise BadInput(msg("{source} is not a packet of this version", source=source))
    return packet


def open_questions(packet: Packet, keys: KeySource, source: str) -> tuple[Booklet, ...]:
    """The booklets. Raises WrongPassphrase for another holder's keys, BrokenSeal for altered bytes."""
    data = _open(packet, packet.questions, keys, "questions", source)
    return decode(data, tuple[Booklet, ...], source)


def open_key(packet: Packet, keys: KeySource, source: str) -> Form:
    """The form with its keys, checked against the commitment made at sealing."""
    body = decode(_open(packet, packet.key, keys, "key", source), _KeyBody, source)
    if not are_equal(_commit(body.salt, body.form).encode(), packet.head.commitment.encode()):
        raise BrokenSeal(msg("the key in {source} is not the one that was sealed", source=source))
    return body.form


def _commit(salt: str, form: Form) -> str:
    return hashlib.sha256(b"examcore/key-commitment/v1\x00" + salt.encode() + encode(form)).hexdigest()


def _open(packet: Packet, envelope: str, keys: KeySource, purpose: str, source: str) -> bytes:
    if packet.head.holder != keys.id:
        raise WrongPassphrase(
            msg("{source} was sealed under another key file", source=source),
            msg("use the key file that lies beside the packet"),
        )
    key = keys.key_for("questions") if purpose == "questions" else keys.key_for("key")
    try:
        return unseal(key, f"examcore/{purpose}/v1", encode(packet.head), base64.b64decode(envelope, validate=True))
    except (DoesNotOpen, binascii.Error) as problem:
        raise BrokenSeal(
            msg("the questions of {source} were altered or damaged", source=source)
            if purpose == "questions"
            else msg("the key of {source} was altered or damaged", source=source),
            msg("use a copy of the packet, and keep this one as evidence"),
        ) from problem
