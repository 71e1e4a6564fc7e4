"""Knows a small bank, and the drawing rule word by word, slowly: what the verifier for strangers is compared with.

Must not know examcore: written from docs/formats/draw.md, with no thought of speed.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field

from tests.core.draw_banks import (
    DAY,
    LEVELS,
    POSITION,
    Drawn,
    Json,
    canonical,
    digest,
    h,
    make_blueprint,
    make_item,
    make_manifest,
    make_part,
    make_plan,
    quota,
)

__all__ = [
    "DAY",
    "LEVELS",
    "POSITION",
    "Drawn",
    "Json",
    "Slow",
    "canonical",
    "digest",
    "h",
    "make_blueprint",
    "make_draw",
    "make_item",
    "make_manifest",
    "make_part",
    "make_plan",
    "quota",
]


@dataclass
class Slow:
    """A form being drawn, and the page's words for it."""

    items: dict[str, Json]
    blueprint: Json
    windows: list[Json]
    seed: str
    k: int
    exposure: int
    pace: int
    stood: dict[str, int]
    earlier: list[set[str]]
    chosen: list[list[str]] = field(default_factory=list)
    quota_of: dict[str, int | None] = field(default_factory=dict)

    def limit(self, name: str) -> int:
        """`S` or `R`."""
        return sum(int(p["count"]) for p in self.blueprint["parts"]) * int(self.blueprint["limits"][name]) // 100

    def uses(self, name: str, years: int) -> int:
        """How often an item was asked in the last calendar years."""
        return len([u for u in self.items[name]["uses"] if u < DAY and int(u[:4]) > int(DAY[:4]) - years])

    def recent(self, name: str) -> bool:
        """Whether an item was asked this year or last."""
        return self.uses(name, 2) > 0

    def usable(self, name: str, part: Json) -> bool:
        """Whether an item is usable in the part and does not rest."""
        tags, limits = self.items[name], self.blueprint["limits"]
        mates = [one for one, other in self.items.items() if other["item_set"] == tags["item_set"] != ""]
        if limits["uses"] and self.uses(name, limits["years"]) >= limits["uses"] and not self.is_core([name, *mates]):
            return False
        for basis in tags["bases"]:
            since, until = basis["source"]["since"], basis["source"]["until"]
            if (since and since > DAY) or (until and until < DAY):
                return False
        fits = not tags["positions"] or self.blueprint["position"] in tags["positions"]
        return bool(tags["part"] == part["name"] and fits)

    def units(self, part: Json) -> dict[str, list[str]]:
        """The units of a part that are not barred."""
        found: dict[str, list[str]] = {}
        for name, tags in self.items.items():
            members = [n for n, t in self.items.items() if t["item_set"] == tags["item_set"] != ""] or [name]
            if all(self.usable(one, part) for one in members):
                found[tags["item_set"] or name] = sorted(members)
        return {name: ones for name, ones in found.items() if self.is_core(ones) or not any(map(self.barred, ones))}

    def is_core(self, members: list[str]) -> bool:
        """Whether a unit is a core unit."""
        return any(one in self.blueprint["core"] for one in members)

    def barred(self, name: str) -> bool:
        """Whether an item bars its unit."""
        worn = bool(self.exposure) and self.stood.get(name, 0) >= self.exposure
        return worn or (self.limit("overlap") == 0 and any(name in form for form in self.earlier))

    def rushes(self, members: list[str]) -> bool:
        """Whether an item of a unit is used faster than the draw's pace."""
        return bool(self.exposure) and any(self.stood.get(one, 0) >= self.pace for one in members)

    def are_enemies(self, a: str, b: str) -> bool:
        """Whether two items may not stand together."""
        groups = any(a in group and b in group for group in self.blueprint["apart"])
        return a != b and (groups or a in self.items[b]["enemies"] or b in self.items[a]["enemies"])

    def matches(self, name: str, one: Json) -> bool:
        """Whether an item may count for a quota."""
        tags = self.items[name]
        own = "own" if tags["positions"] else "shared"
        values = {"area": [tags["area"], *tags["also"]], "level": [tags["level"]], "scope": [own]}
        return one["value"] in values[one["tag"]]

    def areas(self, name: str, part: Json) -> list[int]:
        """The numbers of an item's area quotas."""
        return [n for n, q in enumerate(part["quotas"]) if q["tag"] == "area" and self.matches(name, q)]

    def count(self, n: int, part: Json, items: list[str]) -> int:
        """How many items a quota has."""
        one = part["quotas"][n]
        if one["tag"] == "area":
            return len([i for i in items if self.quota_of[i] == n])
        return len([i for i in items if self.matches(i, one)])

    def is_off(self, part: Json, window: Json, items: list[str]) -> int:
        """How far a part lies outside its window."""
        total = 2 * sum(self.items[i]["difficulty"] for i in items)
        return int(max(window["least"] - total, total - window["most"], 0))

    def missed(self, part: Json, items: list[str]) -> int:
        """By how many items a part's quotas are missed."""
        found = [(self.count(n, part, items), q) for n, q in enumerate(part["quotas"])]
        return sum(max(q["least"] - count, count - q["most"], 0) for count, q in found)

    def passes_whole(self, items: list[str]) -> bool:
        """Whether a form passes where its parts do."""
        if any(self.are_enemies(a, b) for a in items for b in items):
            return False
        sets = {self.items[i]["item_set"] for i in items} - {""}
        alike = max((len(form & set(items)) for form in self.earlier), default=0) <= self.limit("overlap")
        few = len([i for i in items if self.recent(i)]) <= self.limit("recent")
        return len(sets) <= self.blueprint["limits"]["sets"] and alike and few

    def take(self, members: list[str], part: Json, items: list[str], near: list[str], serving: int | None) -> bool:
        """Takes a unit if it fits; `near` are the items among which enemies are looked for."""
        if members[0] in items or len(items) + len(members) > part["count"]:
            return False
        if any(self.are_enemies(a, b) for a in members for b in near):
            return False
        before = len(items)
        for one in members:
            places = [n for n in self.areas(one, part) if self.count(n, part, items) < part["quotas"][n]["most"]]
            scopes = [n for n, q in enumerate(part["quotas"]) if q["tag"] == "scope" and self.matches(one, q)]
            full = any(self.count(n, part, items) >= part["quotas"][n]["most"] for n in scopes)
            if full or (self.areas(one, part) and not places):
                del items[before:]
                return False
            self.quota_of[one] = serving if serving in places else places[0] if places else None
            items.append(one)
        return True

    def attempt(self, part: Json, window: Json, a: int) -> list[str] | None:
        """An attempt of a part."""
        items: list[str] = []
        units = {name: ones for name, ones in self.units(part).items() if self.is_core(ones) or not self.rushes(ones)}
        ticket = {name: h(self.seed, self.blueprint["position"], self.k, "ticket", name) for name in units}
        for name in sorted(name for name, ones in units.items() if self.is_core(ones)):
            if not self.take(units[name], part, items, items, None):
                return None
        served = [n for n, q in enumerate(part["quotas"]) if q["tag"] != "level"]
        for n in [*served, None]:
            start = h(
                self.seed, self.blueprint["position"], self.k, "start", part["name"], a, "rest" if n is None else n
            )
            circle = sorted(units, key=lambda name: (ticket[name] < start, ticket[name]))
            for name in circle:
                if n is None and len(items) >= part["count"]:
                    break
                if n is not None and self.count(n, part, items) >= part["quotas"][n]["least"]:
                    break
                if n is None or any(self.matches(one, part["quotas"][n]) for one in units[name]):
                    self.take(units[name], part, items, items, n)
        passed = len(items) == part["count"] and not self.missed(part, items) and not self.is_off(part, window, items)
        return items if passed else None

    def lottery(self) -> Drawn | None:
        """The rule `lottery`."""
        parts = list(zip(self.blueprint["parts"], self.windows, strict=True))
        tries = [0] * len(parts)
        while True:
            chosen = []
            for n, (part, window) in enumerate(parts):
                items = None
                while items is None:
                    if tries[n] == 300:
                        return None
                    tries[n] += 1
                    items = self.attempt(part, window, tries[n])
                chosen.append(items)
            if self.passes_whole([i for items in chosen for i in items]):
                return "lottery", tries, [sorted(items) for items in chosen]

    def all_chosen(self) -> list[str]:
        """The items of all parts."""
        return [i for part in self.chosen for i in part]

    def penalty(self) -> int:
        """The penalty of the chosen items."""
        items = self.all_chosen()
        over = max(len([i for i in items if self.recent(i)]) - self.limit("recent"), 0)
        over += sum(max(len(form & set(items)) - self.limit("overlap"), 0) for form in self.earlier)
        for part, some in zip(self.blueprint["parts"], self.chosen, strict=True):
            over += self.missed(part, some)
        windows = zip(self.blueprint["parts"], self.windows, self.chosen, strict=True)
        return 1000 * over + sum(self.is_off(*one) for one in windows)

    def seat(self, one: str, part: Json, seats: list[list[str]], seen: list[int]) -> bool:
        """Seats an item, moving others."""
        for n in self.areas(one, part):
            if len(seats[n]) < part["quotas"][n]["least"]:
                seats[n].append(one)
                return True
        for n in self.areas(one, part):
            if n in seen:
                continue
            seen.append(n)
            for other in list(seats[n]):
                if self.seat(other, part, seats, seen):
                    seats[n].remove(other)
                    seats[n].append(one)
                    return True
        return False

    def keeps_sets(self, members: list[str]) -> bool:
        """Whether a form with these members keeps to `sets`."""
        names = {self.items[i]["item_set"] for i in [*self.all_chosen(), *members]} - {""}
        return not self.items[members[0]]["item_set"] or len(names) <= self.blueprint["limits"]["sets"]

    def sit(self, part: Json, units: dict[str, list[str]], queue: list[str], items: list[str]) -> bool:
        """Step 1 of the rule `swap` for a part."""
        seats: list[list[str]] = [[] for _ in part["quotas"]]
        for name in sorted(name for name in units if self.is_core(units[name])):
            if not self.take(units[name], part, items, self.all_chosen(), None):
                return False
            for one in units[name]:
                n = self.quota_of[one]
                if n is not None and len(seats[n]) < part["quotas"][n]["least"]:
                    seats[n].append(one)
        for name in queue:
            members = units[name]
            if members[0] in items or len(items) + len(members) > part["count"] or not self.keeps_sets(members):
                continue
            if any(self.are_enemies(a, b) for a in members for b in self.all_chosen()):
                continue
            scopes = [(n, q["most"]) for n, q in enumerate(part["quotas"]) if q["tag"] == "scope"]
            if any(
                self.count(n, part, [*items, *members]) > most
                for n, most in scopes
                if any(self.matches(one, part["quotas"][n]) for one in members)
            ):
                continue
            tried = [list(row) for row in seats]
            if all(self.seat(one, part, tried, []) for one in members):
                seats = tried
                items.extend(members)
                self.quota_of.update({one: n for n, row in enumerate(seats) for one in row})
        return True

    def improve(self, queues: list[list[str]]) -> bool:
        """Makes the first exchange that lowers the penalty."""
        now = self.penalty()
        for part, queue, items in zip(self.blueprint["parts"], queues, self.chosen, strict=True):
            single = [name for name in queue if name in self.items and not self.items[name]["item_set"]]
            for old in [name for name in reversed(single) if name in items and not self.is_core([name])]:
                kept = [i for i in items if i != old]
                place = self.quota_of[old]
                for new in [name for name in single if name not in items]:
                    others = [i for i in self.all_chosen() if i != old]
                    if any(self.are_enemies(new, i) for i in others):
                        continue
                    areas = self.areas(new, part)
                    free = [n for n in areas if self.count(n, part, kept) < part["quotas"][n]["most"]]
                    self.quota_of[new] = free[0] if free else areas[0] if areas else None
                    items[:] = [*kept, new]
                    if self.penalty() < now:
                        return True
                    items[:] = [*kept, old]
                    self.quota_of[old] = place
        return False

    def swap(self) -> Drawn | None:
        """The rule `swap`."""
        parts = self.blueprint["parts"]
        pools = [self.units(part) for part in parts]
        for a in range(1, 6):
            self.quota_of, self.chosen, queues = {}, [[] for _ in parts], []
            for units in pools:
                rank = {
                    name: (
                        max(self.stood.get(one, 0) for one in ones),
                        any(self.recent(one) for one in ones),
                        h(self.seed, self.blueprint["position"], self.k, "swap", a, name),
                    )
                    for name, ones in units.items()
                }
                queues.append(sorted(units, key=rank.__getitem__))
            failed = False
            for part, units, queue, items in zip(parts, pools, queues, self.chosen, strict=True):
                failed = not self.sit(part, units, queue, items) or failed
                for name in queue:
                    if self.keeps_sets(units[name]):
                        self.take(units[name], part, items, self.all_chosen(), None)
                failed = failed or len(items) != part["count"]
            exchanges = 0
            while not failed and self.penalty():
                exchanges += 1
                failed = exchanges > 400 or not self.improve(queues)
            if not failed and self.passes_whole(self.all_chosen()):
                return "swap", [a] * len(parts), [sorted(items) for items in self.chosen]
        return None


