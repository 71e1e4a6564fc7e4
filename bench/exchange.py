"""Measures 5,000 questions in every exchange format beside the bare library, and counts wrong keys in tables.

Must not be part of the product: the corpus of tables is made here, with keys that are known.
"""

from __future__ import annotations

import csv
import io
import random
import resource
import statistics
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import openpyxl
import xlsxwriter
from lxml import etree

from examcore.hooks import Format
from examcore.nouns import Basis, Item, Option, Source, Tags, name_option
from examcore.plugin import examcore_formats

RUNS = 3
ITEMS = 5_000
LIMITS = {"xlsx": 5.0}
"""Seconds to read 5,000 questions, where a goal was set."""
FORMATS: dict[str, Format] = {one.id: one for one in examcore_formats() if one.id != "word"}
SENTENCE = "cơ quan nhà nước có thẩm quyền ban hành văn bản quy phạm pháp luật theo Luật Tổ chức chính quyền địa phương"
WORDS = SENTENCE.split()
NASTY = (
    "Cả A và B đều đúng",
    "Tất cả các phương án trên",
    "Nguyễn Văn A",
    "12",
    "3",
    "B",
    "5 m²",
    "Khoản 1; Điều 2",
    "50 %",
    "A",
    "2",
)


def make_items(count: int, seed: int = 1) -> list[Item]:
    """Items as long as real ones, with bases and levels."""
    chance = random.Random(seed)
    source = Source("Luật 77", "Luật Tổ chức chính quyền địa phương", date(2016, 1, 1))
    made = []
    for number in range(count):
        name = f"CH-{number:05}"
        texts = [f"{say(chance, 12)} {letter}{number}" for letter in "abcd"]
        options = tuple(Option(name_option(name, text), text) for text in texts)
        tags = Tags("general", "chinh-quyen", "recall", 700, (), (Basis(source, f"Điều {number % 90 + 1}"),))
        made.append(Item(name, f"{say(chance, 25)} số {number}?", options, options[chance.randrange(4)].id, tags))
    return made


def say(chance: random.Random, count: int) -> str:
    """Some words."""
    return " ".join(chance.choice(WORDS) for _ in range(count))


def bare(name: str, data: bytes) -> Callable[[], object]:
    """What the library alone takes to go through the same bytes."""
    if name == "xlsx":
        return lambda: [
            row for sheet in openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets
            for row in sheet.iter_rows(values_only=True)
        ]  # fmt: skip
    if name == "csv":
        return lambda: list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    if name == "moodle":
        return lambda: etree.fromstring(data)
    if name.startswith("qti"):
        return lambda: [etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(each))
                        for each in zipfile.ZipFile(io.BytesIO(data)).namelist()[:1]] and [
            etree.fromstring(content) for content in unpack(data)]  # fmt: skip
    return lambda: data.decode("utf-8").split("\n")


def unpack(data: bytes) -> list[bytes]:
    """All files of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [package.read(name) for name in package.namelist()]


def timed(work: Callable[[], object]) -> float:
    """Seconds of the processor, median of the runs: others at work on the machine do not count."""
    spent = []
    for _ in range(RUNS):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return statistics.median(spent)


def measure(name: str) -> str:
    """A row of the table for one format, in this process alone."""
    one = FORMATS[name]
    items = make_items(ITEMS)
    data = one.write(items)
    write = timed(lambda: one.write(items))
    read = timed(lambda: one.read("x", data, "general", "chinh-quyen", ()))
    found = one.read("x", data, "general", "chinh-quyen", ())
    assert [text_of(item) for item in found.items] == [text_of(item) for item in items]
    peer = timed(bare(name, data))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    limit = f"≤ {LIMITS[name]:.0f} s" if name in LIMITS else "–"
    size = f"{len(data) / 1e6:.1f}"
    return f"| {name} | {size} | {write:.2f} | {read:.2f} | {limit} | {peer:.2f} | {read / peer:.1f} | {peak} |"


def text_of(item: Item) -> tuple[str, list[str], int]:
    """Stem, options, key."""
    return item.stem, [option.text for option in item.options], [option.id for option in item.options].index(item.key)


# --- a corpus of tables with known keys ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whose key is known."""

    stem: str
    options: tuple[str, ...]
    key: int


