"""Knows which writer makes the file that is asked for by its ending.

Must not know disks.
"""

from __future__ import annotations

from pathlib import Path

from examcore.errors import BadInput
from examcore.language import messages
from examcore.plugins import Plugins
from examcore.study.listing import Syllabus
from examcore.study.report import as_document, as_lines, as_table

msg = messages("examcore")
TEXT = ".txt"


def write_syllabus(plugins: Plugins, syllabus: Syllabus, out: Path) -> bytes:
    """The list as the file's ending asks. Raises BadInput naming the endings there are."""
    suffix = out.suffix.lower()
    if suffix == TEXT:
        return ("\n".join(as_lines(syllabus)) + "\n").encode()
    for writer in plugins.writers.values():
        for thing in (as_document(syllabus), as_table(syllabus)):
            if writer.suffix == suffix and writer.takes(thing):
                return writer.write(thing)
    endings = sorted({TEXT, *(writer.suffix for writer in plugins.writers.values())})
    raise BadInput(
        msg("{path}: there is no writer for this ending", path=str(out)),
        msg("use one of: {endings}", endings=", ".join(endings)),
    )
