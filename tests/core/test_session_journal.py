"""Claims about journals: torn ends are cut and logged, what is altered is refused by line, nothing is guessed."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examcore.errors import BadInput, Problem
from examcore.nouns import Responses
from examcore.session import OpenRoom, SystemDisk, collect_journals, sign_in
from examcore.session.events import read_chain
from examcore.session.state import replay
from tests.terminal.rooms import PIN, Arranged, HandClock, arrange

ARRANGED = arrange(4, 6, minutes=20, candidates=3)
LAYOUT = ARRANGED.layouts[("f" * 16, "1024")]


@pytest.fixture
def room(tmp_path: Path) -> OpenRoom:
    return ARRANGED.publish(tmp_path / "P01")


def sit(room: OpenRoom, number: str = "0001", is_submitted: bool = True) -> bytes:
    """Play a short session and give its journal."""
    clock = HandClock()
    session = sign_in(room, number, PIN, clock, SystemDisk())
    session.start()
    for at in (1, 2, 3):
        clock.run(10)
        session.answer(at, f"q{at}o{at}")
    session.flag(3, True)
    session.move(5)
    if is_submitted:
        session.submit()
    session.release()
    return room.journal(number).read_bytes()


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return sit(ARRANGED.publish(tmp_path_factory.mktemp("room") / "P01"), is_submitted=False)


def collect(room: OpenRoom, arranged: Arranged = ARRANGED) -> tuple[list[Responses], list[Problem]]:
    found = list(collect_journals(arranged.sitting, "terminal", arranged.layouts, room.folder))
    return [f for f in found if isinstance(f, Responses)], [f for f in found if isinstance(f, Problem)]


def test_every_line_is_canonical_json_that_names_the_hash_of_the_line_before(journal: bytes) -> None:
    lines = [json.loads(line) for line in journal.splitlines()]
    assert [line["body"]["event"] for line in lines[1:]] == [
        "attach", "start", "answer", "answer", "answer", "flag", "move",
    ]  # fmt: skip
    assert all(later["body"]["prev"] == line["hash"] for line, later in itertools.pairwise(lines))
    assert lines[3]["body"]["letter"] == "B"
    assert lines[3]["body"]["consumed_ms"] == 10_000


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_line_cut_anywhere_is_given_back_as_torn_with_all_lines_before_it(
    journal: bytes, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(journal) - 1))
    chain = read_chain(journal[:cut], "j")
    assert chain.good_bytes + len(chain.torn) == cut
    assert journal[: chain.good_bytes].count(b"\n") == journal[:cut].count(b"\n")
    replay(chain, LAYOUT, "j")


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_one_changed_byte_is_never_taken_for_the_truth(journal: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(journal) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != journal[at]))
    altered = journal[:at] + bytes([byte]) + journal[at + 1 :]
    is_end_hit = at == len(journal) - 1 or (byte == 0 and b"\n" not in journal[at:-1])
    if is_end_hit:  # a last line that lost its end, or has a hole of zeros in it, was never acknowledged
        chain = read_chain(altered, "0001.jsonl")
        assert chain.torn
        assert journal.startswith(altered[: chain.good_bytes])
    else:
        with pytest.raises(BadInput, match=r"0001\.jsonl:\d+"):
            read_chain(altered, "0001.jsonl")


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_removed_or_moved_line_is_refused_by_number(journal: bytes, data: st.DataObject) -> None:
    lines = journal.splitlines(keepends=True)
    at = data.draw(st.integers(1, len(lines) - 2))
    other = data.draw(st.integers(1, len(lines) - 1).filter(lambda n: n != at))
    removed = lines[:at] + lines[at + 1 :]
    moved = [*removed[:other], lines[at], *removed[other:]]
    for altered in [removed, moved] if moved != lines else [removed]:
        with pytest.raises(BadInput, match=r"0001\.jsonl:\d+"):
            read_chain(b"".join(altered), "0001.jsonl")


def test_a_chain_forged_whole_still_must_be_possible(room: OpenRoom) -> None:
    from dataclasses import replace

    from examcore.record import write_line

    issue_line, *_ = sit(room, is_submitted=False).splitlines(keepends=True)
    chain = read_chain(room.journal("0001").read_bytes(), "j")
    prev, data = json.loads(issue_line)["hash"], issue_line
    for event in chain.events:
        forged = replace(event, prev=prev, option="q9o0") if event.event == "answer" else replace(event, prev=prev)
        line, prev = write_line(forged)
        data += line
    room.journal("0001").write_bytes(data)
    responses, problems = collect(room)
    assert responses == []
    assert problems[0].code == "broken journal"
    assert "0001.jsonl:4" in str(problems[0].message)


def test_a_torn_last_line_is_cut_and_the_cut_is_logged(room: OpenRoom) -> None:
    whole = sit(room, is_submitted=False)
    path = room.journal("0001")
    path.write_bytes(whole + b'{"body":{"at":"2024')
    session = sign_in(room, "0001", PIN, HandClock(), SystemDisk())
    assert len(session.state.answers) == 3
    session.release()
    after = path.read_bytes()
    assert after.startswith(whole)
    assert [json.loads(line)["body"]["event"] for line in after[len(whole) :].splitlines()] == ["attach", "cut"]
    assert json.loads(after.splitlines()[-1])["body"]["note"].startswith("19 ")


def test_a_broken_middle_refuses_sign_in_with_the_line_and_changes_nothing(room: OpenRoom) -> None:
    data = sit(room, is_submitted=False).replace(b'"q2o2"', b'"q2o3"')
    room.journal("0001").write_bytes(data)
    with pytest.raises(BadInput, match=r"0001\.jsonl:5"):
        sign_in(room, "0001", PIN, HandClock(), SystemDisk())
    assert room.journal("0001").read_bytes() == data


def test_collecting_gives_every_question_once_and_names_the_receipt(room: OpenRoom) -> None:
    sit(room)
    responses, problems = collect(room)
    assert problems == []
    (one,) = responses
    assert [r.question for r in one.given] == sorted(f"Q{n:03}" for n in range(1, 11))
    assert {r.question: r.options for r in one.given if r.options} == {
        "Q001": ("q1o1",), "Q002": ("q2o2",), "Q003": ("q3o3",),
    }  # fmt: skip
    again = sign_in(room, "0001", PIN, HandClock(), SystemDisk())
    assert one.origin == f"0001.jsonl {again.receipt().code}"
    assert one.doubts == ()


def test_an_unsubmitted_journal_is_collected_as_it_stands_and_said_so(room: OpenRoom) -> None:
    sit(room, is_submitted=False)
    responses, problems = collect(room)
    assert [p.code for p in problems] == ["unsubmitted"]
    assert len([r for r in responses[0].given if r.options]) == 3
    assert responses[0].doubts


def test_a_broken_journal_gives_a_problem_and_no_responses_and_spares_the_others(room: OpenRoom) -> None:
    data = sit(room, "0001")
    sit(room, "0002")
    room.journal("0001").write_bytes(data.replace(b'"q2o2"', b'"q2o3"'))
    responses, problems = collect(room)
    assert [r.candidate for r in responses] == ["0002"]
    assert [(p.code, Path(p.file).name) for p in problems] == [("broken journal", "0001.jsonl")]


def test_of_two_journals_the_one_that_goes_on_counts_and_a_different_one_is_disputed(
    room: OpenRoom, tmp_path: Path
) -> None:
    data = sit(room)
    usb = tmp_path / "P01" / "P01-usb" / "journals"
    usb.mkdir(parents=True)
    (tmp_path / "P01" / "P01-usb" / "room.json").write_bytes((room.folder / "room.json").read_bytes())
    older = b"".join(data.splitlines(keepends=True)[:5])
    (usb / "0001.jsonl").write_bytes(older)
    both = tmp_path / "both"
    both.mkdir()
    (tmp_path / "P01" / "P01-usb").rename(both / "usb")
    room.folder.rename(both / "disk")
    found = list(collect_journals(ARRANGED.sitting, "terminal", ARRANGED.layouts, both))
    assert [type(f) for f in found] == [Responses]
    (both / "usb" / "journals" / "0001.jsonl").write_bytes(data.replace(b'"q2o2"', b'"q2o3"'))
    found = list(collect_journals(ARRANGED.sitting, "terminal", ARRANGED.layouts, both))
    assert [f.code for f in found if isinstance(f, Problem)] == ["two journals"]
    assert not any(isinstance(f, Responses) for f in found)


def test_a_journal_of_a_stranger_gives_a_problem(room: OpenRoom) -> None:
    sit(room)
    room.journal("0001").rename(room.journal("0003"))
    responses, problems = collect(room)
    assert (responses, [p.code for p in problems]) == ([], ["stranger"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_any_bytes_for_a_journal_are_refused_or_torn_and_never_crash(data: bytes) -> None:
    try:
        chain = read_chain(data, "x.jsonl")
    except BadInput:
        return
    assert chain.issue is None
    assert chain.torn == data
