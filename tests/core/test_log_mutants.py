"""Claims about damage: no altered byte of a log, checkpoint, proof, receipt or code is read as something else.

A mutant may be refused, with a message; or taken for exactly what it was made from (behind the last line of a log
nothing counts yet), or for that with a signature line less, and then it says that one member did not sign.
The daily run tries some thousands, the long one over 50,000, and a stranger's verifier as well.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import ModuleType

import pytest

from examcore.errors import ExamcoreError
from examcore.log import (
    Checkpoint,
    Event,
    SignerKey,
    Signers,
    check_log,
    check_proven_growth,
    describe_received,
    make_receipt,
    prove_event,
    prove_growth,
    read_checkpoint,
    read_growth,
    split_log,
    take_checkpoint,
    verify_proof,
    write_code,
    write_line,
)
from examcore.nouns import Response, Responses
from examcore.seal.primitives import public_of
from tests.core.test_log_vectors import load_verifier

AT = datetime(2024, 11, 15, 8, tzinfo=UTC)
SEEDS = {"An": hashlib.sha256(b"an").digest(), "Bình": hashlib.sha256(b"b").digest()}
KEYS = tuple(SignerKey(name, public_of(seed)) for name, seed in SEEDS.items())
SIGNERS = "".join(key.text + "\n" for key in KEYS)
MINE = Responses("007", "paper", "F1", "101", tuple(Response(f"Q{n}", (f"{n:010}",)) for n in range(4)))
EVENTS = [Event("sitting.new", AT, (("sitting", "S1"),)), *(Event("a.b", AT, (("n", str(n)),)) for n in range(8))]
LINES = [*map(write_line, EVENTS), write_line(describe_received(MINE, bytes(32), AT))]
DATA = b"".join(line + b"\n" for line in LINES)


def checkpoint(data: bytes) -> Checkpoint:
    """Its head, signed by both."""
    found = take_checkpoint(split_log(data, "log"))
    for name, seed in SEEDS.items():
        found = found.sign(seed, name)
    return found


LOG = split_log(DATA, "log")
HEAD = checkpoint(DATA)
OLD = checkpoint(b"".join(line + b"\n" for line in LINES[:5]))
RECEIPT = make_receipt(LOG, HEAD, MINE, [bytes(32)])
PROOF = prove_event(LOG, 3, HEAD)
GROWTH = prove_growth(LOG, OLD, HEAD).text


Read = Callable[[bytes], tuple[object, Signers]]


def read_mutated_log(data: bytes) -> tuple[object, Signers]:
    """The events under the checkpoint."""
    log = split_log(data, "log")
    check_log(log, HEAD)
    return log.events[: HEAD.size], HEAD.check(KEYS)


def read_mutated_checkpoint(data: bytes) -> tuple[object, Signers]:
    """Head and signers, with the log."""
    found = read_checkpoint(data.decode("utf-8"), "x")
    check_log(LOG, found)
    return found.body, found.check(KEYS)


def read_mutated_proof(data: bytes) -> tuple[object, Signers]:
    """What a proof, receipt or code shows."""
    found = verify_proof(data.decode("utf-8"), KEYS)
    return (found.event, found.number, found.responses, found.checkpoint.body), found.signers


def read_mutated_growth(data: bytes) -> tuple[object, Signers]:
    """The heads a proof of growth ties."""
    growth = read_growth(data.decode("utf-8"), "x")
    check_proven_growth(OLD, growth)
    return growth.checkpoint.body, growth.checkpoint.check(KEYS)


Target = tuple[bytes, Read, Callable[[ModuleType, str], object]]
TARGETS: dict[str, Target] = {
    "log": (DATA, read_mutated_log, lambda m, t: m.verify_log(t, [HEAD.text], m.read_keys(SIGNERS), "x")),
    "checkpoint": (
        HEAD.text.encode(),
        read_mutated_checkpoint,
        lambda m, t: m.verify_log(DATA.decode(), [t], m.read_keys(SIGNERS), "x"),
    ),
    "receipt": (RECEIPT.encode(), read_mutated_proof, lambda m, t: m.verify_proof(t, [], m.read_keys(SIGNERS), "x")),
    "proof": (PROOF.encode(), read_mutated_proof, lambda m, t: m.verify_proof(t, [], m.read_keys(SIGNERS), "x")),
    "code": (
        write_code(RECEIPT).encode(),
        read_mutated_proof,
        lambda m, t: m.verify_proof(t, [], m.read_keys(SIGNERS), "x"),
    ),
    "growth": (
        GROWTH.encode(),
        read_mutated_growth,
        lambda m, t: m.verify_growth(t, [OLD.text], m.read_keys(SIGNERS), "x"),
    ),
}


def mutate(data: bytes, seed: int) -> Iterator[bytes]:
    """At every byte: each bit flipped, the byte deleted, doubled, one put in before it, the rest cut off, a piece
    deleted, and two bytes exchanged.
    """
    draw = random.Random(seed)
    for at, byte in enumerate(data):
        for bit in range(8):
            yield data[:at] + bytes([byte ^ 1 << bit]) + data[at + 1 :]
        yield data[:at] + data[at + 1 :]
        yield data[: at + 1] + data[at:]
        yield data[:at] + bytes([draw.choice(b'0aA=+/ \n\r\t\x00"\\\xe2')]) + data[at:]
        yield data[:at]
        yield data[:at] + data[at + draw.randint(2, 200) :]
        other = draw.randrange(len(data))
        swapped = bytearray(data)
        swapped[at], swapped[other] = swapped[other], swapped[at]
        yield bytes(swapped)


def take(read: Read, data: bytes) -> tuple[object, Signers] | None:
    """What a reader makes of bytes; None where it refuses in its own words. Anything else raised is a failure."""
    try:
        return read(data)
    except (ExamcoreError, UnicodeDecodeError):
        return None


def try_all(name: str, every: int) -> tuple[int, int]:
    """How many mutants were tried, and how many taken for what they were made from."""
    data, read, _ = TARGETS[name]
    whole, signers = read(data)
    tried = alike = 0
    for number, mutant in enumerate(mutate(data, 7)):
        if number % every or mutant == data:
            continue
        tried += 1
        found = take(read, mutant)
        if found is not None:
            assert found[0] == whole, mutant
            assert set(found[1].signed) <= set(signers.signed), mutant
            alike += 1
    return tried, alike


@pytest.mark.parametrize("name", TARGETS)
def test_no_mutant_is_read_as_something_else(name: str) -> None:
    tried, alike = try_all(name, 3)
    assert tried >= 1000
    assert alike <= tried // 50  # what is put in behind the last line changes nothing


@pytest.mark.slow
def test_of_all_mutants_none_is_read_as_something_else() -> None:
    counts = {name: try_all(name, 1) for name in TARGETS}
    assert sum(tried for tried, _ in counts.values()) >= 50_000
    assert all(alike <= tried // 50 for tried, alike in counts.values())


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_no_mutant_brings_a_stranger_s_verifier_down_or_past_its_checks(name: str) -> None:
    module = load_verifier()
    data, _, verify = TARGETS[name]
    whole = list(verify(module, data.decode()))  # type: ignore[call-overload]  # the module has no types
    for number, mutant in enumerate(mutate(data, 11)):
        if number % 13 or mutant == data:
            continue
        try:
            found = list(verify(module, mutant.decode()))  # type: ignore[call-overload]  # the module has no types
        except (module.Refused, UnicodeDecodeError):
            continue
        fewer = [("signed", "An", "Bình") if one[0] == "signed" else one for one in whole]
        assert [one for one in found if one != ("torn",)] in (whole, fewer), mutant


def test_a_checkpoint_that_lost_a_signature_line_still_says_so() -> None:
    text = HEAD.text
    without = text[: text.rstrip("\n").rfind("\n") + 1]
    assert read_checkpoint(without, "x").check(KEYS).silent == ("Bình",)
