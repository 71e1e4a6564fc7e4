"""Measures a log of 10,000 events: adding, root, proofs, a thousand receipts, against the bare hash in the same run."""

from __future__ import annotations

import hashlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from examcore.log import (
    Event,
    SignerKey,
    describe_received,
    make_receipt,
    read_log,
    record_all,
    take_checkpoint,
    verify_receipts,
    write_code,
)
from examcore.log.tree import hash_leaf, is_included
from examcore.nouns import Response, Responses
from examcore.seal.primitives import public_of

COUNT = 10_000
RECEIPTS = 1_000
RUNS = 5
AT = datetime(2024, 11, 15, 8, 0, tzinfo=UTC)
SEEDS = [hashlib.sha256(bytes([n])).digest() for n in range(3)]
KEYS = [SignerKey(f"member-{n}", public_of(seed)) for n, seed in enumerate(SEEDS)]


def timed(step: Callable[[], object]) -> float:
    """Seconds one call takes."""
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def salt(number: str) -> bytes:
    """A salt that is the same in every run."""
    return hashlib.sha256(number.encode()).digest()


def take_root(path: Path) -> bytes:
    """From the file to the root."""
    return read_log(path).tree.root()


def hash_alone(lines: tuple[bytes, ...]) -> list[bytes]:
    """What no log can do without."""
    return [hashlib.sha256(line).digest() for line in lines]


def main() -> int:
    """Print the table."""
    people = []
    for n in range(RECEIPTS):
        given = tuple(
            Response(f"HP-{q:03}", (hashlib.sha256(f"{n} {q}".encode()).hexdigest()[:10],)) for q in range(100)
        )
        people.append(Responses(f"{n:04}", "paper", "F12345678", "101", given))
    events = [Event("sitting.new", AT, (("sitting", "S1"),))]
    events += [
        Event("packet.moved", AT, (("packet", f"F{n:08}"), ("to", "Phòng 1"))) for n in range(COUNT - RECEIPTS - 1)
    ]
    events += [describe_received(one, salt(one.candidate), AT) for one in people]
    names = ("bare", "add", "root", "prove", "verify", "receipts")
    figures: dict[str, list[float]] = {name: [] for name in names}

    with tempfile.TemporaryDirectory() as folder:
        for run in range(RUNS):
            path = Path(folder) / f"{run}.jsonl"
            figures["add"].append(timed(partial(record_all, path, events)))
            figures["root"].append(timed(partial(take_root, path)))
            log = read_log(path)
            figures["bare"].append(timed(partial(hash_alone, log.lines)))
            head = take_checkpoint(log)
            for key, seed in zip(KEYS, SEEDS, strict=True):
                head = head.sign(seed, key.name)
            proof = log.tree.prove_entry(4711)
            figures["prove"].append(timed(partial(log.tree.prove_entry, 4711)))
            leaf, root = hash_leaf(log.lines[4711]), log.tree.root()
            figures["verify"].append(timed(partial(is_included, leaf, 4711, COUNT, proof, root)))
            receipts = [make_receipt(log, head, one, [salt(one.candidate)]) for one in people]
            figures["receipts"].append(timed(partial(verify_receipts, receipts, KEYS)))
        code = write_code(receipts[0])
    bare = statistics.median(figures["bare"])
    print(f"{COUNT} events of about {sum(map(len, log.lines)) // COUNT} bytes, {RECEIPTS} receipts, median of {RUNS}")
    print()
    print("| step | seconds | × bare SHA-256 | limit |")
    print("|---|---|---|---|")
    named = {
        "bare": ("SHA-256 of each line, in memory", "–"),
        "add": ("write 10,000 events, one wait for the disk", "≤ 0.3 s (goal)"),
        "root": ("read the file, build the tree, root", "≤ 0.05 s (goal)"),
        "prove": ("prove an event", "–"),
        "verify": ("verify that proof", "≤ 0.001 s (goal)"),
        "receipts": ("verify 1,000 receipts", "≤ 0.5 s (goal)"),
    }
    for step, (name, limit) in named.items():
        seconds = statistics.median(figures[step])
        print(f"| {name} | {seconds:.5f} | {seconds / bare:.2f} | {limit} |")
    print(f"| hashes in a proof | {len(proof)} | | ≤ 14 (goal) |")
    print(f"| signs in a receipt's code, {len(head.signatures)} members | {len(code)} | | ≤ 1,852 (version 25) |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
