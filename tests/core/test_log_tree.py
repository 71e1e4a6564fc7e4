"""Claims about the Merkle tree: against the RFC's own recursion, third-party vectors, and forged proofs."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examcore.log import Tree, is_grown, is_included
from examcore.log.tree import hash_leaf

ALL = bool(os.environ.get("EXAMCORE_ALL"))
OUTSIDE = Path(os.environ.get("EXAMCORE_VECTORS") or Path(__file__).resolve().parents[3] / "shared" / "vectors")


def root_by_the_rfc(entries: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.1, word for word."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return hashlib.sha256(b"\x01" + root_by_the_rfc(entries[:k]) + root_by_the_rfc(entries[k:])).digest()


def entries(count: int) -> list[bytes]:
    """So many different entries."""
    return [str(n).encode() for n in range(count)]


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_the_root_is_the_rfc_s_at_every_size_however_the_tree_was_made(found: list[bytes]) -> None:
    whole, grown = Tree(found), Tree()
    for one in found:
        grown.append(one)
    for size in range(len(found) + 1):
        assert whole.root(size) == grown.root(size) == root_by_the_rfc(found[:size])


def test_every_entry_at_every_size_is_proved_and_nothing_else_is() -> None:
    tree = Tree(entries(40))
    for size in range(1, 41):
        root = tree.root(size)
        for index in range(size):
            proof = tree.prove_entry(index, size)
            leaf = hash_leaf(str(index).encode())
            assert len(proof) <= (size - 1).bit_length()
            assert is_included(leaf, index, size, proof, root)
            assert not is_included(hash_leaf(b"x"), index, size, proof, root)
            assert not is_included(leaf, index ^ 1, size, proof, root)
            assert not is_included(leaf, index, size, proof, tree.root(size - 1))
            assert not is_included(leaf, index, size, (*proof, root), root)
            assert not is_included(leaf, index, size, proof[:-1], root) or not proof


def test_every_growth_is_proved_and_no_other() -> None:
    tree = Tree(entries(33))
    fork = Tree([*entries(5), b"x", *entries(33)[6:]])
    for size in range(1, 34):
        for old in range(1, size + 1):
            proof = tree.prove_growth(old, size)
            assert is_grown(old, tree.root(old), size, tree.root(size), proof)
            assert not is_grown(old, tree.root(old), size, tree.root(size), (*proof, tree.root()))
            assert not is_grown(old, tree.root(old - 1), size, tree.root(size), proof)
            if old > 5:
                assert not is_grown(old, fork.root(old), size, tree.root(size), proof)


def test_a_node_cannot_be_passed_off_as_an_entry() -> None:
    tree = Tree(entries(4))
    left = tree.prove_entry(2)[-1]
    inner = b"".join(hash_leaf(one) for one in entries(2))
    assert left == hashlib.sha256(b"\x01" + inner).digest()
    assert not is_included(hash_leaf(inner), 0, 2, (Tree(entries(4)[2:]).root(),), tree.root())


@pytest.mark.parametrize("ask", [(-1, 3), (3, 3), (0, 0), (0, 9)])
def test_there_is_no_proof_of_an_entry_that_is_not_there(ask: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"-?[0-9]"):
        Tree(entries(8)).prove_entry(*ask)


@pytest.mark.parametrize("ask", [(0, 3), (4, 3), (1, 9)])
def test_there_is_no_proof_of_growth_from_nothing_or_backwards(ask: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"[0-9]"):
        Tree(entries(8)).prove_growth(*ask)


def outside(name: str) -> list[dict[str, Any]]:
    """A third party's vectors; the daily run does without, the long one insists on being told where they are."""
    if ALL and not os.environ.get("EXAMCORE_VECTORS"):
        pytest.fail("EXAMCORE_VECTORS does not name the folder of third-party vectors")
    path = OUTSIDE / "merkle" / name
    if not path.is_file() and not ALL:
        pytest.skip(f"no third-party vectors at {path}; EXAMCORE_VECTORS names their folder")
    return list(json.loads(path.read_text(encoding="utf-8")))


def unpack(text: str) -> bytes:
    """Bytes of base64."""
    return base64.b64decode(text)


def test_inclusion_is_verified_as_a_third_party_s_vectors_say() -> None:
    found = outside("inclusion.json")
    assert len(found) >= 90
    for one in found:
        proof = [unpack(part) for part in one["proof"] or []]
        holds = is_included(unpack(one["leafHash"]), one["leafIdx"], one["treeSize"], proof, unpack(one["root"]))
        assert holds != one["wantErr"], one["_file"]


def test_growth_is_verified_as_a_third_party_s_vectors_say() -> None:
    found = outside("consistency.json")
    assert len(found) >= 90
    for one in found:
        proof = [unpack(part) for part in one["proof"] or []]
        roots = unpack(one["root1"]), unpack(one["root2"])
        assert is_grown(one["size1"], roots[0], one["size2"], roots[1], proof) != one["wantErr"], one["_file"]


def test_ten_thousand_entries_prove_in_fourteen_hashes_and_take_no_noticeable_time() -> None:
    tree = Tree(entries(10_000))
    proof = tree.prove_entry(4711)
    assert len(proof) <= 14
    assert len(tree.prove_growth(4711)) <= 15
    best = min(measure(tree, proof) for _ in range(20))
    assert best <= 0.001


def measure(tree: Tree, proof: tuple[bytes, ...]) -> float:
    """Seconds one verification takes."""
    started = time.perf_counter()
    assert is_included(hash_leaf(b"4711"), 4711, tree.size, proof, tree.root())
    return time.perf_counter() - started
