"""Knows two ceremonies: the questions are opened and published; after collecting, the key is opened and all are scored.

Must not know how a sitting publishes or scores.
"""

from __future__ import annotations

from pathlib import Path

from examcore.ceremony.beginning import ALWAYS, GATHER, OPENING, ask_council, check_new, open_record
from examcore.ceremony.packets import compare_packets, find_packets
from examcore.ceremony.present import gather, name_seats
from examcore.ceremony.requests import Agree, Ask, Attend, HandOver, Happen, Retype, Script, Step, Tell
from examcore.ceremony.stage import Ceremony, Closing, Loaded, Scene
from examcore.errors import NotAuthorised, NotFound
from examcore.language import messages
from examcore.seal import Packet, confirm, show_confirmation
from examcore.sitting import SittingFolder, load, publish, score

msg = messages("examcore")
SEALS = Step("seals", msg("the packets are compared with what was sealed"))
SECOND = Step("second", msg("a second officer confirms that these are the right packets"))
OPEN = Step("open", msg("the questions are opened, each room gets its folder"))
COUNT = Step("count", msg("all that was collected is counted"))
SCORE = Step("score", msg("the key is opened and everyone scored"))
CODE_TRIES = 2
"""A slip of the finger once; twice means another packet lies here than the plan says."""


def _begin(scene: Scene) -> Script[tuple[SittingFolder, Loaded]]:
    folder = load(scene.folder)
    held = yield from ask_council(scene)
    yield from open_record(held.council)
    yield SEALS
    day = folder.sitting.day.strftime("%d/%m/%Y")
    yield Tell(msg("sitting {sitting}, {day}", sitting=folder.sitting.title, day=day))
    yield from compare_packets(scene, find_packets(scene.folder), Path(held.source).parent)
    return folder, held


def _open_questions(scene: Scene) -> Script[Closing]:
    folder, held = yield from _begin(scene)
    council = held.council
    packets = find_packets(scene.folder)
    yield SECOND
    second = yield Ask("second", msg("name of the second officer, who holds the plan"))
    yield Attend(second, msg("second officer, confirmed code, day, sitting and position").read("vi"))
    yield HandOver(second)
    for packet, path, digest in packets:
        yield from _confirm(packet, str(path), second)
        yield Happen("packet.confirm", (("form", packet.head.facts.form), ("sha256", digest), ("second", second)))
    out = Path((yield Ask("out", msg("new folder for the rooms"), is_file=True, check=check_new)))
    reason = yield from _ask_reason(scene, [packet for packet, _, _ in packets])
    yield GATHER
    present = yield from gather(held, ["questions"], scene.log, reason)
    if present.seats and second in name_seats(council, present.seats):
        raise NotAuthorised(
            msg("{name} both confirmed and opens; the second officer is somebody else", name=second),
            msg("begin again with another second officer, or without this key"),
        )
    yield OPEN
    rooms = publish(folder, scene.plugins, present, out, scene.now())
    yield Tell(msg("the questions were opened; {count} rooms published into {path}", count=len(rooms), path=str(out)))
    return Closing(present.seats, name_seats(council, present.seats), council.title)


def _confirm(packet: Packet, source: str, second: str) -> Script[None]:
    right = show_confirmation(packet)
    yield Retype(msg("{name} types the form code from the plan, for position {position}", name=second,
                     position=right.position), right.code, CODE_TRIES)  # fmt: skip
    day = right.day.strftime("%d/%m/%Y") if right.day else "-"
    yield Agree(msg("the plan says: {day}, {sitting}, position {position}. Is that so?", day=day,
                    sitting=right.sitting or "-", position=right.position))  # fmt: skip
    confirm(packet, right, source)
    yield Tell(msg("{name} confirmed {code}: {day}, {sitting}, position {position}", name=second, code=right.code,
                   day=day, sitting=right.sitting or "-", position=right.position))  # fmt: skip


def _ask_reason(scene: Scene, packets: list[Packet]) -> Script[str]:
    """Why the questions are opened before their time; empty where it has come. Raises NotAuthorised without one."""
    times = [p.head.plan.not_before for p in packets if p.head.plan.not_before is not None]
    if not times or scene.now() >= max(times):
        return ""
    yield Tell(msg("it is not time: the packets stay shut until {time}", time=max(times).isoformat(" ", "minutes")))
    reason = yield Ask("reason", msg("why they are opened earlier, by the emergency set (empty: stop)"),
                       may_be_empty=True, is_list=True)  # fmt: skip
    if not reason:
        raise NotAuthorised(
            msg("the packets stay shut until {time}", time=max(times).isoformat(" ", "minutes")),
            msg("come back at that time; only the emergency set opens them earlier, with a reason"),
        )
    yield Tell(msg("opened before its time by the emergency set: {reason}", reason=reason))
    return reason


def _open_key(scene: Scene) -> Script[Closing]:
    folder, held = yield from _begin(scene)
    council = held.council
    yield COUNT
    number = {r.candidate for r in folder.responses}
    if not number:
        raise NotFound(
            msg("nothing was collected yet: the key stays shut"),
            msg("collect journals and scans first: examcore sitting collect"),
        )
    absent = [c.number for c in folder.sitting.candidates if c.number not in number]
    open_ones = [r.candidate for r in folder.responses if not r.is_final]
    yield Tell(msg("{count} of {all} candidates collected; missing: {absent}; unfinished: {open}", count=len(number),
                   all=len(folder.sitting.candidates), absent=" ".join(absent) or "-",
                   open=" ".join(open_ones) or "-"))  # fmt: skip
    yield Agree(msg("is the collection closed, and does everybody agree to open the key?"))
    yield GATHER
    present = yield from gather(held, ["key"], scene.log)
    yield SCORE
    results = score(folder, scene.plugins, present, scene.now())
    yield Tell(msg("each key is the one that was sealed; {count} candidates scored", count=len(results)))
    return Closing(present.seats, name_seats(council, present.seats), council.title)


OPEN_QUESTIONS = Ceremony(
    "open-questions",
    msg("Opening of the questions"),
    msg("a second officer confirms the packets, those who may open them, the rooms get their folders"),
    (OPENING, SEALS, SECOND, GATHER, OPEN),
    (*ALWAYS, "council", "second", "out", "reason", "officer"),
    _open_questions,
)
OPEN_KEY = Ceremony(
    "open-key",
    msg("Opening of the key"),
    msg("after collecting: all is counted, the key opened, everyone scored"),
    (OPENING, SEALS, COUNT, GATHER, SCORE),
    (*ALWAYS, "council", "officer", "reason"),
    _open_key,
)
