"""Measures sealing and opening of 10,000 items, files included, against the bare cipher in the same run."""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from examcore.nouns import Basis, Item, Option, Source, Tags, name_option
from examcore.seal import Cost, make_key_file, unlock
from examcore.store import Bank, make_bank, unlock_bank

COUNT = 10_000
RUNS = 5


def item(number: int) -> Item:
    """An item of about 1 kB, as real ones are."""
    name = f"I-{number:05}"
    texts = [f"phương án {letter} của câu {number}: " + "nội dung của phương án " * 5 for letter in "abcd"]
    options = tuple(Option(name_option(name, text), text) for text in texts)
    basis = Basis(Source("Luật mẫu", "Luật mẫu số 1/2020/QH14", date(2021, 1, 1)), f"Điều {number % 90}")
    return Item(
        name,
        f"Câu hỏi {number}: " + "nội dung phần dẫn " * 10,
        options,
        options[number % 4].id,
        Tags("general", f"area-{number % 20}", "recall", 650, bases=(basis,)),
    )


def timed(step: Callable[[], object]) -> float:
    """Seconds one call takes."""
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def encrypt_all(cipher: AESGCM, data: list[bytes]) -> None:
    """The bare cipher over all texts."""
    for one in data:
        cipher.encrypt(bytes(12), one, b"")


def main() -> int:
    """Print the table."""
    items = [item(n) for n in range(COUNT)]
    data = [i.stem.encode() + b"".join(o.text.encode() for o in i.options) for i in items]
    rows: list[tuple[str, list[float]]] = [(name, []) for name in ("bare", "seal", "open", "tags", "key file")]
    figures = dict(rows)
    with tempfile.TemporaryDirectory() as folder:
        for run in range(RUNS):
            cipher = AESGCM(bytes(32))
            path = Path(folder) / f"{run}.bank"
            bank, keys = make_bank(path, "any", "mật khẩu để đo", date(2024, 11, 15), Cost(1024, 1, 1))
            figures["bare"].append(timed(partial(encrypt_all, cipher, data)))
            figures["seal"].append(timed(partial(bank.add, items, keys)))
            opened = Bank(path)
            figures["open"].append(timed(partial(opened.items, unlock_bank(opened, "mật khẩu để đo"))))
            figures["tags"].append(timed(opened.tags))
            size = path.stat().st_size
        key_file, _ = make_key_file("mật khẩu để đo")
        for _ in range(3):
            figures["key file"].append(timed(partial(unlock, key_file, "mật khẩu để đo", "k")))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    bare = statistics.median(figures["bare"])
    print(
        f"10,000 items of about {sum(map(len, data)) // COUNT} bytes, median of {RUNS}; bank file {size / 1e6:.1f} MB"
    )
    print()
    print("| step | seconds | × bare AES-256-GCM | limit |")
    print("|---|---|---|---|")
    named = {
        "bare": ("AES-256-GCM alone, in memory", "–"),
        "seal": ("seal and write", "≤ 0.5 s (goal)"),
        "open": ("read, open, check witness", "≤ 0.5 s (goal)"),
        "tags": ("read tags only, no key", "–"),
        "key file": ("open a key file (Argon2id 256 MiB)", "–"),
    }
    for key, (name, limit) in named.items():
        seconds = statistics.median(figures[key])
        print(f"| {name} | {seconds:.3f} | {seconds / bare:.1f} | {limit} |")
    print(f"| memory peak of the process | {peak} MB | | |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
