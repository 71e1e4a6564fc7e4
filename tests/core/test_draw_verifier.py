"""Claims about the verifier of draws that a stranger runs: what it recomputes, and what it finds out."""

from __future__ import annotations

import ast
import copy
import hashlib
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.core import draws
from tests.core.draws import Json

VERIFIER = Path(__file__).resolve().parents[2] / "docs" / "verify" / "verify_draw.py"
PLAIN = draws.make_plan([draws.make_blueprint()], 3)
DRAW = draws.make_draw(draws.make_manifest(), PLAIN)


def load_verifier() -> ModuleType:
    """The verifier as a module."""
    spec = importlib.util.spec_from_file_location("verify_draw", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


STRANGER = load_verifier()


def run(path: Path, data: bytes, *words: str) -> subprocess.CompletedProcess[str]:
    """The verifier as a stranger runs it: no site packages, no examcore."""
    path.write_bytes(data)
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(path), *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env={"PYTHONUTF8": "1"})


def judge(tmp_path: Path, draw: Json, *words: str) -> tuple[int, str]:
    """Exit code and last line, in English."""
    done = run(tmp_path / "draw.json", draws.canonical(draw), "--lang", "en", *words)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()[-1]


def remade(draw: Json) -> Json:
    """A transcript whose root, seed and form ids were made again, so that it is only the forms that may be wrong."""
    root = draws.take_root([draws.canonical(entry) for entry in draw["manifest"]]).hex()
    shares = ",".join(sorted(one["share"] for one in draw["shares"]))
    plan = draws.digest(draws.canonical(draw["plan"]))
    seed = draws.h("examcore/draw-seed/v1", root, plan, shares, draw["dice"])
    blueprints = {post["blueprint"]["position"]: post["blueprint"] for post in draw["plan"]["posts"]}
    for form in draw["forms"]:
        blueprint = draws.digest(draws.canonical(blueprints[form["position"]]))
        named = {"blueprint": blueprint, "index": form["ordinal"] - 1, "seed": seed}
        form["id"] = "F" + draws.digest(draws.canonical(named))[:10].upper()
    return {**draw, "root": root, "seed": seed}


def test_it_is_one_file_on_the_standard_library_alone() -> None:
    imported: set[str | None] = set()
    for found in ast.walk(ast.parse(VERIFIER.read_text(encoding="utf-8"))):
        if isinstance(found, ast.Import):
            imported |= {one.name.split(".")[0] for one in found.names}
        elif isinstance(found, ast.ImportFrom):
            imported.add(found.module)
    assert "hashlib" in imported
    assert imported <= sys.stdlib_module_names


def test_a_stranger_draws_every_form_again_and_reads_vietnamese_or_english(tmp_path: Path) -> None:
    done = run(tmp_path / "draw.json", draws.canonical(DRAW))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"gốc của ngân hàng: {DRAW['root']}" in done.stdout
    done = run(tmp_path / "draw.json", draws.canonical(DRAW), "--lang", "en")
    for form in DRAW["forms"]:
        tries = " ".join(map(str, form["tries"]))
        assert f"ok: form: van-thu {form['ordinal']} {form['id']} {form['rule']} {tries}" in done.stdout
    first, second, third = (set().union(*form["items"]) for form in DRAW["forms"])
    assert f" | {len(first & third)} <= 6 {len(second & third)} <= 6\n" in done.stdout


@pytest.mark.parametrize(
    ("limits", "forms", "exposure"),
    [({"overlap": 10}, 4, 0), ({"spread": 5}, 3, 0), ({"overlap": 20, "spread": 3}, 4, 0), ({"sets": 0}, 4, 2)],
)
@pytest.mark.parametrize("dice", ["1" * 20, "2" * 25])
def test_it_draws_what_the_rule_word_by_word_draws(
    tmp_path: Path, limits: dict[str, int], forms: int, exposure: int, dice: str
) -> None:
    plan = draws.make_plan([draws.make_blueprint(limits=limits)], forms, exposure)
    draw = draws.make_draw(draws.make_manifest(), plan, dice=dice)
    code, last = judge(tmp_path, draw)
    assert code == 0, last
    assert all(form["rule"] != "solver" for form in draw["forms"])


