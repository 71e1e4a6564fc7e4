"""Claims about the log: what a line is, what a power cut leaves, and that nothing in it can be changed unseen."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examcore.errors import BadInput, BrokenSeal, NotFound, NotSaved
from examcore.language import speaking
from examcore.log import (
    CUT,
    Checkpoint,
    Event,
    Log,
    Memory,
    SignerKey,
    check_log,
    check_proven_growth,
    find_log,
    keep_checkpoint,
    name_key,
    newest_checkpoint,
    prove_growth,
    read_checkpoint,
    read_growth,
    read_keys,
    read_line,
    read_log,
    recall,
    record,
    record_all,
    refuse_older,
    remember,
    see,
    split_log,
    take_checkpoint,
    write_line,
)
from examcore.seal.primitives import public_of

START = datetime(2024, 11, 15, 8, 0, tzinfo=timezone(timedelta(hours=7)))
NEW = Event("sitting.new", START, (("sitting", "S1A2B3C4"),))
PEOPLE = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Thị Chi")
SEEDS = {name_key(name): hashlib.sha256(name.encode()).digest() for name in PEOPLE}
KEYS = tuple(SignerKey(name, public_of(seed)) for name, seed in SEEDS.items())
FIRST, SECOND, THIRD = SEEDS


def event(number: int) -> Event:
    """Some act."""
    return Event("packet.moved", START + timedelta(minutes=number), (("packet", f"F{number:04}"), ("to", "Phòng 1")))


def lines(count: int) -> list[bytes]:
    """A log of so many events."""
    return [write_line(NEW), *(write_line(event(n)) for n in range(1, count))]


def log_of(found: list[bytes]) -> Log:
    """The log of these lines."""
    return split_log(b"".join(line + b"\n" for line in found), "log.jsonl")


def signed(log: Log, *names: str) -> Checkpoint:
    """Its checkpoint, signed by some."""
    found = take_checkpoint(log)
    for name in names or (FIRST, SECOND):
        found = found.sign(SEEDS[name], name)
    return found


# Lines


@given(
    st.dictionaries(st.from_regex(r"[a-z0-9_-]+", fullmatch=True), st.text(st.characters(exclude_categories=["Cs"]))),
    st.datetimes(timezones=st.sampled_from([UTC, START.tzinfo])),
)
def test_an_event_is_read_back_as_it_was_written(facts: dict[str, str], at: datetime) -> None:
    line = write_line(Event("noun.verb", at, tuple(facts.items())))
    assert b"\n" not in line
    found = read_line(line, "x")
    assert write_line(found) == line
    assert (found.act, found.at, len(found.facts)) == ("noun.verb", at, len(facts))


@pytest.mark.parametrize(
    "wrong",
    [
        Event("noun", START),
        Event("Noun.verb", START),
        Event("noun.verb", START, (("a", "1"), ("a", "2"))),
        Event("noun.verb", START, (("a b", "1"),)),
        Event("noun.verb", START, (("a", "x" * 70_000),)),
    ],
    ids=["no verb", "capitals", "a fact twice", "a blank in a name", "too long"],
)
def test_an_event_no_reader_would_take_is_not_written(wrong: Event, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        record(tmp_path / "log.jsonl", wrong)
    assert not (tmp_path / "log.jsonl").exists()


def test_a_broken_line_in_the_middle_is_refused_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"\n".join([*lines(3), b'{"act":"x', *lines(2)]) + b"\n")
    with pytest.raises(BadInput, match=r"log\.jsonl:4"):
        take_checkpoint(read_log(path))


def test_a_last_line_that_was_never_finished_is_cut_and_the_cut_is_recorded(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    record_all(path, [NEW, event(1)])
    torn = write_line(event(2))[:-7]
    path.write_bytes(path.read_bytes() + torn)
    assert read_log(path).torn == torn
    assert len(read_log(path).events) == 2
    record(path, event(3))
    found = read_log(path)
    assert [one.act for one in found.events] == ["sitting.new", "packet.moved", CUT, "packet.moved"]
    assert found.events[2].fact("bytes") == str(len(torn))
    assert found.events[2].fact("sha256") == hashlib.sha256(torn).hexdigest()
    assert found.torn == b""


def test_a_cut_in_the_very_first_line_leaves_the_log_its_name(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(write_line(NEW)[:20])
    record(path, NEW)
    assert [one.act for one in read_log(path).events] == ["sitting.new", CUT]
    assert read_log(path).origin == "examcore/sitting/S1A2B3C4"


def test_a_file_that_is_no_log_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"x" * 200_000)
    with pytest.raises(BadInput, match=r"log\.jsonl"):
        record(path, NEW)
    assert path.read_bytes() == b"x" * 200_000


def test_a_folder_in_place_of_the_log_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(NotSaved, match="here"):
        record(tmp_path / "here" / "log.jsonl", NEW)


def test_a_log_that_does_not_say_whose_it_is_cannot_be_signed() -> None:
    for found in (log_of([]), log_of([write_line(Event("packet.moved", START))])):
        with speaking("en"), pytest.raises(BadInput, match="which log"):
            take_checkpoint(found)


# Checkpoints


def test_a_checkpoint_says_who_signed_and_who_did_not() -> None:
    log = log_of(lines(9))
    found = read_checkpoint(signed(log).text, "x")
    who = found.check(KEYS)
    assert (who.signed, who.silent) == ((FIRST, SECOND), (THIRD,))
    check_log(log, found)
    later = found.sign(SEEDS[THIRD], THIRD)
    assert later.check(KEYS).silent == ()
    assert later.sign(SEEDS[THIRD], THIRD) == later


def test_keys_are_read_as_they_are_written() -> None:
    assert read_keys("".join(key.text + "\n" for key in KEYS), "x") == KEYS


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\u200bb"])
def test_a_key_cannot_have_a_name_that_would_read_as_another(name: str) -> None:
    with pytest.raises(BadInput):
        SignerKey(name, KEYS[0].public)


def test_a_signature_by_a_key_that_was_not_given_is_refused_and_named() -> None:
    found = signed(log_of(lines(3)))
    with pytest.raises(BrokenSeal, match=SECOND):
        found.check(KEYS[:1])
    with pytest.raises(BrokenSeal):
        replace(found, signatures=()).check(KEYS)


def test_the_checkpoint_of_another_log_does_not_fit() -> None:
    other = [write_line(Event("sitting.new", START, (("sitting", "S2"),))), *lines(9)[1:]]
    with pytest.raises(BrokenSeal, match="S2"):
        check_log(log_of(other), signed(log_of(lines(9))))


def test_checkpoints_are_kept_beside_the_log_and_the_newest_is_found(tmp_path: Path) -> None:
    record_all(tmp_path / "log.jsonl", [NEW, event(1)])
    with pytest.raises(NotFound):
        newest_checkpoint(tmp_path)
    old = signed(find_log(tmp_path))
    keep_checkpoint(tmp_path, old)
    record_all(tmp_path / "log.jsonl", [event(n) for n in range(2, 12)])
    new = signed(find_log(tmp_path))
    keep_checkpoint(tmp_path, new)
    assert newest_checkpoint(tmp_path) == new
    with pytest.raises(BrokenSeal):
        keep_checkpoint(tmp_path, replace(old, root=new.root))


# T15, T5: tampering, rollback


def tamper(found: list[bytes], at: int) -> dict[str, list[bytes]]:
    """A log with one event tampered with, in every way."""
    changed = write_line(replace(event(at + 1000), act="packet.opened"))
    return {
        "deleted": found[:at] + found[at + 1 :],
        "inserted": [*found[:at], changed, *found[at:]],
        "doubled": [*found[:at], found[at], *found[at:]] if at + 1 < len(found) else [],  # else it stands behind
        "altered": [*found[:at], changed, *found[at + 1 :]],
        "one letter": [*found[:at], found[at].replace(b"2024", b"2023"), *found[at + 1 :]],
        "reordered": [*found[:at], found[at + 1], found[at], *found[at + 2 :]] if at + 1 < len(found) else [],
        "to the end": found[:at] + found[at + 1 :] + [found[at]] if at + 1 < len(found) else [],
    }


def test_T15_each_tampering_with_each_of_200_events_breaks_the_checkpoint() -> None:
    found = lines(200)
    checkpoint = signed(log_of(found))
    later = [*found, *lines(230)[200:]]
    check_log(log_of(later), checkpoint)
    tried = 0
    for at in range(200):
        for hurt in filter(None, tamper(found, at).values()):
            tried += 1
            for log in (hurt, [*hurt, *later[200:]]):
                with pytest.raises((BrokenSeal, BadInput)):
                    check_log(log_of(log), checkpoint)
    assert tried == 200 * 7 - 3


def test_T15_an_older_copy_is_refused_by_whoever_saw_a_newer_one(tmp_path: Path) -> None:
    memory = tmp_path / "an.memory"
    found = lines(20)
    old, new = log_of(found[:12]), log_of(found)
    remember(memory, old, signed(old))
    remember(memory, new, signed(new))
    refuse_older(recall(memory), new)
    with pytest.raises(BrokenSeal, match=r"20|older than seen|cũ hơn"):
        refuse_older(recall(memory), old)
    with pytest.raises(BrokenSeal):
        remember(memory, old, signed(old))
    refuse_older(recall(tmp_path / "fresh"), old)


def test_T15_a_copy_that_went_another_way_is_refused_even_where_it_is_longer(tmp_path: Path) -> None:
    memory = tmp_path / "an.memory"
    found = lines(20)
    remember(memory, log_of(found), signed(log_of(found)))
    for hurt in tamper(found, 7).values():
        fork = log_of([*hurt, *lines(40)[20:]])
        with pytest.raises(BrokenSeal):
            refuse_older(recall(memory), fork)
        with pytest.raises(BrokenSeal):
            remember(memory, fork, signed(fork))


def test_T15_a_log_made_anew_under_the_same_name_is_refused(tmp_path: Path) -> None:
    memory = see(Memory(), log_of(lines(20)), signed(log_of(lines(20))))
    anew = [write_line(replace(NEW, at=START + timedelta(days=1))), *lines(30)[1:]]
    with pytest.raises(BrokenSeal):
        refuse_older(memory, log_of(anew))


def test_a_memory_keeps_each_log_apart_and_never_goes_back() -> None:
    first = log_of(lines(20))
    second = log_of([write_line(Event("council.found", START, (("council", "H1"),)))])
    memory = see(see(Memory(), first, signed(first)), second, signed(second))
    assert [(one.origin, one.size) for one in memory.seen] == [
        ("examcore/council/H1", 1),
        ("examcore/sitting/S1A2B3C4", 20),
    ]
    assert see(memory, first, signed(log_of(lines(5)))) == memory


def test_T15_two_checkpoints_prove_that_the_log_only_grew_without_the_log() -> None:
    found = lines(40)
    for size in (1, 2, 3, 7, 8, 31, 32, 39, 40):
        old, new = signed(log_of(found[:size])), signed(log_of(found))
        growth = read_growth(prove_growth(log_of(found), old, new).text, "x")
        check_proven_growth(old, growth)
        fork = signed(log_of([*lines(size)[:-1], write_line(event(999))]) if size > 1 else log_of([write_line(replace(
            NEW, at=START + timedelta(days=1)))]))  # fmt: skip
        with pytest.raises(BrokenSeal):
            check_proven_growth(fork, growth)


def test_T5_an_event_dated_back_stands_behind_the_printed_checkpoint_or_breaks_it() -> None:
    found = lines(20)
    printed = signed(log_of(found))
    dated_back = write_line(Event("results.approved", START - timedelta(days=3)))
    honest = log_of([*found, dated_back])
    check_log(honest, printed)
    assert honest.lines.index(dated_back) + 1 > printed.size
    for at in range(1, 20):
        with pytest.raises(BrokenSeal):
            check_log(log_of([*found[:at], dated_back, *found[at:]]), printed)


def test_the_root_is_printed_in_groups_to_be_read_aloud() -> None:
    printed = signed(log_of(lines(3))).fingerprint
    assert len(printed.split()) == 16
    assert printed.replace(" ", "").lower() == signed(log_of(lines(3))).root.hex()
