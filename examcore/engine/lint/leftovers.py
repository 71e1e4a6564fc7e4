"""Knows what an author or a converter left in an item that candidates must not see: numbers, notes, marks of the key.

Must not know what an item says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from examcore.engine.balance import key_place
from examcore.engine.lint.finding import LETTERS, STEM, Fault, list_texts
from examcore.language import messages
from examcore.nouns import Item

msg = messages("examcore")

_PLACE_WORD = r"(?:khoản|điều|điểm|trang|tr\.|mục|chương|phụ lục)"
# Patterns that begin or end with blanks of any number would take the square of a long run of them: texts are stripped.
_NOTE = re.compile(rf"[(\[](?P<note>[^()\[\]]*\b{_PLACE_WORD} ?\d[^()\[\]]*)[)\]] ?[.;]?$", re.IGNORECASE)
_PAGE = re.compile(r"\b(?:trang|tr\.) ?\d", re.IGNORECASE)
_BARE_NOTE = re.compile(
    r"(?:(?:khoản|điều|điểm|trang|tr|mục|chương|phụ lục|và|đến|số)\b|\d+[a-zđ]?\b|\b[a-zđ]\b|[ivx]+\b|[\s,;.\-–/])+",
    re.IGNORECASE,
)
_NUMBERED_PLACE = re.compile(r"(khoản|điều|điểm|mục|chương|phụ lục) ?(\d+[a-zđ]?|[a-zđ]\b|[ivx]+\b)", re.IGNORECASE)
_MARK = re.compile(r"[(\[] ?(?:đúng|sai|đ|đa|đáp án(?: đúng)?) ?[)\]] ?\.?$|[✓✔√]$|^[*✓✔]\s*", re.IGNORECASE)
_KEY_LINE = re.compile(r"\b(?:đáp án|phương án)(?: đúng)?(?: là)? ?[:=] ?[A-F]\b", re.IGNORECASE)
_STEM_NUMBER = re.compile(r"^\s*(?:câu(?: hỏi)?|bài|question) ?\d{1,4} ?[.:)\-–/]\s*", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"^\s*(?P<number>\d{1,4}) ?[.)]\s+(?=[^\W\d_a-zà-ỹđ]|[\"“])")
_OPTION_LETTER = re.compile(r"^\s*\(?(?P<letter>[A-Fa-f]) ?[.):]\s+")
_MARX = re.compile(r"^C\. ?(?:Mác|Mac|Marx)\b")
_GLUED = re.compile(r"\s[B-F][.)]\s+\S")
_A_IN_STEM, _B_IN_STEM = re.compile(r"(?:^|\s)A[.)]\s"), re.compile(r"\sB[.)]\s")
_USUAL = 4


def check_leftovers(item: Item) -> Iterator[Fault]:
    """Notes, marks and numbers left in the texts of an item, place by place."""
    for place, text in list_texts(item):
        if _find_note(place, text) is not None:
            yield Fault("note-left", place, msg("a note on where the answer stands is left in the text"))
        if (place != STEM and _MARK.search(text.strip())) or _KEY_LINE.search(text):
            yield Fault("mark-left", place, msg("a mark of the key is left in the text"))
    if _strip_number(item.stem) != item.stem:
        yield Fault("number-left", STEM, msg("the number of the question is left in the stem"))
    lettered = _find_letters(item)
    for at, letter in lettered.items():
        if len(lettered) > 1 or letter == LETTERS[at]:
            yield Fault("letter-left", LETTERS[at], msg("a letter is left before the text of the option"))
    begun = _A_IN_STEM.search(item.stem)
    if begun is not None and _B_IN_STEM.search(item.stem, begun.end()):
        yield Fault("glued-options", STEM, msg("options stand in the stem"))
    for letter, option in zip(LETTERS, item.options, strict=False):
        if len(item.options) < _USUAL and _GLUED.search(option.text):
            yield Fault("glued-options", letter, msg("another option seems to stand in this one"))


def _find_note(place: str, text: str) -> re.Match[str] | None:
    note = _NOTE.search(text.rstrip())
    if note is None or place != STEM:
        return note
    asked = text[: note.start()].rstrip().endswith(("?", ":", "…"))
    return note if asked or _PAGE.search(note["note"]) else None


def drop_notes(item: Item) -> Item:
    """The item without notes that say nothing but a place, where its basis tells that place, or one basis without a
    place can take it.
    """
    for place, text in list_texts(item):
        note = _find_note(place, text)
        if note is None or _BARE_NOTE.fullmatch(note["note"]) is None:
            continue
        kept = _keep_note(item, note["note"])
        rest = text[: note.start()].rstrip()
        if kept is not None and rest:
            item = put_text(kept, place, rest)
    return item


def _keep_note(item: Item, note: str) -> Item | None:
    """The item once its bases tell what the note says; None where they do not and must not be changed."""
    said = _places(note)
    if said and any(said <= _places(basis.place) for basis in item.tags.bases):
        return item
    if said and len(item.tags.bases) == 1 and not item.tags.bases[0].place.strip():
        place = ", ".join(f"{word} {number}" for word, number in _NUMBERED_PLACE.findall(note)).lower()
        place = place.replace("điều", "Điều")
        return replace(item, tags=replace(item.tags, bases=(replace(item.tags.bases[0], place=place),)))
    return None


def _places(text: str) -> set[tuple[str, str]]:
    return {(word.lower(), number.lower()) for word, number in _NUMBERED_PLACE.findall(text)}


def drop_marks(item: Item) -> Item:
    """The item without the mark on its key, where no other option bears one and it does not say the key is wrong."""
    marked = [place for place, option in enumerate(item.options) if _MARK.search(option.text.strip())]
    if len(marked) != 1 or marked[0] != key_place(item):
        return item
    text = item.options[marked[0]].text.strip()
    found = _MARK.search(text)
    if found is None or "sai" in found[0].lower():
        return item
    rest = (text[: found.start()] + text[found.end() :]).strip()
    return put_text(item, LETTERS[marked[0]], rest) if rest else item


def drop_number(item: Item) -> Item:
    """The item without the number of the question before its stem."""
    return replace(item, stem=_strip_number(item.stem))


def _strip_number(stem: str) -> str:
    found = _STEM_NUMBER.match(stem)
    if found is None and not any(_BARE_NUMBER.match(line) for line in stem.split("\n")[1:]):
        bare = _BARE_NUMBER.match(stem)
        found = bare if bare is not None and not _goes_on(int(bare["number"]), stem[bare.end() :]) else None
    rest = stem[found.end() :] if found else ""
    return rest if rest.strip() else stem


def _goes_on(number: int, rest: str) -> bool:
    """Whether the next number follows in the text: "1) … 2) …" is a list, and its first number is no question's."""
    return re.search(rf"(?<![\d.,]){number + 1} ?[.)](?!\d)", rest) is not None


def _find_letters(item: Item) -> dict[int, str]:
    found = {}
    for place, option in enumerate(item.options[: len(LETTERS)]):
        letter = _OPTION_LETTER.match(option.text)
        if letter is not None and not _MARX.match(option.text):
            found[place] = letter["letter"].upper()
    return found


def drop_letters(item: Item) -> Item:
    """The item without the letters typed before its options, where two or more bear one, each its own."""
    lettered = _find_letters(item)
    if len(lettered) < 2 or any(letter != LETTERS[place] for place, letter in lettered.items()):
        return item
    for place in lettered:
        text = item.options[place].text
        found = _OPTION_LETTER.match(text)
        rest = text[found.end() :] if found else text
        if not rest.strip():
            return item
        item = put_text(item, LETTERS[place], rest)
    return item


def put_text(item: Item, place: str, text: str) -> Item:
    """The item with another text at a place; ids of options stay as they are."""
    if place == STEM:
        return replace(item, stem=text)
    at = LETTERS.index(place)
    return replace(
        item,
        options=tuple(replace(one, text=text) if n == at else one for n, one in enumerate(item.options)),
    )
