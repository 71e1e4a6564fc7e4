"""Claims about the command line as a whole: what scripts rely on, and that every command explains itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from examcore.language import speaking
from examcore.plugins import load_plugins
from examcore.shell.deferred import DeferredGroup, find_command
from examcore.shell.localized import LocalCommand
from examcore.shell.main import build

# What other programs rely on: a command and its options. No name changes without a line in the CHANGELOG.
CONTRACT = {
    "demo": "--out --seed --json",
    "catalog import": "--json",
    "bank init": "--policy --sample --passphrase-file",
    "bank add": "--part --area --position --format --mapping --dry-run --only-good --show --json --passphrase-file",
    "bank map": "--out",
    "bank lint": "--json",
    "bank stats": "--json",
    "bank export": "--format --json",
    "bank settle": "--reviewed --people --existing --by --json",
    "bank review": "--all --pass --approve --return --retire --comment --comment-file --by --json",
    "bank revise": "--format --comment --by --json",
    "bank standing": "--of --json",
    "bank versions": "--json",
    "bank acts": "--json",
    "bank card": "--out --json",
    "bank contribute": "--by --source --out --format --only-good --json",
    "bank receive": "--by --json",
    "blueprint write": "--position --date --out",
    "blueprint check": "--date --forms --json",
    "blueprint edit": "--position --date",
    "form assemble": "--position --forms --booklets --overlap --seed --out --json --passphrase-file",
    "sheet print": "--sitting --spare --out",
    "sheet geometry": "--json",
    "sheet read": "--sitting --out --json",
    "sitting new": "--policy --form --candidates --date",
    "sitting publish": "--out",
    "sitting pictures": "--out --room --json",
    "sitting collect": "",
    "sitting score": "--json",
    "sitting report": "--json",
    "sit": "--plain --lang",
    "serve ssh": "--port --host --most --per-address --wrong-per-address --json --lang",
    "serve web": "--port --host --most --wrong-per-address --cert --key-pem --behind-proxy --json --lang",
    "plugins": "--json",
}


def walk_commands(command: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command under `command` with its full name."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for one in command.list_commands(context):
            found = command.get_command(context, one)
            assert isinstance(found, LocalCommand)
            found = found.load()
            yield from walk_commands(found, f"{name} {one}".strip())
    if name:
        yield name, command


def options(command: click.Command) -> set[str]:
    """All option names of a command."""
    return {name for parameter in command.params for name in parameter.opts}


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """The installed command in a process of its own, with nobody at the keyboard."""
    code = "from examcore.shell.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("name", CONTRACT)
def test_a_script_can_rely_on(name: str, examcore: click.Group) -> None:
    commands = dict(walk_commands(examcore))
    assert name in commands
    assert set(CONTRACT[name].split()) <= options(commands[name])


def test_every_command_and_option_has_help(examcore: click.Group) -> None:
    silent = []
    for name, command in walk_commands(examcore):
        if not command.help:
            silent.append(name)
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.help:
                silent.append(f"{name} {parameter.opts[0]}")
    assert silent == []


def test_a_command_that_loads_later_is_called_what_it_is(examcore: click.Group) -> None:
    groups = [one for _, one in walk_commands(examcore) if isinstance(one, click.Group)]
    context = click.Context(examcore)
    for group in [examcore, *groups]:
        for name in group.list_commands(context):
            stand_in = group.get_command(context, name)
            assert isinstance(stand_in, LocalCommand)
            itself = stand_in.load()
            assert (itself.name, itself.help) == (name, stand_in.help)


def test_no_command_of_a_source_is_forgotten_and_each_is_found_by_its_name_alone() -> None:
    plugins = load_plugins()
    for name, group in build(plugins).commands.items():
        if isinstance(group, DeferredGroup):
            found = [find_command(source) for source in group.sources if isinstance(source, str)]
            brought = {
                one for part in found for one in (part.commands if isinstance(part, click.Group) else [part.name])
            }
            fresh = build(plugins).commands[name]
            assert isinstance(fresh, DeferredGroup)
            context = click.Context(fresh)
            assert all(fresh.get_command(context, one) for one in brought if one)
            assert set(group.list_commands(context)) == brought


def test_every_help_is_vietnamese_first_and_english_on_request(examcore: click.Group) -> None:
    for name, command in walk_commands(examcore):
        context = click.Context(command, info_name=name)
        with speaking("vi"):
            vietnamese = command.get_help(context)
        with speaking("en"):
            english = command.get_help(context)
        assert command.help is not None
        assert " ".join(command.help.split())[:40] in " ".join(english.split())
        assert " ".join(command.help.split())[:40] not in " ".join(vietnamese.split()), name


def test_every_option_is_vietnamese_first_also_one_that_comes_from_another_package(examcore: click.Group) -> None:
    with speaking("vi"):
        for name, command in walk_commands(examcore):
            context = click.Context(command, info_name=name)
            for option in command.params:
                if isinstance(option, click.Option) and option.help:
                    record = option.get_help_record(context)
                    assert record is None or not record[1].startswith(option.help), f"{name} {option.opts[0]}"


def test_no_secret_is_an_argument(examcore: click.Group) -> None:
    for name, command in walk_commands(examcore):
        assert not options(command) & {"--passphrase", "--password", "--pin", "--key"}, name


def test_a_misused_command_exits_2_and_prints_no_data() -> None:
    for words in (["fly"], ["bank", "fly"], ["plugins", "--fly"]):
        done = run(*words)
        assert (done.returncode, done.stdout) == (2, ""), words


def test_a_refusal_exits_1_with_its_reason_on_stderr() -> None:
    done = run("bank", "stats", "no-such-bank", "--lang", "en")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no-such-bank" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [("--help", "--lang", "en"), ("--lang=en", "--help"), ("--lang", "en")])
def test_help_and_refusals_speak_the_language_wherever_it_is_asked_for(words: tuple[str, ...]) -> None:
    done = run("bank", "stats", *words)
    assert "Usage:" in done.stdout + done.stderr


def test_vietnamese_help_names_no_kind_of_value_in_english() -> None:
    text = run("sitting", "new", "--help").stdout
    assert "--date NGÀY" in text
    assert not {"TEXT", "PATH", "INTEGER"} & set(text.split())


def test_a_command_needs_no_words_behind_it() -> None:
    for words in ([], ["plugins"]):
        done = run(*words)
        assert "Traceback" not in done.stderr, words
    assert run("plugins").returncode == 0
