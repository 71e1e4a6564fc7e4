"""Claims about banks on disk: all or nothing, nothing altered is read, nothing is overwritten."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from examcore.canonical import encode
from examcore.errors import AlreadyThere, BadInput, BrokenSeal, ExamcoreError, NotFound, NotSaved, WrongPassphrase
from examcore.language import speaking
from examcore.nouns import MADE, Item, Option, Tags, name_option
from examcore.seal import Cost, KeySource
from examcore.store import Bank, make_bank, unlock_bank

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
PHRASE = "một mật khẩu"


def item(number: int) -> Item:
    texts = [f"phương án {letter} của {number}" for letter in "abcd"]
    options = tuple(Option(name_option(f"I-{number:03}", text), text) for text in texts)
    return Item(f"I-{number:03}", f"câu hỏi {number}?", options, options[1].id, Tags("general", "a", "recall", 650))


@pytest.fixture
def made(tmp_path: Path) -> tuple[Bank, KeySource]:
    bank, keys = make_bank(tmp_path / "thử.bank", "any", PHRASE, date(2024, 11, 1), CHEAP)
    bank.add([item(n) for n in range(30)], keys)
    return bank, keys


def test_items_come_back_as_they_were_sealed(made: tuple[Bank, KeySource]) -> None:
    bank = Bank(made[0].path)
    assert bank.items(unlock_bank(bank, PHRASE)) == tuple(item(n) for n in range(30))


def test_tags_are_readable_without_a_passphrase(made: tuple[Bank, KeySource]) -> None:
    assert Bank(made[0].path).tags()["I-007"] == item(7).tags


def test_further_areas_item_sets_and_days_of_use_are_kept_with_the_tags(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    tags = replace(item(7).tags, also=("b", "c"), item_set="Bộ 1", uses=(date(2024, 11, 15), date(2025, 11, 20)))
    bank.replace([replace(item(7), tags=tags)], keys)
    assert Bank(bank.path).tags()["I-007"] == tags
    assert Bank(bank.path).items(keys)[7].tags == tags


def test_an_id_made_of_a_text_tells_nobody_without_the_key_that_the_text_is_in_the_bank(
    made: tuple[Bank, KeySource], tmp_path: Path
) -> None:
    bank, keys = made
    other, other_keys = make_bank(tmp_path / "khác.bank", "any", PHRASE, date(2024, 11, 1), CHEAP)
    guessed = replace(item(99), id=f"{MADE}0123456789ab")
    assert bank.add([guessed], keys) == other.add([guessed], other_keys) == 1
    (here,) = set(bank.tags()) - {item(n).id for n in range(30)}
    (there,) = other.tags()
    assert here != there
    assert guessed.id[1:] not in here
    assert bank.name_items([guessed], keys)[0].id == here
    with pytest.raises(AlreadyThere):
        bank.add([guessed], keys)


def test_an_existing_bank_is_never_overwritten(made: tuple[Bank, KeySource]) -> None:
    before = made[0].path.read_bytes()
    with pytest.raises(AlreadyThere):
        make_bank(made[0].path, "any", PHRASE, date(2024, 11, 1), CHEAP)
    assert made[0].path.read_bytes() == before


def test_adding_is_all_or_nothing(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    with pytest.raises(AlreadyThere, match="I-003"):
        bank.add([item(100), item(3)], keys)
    assert "I-100" not in bank.tags()
    assert len(bank.items(keys)) == 30


def test_the_key_of_another_bank_is_named_as_such(made: tuple[Bank, KeySource], tmp_path: Path) -> None:
    _, stranger = make_bank(tmp_path / "khác.bank", "any", PHRASE, date(2024, 11, 1), CHEAP)
    with speaking("en"), pytest.raises(WrongPassphrase, match="another bank"):
        made[0].items(stranger)


def test_a_deleted_or_repeated_item_is_noticed(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    with sqlite3.connect(bank.path) as database:
        database.execute("delete from items where id = 'I-005'")
    with pytest.raises(BrokenSeal):
        bank.items(keys)


def test_an_older_row_put_back_is_noticed(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    with sqlite3.connect(bank.path) as database:
        old = database.execute("select tags, body from items where id = 'I-001'").fetchone()
        database.execute("update items set tags = ?, body = ? where id = 'I-002'", old)
    with pytest.raises(BrokenSeal, match="I-002"):
        bank.items(keys)


def test_a_bank_that_was_altered_takes_no_more_items(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    with sqlite3.connect(bank.path) as database:
        database.execute("delete from items where id = 'I-005'")
    with pytest.raises(BrokenSeal):
        bank.add([item(200)], keys)


def try_mutants(made: tuple[Bank, KeySource], folder: Path, count: int, seed: int) -> None:
    """Flip, delete, insert or cut somewhere in the bank's file: what is read is what was sealed, or it is refused."""
    bank, keys = made
    data = bank.path.read_bytes()
    right = bank.items(keys)
    chance = random.Random(seed)
    path = folder / "mutant.bank"
    for number in range(count):
        mutant = bytearray(data)
        place = chance.randrange(len(mutant))
        match number % 4:
            case 0 | 1:
                mutant[place] ^= 1 << chance.randrange(8)
            case 2:
                mutant[place : place + 1 + chance.randrange(3)] = chance.randbytes(chance.randrange(4))
            case _:
                del mutant[place:]
        path.write_bytes(mutant)
        try:
            read = Bank(path).items(keys)
        except ExamcoreError:
            continue
        assert read == right


