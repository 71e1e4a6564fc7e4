"""Knows GIFT files of Moodle: questions with answers in braces, escapes, weights, feedback, comments.

Must not guess: a question that is not single choice with exactly one whole right answer is refused by its kind.
Format: Moodle documentation, "GIFT format".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from examcore.formats.draft import Choice, Draft, Gathering, Place, is_tag_line, require_text_alone, write_tag_lines
from examcore.formats.found import Found
from examcore.formats.legacy import decode
from examcore.formats.limits import MOST_OPTIONS, MOST_QUESTIONS, Barred, check_size, too_many_questions
from examcore.formats.rich import read_html, read_markdown
from examcore.language import Label, messages
from examcore.nouns import Item

msg = messages("examcore")

_SPECIAL = "~=#{}:\\"
_MARKER = "\ue000"
"""Stands before an escaped sign while a question is taken apart; no text holds it (it is refused as unsafe)."""
_FORMAT = re.compile(r"^\s*\[(?P<format>html|markdown|plain|moodle)\]", re.IGNORECASE)
_TITLE = re.compile(r"^\s*::(?P<title>.*?)::", re.DOTALL)
_WEIGHT = re.compile(r"^\s*%(?P<weight>-?\d{1,3}(?:[.,]\d{1,6})?)%")
_COMMENT_TAG = re.compile(r"\[(?:id|tag):(?P<value>(?:\\.|[^\]\\])*)\]")
_TRUE_FALSE = re.compile(r"^(?:T|F|TRUE|FALSE)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of one question, and the tags in the comments above it."""

    line: int
    text: str
    tags: tuple[str, ...]


class GiftFormat:
    """Reads and writes GIFT. Ids and tags stand in comments, as Moodle itself writes them: // [id:…] [tag:…]."""

    id = "gift"
    title = Label("GIFT (Moodle)", "GIFT (Moodle)")
    suffixes: tuple[str, ...] = (".gift", ".txt")

    def recognises(self, name: str, data: bytes) -> bool:
        """Whether there are answers in braces that begin with = or ~, or a GIFT category."""
        return re.search(rb"(?<!\\)\{\s*[=~]|^\$CATEGORY:", data, re.MULTILINE) is not None

    def read(self, name: str, data: bytes, part: str, area: str, positions: tuple[str, ...]) -> Found:
        """Items and problems of a file; the three last are defaults."""
        gathering = Gathering(name, part, area, positions)
        try:
            check_size(data)
            text = decode(data)
            if text.count("{") - text.count("\\{") > MOST_QUESTIONS:
                raise too_many_questions()
            for number, block in enumerate(_split(text), 1):
                _read_block(gathering, number, block)
        except Barred as barred:
            gathering.bar(barred)
        return gathering.finish()

    def write(self, items: Sequence[Item]) -> bytes:
        """The file; texts are written as [plain], line breaks as \\n."""
        require_text_alone(items, "GIFT")
        return "\n\n".join(_write(item) for item in items).encode() + b"\n"


def _split(text: str) -> Iterator[_Block]:
    """Questions are parted by blank lines; comments and categories belong to none."""
    lines: list[str] = []
    tags: list[str] = []
    begin = depth = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        stripped = line.strip()
        if stripped.startswith("//"):
            if not lines:
                tags += [line for match in _COMMENT_TAG.finditer(stripped) if is_tag_line(line := _tag_of(match))]
        elif stripped.startswith("$CATEGORY:") and not lines:
            continue
        elif stripped:
            begin = begin or number
            lines.append(line)
            bare = re.sub(r"\\.", "", line)
            depth += bare.count("{") - bare.count("}")
        elif lines and depth > 0:
            lines.append("")  # a blank line inside braces
        elif lines:
            yield _Block(begin, "\n".join(lines), tuple(tags))
            lines, tags, begin, depth = [], [], 0, 0
    if lines:
        yield _Block(begin, "\n".join(lines).rstrip(), tuple(tags))


def _tag_of(match: re.Match[str]) -> str:
    value = re.sub(r"\\(.)", r"\1", match["value"])
    return f"mã: {value}" if match[0].startswith("[id:") else value


def _mark(text: str) -> str:
    return re.sub(r"\\([~=#{}:\\n])", lambda match: _MARKER + chr(0xE100 + ord(match[1])), text)


def _unmark(text: str) -> str:
    def sign(match: re.Match[str]) -> str:
        letter = chr(ord(match[1]) - 0xE100)
        return "\n" if letter == "n" else letter

    return re.sub(f"{_MARKER}(.)", sign, text)


