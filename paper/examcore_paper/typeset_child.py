"""Knows how the limited child process typesets: requests come in on stdin, PDF files go out on stdout.

Must not know what is typeset, nor read or write any file outside the folder of templates it is given.

A request is one line of JSON; an answer is one line of JSON ({"size"} or {"problem"}) and then `size` bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import typst

from examcore.apart import limit_process

if TYPE_CHECKING:
    from typst import PDFStandard

MEMORY_BYTES = 2 * 1024**3
PICTURE_DPI = 300


def main(root: Path) -> None:
    """Answer requests until stdin ends."""
    limit_process(MEMORY_BYTES)
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    compilers: dict[tuple[str, bool], typst.Compiler] = {}
    for line in sys.stdin.buffer:
        answer(root, compilers, json.loads(line), answers)


def answer(
    root: Path, compilers: dict[tuple[str, bool], typst.Compiler], request: dict[str, str], out: BinaryIO
) -> None:
    """Typeset one request and write the answer: a PDF, or the first page as PNG."""
    template, system = request["template"], request["system_fonts"] == "yes"
    if (template, system) not in compilers:
        compilers[template, system] = typst.Compiler(
            input=str(root / template), root=str(root), ignore_system_fonts=not system
        )
    standards = cast("list[PDFStandard]", request["standards"].split())
    try:
        inputs = {name: request[name] for name in ("data", "font", "marks")}
        if request["format"] == "png":
            made = compilers[template, system].compile(format="png", ppi=PICTURE_DPI, sys_inputs=inputs)
        else:
            made = compilers[template, system].compile(
                format="pdf",
                sys_inputs=inputs,
                timestamp=int(request["timestamp"]),
                pdf_standards=standards,
                pdf_tags=request["tags"] == "yes",
            )
        pdf = made[0] if isinstance(made, list) else made
    except typst.TypstError as problem:
        out.write(json.dumps({"problem": problem.message}).encode() + b"\n")
    else:
        assert isinstance(pdf, bytes)  # no output path was given
        out.write(json.dumps({"size": len(pdf)}).encode() + b"\n" + pdf)
    out.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
