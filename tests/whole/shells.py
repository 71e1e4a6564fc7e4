"""Knows how the whole is run for these tests: as a user would, in processes of its own.

Must not know any module of the product.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PHRASE = "mật khẩu của ca thử"


@dataclass(frozen=True, slots=True)
class Shell:
    """Runs `examcore` in a folder, with a passphrase in the environment."""

    folder: Path

    def run(self, *words: str, phrase: str | None = PHRASE, text: str = "") -> subprocess.CompletedProcess[str]:
        """One command, as typed; what it printed and its exit code."""
        rest = {k: v for k, v in os.environ.items() if not k.startswith("EXAMCORE_")}
        if phrase is not None:
            rest["EXAMCORE_PASSPHRASE"] = phrase
        return subprocess.run(
            [sys.executable, "-m", "examcore", *words],
            cwd=self.folder,
            env=rest,
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def json(self, *words: str) -> Any:
        """The JSON document of a command that must succeed."""
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
