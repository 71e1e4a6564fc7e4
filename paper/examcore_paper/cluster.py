"""Knows how to reach a Dask cluster and use it as any other executor.

Must not know what it computes. The only module that imports Dask.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pkgutil import resolve_name
from typing import Any  # Dask has no types of its own

from examcore.errors import MissingExtra, NotFound, Refused
from examcore.language import messages

msg = messages("examcore_paper")

EXTRA = "cluster"
SECONDS = 10
MOST_ALONE = 60
"""So many seconds a cluster may be without any worker: one that died is started again by its nanny."""


@contextmanager
def open_cluster(address: str, name: str, due: str) -> Iterator[Executor]:
    """An executor over the cluster whose scheduler is at `address`, such as tcp://10.0.0.5:8786.

    Every machine of it must hold `due` under `name` ("package.module:THING"): what it is sent would mean nothing there
    otherwise, and never come back. Raises MissingExtra without Dask, NotFound where no scheduler answers, no worker is
    there or all are lost meanwhile, Refused naming a machine that does not hold what is due.
    """
    if find_spec("distributed") is None:
        raise MissingExtra(
            msg("a cluster needs packages that are not installed: {names}", names="distributed"),
            msg("install them with: pip install 'examcore[{extra}]'", extra=EXTRA),
        )
    dask: Any = import_module("distributed")
    try:
        dask.comm.resolve_address(address)  # a client that stumbles over its address never quite ends
        client = dask.Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as problem:  # TypeError: an address of a kind that is not set up here
        raise NotFound(
            msg("no cluster answers at {address}", address=address),
            msg("start one: dask scheduler, and dask worker on every machine"),
        ) from problem
    done = threading.Event()
    is_lonely = threading.Event()
    try:
        _meet(client, address, name, due)
        threading.Thread(target=_watch, args=(client, done, is_lonely), daemon=True).start()
        yield client.get_executor()
    except (CancelledError, dask.KilledWorker, dask.comm.CommClosedError, dask.client.ClosedClientError) as problem:
        if isinstance(problem, dask.KilledWorker):
            what = msg("the workers of the cluster at {address} ended over their work again and again", address=address)
        elif is_lonely.is_set():
            what = msg("no worker is left in the cluster at {address}", address=address)
        else:
            what = msg("the cluster at {address} went away", address=address)
        raise NotFound(
            what, msg("start it again, or do without --cluster, and give the same command again")
        ) from problem
    finally:
        done.set()
        client.close()


def _meet(client: Any, address: str, name: str, due: str) -> None:
    """Wait for a worker and look at scheduler and workers."""
    try:
        client.wait_for_workers(1, timeout=SECONDS)
    except TimeoutError as problem:
        raise NotFound(
            msg("the cluster at {address} has no worker", address=address),
            msg("start one on every machine: dask worker {address}", address=address),
        ) from problem
    held = client.run(resolve_name, name, on_error="return")
    try:
        held[address] = client.run_on_scheduler(resolve_name, name)
    except (ImportError, AttributeError) as problem:
        held[address] = problem
    for machine, found in held.items():
        if found != due:
            raise Refused(
                msg("{machine} has no examcore, or another version of it or of its packages", machine=machine),
                msg("install the same on every machine of the cluster, that of the scheduler too"),
            )


def _watch(client: Any, done: threading.Event, is_lonely: threading.Event) -> None:
    """Give up a cluster that has been without a worker for too long: nobody would ever answer."""
    alone = 0
    while not done.wait(SECONDS):
        try:
            alone = 0 if client.nthreads() else alone + SECONDS
        except (OSError, ValueError):  # it went away, which those who wait for answers are told
            return
        if alone >= MOST_ALONE:
            is_lonely.set()
            client.close(timeout=SECONDS)
            return
