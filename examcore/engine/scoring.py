"""Knows how responses are held against a form: right, blank, wrong, in review. What every policy starts from.

Must not know points or bands: policies give those.
"""

from __future__ import annotations

from examcore.nouns import Form, Responses, Verdict


def judge(form: Form, responses: Responses) -> tuple[Verdict, ...]:
    """One verdict for each item of the form, in form order.

    Right is exactly the key and nothing else: a double mark is never right (R52, no partial points). A
    response in review is neither right nor blank.
    """
    given = {response.question: response for response in responses.given}
    verdicts = []
    for part in form.parts:
        for item in part.items:
            response = given.get(item.id)
            options = response.options if response else ()
            in_review = response.in_review if response else False
            verdicts.append(
                Verdict(
                    item.id,
                    part.name,
                    item.tags.area,
                    is_right=not in_review and options == (item.key,),
                    is_blank=not in_review and not options,
                )
            )
    return tuple(verdicts)


def count_right(form: Form, responses: Responses, part: str) -> int:
    """How many items of a part were answered right."""
    return sum(verdict.is_right for verdict in judge(form, responses) if verdict.part == part)


def count_open(form: Form, responses: Responses) -> int:
    """How many responses to items of the form wait for review."""
    ids = {item.id for item in form.items}
    return sum(response.in_review for response in responses.given if response.question in ids)
