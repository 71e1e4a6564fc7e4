"""Knows how files become items, each read by a format and held against the others; and how items become a file.

Must not know banks or commands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from examcore.engine.lint.placing import fix_places
from examcore.errors import BadItems, Misused, NotFound, Problem, Refused
from examcore.formats.draft import tidy
from examcore.formats.tags import TAGS
from examcore.hooks import AnnotatedFormat, Format, KeyedFormat, MappedFormat, Origin
from examcore.language import Message, messages
from examcore.nouns import Item, Tags, spell
from examcore.plugins import Plugins
from examcore.proposing import is_machine_draft

msg = messages("examcore")
LARGEST = 20 * 1024 * 1024
LARGEST_MAPPING = 64 * 1024
SAMPLES = "examcore_banks"
OWN = "text"


@dataclass(frozen=True, slots=True)
class Intake:
    """What a number of files held; `origins` tells the file and the place of each item, where its reader says."""

    found: int
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    origins: tuple[tuple[str, Origin], ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity == "error")


def read_files(
    plugins: Plugins,
    files: Sequence[tuple[str, bytes]],
    format_name: str | None,
    part: str,
    area: str,
    positions: tuple[str, ...],
    parts: Sequence[str] = (),
    mapping: bytes | None = None,
    keys: tuple[str, bytes] | None = None,
) -> Intake:
    """Items and problems of all files in their order, and problems between files.

    An item of a part that is not among `parts` could never be drawn and is a problem; without any, every part will do.
    A draft of the machine is a problem until somebody has taken it over.
    `mapping` is a file that names the columns of tables, `keys` one that holds keys by the numbers of questions.
    """
    found = 0
    items: list[Item] = []
    problems: list[Problem] = []
    origins: list[tuple[str, Origin]] = []
    first_in: dict[str, str] = {}
    for name, data in files:
        chosen = _format_for(plugins, name, data, format_name)
        if mapping is not None:
            chosen = _with_columns(chosen).mapped(mapping)
        if keys is not None:
            chosen = _with_keys(chosen).keyed(*keys)
        read = chosen.read(name, data, part, area, positions)
        found += read.found
        problems += read.problems
        places = read.origins or (Origin("", ""),) * len(read.items)
        own, notes = _hold_places(name, chosen.id, read.items)
        problems += notes
        for item, place in zip(own, places, strict=True):
            if item.id in first_in:
                problems.append(
                    Problem(name, msg("whole file"), "same-id",
                            msg("item {item} stands in {file} too", item=item.id, file=first_in[item.id]), item.id)
                )  # fmt: skip
                continue
            first_in[item.id] = name
            if parts and item.tags.part not in parts:
                problems.append(
                    Problem(name, msg("whole file"), "unknown-part",
                            msg("there is no part called {part}; there are {parts}", part=item.tags.part,
                                parts=", ".join(parts)), item.id)
                )  # fmt: skip
                continue
            if is_machine_draft(item.tags.origin):
                problems.append(
                    Problem(name, msg("whole file"), "machine-draft",
                            msg("a draft of the machine that nobody has taken over"), item.id,
                            repair=msg("read it, mend it, then write who answers for it at nơi soạn"))
                )  # fmt: skip
                continue
            problems += plugins.check_item(item)
            items.append(item)
            origins.append((name, place))
    return Intake(found, tuple(items), tuple(problems), tuple(origins))


def _hold_places(name: str, format_id: str, items: Sequence[Item]) -> tuple[tuple[Item, ...], list[Problem]]:
    """The items with a fixed place for options that speak of others: shuffled, "Cả A và B" would name other options.

    Our own text says itself which places are fixed, and is left as it is written.
    """
    if format_id == OWN:
        return tuple(items), []
    held = tuple(fix_places(item) for item in items)
    count = sum(one != other for one, other in zip(held, items, strict=True))
    if not count:
        return held, []
    message = msg("{count} questions have options that speak of others: the places of those are kept", count=count)
    return held, [Problem(name, msg("whole file"), "places-fixed", message, severity="note")]


def _format_for(plugins: Plugins, name: str, data: bytes, asked: str | None) -> Format:
    """The format asked for; else the one of those with the file's ending that recognises the content, else the only one
    of all that does, else the only one with that ending.
    """
    if asked:
        return plugins.format(asked)
    suffix = Path(name).suffix.lower()
    ending = [one for one in plugins.formats.values() if suffix in one.suffixes]
    seen = [one for one in plugins.formats.values() if one.recognises(name, data)]
    for candidates in ([one for one in ending if one in seen], seen, ending):
        if len(candidates) == 1:
            return candidates[0]
    raise NotFound(
        msg("no installed format reads {name}", name=name),
        msg("name one with --format: {names}", names=", ".join(plugins.formats)),
    )


def propose_mapping(plugins: Plugins, name: str, data: bytes, format_name: str | None) -> bytes:
    """A mapping file for tables like this one. Raises BadInput where it has no headings, Misused for no table."""
    return _with_columns(_format_for(plugins, name, data, format_name)).propose(name, data)


def _with_columns(chosen: Format) -> MappedFormat:
    if not isinstance(chosen, MappedFormat):
        raise Misused(msg("the format {name} has no columns to map", name=chosen.id), msg("leave --mapping away"))
    return chosen


def _with_keys(chosen: Format) -> KeyedFormat:
    if not isinstance(chosen, KeyedFormat):
        raise Misused(msg("the format {name} takes no keys from another file", name=chosen.id),
                      msg("leave --keys-from away"))  # fmt: skip
    return chosen


def annotate_file(
    plugins: Plugins, name: str, data: bytes, format_name: str | None, problems: Sequence[Problem]
) -> bytes:
    """A copy of a file with those of `problems` that are its own written in. Raises Misused where its format has no
    such copies, BadInput where the file cannot be opened at all.
    """
    chosen = _format_for(plugins, name, data, format_name)
    if not isinstance(chosen, AnnotatedFormat):
        raise Misused(msg("the format {name} has no annotated copies", name=chosen.id), msg("leave --annotate away"))
    return chosen.annotate(data, [problem for problem in problems if problem.file == name])


def guess_format(plugins: Plugins, name: str) -> str:
    """The format a file of this name is written in: the one whose first ending it has, else our own text."""
    suffix = Path(name).suffix.lower()
    return next((one.id for one in plugins.formats.values() if one.suffixes[:1] == (suffix,)), "text")


def name_field(field: str) -> Message:
    """A field of an item as people call it."""
    return {**TAGS, **_FIELDS}.get(field, msg("item"))


_FIELDS = {
    "id": msg("id"), "fixed": msg("fixed places"), "bases": msg("basis"), "also": msg("further areas"),
    "item_set": msg("item set"), "uses": msg("days of use"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A file of items that was read back: the fields of items it has no place for, and how many items lose each."""

    data: bytes
    lost: tuple[tuple[str, int], ...]


