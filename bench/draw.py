"""Measures drawing: seconds and memory against the limits set for it, two solvers on the same task, and fairness.

Each figure comes from a process of its own, so that memory peaks are honest and HiGHS and OR-tools, which cannot be
loaded together, never meet. `bench/draw.py CASE` runs one of them and prints it as JSON.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import math
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

from examcore.assembly.check import find_faults
from examcore.assembly.ladder import Stuck, count_shared, draw_plan
from examcore.assembly.lottery import draw_by_lottery
from examcore.assembly.pool import Task, Turn, open_turn, set_task, take_stock
from examcore.assembly.swap import draw_by_swap
from examcore.assembly.windows import set_post
from examcore.engine.tickets import Stream
from examcore.language import Label
from examcore.nouns import LEVELS, Blueprint, Drawn, DrawPlan, Limits, Lot, PartPlan, Quota, Tags
from examcore.solving.model import Place, find_limits, keep_apart, place_unit, read_parts
from examcore.solving.programme import Answer, Draft, Order, Programme
from examcore.solving.solve import GAP, price_units
from examcore.testing.bank import DAY, POSITIONS, simulate_bank, simulate_blueprint

SEED = "bench"
PEER = "ortools>=9.15"
PATIENCE = 300
"""Seconds after which a solver is given up."""
STUCK = "stuck"
FAIR_LOTTERY, FAIR_SWAP = 10_000, 2_000


@dataclass(frozen=True, slots=True)
class Figure:
    """What one process measured: median seconds of `runs`, its memory peak in MB, and what came out, in words."""

    seconds: float
    megabytes: int
    runs: int
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the first table: what it is called, its case, and its limits (0: none)."""

    title: str
    case: str
    seconds: float = 0
    megabytes: int = 0


