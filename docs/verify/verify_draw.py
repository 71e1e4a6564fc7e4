"""Checks the transcript of an examcore draw and draws every form again, with Python's standard library alone.

    python3 verify_draw.py TRANSCRIPT [--root HEX] [--plan HEX]

Root and plan digest stand in the printed minute. Written from ../formats/draw.md, not from the code that draws.
Exit code 0: everything holds. 1: it does not, and what. 2: called wrongly.
"""

# ruff: noqa: B905  (zip knows no "strict" in the oldest Python this runs on)
import argparse
import hashlib
import json
import re
import sys
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict, namedtuple
from itertools import chain, islice, zip_longest
from pathlib import Path

TOLD = {
    "ok": ("đúng", "ok"), "wrong": ("SAI", "WRONG"), "file": ("không đọc được", "cannot be read"),
    "shape": ("khuôn dạng", "shape"), "json": ("JSON ở dạng chuẩn, SHA-256", "canonical JSON, SHA-256"),
    "root": ("gốc của ngân hàng", "root of the bank"), "plan": ("mã băm của kế hoạch", "digest of the plan"),
    "minute": ("khớp với biên bản", "as in the minute"), "unseen": ("chưa đối chiếu biên bản", "no minute to compare"),
    "windows": ("khoảng độ khó: độ rộng và giới hạn", "windows: width and bounds"), "dice": ("xúc xắc", "dice"),
    "shares": ("phần góp khớp với cam kết", "shares fit their commitments"), "seed": ("hạt giống", "seed"),
    "rehearsal": ("DIỄN TẬP: hạt giống đặt trước", "DIỄN TẬP, rehearsal: seed given by hand"),
    "id": ("đề nào, theo thứ tự nào, mã gì", "which forms, in which order, under which id"),
    "rule": ("quy tắc và số lần thử khi rút lại", "rule and tries when drawn again"),
    "item": ("rút lại thì khác, trước hết ở câu", "drawn again it differs, first at item"),
    "items": ("câu hỏi không theo phần, theo thứ tự", "items are not part by part and in order"),
    "broken": ("không thỏa điều kiện", "breaks the condition"), "form": ("đề", "form"),
    "solver": ("lottery và swap đều bỏ cuộc; đề", "lottery and swap both give up; form"),
    "stood": ("một câu ở nhiều nhất mấy đề", "most forms that an item stands in"),
    "matrix": ("số câu chung giữa các đề", "items that forms share"),
}  # fmt: skip
BYTES, ENTRIES, FORMS, ATTEMPTS, SWAPS, EXCHANGES = 200_000_000, 200_000, 24, 300, 5, 400
SHAPE = """{"dice":"[0-9]*","format":"examcore-draw/1","rehearsal":true,"root":"HEX","seed":"HEX",
"forms":[{"id":"NAME","items":[["NAME"]],"ordinal":1,"position":"NAME","rule":"lottery|swap|solver","tries":[1]}],
"manifest":[{"body":"HEX","id":"NAME","version":1,"tags":{"part":"TEXT","area":"TEXT","level":"TEXT","difficulty":1,
"positions":["TEXT"],"bases":[{"place":"TEXT","source":{"name":"TEXT","title":"TEXT","since":"?DAY","until":"?DAY"}}],
"enemies":["TEXT"],"seen":1,"origin":"TEXT","also":["TEXT"],"item_set":"?NAME","uses":["DAY"]}}],
"plan":{"day":"DAY","exposure":1,"posts":[{"forms":1,"windows":[{"least":1,"most":1}],"blueprint":{"policy":"TEXT",
"profile":"TEXT","position":"NAME","core":["NAME"],"apart":[["NAME"]],"parts":[{"name":"NAME","title":{"vi":"TEXT",
"en":"TEXT"},"count":1,"lowest":1,"highest":1,"quotas":[{"tag":"area|level|scope","value":"TEXT","least":1,"most":1,
"title":{"vi":"TEXT","en":"TEXT"}}]}],"limits":{"overlap":1,"recent":1,"uses":1,"years":1,"sets":1,"spread":1}}}]},
"shares":[{"commit":"HEX","name":"NAME","share":"HEX"}]}"""
PATTERNS = {"TEXT": "(?s:.*)", "HEX": "[0-9a-f]{64}", "DAY": "[0-9]{4}-[0-9]{2}-[0-9]{2}", "NAME": "[^\x00-\x1f]+"}
PATTERNS.update({"?DAY": PATTERNS["DAY"], "?NAME": "[^\x00-\x1f]*"})  # no name holds a separator of H
Unit = namedtuple("Unit", "name members is_set is_core")
Part = namedtuple("Part", "name slot least window units")  # least: of its quotas, then of its length (`slot`)


