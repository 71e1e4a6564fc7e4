"""Knows the cast of the demo: invented candidates and how each of them answers.

Must not know deliveries or policies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from examcore.engine.tickets import Stream
from examcore.nouns import Booklet, Form

ABILITIES = (97, 93, 88, 83, 78, 74, 70, 65, 59, 54, 47, 36)
"""How well each of the twelve answers, in percent of items of middling difficulty: every band is reached."""

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
MIDDLE = ("Văn", "Thị", "Minh", "Thanh", "Ngọc", "Hữu", "Thu", "Quốc")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Mai", "Nam", "Oanh", "Phúc",
         "Quyên", "Sơn", "Tâm", "Uyên", "Vinh", "Xuân", "Yến", "Đức", "Hiếu", "Loan", "Nghĩa", "Thảo")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Player:
    """An invented candidate; `twin` is the number of who gives the same answers by the other delivery."""

    number: str
    name: str
    unit: str
    position: str
    room: str
    delivery: str
    pattern: int


def cast(seed: int, positions: Sequence[str], rooms: Mapping[str, str]) -> tuple[Player, ...]:
    """Twelve answer patterns, each sat once by every delivery; `rooms` maps a delivery to its room.

    The positions go round, so many posts sit in one room. Names are invented and drawn from the seed.
    """
    stream = Stream(str(seed), "demo cast")
    given = stream.shuffle(GIVEN)
    players = []
    for place, (delivery, room) in enumerate(rooms.items()):
        for pattern in range(len(ABILITIES)):
            index = place * len(ABILITIES) + pattern
            name = (
                f"{FAMILY[stream.below(len(FAMILY))]} {MIDDLE[stream.below(len(MIDDLE))]} {given[index % len(given)]}"
            )
            players.append(
                Player(
                    f"{index + 1:03}",
                    name,
                    f"Xã Mẫu {1 + pattern % 5}",
                    positions[pattern % len(positions)],
                    room,
                    delivery,
                    pattern,
                )
            )
    return tuple(players)


def play(seed: int, player: Player, form: Form, booklet: Booklet) -> dict[str, str]:
    """What a player answers: question id to option id; a question left out stays blank.

    Depends on the pattern and not on the booklet: twins with different booklets give the same options.
    """
    stream = Stream(str(seed), f"demo pattern {player.pattern}")
    shown = {question.id for question in booklet.questions}
    answers: dict[str, str] = {}
    for item in form.items:
        chance = ABILITIES[player.pattern] * 10 + (item.tags.difficulty - 640) // 3
        is_right, is_blank = stream.below(1000) < chance, stream.below(100) < 2
        wrong = [option.id for option in item.options if option.id != item.key]
        pick = wrong[stream.below(len(wrong))]
        if item.id in shown and not is_blank:
            answers[item.id] = item.key if is_right else pick
    return answers