@pytest.mark.slow
@pytest.mark.parametrize("number", range(60))
def test_it_draws_what_the_rule_word_by_word_draws_in_many_banks(tmp_path: Path, number: int) -> None:
    limits = {"overlap": (8, 15, 30)[number % 3], "spread": (2, 5, 30)[number // 3 % 3], "sets": number % 4}
    limits["recent"] = (0, 10, 30)[number // 2 % 3]
    manifest = draws.make_manifest()
    for at, entry in enumerate(manifest):
        tags = entry["tags"]
        tags["uses"] = tags["uses"] or (["2025-04-01", "2026-04-01"] if draws.h(number, at, "")[0] in "012" else [])
        tags["enemies"] += [f"Q-{(at * 7 + 3) % 120:05}"] if draws.h(number, at, "")[1] == "0" else []
        tags["difficulty"] = 400 + int(draws.h(number, at)[:4], 16) % 400
        tags["also"] += ["ABCD"[(at + number) % 4]] if draws.h(at, number)[0] in "0123" else []
        tags["item_set"] = tags["item_set"] or (f"bo-{at // 4}" if draws.h(number, at // 4)[0] in "01" else "")
    draw = draws.make_draw(manifest, draws.make_plan([draws.make_blueprint(limits=limits)], 4), dice=f"{number:020}")
    code, last = judge(tmp_path, draw)
    given_up = [form["id"] for form in draw["forms"] if form["rule"] == "solver"]
    # Where the slow rule gives up it puts no items: the verifier, too, must give up there, and at no form before.
    assert last.startswith(f"WRONG: breaks the condition: {given_up[0]} ") if given_up else code == 0, last


def test_posts_count_their_items_together_against_the_exposure(tmp_path: Path) -> None:
    second = {**draws.make_blueprint("khac"), "core": ["Q-00001"]}
    for part in second["parts"]:
        part["quotas"] = [one for one in part["quotas"] if one["tag"] != "scope"]
    draw = draws.make_draw(draws.make_manifest(), draws.make_plan([draws.make_blueprint(), second], 2, exposure=2))
    code, _ = judge(tmp_path, draw)
    assert code == 0
    done = run(tmp_path / "draw.json", draws.canonical(draw), "--lang", "en")
    assert "ok: form: khac 2 " in done.stdout


def put(*path: object) -> Callable[[Json], None]:
    """A change: the last of `path` is the value, the one before its name, the others lead there."""

    def change(draw: Json) -> None:
        thing: object = draw
        for name in path[:-2]:
            thing = thing[name]  # type: ignore[index]  # plain JSON
        thing[path[-2]] = path[-1]  # type: ignore[index]  # plain JSON

    return change


ZERO = "0" * 64
TAMPERED = {
    "body": (put("manifest", 7, "body", ZERO), "WRONG: root of the bank: "),
    "tags": (put("manifest", 7, "tags", "difficulty", 1), "WRONG: root of the bank: "),
    "root": (put("root", ZERO), "WRONG: root of the bank: "),
    "order": (lambda draw: draw["manifest"].reverse(), "WRONG: shape:"),
    "window": (put("plan", "posts", 0, "windows", 0, "most", 14881), "WRONG: windows: van-thu chung"),
    "share": (put("shares", 1, "share", ZERO), "WRONG: shares fit their commitments: Bình"),
    "commit": (put("shares", 0, "commit", ZERO), "WRONG: shares fit their commitments: An"),
    "name": (put("shares", 0, "name", "Chi"), "WRONG: shares fit their commitments: Chi"),
    "day": (put("plan", "day", "2026-12-01"), "WRONG: shares fit their commitments: An"),
    "twice": (lambda draw: draw["shares"].append(draw["shares"][0]), "WRONG: shape:"),
    "few dice": (put("dice", "1" * 19), "WRONG: dice: "),
    "letters": (put("dice", "1" * 20 + "x"), "WRONG: shape:"),
    "dice": (put("dice", "1" * 19 + "2"), "WRONG: seed: "),
    "plan": (put("plan", "exposure", 9), "WRONG: seed: "),
    "seed": (put("seed", ZERO), "WRONG: seed: "),
    "id": (put("forms", 1, "id", "F0123456789"), "WRONG: forms, their order and ids: van-thu 2"),
    "ordinal": (put("forms", 1, "ordinal", 3), "WRONG: forms, their order and ids: van-thu 2"),
    "position": (put("forms", 0, "position", "khac"), "WRONG: forms, their order and ids: van-thu 1"),
    "lost": (lambda draw: draw["forms"].pop(), "WRONG: forms, their order and ids: van-thu 3"),
    "more": (lambda draw: draw["forms"].append(draw["forms"][0]), "WRONG: forms, their order and ids"),
    "rule": (put("forms", 1, "rule", "swap"), f"WRONG: rule and tries: {DRAW['forms'][1]['id']}"),
    "solver": (put("forms", 0, "rule", "solver"), f"WRONG: rule and tries: {DRAW['forms'][0]['id']}"),
    "tries": (put("forms", 2, "tries", 0, 301), f"WRONG: rule and tries: {DRAW['forms'][2]['id']}"),
    "stranger": (put("forms", 2, "items", 0, 0, "P-0"), f"WRONG: an item is not of the bank: {DRAW['forms'][2]['id']}"),
    "part": (lambda draw: draw["forms"][0]["items"].append([]), "WRONG: rule and tries: "),
    "unsorted": (lambda draw: draw["forms"][0]["items"][1].reverse(), "WRONG: shape:"),
    "unknown": (put("note", ""), "WRONG: shape:"),
    "number": (put("plan", "posts", 0, "forms", 3.0), "WRONG: canonical JSON"),
    "null": (put("dice", None), "WRONG: cannot be read or misshapen: "),
    "many forms": (put("plan", "posts", 0, "forms", 25), "WRONG: shape:"),
    "format": (put("format", "examcore-draw/2"), "WRONG: shape:"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_it_names_what_was_tampered_with(tmp_path: Path, name: str) -> None:
    change, said = TAMPERED[name]
    draw = copy.deepcopy(DRAW)
    change(draw)
    code, last = judge(tmp_path, draw)
    assert code == 1
    assert said in last


def test_an_item_put_in_for_another_is_named_with_its_form(tmp_path: Path) -> None:
    draw = copy.deepcopy(DRAW)
    row = draw["forms"][1]["items"][1]
    free = next(name for name in (f"Q-{n:05}" for n in range(70, 120)) if name not in row)
    old, row[:] = row[3], sorted([*row[:3], *row[4:], free])
    code, last = judge(tmp_path, draw)
    said = "drawn again it differs, first at item"
    assert (code, last) == (1, f"WRONG: {said}: {draw['forms'][1]['id']} {min(old, free)}")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b",", b", ", 1),
        lambda text: text + b"\n",
        lambda text: text.replace("ì".encode(), "i\u0300".encode()),
        lambda text: text.replace("ì".encode(), b"\\u00ec"),
        lambda text: text.replace(b'{"dice":', b'{"dice":"","dice":', 1),
        lambda text: text.replace(b'"exposure":0', b'"exposure":-0', 1),
        lambda text: text[:-1],
        lambda text: text.replace(b'"origin":""', b'"origin":"\\ud800"', 1),
        lambda text: b"[" * 100_000,
        lambda text: b"\xff",
    ],
)
def test_only_the_canonical_form_is_taken(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    done = run(tmp_path / "draw.json", change(draws.canonical(DRAW)), "--lang", "en")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(("WRONG: canonical JSON", "WRONG: cannot be read"))


def test_root_and_plan_of_the_minute_are_compared(tmp_path: Path) -> None:
    plan = draws.digest(draws.canonical(PLAIN))
    printed = " ".join(plan[at : at + 8] for at in range(0, 64, 8)).upper()
    code, _ = judge(tmp_path, DRAW, "--root", DRAW["root"], "--plan", printed)
    assert code == 0
    assert judge(tmp_path, DRAW, "--root", plan) == (1, f"WRONG: root of the bank: {DRAW['root']}")
    assert judge(tmp_path, DRAW, "--plan", ZERO) == (1, f"WRONG: digest of the plan: {plan}")


def test_called_wrongly_it_says_how_and_a_missing_file_is_no_draw(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", str(VERIFIER)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2
    assert subprocess.run([*command, str(tmp_path / "no")], capture_output=True, check=False).returncode == 1


def test_a_council_that_rehearses_is_told_so_and_its_draw_holds(tmp_path: Path) -> None:
    done = run(tmp_path / "draw.json", draws.canonical({**DRAW, "rehearsal": True}), "--lang", "en")
    assert done.returncode == 0
    assert "DIỄN TẬP" in done.stdout


@pytest.mark.parametrize("name", ["examcore", "rehearsal"])
def test_without_a_council_there_is_one_share_and_no_dice(tmp_path: Path, name: str) -> None:
    draw = draws.make_draw(draws.make_manifest(), draws.make_plan([draws.make_blueprint()], 1), (name,), dice="")
    done = run(tmp_path / "draw.json", draws.canonical(draw), "--lang", "en")
    assert done.returncode == 0
    assert ("DIỄN TẬP" in done.stdout) == (name == "rehearsal")
    diced = draws.make_draw(draws.make_manifest(), draws.make_plan([draws.make_blueprint()], 1), (name,), dice="1" * 20)
    assert judge(tmp_path, diced)[0] == 1


def make_hard() -> Json:
    """A draw no attempt finds: difficulties are multiples of eight but for three items, and the sum needs all three."""
    odd = {5: 401, 17: 402, 29: 404}
    manifest = [draws.make_item(n, part="chung", difficulty=odd.get(n, 392 + 8 * (n % 3))) for n in range(60)]
    blueprint = {**draws.make_blueprint(), "core": [], "apart": []}
    part = {**draws.make_part("chung", 5, []), "lowest": 403, "highest": 403}
    plan = draws.make_plan([{**blueprint, "parts": [part]}], 1)
    items = ["Q-00001", "Q-00002", "Q-00005", "Q-00017", "Q-00029"]
    form = {"id": "", "items": [items], "ordinal": 1, "position": draws.POSITION, "rule": "solver", "tries": [0]}
    shares = copy.deepcopy(DRAW["shares"])
    draft = {**DRAW, "forms": [form], "manifest": manifest, "plan": plan, "shares": shares}
    return remade(draft)


def test_a_form_of_the_solver_must_pass_and_the_other_rules_give_up_there(tmp_path: Path) -> None:
    draw = make_hard()
    done = run(tmp_path / "draw.json", draws.canonical(draw), "--lang", "en")
    assert done.returncode == 0, done.stdout
    assert "lottery and swap both give up; form: van-thu 1" in done.stdout
    draw["forms"][0]["items"][0][0] = "Q-00000"
    code, last = judge(tmp_path, draw)
    assert (code, last) == (1, f"WRONG: breaks the condition: {draw['forms'][0]['id']} chung window: 4014")


FIRST: list[list[str]] = DRAW["forms"][0]["items"]


def fault_of(form: list[list[str]], blueprint: Json, manifest: list[Json] | None = None) -> str | None:
    """What the verifier finds wrong with a form that is drawn first."""
    plan = draws.make_plan([blueprint], 3)["posts"][0]
    for window in plan["windows"]:
        window.update(least=0, most=10**6)
    post = STRANGER.Post(plan, manifest or draws.make_manifest(), draws.DAY)
    post.open = post.parts
    found = post.find_fault([{post.known[name] for name in part} for part in form])
    return None if found is None else str(found)


def without(form: list[list[str]], *names: str) -> list[list[str]]:
    """A form without some items."""
    return [[one for one in part if one not in names] for part in form]


def test_a_drawn_form_breaks_no_condition() -> None:
    assert fault_of(FIRST, draws.make_blueprint()) is None


def retag(name: str, **tags: object) -> list[Json]:
    """The bank with an item tagged otherwise."""
    manifest = draws.make_manifest()
    next(entry for entry in manifest if entry["id"] == name)["tags"].update(tags)
    return manifest


def requote(part: int, tag: str, value: str, least: int, most: int) -> Json:
    """A blueprint with one more quota."""
    blueprint = draws.make_blueprint()
    blueprint["parts"][part]["quotas"].append(draws.quota(tag, value, least, most))
    return blueprint


PAST = {"name": "", "title": "", "since": None, "until": "2026-11-29"}
LAST = FIRST[0][-1]
UNUSED = next(name for name in ("Q-00098", "Q-00099", "Q-00100") if name not in FIRST[1])
BROKEN: dict[str, tuple[list[list[str]], Json, list[Json] | None, str]] = {
    "length": (without(FIRST, LAST), draws.make_blueprint(), None, "chung"),
    "other part": (FIRST, draws.make_blueprint(), retag(LAST, part="rieng"), f"chung: {LAST}"),
    "other position": (FIRST, draws.make_blueprint(), retag(LAST, positions=["khac"]), f"chung: {LAST}"),
    "out of force": (
        FIRST,
        draws.make_blueprint(),
        retag(LAST, bases=[{"source": PAST, "place": ""}]),
        f"chung: {LAST}",
    ),
    "resting": (FIRST, draws.make_blueprint(), retag(LAST, uses=["2026-01-01"] * 3), f"chung: {LAST}"),
    "half a set": (FIRST, draws.make_blueprint(), [
        {**entry, "tags": {**entry["tags"], "item_set": "doi" if entry["id"] in (LAST, "Q-00001") else ""}}
        for entry in draws.make_manifest()
    ], "chung: "),
    "core": (FIRST, {**draws.make_blueprint(), "core": [UNUSED]}, None, f"core: {UNUSED}"),
    "area": (FIRST, requote(0, "area", "E", 1, 2), None, "chung: area"),
    "level": (FIRST, requote(1, "level", "apply", 9, 10), None, "rieng 4 level apply"),
    "scope": (FIRST, requote(1, "scope", "shared", 0, 1), None, "rieng 4 scope shared"),
    "enemies": (FIRST, draws.make_blueprint(), retag(LAST, enemies=[FIRST[1][0]]), f"{LAST} {FIRST[1][0]}: 2"),
    "apart": (FIRST, {**draws.make_blueprint(), "apart": [[LAST, FIRST[0][0]]]}, None, "0: 2"),
    "recent": (FIRST, draws.make_blueprint(limits={"recent": 0}), retag(LAST, uses=["2025-01-01"]), "recent: "),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_form_that_breaks_a_condition_is_found_out(name: str) -> None:
    form, blueprint, manifest, said = BROKEN[name]
    fault = fault_of(form, blueprint, manifest)
    assert fault is not None
    assert said in fault


@pytest.mark.parametrize("leaves", [1, 2, 3, 5, 8, 13])
def test_the_root_is_that_of_rfc_9162(leaves: int) -> None:
    entries = [bytes([n]) for n in range(leaves)]
    assert STRANGER.take_root(entries) == draws.take_root(entries)
    assert STRANGER.take_root([]) == hashlib.sha256(b"").digest()


def test_the_transcript_s_canonical_form_is_that_of_the_core() -> None:
    from examcore.canonical import encode

    assert encode(DRAW) == draws.canonical(DRAW) == STRANGER.encode(json.loads(draws.canonical(DRAW)))