def _read_block(gathering: Gathering, number: int, block: _Block) -> None:
    place = msg("line {line}", line=block.line)
    text = _mark(block.text)
    title = _TITLE.match(text)
    name = " ".join(_unmark(title["title"]).split()) if title else ""
    label = name or str(number)
    body = text[title.end() :] if title else text
    tag = _FORMAT.match(body)
    kind = tag["format"].lower() if tag else "moodle"
    body = body[tag.end() :] if tag else body
    if any("\ue000" <= letter <= "\uf8ff" for letter in block.text):
        gathering.refuse(place, "control-character", msg("the text holds an invisible control character"), label)
        return
    start, end = body.find("{"), body.rfind("}")
    if start < 0 or end < start or "{" in body[start + 1 : end] or "}" in body[start + 1 : end]:
        if start < 0 and end < 0:
            gathering.refuse_kind(place, "description", label, _unmark(body))
        else:
            gathering.refuse(
                place,
                "bad-braces",
                msg("the braces around the answers do not match"),
                label,
                _unmark(body[:300]),
                msg("write each brace within a text with \\ before it"),
            )
        return
    before, inside, after = body[:start], body[start + 1 : end], body[end + 1 :]
    stem = f"{before.rstrip()} ..... {after.strip()}" if after.strip() else before
    answers = inside.split("####", 1)[0].strip()
    other = _other_kind(answers)
    if other:
        gathering.refuse_kind(place, other, label, _unmark(stem))
        return
    choices = _read_answers(gathering, place, label, stem, answers, kind)
    read = _read_text(gathering, place, label, stem, stem, kind)
    if choices is None or read is None:
        gathering.count()
        return
    gathering.take(Draft(place, label, read, choices, tuple((place, line) for line in block.tags)))


def _other_kind(answers: str) -> str:
    """The name of the kind where it is not multiple choice."""
    if not answers:
        return "essay"
    if answers.startswith("#"):
        return "numerical"
    if _TRUE_FALSE.match(answers.split("#", 1)[0].strip()):
        return "truefalse"
    if "->" in answers and "~" not in answers:
        return "matching"
    if "~" not in answers:
        return "shortanswer"
    return "" if answers[0] in "=~" else "unknown"


def _read_answers(
    gathering: Gathering, place: Place, label: str, stem: str, answers: str, kind: str
) -> tuple[Choice, ...] | None:
    choices: list[Choice] = []
    pieces = re.findall(r"[=~][^=~]*", answers)
    if len(pieces) > MOST_OPTIONS:
        gathering.report(
            place,
            "option-count",
            msg("the question has {count} options; 2 to 6 are read", count=len(pieces)),
            label,
            _unmark(stem),
        )
        return None
    for piece in pieces:
        right, text = piece[0] == "=", piece[1:].split("#", 1)[0]
        weight = _WEIGHT.match(text)
        if weight is not None:
            points = float(weight["weight"].replace(",", "."))
            text = text[weight.end() :]
            if points == 100:
                right = True
            elif points > 0 or right:
                gathering.report(
                    place,
                    "part-points",
                    msg("an option gives a part of the points; exactly one must be right"),
                    label,
                    _unmark(stem),
                    msg("give one option 100 % and the others none"),
                )
                return None
        read = _read_text(gathering, place, label, stem, text, kind)
        if read is None:
            return None
        choices.append(Choice(read, right))
    return tuple(choices)


def _read_text(gathering: Gathering, place: Place, label: str, stem: str, text: str, kind: str) -> str | None:
    """A text of the question by its format; None, reported, where it holds what text cannot say."""
    tag = _FORMAT.match(text)
    if tag is not None:
        kind, text = tag["format"].lower(), text[tag.end() :]
    text = _unmark(" ".join(text.split()) if kind != "markdown" else text).strip()
    if kind == "markdown":
        text, lost = read_markdown(text)
    elif kind == "html" or (kind == "moodle" and re.search(r"</?[a-zA-Z][^>]*>|&[a-z]{2,8};", text)):
        text, lost = read_html(text)
    else:
        lost = ()
    for what in lost:
        gathering.report(
            place,
            "not-text-inside",
            msg("the question holds {what}, which an item cannot hold", what=what),
            label,
            _unmark(stem),
            msg("say it in words, or leave the question out"),
        )
    return None if lost else text


def _write(item: Item) -> str:
    tags = [line.replace("\\", "\\\\").replace("]", "\\]") for line in write_tag_lines(item)]
    head, *rest = tags
    lines = [" ".join([f"// [id:{head.removeprefix('mã: ')}]", *(f"[tag:{line}]" for line in rest)])]
    lines.append(f"::{_escape(item.id)}::[plain]{_escape(item.stem)} {{")
    lines += [f"\t{'=' if option.id == item.key else '~'}{_escape(option.text)}" for option in item.options]
    return "\n".join([*lines, "}"])


def _escape(text: str) -> str:
    escaped = "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in text).replace("\n", "\\n")
    return f"[plain]{escaped}" if _FORMAT.match(text) or _WEIGHT.match(text) else escaped
