"""Draws docs/pictures/question.svg: the candidate's screen as the real app shows it, on a sample item.

Must not need a display: the app runs headless.

    python .ci/picture.py
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from tree import ROOT

sys.path.insert(0, str(ROOT))

from examcore.formats.text import TextFormat
from examcore.language import choose_language
from tests.terminal.rooms import arrange
from tests.terminal.stage import Actor, play

ITEM = ROOT / "banks" / "examcore_banks" / "chung" / "hien-phap.txt"


def main() -> int:
    """Sit the first three questions and keep the picture."""
    choose_language("vi")
    found = TextFormat().read(ITEM.name, ITEM.read_bytes(), "", "", ())
    questions = [item.question() for item in found.items[:15]]
    pictures: list[str] = []

    async def story(actor: Actor) -> None:
        await actor.start()
        await actor.press("2", "right", "1", "right", "f2", "right", "3", "left", "left")
        pictures.append(actor.app.export_screenshot(title="examcore"))

    with tempfile.TemporaryDirectory() as folder:
        arranged = arrange(5, 10, 120, rehearsal=False, questions=questions)
        play(arranged.publish(Path(folder) / "room"), story)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", pictures[0], flags=re.DOTALL)
    svg = svg.replace("Fira Code", "DejaVu Sans Mono, Consolas, Menlo")
    target = ROOT / "docs" / "pictures" / "question.svg"
    target.parent.mkdir(exist_ok=True)
    svg = svg.replace("<!-- Generated with Rich https://www.textualize.io -->", "")
    target.write_text(re.sub(r"terminal-\d+", "terminal", svg), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
