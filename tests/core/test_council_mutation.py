"""Claims about hostile bytes: no mutant of a key file, card, council, shares or packet changes what is read."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from examcore.errors import ExamcoreError
from examcore.seal import (
    CouncilKeys,
    open_key,
    open_questions,
    open_shares,
    read_card,
    read_council,
    read_packet,
    read_shares,
    unlock_officer,
)
from tests.core.officers import HOLDER, PHRASE
from tests.core.officers import KEY as SECRET

FOLDER = Path(__file__).parents[1] / "vectors" / "council"
AT = datetime(2024, 11, 15, 8, tzinfo=UTC)
Reader = Callable[[bytes], object]


@cache
def take(name: str) -> bytes:
    """A file of the vectors."""
    return (FOLDER / name).read_bytes()


def read_file(data: bytes) -> object:
    """Whoever a key file belongs to, seed and memory included."""
    return unlock_officer(data, PHRASE, "f")


def read_a_card(data: bytes) -> object:
    """All a card says."""
    return read_card(data, "f")


def read_a_council(data: bytes) -> object:
    """All a council says."""
    return read_council(data, "f")


@cache
def seated() -> tuple[object, ...]:
    """The council and five officers, unlocked once."""
    return (read_council(take("council.json"), "c"), *(unlock_officer(take(f"{n}.key"), PHRASE, "k") for n in range(5)))


def read_some_shares(data: bytes) -> object:
    """The purpose key, opened by three of five."""
    council, *officers = seated()
    return open_shares(read_shares(data, "f"), council, officers[:3], "f")  # type: ignore[arg-type]  # one tuple of both


def read_a_packet(data: bytes) -> object:
    """Booklets and form of a packet."""
    packet, keys = read_packet(data, "f"), CouncilKeys(HOLDER, (), "", {"questions": SECRET, "key": SECRET})
    return open_questions(packet, keys, "f", AT), open_key(packet, keys, "f", AT)


FILES: dict[str, Reader] = {
    "0.key": read_file,
    "0.card": read_a_card,
    "council.json": read_a_council,
    "bank.shares": read_some_shares,
    "F1.packet": read_a_packet,
}


def mutate(data: bytes, count: int, chance: random.Random) -> Iterator[bytes]:
    """Mutants: a bit flipped; a byte changed, taken out, put in, doubled; the end cut off; two bytes swapped."""
    for number in range(count):
        place = number % len(data) if count >= len(data) else chance.randrange(len(data))
        before, byte, after = data[:place], data[place], data[place + 1 :]
        match chance.randrange(7):
            case 0:
                yield before + bytes([byte ^ 1 << chance.randrange(8)]) + after
            case 1:
                yield before + bytes([(byte + chance.randrange(1, 256)) % 256]) + after
            case 2:
                yield before + after
            case 3:
                yield before + bytes([chance.randrange(256)]) + data[place:]
            case 4:
                yield before + bytes([byte]) + data[place:]
            case 5:
                yield before
            case _:
                other = chance.randrange(len(data))
                swapped = bytearray(data)
                swapped[place], swapped[other] = swapped[other], swapped[place]
                yield bytes(swapped)


def count_changes(name: str, mutants: Iterator[bytes]) -> tuple[int, int]:
    """How many of the mutants were tried, and how many read otherwise than the file itself."""
    read = FILES[name]
    right = read(take(name))
    tried = changed = 0
    for mutant in mutants:
        if mutant == take(name):
            continue
        tried += 1
        try:
            changed += read(mutant) != right
        except ExamcoreError:
            continue
    return tried, changed


@pytest.mark.parametrize("name", FILES)
def test_no_mutant_changes_what_is_read(name: str) -> None:
    tried, changed = count_changes(name, mutate(take(name), 700, random.Random(name)))
    assert tried > 600
    assert changed == 0


@pytest.mark.parametrize("name", FILES)
def test_no_bit_of_the_first_and_last_bytes_can_be_flipped(name: str) -> None:
    data = take(name)
    places = [*range(16), *range(len(data) - 16, len(data))]
    flipped = (data[:p] + bytes([data[p] ^ 1 << bit]) + data[p + 1 :] for p in places for bit in range(8))
    assert count_changes(name, flipped) == (256, 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_of_ten_thousand_mutants_and_every_byte_none_changes_what_is_read(name: str) -> None:
    data = take(name)
    count = max(11_000, len(data))
    tried, changed = count_changes(name, mutate(data, count, random.Random(f"all {name}")))
    assert tried >= 10_500
    assert changed == 0
