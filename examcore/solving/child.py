"""Knows HiGHS: reads an order on stdin, solves it, writes the answer on stdout.

Must not know what is solved. It runs as a process of its own, with a limit on its memory, and is the only module that
imports highspy.
"""

from __future__ import annotations

import os
import sys

import highspy

from examcore.apart import limit_process
from examcore.canonical import decode, encode
from examcore.solving.programme import Answer, Order, Programme

MEMORY_BYTES = 2 * 1024**3
LARGEST = 256 * 1024**2
SEED = 1


def serve() -> None:
    """Be the child."""
    limit_process(MEMORY_BYTES)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever HiGHS prints must not pass for the answer
    try:
        answer = solve(decode(sys.stdin.buffer.read(LARGEST), Order, "order"))
    except MemoryError:
        answer = Answer("stopped")
    with answers:
        answers.write(encode(answer))


def solve(order: Order) -> Answer:
    """The answer to an order."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # it declares no types for its constructor
    for name, value in {
        "output_flag": False,
        "threads": 1,
        "random_seed": SEED,
        "time_limit": order.milliseconds / 1000,
        "mip_rel_gap": order.gap / 100,
        # All costs are whole: what is nearer than 1 to the best is the best. With a gap, the gap alone decides.
        "mip_abs_gap": 0.0 if order.gap else 0.9,
    }.items():
        highs.setOptionValue(name, value)
    highs.passModel(_write_model(order.programme))
    highs.run()
    status = highs.getModelStatus()
    if highs.getInfo().primal_solution_status == highspy.kSolutionStatusFeasible:
        values = tuple((n, round(v)) for n, v in enumerate(highs.getSolution().col_value) if round(v))
        return Answer("best" if status == highspy.HighsModelStatus.kOptimal else "found", values)
    # Every column is bounded, so "unbounded or infeasible" says infeasible.
    nothing = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
    return Answer("none" if status in nothing else "stopped")


def _write_model(programme: Programme) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(programme.costs), len(programme.lower)
    model.col_cost_ = [float(cost) for cost in programme.costs]
    model.col_lower_ = [0.0] * len(programme.costs)
    model.col_upper_ = [float(most) for most in programme.most]
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(programme.costs)
    model.row_lower_ = [float(bound) for bound in programme.lower]
    model.row_upper_ = [float(bound) for bound in programme.upper]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = list(programme.starts)
    model.a_matrix_.index_ = list(programme.columns)
    model.a_matrix_.value_ = [float(factor) for factor in programme.factors]
    return model


if __name__ == "__main__":
    serve()
