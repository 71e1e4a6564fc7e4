"""Knows the command `examcore`: its groups, the commands plugins add, and what happens on a refusal.

Must not know what the commands do.
"""

from __future__ import annotations

import os
import sys

import click

from examcore import __version__
from examcore.errors import ExamcoreError
from examcore.language import LANGUAGES, choose_language, messages
from examcore.plugins import Plugins, load_plugins
from examcore.shell.click_words import teach_click
from examcore.shell.deferred import defer, defer_group, join
from examcore.shell.localized import LocalGroup, LocalOption, command
from examcore.shell.options import Shell, json_option
from examcore.shell.speak import give, give_json, tell_error

msg = messages("examcore")


def build(plugins: Plugins) -> click.Group:
    """The whole command line with everything the plugins add. Names are sorted, whoever brings them."""
    root = _Root(
        "examcore",
        help=msg("Holds a civil-service knowledge test: banks, forms, sittings, scoring, reports.").template,
        callback=_version,
        invoke_without_command=True,
        no_args_is_help=True,
        params=[
            LocalOption(["--version"], is_flag=True, help=msg("show the version").template),
        ],
    )
    for one in (*_list_own(), plugins_command):
        root.add_command(one)
    for one in plugins.commands():
        join(root, one)
    return root


def _list_own() -> list[click.Command]:
    """The core's commands. Each loads when it is called: a clerk who seals a form does not wait for what scores."""
    own = "examcore.shell"
    return [
        defer_group(
            "bank", msg("Item banks: make, fill, check, count, export."),
            f"{own}.bank:bank = init add map stats export", f"{own}.analysis:bank = learn expire",
            f"{own}.capacity:bank = capacity", f"{own}.review:bank = settle review revise standing acts versions",
            f"{own}.contribution:bank = card contribute receive", f"{own}.lint:bank = lint rules",
            f"{own}.study:bank = study",
        ),
        defer_group(
            "blueprint", msg("Blueprints: write them to files, check them, edit them on a screen."),
            f"{own}.blueprint:blueprint",
        ),
        defer_group("catalog", msg("Catalogues of positions: read a decision, list what is installed."),
                    f"{own}.catalog:catalog", f"{own}.proposing:catalog"),
        defer_group("ceremony", msg("Ceremonies: scripted, step by step, each step logged, each ends in a minute."),
                    f"{own}.ceremony:ceremony"),
        defer_group("council", msg("Councils and officers: nobody opens a bank or a packet alone."),
                    f"{own}.handover:council"),
        defer("demo", msg("Play one whole test on the sample items and show the results."), f"{own}.demo:demo"),
        defer_group("form", msg("Forms: assemble and seal them."), f"{own}.form:form"),
        defer_group("log", msg("The log of every act: show it, verify it, prove what stands in it."),
                    f"{own}.log:log"),
        defer_group("packet", msg("Packets: check, open and seal forms in their two envelopes."),
                    f"{own}.packet:packet"),
        defer_group("room", msg("A room while the test runs: see it, admit, start, pause, give time, end."),
                    f"{own}.room:room"),
        defer_group("sitting", msg("A sitting, from its making to its report."),
                    f"{own}.sitting:sitting = new publish collect accept-loss merged score report",
                    f"{own}.amend:sitting = amend changes", f"{own}.analysis:sitting = analyse"),
    ]  # fmt: skip


DESK = "desk"
"""The command that `examcore` alone runs for a person at a terminal, where a wing brings it."""


class _Root(LocalGroup):
    """The command `examcore`: alone in a terminal it opens the desk, alone anywhere else it shows the help."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        says_only_language = all(arg == "--lang" or arg.removeprefix("--lang=") in LANGUAGES for arg in args)
        if says_only_language and DESK in self.commands and sys.stdin.isatty() and sys.stdout.isatty():
            args = [DESK, *args]
        return super().parse_args(ctx, args)


def _version(version: bool) -> None:
    if version:
        give(f"examcore {__version__}")


@command("plugins", msg("List the installed plugins."))
@json_option
@click.pass_obj
def plugins_command(shell: Shell, as_json: bool) -> None:
    """List the installed plugins; two that bring the same are refused here, whatever is asked of them later."""
    shell.plugins.gather_all()
    facts = shell.plugins.facts
    if as_json:
        give_json([
            {"id": f.id, "kind": _kinds(f.hooks), "distribution": f.distribution, "version": f.version,
             "hooks": f.hooks} for f in facts
        ])  # fmt: skip
        return
    for fact in facts:
        give(f"{fact.id:<12} {fact.distribution} {fact.version:<10} {', '.join(_kinds(fact.hooks))}")


def _kinds(hooks: tuple[str, ...]) -> list[str]:
    return [hook.removeprefix("examcore_") for hook in hooks]


def main() -> None:
    """The console script."""
    choose_language(os.environ.get("EXAMCORE_LANG", "vi"))
    teach_click()
    try:
        plugins = load_plugins()
        build(plugins).main(prog_name="examcore", obj=Shell(plugins), standalone_mode=True)
    except ExamcoreError as error:
        tell_error(error)
        sys.exit(error.exit_code)
