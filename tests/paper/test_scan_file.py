"""Knows what is promised of kept measures: the same marks without the scan, whoever measured, even if it stopped."""

from __future__ import annotations

import json
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from examcore.canonical import encode as canonical
from examcore.errors import BadInput, BrokenSeal, Conflict, ExamcoreError, NotSaved
from examcore.language import Message
from examcore.nouns import SittingSecrets
from examcore.plugins import load_plugins
from examcore.shell.main import build
from examcore.shell.options import Shell
from examcore_paper.reader import (
    LIMITS,
    PageFacts,
    PageReading,
    Plan,
    Readers,
    ScanFile,
    decide_page,
    examine_grey,
    gather_facts,
    head_of,
    read_files,
    read_scan_file,
    settle,
)
from examcore_paper.reader.batch import examine_each
from examcore_paper.reader.examine import fault_facts
from examcore_paper.reader.facts import Bubbles, pack, unpack
from examcore_paper.reader.kept import take_in as keep_all
from examcore_paper.reader.pages import Fault
from examcore_paper.review import judge_folder
from examcore_paper.simulate import ROUGH, SCAN, SHEET_KEY, invent_sitting, simulate_page
from tests.paper.rooms import PLAN, SITTING, layouts_of, save_page, tidy_page

HEAD = head_of(SITTING.id, PLAN.layout)


def why(reading: PageReading) -> str:
    return reading.reason.read("en") if reading.reason else ""


def take_in(plan: Plan, sources: list[Path], store: Path) -> tuple[PageReading, ...]:
    return judge_folder(plan, store.parent, keep_all(plan, sources, store))


def rough_facts(serial: int) -> PageFacts:
    page = simulate_page(SITTING, serial, seed=11, habits=ROUGH).page
    return examine_grey(PLAN.layout, page, "scan.pdf", serial, "ab" * 32)


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """Three sheets in a folder."""
    folder = tmp_path / "stack"
    folder.mkdir()
    for serial in (1, 2, 3):
        save_page(tidy_page(serial), folder / f"{serial}.jpg")
    return folder


# --- kept measures --------------------------------------------------------------------------------


def test_kept_facts_give_the_very_reading_the_scan_gave(tmp_path: Path) -> None:
    facts = [rough_facts(serial) for serial in (1, 2, 3)]
    with ScanFile(tmp_path / "pages.scan", HEAD) as file:
        file.add(facts)
    kept = read_scan_file(tmp_path / "pages.scan", HEAD)
    assert list(kept) == facts
    assert [decide_page(PLAN, one) for one in kept] == [decide_page(PLAN, one) for one in facts]


def test_every_doubtful_mark_has_a_picture_small_enough_to_keep() -> None:
    facts = rough_facts(1)
    doubtful = {str(number) for number, mark in decide_page(PLAN, facts).marks if mark == "?"}
    assert doubtful
    assert doubtful | {"head"} <= set(facts.crops)
    for place in facts.crops:
        crop = facts.crop(place)
        assert crop is not None
        assert crop.startswith(b"\xff\xd8\xff")
    assert len(canonical(facts)) < 40_000


def test_other_limits_are_tried_on_kept_facts_without_the_scan() -> None:
    facts = rough_facts(2)
    strict = decide_page(PLAN, facts, replace(LIMITS, marked=0.9))
    usual = decide_page(PLAN, facts)
    assert sum(m == "?" for _, m in strict.marks) > sum(m == "?" for _, m in usual.marks)


def test_measures_are_kept_to_a_thousandth_and_only_for_their_own_sheet() -> None:
    numbers = np.linspace(-0.2, 1.0, 50)
    kept = pack(Bubbles(numbers, numbers / 3, numbers / 2, np.linspace(0, 255, 50)))
    found = unpack(kept, 50)
    assert np.abs(found.darkness - numbers).max() <= 0.0005
    assert np.abs(found.white - np.linspace(0, 255, 50)).max() <= 0.5
    with pytest.raises(BadInput):
        unpack(kept, 51)


# --- the scan file --------------------------------------------------------------------------------


