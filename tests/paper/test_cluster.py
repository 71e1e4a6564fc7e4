"""Knows what is promised of many machines: they read what one reads, within limits, and whatever fails is told.

Must not know how a cluster works. The clusters here are real ones in this process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from examcore.errors import NotFound, Refused
from examcore_paper import cluster
from examcore_paper.cluster import open_cluster
from examcore_paper.reader import PROBE, PageRef, Readers, batch, gather_facts, list_pages, load_page
from examcore_paper.reader.batch import ALLOWANCE
from examcore_paper.reader.pages import Fault, pack_page
from examcore_paper.reader.ship import Parcel, Returned, examine_parcel, pack_parcel
from examcore_paper.simulate.scan import bind_pdf, encode
from tests.paper.hostile import write_corpus
from tests.paper.rooms import PLAN, save_page, tidy_page

dask = pytest.importorskip("distributed")


@contextmanager
def start(workers: int = 1) -> Iterator[Any]:
    """A cluster of some workers of two threads each."""
    with make_cluster(workers) as made:
        yield made


def make_cluster(workers: int, tries: int = 3) -> Any:
    """The library gives its own thread ten seconds to begin: a process of thousands of tests may need more."""
    try:
        return dask.LocalCluster(
            n_workers=workers, threads_per_worker=2, processes=False, dashboard_address=None,
            worker_dashboard_address=None,
        )  # fmt: skip
    except AssertionError:
        if tries < 2:
            raise
        return make_cluster(workers, tries - 1)


def refs_of(folder: Path) -> list[PageRef]:
    return [ref for ref in list_pages([folder]) if isinstance(ref, PageRef)]


def write_mixed(folder: Path) -> None:
    """Sheets in files of every kind, and what is none."""
    save_page(tidy_page(1), folder / "1.jpg")
    (folder / "2.pdf").write_bytes(bind_pdf([encode(tidy_page(n).page, "jpeg", 200, 80) for n in (2, 3)], 200))
    first, *rest = (Image.fromarray(tidy_page(n).page) for n in (4, 5))
    first.save(folder / "4.tif", save_all=True, append_images=rest, compression="tiff_lzw")
    (folder / "6.png").write_bytes(b"nothing")
    (folder / "7.jpg").write_bytes((folder / "1.jpg").read_bytes()[:20_000])


def test_a_dask_cluster_reads_what_one_process_reads(tmp_path: Path) -> None:
    write_mixed(tmp_path)
    alone = list(gather_facts(PLAN, [tmp_path]))
    with start() as made, open_cluster(made.scheduler_address, *PROBE) as executor:
        assert list(gather_facts(PLAN, [tmp_path], Readers(executor=executor, ships=True))) == alone
    assert [one.fault is None for one in alone] == [True] * 5 + [False] * 2


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "CMYK", "I;16"])
def test_a_page_of_a_tiff_travels_without_the_others_and_arrives_as_it_was(tmp_path: Path, mode: str) -> None:
    grey = [np.random.default_rng(n).integers(0, 255, (700, 500), np.uint8) for n in range(8)]
    wide = [Image.fromarray(one.astype(np.uint16) * 257) for one in grey]
    first, *rest = wide if mode == "I;16" else [Image.fromarray(one).convert(mode) for one in grey]
    first.save(tmp_path / "8.tif", save_all=True, append_images=rest)
    for ref in refs_of(tmp_path)[::3]:
        data = pack_page(ref)
        assert isinstance(data, bytes)
        assert len(data) < (tmp_path / "8.tif").stat().st_size / 4 or mode == "1"
        here, there = load_page(ref), load_page(ref, data)
        assert not isinstance(here, Fault)
        assert not isinstance(there, Fault)
        assert np.array_equal(here, there)


@pytest.mark.slow
def test_a_page_that_ends_the_process_reading_it_ends_no_worker_and_no_other_page(tmp_path: Path) -> None:
    (tmp_path / "bomb.pdf").write_bytes(write_corpus(["pdf-content-bomb.pdf"], 1.0)["pdf-content-bomb.pdf"])
    save_page(tidy_page(1), tmp_path / "1.jpg")
    read, bomb = refs_of(tmp_path)
    found = examine_parcel(PLAN.layout, ALLOWANCE, pack_parcel((bomb, read)))
    assert not isinstance(found, Returned)
    assert [facts is None or facts.fault is not None for facts in found] == [True, False]
    facts = list(gather_facts(PLAN, [tmp_path], Readers(1, is_shielded=True)))
    with ThreadPoolExecutor(1) as executor:
        readers = Readers(1, executor=executor, ships=True, is_shielded=True)
        assert list(gather_facts(PLAN, [tmp_path], readers)) == facts


# --- machines that are not as they should be --------------------------------------------------------


def test_a_machine_that_reads_in_another_way_is_named_before_anything_is_sent() -> None:
    with start() as made:
        for name, due in ((PROBE[0], "another"), ("examcore_paper.none_such:STAMP", "x"), (f"{PROBE[0]}S", "x")):
            with pytest.raises(Refused) as refusal, open_cluster(made.scheduler_address, name, due):
                raise AssertionError
            assert "another version" in refusal.value.text.read("en")


def test_facts_of_a_machine_that_came_later_and_reads_in_another_way_are_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_page(tidy_page(1), tmp_path / "1.jpg")

    def pack_elsewhere(refs: tuple[PageRef, ...]) -> Parcel:
        return replace(pack_parcel(refs), stamp="another")

    monkeypatch.setattr(batch, "pack_parcel", pack_elsewhere)
    with ThreadPoolExecutor(1) as executor, pytest.raises(Refused):
        list(gather_facts(PLAN, [tmp_path], Readers(executor=executor, ships=True)))


@pytest.mark.parametrize("address", ["not-an-address://", "tls://127.0.0.1:8786", ""])
def test_a_cluster_that_does_not_answer_is_named(address: str) -> None:
    with pytest.raises(NotFound) as refusal, open_cluster(address, *PROBE):
        raise AssertionError
    assert f"no cluster answers at {address}" in refusal.value.text.read("en")


def test_a_cluster_without_a_worker_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "SECONDS", 1)
    with start(0) as made:
        with pytest.raises(NotFound) as refusal, open_cluster(made.scheduler_address, *PROBE):
            raise AssertionError
        assert "has no worker" in refusal.value.text.read("en")


def lose(executor: Executor, act: Callable[[], object]) -> None:
    """Work on the cluster; once something was done to it, work until it is felt."""
    assert executor.submit(pow, 2, 5).result() == 32
    act()
    for number in range(100_000):
        executor.submit(pow, number, 2).result()


@pytest.mark.parametrize("is_whole", [False, True])
def test_a_cluster_that_loses_its_workers_or_goes_away_is_told(monkeypatch: pytest.MonkeyPatch, is_whole: bool) -> None:
    monkeypatch.setattr(cluster, "SECONDS", 2)
    monkeypatch.setattr(cluster, "MOST_ALONE", 2)
    with start() as made:
        with pytest.raises(NotFound) as refusal, open_cluster(made.scheduler_address, *PROBE) as executor:
            lose(executor, made.close if is_whole else partial(made.scale, 0))
        assert ("went away" if is_whole else "no worker is left") in refusal.value.text.read("en")
