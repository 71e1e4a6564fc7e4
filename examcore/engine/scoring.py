"""Knows how responses are held against a form: right, blank, wrong, in review. What every policy starts from.

Must not know points or bands: policies give those. Nor who may amend a key: it is handed rulings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from examcore.nouns import Amendment, Form, Item, Response, Responses, Verdict

Rulings: TypeAlias = Mapping[str, tuple[str, ...]]
"""What counts for an amended item, by item id: the option ids that are right, or nothing where it is cancelled."""

NO_RULINGS: Rulings = {}


def rule(amendments: Iterable[Amendment]) -> Rulings:
    """The rulings that amendments of one form, in order, come to: a later one on the same item takes the place of an
    earlier one.
    """
    return {one.item: one.accepted for one in amendments}


def judge(form: Form, responses: Responses, rulings: Rulings = NO_RULINGS) -> tuple[Verdict, ...]:
    """One verdict for each item of the form, in form order, under the item's main area.

    Right is exactly the key and nothing else: a double mark is never right (R52, no partial points). A
    response in review is neither right nor blank. Of a cancelled item every response is right (R59), and blank where it
    was left blank.
    """
    given = {response.question: response for response in responses.given}
    verdicts = []
    for part in form.parts:
        for item in part.items:
            response = given.get(item.id, Response(item.id))
            verdicts.append(
                Verdict(
                    item.id,
                    part.name,
                    item.tags.area,
                    is_right=_is_right(item, response, rulings),
                    is_blank=not response.in_review and not response.options,
                )
            )
    return tuple(verdicts)


def amend_responses(form: Form, responses: Responses, rulings: Rulings) -> Responses:
    """The responses as rulings let them count: what they make right stands as the key, all else as it was given.

    So a policy scores an amended form without knowing of amendments, whatever way it counts. Only ever handed to a
    policy: what is kept is what the candidate gave.
    """
    given = {response.question: response for response in responses.given}
    for item in form.items:
        if item.id in rulings:
            response = given.get(item.id, Response(item.id))
            if _is_right(item, response, rulings):
                given[item.id] = Response(item.id, (item.key,))
            elif response.options == (item.key,) and not response.in_review:
                given[item.id] = Response(item.id)
    return replace(responses, given=tuple(given[question] for question in sorted(given)))


def count_right(form: Form, responses: Responses, part: str) -> int:
    """How many items of a part were answered right."""
    return sum(verdict.is_right for verdict in judge(form, responses) if verdict.part == part)


def count_open(form: Form, responses: Responses) -> int:
    """How many responses to items of the form wait for review."""
    ids = {item.id for item in form.items}
    return sum(response.in_review for response in responses.given if response.question in ids)


def _is_right(item: Item, response: Response, rulings: Rulings) -> bool:
    right = rulings.get(item.id, (item.key,))
    if not right:
        return True
    return not response.in_review and len(response.options) == 1 and response.options[0] in right
