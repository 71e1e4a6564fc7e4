"""Measures the lint over 10,000 items, its search for doubles beside rapidfuzz over all pairs, and one item as typed.

Must not be part of the product: the items are made here out of the words of the sample banks, with doubles planted.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from importlib import resources
from itertools import pairwise

from rapidfuzz import fuzz, process

from examcore.engine.lint import lint, lint_item, mend_item
from examcore.engine.lint.pairs import find_doubles
from examcore.formats.text import TextFormat
from examcore.nouns import Item, name_option

ITEMS = 10_000
PEER_ITEMS = 1_000
PLANTED = 100
PEER_CUTOFF = 80
LIMIT = 10.0
"""Seconds for 10,000 items: the goal says seconds."""
DAY = date(2024, 11, 15)


def read_samples() -> list[Item]:
    """All items of the sample banks."""
    folder = resources.files("examcore_banks")
    files = [
        one for place in folder.iterdir() if place.is_dir() for one in place.iterdir() if one.name.endswith(".txt")
    ]
    return [item for one in files for item in TextFormat().read(one.name, one.read_bytes(), "", "", ()).items]


def invent(count: int, seed: int = 1) -> list[Item]:
    """Items whose words follow each other as in the sample banks, with their tags."""
    chance = random.Random(seed)
    samples = read_samples()
    following: dict[str, list[str]] = {}
    for text in (text for one in samples for text in (one.stem, *(o.text for o in one.options))):
        for left, right in pairwise(["^", *re.findall(r"\S+", text), "$"]):
            following.setdefault(left, []).append(right)

    def say(most: int) -> str:
        words: list[str] = []
        last = "^"
        while len(words) < most:
            last = chance.choice(following[last])
            if last == "$":
                if words:
                    break
                last = "^"
            else:
                words.append(last)
        return " ".join(words)

    made = []
    for number in range(count):
        old = samples[number % len(samples)]
        name = f"I-{number}"
        options = tuple(replace(one, id=name_option(name, text, at), text=text)
                        for at, one in enumerate(old.options) for text in [say(15)])  # fmt: skip
        made.append(
            Item(name, say(40), options, options[number % len(options)].id, replace(old.tags, enemies=(), item_set=""))
        )
    return made


def plant(items: Sequence[Item], count: int, seed: int = 2) -> tuple[list[Item], set[tuple[str, str]]]:
    """The items with `count` of them once more in nearly the same words: a number, a tone, one word changed."""
    chance = random.Random(seed)
    pairs, more = set(), list(items)
    for number, old in enumerate(chance.sample([one for one in items if len(one.stem.split()) > 12], count)):
        words = old.stem.split(" ")
        words[chance.randrange(len(words))] = "khác"
        name = f"D-{number}"
        more.append(replace(old, id=name, stem=" ".join(words).replace("hòa", "hoà")))
        pairs.add((old.id, name))
    return more, pairs


def clock(work: Callable[[], object], runs: int = 3) -> float:
    """The median of some runs, in seconds of the processor: all of this runs in one thread."""
    times = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def compare_all(items: Sequence[Item]) -> set[tuple[str, str]]:
    """Pairs the peer finds: every item against every other, by the set of its words."""
    texts = [" ".join([one.stem, *(o.text for o in one.options)]).casefold() for one in items]
    found = process.cdist(texts, texts, scorer=fuzz.token_set_ratio, score_cutoff=PEER_CUTOFF, workers=1)
    return {
        (items[first].id, items[second].id) for first, second in zip(*found.nonzero(), strict=True) if first < second
    }


def main() -> int:
    """Print the table."""
    items, planted = plant(invent(ITEMS - PLANTED), PLANTED)
    few, few_planted = plant(invent(PEER_ITEMS - PLANTED), PLANTED)
    whole = clock(lambda: lint(items, DAY))
    doubles = clock(lambda: list(find_doubles(items)))
    ours = clock(lambda: list(find_doubles(few)))
    begun = time.process_time()
    seen = compare_all(few)
    theirs = time.process_time() - begun
    one = clock(lambda: [lint_item(item, DAY) for item in items]) / ITEMS
    mend = clock(lambda: [mend_item(item) for item in items]) / ITEMS
    told = {finding.item for finding in find_doubles(items)}
    print("| figure | value | peer or limit | share |")
    print("|---|---|---|---|")
    print(f"| lint of {ITEMS:,} items | {whole:.2f} s | ≤ {LIMIT:.0f} s | {whole / LIMIT:.2f} |")
    print(f"| of it the search for doubles | {doubles:.2f} s | | |")
    hits, peer = len(told & {later for _, later in planted}), f"rapidfuzz, all pairs: {theirs:.2f} s"
    print(f"| planted near-duplicates found, of {ITEMS:,} items | {hits} of {PLANTED} | | |")
    print(f"| search for doubles, {PEER_ITEMS:,} items | {ours:.2f} s | {peer} | {ours / theirs:.3f} |")
    print(f"| planted ones the peer found | {len(seen & few_planted)} of {PLANTED} | | |")
    print(f"| one item, as one types | {one * 1000:.2f} ms | ≤ 16 ms (a frame) | {one * 1000 / 16:.2f} |")
    print(f"| mending one item | {mend * 1000:.2f} ms | | |")
    return 0 if whole <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
