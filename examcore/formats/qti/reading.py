"""Knows how a QTI item becomes a draft: its prompt, choices and the one right response.

Must not guess: more interactions, more right responses, parts of points, templates are refused with their reason.
Source: 1EdTech, "Question and Test Interoperability", versions 2.1, 2.2 and 3.0, information models.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from examcore.formats.draft import Choice, Draft, Gathering, Place
from examcore.formats.qti.names import as_html, attribute, find_all, name_of
from examcore.formats.rich import Finder, Page, read_page
from examcore.formats.xmltext import element_text, local
from examcore.language import messages

if TYPE_CHECKING:
    from lxml.etree import _Element

msg = messages("examcore")


def read_item(
    gathering: Gathering, place: Place, number: int, root: _Element, tags: Sequence[str], find: Finder
) -> None:
    """Hand the question of an assessmentItem to `gathering`, or say why it is none; `find` gives its pictures."""
    label = attribute(root, "label") or attribute(root, "title") or attribute(root, "identifier") or str(number)
    if name_of(root) != "assessmentitem":
        gathering.refuse_kind(place, local(root), label)
        return
    interactions = [one for one in root.iter("{*}*") if name_of(one).endswith("interaction")]
    words = _words(root)
    kind = _other_kind(root, interactions)
    if kind:
        gathering.refuse_kind(place, kind, label, words)
        return
    (interaction,) = interactions
    body = next(find_all(root, "itembody"), root)
    prompt = next(find_all(interaction, "prompt"), None)
    around = _read(gathering, place, label, words, as_html(body, interaction), find)
    asked = Page("") if prompt is None else _read(gathering, place, label, words, as_html(prompt), find)
    if around is None or asked is None:
        gathering.count()
        return
    choices = [one for one in interaction.iterchildren("{*}*") if name_of(one) == "simplechoice"]
    names = [attribute(one, "identifier") for one in choices]
    key = _find_key(gathering, place, label, words, root, interaction)
    before = gathering.errors
    if len(set(names)) < len(names):
        gathering.report(place, "same-identifier", msg("two options have one identifier"), label, words)
    if key and key not in names:
        gathering.report(place, "unknown-key", msg("the key names no option"), label, words)
    pages = [_read(gathering, place, label, words, as_html(one), find) for one in choices]
    if key is None or gathering.errors > before:
        gathering.count()
        return
    made = tuple(
        Choice(page.text, name == key, attribute(one, "fixed") == "true", figures=page.figures)
        for one, name, page in zip(choices, names, pages, strict=True)
        if page is not None  # else something was reported
    )
    stem = "\n".join(page.text for page in (around, asked) if page.text)
    told = tuple((place, line) for line in tags)
    gathering.take(Draft(place, label, stem, made, told, (*around.figures, *asked.figures)))


def _words(root: _Element) -> str:
    return " ".join(element_text(next(find_all(root, "itembody"), root)).split())[:200]


def _other_kind(root: _Element, interactions: Sequence[_Element]) -> str:
    """What the item is where it is not one fixed choice; "" for a single choice."""
    if attribute(root, "adaptive") == "true":
        return "adaptive"
    if next(find_all(root, "templatedeclaration"), None) is not None:
        return "template"
    if next(find_all(root, "assessmentstimulusref"), None) is not None:
        return "with a stimulus"
    if not interactions:
        return "no interaction"
    if len(interactions) > 1:
        return "several interactions"
    (one,) = interactions
    if name_of(one) != "choiceinteraction":
        return local(one)
    if attribute(one, "maxchoices", "1") != "1":
        return f"choiceInteraction, maxChoices={attribute(one, 'maxchoices')[:6]}"
    declaration = _declaration(root, one)
    if declaration is not None and attribute(declaration, "cardinality", "single") != "single":
        return f"choiceInteraction, cardinality={attribute(declaration, 'cardinality')[:10]}"
    return ""


def _declaration(root: _Element, interaction: _Element) -> _Element | None:
    wanted = attribute(interaction, "responseidentifier")
    return next((one for one in find_all(root, "responsedeclaration") if attribute(one, "identifier") == wanted), None)


def _find_key(
    gathering: Gathering, place: Place, label: str, words: str, root: _Element, interaction: _Element
) -> str | None:
    """The identifier of the right option by correctResponse and mapping, "" where neither tells; None, reported, where
    they disagree or several are right.
    """
    declaration = _declaration(root, interaction)
    if declaration is None:
        return ""
    correct = [
        element_text(value).strip()
        for one in find_all(declaration, "correctresponse")
        for value in find_all(one, "value")
    ]
    points: dict[str, float] = {}
    for mapping in find_all(declaration, "mapping"):
        given = attribute(mapping, "defaultvalue", "0")
        points = {attribute(one, "identifier"): _read_points(given) for one in find_all(interaction, "simplechoice")}
    for entry in find_all(declaration, "mapentry"):
        points[attribute(entry, "mapkey")] = _read_points(attribute(entry, "mappedvalue", "0"))
    if not all(math.isfinite(value) for value in points.values()):
        gathering.report(place, "bad-points", msg("the points of an option are no number"), label, words)
        return None
    right = [name for name, value in points.items() if value > 0]
    if len(correct) > 1:
        gathering.report(
            place,
            "two-keys",
            msg("{count} options are marked as right; exactly one must be", count=len(correct)),
            label,
            words,
        )
        return None
    if len(right) > 1:
        gathering.report(
            place,
            "part-points",
            msg("an option gives a part of the points; exactly one must be right"),
            label,
            words,
            msg("give one option 100 % and the others none"),
        )
        return None
    scored = _find_scored(root, attribute(interaction, "responseidentifier"))
    if (correct and right and correct != right) or (scored and (correct or right) and scored != set(correct or right)):
        gathering.report(
            place, "keys-disagree", msg("the right response and the points name different options"), label, words
        )
        return None
    return (correct or right or [""])[0]


def _read_points(text: str) -> float:
    """Points as a number; not a number where they are none."""
    try:
        return float(text[:20])
    except ValueError:
        return math.nan


def _find_scored(root: _Element, response: str) -> set[str]:
    """The options an item's own processing gives points for by name; none where it is one of the usual templates."""
    scored = set()
    for processing in find_all(root, "responseprocessing"):
        for branch in (*find_all(processing, "responseif"), *find_all(processing, "responseelseif")):
            gains = [
                _read_points(element_text(value).strip())
                for outcome in branch.iterchildren("{*}*")
                if name_of(outcome) == "setoutcomevalue" and attribute(outcome, "identifier") == "SCORE"
                for value in find_all(outcome, "basevalue")
            ]
            asked = [one for one in branch.iterchildren("{*}*") if name_of(one) == "match"]
            if any(gain > 0 for gain in gains) and any(
                attribute(variable, "identifier") == response for one in asked for variable in find_all(one, "variable")
            ):
                scored |= {element_text(value).strip() for one in asked for value in find_all(one, "basevalue")}
    return scored


def _read(gathering: Gathering, place: Place, label: str, words: str, html: str, find: Finder) -> Page | None:
    page = read_page(html, find)
    for what in page.lost:
        gathering.report(
            place,
            "not-text-inside",
            msg("the question holds {what}, which an item cannot hold", what=what),
            label,
            words,
            msg("say it in words, or leave the question out"),
        )
    return None if page.lost else page
