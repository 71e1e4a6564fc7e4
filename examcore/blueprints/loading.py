"""Knows how the blueprints of a draw are read from files and folders: all of them sound, or none.

Must not know banks.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from examcore.engine.flaws import compare_with
from examcore.errors import BadItems, NotFound, Problem
from examcore.files import read_limited
from examcore.formats.blueprint import LARGEST, read_file
from examcore.formats.blueprint.lines import tell_at
from examcore.language import messages
from examcore.nouns import Blueprint, Profile

msg = messages("examcore")
SUFFIX = ".txt"


def load_blueprints(paths: Iterable[Path], profile: Profile | None = None) -> dict[str, Blueprint]:
    """Blueprints by position, in the order of the files; of a folder, its `.txt` files by name.

    With a profile, each must keep to it. Raises NotFound where a file or folder is not there or a folder holds none,
    BadItems with every problem of every file where one has an error or two are for the same position.
    """
    found: dict[str, Blueprint] = {}
    first_in: dict[str, str] = {}
    problems: list[Problem] = []
    for path in list_files(paths):
        name = str(path)
        reading = read_file(name, read_limited(path, LARGEST))
        problems += reading.problems
        blueprint = reading.blueprint
        if blueprint is None:
            continue
        if profile is not None:
            problems += [
                tell_at(name, reading.line_of(flaw), flaw.code, flaw.message)
                for flaw in compare_with(profile, blueprint)
            ]
        position = blueprint.position
        if position in found:
            said = msg("{file} is for the position {position} too", file=first_in[position], position=position)
            problems.append(tell_at(name, reading.lines["position"], "position-twice", said))
        found[position] = blueprint
        first_in[position] = name
    if any(problem.severity == "error" for problem in problems):
        raise BadItems(msg("the blueprints have problems, nothing was drawn"), tuple(problems),
                       msg("mend the lines named above: examcore blueprint check shows them all"))  # fmt: skip
    return found


def list_files(paths: Iterable[Path]) -> list[Path]:
    """The blueprint files at these paths: a file itself, of a folder its `.txt` files by name. Raises NotFound."""
    files: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        inside = sorted(one for one in path.iterdir() if one.suffix.lower() == SUFFIX and one.is_file())
        if not inside:
            raise NotFound(msg("{folder} holds no blueprint", folder=str(path)),
                           msg("examcore blueprint write makes one, a file {suffix}", suffix=SUFFIX))  # fmt: skip
        files += inside
    return files
