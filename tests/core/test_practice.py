"""Claims about practice without a screen: what may be practised with, what is asked, what is kept."""

from __future__ import annotations

import json
import stat
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examcore.errors import BadInput, BadItems, Closed, NotFound, Refused, Shortage
from examcore.nouns import Basis, Item, Option, Source, Tags
from examcore.plugins import Plugins, load_plugins
from examcore.practice import (
    OpenItems,
    Progress,
    TimedMock,
    Wish,
    answer,
    begin,
    change_progress,
    choose,
    count_areas,
    draw_mock,
    find_place,
    find_positions,
    judge_question,
    note_answer,
    open_progress,
    read_open,
    score_mock,
)
from examcore.practice.open_items import SAMPLE_DAY
from examcore.seal import Cost
from examcore.store import make_bank
from tests.terminal.rooms import HandClock

TODAY = date(2026, 11, 30)
QUICK = Cost(memory_kib=64, passes=1, lanes=1)


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


@pytest.fixture(scope="module")
def samples(plugins: Plugins) -> OpenItems:
    return read_open(plugins, [], TODAY)


def make_item(name: str, area: str = "a", positions: tuple[str, ...] = (), until: date | None = None) -> Item:
    options = tuple(Option(f"{name}{n}", f"phương án {n}") for n in range(4))
    basis = Basis(Source("Luật", "Luật thử", date(2000, 1, 1), until), "Điều 1")
    return Item(name, f"Câu {name}?", options, f"{name}0", Tags("general", area, "recall", 500, positions, (basis,)))


def test_without_a_file_the_samples_are_practised_under_the_law_of_their_own_day(samples: OpenItems) -> None:
    assert (samples.day, samples.lapsed, samples.is_sample) == (SAMPLE_DAY, 0, True)
    assert "TP-HT" in find_positions(samples.items)


def test_items_resting_on_law_not_in_force_are_left_out_and_counted(plugins: Plugins, samples: OpenItems) -> None:
    later = read_open(plugins, [], TODAY, day=TODAY)
    assert later.lapsed == len(samples.items) - len(later.items) > 0
    assert all(item.tags.holds_on(TODAY) for item in later.items)
    with pytest.raises(NotFound, match=f"{date(1900, 1, 1):%d/%m/%Y}"):
        read_open(plugins, [], TODAY, day=date(1900, 1, 1))


def test_a_sealed_bank_is_never_practised_with(plugins: Plugins, tmp_path: Path) -> None:
    bank = tmp_path / "ct.bank"
    make_bank(bank, "cantho", "lời mở khóa rất dài", TODAY, QUICK)
    renamed = tmp_path / "open.txt"
    renamed.write_bytes(bank.read_bytes())
    for path in (bank, renamed):
        with pytest.raises(Refused) as caught:
            read_open(plugins, [path], TODAY)
        assert "sealed bank" in caught.value.text.read("en")


def test_a_citys_file_with_mistakes_is_refused_with_their_places(plugins: Plugins, tmp_path: Path) -> None:
    file = tmp_path / "mo.txt"
    file.write_text("phần: chung\nlĩnh vực: x\n---\n\n## A-1\nmức độ: nhận biết\n\nHỏi?\nA. một\nB. hai\n", "utf-8")
    with pytest.raises(BadItems) as caught:
        read_open(plugins, [file], TODAY)
    assert caught.value.problems
    assert all(problem.file == str(file) for problem in caught.value.problems)


@settings(max_examples=25)
@given(st.integers(1, 40), st.sampled_from(["mixed", "weakest"]), st.text(max_size=5))
def test_a_choice_fits_the_wish_has_nothing_twice_and_repeats(count: int, order: str, seed: str) -> None:
    items = [make_item(f"{area}{n}", area, ("P1",) if n % 3 else ()) for area in "abc" for n in range(9)]
    wish = Wish(("a", "c"), "P1", count, "weakest" if order == "weakest" else "mixed")
    chosen = choose(items, wish, Progress(), seed)
    assert len(chosen) == min(count, 18)
    assert len({item.id for item in chosen}) == len(chosen)
    assert {item.tags.area for item in chosen} <= {"a", "c"}
    assert chosen == choose(items, wish, Progress(), seed)


def test_the_weakest_area_comes_first_and_in_it_what_was_wrong_last() -> None:
    items = [make_item(f"{area}{n}", area) for area in "abc" for n in range(4)]
    progress = Progress()
    for item, is_right in (("a0", True), ("a1", True), ("b0", False), ("b1", True), ("b2", False), ("b2", False)):
        progress = note_answer(progress, item, "general", item[0], is_right, TODAY)
    chosen = choose(items, Wish(order="weakest", count=12), progress, "s")
    assert [item.tags.area for item in chosen] == [*"bbbb", *"cccc", *"aaaa"]
    assert {item.id for item in chosen[:2]} == {"b0", "b2"}
    assert [item.id for item in chosen[2:4]] == ["b3", "b1"]


def test_items_of_a_set_come_together_or_not_at_all() -> None:
    items = [make_item(f"x{n}") for n in range(6)]
    items = [replace(item, tags=replace(item.tags, item_set="S")) if n < 3 else item for n, item in enumerate(items)]
    for seed in map(str, range(20)):
        for count in range(1, 7):
            chosen = [item.id for item in choose(items, Wish(count=count), Progress(), seed)]
            assert 1 <= len(chosen) <= count
            together = [item in ("x0", "x1", "x2") for item in chosen]
            if count >= 3:
                assert sum(together) in (0, 3)
                assert "FTF" not in "".join("T" if one else "F" for one in together)