def take(step: Callable[[], str], runs: int) -> Figure:
    """The figure of a step that is run so often."""
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        note = step()
        seconds.append(time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Figure(statistics.median(seconds), peak, runs, note)


# ---- drawing ----


def draw(items: int, positions: int, forms: int, exposure: int = 0, runs: int = 5) -> Figure:
    """Windows and forms, from lots in memory."""
    lots = simulate_bank(items)
    blueprints = [simulate_blueprint(position) for position in POSITIONS[:positions]]

    def step() -> str:
        stock = take_stock(lots, DAY)
        plan = DrawPlan(DAY, tuple(set_post(stock, blueprint, forms) for blueprint in blueprints), exposure)
        try:
            return describe(draw_plan(lots, plan, SEED))
        except Stuck as stuck:
            return f"{STUCK} at form {len(stuck.drawn) + 1} ({stuck})"

    return take(step, runs)


def describe(drawn: Sequence[Drawn]) -> str:
    """Which rules gave the forms, and the most items two forms of one position share."""
    rules = ", ".join(f"{count} {rule}" for rule, count in sorted(Counter(form.rule for form in drawn).items()))
    shared = max(
        (
            count
            for position in {form.position for form in drawn}
            for n, line in enumerate(count_shared([form for form in drawn if form.position == position]))
            for count in line[:n]
        ),
        default=0,
    )
    return f"{rules}; two forms share {shared} items at most"


# ---- solvers ----

Solve = Callable[[Programme], Answer]


def solve_by_highs(programme: Programme) -> Answer:
    """HiGHS as the rule `solver` calls it, but in this process."""
    from examcore.solving.child import solve

    return solve(Order(programme, PATIENCE * 1000, GAP))


def solve_by_cp_sat(programme: Programme) -> Answer:
    """CP-SAT on the same programme, with the same gap, on one worker."""
    cp_model = importlib.import_module("ortools.sat.python.cp_model")
    model = cp_model.CpModel()
    columns = [model.new_int_var(0, most, "") for most in programme.most]
    for row, (least, most) in enumerate(zip(programme.lower, programme.upper, strict=True)):
        span = slice(programme.starts[row], programme.starts[row + 1])
        chosen = [columns[n] for n in programme.columns[span]]
        expression = cp_model.LinearExpr.weighted_sum(chosen, programme.factors[span])
        model.add_linear_constraint(expression, least, most)
    if any(programme.costs):
        model.minimize(cp_model.LinearExpr.weighted_sum(columns, programme.costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.relative_gap_limit = GAP / 100
    solver.parameters.max_time_in_seconds = PATIENCE
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer("none")
    return Answer("found", tuple((n, v) for n, column in enumerate(columns) if (v := solver.value(column))))


def set_up_task(forms: int) -> Task:
    """The task the solvers are compared on: one position of 10,000 items, at most 20 of 100 shared."""
    stock = take_stock(simulate_bank(10_000), DAY)
    return set_task(stock, set_post(stock, simulate_blueprint(POSITIONS[0]), forms))


def solve_one_by_one(solve: Solve, forms: int) -> Figure:
    """Form after form, each kept apart from those before it."""
    task = set_up_task(forms)

    def step() -> str:
        earlier: list[frozenset[str]] = []
        used: Counter[str] = Counter()
        for ordinal in range(1, forms + 1):
            turn = open_turn(task, SEED, ordinal, earlier, used, 0)
            draft = Draft()
            places = place_all(draft, turn, is_priced=True)
            parts = read_parts(turn, places, solve(draft.finish()))
            if find_faults(turn, parts):
                return f"{STUCK} at form {ordinal}"
            earlier.append(frozenset(i for part in parts for i in part))
            used.update(earlier[-1])
        return f"{forms} forms"

    return take(step, 1)


def solve_at_once(solve: Solve, forms: int) -> Figure:
    """All forms in one programme: a column more for each unit and each pair of forms. The first solution is enough."""
    task = set_up_task(forms)

    def step() -> str:
        turn = open_turn(task, SEED, 1, (), {}, 0)
        draft = Draft()
        copies = [place_all(draft, turn, is_priced=False) for _ in range(forms)]
        for n, one in enumerate(copies):
            for other in copies[:n]:
                shared: dict[int, int] = {}
                for a, b in zip(one, other, strict=True):
                    both = draft.add_column(0)
                    draft.add_row(dict.fromkeys((*a.taken, *b.taken), 1) | {both: -1}, -1, 1)
                    shared[both] = len(a.unit.members)
                draft.add_row(shared, 0, task.shared)
        answer = solve(draft.finish())
        found = [read_parts(turn, places, answer) for places in copies]
        sets = [frozenset(i for part in parts for i in part) for parts in found]
        passes = not any(find_faults(turn, parts) for parts in found)
        passes &= all(len(a & b) <= task.shared for n, a in enumerate(sets) for b in sets[:n])
        return f"{forms} forms" if passes else "nothing found"

    return take(step, 1)


def place_all(draft: Draft, turn: Turn, is_priced: bool) -> list[Place]:
    """The columns and rows of one form."""
    places = [
        place_unit(draft, part, unit, cost if is_priced else 0)
        for part, units in enumerate(turn.units)
        for unit, cost in zip(units, price_units(turn, units), strict=True)
    ]
    keep_apart(draft, places, turn.task.enemies)
    for limit in find_limits(turn, places):
        draft.add_row(limit.terms, limit.least, limit.most)
    return places


# ---- fairness ----


def measure_fairness(rule: Callable[[Turn], Drawn | None], draws: int, are_equal: bool) -> Figure:
    """How often each of 40 items of one area is drawn, among 80 others: the standard deviation over the 40, in those of
    a binomial. Either all 40 are equal, or they differ in level and difficulty as in a bank.
    """
    stream = Stream(SEED, "fairness")

    def vary(n: int, area: str) -> Lot:
        return Lot(f"I{n:03}", Tags("p", area, LEVELS[stream.below(3)], 450 + stream.below(350)))

    lots = [vary(n, "abc"[n // 40]) for n in range(120)]
    if are_equal:
        lots[:40] = [replace(lot, tags=replace(lot.tags, level="understand", difficulty=620)) for lot in lots[:40]]
    quotas = (*(Quota("area", area, 6, 8) for area in "abc"), *(Quota("level", level, 5, 9) for level in LEVELS))
    plan = PartPlan("p", Label("Phần"), 20, quotas, 600, 640)
    stock = take_stock(lots, DAY)
    task = set_task(stock, set_post(stock, Blueprint("policy", "profile", "X", (plan,), Limits()), 1))

    def step() -> str:
        drawn: Counter[str] = Counter()
        for n in range(draws):
            form = rule(open_turn(task, f"{SEED} {n}", 1, (), {}, 0))
            drawn.update(form.items if form else ())
        counts = [drawn[f"I{n:03}"] for n in range(40)]
        share = sum(counts) / len(counts) / draws
        return f"{statistics.pstdev(counts) / math.sqrt(draws * share * (1 - share)):.2f}"

    return take(step, 1)


# ---- tables ----

CASES: dict[str, Callable[[], Figure]] = {
    "one": lambda: draw(10_000, 1, 1, runs=9),
    "four": lambda: draw(10_000, 1, 4),
    "many": lambda: draw(10_000, 1, 24),
    "posts": lambda: draw(10_000, 85, 4, exposure=6, runs=3),
    "large": lambda: draw(50_000, 1, 24),
    "many-highs": lambda: solve_one_by_one(solve_by_highs, 24),
    "many-cp-sat": lambda: solve_one_by_one(solve_by_cp_sat, 24),
    "four-highs": lambda: solve_at_once(solve_by_highs, 4),
    "four-cp-sat": lambda: solve_at_once(solve_by_cp_sat, 4),
    "fair-lottery-equal": lambda: measure_fairness(draw_by_lottery, FAIR_LOTTERY, True),
    "fair-lottery": lambda: measure_fairness(draw_by_lottery, FAIR_LOTTERY, False),
    "fair-swap-equal": lambda: measure_fairness(draw_by_swap, FAIR_SWAP, True),
    "fair-swap": lambda: measure_fairness(draw_by_swap, FAIR_SWAP, False),
}

ROWS = (
    Row("one form, 10,000 items", "one", 0.1),
    Row("4 forms, 10,000 items", "four"),
    Row("24 forms, 10,000 items", "many", 1, 100),
    Row("85 positions × 4 forms, an item in 6 at most", "posts", 20),
    Row("24 forms, 50,000 items", "large", 3),
)


def measure(case: str) -> Figure | None:
    """The figure of a case, measured in a process of its own; None when it was given up."""
    print(f"  {case} …", file=sys.stderr, flush=True)
    command = [sys.executable, __file__, case]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=2 * PATIENCE)
    except subprocess.TimeoutExpired:
        return None
    return Figure(**json.loads(done.stdout.splitlines()[-1]))  # HiGHS says its name first


def print_draws(found: dict[str, Figure | None]) -> bool:
    """The table of draws; whether a limit is passed, or a form cannot be had."""
    is_over = False
    print("| draw | seconds | limit | share | peak MB | limit | what came out |")
    print("|---|---|---|---|---|---|---|")
    for row in ROWS:
        figure = found[row.case] = measure(row.case)
        if figure is None:
            print(f"| {row.title} | given up | | | | | |")
            is_over = True
            continue
        is_over |= figure.note.startswith(STUCK)
        is_over |= bool(row.seconds and figure.seconds > row.seconds)
        is_over |= bool(row.megabytes and figure.megabytes > row.megabytes)
        limit = (f"< {row.seconds:g} s", f"{figure.seconds / row.seconds:.2f}") if row.seconds else ("–", "–")
        most = f"< {row.megabytes}" if row.megabytes else "–"
        print(f"| {row.title} | {figure.seconds:.3f} | {limit[0]} | {limit[1]} | {figure.megabytes} | {most} | "
              f"{figure.note} |")  # fmt: skip
    return is_over


def print_solvers(found: dict[str, Figure | None]) -> None:
    """The table of solvers, in times of the draw by lots."""
    has_peer = importlib.util.find_spec("ortools") is not None
    print("\n| task | by | seconds | × the draw | peak MB | what came out |")
    print("|---|---|---|---|---|---|")
    for title, case in (("24 forms, one by one", "many"), ("4 forms, all at once", "four")):
        ours = found[case]
        assert ours is not None
        print(f"| {title} | the draw | {ours.seconds:.2f} | 1 | {ours.megabytes} | {ours.note} |")
        for name, peer in (("HiGHS", "highs"), ("CP-SAT", "cp-sat")):
            if peer == "cp-sat" and not has_peer:
                print(f"| {title} | {name} | not installed | | | |")
                continue
            figure = measure(f"{case}-{peer}")
            if figure is None:
                print(f"| {title} | {name} | none in {2 * PATIENCE} | | | |")
                continue
            times = figure.seconds / ours.seconds
            print(f"| {title} | {name} | {figure.seconds:.2f} | {times:.0f} | {figure.megabytes} | {figure.note} |")
    if not has_peer:
        # Not in the locks: nobody else needs its 200 MB, and it must never be loaded beside highspy.
        print(f"to see CP-SAT as well: {sys.executable} -m pip install '{PEER}'", file=sys.stderr)


def print_fairness() -> None:
    """The table of fairness."""
    print("\n| rule | draws | 40 items of an area | deviation of their frequencies, in binomial ones | goal |")
    print("|---|---|---|---|---|")
    for rule, draws in (("lottery", FAIR_LOTTERY), ("swap", FAIR_SWAP)):
        for case, which in ((f"fair-{rule}-equal", "all equal"), (f"fair-{rule}", "of all levels and difficulties")):
            figure = measure(case)
            goal = "≤ 1.1" if case == "fair-lottery-equal" else "–"
            print(f"| {rule} | {draws:,} | {which} | {figure.note if figure else '?'} | {goal} |")


def main(words: Sequence[str]) -> int:
    """Print the tables, or the one case named as JSON; 1 where a limit is passed."""
    if words:
        print(json.dumps(asdict(CASES[words[0]]())))
        return 0
    found: dict[str, Figure | None] = {}
    is_over = print_draws(found)
    print_solvers(found)
    print_fairness()
    return int(is_over)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
