"""Knows small banks, blueprints and plans as plain JSON, for draws that are judged by the page's words.

Must not know the drawing rule.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

Json = dict[str, Any]
Drawn = tuple[str, list[int], list[list[str]]]
DAY = "2026-11-30"
POSITION = "van-thu"
LEVELS = ("recall", "understand", "apply")


def canonical(thing: object) -> bytes:
    """Canonical JSON of plain ASCII data."""
    return json.dumps(thing, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def h(*fields: object) -> str:
    """`H` of the page in hex, which sorts as its bytes do."""
    return digest("\x1f".join(str(one) for one in fields).encode())


def make_item(number: int, **more: object) -> Json:
    """An entry of the manifest: areas A to D in turn, levels and difficulties spread by number."""
    tags: Json = {
        "part": "chung",
        "area": "ABCD"[number % 4],
        "level": LEVELS[number // 4 % 3],
        "difficulty": 400 + number * 37 % 400,
        "positions": [POSITION] if number % 5 == 0 else [],
        "bases": [],
        "enemies": [],
        "seen": 0,
        "origin": "",
        "also": [],
        "item_set": "",
        "uses": [],
    }
    tags.update(more)
    name = f"Q-{number:05}"
    return {"body": digest(name.encode()), "id": name, "tags": tags, "version": 1}


def make_manifest() -> list[Json]:
    """120 items: one of two areas, sets of two and three, enemies, uses, one that rests, documents past and to come."""
    source = {"name": "N", "title": "Nghị định", "since": None, "until": "2026-11-29"}
    odd: dict[int, Json] = {
        3: {"also": ["B"]},
        7: {"also": ["A", "C"], "uses": ["2026-03-01"]},
        10: {"item_set": "bo-1"},
        11: {"item_set": "bo-1"},
        20: {"item_set": "bo-2"},
        21: {"item_set": "bo-2"},
        22: {"item_set": "bo-2"},
        30: {"enemies": ["Q-00031", "Q-00047"]},
        33: {"enemies": ["Q-00030"]},
        40: {"uses": ["2024-05-01", "2025-05-01", "2026-05-01"]},
        41: {"uses": ["2022-05-01", "2025-05-01"]},
        42: {"uses": ["2025-11-30"]},
        50: {"bases": [{"source": source, "place": "Điều 1"}]},
        51: {"bases": [{"source": {**source, "until": None, "since": "2026-11-30"}, "place": "Điều 2"}]},
        60: {"positions": ["khac"]},
    }
    return [
        make_item(n, part="chung" if n < 70 else "rieng", **odd.get(n, {"also": ["D"]} if n % 9 == 0 else {}))
        for n in range(120)
    ]


def quota(tag: str, value: str, least: int, most: int) -> Json:
    """A quota of a blueprint."""
    return {"tag": tag, "value": value, "least": least, "most": most, "title": {"vi": "", "en": ""}}


def make_part(name: str, count: int, quotas: list[Json]) -> Json:
    """A part of a blueprint, of any difficulty from 400 to 800."""
    title = {"vi": name, "en": ""}
    return {"name": name, "title": title, "count": count, "quotas": quotas, "lowest": 400, "highest": 800}


def make_blueprint(position: str = POSITION, limits: dict[str, int] | None = None) -> Json:
    """Two parts of 12 and 10 items; areas, scopes and levels have quotas."""
    areas = [quota("area", "A", 2, 4), quota("area", "B", 3, 4), quota("area", "C", 2, 4), quota("area", "D", 2, 4)]
    chung = [*areas, quota("scope", "own", 1, 3), quota("level", "recall", 3, 5), quota("level", "apply", 3, 5)]
    rieng = [*areas[:2], quota("scope", "shared", 6, 9), quota("level", "understand", 2, 4)]
    return {
        "policy": "p",
        "profile": "p/1",
        "position": position,
        "parts": [make_part("chung", 12, chung), make_part("rieng", 10, rieng)],
        "limits": {"overlap": 30, "recent": 10, "uses": 3, "years": 3, "sets": 1, "spread": 40, **(limits or {})},
        "core": ["Q-00005"],
        "apart": [["Q-00012", "Q-00013", "Q-00075"]],
    }


def make_plan(blueprints: list[Json], forms: int, exposure: int = 0) -> Json:
    """A plan whose windows stand in the middle of the blueprint's bounds."""
    posts = []
    for one in blueprints:
        windows = []
        for part in one["parts"]:
            low, high = 2 * part["count"] * part["lowest"], 2 * part["count"] * part["highest"]
            half = one["limits"]["spread"] * part["count"] if forms > 1 else (high - low) // 2
            windows.append({"least": (low + high) // 2 - half, "most": (low + high) // 2 + half})
        posts.append({"blueprint": one, "forms": forms, "windows": windows})
    return {"day": DAY, "exposure": exposure, "posts": posts}
