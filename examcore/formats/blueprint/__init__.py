"""Knows the blueprint as a file an officer edits: read with every problem at once, written without loss.

Must not know banks or regulations. The format is described in docs/formats/blueprint.md.
"""

from __future__ import annotations

from examcore.errors import Problem
from examcore.formats.blueprint.lines import LARGEST, Notes
from examcore.formats.blueprint.reading import Reading, name_place, read_file
from examcore.formats.blueprint.writing import write_file
from examcore.nouns import Blueprint

__all__ = ["LARGEST", "Notes", "Reading", "name_place", "read_blueprint", "read_file", "write_blueprint", "write_file"]


def read_blueprint(name: str, data: bytes) -> tuple[Blueprint | None, tuple[Problem, ...]]:
    """The blueprint in a file, and every problem in the order of lines.

    None where a line was not understood. A blueprint that was understood and of which no form can be drawn (its least
    numbers add up to more than the part has) comes with errors, so that it can be mended.
    """
    reading = read_file(name, data)
    return reading.blueprint, reading.problems


def write_blueprint(blueprint: Blueprint) -> bytes:
    """A file from which `read_blueprint` gives back exactly this blueprint. Raises BadInput where none can."""
    return write_file(blueprint)
