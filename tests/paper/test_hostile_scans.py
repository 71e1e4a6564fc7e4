"""Claims about files that mean harm among scans: each is named and refused within limits, and no other page suffers."""

from __future__ import annotations

import base64
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from examcore_paper.payload import TAG_BYTES, sign
from examcore_paper.reader import PageReading, Plan, Readers, decide_page, examine_grey, gather_facts, read_files
from examcore_paper.reader.shield import CPU_SECONDS, SECONDS, Shield, watched
from examcore_paper.simulate import SHEET_KEY, bind_pdf, draw_sheet, encode, invent_sitting, simulate_page
from tests.paper.hostile import CORPUS, HEAVY, write_corpus
from tests.paper.rooms import PLAN, SITTING, tidy_page

SHIELDED = Readers(workers=1, is_shielded=True)
HONEST = tidy_page(1)


def read_among(path: Path, names: list[str], scale: float) -> tuple[dict[str, list[PageReading]], float]:
    """What is read of a folder with these files between two honest sheets, by file name, and how long it took."""
    for name, data in write_corpus(names, scale).items():
        (path / name).write_bytes(data)
    (path / "0-honest.jpg").write_bytes(encode(HONEST.page, "jpeg", 200, 80))
    (path / "zz-honest.png").write_bytes(encode(tidy_page(2).page, "png", 200))
    began = time.monotonic()
    found: dict[str, list[PageReading]] = defaultdict(list)
    for reading in read_files(PLAN, [path], SHIELDED):
        found[Path(reading.file).name].append(reading)
    return found, time.monotonic() - began


def check_named(found: dict[str, list[PageReading]], names: list[str]) -> None:
    """Every hostile file is there by name with a reason and gives no answer; the honest sheets are read."""
    for name in names:
        assert found[name], name
        for reading in found[name]:
            assert reading.state != "read", name
            assert reading.reason is not None, name
            assert reading.reason.read("vi"), name
            assert reading.marks == (), name
    assert found["0-honest.jpg"][0].marks == tuple(sorted(HONEST.truth.items()))
    assert found["zz-honest.png"][0].state == "read"


def test_a_folder_of_hostile_files_is_read_to_its_end_and_each_is_named(tmp_path: Path) -> None:
    names = [name for name in CORPUS if name not in HEAVY]
    assert len(CORPUS) >= 40
    assert len(names) >= 40
    found, seconds = read_among(tmp_path, names, 0.004)
    check_named(found, names)
    assert seconds < len(names) * CPU_SECONDS


@pytest.mark.slow
@pytest.mark.parametrize("name", CORPUS)
def test_each_hostile_file_is_refused_within_its_limits_at_full_size(tmp_path: Path, name: str) -> None:
    found, seconds = read_among(tmp_path, [name], 1.0)
    check_named(found, [name])
    assert seconds < 4 * SECONDS
    # One process opens them all: what it holds at most is what the limit of addresses leaves.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2_200_000


def test_a_file_with_too_many_pages_is_refused_whole_and_not_read_for_hours(tmp_path: Path) -> None:
    found, _ = read_among(tmp_path, ["pdf-a-million-claimed.pdf", "tiff-many-pages.tif"], 0.03)
    for name in ("pdf-a-million-claimed.pdf", "tiff-many-pages.tif"):
        (reading,) = found[name]
        assert reading.reason is not None
        assert "more than 2000 pages" in reading.reason.read("en")


# --- codes ----------------------------------------------------------------------------------------


def read_code_of(text: str) -> PageReading:
    """A sheet that carries this code, read."""
    page = draw_sheet(PLAN.layout, text)
    return decide_page(PLAN, examine_grey(PLAN.layout, page))


def turn_serial(text: str, serial: int) -> str:
    """The same code with another serial; its tag stays."""
    data = bytearray(base64.b32decode(text + "=" * (-len(text) % 8)))
    data[4:8] = serial.to_bytes(4)
    return base64.b32encode(bytes(data)).decode().rstrip("=")


def test_a_code_that_is_not_ours_is_refused_by_name_whatever_was_done_to_it() -> None:
    real = sign(SHEET_KEY, SITTING, 1, "101")
    elsewhere = replace(SITTING, id="another")
    forged = {
        "made with another key": (sign("11" * 32, SITTING, 1, "101"), "forged"),
        "its serial altered": (turn_serial(real, 2), "forged"),
        "its tag cut to zeros": (
            base64.b32encode(base64.b32decode(real + "===")[:-TAG_BYTES] + bytes(TAG_BYTES)).decode().rstrip("="),
            "forged",
        ),
        "taken from another sitting": (sign(SHEET_KEY, elsewhere, 1, "101"), "another sitting"),
        "no code of ours": ("A" * 29, "version"),
    }
    for name, (text, word) in forged.items():
        reading = read_code_of(text)
        assert reading.state == "refused", name
        assert reading.reason is not None
        assert word in reading.reason.read("en"), name
        assert (reading.candidate, reading.marks) == ("", ()), name
    assert read_code_of(real).serial == 1


def test_a_page_of_another_sitting_in_the_stack_is_refused_by_name_and_the_others_are_read(tmp_path: Path) -> None:
    stranger = simulate_page(invent_sitting(sitting_id="other"), 1, seed=3)
    (tmp_path / "stranger.jpg").write_bytes(encode(stranger.page, "jpeg", 200, 80))
    (tmp_path / "ours.jpg").write_bytes(encode(HONEST.page, "jpeg", 200, 80))
    found = {Path(one.file).name: one for one in read_files(Plan.of(SITTING, SHEET_KEY), [tmp_path])}
    assert (found["ours.jpg"].state, found["stranger.jpg"].state) == ("read", "refused")
    assert found["stranger.jpg"].reason is not None
    assert "another sitting" in found["stranger.jpg"].reason.read("en")


def test_pages_that_travel_are_taken_out_of_their_files_by_processes_with_limits_too(tmp_path: Path) -> None:
    names = ["pdf-no-pages.pdf", "pdf-jpeg-2000.pdf"]
    for name, data in write_corpus(names, 0.01).items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "ours.pdf").write_bytes(bind_pdf([encode(HONEST.page, "jpeg", 200, 80)], 200))
    alone = list(gather_facts(PLAN, [tmp_path]))
    with ThreadPoolExecutor(1) as executor:
        assert list(gather_facts(PLAN, [tmp_path], replace(SHIELDED, executor=executor, ships=True))) == alone
    assert [one.fault is None for one in alone] == [True, False, False]


def burn(cpu_seconds: float) -> str:
    """What a stuck decoder does, under a bound."""
    with watched(cpu_seconds):
        while True:
            pass


def test_a_page_that_burns_processor_ends_its_process_and_nothing_else() -> None:
    with Shield(1) as shield:
        assert list(shield.run(burn, [0.3], lambda piece: "given up")) == ["given up"]
        assert list(shield.run(len, ["the next"], lambda piece: 0)) == [8]


WAITS = """
from examcore_paper.reader.shield import Shield
with Shield(2) as shield:
    print(*shield.run(len, ["one", "another"], len), flush=True)
    input()
"""


@pytest.mark.parametrize("act", [subprocess.Popen.kill, subprocess.Popen.terminate])
def test_processes_that_read_end_with_the_command_they_work_for(act: Callable[[object], None]) -> None:
    command = [sys.executable, "-c", WAITS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline().split() == [b"3", b"7"]
        act(owner)
        owner.communicate(timeout=30)  # until nobody holds the pipe any more
