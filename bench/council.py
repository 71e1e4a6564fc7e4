"""Measures what a council waits for: dealing with a self-test of all sets, opening with passphrases, rotating a bank.

The yardstick for dealing and opening is one sealed share (an HPKE operation); for passphrases, one key file.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from examcore.canonical import encode
from examcore.nouns import Item, Option, Tags, name_option
from examcore.seal import (
    Attendance,
    Card,
    Cost,
    Council,
    Deal,
    Member,
    Officer,
    Seat,
    attend,
    deal,
    found,
    make_officer,
    open_shares,
    read_council,
    sign_council,
    sign_shares,
    unlock_officer,
)
from examcore.seal.primitives import recipient_of, seal_to
from examcore.seal.rules import Role
from examcore.store import make_bank_for

PHRASE = "mật khẩu để đo"
DAY = date(2024, 11, 15)
ROLES: tuple[Role, ...] = ("chair", "standing-vice-chair", "secretary", "member", "member", "member", "member")
ITEMS = 10_000


def measure(action: Callable[[], object], times: int = 5) -> float:
    """The median of the seconds an action takes."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def swear(people: list[tuple[Card, Officer]]) -> tuple[Council, bytes]:
    """Seven members, any four of whom open the bank."""
    members = [Member(card, role) for (card, _), role in zip(people, ROLES, strict=True)]
    signed = found("Hội đồng để đo", DAY, members, {"bank": "threshold:4"})
    for _, officer in people:
        signed = sign_council(signed, officer)
    return read_council(encode(signed), "council"), encode(signed)


def make_item(number: int) -> Item:
    """An item of about a thousand bytes."""
    name = f"I-{number:05}"
    texts = [f"Phương án {letter} của câu {number}: " + "nội dung quy định " * 6 for letter in "ABCD"]
    options = tuple(Option(name_option(name, text), text) for text in texts)
    return Item(name, f"Câu hỏi {number} về thẩm quyền của Ủy ban nhân dân?", options, options[0].id,
                Tags("general", "a", "recall", 650))  # fmt: skip


def rotate() -> float:
    """Seconds to seal a bank of 10,000 items anew under another key."""
    from examcore.seal import CouncilKeys

    keys = [CouncilKeys(f"{n:016x}", (), "", {"bank": bytes([n]) * 32}) for n in (1, 2)]
    with tempfile.TemporaryDirectory() as folder:
        bank = make_bank_for(Path(folder) / "b.bank", "any", keys[0], {}, DAY)
        bank.add([make_item(n) for n in range(ITEMS)], keys[0])
        started = time.perf_counter()
        bank.rotate(keys[0], keys[1], b"")
        seconds = time.perf_counter() - started
        assert len(bank.items(keys[1])) == ITEMS
    return seconds


def main() -> int:
    """Print the table; 1 where a limit is passed."""
    files = [make_officer(f"Cán bộ {n}", "Chức vụ", PHRASE, Cost(64, 1, 1)) for n in range(7)]
    people = [(card, unlock_officer(data, PHRASE, "key")) for data, card in files]
    council, _ = swear(people)
    recipient = recipient_of(bytes(32))
    one = measure(lambda: seal_to(recipient, b"", bytes(32)), 50)
    dealing = measure(lambda: deal(council, "bank", "0" * 16, bytes(32)))
    shares = sign_shares(deal(council, "bank", "0" * 16, bytes(32)), council, [officer for _, officer in people])
    opening = measure(lambda: open_shares(shares, council, [officer for _, officer in people[:4]], "s"))

    dear = [make_officer(f"Cán bộ {n}", "Chức vụ", PHRASE) for n in range(7)]
    unlocked = measure(lambda: unlock_officer(dear[0][0], PHRASE, "key"), 3)
    _, data = swear([(card, unlock_officer(file, PHRASE, "key")) for file, card in dear])
    seats = tuple(Seat(f"{n}.key", file.decode(), PHRASE) for n, (file, _) in enumerate(dear[:4]))
    present = Attendance("council", data.decode(), seats)
    _, (dealt,) = attend(present, deals=[Deal("bank", "0" * 16)])
    whole = measure(lambda: attend(present, {"s": dealt.data}), 3)
    turned = statistics.median(rotate() for _ in range(3))

    rows = [
        ("deal 4 of 7, 35 sets tried", dealing * 1000, "ms", 100.0, f"{dealing / one:.0f} sealed shares"),
        ("shares file of 4 of 7", len(shares.data) / 1024, "KB", 12.0, ""),
        ("open with four officers already unlocked", opening * 1000, "ms", 100.0, f"{opening / one:.0f} sealed shares"),
        ("open with four passphrases, process and all", whole, "s", 4.0, f"{whole / unlocked:.1f} key files"),
        (f"rotate {ITEMS:,} items", turned, "s", 1.0, f"{ITEMS / turned:,.0f} items/s"),
    ]
    print("| figure | value | limit | share of the limit | in yardsticks |")
    print("|---|---|---|---|---|")
    for name, value, unit, limit, yardstick in rows:
        print(f"| {name} | {value:.2f} {unit} | {limit:g} {unit} | {value / limit:.2f} | {yardstick} |")
    return int(any(value > limit for _, value, _, limit, _ in rows))


if __name__ == "__main__":
    sys.exit(main())
