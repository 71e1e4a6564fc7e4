"""Knows how blueprints come from files and are held against a regulation and a bank.

Must not know drawing, keys, commands or screens.
"""

from __future__ import annotations

from examcore.blueprints.checking import Checked, check_blueprint, check_file, find_strangers
from examcore.blueprints.loading import list_files, load_blueprints
from examcore.blueprints.wording import name_quota, note_usable, write_barred, write_state

__all__ = [
    "Checked",
    "check_blueprint",
    "check_file",
    "find_strangers",
    "list_files",
    "load_blueprints",
    "name_quota",
    "note_usable",
    "write_barred",
    "write_state",
]
