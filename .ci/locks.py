"""Knows whether the hashed locks hold what the pyprojects ask, without any network.

Must not resolve anything: `dev.py lock` does that. A lock pins by `==` with hashes and names no address.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tree import PYPROJECTS, ROOT, read_pyproject, table, texts

PRODUCT = "requirements.txt"
ALL = "requirements-dev.txt"
ADDRESS = re.compile(r"://|--(extra-)?index-url|--find-links|--trusted-host| @ ")


def read_lock(name: str) -> dict[str, list[Requirement]]:
    """Canonical name to its pins (more than one where markers tell them apart)."""
    pins: dict[str, list[Requirement]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith((" ", "#", "--")):
            pin = Requirement(line.rstrip("\\ "))
            pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


def find_wanted() -> Iterator[tuple[str, str, Requirement]]:
    """(lock it must stand in, who asks, requirement) of all pyprojects, our own distributions left out."""
    tables = {path: read_pyproject(path) for path in PYPROJECTS}
    ours = {canonicalize_name(str(table(one, "project").get("name"))) for one in tables.values()}
    for path, one in tables.items():
        asker = path.relative_to(ROOT).as_posix()
        asked = [(PRODUCT, text) for text in texts(table(one, "project").get("dependencies"))]
        for extra in table(one, "project", "optional-dependencies").values():
            asked += [(PRODUCT, text) for text in texts(extra)]
        for group in table(one, "dependency-groups").values():
            asked += [(ALL, text) for text in texts(group)]
        asked += [(ALL, text) for text in texts(table(one, "build-system").get("requires"))]
        for lock, text in asked:
            wanted = Requirement(text)
            if canonicalize_name(wanted.name) not in ours:
                yield lock, asker, wanted


def check_locks() -> Iterator[str]:
    """One sentence for each thing the locks lack."""
    locks = {name: read_lock(name) for name in (PRODUCT, ALL)}
    for name, pins in locks.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            if ADDRESS.search(line):
                yield f"{name}:{number}: a lock names no address"
        for block in re.split(r"\n(?=\S)", text.strip()):
            if "--hash=sha256:" not in block or "==" not in block:
                yield f"{name}: not pinned with a hash: {block.splitlines()[0]}"
        for distribution in pins:
            if name == PRODUCT and sorted(map(str, pins[distribution])) != sorted(
                map(str, locks[ALL].get(distribution, []))
            ):
                yield f"{distribution} is pinned otherwise in {PRODUCT} than in {ALL}"
    for lock, asker, wanted in find_wanted():
        found = locks[lock].get(canonicalize_name(wanted.name), [])
        if not found:
            yield f"{asker} asks {wanted}, which {lock} does not have: python3 dev.py lock"
        for pin in found:
            version = next(iter(pin.specifier)).version
            if not wanted.specifier.contains(version, prereleases=True):
                yield f"{asker} asks {wanted}, {lock} has {version}: python3 dev.py lock"


if __name__ == "__main__":
    problems = list(check_locks())
    print("\n".join(problems) or "the locks hold what the pyprojects ask")
    sys.exit(1 if problems else 0)
