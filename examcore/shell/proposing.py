"""Knows the command catalog draft: proposals for items out of a catalogue of positions, as a file of drafts.

Must not know how a proposal is made or checked.
"""

from __future__ import annotations

from pathlib import Path

import click

from examcore.errors import AlreadyThere, BadInput, Misused, NotFound
from examcore.files import write_whole
from examcore.formats.tags import TagReader, find_tag
from examcore.formats.text import write
from examcore.hooks import CitedCatalogue
from examcore.language import Message, messages
from examcore.nouns import Position, Source
from examcore.proposing import KINDS, MACHINE, Drafted, Kind, make_drafts
from examcore.shell.catalog import read_decision
from examcore.shell.localized import group, option
from examcore.shell.options import Shell, json_option, path
from examcore.shell.speak import give_json, give_table, tell

msg = messages("examcore")
catalog = group("catalog", msg("Catalogues of positions: read a decision, list what is installed."))
MOST = 50
KIND_WORDS = {
    "duty": msg("duty"), "criterion": msg("criterion"), "unit": msg("unit"), "schooling": msg("schooling"),
}  # fmt: skip


@catalog.command("draft", help=msg("Propose items from a catalogue: drafts in a file, to be read and mended by people. "
                                   "No bank takes one nobody answers for.").template)  # fmt: skip
@option("--catalog", "name", help=msg("the catalogue, where several are installed").template)
@option("--decision", type=path, help=msg("text of a decision, instead of the list that is installed").template)
@option("--source", "said", metavar=msg("TEXT").template,
        help=msg("the decision as a basis: short name | full title | từ dd/mm/yyyy").template)  # fmt: skip
@option("--position", "codes", multiple=True,
        help=msg("code of a position (repeatable; all if none is given)").template)  # fmt: skip
@option("--kind", "kinds", multiple=True, type=click.Choice(KINDS),
        help=msg("what to ask about (repeatable; all if none is given)").template)  # fmt: skip
@option("--count", type=click.IntRange(1, MOST), default=5, show_default=True,
        help=msg("drafts for each position at most").template)  # fmt: skip
@option("--area", default="", help=msg("knowledge area of the drafts").template)
@option("--seed", default="1", show_default=True, help=msg("the same seed gives the same drafts").template)
@option("--out", type=path, required=True, help=msg("new file for the drafts").template)
@json_option
@click.pass_obj
def draft_command(
    shell: Shell, name: str | None, decision: Path | None, said: str | None, codes: tuple[str, ...],
    kinds: tuple[Kind, ...], count: int, area: str, seed: str, out: Path, as_json: bool,
) -> None:  # fmt: skip
    if out.exists():
        raise AlreadyThere(msg("{path} is there already", path=str(out)), msg("name another file with --out"))
    positions, source = _find_positions(shell, name, decision)
    if said is not None:
        source = read_source(said)
    if source is None:
        raise Misused(
            msg("the decision must be named, so that every draft has its basis"),
            msg("give it with --source: short name | full title | từ dd/mm/yyyy"),
        )
    known = {one.code for one in positions}
    missing = [code for code in codes if code not in known]
    if missing:
        raise NotFound(msg("there is no position {code}", code=", ".join(missing)),
                       msg("examcore catalog list shows them all"))  # fmt: skip
    drafted = make_drafts(
        positions, list(dict.fromkeys(codes)) or [one.code for one in positions], source, count, seed, area,
        kinds or KINDS,
    )  # fmt: skip
    if not drafted.items:
        raise BadInput(
            msg("the catalogue answers no question on these positions that could be asked safely"),
            msg("a post whose unit could be any, or whose duties other posts share, must be written by hand"),
        )
    write_whole(out, write_drafts(drafted, source, seed))
    _tell(drafted, count, out, as_json)


def _find_positions(
    shell: Shell, name: str | None, decision: Path | None
) -> tuple[tuple[Position, ...], Source | None]:
    if decision is not None:
        return read_decision(shell.plugins, decision, name).positions, None
    catalogues = shell.plugins.catalogs
    if name is None and len(catalogues) != 1:
        raise Misused(msg("name a catalogue with --catalog: {names}", names=", ".join(catalogues) or "-"))
    found = shell.plugins.catalog(name) if name else next(iter(catalogues.values()))
    return found.positions(), found.source if isinstance(found, CitedCatalogue) else None


def read_source(text: str) -> Source:
    """A document as the head of an item file declares it. Raises BadInput saying what is wrong."""
    problems: list[Message] = []

    def report(line: int, code: str, message: Message, question: str = "", severity: str = "error") -> None:
        problems.append(message)

    tag = find_tag(f"văn bản: {text}")
    name = text.partition("|")[0].strip()
    reader = TagReader("professional", "x", (), report)
    if tag is not None:
        reader.take_default(1, *tag)
    tags = reader.read("", 1, {"basis": [(1, name)], "level": [(1, "nhận biết")], "difficulty": [(1, "50")]})
    if problems or tags is None:
        raise BadInput(
            problems[0] if problems else msg("a document is written: short name | full title | từ dd/mm/yyyy")
        )
    return tags.bases[0].source


def write_drafts(drafted: Drafted, source: Source, seed: str) -> bytes:
    """The item file, headed by what the drafts are and what to do with them."""
    head = [
        "BẢN THẢO DO MÁY SOẠN, CHƯA AI DUYỆT.",
        f"Nguồn: {source.title}. Hạt giống: {seed}.",
        f"Đọc từng câu, sửa hoặc xóa; rồi thay “{MACHINE}” ở dòng “nơi soạn” bằng tên người, cơ quan nhận trách nhiệm.",
        "Ngân hàng không nhận câu nào còn mang dòng ấy.",
    ]
    comments = "".join(f"// {line}\n" for line in head)
    return comments.encode() + write(drafted.items)


def _tell(drafted: Drafted, count: int, out: Path, as_json: bool) -> None:
    if as_json:
        give_json({
            "drafts": [
                {"id": item.id, "position": one.position.code, "kind": one.kind, "place": one.place,
                 "owners": one.owners}
                for item, one in zip(drafted.items, drafted.proposals, strict=True)
            ],
            "positions": [{"code": code, "drafts": had} for code, had in drafted.counts],
        })  # fmt: skip
    else:
        titles = [str(msg("Position")), *(str(word) for word in KIND_WORDS.values()), str(msg("All"))]
        rows = [
            [code, *(str(_count(drafted, code, kind)) for kind in KIND_WORDS), str(had)] for code, had in drafted.counts
        ]
        give_table(titles, rows, right=tuple(range(1, len(titles))))
    fewer = sum(had < count for _, had in drafted.counts)
    if fewer:
        tell(msg("{count} positions have fewer than {wanted}: what could be right for two posts is left out",
                 count=fewer, wanted=count))  # fmt: skip
    tell(msg("{count} drafts written to {path}; read every one, then put who answers for it at nơi soạn",
             count=len(drafted.items), path=str(out)))  # fmt: skip


def _count(drafted: Drafted, code: str, kind: str) -> int:
    return sum(one.kind == kind and one.position.code == code for one in drafted.proposals)
