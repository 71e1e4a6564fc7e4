"""Claims about transcripts: sealed until the forms are opened, and enough for a stranger to recompute every form."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from examcore.assembly.ladder import Solve, Stuck, draw_plan
from examcore.assembly.pool import take_stock
from examcore.assembly.windows import set_post
from examcore.canonical import encode
from examcore.drawing.freeze import find_plan_digest
from examcore.drawing.seed import commit_to
from examcore.drawing.transcript import SEALED_NAME, list_forms, open_transcript, prepare, seal_transcript
from examcore.errors import BadInput, BrokenSeal, NotFound, WrongPassphrase
from examcore.nouns import Blueprint, DrawPlan, Entry, Lot, Share, Transcript
from examcore.seal import Cost, KeySource, make_key_file
from examcore.solving import solve_form
from examcore.testing.bank import DAY as BANK_DAY
from examcore.testing.bank import POSITIONS, simulate_bank, simulate_blueprint
from tests.core.lots import DAY, make_rich_lots
from tests.core.test_draw import STRICT
from tests.core.test_solver import crossing_bank

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
VERIFIER = Path(__file__).parents[2] / "docs" / "verify" / "verify_draw.py"
DICE = "31415926535897932384"


def make_transcript(lots: Sequence[Lot], plan: DrawPlan, seeds: str = "ab", solve: Solve | None = None) -> Transcript:
    """A draw as the ceremony makes it, as far as it comes."""
    manifest = tuple(Entry(lot.id, 1, "5e" * 32, lot.tags) for lot in sorted(lots, key=lambda lot: lot.id))
    shares = [Share(f"Người {n}", one * 64, commit_to(plan.day, f"Người {n}", one * 64)) for n, one in enumerate(seeds)]
    begun = prepare(manifest, plan, shares, DICE)
    try:
        drawn = draw_plan(lots, plan, begun.seed, solve)
    except Stuck as stuck:
        drawn = stuck.drawn
        posts = tuple(replace(post, forms=len(drawn)) for post in plan.posts)
        assert len(posts) == 1
        return make_transcript(lots, replace(plan, posts=posts), seeds, solve)
    return replace(begun, forms=list_forms(plan, begun.seed, drawn))


def plan_posts(lots: Sequence[Lot], blueprints: Sequence[Blueprint], forms: int, exposure: int = 0) -> DrawPlan:
    day = DAY if blueprints[0].policy == "test" else BANK_DAY
    stock = take_stock(lots, day)
    return DrawPlan(day, tuple(set_post(stock, one, forms) for one in blueprints), exposure)


def verify(path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """What the stranger's single file says, in a process of its own that sees nothing of ours."""
    command = [sys.executable, "-I", str(VERIFIER), str(path), *more]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


DRAWS = {
    "a rich bank, strict limits": lambda: (RICH := make_rich_lots(), plan_posts(RICH, [STRICT], 4)),
    "three posts share one exposure": lambda: (
        bank := simulate_bank(3000),
        plan_posts(bank, [simulate_blueprint(code) for code in POSITIONS[:3]], 3, 2),
    ),
    "a thin bank, exchanges": lambda: (bank := simulate_bank(2000), plan_posts(bank, [simulate_blueprint("VT 01")], 8)),
}


@pytest.mark.parametrize("name", DRAWS)
def test_a_stranger_recomputes_every_form_of_a_draw(name: str, tmp_path: Path) -> None:
    transcript = make_transcript(*DRAWS[name]())
    path = tmp_path / "draw.json"
    path.write_bytes(encode(transcript))
    told = verify(path, "--root", transcript.root, "--plan", find_plan_digest(transcript.plan))
    assert told.returncode == 0, told.stdout + told.stderr
    for form in transcript.forms:
        assert form.id in told.stdout
    if "exchanges" in name:
        assert "swap" in {form.rule for form in transcript.forms}


