"""Knows which documents carry generated blocks, and whether they are fresh.

Must not know what a block shows: cog runs the code that stands in it.

    python .ci/docs.py check     exit 1 where a block is stale
    python .ci/docs.py write     write every block anew
"""

from __future__ import annotations

import sys

from cogapp import Cog

from tree import walk


def main(command: str) -> int:
    """Check or write every document with a cog block; 0 where all is well."""
    found = [str(p) for p in walk() if p.suffix == ".md" and "[[[cog" in p.read_text(encoding="utf-8")]
    if not found:
        return 0
    how = ["-r", "-U"] if command == "write" else ["--check", "--diff", "-U"]
    return int(Cog().main(["cog", "-P", "-n", "UTF-8", *how, *found]) or 0)


if __name__ == "__main__":
    sys.exit(main((sys.argv[1:] or ["check"])[0]))
