"""Knows how every ceremony begins: where it is held, who presides, who keeps the minutes; and steps many share.

Must not know any one ceremony.
"""

from __future__ import annotations

from pathlib import Path

from examcore.ceremony.requests import Ask, Attend, Script, Step
from examcore.ceremony.stage import COUNCIL_NAME, Loaded, Scene, load_council
from examcore.errors import BadInput
from examcore.language import messages
from examcore.seal import Council
from examcore.seal.rules import ROLES, Role

msg = messages("examcore")

OPENING = Step("opening", msg("open the record"))
GATHER = Step("gather", msg("those who may open take their places"))
ALWAYS = ("place", "presiding", "recorder")
"""What every ceremony takes beforehand."""


def open_record(council: Council | None = None) -> Script[None]:
    """Place, who presides, who keeps the minutes; by default the council's chair and secretary."""
    yield OPENING
    yield Ask("place", msg("where the ceremony is held"))
    for name, role, prompt in (
        ("presiding", "chair", msg("who presides")),
        ("recorder", "secretary", msg("who keeps the minutes")),
    ):
        person = yield Ask(name, prompt, default=_find(council, role))
        yield Attend(person, _tell_role(council, person))


def ask_council(scene: Scene, name: str = "council") -> Script[Loaded]:
    """The council in the ceremony's own folder, or in the one that is named."""
    if (scene.folder / COUNCIL_NAME).is_file() and name == "council":
        return load_council(scene.folder, scene)
    loaded: list[Loaded] = []

    def check(text: str) -> None:
        loaded.append(load_council(Path(text), scene))

    yield Ask(name, msg("folder of the council"), is_file=True, check=check)
    return loaded[-1]


def check_new(text: str) -> None:
    """Refuse (BadInput) a path where something lies already."""
    path = Path(text)
    if path.is_file() or (path.is_dir() and any(path.iterdir())):
        raise BadInput(msg("{path} exists already", path=text), msg("choose another name"))


def _find(council: Council | None, role: Role | str) -> str:
    if council is None:
        return ""
    return next((m.card.name for m in council.members if m.role == role), "")


def _tell_role(council: Council | None, person: str) -> str:
    if council is None:
        return ""
    found = next((m for m in council.members if m.card.name == person), None)
    return ROLES[found.role].read("vi") if found else ""
