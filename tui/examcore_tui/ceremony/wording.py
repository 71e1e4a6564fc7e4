"""Knows how a question of a ceremony reads on the screen, and how the list of steps does.

Must not know widgets: text in, text out.
"""

from __future__ import annotations

from collections.abc import Sequence

from examcore.ceremony import Agree, Ask, HandOver, Question, Retype, Secret, Show, Step
from examcore.language import messages
from examcore_tui.wrap import wrap_text

msg = messages("examcore_tui")
DONE, NOW, TO_COME = "✓", "►", "·"


def write_question(question: Question) -> str:
    """What is asked, with the choices there are and the answer that Enter alone gives."""
    match question:
        case Ask(prompt=prompt, choices=choices, default=default):
            lines = [_begin(str(prompt))]
            lines += [f"  {number}. {title}" for number, (_, title) in enumerate(choices, 1)]
            if default:
                titles = {value: str(title) for value, title in choices}
                lines.append(str(msg("Enter alone: {default}", default=titles.get(default, default))))
            return "\n".join(lines)
        case Secret(prompt=prompt) | Retype(prompt=prompt):
            return _begin(str(prompt))
        case Agree(prompt=prompt):
            return f"{_begin(str(prompt))}\n{msg('type yes or no')}"
        case HandOver(person=person):
            return str(msg("{person}, please come to the keyboard. The others look away.", person=person))
        case Show(text=text, secret=secret):
            groups = secret.split()
            rows = [" ".join(groups[at : at + 4]) for at in range(0, len(groups), 4)]
            return "\n".join([_begin(str(text)), *(f"  {row}" for row in rows)])


def write_steps(outline: Sequence[Step], done: Sequence[Step], now: Step | None, width: int) -> list[str]:
    """Each step with a sign, done, now or to come, in rows of at most `width` cells."""
    lines = []
    for number, step in enumerate(outline, 1):
        sign = NOW if step == now else DONE if step in done else TO_COME
        first, *rest = wrap_text(f"{number}. {_begin(str(step.title))}", width - 2)
        lines += [f"{sign} {first}", *(f"     {row}" for row in wrap_text(" ".join(rest), width - 5) if row)]
    return lines


def write_place(outline: Sequence[Step], now: Step | None) -> str:
    """The present step in one line."""
    if now is None or now not in outline:
        return ""
    return str(msg("STEP {number}/{count} · {title}", number=outline.index(now) + 1, count=len(outline),
                   title=_begin(str(now.title))))  # fmt: skip


def _begin(text: str) -> str:
    return text[:1].upper() + text[1:]
