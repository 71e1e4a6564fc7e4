"""Knows whether every English message has its Vietnamese, and compiles `vi.po` to `vi.mo`.

Must not know what a message means: it compares msgids, places like {file}, and bytes.

    python .ci/catalogues.py check               complain and exit 1 where something is missing
    python .ci/catalogues.py compile             write each vi.mo from its vi.po
    python .ci/catalogues.py missing [PACKAGE]   print .po entries to translate
"""

from __future__ import annotations

import ast
import io
import string
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tree import find_packages, name_of


@dataclass(frozen=True, slots=True)
class Said:
    """One call of `msg("...")`: where, the template (None where it is not written out), the values' names."""

    where: str
    template: str | None
    names: frozenset[str] | None


class PlainCatalog(Catalog):
    """A Vietnamese catalogue whose header names no date and no tool, so the same .po gives the same .mo."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What gettext needs and nothing that changes by itself."""
        return [("Language", "vi"), ("MIME-Version", "1.0"), ("Content-Type", "text/plain; charset=utf-8")]


def places(template: str) -> frozenset[str]:
    """The names in braces; raises ValueError where the braces do not match."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name is not None)


def find_said(package: Path) -> Iterator[Said]:
    """Every message a package can say, in the order of its files."""
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            match node:
                case ast.Call(func=ast.Name(id="msg" | "Message" as said), args=arguments, keywords=values):
                    template = None
                    if arguments and isinstance(arguments[0], ast.Constant):
                        template = str(arguments[0].value)
                    elif said == "Message":
                        continue  # a sentence passed on, not said here
                    names = frozenset(value.arg for value in values if value.arg)
                    exact = said == "msg" and len(names) == len(values)
                    yield Said(f"{name_of(path)}:{node.lineno}", template, names if exact else None)


def read_catalogue(package: Path) -> Catalog:
    """The Vietnamese catalogue of a package, empty where it has none."""
    source = package / "locale" / "vi.po"
    if not source.exists():
        return Catalog(locale="vi")
    with source.open("rb") as file:
        return read_po(file, locale="vi", charset="utf-8", abort_invalid=True)


def compile_catalogue(catalogue: Catalog) -> bytes:
    """The .mo bytes of a catalogue: sorted, without fuzzy or empty entries, the same on every machine."""
    plain = PlainCatalog(locale="vi", charset="utf-8")
    for message in catalogue:
        if message.id and message.string and not message.fuzzy:
            plain.add(message.id, message.string, context=message.context)
    out = io.BytesIO()
    write_mo(out, plain)
    return out.getvalue()


def check_package(package: Path) -> Iterator[str]:
    """One sentence for each thing wrong with the messages of a package and their Vietnamese."""
    said: dict[str, str] = {}
    for message in find_said(package):
        if message.template is None:
            yield f"{message.where}: the template of a message must be written out in the call"
            continue
        said.setdefault(message.template, message.where)
        try:
            wanted = places(message.template)
        except ValueError as problem:
            yield f"{message.where}: {problem}"
            continue
        if message.names is not None and message.names != wanted:
            yield f"{message.where}: places {sorted(wanted)} but values {sorted(message.names)}"
    catalogue = read_catalogue(package)
    entries = {str(entry.id): entry for entry in catalogue if entry.id}
    po = f"{name_of(package)}/locale/vi.po"
    for template, where in said.items():
        entry = entries.get(template)
        if entry is None or not entry.string or entry.fuzzy:
            yield f"{where}: no Vietnamese in {po} for {template!r}"
    for template, entry in entries.items():
        text = str(entry.string)
        if template not in said:
            yield f"{po}:{entry.lineno}: nobody says {template!r} any more"
        if text and places(text) != places(template):
            yield f"{po}:{entry.lineno}: places differ from {template!r}"
        if text != unicodedata.normalize("NFC", text):
            yield f"{po}:{entry.lineno}: the Vietnamese is not NFC"
    compiled = package / "locale" / "vi.mo"
    if entries and (not compiled.exists() or compiled.read_bytes() != compile_catalogue(catalogue)):
        yield f"{name_of(compiled)} is not what vi.po compiles to: python3 dev.py fix"


def print_missing(package: Path) -> None:
    """Print entries ready to be pasted into the package's vi.po."""
    entries = {str(entry.id) for entry in read_catalogue(package) if entry.id and entry.string}
    for message in find_said(package):
        if message.template is not None and message.template not in entries:
            entries.add(message.template)
            quoted = message.template.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            print(f'#: {message.where}\nmsgid "{quoted}"\nmsgstr ""\n')


def main(command: str, names: list[str]) -> int:
    """Run one of the commands above and return its exit code."""
    packages = {name: path for name, path in find_packages().items() if not names or name in names}
    if command == "compile":
        for package in packages.values():
            catalogue = read_catalogue(package)
            if any(entry.id for entry in catalogue):
                (package / "locale" / "vi.mo").write_bytes(compile_catalogue(catalogue))
        return 0
    if command == "missing":
        for package in packages.values():
            print_missing(package)
        return 0
    problems = [problem for package in packages.values() for problem in check_package(package)]
    print("\n".join(problems) or "every message has its Vietnamese")
    return 1 if problems else 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    sys.exit(main((sys.argv[1:] or ["check"])[0], sys.argv[2:]))
