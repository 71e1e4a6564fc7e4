"""A bank of Cần Thơ of which only the tags matter, and the blueprint of one of its posts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from examcore.intake import read_files, sample_files
from examcore.plugins import load_plugins
from examcore.seal import Cost
from examcore.store import make_bank
from examcore_cantho.policy import CanthoPolicy

POLICY = CanthoPolicy()
DAY = date(2024, 11, 15)
POSITION = "TP-HT"
DEFAULT = POLICY.blueprint(POLICY.profile(DAY), next(one for one in POLICY.positions() if one.code == POSITION))
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)


def fill_bank(path: Path) -> Path:
    """A bank of the sample items at `path`."""
    bank, keys = make_bank(path, POLICY.id, "mật khẩu dài và lạ", DAY, CHEAP)
    bank.add(read_files(load_plugins(), sample_files(), "text", "", "", ()).items, keys)
    return path
