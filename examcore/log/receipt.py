"""Knows the receipt: that these responses of this candidate were counted, provable years later without us.

Must not know where responses come from: terminal and paper give the same noun.

When responses are taken in, the log gets an event with SHA-256 of a label, 32 random bytes (the salt) and the
canonical responses. The salt keeps the few values an answer can have from being tried out; only the candidate gets
it. The receipt is the proof of that event under a signed checkpoint, carrying event, salt and responses along.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from examcore.canonical import decode, encode
from examcore.errors import BadInput, BrokenSeal
from examcore.language import messages
from examcore.log.book import Log
from examcore.log.checkpoint import Checkpoint
from examcore.log.events import Event, read_line
from examcore.log.note import SignerKey, Signers
from examcore.log.proof import HEADER, Proof, check_entry, prove_entry, read_proof
from examcore.log.qr import FITS_25, QR_PREFIX, pack_code, unpack_code
from examcore.nouns import Responses
from examcore.seal.primitives import are_equal

msg = messages("examcore")

RECEIVED = "responses.received"
SALT = 32
LABEL = b"examcore/receipt/v1\x00"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a proof carries along: the event's line, and for a receipt the salt (hex) and the responses."""

    event: str
    salt: str = ""
    responses: Responses | None = None


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof showed: the event, its number (from 1), under which checkpoint, signed by whom.

    `responses` are those counted; None for another event, and for a code whose responses were not given.
    """

    event: Event
    number: int
    checkpoint: Checkpoint
    signers: Signers
    responses: Responses | None = None


def strip(responses: Responses) -> Responses:
    """What is committed to: without where they came from and what an officer was to look at."""
    return replace(responses, origin="", doubts=())


def commit(responses: Responses, salt: bytes) -> str:
    """The salted commitment to responses, 64 hex digits."""
    if len(salt) != SALT:
        raise ValueError(len(salt))
    return hashlib.sha256(LABEL + salt + encode(strip(responses))).hexdigest()


def describe_received(responses: Responses, salt: bytes, at: datetime) -> Event:
    """The event of responses taken in."""
    return Event(RECEIVED, at, (("candidate", responses.candidate), ("commitment", commit(responses, salt))))


def prove_event(log: Log, number: int, checkpoint: Checkpoint) -> str:
    """The proof, as text, that event `number` (from 1) is in the log. Raises as prove_entry."""
    proof = prove_entry(log, number - 1, checkpoint)
    return replace(proof, extra=encode(Evidence(log.lines[number - 1].decode()))).text


def make_receipt(log: Log, checkpoint: Checkpoint, responses: Responses, salts: Sequence[bytes]) -> str:
    """The receipt, as text, for responses that were logged with one of `salts`; the latest such event counts.

    Raises BrokenSeal where no event under the checkpoint commits to exactly these responses.
    """
    wanted = {commit(responses, salt).encode(): salt for salt in salts}
    for index in reversed(range(min(checkpoint.size, len(log.lines)))):
        line = log.lines[index]
        if not any(commitment in line for commitment in wanted):
            continue
        event = read_line(line, f"{log.source}:{index + 1}")
        salt = wanted.get(event.fact("commitment").encode())
        if salt is not None and event.act == RECEIVED and event.fact("candidate") == responses.candidate:
            evidence = Evidence(line.decode(), salt.hex(), strip(responses))
            return prove_entry(log, index, checkpoint, encode(evidence)).text
    raise BrokenSeal(
        msg("no event under the checkpoint commits to the responses of candidate {number}", number=responses.candidate),
        msg("sign a checkpoint after collecting; if there is one, the responses were changed since they were logged"),
    )


def write_code(receipt: str, most: int = FITS_25) -> str:
    """The receipt without the responses as the text of one QR code: digits, capitals and a few signs.

    Where it would be longer than `most` signs, signatures are left out from the end, never the first. Raises BadInput
    where even that is too long.
    """
    proof = read_proof(receipt, "receipt")
    evidence = decode(proof.extra, Evidence, "receipt")
    short = replace(proof, extra=encode(replace(evidence, responses=None)))
    signatures = proof.checkpoint.signatures
    for count in range(len(signatures), 0, -1):
        kept = replace(short, checkpoint=replace(proof.checkpoint, signatures=signatures[:count]))
        code = pack_code(kept.text)
        if len(code) <= most:
            return code
    raise BadInput(msg("the receipt does not fit a code of {most} signs", most=most))


def verify_proof(text: str, keys: Sequence[SignerKey], responses: Responses | None = None) -> Proven:
    """What a proof, a receipt or a receipt's code shows. Raises BadInput or BrokenSeal: then it shows nothing.

    `responses` are checked where the text does not carry them itself.
    """
    (found,) = _verify((text,), keys, responses)
    return found


def verify_receipt(text: str, keys: Sequence[SignerKey], responses: Responses | None = None) -> Proven:
    """As verify_proof, for a receipt: also refuses the proof of any other event."""
    found = verify_proof(text, keys, responses)
    if found.event.act != RECEIVED:
        raise BrokenSeal(msg("this proves event {act}, not that responses were counted", act=found.event.act))
    return found


def verify_receipts(texts: Iterable[str], keys: Sequence[SignerKey]) -> list[Proven]:
    """Many receipts; the signatures of one checkpoint are checked once. Raises at the first that does not hold."""
    return list(_verify(texts, keys, None))


def _verify(texts: Iterable[str], keys: Sequence[SignerKey], given: Responses | None) -> Iterator[Proven]:
    checked: dict[Checkpoint, Signers] = {}
    for text in texts:
        proof, evidence = read_receipt(text)
        line = evidence.event.encode()
        event = read_line(line, "receipt")
        check_entry(proof, line)
        if proof.checkpoint not in checked:
            checked[proof.checkpoint] = proof.checkpoint.check(keys)
        responses = evidence.responses or given
        if event.act == RECEIVED and responses is not None:
            _check_responses(event, evidence.salt, responses)
        elif event.act != RECEIVED and (evidence.salt or responses is not None):
            raise BrokenSeal(msg("this proves event {act}, not that responses were counted", act=event.act))
        counted = strip(responses) if responses else None
        yield Proven(event, proof.index + 1, proof.checkpoint, checked[proof.checkpoint], counted)


def _check_responses(event: Event, salt: str, responses: Responses) -> None:
    try:
        packed = bytes.fromhex(salt)
    except ValueError:
        packed = b""
    fits = len(packed) == SALT and packed.hex() == salt and event.fact("candidate") == responses.candidate
    if not fits or not are_equal(commit(responses, packed).encode(), event.fact("commitment").encode()):
        raise BrokenSeal(
            msg(
                "the responses are not those the log commits to for candidate {number}", number=event.fact("candidate")
            ),
            msg("the responses or the salt were changed, or the receipt is another candidate's"),
        )


def is_proof(text: str) -> bool:
    """Whether `text` begins like a proof, a receipt or a receipt's code."""
    return text.startswith((HEADER + "\n", QR_PREFIX))


def read_receipt(text: str) -> tuple[Proof, Evidence]:
    """Proof and what it carries, unchecked: to show, never to believe. Raises BadInput."""
    proof = read_proof(unpack_code(text.removesuffix("\n")) if text.startswith(QR_PREFIX) else text, "receipt")
    return proof, decode(proof.extra, Evidence, "receipt")
