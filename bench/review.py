"""Measures what a book of review costs a bank of 10,000 items, against the same bank without one in the same run; and
sealing and receiving a contribution of 1,000 items.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from bench.seal import item
from examcore.canonical import encode
from examcore.contribution import contribute, receive
from examcore.nouns import Hand, ReviewRule
from examcore.plugins import load_plugins
from examcore.seal import Cost
from examcore.seal.drop import make_bank_card
from examcore.store import Bank, judge, make_bank, settle

COUNT, CONTRIBUTED, RUNS = 10_000, 1_000, 3
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AN, BINH, CHI = (Hand(name, AT) for name in ("Lê Thị An", "Trần Bình", "Phạm Chi"))


def timed(step: Callable[[], object]) -> float:
    """Seconds one call takes."""
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def measure(folder: Path) -> dict[str, float]:
    """Seconds of each step in a new folder."""
    items = [item(n) for n in range(COUNT)]
    names = [one.id for one in items]
    plain, plain_keys = make_bank(folder / "plain.bank", "cantho", "mật khẩu để đo", AT.date(), Cost(64, 1, 1))
    bank, keys = make_bank(folder / "book.bank", "cantho", "mật khẩu để đo", AT.date(), Cost(64, 1, 1))
    settle(bank, ReviewRule(), keys, CHI)
    found = {
        "add, plain": timed(lambda: plain.add(items, plain_keys)),
        "add": timed(lambda: bank.add(items, keys, AN)),
        "review": timed(lambda: judge(bank, names, "review", keys, BINH)),
        "approve": timed(lambda: judge(bank, names, "approve", keys, CHI)),
    }
    found["one act"] = statistics.median(
        timed(lambda: judge(bank, names[:1], "comment", keys, BINH, "xem lại")) for _ in range(3)
    )
    opened, opened_plain = Bank(folder / "book.bank"), Bank(folder / "plain.bank")
    found["open, plain"] = timed(lambda: opened_plain.items(plain_keys))
    found["open"] = timed(lambda: opened.items(keys))
    found["drawable, plain"] = timed(opened_plain.drawable)
    found["drawable"] = timed(opened.drawable)
    found["size, plain"] = (folder / "plain.bank").stat().st_size / 1e6
    found["size"] = (folder / "book.bank").stat().st_size / 1e6
    plugins = load_plugins()
    new, new_keys = make_bank(folder / "new.bank", "cantho", "mật khẩu để đo", AT.date(), Cost(64, 1, 1))
    settle(new, ReviewRule(), new_keys, CHI)
    card = make_bank_card(new.facts.id, new.facts.policy, new_keys)
    drops: list[bytes] = []
    found["contribute"] = timed(
        lambda: drops.append(encode(contribute(plugins, card, items[:CONTRIBUTED], "Dũng", "")))
    )
    found["receive"] = timed(lambda: receive(plugins, new, [("a.drop", drops[0])], new_keys, CHI, date(2026, 3, 2)))
    return found


def main() -> int:
    """Print the table."""
    runs = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(measure(Path(folder)))
    figures = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    print(f"{COUNT} items of about 1 kB, median of {RUNS}")
    print()
    print("| step | with a book | without | × |")
    print("|---|---|---|---|")
    for name, says in (("add", "seal and write 10,000 items, s"), ("open", "read, open, check witness and chain, s"),
                       ("drawable", "tags of what may be drawn, no key, s"), ("size", "file, MB")):  # fmt: skip
        with_book, without = figures[name], figures[f"{name}, plain"]
        print(f"| {says} | {with_book:.2f} | {without:.2f} | {with_book / without:.2f} |")
    for name, says in (("review", "10,000 items reviewed at once, s"), ("approve", "10,000 items approved at once, s"),
                       ("one act", "one item judged, s"), ("contribute", "1,000 items sealed to a card, s"),
                       ("receive", "1,000 items received, s")):  # fmt: skip
        print(f"| {says} | {figures[name]:.2f} | – | – |")
    print()
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
