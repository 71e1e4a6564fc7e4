"""Knows how the questions of an outside file become items and problems: all problems at once, no item half-taken.

Must not know any file format: a reader hands over drafts, or says why a question cannot be one.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from examcore.canonical import ABSENT, Absent
from examcore.errors import Problem, Refused
from examcore.formats.found import Found
from examcore.formats.legacy import find_legacy
from examcore.formats.limits import LONGEST_TEXT, MOST_QUESTIONS, Barred, too_many_questions
from examcore.formats.pictures import MOST_FIGURES, PictureReader, Raw, set_apart
from examcore.formats.tags import TagReader, find_tag, write_tags
from examcore.hooks import Origin
from examcore.language import Message, messages
from examcore.nouns import MADE, PLACE, Figure, Item, Option, Picture, has_figures, keep_figures, name_option, spell
from examcore.text import clean_line, clean_text, fold, has_unsafe

msg = messages("examcore")

LETTERS = "ABCDEF"
NO_AREA = "chua-phan-loai"
NO_LEVEL = "thông hiểu"
NO_DIFFICULTY = "60"
MOST_PROBLEMS = 2000
_EXTRA = {"mã": "id", "id": "id", "giữ chỗ": "fixed", "fixed": "fixed"}
_EXTRA_LINE = re.compile(r"^(?P<key>mã|id|giữ chỗ|fixed):\s*(?P<value>.*)$", re.IGNORECASE)
_FORMULA = re.compile(r"\$\$[^$]{1,400}\$\$|\\\([^\n]{1,400}?\\\)|\\\[[^\n]{1,400}?\\\]|\\(?:frac|sqrt|sum|int)\b")
_ID = re.compile(r"\S{1,60}")
_FIRST_WORDS = 60

Place = Message | str


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as a file gives it: its text, whether the file marks it as right, whether its place is fixed.

    Its figures stand in the text as the sign PLACE, once each, in order.
    """

    text: str
    is_key: bool = False
    fixed: bool = False
    place: Place = ""
    figures: tuple[Raw, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """One question as a file gives it. `number` is what the file calls it; `tags` are lines such as "phần: chung",
    each with its place; among them may be "mã: ID" and "giữ chỗ: D". `figures` are those of the stem.
    """

    place: Place
    number: str
    stem: str
    choices: tuple[Choice, ...]
    tags: tuple[tuple[Place, str], ...] = ()
    figures: tuple[Raw, ...] = ()


class Gathering:
    """The items and problems of one file while its questions are handed over. The only mutable thing here.

    `errors` counts what stops the import so far.
    """

    def __init__(self, name: str, part: str, area: str, positions: tuple[str, ...]) -> None:
        self._name = name
        self._problems: list[Problem] = []
        self._items: list[Item] = []
        self._origins: list[Origin] = []
        self._found = 0
        self.errors = 0
        self._kinds: Counter[str] = Counter()
        self._ids: dict[str, str] = {}
        self._places: list[Place] = [""]
        self._now: tuple[str, str] = ("", "")
        self._silent: Counter[str] = Counter()
        self._has_area = bool(area)
        self._pictures = PictureReader()
        self._tags = TagReader(part, area, positions, self._report_tag)

    def report(
        self,
        place: Place,
        code: str,
        message: Message,
        number: str = "",
        stem: str = "",
        repair: Message | None = None,
        severity: str = "error",
    ) -> None:
        """A problem at `place` of the question called `number` that begins with `stem`. Past 2,000 only counted."""
        self.errors += severity == "error"
        if len(self._problems) < MOST_PROBLEMS:
            words = first_words(stem)
            self._problems.append(
                Problem(self._name, place, code, message, clean_line(number)[:60], severity, words, repair)
            )
        else:
            self._silent["unlisted"] += 1

    def bar(self, barred: Barred) -> None:
        """The whole file, or the rest of it, is not read."""
        self.report(msg("whole file"), barred.code, barred.text, repair=barred.hint)

    def refuse(
        self, place: Place, code: str, message: Message, number: str, stem: str = "", repair: Message | None = None
    ) -> None:
        """A question that was seen but cannot be an item: it counts as found, and stops the import like every error."""
        self.count()
        self.report(place, code, message, number, stem, repair)

    def refuse_kind(self, place: Place, kind: str, number: str, stem: str = "") -> None:
        """A question that is not single choice; `kind` is its name in the format (essay, matching)."""
        self._kinds[clean_line(kind)[:40]] += 1
        self.refuse(
            place,
            "not-single-choice",
            msg("a question of the kind “{kind}” is no single choice", kind=clean_line(kind)[:40]),
            number,
            stem,
            msg("leave it out (--only-good), or make a single choice of it"),
        )

    def take(self, draft: Draft) -> None:
        """Make an item of a question, or report all that stands in the way."""
        self.count()
        before = self.errors
        stem = self._tidy(draft, draft.place, set_apart(draft.stem, draft.figures), keep_blank=True)
        texts = [
            self._tidy(draft, choice.place or draft.place, set_apart(choice.text, choice.figures), keep_blank=False)
            for choice in draft.choices
        ]
        figures = self._read_figures(draft, draft.place, stem, draft.figures)
        held = [
            self._read_figures(draft, choice.place or draft.place, text, choice.figures)
            for text, choice in zip(texts, draft.choices, strict=True)
        ]
        spelled = [spell(text, each) for text, each in zip(texts, held, strict=True)]
        self._check(draft, stem, texts, spelled)
        said, own = self._read_tags(draft)
        name = self._name_item(draft, own.get("id", ""), spell(stem, figures), spelled)
        fixed = self._read_fixed(draft, own.get("fixed", ""), len(texts))
        self._now = (draft.number or name, stem)
        self._places[0] = draft.place
        tags = self._tags.read(draft.number or name, 0, said)
        if tags is None or self.errors > before:
            return
        options = tuple(
            Option(
                name_option(name, spelled[place], spelled[:place].count(spelled[place])),
                text,
                choice.fixed or place in fixed,
                held[place],
            )
            for place, (text, choice) in enumerate(zip(texts, draft.choices, strict=True))
        )
        key = next(option for option, choice in zip(options, draft.choices, strict=True) if choice.is_key)
        self._items.append(Item(name, stem, options, key.id, tags, figures))
        self._origins.append(Origin(draft.place, clean_line(draft.number)[:60]))

    def finish(self) -> Found:
        """What the file held. Notes tell what was taken for granted where the file was silent."""
        self._pictures.close()
        if self._silent["unlisted"]:
            count = self._silent["unlisted"]
            self._problems.append(Problem(self._name, msg("whole file"), "more-problems",
                                          msg("{count} more problems are not listed", count=count)))  # fmt: skip
        if not self._found and not self._problems:
            self.report(msg("whole file"), "no-items", msg("the file holds no item"), severity="note")
        if self._kinds:
            kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(self._kinds.items()))
            self.report(msg("whole file"), "kinds-refused",
                        msg("{count} questions are not single choice: {kinds}", count=self._kinds.total(), kinds=kinds),
                        severity="note")  # fmt: skip
        if self._silent["level"]:
            self.report(
                msg("whole file"),
                "level-assumed",
                msg(
                    "{count} questions name no level or difficulty: taken as thông hiểu, 60 %",
                    count=self._silent["level"],
                ),
                severity="note",
            )
        if self._silent["alt"]:
            self.report(
                msg("whole file"),
                "pictures-undescribed",
                msg("{count} pictures are not described in words, for those who cannot see them",
                    count=self._silent["alt"]),
                repair=msg("in Word: right click, View Alt Text"),
                severity="note",
            )  # fmt: skip
        if self._silent["area"]:
            self.report(
                msg("whole file"),
                "area-assumed",
                msg(
                    "{count} questions name no knowledge area: filed under {area}",
                    count=self._silent["area"],
                    area=NO_AREA,
                ),
                repair=msg("name it with --area, or in a column of the file"),
                severity="note",
            )
        return Found(self._found, tuple(self._items), tuple(self._problems), tuple(self._origins))

    def count(self) -> None:
        """One more question was seen. Raises Barred past the most a file may hold."""
        self._found += 1
        if self._found > MOST_QUESTIONS:
            raise too_many_questions()

    def _tidy(self, draft: Draft, place: Place, text: str, keep_blank: bool) -> str:
        if len(text) > LONGEST_TEXT:
            self.report(place, "too-long", msg("the text is longer than {most} characters", most=LONGEST_TEXT),
                        draft.number, draft.stem)  # fmt: skip
            return text[:LONGEST_TEXT]
        if not text.isprintable() and any(has_unsafe(line) for line in text.replace("\r\n", "\n").split("\n")):
            self.report(place, "control-character", msg("the text holds an invisible control character"),
                        draft.number, draft.stem, msg("delete it, or type the text anew"))  # fmt: skip
        return tidy(text, keep_blank)

    def _read_figures(self, draft: Draft, place: Place, text: str, raw: Sequence[Raw]) -> tuple[Figure, ...] | Absent:
        """The figures of a text, those that cannot be kept reported."""
        if text.count(PLACE) != len(raw):
            self.report(place, "lost-picture", msg("the text has the sign of a picture, and the file no picture"),
                        draft.number, draft.stem, msg("put the picture in again, or delete the sign"))  # fmt: skip
            return ABSENT
        if len(raw) > MOST_FIGURES:
            self.report(place, "many-pictures", msg("more than {most} pictures and tables", most=MOST_FIGURES),
                        draft.number, draft.stem)  # fmt: skip
            return ABSENT
        figures = []
        for one in raw:
            try:
                figures.append(self._pictures.read(one))
            except Barred as barred:
                self.report(place, barred.code, barred.text, draft.number, draft.stem, barred.hint)
        undescribed = sum(not figure.alt for figure in figures if isinstance(figure.picture, Picture))
        self._silent["alt"] += undescribed
        return keep_figures(figures)

    def _check(self, draft: Draft, stem: str, texts: Sequence[str], spelled: Sequence[str]) -> None:
        def report(code: str, message: Message, place: Place = "", repair: Message | None = None) -> None:
            self.report(place or draft.place, code, message, draft.number, draft.stem, repair)

        old = find_legacy("\n".join([stem, *texts]))
        if old:
            report("legacy-font", msg("the text is typed in the old font encoding {name}, not in Unicode", name=old),
                   repair=msg("convert it to Unicode (UniKey: Ctrl+Shift+F6) and try again"))  # fmt: skip
        if not stem:
            report("no-stem", msg("the question has no text"))
        if not 2 <= len(texts) <= len(LETTERS):
            report("option-count", msg("the question has {count} options; 2 to 6 are read", count=len(texts)))
        for letter, text, choice in zip(LETTERS, texts, draft.choices, strict=False):
            if not text:
                report("empty-option", msg("option {letter} is empty", letter=letter), choice.place)
        twice = [letter for letter, text in zip(LETTERS, spelled, strict=False) if text and spelled.count(text) > 1]
        if twice:
            report("same-options", msg("options {letters} are the same", letters=", ".join(twice)))
        if _FORMULA.search("\n".join([stem, *texts])):
            message = msg("the text holds what looks like a formula in TeX; it is shown as it is written")
            self.report(draft.place, "looks-like-formula", message, draft.number, draft.stem, severity="note")
        keys = sum(choice.is_key for choice in draft.choices)
        if keys == 0:
            report("no-key", msg("no option is marked as right"), repair=msg("mark one option; it is never guessed"))
        elif keys > 1:
            report("two-keys", msg("{count} options are marked as right; exactly one must be", count=keys),
                   repair=msg("keep one key, or leave the question out"))  # fmt: skip

    def _read_tags(self, draft: Draft) -> tuple[dict[str, list[tuple[int, str]]], dict[str, str]]:
        said: dict[str, list[tuple[int, str]]] = {}
        own: dict[str, str] = {}
        for place, line in draft.tags:
            extra = _EXTRA_LINE.match(line)
            tag = find_tag(line)
            if has_unsafe(line) or (extra is None and tag is None):
                self.report(place, "bad-tag", msg("this is no tag that can be read"), draft.number, draft.stem)
            elif extra is not None:
                own[_EXTRA[extra["key"].lower()]] = extra["value"].strip()
            elif tag is not None:
                self._places.append(place)
                said.setdefault(tag[0], []).append((len(self._places) - 1, tag[1]))
        if not any(value for _, value in said.get("level", ())) or "difficulty" not in said:
            self._silent["level"] += 1
            said.setdefault("level", [(0, NO_LEVEL)])
            said.setdefault("difficulty", [(0, NO_DIFFICULTY)])
        if "area" not in said and not self._has_area:
            self._silent["area"] += 1
            said["area"] = [(0, NO_AREA)]
        return said, own

    def _name_item(self, draft: Draft, given: str, stem: str, texts: Sequence[str]) -> str:
        """The file's own id, else one made of the text, so that a question read twice is seen to be the same."""
        if given and not _ID.fullmatch(given):
            self.report(
                draft.place, "bad-id", msg("an id has 1 to 60 characters and no blank"), draft.number, draft.stem
            )
        name = given or make_id(stem, texts)
        if name in self._ids:
            self.report(draft.place, "same-id", msg("this question stands in the file twice; first as {first}",
                        first=self._ids[name]), draft.number, draft.stem, msg("leave one of them out"))  # fmt: skip
        self._ids.setdefault(name, clean_line(draft.number)[:60] or name)
        return name

    def _read_fixed(self, draft: Draft, letters: str, count: int) -> frozenset[int]:
        found = {letter.strip().upper() for letter in letters.split(",") if letter.strip()}
        if found - set(LETTERS[:count]):
            self.report(draft.place, "bad-fixed", msg("options whose place is fixed are written: C, D"),
                        draft.number, draft.stem)  # fmt: skip
        return frozenset(LETTERS.index(letter) for letter in found & set(LETTERS))

    def _report_tag(self, line: int, code: str, message: Message, question: str = "", severity: str = "error") -> None:
        number, stem = self._now
        self.report(self._places[line], code, message, question or number, stem, severity=severity)