@pytest.mark.parametrize("number", [*range(4), *(pytest.param(n, marks=pytest.mark.slow) for n in range(4, 120))])
def test_a_stranger_draws_what_the_engine_draws_where_areas_cross(number: int, tmp_path: Path) -> None:
    lots, blueprint = crossing_bank(number)
    path = tmp_path / "draw.json"
    path.write_bytes(encode(make_transcript(lots, plan_posts(lots, [blueprint], 8))))
    told = verify(path)
    assert told.returncode == 0, told.stdout


def test_a_stranger_sees_that_a_solver_s_form_was_due_and_that_it_holds(tmp_path: Path) -> None:
    lots, blueprint = crossing_bank(1)
    transcript = make_transcript(lots, plan_posts(lots, [blueprint], 10), solve=solve_form)
    assert {form.rule for form in transcript.forms} >= {"swap", "solver"}
    path = tmp_path / "draw.json"
    path.write_bytes(encode(transcript))
    told = verify(path, "--lang", "en")
    assert told.returncode == 0, told.stdout + told.stderr
    solved = next(form for form in transcript.forms if form.rule == "solver")
    assert f"ok: lottery and swap both give up; form: X 1 {solved.ordinal} {solved.id} solver 1 |" in told.stdout
    early = replace(transcript.forms[0], rule="solver", tries=(1,))
    path.write_bytes(encode(replace(transcript, forms=(early, *transcript.forms[1:]))))
    assert verify(path).returncode == 1, "the lottery would have given this form"


def test_a_stranger_sees_one_item_changed_for_another(tmp_path: Path) -> None:
    bank = make_rich_lots()
    transcript = make_transcript(bank, plan_posts(bank, [STRICT], 2))
    form = transcript.forms[1]
    spare = next(lot.id for lot in bank if lot.tags.part == "general" and not any(
        lot.id in part for one in transcript.forms for part in one.items))  # fmt: skip
    forged = replace(form, items=(tuple(sorted((*form.items[0][1:], spare))), form.items[1]))
    for changed in (
        replace(transcript, forms=(transcript.forms[0], forged)),
        replace(transcript, dice="2" + DICE[1:]),
        replace(transcript, manifest=transcript.manifest[1:]),
        replace(transcript, shares=transcript.shares[:1]),
        replace(transcript, plan=replace(transcript.plan, exposure=1)),
    ):
        path = tmp_path / "draw.json"
        path.write_bytes(encode(changed))
        assert verify(path).returncode == 1
    path.write_bytes(encode(transcript))
    assert verify(path, "--root", "0" * 64).returncode == 1


def seal_into(folder: Path, transcript: Transcript) -> KeySource:
    _, keys = make_key_file("bí mật của tôi", CHEAP)
    (folder / SEALED_NAME).write_bytes(seal_transcript(transcript, keys))
    return keys


def test_a_transcript_opens_only_with_what_opens_the_packets_keys(tmp_path: Path) -> None:
    bank = make_rich_lots()
    transcript = make_transcript(bank, plan_posts(bank, [STRICT], 2))
    with pytest.raises(NotFound):
        open_transcript(tmp_path, make_key_file("bí mật của tôi", CHEAP)[1])
    keys = seal_into(tmp_path, transcript)
    sealed = (tmp_path / SEALED_NAME).read_bytes()
    assert DICE.encode() not in sealed
    assert transcript.forms[0].items[0][0].encode() not in sealed
    assert open_transcript(tmp_path, keys) == transcript
    with pytest.raises(WrongPassphrase):
        open_transcript(tmp_path, make_key_file("bí mật khác hẳn", CHEAP)[1])
    note = json.loads(sealed)
    body = bytearray(note["body"].encode())
    body[40] = body[40] ^ 1
    (tmp_path / SEALED_NAME).write_bytes(encode({**note, "body": body.decode("latin-1")}))
    with pytest.raises((BrokenSeal, BadInput)):
        open_transcript(tmp_path, keys)
