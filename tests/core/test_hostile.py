"""Claims about files that mean harm: each is refused in half a second and 150 MB, and no broken file ends a reader."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from examcore.hooks import Format
from examcore.nouns import Basis, Item, Option, Source, Tags, name_option
from examcore.plugin import examcore_formats
from examcore.text import has_unsafe
from tests.core.hostile import FILES, SMALL

FORMATS = {one.id: one for one in examcore_formats() if one.id != "word"}
MOST_SECONDS, MOST_MEGABYTES = 0.5, 150
EVERY = bool(os.environ.get("EXAMCORE_ALL"))
MUTANTS = 1000 if EVERY else 60
TOKENS = [
    b"<", b">", b"&", b"<!DOCTYPE a>", b"&lt;", b"{", b"}", b"=", b"~", b"#", b"::", b"\\", b"A. ", b"*", b"ANSWER: ",
    b"\n\n", b"\0", b"\xff", "\u202e".encode(), "ế".encode(), b"]]>", b'"', b",", b"-1", b"99999999999", b"%100%",
    b"<sup>", b"<img>", b"PK\x01\x02", b"\r", b"=1+1",
]  # fmt: skip


def run_child(names: list[str]) -> list[dict[str, object]]:
    """What each file cost, measured in one process; the memory is the most of all so far."""
    child = Path(__file__).with_name("hostile_child.py")
    done = subprocess.run(
        [sys.executable, str(child), *names], capture_output=True, encoding="utf-8", check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(costs: list[dict[str, object]], names: list[str]) -> None:
    assert [cost["name"] for cost in costs] == names
    assert [cost for cost in costs if cost["items"] or not cost["codes"]] == []
    assert [cost for cost in costs if float(str(cost["seconds"])) > MOST_SECONDS] == []
    assert [cost for cost in costs if int(str(cost["megabytes"])) > MOST_MEGABYTES] == []


def test_files_that_mean_harm_are_refused_in_half_a_second_and_150_megabytes() -> None:
    check(run_child(SMALL), SMALL)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_every_file_that_means_harm_is_refused_in_half_a_second_and_150_megabytes(name: str) -> None:
    check(run_child([name]), [name])


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 70
    assert set(SMALL) <= set(FILES)


def make_items() -> list[Item]:
    """A few items with all that an item may hold."""
    made = []
    for number in range(4):
        texts = [f"phương án {letter} của câu {number}: 5 m² < 6 & {{x}} = ~" for letter in ("một", "hai", "ba", "tư")]
        name = f"C-{number}"
        options = tuple(Option(name_option(name, text), text, place == 3) for place, text in enumerate(texts))
        source = Source("Luật Đất đai", "Luật Đất đai 2024", date(2024, 8, 1))
        tags = Tags(
            "general", "dat-dai", "apply", 655, ("TP-HT",), (Basis(source, "Điều 1"),), ("C-9",), 12, "Sở", ("x",), "B1"
        )
        made.append(Item(name, f"Câu hỏi thứ {number}: đúng hay sai?", options, options[number].id, tags))
    return made


def mutate(data: bytes, stream: random.Random) -> bytes:
    """`data` with one to four wounds; of a package, often one of its files is wounded instead."""
    if data[:2] == b"PK" and stream.random() < 0.8:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            files = {name: package.read(name) for name in package.namelist()}
        name = stream.choice(sorted(files))
        files[name] = mutate(files[name], stream)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for each, content in files.items():
                package.writestr(each, content)
        return out.getvalue()
    for _ in range(stream.randint(1, 4)):
        at, length = stream.randrange(len(data) + 1), stream.choice([0, 1, 2, 8, 40, 400])
        piece = stream.choice([
            b"", stream.choice(TOKENS), stream.randbytes(3), data[at : at + length] * 2, stream.choice(TOKENS) * 50,
        ])  # fmt: skip
        data = data[:at] + piece + data[at + length :]
    return data


@pytest.mark.parametrize("name", FORMATS)
def test_no_wounded_file_ends_a_reader_or_gives_half_an_item(name: str) -> None:
    one: Format = FORMATS[name]
    good = one.write(make_items())
    stream = random.Random(f"wounds of {name}")
    for _ in range(MUTANTS):
        data = mutate(good, stream)
        one.recognises("x", data)
        found = one.read("x", data, "", "dat-dai", ())
        assert len(found.items) <= found.found
        for item in found.items:
            assert item.key in [option.id for option in item.options]
            assert 2 <= len(item.options) <= 6
            assert item.stem
            assert all(option.text for option in item.options)
            texts = [item.stem, *(option.text for option in item.options)]
            assert not any(has_unsafe(line) for text in texts for line in text.split("\n"))
