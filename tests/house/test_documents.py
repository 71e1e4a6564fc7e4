"""Claims about the commands a reader is told to type."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

import dev
from examcore.shell.localized import LocalCommand
from tree import ROOT, name_of

DOCUMENTS = [path for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))] if path.exists()]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")


def find_commands(text: str) -> list[str]:
    """The lines beginning `$ ` of all console blocks, continued lines joined."""
    blocks = "\n".join(BLOCK.findall(text)).replace("\\\n", " ")
    return [line[2:].strip() for line in blocks.splitlines() if line.startswith("$ ")]


TOLD = [(path, command) for path in DOCUMENTS for command in find_commands(path.read_text(encoding="utf-8"))]


def refuse_line(command: str, examcore: click.Group) -> str:
    """What is wrong with a line a reader would type; empty where nothing is."""
    words = shlex.split(command, comments=True)
    words = words[: next((i for i, word in enumerate(words) if word in ("|", ">", "&&", ">>")), len(words))]
    if words[:2] in (["python3", "dev.py"], ["py", "dev.py"]):
        if len(words) < 3 or words[2] not in dev.COMMANDS:
            return f"dev.py has no such command: {command}"
        if words[2] not in ("run", "demo"):
            return ""
        words = ["examcore", *(words[2:] if words[2] == "demo" else words[3:])]
    if words and words[0] == "examcore":
        return refuse_arguments(words[1:], examcore)
    known = {
        "git",
        "cd",
        "pip",
        "pipx",
        "uv",
        "less",
        "ls",
        "cat",
        "python3",
        "py",
        "ssh",
        "mkdir",
        "cp",
        "export",
    }
    if words and words[0] not in known and not words[0].startswith(".venv/"):
        return f"who has {words[0]}?"
    return ""


def refuse_arguments(words: list[str], command: click.Command) -> str:
    """What is wrong with the words after `examcore`: an unknown command or option."""
    context = click.Context(command, info_name="examcore")
    while words and isinstance(command, click.Group):
        if words[0].startswith("-"):
            if "--" + words[0].lstrip("-").partition("=")[0] not in options(command):
                return f"examcore has no option {words[0]}"
            words = words[1:] if is_flag(command, words[0]) or "=" in words[0] else words[2:]
            continue
        found = command.get_command(context, words[0])
        if found is None:
            return f"examcore has no command {words[0]}"
        command, words = found.load() if isinstance(found, LocalCommand) else found, words[1:]
        context = click.Context(command, parent=context)
    for word in words:
        if word.startswith("--") and word.partition("=")[0] not in options(command):
            return f"{command.name} has no option {word}"
    return ""


def options(command: click.Command) -> set[str]:
    """All long options of a command."""
    return {name for parameter in command.params for name in [*parameter.opts, *parameter.secondary_opts]} | {"--help"}


def is_flag(command: click.Command, word: str) -> bool:
    """Whether the option takes no value."""
    return not any(
        isinstance(parameter, click.Option) and word in parameter.opts and not parameter.is_flag
        for parameter in command.params
    )


@pytest.mark.parametrize(("path", "command"), TOLD, ids=[f"{name_of(path)}: {line}" for path, line in TOLD])
def test_a_reader_can_type(path: Path, command: str, examcore: click.Group) -> None:
    assert refuse_line(command, examcore) == ""


@pytest.mark.parametrize("path", DOCUMENTS, ids=[name_of(path) for path in DOCUMENTS])
def test_every_link_between_documents_leads_somewhere(path: Path) -> None:
    links = LINK.findall(path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize(
    "line",
    [
        "python3 dev.py fly",
        "examcore bank fly",
        "examcore demo --fly",
        "frobnicate",
        "python3 dev.py run fly",
    ],
)
def test_a_line_nobody_can_type_is_seen(line: str, examcore: click.Group) -> None:
    assert refuse_line(line, examcore) != ""


def test_the_readme_leads_to_the_demo_and_the_tests() -> None:
    told = find_commands((ROOT / "README.md").read_text(encoding="utf-8"))
    assert "python3 dev.py demo" in told
    assert "python3 dev.py test" in told
