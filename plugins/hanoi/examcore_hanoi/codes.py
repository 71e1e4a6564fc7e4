"""Knows the codes of positions: how they are printed, misprinted and numbered one after another.

Must not know any other field of a position.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from examcore_hanoi import repairs
from examcore_hanoi.letters import bare, distance

KNOWN = ("LĐQL", "CMNV", "HTPV")
"""Lãnh đạo, quản lý; chuyên môn, nghiệp vụ; hỗ trợ, phục vụ."""
_WORDS = {"LĐQL": ("lanh dao",), "CMNV": ("chuyen mon",), "HTPV": ("ho tro", "phuc vu")}
_UNKNOWN = "VT"

_NUMBER = r"(?P<number>[0-9OolI]{1,3})"
_PRINTED = (
    re.compile(rf"(?P<prefix>[^\W\d_]{{2,6}})\s*[.\-–]?\s*{_NUMBER}\s*(?:/\s*(?P<sign>\S.*))?"),
    re.compile(rf"{_NUMBER}\s*[/.\-–]\s*(?P<prefix>[^\W\d_]{{2,6}})\s*(?:/\s*(?P<sign>\S.*))?"),
)
_FIGURES = str.maketrans("OolI", "0011")


@dataclass(frozen=True, slots=True)
class Printed:
    """What a decision prints as the code of one position; prefix "" and number 0 where nothing readable."""

    line: int
    group: str
    text: str = ""
    prefix: str = ""
    number: int = 0
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """The code of a position as it should be, the sign after it, and what was repaired."""

    code: str
    sign: str
    repairs: tuple[str, ...]


def read_code(line: int, group: str, text: str) -> Printed:
    """The printed code taken apart: "CNMV 12/QHTX-HC" and also "33/CNMV /QHTX-HC"."""
    clean = text.strip(" .;,")
    for pattern in _PRINTED:
        found = pattern.fullmatch(clean)
        if found and any(c.isdigit() for c in found["number"]):
            number = int(found["number"].translate(_FIGURES))
            return Printed(line, group, text, found["prefix"].upper(), number, found["sign"] or "")
    return Printed(line, group, text)


def settle_codes(printed: Sequence[Printed]) -> tuple[Settled, ...]:
    """The codes of all positions in their order: prefixes and signs made one, gaps and doubles numbered."""
    prefixes = _settle_prefixes(printed)
    sign = _most_common([re.sub(r"\s", "", p.sign) for p in printed if p.sign])
    of_prefix: dict[str, list[int]] = defaultdict(list)
    for n, prefix in enumerate(prefixes):
        of_prefix[prefix].append(n)
    numbers: dict[int, tuple[int, str]] = {}
    for prefix, members in of_prefix.items():
        own = _settle_numbers(prefix, [printed[n] for n in members])
        numbers.update(zip(members, own, strict=True))
    settled = []
    for n, (one, prefix) in enumerate(zip(printed, prefixes, strict=True)):
        number, why = numbers[n]
        told = [why] if why else []
        body = _without_sign(one)
        if one.number and body != f"{prefix} {one.number:02}":
            told.insert(0, repairs.read_code(one.line, body, f"{prefix} {one.number:02}"))
        is_misprint = one.sign not in ("", sign) and distance(re.sub(r"\s", "", one.sign), sign) <= 1
        if is_misprint:
            told.append(repairs.read_sign(one.line, one.sign, sign))
        settled.append(Settled(f"{prefix} {number:02}", sign if is_misprint else one.sign, tuple(told)))
    return tuple(settled)


def _without_sign(one: Printed) -> str:
    text = one.text.strip(" .;,")
    return text.removesuffix(one.sign).rstrip(" /") if one.sign else text


def _most_common(texts: list[str]) -> str:
    return Counter(texts).most_common(1)[0][0] if texts else ""


def _settle_prefixes(printed: Sequence[Printed]) -> list[str]:
    """One prefix for each position: misprints go to a known one or to the usual one of their group."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in printed:
        found[one.group] += [_near_known(one.prefix)] if one.prefix else []
    usual = {group: _most_common(prefixes) or _prefix_for(group) for group, prefixes in found.items()}
    settled = []
    for one in printed:
        prefix = _near_known(one.prefix) if one.prefix else usual[one.group]
        settled.append(usual[one.group] if _is_near(prefix, usual[one.group]) else prefix)
    return settled


def _near_known(prefix: str) -> str:
    return next((known for known in KNOWN if _is_near(prefix, known)), prefix)


def _is_near(one: str, other: str) -> bool:
    if len(one) != len(other) or len(one) < 4:
        return one == other
    return sorted(bare(one)) == sorted(bare(other)) or distance(bare(one), bare(other)) <= 1


def _prefix_for(group: str) -> str:
    words = bare(group)
    return next((p for p, keys in _WORDS.items() if any(key in words for key in keys)), _UNKNOWN)


def _settle_numbers(prefix: str, printed: Sequence[Printed]) -> list[tuple[int, str]]:
    """Number and repair of each position: numbers that fit the order stand, all others are counted between."""
    kept = _fitting([one.number for one in printed])
    lines: dict[int, list[int]] = defaultdict(list)
    for one in printed:
        lines[one.number].append(one.line)
    settled = []
    for place, one in enumerate(printed):
        here = bisect_left(kept, place)
        if here < len(kept) and kept[here] == place:
            settled.append((one.number, ""))
            continue
        before = kept[here - 1] if here else -1
        after = kept[here] if here < len(kept) else -1
        low = printed[before].number if here else 0
        high = printed[after].number if after >= 0 else 0
        number = low + place - before if here or after < 0 else high - after + place
        is_certain = high - low == after - before if after >= 0 else bool(kept)
        code = f"{prefix} {number:02}"
        neighbours = (f"{prefix} {low:02}" if low else "", f"{prefix} {high:02}" if high else "")
        if one.number:
            twin = next((line for line in lines[one.number] if line != one.line), 0)
            own = f"{prefix} {one.number:02}"
            why = repairs.replace_code(one.line, own, code, twin, *neighbours, is_certain=is_certain)
        elif one.text:
            why = repairs.replace_unreadable(one.line, one.text, code, *neighbours, is_certain=is_certain)
        else:
            why = repairs.infer_code(one.line, code, *neighbours, is_certain=is_certain)
        settled.append((number, why))
    return settled


def _fitting(numbers: list[int]) -> list[int]:
    """Places, rising, of the most numbers that leave room for every place between them; 0 means no number.

    Two numbers fit when they are at least as far apart as their places, that is when number minus place does
    not fall: so this is the longest such sequence, found with one row of shortest ends (patience sorting).
    """
    ends: list[int] = []  # the smallest `number - place` a sequence of each length ends with
    places: list[int] = []  # and the place it ends at
    before: dict[int, int] = {}
    for place, number in enumerate(numbers):
        room = number - place
        if number == 0 or room < 1:
            continue
        length = bisect_right(ends, room)
        ends[length : length + 1] = [room]
        places[length : length + 1] = [place]
        before[place] = places[length - 1] if length else -1
    kept: list[int] = []
    place = places[-1] if places else -1
    while place >= 0:
        kept.append(place)
        place = before[place]
    return kept[::-1]