def make_id(stem: str, texts: Sequence[str]) -> str:
    """The id of a question that has none, made of its text; a bank exchanges it for one of its own."""
    seed = "\x1f".join([fold(stem), *sorted(fold(text) for text in texts)])
    return MADE + hashlib.sha256(seed.encode()).hexdigest()[:12]


def is_tag_line(line: str) -> bool:
    """Whether a line says a tag of ours, and not some word of another system."""
    return find_tag(line) is not None or _EXTRA_LINE.match(line) is not None


def tidy(text: str, keep_blank: bool) -> str:
    """`text` as items hold it: clean, each line trimmed and its runs of blanks made one; blank lines only in stems."""
    lines = [" ".join(line.split()) for line in clean_text(text).split("\n")]
    kept = lines if keep_blank else [line for line in lines if line]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def first_words(stem: str) -> str:
    """How a question begins, on one line, for whoever looks for it in the file."""
    line = clean_line(stem[:400])
    return line if len(line) <= _FIRST_WORDS else line[: _FIRST_WORDS - 1] + "…"


def write_tag_lines(item: Item) -> list[str]:
    """All of an item that is no text, as tag lines from which a `Gathering` reads it back."""
    fixed = [letter for letter, option in zip(LETTERS, item.options, strict=False) if option.fixed]
    lines = [f"mã: {item.id}", *write_tags(item.tags, {})]
    return [*lines, f"giữ chỗ: {', '.join(fixed)}"] if fixed else lines


def require_text_alone(items: Sequence[Item], title: str) -> None:
    """Raises Refused where an item holds pictures or tables, and the format called `title` text alone."""
    held = [item.id for item in items if has_figures(item)]
    if held:
        raise Refused(
            msg(
                "{count} items hold pictures or tables, which {title} cannot hold; the first is {item}",
                count=len(held),
                title=title,
                item=held[0],
            ),
            msg("choose another format: --format text, moodle or qti"),
        )
