"""Measures reading Word files of 100 and 5,000 questions, against the bare parsing of the same XML in the same run."""

from __future__ import annotations

import io
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from tests.core import word_corpus_tables
from tests.core.pictures import write_png
from tests.core.word_corpus import STYLES, make_questions
from tests.core.word_files import inline, par, run, word

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
FILES = {"underlined_letter": 100, "auto_numbered": 100, "bank_table_auto_letters": 100}
LARGE = ("underlined_letter", "auto_numbered", "bank_table_auto_letters")
MANY = 5000
DRAWN = "a picture each"
CHILD = """
import json, pathlib, resource, sys, time
from examcore.formats.word import WordFormat
data = pathlib.Path(sys.argv[1]).read_bytes()
began, used = time.perf_counter(), time.process_time()
found = WordFormat().read("a.docx", data, "general", "hien-phap", ())
child = resource.getrusage(resource.RUSAGE_CHILDREN)
used -= child.ru_utime + child.ru_stime
print(json.dumps([time.perf_counter() - began, time.process_time() - used, found.found, len(found.items),
                  resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]))
"""


def parse_alone(data: bytes) -> float:
    """Seconds of CPU that unpacking and parsing the document alone takes."""
    began = time.process_time()
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        ElementTree.fromstring(file.read("word/document.xml"))
    return time.process_time() - began


def read_in_a_child(path: Path) -> list[float]:
    """Seconds, seconds of CPU, questions found, items, megabytes at most, of a process that reads one file."""

    done = subprocess.run([sys.executable, "-c", CHILD, path], capture_output=True, check=True, cwd=ROOT)
    found: list[float] = json.loads(done.stdout)
    return found


def draw_questions(count: int) -> bytes:
    """A file whose every question has a picture of its own, 900 by 500 pixels."""
    media, blocks = {}, []
    for number in range(1, count + 1):
        media[f"rIdP{number}"] = write_png(f"#{number * 99_991 % 2**24:06x}", 900, 500)
        blocks += [par(f"Câu {number}. Hình {number} cho thấy gì?"), par(inline(f"rIdP{number}", "biểu đồ"))]
        blocks += [par(run("A. một", "u")), par("B. hai"), par("C. ba"), par("D. bốn")]
    return word(*blocks, media=media)


def main() -> int:
    """Print the table."""
    assert word_corpus_tables.auto_numbered is STYLES["auto_numbered"]
    print(f"Median of {RUNS} for 100 questions, one run each for {MANY}; a process of its own for every run.")
    print()
    print("| file | questions | kB | read | s | s of CPU | × bare parsing | MB | limit |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        jobs = [(name, count, RUNS) for name, count in FILES.items()] + [(name, MANY, 1) for name in LARGE]
        jobs.append((DRAWN, 100, RUNS))
        for name, count, runs in jobs:
            rng = random.Random(name)
            data = draw_questions(count) if name == DRAWN else STYLES[name](make_questions(count, rng), rng)
            path = Path(folder) / f"{name}-{count}.docx"
            path.write_bytes(data)
            rows = [read_in_a_child(path) for _ in range(runs)]
            bare = statistics.median(parse_alone(data) for _ in range(runs))
            wall, cpu = (statistics.median(row[at] for row in rows) for at in (0, 1))
            limit = "–" if name == DRAWN else "≤ 0.5 s (goal)" if count == 100 else "≤ 10 s, ≤ 500 MB (goal)"
            print(f"| {name} | {count} | {len(data) // 1024} | {rows[0][3]:.0f} | {wall:.2f} | {cpu:.2f} "
                  f"| {cpu / bare:.1f} | {max(row[4] for row in rows):.0f} | {limit} |")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
