"""Knows how a programme is solved in a process of its own, which is killed when its time is over.

Must not know what a programme means. HiGHS overruns its own time limit, on hard programmes by minutes: only a kill from
outside keeps a promise of seconds.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from examcore.canonical import decode, encode
from examcore.errors import BadInput, MissingExtra, Refused
from examcore.language import messages
from examcore.solving.programme import Answer, Order, Programme

msg = messages("examcore")

EXTRA = "solver"
# -P: a file in the current folder must not pass for a module of Python's.
COMMAND = (sys.executable, "-P", "-m", "examcore.solving.child")


def has_solver() -> bool:
    """Whether the extra `solver` is installed."""
    return find_spec("highspy") is not None


def solve(programme: Programme, seconds: float, gap: int) -> Answer:
    """What comes of a programme within `seconds`, the start of the process included; `stopped` when it was killed.

    Raises MissingExtra without the extra `solver`, Refused when the process ends without an answer.
    """
    if not has_solver():
        raise MissingExtra(
            msg("the solver needs a package that is not installed: highspy"),
            msg("install it: pip install examcore[{extra}]", extra=EXTRA),
        )
    # The child is told less than its time, so that it can still say what it holds; the kill is for when it does not.
    order = Order(programme, int(seconds * 800), gap)
    said = run_limited(COMMAND, encode(order), seconds)
    return Answer("stopped") if said is None else _read_answer(said, len(programme.costs))


def run_limited(command: Sequence[str], told: bytes, seconds: float) -> bytes | None:
    """What a process says that is told `told`; None when it was killed after `seconds`. Raises Refused if it fails."""
    # One thread: numpy's library would start one a core, each with memory of its own under the child's limit.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command, input=told, capture_output=True, timeout=seconds, env=environment, check=False
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    if done.returncode != 0:
        raise _refusal(done.returncode)
    return done.stdout


def _read_answer(said: bytes, columns: int) -> Answer:
    try:
        answer = decode(said, Answer, "solver")
    except BadInput as problem:
        raise _refusal(0) from problem
    if any(not 0 <= column < columns for column, _ in answer.values):
        raise _refusal(0)
    return answer


def _refusal(code: int) -> Refused:
    return Refused(
        msg("the solver's process stopped without an answer ({code})", code=code),
        msg("install the extra {extra} anew, or draw without it", extra=EXTRA),
    )
