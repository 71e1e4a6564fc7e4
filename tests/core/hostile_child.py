"""A process of its own that reads hostile files and tells what each cost: run as `python hostile_child.py NAME...`."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path


def most_megabytes() -> int:
    """The most memory this program had. Linux's own count of a process begins with that of the one it was made by."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from examcore.plugin import examcore_formats
    from tests.core.hostile import FILES

    formats = {one.id: one for one in examcore_formats()}
    for one in (
        formats["xlsx"],
        formats["qti"],
        formats["moodle"],
    ):  # the libraries a reader loads are loaded before the clock runs
        one.read("warm", one.write([]), "general", "x", ())
    for name in sys.argv[1:]:
        format_name, make = FILES[name]
        data = make()
        begun = time.process_time()
        found = formats[format_name].read("hostile", data, "general", "x", ())
        spent = time.process_time() - begun
        cost = {
            "name": name,
            "seconds": spent,
            "megabytes": most_megabytes(),
            "items": len(found.items),
            "codes": [problem.code for problem in found.problems if problem.severity == "error"][:3],
        }
        sys.stdout.write(json.dumps(cost) + "\n")
