"""Measures printing: answer sheets, booklets, a long document; seconds, memory of the typesetting child, bytes.

The yardstick is one empty page typeset by a child that is already running; for questions with pictures and tables it
is the same booklets without them, in processor time of all children, in turn.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import resources

from examcore.engine.tickets import Stream
from examcore.formats.text import TextFormat
from examcore.language import Label
from examcore.nouns import (
    PLACE,
    Booklet,
    BookletPart,
    Candidate,
    Column,
    Document,
    Figure,
    FormFacts,
    Item,
    PartRule,
    Profile,
    Room,
    Signature,
    Sitting,
    SittingSecrets,
    Table,
)
from examcore_paper.booklets import typeset_booklet
from examcore_paper.documents import typeset_document
from examcore_paper.sheets import typeset_sheets
from examcore_paper.typeset import Typesetter
from tests.paper.pictures import TABLE, chart, figure, icon, photo, screenshot, shape

SHEETS, CODES, ROWS, RUNS, MANY = 500, 24, 500, 3, 500
LARGEST_MB = 350
DAY = date(2024, 11, 15)
SECRETS = SittingSecrets("00" * 32, ())
PARTS = (("general", "Kiến thức chung", 40), ("professional", "Kiến thức chuyên môn, nghiệp vụ", 60))
LIMITS = {"sheets": 3.0, "booklet": 0.5, "booklets": 10.0}


def make_sitting() -> Sitting:
    """A sitting of 500 candidates in one paper room."""
    rules = tuple(PartRule(name, Label(title), count, 1, "") for name, title, count in PARTS)
    profile = Profile("bench", "b", Label(""), DAY, 120, rules, (), (), (), "Ủy ban nhân dân", "Hội đồng", "Cần Thơ")
    codes = tuple(str(101 + n) for n in range(CODES))
    form = FormFacts("F", "CMNV 24", codes, tuple(p[0] for p in PARTS), tuple(p[2] for p in PARTS), (4, 4), True)
    people = tuple(
        Candidate(f"{n:08}", f"Nguyễn Thị Ánh Tuyết {n}", "CMNV 24", "P1", "paper", codes[n % CODES], str(n), "UBND xã")
        for n in range(1, SHEETS + 1)
    )
    return Sitting("SBENCH", "Kỳ kiểm tra, sát hạch", DAY, profile, (form,), (Room("P1", "paper"),), people)


def sample_items() -> list[Item]:
    """The sample items of the general part and of public service."""
    root = resources.files("examcore_banks")
    files = [file for folder in root.iterdir() if folder.is_dir() for file in folder.iterdir()]
    texts = sorted((file.name, file.read_bytes()) for file in files if file.name.endswith(".txt"))
    return [item for name, data in texts for item in TextFormat().read(name, data, "", "", ()).items]


def make_booklets(items: list[Item]) -> list[Booklet]:
    """Booklets of a hundred items each, every one in another order."""
    booklets = []
    for n in range(CODES):
        drawn = iter(Stream("bench", str(n)).shuffle(items)[:100])
        parts = tuple(
            BookletPart(name, Label(title), tuple(next(drawn).question() for _ in range(count)))
            for name, title, count in PARTS
        )
        booklets.append(Booklet(str(101 + n), "F", "CMNV 24", True, parts))
    return booklets


def illustrate(booklets: list[Booklet]) -> list[Booklet]:
    """The booklets, each with the same ten pictures (six PNG, four JPEG) and five tables, one at a question."""
    pictures = [figure(chart(heights)) for heights in ((20, 40, 60, 80), (80, 60, 40, 20), (50, 90, 50, 20))]
    pictures += [figure(screenshot()), figure(icon()), figure(shape(5))]
    pictures += [figure(photo(1200, seed)) for seed in range(4)]
    figures = [*pictures, *[Figure("", grid=TABLE)] * 5]
    return [replace(booklet, parts=tuple(_draw_on(part, figures) for part in booklet.parts)) for booklet in booklets]


def _draw_on(part: BookletPart, figures: list[Figure]) -> BookletPart:
    """The figures at every other question of the first part; none in the others."""
    if part.name != PARTS[0][0]:
        return part
    questions = list(part.questions)
    for place, one in zip(range(0, len(questions), 2), figures, strict=False):
        questions[place] = replace(questions[place], stem=f"{questions[place].stem}\n{PLACE}", figures=(one,))
    return replace(part, questions=tuple(questions))


def measure_ratio(sitting: Sitting, plain: list[Booklet], drawn: list[Booklet]) -> tuple[float, float]:
    """Median processor seconds of all children for plain booklets and for those with figures, measured in turn."""
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS):
        for booklets, seconds in zip((plain, drawn), spent, strict=True):
            before = os.times()
            with Typesetter() as typesetter:
                for booklet in booklets:
                    typeset_booklet(sitting, booklet, typesetter)
            after = os.times()
            seconds.append(sum(after[2:4]) - sum(before[2:4]))
    return statistics.median(spent[0]), statistics.median(spent[1])


def make_list() -> Document:
    """A result list of 500 lines."""
    columns = (
        Column("STT", "number", 1), Column("SBD", "code", 2), Column("Họ và tên", "text", 5),
        Column("Đơn vị", "text", 5), Column("Tổng điểm", "number", 2), Column("Kết quả", "text", 4),
    )  # fmt: skip
    rows = tuple(
        (n, f"{n:04}", f"Nguyễn Thị Ánh {n}", "UBND phường", n % 101, "Đạt loại Khá") for n in range(1, ROWS + 1)
    )
    return Document(
        "results", "Ủy ban nhân dân", "Hội đồng", "", "Cần Thơ", DAY, "Danh sách", "Kết quả",
        (Table("results", "", columns, rows),), (Signature("TM. HỘI ĐỒNG", "CHỦ TỊCH"),), landscape=True,
    )  # fmt: skip


def measure(step: Callable[[Typesetter], list[bytes]]) -> tuple[float, int, int]:
    """Median seconds of a run in a child of its own, its start included; bytes and highest memory so far in MB."""
    seconds, size = [], 0
    for _ in range(RUNS):
        started = time.perf_counter()
        with Typesetter() as typesetter:
            size = sum(map(len, step(typesetter)))
        seconds.append(time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return statistics.median(seconds), size, peak


def measure_empty() -> float:
    """Median seconds of an empty page once the child runs."""
    with Typesetter() as typesetter:
        page = Document("empty", "", "", "", "", DAY, "", "", ())
        typeset_document(page, typesetter)
        seconds = []
        for _ in range(20):
            started = time.perf_counter()
            typeset_document(page, typesetter)
            seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def measure_many(sitting: Sitting, booklets: list[Booklet], count: int) -> tuple[float, int, int]:
    """Seconds of `count` booklets by one typesetter; the highest memory of its children and of this process in MB."""
    started = time.perf_counter()
    with Typesetter() as typesetter:
        for n in range(count):
            assert typeset_booklet(sitting, booklets[n % len(booklets)], typesetter).startswith(b"%PDF")
    seconds = time.perf_counter() - started
    child, own = (resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    return seconds, child, own


def main() -> int:
    """Print the table, lightest first: the memory column is the highest of all children up to that line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=MANY, help="booklets printed in a row to see what memory does")
    options = parser.parse_args()
    sitting, booklets, listing = make_sitting(), make_booklets(sample_items()), make_list()
    numbers = [c.number for c in sitting.candidates]
    drawn = illustrate(booklets)
    empty = measure_empty()
    steps: list[tuple[str, str, Callable[[Typesetter], list[bytes]]]] = [
        ("one booklet of 100 items", "booklet", lambda t: [typeset_booklet(sitting, booklets[0], t)]),
        (f"{SHEETS} answer sheets", "sheets", lambda t: [typeset_sheets(sitting, SECRETS, numbers, 0, "", t)]),
        (f"{CODES} booklets", "booklets", lambda t: [typeset_booklet(sitting, b, t) for b in booklets]),
        ("one booklet with 10 pictures, 5 tables", "", lambda t: [typeset_booklet(sitting, drawn[0], t)]),
        (f"{CODES} booklets with 10 pictures, 5 tables", "", lambda t: [typeset_booklet(sitting, b, t) for b in drawn]),
        (f"document with a table of {ROWS} rows", "", lambda t: [typeset_document(listing, t)]),
    ]
    print(f"An empty page in a running child: {empty * 1000:.1f} ms. Median of {RUNS}, start of the child included.")
    print()
    print("| figure | seconds | limit | share of the limit | empty pages | peak MB so far | kB |")
    print("|---|---|---|---|---|---|---|")
    for name, limit, step in steps:
        seconds, size, peak = measure(step)
        bound = f"{LIMITS[limit]:g} | {seconds / LIMITS[limit]:.2f}" if limit else "|"
        print(f"| {name} | {seconds:.2f} | {bound} | {seconds / empty:.0f} | {peak} | {size / 1000:.0f} |")
    without, within = measure_ratio(sitting, booklets, drawn)
    print(f"\n{CODES} booklets take {within / without:.2f} times the processor time with 10 pictures and 5 tables each "
          f"({within:.1f} and {without:.1f} s).")  # fmt: skip
    took, child, own = measure_many(sitting, booklets, options.many)
    print(f"\n{options.many} booklets in a row: {took:.0f} s; at most {child} MB in a typesetting child, {own} MB in "
          f"the process that asks; limit {LARGEST_MB} MB, share {max(child, own) / LARGEST_MB:.2f}.")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
