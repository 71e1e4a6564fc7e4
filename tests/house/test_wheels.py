"""Claims about what an officer gets who installs a wheel instead of a checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tree import PYPROJECTS, name_of, read_pyproject, table, texts


@pytest.mark.parametrize("pyproject", PYPROJECTS, ids=name_of)
def test_a_wheel_carries_every_file_of_its_packages(pyproject: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    built = subprocess.run(command, cwd=pyproject.parent, capture_output=True, encoding="utf-8", check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())
    packages = texts(table(read_pyproject(pyproject), "tool", "hatch", "build", "targets", "wheel")["packages"])
    wanted = {
        path.relative_to((pyproject.parent / folder).parent).as_posix()
        for folder in packages
        for path in (pyproject.parent / folder).rglob("*")
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.parts)
    }
    assert wanted - carried == set()
    names = {name.partition("/")[0] for name in carried}
    assert {name for name in names if not name.endswith(".dist-info")} == {Path(folder).name for folder in packages}
