"""Knows the catalogue of Hà Nội's Decision 3263/QĐ-UBND: what is shipped, and how its text is read.

Must not know how lines are placed or codes settled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources

import msgspec

from examcore.language import Label
from examcore.nouns import Fact, Position, Source, Task
from examcore.text import clean_text
from examcore_hanoi import repairs
from examcore_hanoi.codes import Printed, Settled, read_code, settle_codes
from examcore_hanoi.labels import CODE, TITLE, UNIT
from examcore_hanoi.letters import bare
from examcore_hanoi.lines import cut_lines
from examcore_hanoi.reader import Draft, read_pieces
from examcore_hanoi.skills import sort_skills
from examcore_hanoi.titles import read_title

DATA = "positions.json"
PRINTED_CODE, PRINTED_TITLE, SIGN = "Mã in trong văn bản", "Tên in trong văn bản", "Ký hiệu sau mã"

# Posts whose own field has a sample bank: our reading, so it stands here and not in the data of the decision.
AREAS = {"CMNV 55": "khieu-nai-to-cao"}


@dataclass(frozen=True, slots=True)
class ReadDecision:
    """A decision as read. Every line that holds something is in exactly one of the three lists of lines:
    `headings` (before the first position, and of groups), `placed` (with its position's code), `unplaced`.
    """

    positions: tuple[Position, ...]
    unplaced: tuple[tuple[int, str], ...]
    headings: tuple[tuple[int, str], ...]
    placed: tuple[tuple[int, str], ...]


class _Shipped(msgspec.Struct, frozen=True):
    positions: tuple[Position, ...]


class HanoiCatalogue:
    """The 85 positions, and the reader of decisions of the same kind from any province."""

    id = "hanoi"
    title = Label(
        "Vị trí việc làm theo Quyết định số 3263/QĐ-UBND ngày 26/5/2017 của UBND thành phố Hà Nội",
        "Positions of Decision 3263/QĐ-UBND of 26 May 2017, People's Committee of Hà Nội",
    )

    source = Source(
        "QĐ 3263/QĐ-UBND",
        "Quyết định số 3263/QĐ-UBND ngày 26 tháng 5 năm 2017 của Ủy ban nhân dân thành phố Hà Nội về việc phê duyệt "
        "Bản mô tả công việc và Khung năng lực vị trí việc làm các cơ quan hành chính thuộc UBND quận, huyện, thị xã "
        "trên địa bàn thành phố Hà Nội",
        date(2017, 5, 26),
    )

    def positions(self) -> tuple[Position, ...]:
        """The 85 positions with tasks and repairs, in the decision's order."""
        data = (resources.files("examcore_hanoi") / DATA).read_bytes()
        shipped = msgspec.json.decode(data, type=_Shipped).positions
        return tuple(replace(one, area=AREAS.get(one.code, "")) for one in shipped)

    def recognises(self, text: str) -> bool:
        """Whether `text` speaks of job descriptions, or has a line that names a position."""
        plain = bare(clean_text(text[:20_000]))
        if "vi tri viec lam" in plain and ("mo ta cong viec" in plain or "vtvl" in plain):
            return True
        return any(piece.label and piece.label.kind == "title" for piece in cut_lines(text[:20_000]))

    def read(self, text: str) -> ReadDecision:
        """Everything in the decision; the line that cannot be placed is listed, never dropped."""
        reading = read_pieces(cut_lines(text))
        codes = settle_codes([_printed_code(draft) for draft in reading.drafts])
        positions = tuple(_finish(draft, code) for draft, code in zip(reading.drafts, codes, strict=True))
        placed = dict.fromkeys((line, positions[n].code) for line, n in reading.placed)
        return ReadDecision(positions, tuple(reading.unplaced), tuple(reading.headings), tuple(placed))


def _printed_code(draft: Draft) -> Printed:
    lines = _lines(draft, CODE)
    if not lines:
        return Printed(draft.line, draft.group)
    line, text = lines[0]
    return read_code(line, draft.group, text)


def _lines(draft: Draft, label: str) -> Sequence[tuple[int, str]]:
    found = draft.fields.get(label)
    return found.lines if found else ()


def _finish(draft: Draft, code: Settled) -> Position:
    """The position of a draft; a field without a place of its own becomes a fact."""
    printed = " ".join(text for _, text in _lines(draft, TITLE))
    title = read_title(printed)
    unit = " ".join(text for _, text in _lines(draft, UNIT))
    told = [*draft.repairs, *((draft.line, repair) for repair in code.repairs)]
    if title.text != title.printed:
        line = _lines(draft, TITLE)[0][0]
        told.append((line, repairs.correct_title(line, title.printed, title.text)))
    empty = [name for name, text in ((TITLE, printed), (UNIT, unit)) if not text]
    told += [(draft.line, repairs.miss(draft.line, name)) for name in empty]
    return Position(
        code=code.code,
        title=title.text,
        unit=unit,
        group=draft.group,
        scope=title.scope,
        tasks=tuple(Task(row.task, row.criterion) for row in draft.rows),
        facts=_facts(draft, printed, title.text, code.sign),
        repairs=tuple(repair for _, repair in sorted(told, key=lambda pair: pair[0])),
        line=draft.line,
    )


def _facts(draft: Draft, printed_title: str, title: str, sign: str) -> tuple[Fact, ...]:
    facts = [Fact(PRINTED_CODE, tuple(text for _, text in _lines(draft, CODE)))]
    facts.append(Fact(SIGN, (sign,) if sign else ()))
    facts.append(Fact(PRINTED_TITLE, (printed_title,) if printed_title != title else ()))
    has_skills = False
    for one in draft.fields.values():
        if one.label in (CODE, TITLE, UNIT):
            continue
        if one.kind == "skills":
            has_skills = True
            facts += sort_skills([*(text for _, text in one.lines), *(text for _, text in draft.strayed)])
        else:
            facts.append(Fact(one.label, tuple(text for _, text in one.lines)))
    if draft.strayed and not has_skills:
        facts += sort_skills([text for _, text in draft.strayed])
    return tuple(fact for fact in facts if fact.lines)
