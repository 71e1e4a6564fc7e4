"""Claims about the log's vectors: one outcome each, and two implementations that agree on every one.

A vector holds texts and the one word for what becomes of them; it is made once and never again.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from examcore.canonical import encode
from examcore.errors import ExamcoreError
from examcore.log import (
    check_log,
    check_proven_growth,
    read_checkpoint,
    read_growth,
    read_keys,
    split_log,
    take_checkpoint,
    verify_proof,
)

ROOT = Path(__file__).resolve().parents[2]
VERIFIER = ROOT / "docs" / "verify" / "verify_log.py"
VECTORS = {path.stem: path for path in sorted((ROOT / "tests" / "vectors" / "log").glob("*.json"))}
ALL = bool(os.environ.get("EXAMCORE_ALL"))
OUTSIDE = Path(os.environ.get("EXAMCORE_VECTORS") or ROOT.parent / "shared" / "vectors")

# What the core says, by outcome: the beginning of an English template.
SAID = {
    "event": (
        "{place}: not an event of the log",
        "{place}: the line is longer",
        "{source} is not in canonical form",
        "{source} is not a valid",
        "{source}: the first event does not tell",
    ),
    "origin": ("{source} is the log {log}",),
    "shorter": ("{source} has {count} events, the checkpoint {size}",),
    "root": ("the first {size} events of {source} are not",),
    "form": (
        "{source} is not a signed note",
        "{source} is not a checkpoint",
        "{source} is not a proof",
        "{source} is not a valid",
        "this is not the code of a receipt",
    ),
    "key": ("{place}: not a public key", "the public key of {name} is not sound"),
    "stranger": ("signed by {name}, whose key was not given",),
    "signature": ("the signature of {name} does not hold",),
    "proof": ("the proof does not lead",),
    "growth": ("the log at {new} events does not continue", "the proof begins at {size} events"),
    "responses": ("the responses are not those", "this proves event {act}"),
}


def load_verifier() -> ModuleType:
    """The verifier for strangers, as a module."""
    spec = importlib.util.spec_from_file_location("verify_log", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


STRANGER = load_verifier()


def judge(vector: dict[str, Any]) -> None:
    """What the core makes of a vector. Raises where it refuses."""
    keys = read_keys(vector["signers"], "signers")
    if vector["verb"] == "log":
        log = split_log(vector["file"].encode(), "log")
        take_checkpoint(log)
        for text in vector["checkpoints"]:
            checkpoint = read_checkpoint(text, "checkpoint")
            checkpoint.check(keys)
            check_log(log, checkpoint)
    elif vector["verb"] == "growth":
        old = read_checkpoint(vector["checkpoints"][0], "checkpoint")
        growth = read_growth(vector["file"], "proof")
        old.check(keys)
        growth.checkpoint.check(keys)
        check_proven_growth(old, growth)
    else:
        verify_proof(vector["file"], keys)


def judge_apart(vector: dict[str, Any]) -> str:
    """What the verifier for strangers makes of a vector, in its own word."""
    verify = getattr(STRANGER, f"verify_{vector['verb']}")
    try:
        list(verify(vector["file"], vector["checkpoints"], STRANGER.read_keys(vector["signers"]), "file"))
    except STRANGER.Refused as refused:
        return str(refused.args[0])
    return "ok"


def read(name: str) -> dict[str, Any]:
    """A vector."""
    return dict(json.loads(VECTORS[name].read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", VECTORS)
def test_the_core_gives_the_one_outcome_of(name: str) -> None:
    vector = read(name)
    if vector["outcome"] == "ok":
        judge(vector)
        return
    with pytest.raises(ExamcoreError) as refusal:
        judge(vector)
    assert refusal.value.text.template.startswith(SAID[vector["outcome"]])


@pytest.mark.parametrize("name", VECTORS)
def test_a_stranger_s_verifier_gives_the_one_outcome_of(name: str) -> None:
    vector = read(name)
    assert judge_apart(vector) == vector["outcome"]


def test_there_are_at_least_sixty_vectors_and_each_outcome_has_some() -> None:
    outcomes = Counter(read(name)["outcome"] for name in VECTORS)
    assert sum(outcomes.values()) >= 60
    assert set(outcomes) == {*SAID, "ok"}


def test_the_verifier_is_one_file_of_at_most_300_lines_on_the_standard_library_alone() -> None:
    text = VERIFIER.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    imported = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names


def run_verifier(*words: str) -> subprocess.CompletedProcess[str]:
    """The verifier as a stranger runs it: no site packages, no examcore."""
    command = [sys.executable, "-I", "-S", str(VERIFIER), *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env={"PYTHONUTF8": "1"})


def test_a_stranger_can_run_it_and_reads_vietnamese_or_english(tmp_path: Path) -> None:
    vector = read("receipt-ok")
    (tmp_path / "keys").write_text(vector["signers"], encoding="utf-8")
    (tmp_path / "receipt").write_text(vector["file"], encoding="utf-8")
    done = run_verifier("proof", str(tmp_path / "keys"), str(tmp_path / "receipt"))
    assert done.returncode == 0, done.stderr
    assert "thí sinh 007" in done.stdout
    assert "đã ký: Nguyễn-Văn-An, Trần-Thị-Bình; chưa ký: Lê-Thị-Chi" in done.stdout
    (tmp_path / "receipt").write_text(vector["file"].replace("\n12\n", "\n13\n"), encoding="utf-8")
    done = run_verifier("proof", str(tmp_path / "keys"), str(tmp_path / "receipt"), "--lang", "en")
    assert (done.returncode, done.stderr) == (1, "")
    assert "signature" in done.stdout
    done = run_verifier("log", str(tmp_path / "keys"), str(tmp_path / "nothing"))
    assert (done.returncode, done.stderr) == (1, "")
    assert run_verifier("log", str(tmp_path / "keys")).returncode == 2


@pytest.mark.parametrize("text", ["", '"\\\b\f\n\r\t\x00\x1f\x7f\x80\u2028/', "Cần Thơ 🙂 \ufffd", "a" * 300])
def test_both_write_the_same_canonical_json(text: str) -> None:
    thing = {"b": text, "a": [text, None, True, 7], "ă": {}}
    assert STRANGER.encode(thing) == encode(thing)


def outside(name: str) -> Any:
    """A third party's vectors; the daily run does without, the long one insists on being told where they are."""
    if ALL and not os.environ.get("EXAMCORE_VECTORS"):
        pytest.fail("EXAMCORE_VECTORS does not name the folder of third-party vectors")
    path = OUTSIDE / name
    if not path.is_file() and not ALL:
        pytest.skip(f"no third-party vectors at {path}; EXAMCORE_VECTORS names their folder")
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_verifier_s_ed25519_accepts_exactly_what_wycheproof_calls_valid() -> None:
    count = 0
    for group in outside("wycheproof_ed25519_test.json")["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for test in group["tests"]:
            signed = STRANGER.is_signed(public, bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))
            assert signed == (test["result"] == "valid"), test["tcId"]
            count += 1
    assert count >= 100


def test_the_verifier_and_the_core_take_the_same_public_keys_of_the_odd_ones() -> None:
    from examcore.seal.primitives import is_sound_public

    publics = {bytes.fromhex(test["key"]) for test in outside("cctv_ed25519vectors.json")}
    for public in publics:
        point = STRANGER.read_point(public)
        sound = point is not None and STRANGER.times(8, point)[0] != 0
        assert sound == is_sound_public(public), public.hex()
