"""Measures the analysis of 2,000 candidates × 100 items in plain Python against numpy in the same run.

Must not be part of the product: the numpy figures here are what the tests hold the product's figures against.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from examcore.analysis import examine
from examcore.language import Label
from examcore.nouns import (
    Band,
    Basis,
    Form,
    FormPart,
    Item,
    Option,
    Outcome,
    PartRule,
    PartScore,
    Profile,
    Response,
    Responses,
    Result,
    Score,
    Source,
    Tags,
    name_option,
)

RUNS = 5
PARTS = (("general", 40), ("professional", 60))
PROFILE = Profile(
    "simulated", "simulated-1", Label("Quy chế thử"), date(2024, 1, 1), 120,
    tuple(PartRule(name, Label(name), count, 1, "") for name, count in PARTS),
    tuple(Band(name, Label(name), low, high, "") for name, low, high in
          (("low", 0, 49), ("fair", 50, 69), ("good", 70, 84), ("best", 85, 100))),
    (), (),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Crowd:
    """A simulated sitting: its forms, what everybody gave, and how they were scored."""

    forms: tuple[Form, ...]
    responses: tuple[Responses, ...]
    results: tuple[Result, ...]


def simulate(candidates: int, seed: int = 1, forms: int = 1, wrong_keys: int = 0, blank: float = 0.02) -> Crowd:
    """Candidates of normal ability and items of three parameters; the first `wrong_keys` items have a wrong key.

    Forms share their general part. Every twentieth response in doubt is a double mark or waits for review.
    """
    chance = random.Random(seed)
    pools = {name: [_item(name, n, chance) for n in range(count * forms)] for name, count in PARTS}
    built = [_build(index, pools, forms) for index in range(forms)]
    keyed = {i.id: i.key for form in built for i in form.items}
    spoiled = set(sorted(keyed)[:wrong_keys])
    power = {name: (chance.lognormvariate(0, 0.3), chance.gauss(-0.6, 1.0)) for name in sorted(keyed)}
    responses, results = [], []
    for number in range(candidates):
        form = built[number % forms]
        ability = chance.gauss(0, 1)
        given = []
        for item in form.items:
            slope, place = power[item.id]
            knows = chance.random() < 0.2 + 0.8 / (1 + 2.718281828 ** (-1.7 * slope * (ability - place)))
            wrong = [option.id for option in item.options if option.id != item.key]
            truth = wrong[0] if item.id in spoiled else item.key
            pick = truth if knows else chance.choice([o.id for o in item.options if o.id != truth])
            given.append(_respond(item, pick, blank, chance))
        given.sort(key=lambda one: one.question)
        one = Responses(f"{number:05}", "paper", form.id, str(101 + number // forms % 4), tuple(given))
        responses.append(one)
        results.append(_score(form, one))
    return Crowd(tuple(built), tuple(responses), tuple(results))


def _item(part: str, number: int, chance: random.Random) -> Item:
    name = f"{part}-{number:03}"
    texts = [f"phương án {letter} của {name}" for letter in "abcd"]
    options = tuple(Option(name_option(name, text), text) for text in texts)
    basis = Basis(Source(f"Luật mẫu {number % 7}", "Luật mẫu"), f"Điều {number}")
    tags = Tags(part, f"{part}-area-{number % 6}", "recall", 500 + number % 5 * 80, bases=(basis,))
    return Item(name, f"Câu hỏi {name}?", options, options[chance.randrange(4)].id, tags)


def _build(index: int, pools: Mapping[str, Sequence[Item]], forms: int) -> Form:
    parts = []
    for name, count in PARTS:
        start = 0 if name == "general" else index * count
        parts.append(FormPart(name, Label(name), tuple(pools[name][start : start + count])))
    return Form(f"F{index}", "simulated", "simulated-1", "X", "b", "5eed", "lottery", False, tuple(parts))


def _respond(item: Item, pick: str, blank: float, chance: random.Random) -> Response:
    doubt = chance.random()
    if doubt < blank:
        return Response(item.id)
    if doubt < blank * 1.05:
        return Response(item.id, (pick, next(o.id for o in item.options if o.id != pick)))
    return Response(item.id, (pick,), in_review=doubt < blank * 1.1)


def _score(form: Form, responses: Responses) -> Result:
    given = {one.question: one for one in responses.given}
    parts = []
    for part in form.parts:
        right = sum(given[i.id].options == (i.key,) and not given[i.id].in_review for i in part.items)
        parts.append(PartScore(part.name, part.title, right, right, len(part.items)))
    score = Score(tuple(parts), len(responses.reviews))
    band = next(b for b in PROFILE.bands if b.lowest <= score.total <= b.highest)
    return Result(
        responses.candidate, "", f"Xã {int(responses.candidate) % 9}", form.position, "P1", "paper", form.id,
        responses.booklet, score, Outcome(band.name, band.title, Label("")), (), "simulated", "1", "simulated-1", "b",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Independent:
    """The same figures by numpy, by item id: difficulty, correlation with the rest, and what each option got from all,
    the upper and the lower group; and KR-20 of the form.
    """

    difficulty: dict[str, float]
    rest: dict[str, float]
    options: dict[str, dict[str, tuple[int, int, int]]]
    kr20: float


def measure_with_numpy(form: Form, responses: Sequence[Responses]) -> Independent:
    """The figures of one form from one matrix of codes, written without a look at the product's way."""
    items = form.items
    column = {item.id: place for place, item in enumerate(items)}
    code = {item.id: {option.id: n for n, option in enumerate(item.options)} for item in items}
    people = sorted((one for one in responses if one.form == form.id), key=lambda one: one.candidate)
    marks = np.full((len(people), len(items)), -1)
    known = np.ones_like(marks, dtype=bool)
    for row, one in enumerate(people):
        for response in one.given:
            place = column[response.question]
            known[row, place] = not response.in_review
            if len(response.options) == 1 and not response.in_review:
                marks[row, place] = code[response.question][response.options[0]]
    right = marks == np.array([code[item.id][item.key] for item in items])
    totals = right.sum(axis=1)
    order = np.argsort(totals, kind="stable")
    size = int(0.27 * len(people) + 0.5)
    lower, upper = order[:size], order[len(people) - size :]
    rest, options = {}, {}
    for item, place in column.items():
        there = known[:, place]
        x, y = right[there, place], (totals - right[:, place])[there]
        rest[item] = float(np.corrcoef(x, y)[0, 1]) if x.std() and y.std() else float("nan")
        count = partial(count_marks, marks, place)
        options[item] = {name: (count(order, n), count(upper, n), count(lower, n)) for name, n in code[item].items()}
    difficulty = {item: float(right[:, n].sum() / known[:, n].sum()) for item, n in column.items()}
    p, k = right.mean(axis=0), len(items)
    kr20 = float(k / (k - 1) * (1 - (p * (1 - p)).sum() / totals.var()))
    return Independent(difficulty, rest, options, kr20)


def count_marks(marks: np.ndarray, place: int, rows: np.ndarray, option: int) -> int:
    """How many of `rows` gave `option` at a place."""
    return int((marks[rows, place] == option).sum())


def timed(step: Callable[[], object]) -> float:
    """Seconds one call takes."""
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def main() -> int:
    """Print the table."""
    print("| candidates × items | plain Python, whole analysis, s | numpy, item figures only, s | ratio | limit |")
    print("|---|---|---|---|---|")
    for candidates, limit in ((200, "–"), (2000, "< 1 s"), (10000, "–")):
        crowd = simulate(candidates)
        plain, independent = [], []
        for _ in range(RUNS):
            plain.append(timed(partial(examine, PROFILE, crowd.forms, crowd.responses, crowd.results)))
            independent.append(timed(partial(measure_with_numpy, crowd.forms[0], crowd.responses)))
        ours, theirs = statistics.median(plain), statistics.median(independent)
        print(f"| {candidates:,} × 100 | {ours:.3f} | {theirs:.3f} | {ours / theirs:.2f} | {limit} |")
    print(f"| memory peak of the process | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB | | | |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
