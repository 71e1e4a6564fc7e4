"""Knows how real forms, responses and sittings are made for tests, small and without chance.

Must not stand in for anything: banks are filled, drawn, ordered and laid out by the engine itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from examcore.assembly.form import build_form
from examcore.assembly.ladder import Stuck, draw_plan
from examcore.assembly.pool import take_stock
from examcore.assembly.windows import set_post
from examcore.engine.booklets import make_booklets
from examcore.nouns import (
    LEVELS,
    Basis,
    Blueprint,
    Booklet,
    Candidate,
    DrawPlan,
    Form,
    FormFacts,
    Item,
    Lot,
    Option,
    PartPlan,
    Pass,
    Profile,
    Response,
    Responses,
    Room,
    Sitting,
    SittingSecrets,
    Source,
    Tags,
    name_option,
)
from examcore.shortage.explain import explain

SEED = "examcore.testing"
ELSEWHERE = "elsewhere"
"""The knowledge area of items that no area quota asks for."""


def fill_bank(blueprint: Blueprint) -> tuple[Item, ...]:
    """A bank with enough items of every kind a blueprint asks for, levels mixed as its quotas ask."""
    return tuple(item for part in blueprint.parts for item in _fill_part(blueprint.position, part))


def _fill_part(position: str, plan: PartPlan) -> list[Item]:
    areas = [quota.value for quota in plan.quotas if quota.tag == "area"]
    cells = [(area, False) for area in (*areas, ELSEWHERE)]
    if any(quota.tag == "scope" and quota.value == "own" and quota.most for quota in plan.quotas):
        cells.append((ELSEWHERE, True))
    levels = _mix_levels(plan)
    items = []
    for cell, (area, own) in enumerate(cells):
        for place, level in enumerate(levels):
            name = f"{plan.name}-{cell}-{place}"
            tags = Tags(plan.name, area, level, 600, (position,) if own else (), (_BASIS,))
            items.append(_make_item(name, tags, place))
    return items


_BASIS = Basis(Source("Văn bản thử", "Văn bản dùng để thử", date(2000, 1, 1)), "Điều 1")


def _make_item(name: str, tags: Tags, place: int) -> Item:
    texts = [f"Phương án thứ {word} của câu {name}" for word in ("nhất", "hai", "ba", "tư")]
    options = tuple(Option(name_option(name, text), text) for text in texts)
    return Item(name, f"Câu hỏi thử {name}: chọn phương án đúng?", options, options[place % 4].id, tags)


def _mix_levels(plan: PartPlan) -> list[str]:
    """As many levels as the part has items, in the proportions of the middle of its level quotas."""
    weights = dict.fromkeys(LEVELS, 1)
    for quota in plan.quotas:
        if quota.tag == "level":
            weights[quota.value] = quota.least + quota.most
    given = dict.fromkeys(weights, 0)
    mixed = []
    for _ in range(plan.count):
        level = min(weights, key=lambda name: (given[name] + 1) / weights[name] if weights[name] else 1e9)
        given[level] += 1
        mixed.append(level)
    return mixed


def assemble(blueprint: Blueprint, day: date, seed: str = SEED, rehearsal: bool = True) -> Form:
    """A form drawn by the engine from `fill_bank`. Raises Shortage where the quotas cannot be met together."""
    bank = fill_bank(blueprint)
    lots = [Lot(item.id, item.tags) for item in bank]
    plan = DrawPlan(day, (set_post(take_stock(lots, day), blueprint, 1),))
    try:
        (drawn,) = draw_plan(lots, plan, seed)
    except Stuck as stuck:
        raise explain(stuck) from None
    return build_form(blueprint, drawn, {item.id: item for item in bank}, seed, rehearsal)


def answer(
    form: Form, marks: Mapping[str, str], candidate: str = "1", delivery: str = "", booklet: str = ""
) -> Responses:
    """Responses to a form: `marks` maps an item id to "right", "wrong", "double" or "review"; others are blank."""
    given = []
    for item in sorted(form.items, key=lambda item: item.id):
        mark = marks.get(item.id, "")
        wrong = next(option.id for option in item.options if option.id != item.key)
        options = {"right": (item.key,), "wrong": (wrong,), "double": (item.key, wrong)}.get(mark, ())
        given.append(Response(item.id, options, in_review=mark == "review"))
    return Responses(candidate, delivery, form.id, booklet, tuple(given))


def tell(form: Form, booklets: Sequence[Booklet]) -> FormFacts:
    """What may be told of a form with these booklets."""
    return FormFacts(
        form.id,
        form.position,
        tuple(booklet.code for booklet in booklets),
        tuple(part.name for part in form.parts),
        tuple(len(part.items) for part in form.parts),
        tuple(max(len(item.options) for item in part.items) for part in form.parts),
        form.rehearsal,
    )


def make_sitting(
    profile: Profile, form: Form, day: date, delivery: str, candidates: int = 3
) -> tuple[Sitting, SittingSecrets, dict[str, Booklet]]:
    """A sitting of one room: public facts, secrets, and each candidate's booklet by candidate number."""
    booklets = make_booklets(form, max(1, min(2, candidates)))
    people = tuple(
        Candidate(
            number=str(place + 1).zfill(6),
            name=f"Nguyễn Thị Thử {place + 1}",
            position=form.position,
            room="P1",
            delivery=delivery,
            booklet=booklets[place % len(booklets)].code,
            seat=str(place + 1),
            unit="Xã Thử Nghiệm",
        )
        for place in range(candidates)
    )
    sitting = Sitting("S00000001", "Ca thử", day, profile, (tell(form, booklets),), (Room("P1", delivery),), people)
    secrets = SittingSecrets(
        "5a" * 32, tuple(Pass(c.number, str(739182 + 977 * place)) for place, c in enumerate(people))
    )
    given = {c.number: next(b for b in booklets if b.code == c.booklet) for c in people}
    return sitting, secrets, given