def test_a_run_that_was_stopped_goes_on_where_it_stood(stack: Path, tmp_path: Path) -> None:
    store = tmp_path / "pages.scan"
    save_page(tidy_page(4), stack / "0-first.jpg")
    with ScanFile(store, HEAD) as file:
        found = gather_facts(PLAN, [stack], store=file)
        next(found)
        found.close()  # type: ignore[attr-defined]
    before = store.read_bytes()
    readings = take_in(PLAN, [stack], store)
    assert store.read_bytes().startswith(before)
    assert len(store.read_bytes().splitlines()) == 1 + 4
    assert sorted(readings, key=lambda r: r.file) == sorted(read_files(PLAN, [stack]), key=lambda r: r.file)
    done = store.read_bytes()
    assert take_in(PLAN, [stack], store) == take_in(PLAN, [], store) == readings
    assert store.read_bytes() == done


def test_a_line_that_power_did_not_let_end_is_cut_off_and_its_page_read_again(stack: Path, tmp_path: Path) -> None:
    store = tmp_path / "pages.scan"
    readings = take_in(PLAN, [stack], store)
    whole = store.read_bytes()
    for length in (len(whole) - 1, len(whole) - 5_000, 70, 10, 0):
        store.write_bytes(whole[:length])
        assert take_in(PLAN, [stack], store) == readings
        assert store.read_bytes() == whole


def test_a_changed_missing_or_moved_line_is_found_by_its_number(tmp_path: Path) -> None:
    store = tmp_path / "pages.scan"
    with ScanFile(store, HEAD) as file:
        file.add([rough_facts(serial) for serial in (1, 2, 3)])
    head, one, two, three = store.read_bytes().splitlines(keepends=True)
    for lines in ([head, two, three], [head, two, one, three], [head, one.replace(b'"page":1', b'"page":7'), two]):
        store.write_bytes(b"".join(lines))
        with pytest.raises(BrokenSeal) as refusal:
            read_scan_file(store, HEAD)
        assert f"{store}:2" in refusal.value.text.read("en")


def test_a_scan_file_of_another_sitting_or_sheet_is_refused_by_name(tmp_path: Path) -> None:
    store = tmp_path / "pages.scan"
    with ScanFile(store, HEAD):
        pass
    other = Plan.of(invent_sitting((10, 20), (4, 4), sitting_id="another"), SHEET_KEY)
    for head, word in (
        (head_of("another", PLAN.layout), SITTING.id),
        (head_of(SITTING.id, other.layout), "another sheet"),
    ):
        with pytest.raises(BadInput) as refusal:
            read_scan_file(store, head)
        assert word in refusal.value.text.read("en")


def test_two_runs_cannot_write_one_scan_file(tmp_path: Path) -> None:
    with ScanFile(tmp_path / "pages.scan", HEAD), pytest.raises(Conflict):
        ScanFile(tmp_path / "pages.scan", HEAD)
    with ScanFile(tmp_path / "pages.scan", HEAD):
        pass


def fault_of(page: int) -> PageFacts:
    return fault_facts(Fault("scan.pdf", page, Message("x", (), "examcore_paper"), "ab" * 32))


def test_a_disk_that_fills_up_is_told_and_the_same_run_or_the_next_goes_on(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    store = tmp_path / "pages.scan"
    with ScanFile(store, HEAD) as file:
        file.add([fault_of(1)])
    before = store.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with ScanFile(store, HEAD) as file:
            resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 30, limits[1]))
            with pytest.raises(NotSaved):
                file.add([fault_of(2), fault_of(3)])
            assert store.read_bytes() == before
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    with ScanFile(store, HEAD) as file:
        file.add([fault_of(2), fault_of(3)])
    assert read_scan_file(store, HEAD) == tuple(map(fault_of, (1, 2, 3)))


# --- many pages -----------------------------------------------------------------------------------


def test_a_picture_given_twice_counts_once_and_a_filled_in_copy_is_called_one(tmp_path: Path) -> None:
    save_page(tidy_page(1), tmp_path / "a.jpg")
    (tmp_path / "b.jpg").write_bytes((tmp_path / "a.jpg").read_bytes())
    save_page(tidy_page(2), tmp_path / "c.jpg")
    save_page(tidy_page(2, answers=dict.fromkeys(range(1, 101), "B")), tmp_path / "d.jpg")
    first, again, original, copy = read_files(PLAN, [tmp_path])
    assert (first.state, again.state) == ("read", "refused")
    assert "given before" in why(again)
    assert "a.jpg" in why(again)
    assert "one of them is a copy" in why(original)
    assert "one of them is a copy" in why(copy)


