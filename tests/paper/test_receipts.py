"""Claims about printed receipts: the code on the slip proves the receipt, and the slip tells no response."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pypdfium2
import zxingcpp

from examcore.log import (
    Event,
    SignerKey,
    describe_received,
    make_receipt,
    name_key,
    split_log,
    take_checkpoint,
    verify_proof,
)
from examcore.log.events import write_line
from examcore.nouns import Response, Responses
from examcore.seal.primitives import public_of
from examcore_paper.receipts import typeset_receipts
from tests.paper.rooms import SITTING

NOW = datetime(2024, 11, 15, 3, 0, tzinfo=UTC)
NAMES = ("Nguyễn Văn Chủ", "Lê Thư Ký", "Phạm Ủy Viên")
SEEDS = {name_key(name): hashlib.sha256(name.encode()).digest() for name in NAMES}
KEYS = tuple(SignerKey(name, public_of(seed)) for name, seed in SEEDS.items())


def make_receipts(count: int = 3) -> dict[str, str]:
    """Receipts of the first candidates under one checkpoint that three members signed."""
    people = SITTING.candidates[:count]
    taken = [
        Responses(c.number, "paper", "F1", "101", tuple(Response(f"Q{n}", (f"o{n}",)) for n in range(100)))
        for c in people
    ]
    salts = [hashlib.sha256(c.number.encode()).digest() for c in people]
    events = [Event("sitting.new", NOW, (("sitting", SITTING.id),))]
    events += [describe_received(one, salt, NOW) for one, salt in zip(taken, salts, strict=True)]
    log = split_log(b"".join(write_line(event) + b"\n" for event in events), "log.jsonl")
    head = take_checkpoint(log)
    for name, seed in SEEDS.items():
        head = head.sign(seed, name)
    return {one.candidate: make_receipt(log, head, one, [salt]) for one, salt in zip(taken, salts, strict=True)}


def test_the_code_on_a_printed_slip_proves_the_receipt_offline() -> None:
    receipts = make_receipts()
    document = pypdfium2.PdfDocument(typeset_receipts(SITTING, receipts))
    assert len(document) == 2
    read = []
    for page in document:
        picture = page.render(scale=300 / 72).to_numpy()
        read += [found.text for found in zxingcpp.read_barcodes(picture)]
    proven = [verify_proof(code, KEYS) for code in read]
    assert sorted(one.event.fact("candidate") for one in proven) == sorted(receipts)
    assert all(len(one.signers.signed) == 3 for one in proven)


def test_a_slip_names_its_candidate_and_tells_no_response() -> None:
    receipts = make_receipts()
    document = pypdfium2.PdfDocument(typeset_receipts(SITTING, receipts))
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    for number in receipts:
        candidate = SITTING.candidate(number)
        assert candidate is not None
        assert number in text
        assert candidate.name in text
    assert "o17" not in text