def write_items(plugins: Plugins, items: Sequence[Item], format_name: str, name: str) -> Written:
    """A file of `items` in a format, read back before anyone relies on it.

    Raises BadItems naming the items whose stem, options or key would come back otherwise, Refused for a file larger
    than any that is read.
    """
    chosen = plugins.format(format_name)
    data = chosen.write(items)
    if not items:
        return Written(data, ())
    read = chosen.read(name, data, "", "", ())
    if len(read.items) < len(items):  # a format without tags needs to be told them
        read = chosen.read(name, data, items[0].tags.part, items[0].tags.area, ())
    if [_text_of(item) for item in read.items] == [_text_of(item) for item in items]:
        lost = Counter(field for one, other in zip(items, read.items, strict=True) for field in _differ(one, other))
        return Written(data, tuple(sorted(lost.items())))
    whole = next((one for one in read.problems if one.severity == "error" and not one.question), None)
    if whole is not None and not read.items:
        raise Refused(
            msg("nothing was written: the file could not be read back: {reason}", reason=whole.message),
            msg("take fewer items at a time; bank export has --part, --area and --standing"),
        )
    wrong = _find_changed(items, read.items)
    problems = tuple(
        Problem(
            name,
            msg("whole file"),
            "not-writable",
            msg("the format {name} cannot say this item", name=format_name),
            one.id,
        )
        for one in wrong
    )
    raise BadItems(
        msg("nothing was written"), problems, msg("choose another format: {names}", names=", ".join(plugins.formats))
    )


def _find_changed(items: Sequence[Item], read: Sequence[Item]) -> list[Item]:
    back = Counter(_text_of(item) for item in read)
    changed = []
    for item in items:
        if back[_text_of(item)]:
            back[_text_of(item)] -= 1
        else:
            changed.append(item)
    return changed or list(items)


def _text_of(item: Item) -> tuple[str, tuple[str, ...], int]:
    """Stem, options and key; runs of blanks are not told apart, since no reader of outside files keeps them."""
    return (
        tidy(spell(item.stem, item.figures), True),
        tuple(tidy(spell(o.text, o.figures), False) for o in item.options),
        [o.id for o in item.options].index(item.key),
    )


def _differ(one: Item, other: Item) -> list[str]:
    """The fields of an item beside its text that came back otherwise."""
    lost = [field.name for field in fields(Tags) if getattr(one.tags, field.name) != getattr(other.tags, field.name)]
    lost += ["id"] if one.id != other.id else []
    return lost + (["fixed"] if [o.fixed for o in one.options] != [o.fixed for o in other.options] else [])


def sample_files() -> list[tuple[str, bytes]]:
    """The sample items that come with examcore, as (name, content), sorted by name."""
    found: list[tuple[str, bytes]] = []

    def walk(folder: Traversable, prefix: str) -> None:
        for entry in folder.iterdir():
            if entry.is_dir():
                walk(entry, f"{prefix}{entry.name}/")
            elif entry.name.endswith(".txt"):
                found.append((prefix + entry.name, entry.read_bytes()))

    walk(resources.files(SAMPLES), "")
    return sorted(found)
