"""Knows the desk's own screens as the hook asks for them; they come through it like anybody's.

Must not import what it draws with: each loads when it is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from examcore.hooks import Screen
from examcore.language import messages

if TYPE_CHECKING:
    from examcore.desk import Desk

msg = messages("examcore_tui")


def _banks(desk: Desk) -> object:
    from examcore_tui.desk.banks import BanksPage

    return BanksPage(desk)


def _blueprints(desk: Desk) -> object:
    from examcore_tui.desk.plans import BlueprintsPage

    return BlueprintsPage(desk)


def _forms(desk: Desk) -> object:
    from examcore_tui.desk.drawing import FormsPage

    return FormsPage(desk)


def _ceremonies(desk: Desk) -> object:
    from examcore_tui.desk.councils import CeremoniesPage

    return CeremoniesPage(desk)


def _sittings(desk: Desk) -> object:
    from examcore_tui.desk.sittings import SittingsPage

    return SittingsPage(desk)


def _rooms(desk: Desk) -> object:
    from examcore_tui.console.picking import RoomsPage

    return RoomsPage(desk)


def _results(desk: Desk) -> object:
    from examcore_tui.desk.outcome import ResultsPage

    return ResultsPage(desk)


def _logs(desk: Desk) -> object:
    from examcore_tui.desk.logs import LogsPage

    return LogsPage(desk)


def list_screens() -> list[Screen]:
    """Every screen of the desk that this wing brings, in the order of the work."""
    return [
        Screen("banks", msg("Item banks"), msg("which there are, how they stand, what lint finds"), "prepare", 10,
               "examcore bank stats BANK", _banks),
        Screen("blueprints", msg("Blueprints"), msg("what a bank has for each position; edit them"), "prepare", 20,
               "examcore blueprint edit BANK FILE", _blueprints),
        Screen("forms", msg("Forms"), msg("draw forms and seal them"), "draw", 10,
               "examcore form assemble BANK --position CODE --out DIR", _forms),
        Screen("ceremonies", msg("Councils and ceremonies"), msg("who may open what; seal and open, step by step"),
               "draw", 20,
               "examcore ceremony run NAME FOLDER", _ceremonies),
        Screen("sittings", msg("Sittings"), msg("make, publish, collect, score, report"), "hold", 10,
               "examcore sitting new DIR", _sittings),
        Screen("rooms", msg("Rooms at terminals"), msg("the invigilators' console of a published room"), "hold", 20,
               "examcore room console ROOM", _rooms),
        Screen("results", msg("Results"), msg("bands, plots, list, item analysis"), "after", 10,
               "examcore sitting report DIR", _results),
        Screen("logs", msg("Log"), msg("every act, checkpoints, whether it holds"), "always", 10,
               "examcore log show LOG", _logs),
    ]  # fmt: skip
