"""The plugin guide, followed step by step: copy, test, change, see what was forgotten."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r'^```python\n(""".*?)^```', re.MULTILINE | re.DOTALL)  # whole files begin with their docstring
COPY, KIT = BLOCK.findall((ROOT / "docs" / "plugin-guide.md").read_text(encoding="utf-8"))

USE = """
from datetime import date
from examcore.plugins import load_plugins
import examcore_vinhlong.plugin as ours

policy = load_plugins(extra=[ours]).policy("vinhlong")
profile = policy.profile(date(2024, 11, 15))
print(profile.policy, profile.items)
"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """What the guide's first and third step make, beside a checkout that holds only Cần Thơ's plugin."""
    checkout = tmp_path / "checkout"
    shutil.copytree(
        ROOT / "plugins" / "cantho",
        checkout / "plugins" / "cantho",
        ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"),
    )
    (checkout / "copy_city.py").write_text(COPY, encoding="utf-8")
    subprocess.run([sys.executable, "copy_city.py"], cwd=checkout, check=True)
    made = tmp_path / "examcore-vinhlong"
    (made / "tests").mkdir()
    (made / "tests" / "test_kit.py").write_text(KIT, encoding="utf-8")
    return made


def run(city: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A Python in the city's folder that can import its package, as after installing it."""
    settings = {**os.environ, "PYTHONPATH": str(city), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *words], cwd=city, env=settings, capture_output=True, encoding="utf-8", check=False
    )


def test_the_copy_passes_the_kit_and_stands_beside_can_tho_under_its_own_name(city: Path) -> None:
    kit = run(city, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
    assert kit.returncode == 0, kit.stdout
    used = run(city, "-c", USE)
    assert used.stdout.split() == ["vinhlong", "100"], used.stderr
    left = [
        p.name for p in city.rglob("*") if p.suffix in {".py", ".toml"} and "cantho" in p.read_text("utf-8").lower()
    ]
    assert left == []


def test_the_kit_says_what_was_forgotten_when_only_a_count_is_changed(city: Path) -> None:
    profile = city / "examcore_vinhlong" / "profile.py"
    text = profile.read_text(encoding="utf-8")
    assert text.count(" 40, 1, ") == 1
    profile.write_text(text.replace(" 40, 1, ", " 30, 1, "), encoding="utf-8")
    kit = run(city, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
    assert kit.returncode == 1
    failed = set(re.findall(r"^FAILED \S+::(\w+)", kit.stdout, re.MULTILINE))
    assert "test_bands_are_contiguous_and_cover_every_total" in failed
    assert "test_quotas_leave_room_for_each_other" in failed
    assert "test_the_profile_is_this_policy_s_and_in_force" not in failed