def encode(thing):
    plain = json.dumps(thing, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", plain).encode()


def sha256(*parts):
    return hashlib.sha256(b"".join(parts))


def mix(*fields):
    """H of the page."""
    return sha256("\x1f".join(map(str, fields)).encode())


def take_root(leaves):
    level = [sha256(b"\x00", leaf).digest() for leaf in leaves] or [sha256().digest()]
    while len(level) > 1:
        pairs = [level[at : at + 2] for at in range(0, len(level), 2)]
        level = [sha256(b"\x01", *pair).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0].hex()


def find_misfit(thing, shape, place="$"):
    """The place of the first value that is not as in SHAPE; None if there is none."""
    if type(thing) is not type(shape) or (isinstance(shape, dict) and thing.keys() != shape.keys()):
        return None if thing is None and str(shape)[0] == "?" else place
    if isinstance(shape, (list, dict)):
        rows = (
            [(at, shape[at]) for at in thing]
            if isinstance(shape, dict)
            else [(at, shape[0]) for at in range(len(thing))]
        )
        return next(filter(None, (find_misfit(thing[at], kind, f"{place}.{at}") for at, kind in rows)), None)
    kind = PATTERNS.get(shape, shape) if isinstance(shape, str) else "[0-9]+|True|False"
    return None if re.fullmatch(kind, str(thing)) else place


def is_sound(draw):
    """Whether ids and names are unique, lists fit each other, and nothing is too large."""
    ids, plans = [entry["id"] for entry in draw["manifest"]], draw["plan"]["posts"]
    unique = [[share["name"] for share in draw["shares"]], [plan["blueprint"]["position"] for plan in plans]]
    unique += [[part["name"] for part in plan["blueprint"]["parts"]] for plan in plans]
    sound = len(ids) <= ENTRIES and ids == sorted(set(ids)) and all(0 < len(row) == len(set(row)) for row in unique)
    for plan, blueprint in ((plan, plan["blueprint"]) for plan in plans):
        sound = sound and 1 <= plan["forms"] <= FORMS and len(plan["windows"]) == len(blueprint["parts"])
        sound = sound and set(blueprint["core"]) <= set(ids) and all(len(p["quotas"]) < 200 for p in blueprint["parts"])
    return sound


def seat(one, areas, room, seats, seen):
    """Seats an item in one of its area quotas, moving others where it must; says whether it could."""
    for slot in areas[one]:
        if len(seats[slot]) < room[slot]:
            return not seats[slot].append(one)
    for slot in areas[one]:
        for other in seats[slot] if slot not in seen else ():
            seen.add(slot)
            if seat(other, areas, room, seats, seen):
                seats[slot].remove(other)
                return not seats[slot].append(one)
    return False


class Draft:
    """A form, or a part of one, while it is filled: items, each with the area quota it was given to ("": none)."""

    def __init__(self, post, keeps_sets=False):
        self.post, self.keeps_sets, self.given, self.counts = post, keeps_sets, {}, defaultdict(int)

    def add(self, one, area, step=1):
        self.given[one] = area
        for slot in chain(self.post.fixed[one], self.post.rivals[one], self.post.plain[one], (area,)):
            self.counts[slot] += step

    def drop(self, one):
        self.add(one, self.given[one], -1)
        del self.given[one]

    def choose(self, one, serving=None):
        free = [slot for slot in self.post.areas[one] if self.counts[slot] < self.post.most[slot]]
        return serving if serving in free else free[0] if free else None if self.post.areas[one] else ""

    def take(self, unit, choose, *args):
        """Takes a unit if each member in turn fits and `choose` finds it an area quota; says whether it did."""
        full = self.keeps_sets and unit.is_set and not unit.is_core and self.counts["sets"] >= self.post.most["sets"]
        if full or any(self.counts[slot] for one in unit.members for slot in self.post.rivals[one]):
            return False
        for at, one in enumerate(unit.members):
            fits = one not in self.given and all(self.counts[n] < self.post.most[n] for n in self.post.fixed[one])
            area = choose(one, *args) if fits else None
            if area is None:
                for other in unit.members[:at]:
                    self.drop(other)
                return False
            self.add(one, area)
        return True

    def add_up(self, part):
        return 2 * sum(self.post.tags[one]["difficulty"] for one in self.given if part.slot in self.post.fixed[one])

    def measure(self, part):
        """How far a part lies outside its window."""
        return max(part.window["least"] - self.add_up(part), self.add_up(part) - part.window["most"], 0)

    def find_misses(self, parts, slots=()):
        """What is missed of the bounds of parts and of further slots, and what stands there."""
        least = dict(chain.from_iterable(part.least.items() for part in parts))
        for slot in dict.fromkeys((*least, *slots)):
            if not least.get(slot, 0) <= self.counts[slot] <= self.post.most[slot]:
                yield str(slot).replace("\n", " "), self.counts[slot]
        yield from ((part.name + " window", self.add_up(part)) for part in parts if self.measure(part))

    def is_whole(self):
        return not any(self.find_misses(self.post.parts, list(self.counts)))


class Post:
    """A position's share in a draw; an item is its place in the manifest. Whatever has bounds is a slot, and items
    count in slots: a part's length, quotas, two enemies, a group of `apart`, `sets`, `recent`, an earlier form.
    """

    def __init__(self, plan, manifest, day):
        blueprint, self.day, self.drawn, self.parts = plan["blueprint"], day, [], []
        self.ids, self.tags = [entry["id"] for entry in manifest], [entry["tags"] for entry in manifest]
        self.known, self.limits = {name: one for one, name in enumerate(self.ids)}, blueprint["limits"]
        self.core, self.position = {self.known[name] for name in blueprint["core"]}, blueprint["position"]
        count = sum(part["count"] for part in blueprint["parts"])
        self.shared, asked = count * self.limits["overlap"] // 100, count * self.limits["recent"] // 100
        self.most = defaultdict(lambda: 1, {"": count, "sets": self.limits["sets"], "recent": asked})  # 1 of enemies
        self.areas, self.fixed, self.plain, self.tag, self.rivals = {}, {}, {}, {}, [set() for _ in manifest]
        pairs = [{name, other} for name, tags in zip(self.ids, self.tags) for other in tags["enemies"] if other != name]
        for slot, group in chain((("\n".join(sorted(pair)), pair) for pair in pairs), enumerate(blueprint["apart"])):
            for name in self.known.keys() & set(group):
                self.rivals[self.known[name]].add(slot)
        lots = defaultdict(list)
        for one, tags in enumerate(self.tags):
            lots[tags["item_set"] or self.ids[one], tags["item_set"] != ""].append(one)
        self.core.update(one for ones in lots.values() if not self.core.isdisjoint(ones) for one in ones)
        for part, window in zip(blueprint["parts"], plan["windows"]):
            slots = {f"{part['name']}\n{n}\n{q['tag']} {q['value']}": q for n, q in enumerate(part["quotas"])}
            length, units = part["name"] + "\n", []
            slots[length] = {"tag": "length", "value": None, "least": part["count"], "most": part["count"]}
            self.most.update({slot: quota["most"] for slot, quota in slots.items()})
            self.tag.update({slot: quota["tag"] for slot, quota in slots.items()})
            mine = {one for one, tags in enumerate(self.tags) if tags["part"] == part["name"] and self.may_use(one)}
            for one in mine:
                has = {"area": [self.tags[one]["area"], *self.tags[one]["also"]], "level": [self.tags[one]["level"]]}
                has.update(scope=["own" if self.tags[one]["positions"] else "shared"], length=())
                fits = [slot for slot, quota in slots.items() if quota["value"] in has[quota["tag"]]]
                self.areas[one] = tuple(slot for slot in fits if self.tag[slot] == "area")
                self.plain[one] = tuple(slot for slot in fits if self.tag[slot] == "level")
                self.plain[one] += ("recent",) if self.count_uses(one, 2) else ()
                self.fixed[one] = (length, *(slot for slot in fits if self.tag[slot] == "scope"))
            for (name, is_set), ones in lots.items():
                if mine.issuperset(ones):
                    units.append(Unit(name, tuple(ones), is_set, not self.core.isdisjoint(ones)))
                    self.plain[ones[0]] += ("sets",) if is_set else ()
            least = {slot: quota["least"] for slot, quota in slots.items()}
            self.parts.append(Part(part["name"], length, least, window, sorted(units)))

    def count_uses(self, one, years):
        return sum(u < self.day and int(u[:4]) > int(self.day[:4]) - years for u in self.tags[one]["uses"])

    def may_use(self, one):
        tags, limits, sources = self.tags[one], self.limits, [basis["source"] for basis in self.tags[one]["bases"]]
        rests = 0 < limits["uses"] <= self.count_uses(one, limits["years"]) and one not in self.core
        in_force = all((s["since"] or self.day) <= self.day <= (s["until"] or self.day) for s in sources)
        return in_force and not rests and self.position in (tags["positions"] or [self.position])

    def attempt(self, part, circles, number):
        draft = Draft(self)
        lacking = [unit for unit in part.units if unit.is_core and not draft.take(unit, draft.choose)]
        for n, slot, tickets, units in circles:
            start = bisect_left(tickets, mix(*self.fields, "start", part.name, number, n).digest())
            for unit in chain(islice(units, start, None), islice(units, start)):
                if draft.counts[slot] >= part.least[slot]:
                    break
                draft.take(unit, draft.choose, slot)
        return None if lacking or any(draft.find_misses([part])) else draft

    def draw_lots(self):
        """The rule lottery; None where it gives up."""
        tries, circles = [0] * len(self.open), [[] for _ in self.open]
        for part, rings in zip(self.open, circles):
            paced = [u for u in part.units if u.is_core or self.spent.isdisjoint(u.members)]
            ring = sorted((mix(*self.fields, "ticket", unit.name).digest(), unit) for unit in paced)
            for n, slot in enumerate(part.least):
                some = [
                    (t, u) for t, u in ring if any(slot in self.fixed[o] or slot in self.areas[o] for o in u.members)
                ]
                if self.tag[slot] != "level":
                    n = "rest" if slot == part.slot else n
                    rings.append((n, slot, [ticket for ticket, _ in some], [unit for _, unit in some]))
        while True:
            whole = Draft(self)
            for at, part in enumerate(self.open):
                draft = None
                while draft is None:
                    if tries[at] == ATTEMPTS:
                        return None
                    tries[at] += 1
                    draft = self.attempt(part, circles[at], tries[at])
                for one, area in draft.given.items():
                    whole.add(one, area)
            if whole.is_whole():
                return "lottery", tries, whole.given

    def take_seats(self, draft, part, queue):
        """Step 1 of the rule swap in a part; says whether its core units fit."""
        seats, hopeless = {slot: [] for slot in part.least}, set()

        def find(one, unit):  # whoever finds no way to a seat finds none later either, nor do others like it
            seated = seat(one, self.areas, part.least, seats, set())
            hopeless.update([] if seated or one != unit.members[0] else [self.areas[one]])
            return "" if seated else None

        for unit in part.units:
            if unit.is_core and not draft.take(unit, draft.choose):
                return False
            for one in unit.members if unit.is_core else ():
                if len(seats.get(draft.given[one], "")) < part.least.get(draft.given[one], 0):
                    seats[draft.given[one]].append(one)
        for unit in (unit for unit in queue if self.areas[unit.members[0]] not in hopeless):
            before = {slot: row[:] for slot, row in seats.items()} if unit.is_set else {}
            if not draft.take(unit, find, unit):
                seats.update(before)
            for one, slot in [(one, n) for n, row in seats.items() for one in row if draft.given[one] != n]:
                draft.drop(one)
                draft.add(one, slot)
        return True

    def exchange(self, draft, part, singles):
        """Makes the first exchange in a part that lowers the penalty; says whether there was one. Items alike in the
        slots it can overfill or leave short change the quotas alike: how far they may miss the window is told by kind.
        """
        counts, most, least, off, window = draft.counts, self.most, part.least, draft.measure(part), part.window
        tight = {n for n in most if counts[n] >= most[n] or 0 < least.get(n, 0) >= counts[n]}
        kinds = {kind: (kind[0], tuple(n for n in kind[1] if n in tight)) for kind in set(singles.values())}
        distinct, known = set(kinds.values()), defaultdict(dict)
        for leaver in [one for one in reversed(list(singles)) if one in draft.given]:
            leaving = draft.given[leaver], *kinds[singles[leaver]][1]
            gain = sum((counts[n] <= least.get(n, 0)) - (counts[n] > most[n]) for n in leaving)
            draft.drop(leaver)
            for areas, slots in () if leaving in known else distinct:
                slot = next((n for n in areas if counts[n] < most[n]), areas[0] if areas else "")
                loss = sum((counts[n] >= most[n]) - (counts[n] < least.get(n, 0)) for n in (slot, *slots))
                if off > 1000 * (gain + loss):
                    known[leaving][areas, slots] = off - 1000 * (gain + loss), slot
            limits, total = known[leaving], draft.add_up(part)
            for one, kind in singles.items() if limits else ():
                limit, slot = limits.get(kinds[kind], (0, ""))
                low, high = window["least"] - limit - total, window["most"] + limit - total
                fits = limit and low < 2 * self.tags[one]["difficulty"] < high and one not in draft.given
                if fits and one != leaver and not any(counts[n] for n in self.rivals[one]):
                    return not draft.add(one, slot)
            draft.add(leaver, leaving[0])
        return False

    def swap(self):
        """The rule swap; None where it gives up."""
        for number in range(1, SWAPS + 1):
            draft, queues, singles = Draft(self, keeps_sets=True), [], [{} for _ in self.open]
            for part, row in zip(self.open, singles):
                worn = [max(self.stood[one] for one in unit.members) for unit in part.units]
                late = [any("recent" in self.plain[one] for one in unit.members) for unit in part.units]
                names = [mix(*self.fields, "swap", number, unit.name).digest() for unit in part.units]
                queues.append([unit for *_, unit in sorted(zip(worn, late, names, part.units))])
                for one in (unit.members[0] for unit in queues[-1] if not unit.is_set and not unit.is_core):
                    row[one] = self.areas[one], self.plain[one] + self.fixed[one][1:]
            lacking = False
            for part, queue in zip(self.open, queues):
                lacking = not self.take_seats(draft, part, queue) or lacking
                for unit in queue:
                    draft.take(unit, draft.choose)
                lacking = lacking or draft.counts[part.slot] < part.least[part.slot]
            for left in range(EXCHANGES, -1, -1) if not lacking else ():
                if draft.is_whole():
                    return "swap", [number] * len(self.open), draft.given
                if not left or not any(self.exchange(draft, *both) for both in zip(self.open, singles)):
                    break
        return None

    def find_fault(self, form):
        """What a form misses, if anything."""
        draft = Draft(self)
        for part, items in zip(self.open, form):
            whole = {one for u in part.units if not items.isdisjoint(u.members) for one in u.members}
            if whole != items:
                return f"{part.name}: {self.ids[min(whole ^ items)]}"
            for one in items:
                draft.add(one, "")
            areas, asking = [n for n in part.least if self.tag[n] == "area"], [one for one in items if self.areas[one]]
            for room, due in ((part.least, sum(part.least[n] for n in areas)), (self.most, len(asking))):
                seats = {n: [] for n in areas}
                if sum(seat(one, self.areas, room, seats, set()) for one in asking) < due:
                    return f"{part.name}: area"
            draft.counts.update((n, part.least[n]) for n in areas)
        misses = [("core", self.ids[one]) for one in sorted(self.core.difference(draft.given))]
        return next((f"{slot}: {n}" for slot, n in [*misses, *draft.find_misses(self.parts, list(draft.counts))]), None)


def verify_forms(draw):
    stood, exposure, due = Counter(), draw["plan"]["exposure"], []
    posts = [Post(plan, draw["manifest"], draw["plan"]["day"]) for plan in draw["plan"]["posts"]]
    for post, plan in zip(posts, draw["plan"]["posts"]):
        fixed = {"blueprint": sha256(encode(plan["blueprint"])).hexdigest(), "seed": draw["seed"]}
        names = [sha256(encode({"index": index, **fixed})).hexdigest() for index in range(plan["forms"])]
        due += [(post, number, "F" + name[:10].upper()) for number, name in enumerate(names, 1)]
    there = [(form["position"], form["ordinal"], form["id"]) for form in draw["forms"]]
    wanted = [(post.position, number, name) for post, number, name in due]
    odd = [pair for pair in zip_longest(wanted, there) if pair[0] != pair[1]]
    yield not odd, "id", *(odd[0][0] or odd[0][1] if odd else [len(due)])
    for place, (form, (post, number, name)) in enumerate(zip(draw["forms"], due), 1):
        barred = {one for one, times in stood.items() if 0 < exposure <= times}.union(*post.drawn * (post.shared == 0))
        units = [[u for u in part.units if u.is_core or barred.isdisjoint(u.members)] for part in post.parts]
        post.open = [part._replace(units=some) for part, some in zip(post.parts, units)]
        post.fields, post.stood = (draw["seed"], post.position, number), stood
        post.spent = {one for one, times in stood.items() if 0 < -(-exposure * place // len(due)) <= times}
        rule, tries, given = post.draw_lots() or post.swap() or ("solver", form["tries"], None)
        yield (rule, tries) == (form["rule"], form["tries"]), "rule", name, rule, *tries
        sound = len(form["items"]) == len(form["tries"]) == len(units)
        yield sound and all(row == sorted(set(row)) for row in form["items"]), "items", name
        strange = sorted(set(chain.from_iterable(form["items"])).difference(post.known))
        yield not strange, "item", name, *strange[:1]
        items = [{post.known[one] for one in row} for row in form["items"]]
        whole = set().union(*items)
        odd = sorted(post.ids[one] for one in whole.symmetric_difference(whole if given is None else given))
        yield not odd, "item", name, *odd[:1]
        fault = post.find_fault(items)
        yield not fault, "broken", name, fault
        yield True, "form" if given else "solver", post.position, number, name, rule, *tries
        post.drawn.append(whole)
        post.most[f"overlap {number}"] = post.shared
        post.plain.update((one, (*post.plain[one], f"overlap {number}")) for one in whole)
        stood.update(whole)
    yield True, "stood", max(stood.values(), default=0), f"<= {exposure or len(due)}"
    for post in posts:
        yield True, "matrix", post.position, f"<= {post.shared}"
        for number, one in enumerate(post.drawn, 1):
            row = [f"{'–' if one is other else len(one & other):>3}" for other in post.drawn]
            yield True, "", f"{number:>3} |" + "".join(row)


def verify(draw, wanted):
    """For each check: whether it holds, a word of TOLD, and what else there is to say."""
    misfit = find_misfit(draw, json.loads(SHAPE))
    yield not misfit and is_sound(draw), "shape", misfit or draw["format"]
    root, plan = take_root([encode(entry) for entry in draw["manifest"]]), sha256(encode(draw["plan"])).hexdigest()
    for word, found, given in zip(("root", "plan"), (root, plan), wanted):
        yield word == "plan" or found == draw["root"], word, found
        yield given in (None, found), "minute" if given else "unseen", word, given or ""
    for post in draw["plan"]["posts"]:
        for part, window in zip(post["blueprint"]["parts"], post["windows"]):
            low, high = 2 * part["count"] * part["lowest"], 2 * part["count"] * part["highest"]
            spread = 2 * part["count"] * post["blueprint"]["limits"]["spread"]
            width = min(high - low, spread) if post["forms"] > 1 else high - low
            sound = low <= window["least"] <= window["most"] <= high and window["most"] - window["least"] == width
            yield sound, "windows", post["blueprint"]["position"], part["name"], window["least"], window["most"]
    for one in draw["shares"]:
        made = mix("examcore/draw-share/v1", draw["plan"]["day"], one["name"], one["share"]).hexdigest()
        yield made == one["commit"], "shares", one["name"]
    names = [one["name"] for one in draw["shares"]]
    least = 0 if names in (["examcore"], ["rehearsal"]) else 20
    yield (len(draw["dice"]) >= least if least else not draw["dice"]), "dice", draw["dice"], f">= {least}"
    if draw["rehearsal"] or names == ["rehearsal"]:
        yield draw["rehearsal"], "rehearsal"
    shares = ",".join(sorted(one["share"] for one in draw["shares"]))
    seed = mix("examcore/draw-seed/v1", root, plan, shares, draw["dice"]).hexdigest()
    yield seed == draw["seed"], "seed", seed
    yield from verify_forms(draw)


def main(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, metavar="TRANSCRIPT")
    parser.add_argument("--root", metavar="HEX")
    parser.add_argument("--plan", metavar="HEX")
    parser.add_argument("--lang", choices=["vi", "en"], default="vi")
    given = parser.parse_args(words)

    def tell(holds, word, *values):
        mark, label = (TOLD.get(one, ("", ""))[given.lang == "en"] for one in ("ok" if holds else "wrong", word))
        if not holds or word not in ("rule", "item", "items", "broken"):  # which the line of a form says, if they hold
            sys.stdout.write(" ".join(map(str, [f"{mark}: {label}:", *values] if word else values)) + "\n")
        return holds

    try:
        data = given.file.read_bytes() if given.file.stat().st_size <= BYTES else b""
        draw = json.loads(data.decode())
        is_canonical = encode(draw) == data
    except (OSError, RecursionError, ValueError):
        return int(not tell(False, "file", given.file))
    wanted = ["".join(one.split()).lower() if one else None for one in (given.root, given.plan)]
    canonical = is_canonical, "json", sha256(data).hexdigest()
    return int(not all(tell(*told) for told in chain([canonical], verify(draw, wanted))))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