def ask(chance: random.Random, number: int) -> Asked:
    """A question; one in five has an option that looks like something else."""
    letters = "wxyz"[: chance.choice([2, 3, 4, 4, 4])]
    options = [f"{say(chance, chance.randint(1, 9))} {number}{letter}" for letter in letters]
    if chance.random() < 0.2:
        options[-1] = chance.choice(NASTY)
    return Asked(f"{say(chance, 12)} {number}?", tuple(options), chance.randrange(len(options)))


Cell = str | list[str]
"""Text, or pieces of which the second is bold."""
Style = Callable[[Asked], list[list[Cell]]]
FOUR = ("Câu hỏi", "A", "B", "C", "D", "Đáp án")
ENGLISH = ("Question", "Option 1", "Option 2", "Option 3", "Option 4", "Answer")
ONE = ("STT", "Nội dung", "Phương án trả lời", "Đáp án")


def wide(key: Callable[[Asked], str], mark: Callable[[str, bool], Cell] = lambda text, _: text) -> Style:
    """A column for each option."""

    def lay_out(one: Asked) -> list[list[Cell]]:
        cells: list[Cell] = [mark(text, place == one.key) for place, text in enumerate(one.options)]
        return [[one.stem, *cells, *[""] * (4 - len(cells)), key(one)]]

    return lay_out


def shared(join: Callable[[Asked], Cell], key: Callable[[Asked], str]) -> Style:
    """All options in one cell."""
    return lambda one: [["1", one.stem, join(one), key(one)]]


def down(key: Callable[[Asked, int], str]) -> Style:
    """Options below one another."""
    return lambda one: [
        ["1" if place == 0 else "", one.stem if place == 0 else "", f"{'ABCD'[place]}. {text}", key(one, place)]
        for place, text in enumerate(one.options)
    ]


def lines(form: str, between: str = "\n") -> Callable[[Asked], str]:
    """Options labelled by a pattern such as "{A}. {text}", joined."""
    return lambda one: between.join(
        form.format(A="ABCD"[n], a="abcd"[n], n=n + 1, text=text, star="*" if n == one.key else "")
        for n, text in enumerate(one.options)
    )


def bold_line(one: Asked) -> Cell:
    """The line of the right option is bold."""
    told = [f"{'ABCD'[n]}. {text}" for n, text in enumerate(one.options)]
    before, after = (
        "".join(f"{line}\n" for line in told[: one.key]),
        "".join(f"\n{line}" for line in told[one.key + 1 :]),
    )
    return [before, told[one.key], after]


def letter(one: Asked) -> str:
    """The key as a letter."""
    return "ABCD"[one.key]


def silent(_: Asked) -> str:
    """No key column."""
    return ""


