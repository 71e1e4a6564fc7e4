"""Knows how to reach a Dask cluster and use it as any other executor.

Must not know what it computes. The only module that imports Dask.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any  # Dask has no types of its own

from examcore.errors import MissingExtra, NotFound
from examcore.language import messages

msg = messages("examcore_paper")

EXTRA = "cluster"
SECONDS = "10s"


@contextmanager
def open_cluster(address: str) -> Iterator[Executor]:
    """An executor over the cluster whose scheduler is at `address`, such as tcp://10.0.0.5:8786.

    Raises MissingExtra without Dask, NotFound where no scheduler answers.
    """
    if find_spec("distributed") is None:
        raise MissingExtra(
            msg("a cluster needs packages that are not installed: {names}", names="distributed"),
            msg("install them with: pip install 'examcore[{extra}]'", extra=EXTRA),
        )
    dask: Any = import_module("distributed")
    try:
        client = dask.Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise NotFound(
            msg("no cluster answers at {address}", address=address),
            msg("start one: dask scheduler, and dask worker on every machine"),
        ) from problem
    try:
        yield client.get_executor()
    finally:
        client.close()
