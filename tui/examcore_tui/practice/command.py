"""Knows the command `examcore practice`: what is practised with, then the screen, the plain mode or the progress.

Must not import what it draws with before it is clear that a screen is wanted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from examcore.drawing import find_position
from examcore.errors import Misused, NotFound
from examcore.language import Message, messages
from examcore.plugins import Plugins
from examcore.practice import OpenItems, Wish, count_areas, find_place, find_positions, read_open
from examcore.session import SystemClock
from examcore.shell.localized import command, option
from examcore.shell.options import Shell, json_option, path
from examcore.shell.speak import give, give_json, give_table, tell
from examcore_tui.extra import require_screen
from examcore_tui.practice.setting import Setting, write_percent

msg = messages("examcore_tui")
MOST_ASKED = 500


@command("practice", msg("Practise with open items: the samples, or those in BANKFILE... Nothing of it counts."))
@click.argument("files", metavar="[BANKFILE]...", nargs=-1, type=path)
@option("--mock", is_flag=True, help=msg("a mock test by the blueprint of --position, with time running").template)
@option("--position", default="", help=msg("practise what this position needs (a code)").template)
@option("--area", "areas", multiple=True, help=msg("only this knowledge area (repeatable)").template)
@option("--count", type=click.IntRange(1, MOST_ASKED), default=20, show_default=True,
        help=msg("how many questions at once").template)  # fmt: skip
@option("--weakest", is_flag=True, help=msg("the areas known least come first").template)
@option("--policy", default="", help=msg("whose rules a mock test is held under").template)
@option("--date", "day", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
        help=msg("the day whose law counts (today; for the samples the day they were written for)"
                 ).template)  # fmt: skip
@option("--progress", "place", type=path, help=msg("file of the progress, if not the usual one").template)
@option("--show-progress", is_flag=True, help=msg("show what has been practised, and nothing else").template)
@option("--plain", is_flag=True, help=msg("line by line, for screen readers and simple consoles").template)
@json_option
@click.pass_obj
def practice(
    shell: Shell, files: tuple[Path, ...], mock: bool, position: str, areas: tuple[str, ...], count: int, weakest: bool,
    policy: str, day: datetime | None, place: Path | None, show_progress: bool, plain: bool, as_json: bool,
) -> None:  # fmt: skip
    """Find what is practised with, then begin."""
    if as_json and not show_progress:
        raise Misused(msg("--json goes with --show-progress"))
    today = date.today()  # noqa: DTZ011 - a day on the desk of whoever practises
    found = read_open(shell.plugins, files, today, day.date() if day else None)
    setting = Setting(shell.plugins, pick_policy(shell.plugins, policy), found, place or find_place(), today,
                      SystemClock())  # fmt: skip
    if show_progress:
        for told in setting.said:
            tell(told)
        show(setting, as_json)
        return
    wish = Wish(check_areas(found, areas), position, count, "weakest" if weakest else "mixed")
    if position:
        find_position(shell.plugins, setting.policy, position)
    if plain:
        from examcore_tui.practice.plain import PlainPractice

        if mock and not position:
            raise Misused(msg("a mock test needs a position"), list_positions(found))
        front = PlainPractice(setting, sys.stdin, sys.stdout)
        if mock:
            front.mock(position)
        else:
            front.drill(wish)
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Misused(
            msg("practice needs a terminal with a screen"), msg("start it in a terminal window, or use --plain")
        )
    require_screen()
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")  # see examcore_tui.command
    from examcore_tui.practice.app import PracticeApp
    from examcore_tui.viewer.protocols import ask_terminal

    app = PracticeApp(setting, wish, mock_at_once=mock)
    app.make_picture = ask_terminal()
    app.run()


def pick_policy(plugins: Plugins, asked: str) -> str:
    """The policy asked for, or the only one installed. Raises NotFound, Misused where there are several."""
    if asked:
        return plugins.policy(asked).id
    if len(plugins.policies) != 1:
        raise Misused(
            msg("say whose rules a mock test is held under"),
            msg("give one with --policy: {names}", names=", ".join(plugins.policies) or "-"),
        )
    return next(iter(plugins.policies))


def check_areas(found: OpenItems, asked: Sequence[str]) -> tuple[str, ...]:
    """The areas asked for. Raises NotFound naming those there are."""
    there = sorted({area for item in found.items for area in item.tags.areas})
    for area in asked:
        if area not in there:
            raise NotFound(
                msg("no open item is of the area {area}", area=area), msg("there are: {names}", names=", ".join(there))
            )
    return tuple(asked)


def list_positions(found: OpenItems) -> Message:
    """A hint that names the positions open items were written for."""
    return msg("give --position; there are items for {names}", names=", ".join(find_positions(found.items)) or "-")


def show(setting: Setting, as_json: bool) -> None:
    """The progress, as a table or as the JSON of docs/practice."""
    rows, mocks, profile = count_areas(setting.progress), setting.progress.mocks, setting.profile
    if as_json:
        give_json({
            "file": str(setting.place),
            "areas": [
                {"part": one.part, "area": one.area, "title": str(profile.area_title(one.area)), "items": one.items,
                 "given": one.given, "right": one.right, "share": one.share}
                for one in rows
            ],
            "mocks": [
                {"day": one.day, "policy": one.policy, "position": one.position, "points": one.points, "of": one.of,
                 "band": one.title}
                for one in mocks
            ],
        })  # fmt: skip
        return
    if not rows:
        give(str(msg("nothing has been practised yet")))
        return
    titles = [str(msg("Knowledge area")), str(msg("Items asked")), str(msg("Answers")), str(msg("Right"))]
    give_table(titles, [[str(profile.area_title(one.area)), str(one.items), str(one.given), write_percent(one.share)]
                        for one in rows], right=(1, 2, 3))  # fmt: skip
    for one in mocks:
        give(str(msg("{day}: mock test for {position}, {points} of {of} points, {band}", day=f"{one.day:%d/%m/%Y}",
                     position=one.position, points=one.points, of=one.of, band=one.title)))  # fmt: skip