STYLES: dict[str, tuple[Sequence[str], Style]] = {
    "letter": (FOUR, wide(letter)),
    "small letter": (FOUR, wide(lambda one: letter(one).lower())),
    "letter and dot": (FOUR, wide(lambda one: letter(one) + ".")),
    "Đáp án B": (FOUR, wide(lambda one: "Đáp án " + letter(one))),
    "number": (ENGLISH, wide(lambda one: str(one.key + 1))),
    "text of the option": (FOUR, wide(lambda one: one.options[one.key])),
    "letter and text": (FOUR, wide(lambda one: f"{letter(one)}. {one.options[one.key]}")),
    "labelled columns": (FOUR, lambda one: [[one.stem, *[f"{'ABCD'[n]}. {t}" for n, t in enumerate(one.options)],
                                             *[""] * (4 - len(one.options)), letter(one)]]),
    "star before": (FOUR, wide(silent, lambda text, right: "*" + text if right else text)),
    "star behind": (FOUR, wide(silent, lambda text, right: text + "*" if right else text)),
    "(đúng)": (FOUR, wide(silent, lambda text, right: text + " (đúng)" if right else text)),
    "bold piece": (FOUR, wide(silent, lambda text, right: ["", text, ""] if right else text)),
    "lines A.": (ONE, shared(lines("{A}. {text}"), letter)),
    "lines a)": (ONE, shared(lines("{a}) {text}"), letter)),
    "lines 1.": (ONE, shared(lines("{n}. {text}"), lambda one: str(one.key + 1))),
    "bare lines": (ONE, shared(lines("{text}"), letter)),
    "blank lines": (ONE, shared(lines("{A}. {text}", "\n\n"), letter)),
    "one line": (ONE, shared(lines("{A}. {text}", " "), letter)),
    "one line, two blanks": (ONE, shared(lines("{A}.{text}", "   "), letter)),
    "bars": (ONE, shared(lines("{text}", " | "), letter)),
    "star in the cell": (ONE, shared(lines("{star}{A}. {text}"), silent)),
    "bold line": (ONE, shared(bold_line, silent)),
    "bold and letter": (ONE, shared(bold_line, letter)),
    "down, letter first": (ONE, down(lambda one, n: letter(one) if n == 0 else "")),
    "down, cross": (ONE, down(lambda one, n: "x" if n == one.key else "")),
}  # fmt: skip


def write_book(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """A spreadsheet as Excel stores it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    bold, sheet = book.add_format({"bold": True}), book.add_worksheet()
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head)
    for place, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(place, column, cell)
            elif not cell[0] and not cell[2]:
                sheet.write_string(place, column, cell[1], bold)
            else:
                before, middle, after = cell
                pieces = [*([before] if before else []), bold, middle, *([after] if after else [])]
                sheet.write_rich_string(place, column, *pieces)
    book.close()
    return out.getvalue()


def try_style(name: str, count: int) -> Counter[str]:
    """How many questions came back right, refused, or (never) wrong."""
    heads, style = STYLES[name]
    chance = random.Random(name)
    asked = [ask(chance, number) for number in range(count)]
    data = write_book(heads, [row for one in asked for row in style(one)])
    found = FORMATS["xlsx"].read("x", data, "general", "x", ())
    by_stem = {one.stem: one for one in asked}
    told: Counter[str] = Counter()
    for item in found.items:
        one = by_stem[item.stem]
        stem, options, key = text_of(item)
        same = (stem, tuple(options), key) == (one.stem, one.options, one.key)
        right = options[key] == one.options[one.key]
        told["right" if same else "text differs" if right else "WRONG KEY"] += 1
    told["refused"] = count - len(found.items)
    return told


def main() -> None:
    """Print both tables."""
    if len(sys.argv) == 3 and sys.argv[1] == "--one":
        print(measure(sys.argv[2]))
        return
    print(f"{ITEMS} questions with tags, processor time, median of {RUNS}, each format in a process of its own\n")
    print("| format | MB | write s | read s | goal | library alone s | × library | peak MB |")
    print("|---|---|---|---|---|---|---|---|")
    for name in FORMATS:
        done = subprocess.run(
            [sys.executable, __file__, "--one", name], capture_output=True, encoding="utf-8", check=True
        )
        print(done.stdout.strip(), flush=True)
    count = 10_000 // len(STYLES)
    totals: Counter[str] = Counter()
    print(f"\n{count * len(STYLES)} questions in {len(STYLES)} styles of tables, keys known\n")
    print("| style | right | refused | text differs | wrong key |\n|---|---|---|---|---|")
    for name in STYLES:
        told = try_style(name, count)
        totals += told
        print(
            f"| {name} | {told['right']} | {told['refused']} | {told['text differs']} | {told['WRONG KEY']} |",
            flush=True,
        )
    print(f"| all | {totals['right']} | {totals['refused']} | {totals['text differs']} | {totals['WRONG KEY']} |")


if __name__ == "__main__":
    main()
