"""Knows how a blueprint file is written, so that reading it gives back exactly the same, remarks included.

Must not know banks or regulations.
"""

from __future__ import annotations

from collections.abc import Mapping

from examcore.errors import BadInput
from examcore.formats.blueprint import values
from examcore.formats.blueprint.lines import LARGEST, Notes
from examcore.formats.blueprint.reading import END, name_place, read_file
from examcore.language import messages
from examcore.nouns import Blueprint, PartPlan, Quota

msg = messages("examcore")
UNNOTED = Notes()


def write_file(blueprint: Blueprint, notes: Notes = UNNOTED, noted: Mapping[str, str] | None = None) -> bytes:
    """The file, UTF-8, with an officer's remarks and, behind `//=`, what the program notes at a place.

    Raises BadInput for a blueprint with a name or title that no line can hold (a line break, `|`, ` //`).
    """
    data = "\n".join(_Writer(notes, noted or {}).write(blueprint)).encode(errors="replace") + b"\n"
    if read_file("", data).blueprint != blueprint:
        raise BadInput(
            msg("the blueprint of {position} cannot be written as text", position=repr(blueprint.position)),
            msg("a name or title holds a line break, | or //, or a number is too large"),
        )
    if len(data) > LARGEST:
        raise BadInput(msg("the blueprint of {position} is larger than 1 MB", position=blueprint.position))
    return data


class _Writer:
    def __init__(self, notes: Notes, noted: Mapping[str, str]) -> None:
        self._above = dict(notes.above)
        self._beside = dict(notes.beside)
        self._noted = noted
        self._lines: list[str] = []

    def write(self, blueprint: Blueprint) -> list[str]:
        limits = blueprint.limits
        self._lines.append("---")
        self._set("position", blueprint.position)
        self._set("policy", f"{blueprint.policy} | {blueprint.profile}")
        self._set("overlap", f"nhiều nhất {limits.overlap}%")
        self._set("recent", f"nhiều nhất {limits.recent}%")
        self._set("rest", values.write_rest(limits.uses, limits.years))
        self._set("sets", f"nhiều nhất {limits.sets}")
        self._set("spread", values.write_thousandths(limits.spread))
        if blueprint.core:
            self._set("core", ", ".join(blueprint.core))
        for at, group in enumerate(blueprint.apart):
            self._add(f"apart#{at}", f"{values.HEAD['apart'][0]}: {', '.join(group)}")
        self._lines.append("---")
        for number, part in enumerate(blueprint.parts):
            self._write_part(number, part)
        self._write_rest()
        return self._lines

    def _write_part(self, number: int, part: PartPlan) -> None:
        self._lines.append("")
        cells = [part.name, *values.write_title(part.title), f"{part.count} câu"]
        self._add(name_place(number), "## " + " | ".join(cells))
        self._add(f"{number}/difficulty", f"{values.DIFFICULTY[0]}: {values.write_bounds(part.lowest, part.highest)}")
        for at, quota in enumerate(part.quotas):
            self._add(name_place(number, at), _write_quota(quota))

    def _set(self, setting: str, value: str) -> None:
        self._add(setting, f"{values.HEAD[setting][0]}: {value}")

    def _add(self, place: str, line: str) -> None:
        self._lines += [f"//{remark}" for remark in self._above.pop(place, ())]
        remark = self._beside.pop(place, "")
        line += f"  //{remark}" if remark else ""
        line += f"  //= {self._noted[place]}" if place in self._noted else ""
        self._lines.append(line)

    def _write_rest(self) -> None:
        """Remarks at the end, and those whose place is gone."""
        last = self._above.pop(END, ())
        left = [remark for remarks in self._above.values() for remark in remarks]
        rest = [*left, *self._beside.values(), *last]
        if rest:
            self._lines += ["", *(f"//{remark}" for remark in rest)]


def _write_quota(quota: Quota) -> str:
    words = {"level": values.LEVELS, "scope": values.SCOPES}.get(quota.tag, {})
    cells = [words.get(quota.value, quota.value), *values.write_title(quota.title)]
    return f"{values.TAGS[quota.tag][0]} {' | '.join(cells)}: {values.write_counts(quota.least, quota.most)}"