def take_root(leaves: list[bytes]) -> bytes:
    """The tree root of RFC 9162, section 2.1, word by word."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + take_root(leaves[:split]) + take_root(leaves[split:])).digest()


def make_draw(manifest: list[Json], plan: Json, names: tuple[str, ...] = ("An", "Bình"), dice: str = "1" * 20) -> Json:
    """The transcript of a draw by the slow rule; where it gives up, `solver` with no items."""
    shares = [{"name": name, "share": digest(name.encode())} for name in names]
    for share in shares:
        share["commit"] = h("examcore/draw-share/v1", plan["day"], share["name"], share["share"])
    root = take_root([canonical(entry) for entry in manifest]).hex()
    opened = ",".join(sorted(share["share"] for share in shares))
    seed = h("examcore/draw-seed/v1", root, digest(canonical(plan)), opened, dice)
    items, forms = {entry["id"]: entry["tags"] for entry in manifest}, list[Json]()
    stood: dict[str, int] = {}
    for post in plan["posts"]:
        earlier: list[set[str]] = []
        for k in range(1, post["forms"] + 1):
            whole = sum(one["forms"] for one in plan["posts"])
            pace = math.ceil(plan["exposure"] * (len(forms) + 1) / whole)
            place = Slow(items, post["blueprint"], post["windows"], seed, k, plan["exposure"], pace, stood, earlier)
            nothing: Drawn = ("solver", [0] * len(post["windows"]), [[] for _ in post["windows"]])
            rule, tries, drawn = place.lottery() or place.swap() or nothing
            earlier.append({one for part in drawn for one in part})
            stood.update({one: stood.get(one, 0) + 1 for one in earlier[-1]})
            named = {"blueprint": digest(canonical(post["blueprint"])), "index": k - 1, "seed": seed}
            forms.append(
                {
                    "id": "F" + digest(canonical(named))[:10].upper(),
                    "items": drawn,
                    "ordinal": k,
                    "position": post["blueprint"]["position"],
                    "rule": rule,
                    "tries": tries,
                }
            )
    return {
        "dice": dice,
        "forms": forms,
        "format": "examcore-draw/1",
        "manifest": manifest,
        "plan": plan,
        "rehearsal": names == ("rehearsal",),
        "root": root,
        "seed": seed,
        "shares": shares,
    }
