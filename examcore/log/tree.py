"""Knows the Merkle tree of a log: its root at any size, and short proofs that an entry is in it or that it only grew.

Must not know what an entry says: it sees bytes and hashes.

RFC 9162 section 2.1 (the same tree as RFC 6962): SHA-256, a leaf is hashed behind 0x00 and a node behind 0x01, so that
no node can be passed off as a leaf. Verification follows sections 2.1.3.2 and 2.1.4.2 and gives False, never an error.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

HASH = 32


def hash_leaf(entry: bytes) -> bytes:
    """The hash of one entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows at its right end. Every whole subtree's hash is kept: 64 bytes an entry, nothing on disk."""

    __slots__ = ("_levels",)

    def __init__(self, entries: Iterable[bytes] = ()) -> None:
        level = [hash_leaf(entry) for entry in entries]
        self._levels = [level]
        while len(level) > 1:
            level = [hash_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
            self._levels.append(level)

    @property
    def size(self) -> int:
        """How many entries it has."""
        return len(self._levels[0])

    def append(self, entry: bytes) -> None:
        """Add an entry at the right end."""
        found = hash_leaf(entry)
        for level in self._levels:
            level.append(found)
            if len(level) % 2:
                return
            found = hash_node(level[-2], level[-1])
        self._levels.append([found])

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` entries (all where None); of none, the hash of nothing.

        Raises ValueError where the tree has fewer.
        """
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise ValueError(size)
        return self._hash(0, size) if size else hashlib.sha256().digest()

    def prove_entry(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The hashes that lead from entry `index` (from 0) to the root at `size`, the leaf's sibling first.

        Raises ValueError where there is no such entry or size.
        """
        size = self.size if size is None else size
        if not 0 <= index < size <= self.size:
            raise ValueError(index)
        start, end = 0, size
        path = []
        while end - start > 1:
            split = start + _split(end - start)
            if index < split:
                path.append(self._hash(split, end))
                end = split
            else:
                path.append(self._hash(start, split))
                start = split
        return tuple(reversed(path))

    def prove_growth(self, old: int, size: int | None = None) -> tuple[bytes, ...]:
        """The hashes that show the root at `old` entries to be the beginning of the root at `size`.

        Raises ValueError where `old` is not from 1 to `size`.
        """
        size = self.size if size is None else size
        if not 1 <= old <= size <= self.size:
            raise ValueError(old)
        start, end = 0, size
        path = []
        while end != old:
            split = start + _split(end - start)
            if old <= split:
                path.append(self._hash(split, end))
                end = split
            else:
                path.append(self._hash(start, split))
                start = split
        if start:
            path.append(self._hash(start, end))
        return tuple(reversed(path))

    def _hash(self, start: int, end: int) -> bytes:
        size = end - start
        if size & (size - 1) == 0:
            height = size.bit_length() - 1
            return self._levels[height][start >> height]
        split = start + _split(size)
        return hash_node(self._hash(start, split), self._hash(split, end))


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows the entry hashed to `leaf` to be number `index` (from 0) of the `size` under `root`."""
    if not 0 <= index < size or not _are_hashes((leaf, *proof)):
        return False
    at, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at % 2 or at == last:
            found = hash_node(sibling, found)
            while at and not at % 2:
                at, last = at >> 1, last >> 1
        else:
            found = hash_node(found, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def is_grown(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows the tree of `size` entries under `root` to begin with the `old` ones under `old_root`.

    From nothing (`old` 0) nothing can be shown.
    """
    if not 1 <= old <= size or not _are_hashes(proof):
        return False
    if old == size:
        return not proof and old_root == root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path or not _are_hashes(path):
        return False
    at, last = old - 1, size - 1
    while at % 2:
        at, last = at >> 1, last >> 1
    old_found = found = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at % 2 or at == last:
            old_found, found = hash_node(sibling, old_found), hash_node(sibling, found)
            while at and not at % 2:
                at, last = at >> 1, last >> 1
        else:
            found = hash_node(found, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and old_found == old_root and found == root


def _are_hashes(found: Iterable[bytes]) -> bool:
    return all(len(one) == HASH for one in found)
