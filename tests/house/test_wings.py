"""Claims about what loads what: a light start, and no door but the entry points."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata

import pytest

from tree import PYPROJECTS, read_pyproject, table

HEAVY = {"textual", "rich", "typst", "cv2", "PIL", "numpy", "qrcode", "pypdfium2", "simplejpeg", "zxingcpp",
         "xlsxwriter", "highspy", "aiohttp", "asyncssh"}  # fmt: skip
HELP = """
import contextlib, io, sys
from examcore.shell.main import main
sys.argv = ["examcore", "--help"]
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    main()
"""
REPORT = """
import json, sys
print()
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


def load(code: str) -> set[str]:
    """The top names in `sys.modules` of a new process that ran `code`."""
    command = [sys.executable, "-c", f"{code}\n{REPORT}"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "code",
    ["import examcore.plugin", "from examcore.plugins import load_plugins; load_plugins()", HELP],
    ids=["the core's plugin", "listing plugins", "examcore --help"],
)
def test_nothing_that_draws_or_prints_is_loaded_by(code: str) -> None:
    assert load(code) & HEAVY == set()


BARRED = f"""
import sys
class Bar:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {HEAVY!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Bar())
from examcore.shell.main import main
main()
"""


@pytest.mark.parametrize("words", [["--help"], ["plugins", "--json"], ["sheet", "--help"], ["sit", "--help"]])
def test_an_install_without_any_extra_starts(words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", BARRED, *words], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_look_out_sees_a_heavy_package() -> None:
    assert "numpy" in load("import numpy") & HEAVY


def test_the_entry_points_are_those_of_the_pyprojects() -> None:
    written = {
        (name, str(value))
        for path in PYPROJECTS
        for name, value in table(read_pyproject(path), "project", "entry-points", "examcore").items()
    }
    assert {(point.name, point.value) for point in metadata.entry_points(group="examcore")} == written