def test_no_mutant_of_a_bank_changes_what_is_read(made: tuple[Bank, KeySource], tmp_path: Path) -> None:
    try_mutants(made, tmp_path, 200, 2073)


@pytest.mark.slow
def test_none_of_ten_thousand_mutants_of_a_bank_changes_what_is_read(
    made: tuple[Bank, KeySource], tmp_path: Path
) -> None:
    try_mutants(made, tmp_path, 10_000, 3263)


def test_a_file_that_is_no_bank_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "ảnh.bank"
    path.write_bytes(b"\x89PNG not a bank" * 100)
    with pytest.raises(BrokenSeal, match=r"ảnh\.bank"):
        Bank(path)
    with pytest.raises(NotFound):
        Bank(tmp_path / "không có.bank")


def test_a_bank_of_an_older_version_is_refused_by_name(made: tuple[Bank, KeySource]) -> None:
    with sqlite3.connect(made[0].path) as database:
        database.execute("update bank set format = 'examcore-bank/2'")
    with speaking("en"), pytest.raises(BadInput, match=r"thử\.bank is not a bank of this version.*\n.*examcore-bank/3"):
        Bank(made[0].path)


def test_a_bank_in_use_by_another_program_is_left_whole(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    other = sqlite3.connect(bank.path, isolation_level=None)
    other.execute("begin immediate")
    try:
        with pytest.raises(NotSaved):
            bank.add([item(300)], keys)
    finally:
        other.execute("rollback")
        other.close()
    assert len(Bank(bank.path).items(keys)) == 30


FULL_DISK = """
import resource, signal, sys
from datetime import date
from pathlib import Path
from examcore.errors import NotSaved
from examcore.store import Bank, unlock_bank
sys.path.insert(0, sys.argv[2])
from test_bank import PHRASE, item
bank = Bank(Path(sys.argv[1]))
keys = unlock_bank(bank, PHRASE)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (bank.path.stat().st_size, resource.RLIM_INFINITY))
try:
    bank.add([item(n) for n in range(400, 900)], keys)
except NotSaved as refused:
    print("refused:", refused.text.read("en"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file size limit per process")
def test_a_full_disk_is_told_and_loses_nothing(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    command = [sys.executable, "-c", FULL_DISK, str(bank.path), str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("refused:"), done.stdout + done.stderr
    assert len(Bank(bank.path).items(keys)) == 30


def test_changed_tags_do_not_pass(made: tuple[Bank, KeySource]) -> None:
    bank, keys = made
    with sqlite3.connect(bank.path) as database:
        database.execute("update items set tags = ? where id = 'I-004'", (encode(replace(item(4).tags, difficulty=1)),))
    with pytest.raises(BrokenSeal, match="I-004"):
        bank.items(keys)