def test_nothing_fitting_is_said() -> None:
    with pytest.raises(NotFound):
        choose([make_item("x")], Wish(areas=("other",)), Progress(), "s")


def test_the_first_answer_counts_and_the_basis_comes_with_it() -> None:
    drill = begin([make_item("x")], "s")
    key = next(at for at, option in enumerate(drill.questions[0].options) if option.id == "x0")
    other = (key + 1) % 4
    drill = answer(drill, 0, other)
    judged = judge_question(drill.items[0], drill.questions[0], drill.given[0])
    assert (judged.is_right, judged.chosen, judged.key) == (False, other, key)
    assert [basis.place for basis in judged.bases] == ["Điều 1"]
    with pytest.raises(Closed):
        answer(drill, 0, key)
    assert (drill.done, drill.right) == (1, 0)


def test_a_mock_test_has_the_parts_of_the_policy_and_is_scored_by_it(plugins: Plugins, samples: OpenItems) -> None:
    mock = draw_mock(plugins, samples, "cantho", "TP-HT", "hạt giống")
    assert [len(part.questions) for part in mock.booklet.parts] == [40, 60]
    keys = {item.id: item.key for item in mock.form.items}
    all_right = score_mock(plugins, mock, keys)
    assert (all_right.score.total, all_right.outcome.band, all_right.missed) == (100, "tot", ())
    most = dict(list(keys.items())[:70])
    some = score_mock(plugins, mock, most)
    assert (some.score.total, some.outcome.band) == (70, "kha")
    assert {judged.chosen for _, _, judged in some.missed} == {-1}
    numbers = [number for number, _, _ in some.missed]
    assert [mock.booklet.questions[n - 1].id for n in numbers] == [q.id for _, q, _ in some.missed]
    assert {q.id for _, q, _ in some.missed} == set(keys) - set(most)


def test_a_mock_test_that_open_items_cannot_fill_is_refused_with_what_is_lacking(
    plugins: Plugins, samples: OpenItems
) -> None:
    with pytest.raises(Shortage) as caught:
        draw_mock(plugins, samples, "cantho", "VP-TK", "s")
    assert caught.value.shortages
    with pytest.raises(NotFound):
        draw_mock(plugins, samples, "cantho", "KHÔNG CÓ", "s")


def test_the_time_of_a_mock_test_runs_out_and_then_no_answer_is_taken(plugins: Plugins, samples: OpenItems) -> None:
    clock = HandClock()
    sat = TimedMock(draw_mock(plugins, samples, "cantho", "TP-HT", "s"), clock)
    sat.answer(2)
    clock.run(119 * 60)
    assert sat.remaining_ms() == 60_000
    sat.move(2)
    sat.flag()
    assert (sat.chosen, sat.flagged, len(sat.unanswered)) == (-1, (2,), 99)
    clock.run(61)
    with pytest.raises(Closed):
        sat.answer(0)
    assert (sat.remaining_ms(), len(sat.answers)) == (0, 1)


def test_progress_is_kept_for_its_owner_only_and_adds_up(tmp_path: Path) -> None:
    place = tmp_path / "data" / "practice.json"
    for is_right in (True, False, True):
        change_progress(place, lambda kept, r=is_right: note_answer(kept, "x", "general", "a", r, TODAY))  # type: ignore[misc]
    (area,) = count_areas(open_progress(place).progress)
    assert (area.items, area.given, area.right, area.share) == (1, 3, 2, 667)
    if sys.platform != "win32":
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert "Câu" not in place.read_text("utf-8")


@pytest.mark.parametrize(
    "damage", [b"", b"\x00" * 50, b'{"format":', b"[]", b'{"format":"examcore-practice/1","items":7}']
)
def test_a_damaged_file_is_set_aside_and_not_lost(tmp_path: Path, damage: bytes) -> None:
    place = tmp_path / "practice.json"
    for turn in (1, 2):
        place.write_bytes(damage)
        opened = open_progress(place)
        assert opened.progress == Progress()
        assert opened.set_aside == tmp_path / f"practice.json.damaged-{turn}"
        assert opened.set_aside.read_bytes() == damage
        assert not place.exists()


def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "practice.json"
    data = json.dumps({"format": "examcore-practice/2", "more": 1}, separators=(",", ":")).encode()
    place.write_bytes(data)
    with pytest.raises(BadInput):
        open_progress(place)
    assert place.read_bytes() == data


def test_the_usual_place_is_the_users_data_folder() -> None:
    assert find_place({"HOME": "/h"}, "linux") == Path("/h/.local/share/examcore/practice.json")
    assert find_place({"HOME": "/h", "XDG_DATA_HOME": "/d"}, "linux") == Path("/d/examcore/practice.json")
    assert find_place({"HOME": "/h"}, "darwin") == Path("/h/Library/Application Support/examcore/practice.json")
    assert find_place({"LOCALAPPDATA": "/l", "USERPROFILE": "/u"}, "win32") == Path("/l/examcore/practice.json")