def test_a_better_scan_takes_the_place_of_a_poor_one_but_not_of_other_marks() -> None:
    poor = tidy_page(5, replace(SCAN, bilevel=150))
    good = tidy_page(5)
    facts = [examine_grey(PLAN.layout, page.page, name) for name, page in (("poor", poor), ("good", good))]
    blank = examine_grey(PLAN.layout, tidy_page(5, answers={}, number="", code="").page, "blank")
    readings = settle(decide_page(PLAN, one) for one in facts)
    assert [r.state for r in readings] == ["refused", "read"]
    assert "better picture" in why(readings[0])
    assert [r.state for r in settle(decide_page(PLAN, one) for one in (facts[1], blank))] == ["review", "review"]


def test_a_page_that_ends_the_process_reading_it_stops_no_other(stack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from examcore_paper.reader import batch, list_pages, shield

    class Dying(ProcessPoolExecutor):
        """Breaks as soon as it is given anything, as a pool does whose process was killed."""

        def submit(self, *_: object, **__: object) -> object:  # type: ignore[override]
            raise BrokenExecutor

    monkeypatch.setattr(shield, "ProcessPoolExecutor", Dying)
    monkeypatch.setattr(batch, "PAGES_WORTH_A_POOL", 0)
    monkeypatch.setattr(batch, "PAGES_A_TASK", 2)
    refs = [ref for ref in list_pages([stack]) if not hasattr(ref, "reason")]
    refs[1] = replace(refs[1], file="no such file")
    found = [one for many in examine_each(PLAN.layout, refs, Readers(workers=2)) for one in many]
    assert [one.fault is None for one in found] == [True, False, True]


# --- commands -------------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str, str]:
    plugins = load_plugins()
    result = CliRunner().invoke(build(plugins), [*arguments, "--lang", "en"], obj=Shell(plugins))
    if result.exception and not isinstance(result.exception, SystemExit | ExamcoreError):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr + str(result.exception or "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sitting on disk whose booklets' orders are known, as after publishing."""
    path = tmp_path / "sitting"
    path.mkdir()
    (path / "sitting.json").write_bytes(canonical(SITTING))
    (path / "secrets.json").write_bytes(canonical(SittingSecrets(SHEET_KEY, ())))
    layouts = layouts_of(SITTING)
    (path / "layouts.json").write_bytes(canonical(tuple(one for _, one in sorted(layouts.items()))))
    return path


def test_scans_are_collected_once_and_judged_again_without_them(stack: Path, folder: Path) -> None:
    code, text, _ = run("sitting", "collect", str(folder), str(stack), "--json")
    assert (code, len(json.loads(text)["collected"])) == (0, 3)
    for image in stack.iterdir():
        image.unlink()
    code, text, _ = run("sitting", "collect", str(folder), "--json")
    again = json.loads(text)
    assert (code, again["collected"], again["known"], again["problems"]) == (0, [], 3, [])
    code, text, _ = run("sheet", "read", "--sitting", str(folder), "--json")
    shown = json.loads(text)
    assert [page["state"] for page in shown["pages"]] == ["read"] * 3
    assert shown["missing"] == [c.number for c in SITTING.candidates[3:]]


def test_a_second_stack_is_judged_together_with_the_first(stack: Path, folder: Path, tmp_path: Path) -> None:
    run("sitting", "collect", str(folder), str(stack))
    save_page(tidy_page(1, replace(SCAN, turns=(180,))), tmp_path / "again.jpg")
    _, text, _ = run("sitting", "collect", str(folder), str(tmp_path / "again.jpg"), "--json")
    found = json.loads(text)
    assert (found["collected"], found["known"]) == ([], 2)
    assert ["scanned more than once" in p["message"] for p in found["problems"]] == [True, True]


def test_nothing_kept_is_told_with_what_to_do(folder: Path) -> None:
    for words in (("sitting", "collect", str(folder)), ("sheet", "read", "--sitting", str(folder))):
        code, text, told = run(*words)
        assert (code, text) == (1, "")
        assert told
