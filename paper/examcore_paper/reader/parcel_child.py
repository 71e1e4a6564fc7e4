"""Knows what the process is asked that reads pages for a machine of a cluster: pages in, facts out, one request a time.

Must not know where the pages came from. It ends when nobody asks any more, or with a page that takes too much.

A request is what `ship.examine_parcel` packs; the answer is a line of canonical JSON for every page.
"""

from __future__ import annotations

import json
import os
import pickle
import sys

from examcore.canonical import encode
from examcore_paper.reader.shield import begin_work
from examcore_paper.reader.worker import examine_watched


def main() -> None:
    """Answer requests on the standard streams until they end."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a decoder prints is no answer
        begin_work()
        while line := sys.stdin.buffer.readline():
            body = sys.stdin.buffer.read(json.loads(line)["size"])
            layout, allowance, pages = pickle.loads(body)  # from the process that started this one
            refs, data = zip(*pages, strict=True)
            found = examine_watched(layout, allowance, refs, data)
            answer = b"\n".join(map(encode, found))
            answers.write(json.dumps({"size": len(answer)}).encode() + b"\n" + answer)
            answers.flush()


if __name__ == "__main__":
    main()
