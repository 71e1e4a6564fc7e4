"""Knows how the list of documents to study is written: as a document to publish, as a table, as lines of text.

Must not know files.
"""

from __future__ import annotations

from collections.abc import Iterator

from examcore.language import messages, speaking
from examcore.nouns import Block, Cell, Column, Document, Paragraph, Signature, Table
from examcore.study.listing import Reading, Section, Syllabus

msg = messages("examcore")
NAME = "study"


def as_document(syllabus: Syllabus) -> Document:
    """The document "study", in Vietnamese, ready to be signed and published."""
    with speaking("vi"):
        body: list[Block] = [Paragraph(_tell_purpose(syllabus))]
        for section in syllabus.sections:
            body.append(Paragraph(name_section(syllabus, section), bold=True))
            body.append(_section_table(syllabus, section))
        return Document(
            name=NAME,
            parent=syllabus.profile.issuer_parent,
            issuer=syllabus.profile.issuer,
            number="",
            place=syllabus.profile.place,
            day=syllabus.day,
            kind=str(msg("LIST")),
            subject=str(msg("Of documents to study")),
            body=tuple(body),
            signatures=(Signature(str(msg("ON BEHALF OF THE COUNCIL")), str(msg("CHAIR"))),),
        )


def _tell_purpose(syllabus: Syllabus) -> str:
    told = str(msg("Documents in force on {day}, for those who prepare for the test.", day=f"{syllabus.day:%d/%m/%Y}"))
    if syllabus.fewest is not None:
        told += " " + str(msg("Articles are named to help; questions may rest on any article of a document listed."))
    return told


def name_section(syllabus: Syllabus, section: Section) -> str:
    """What a section is called: its part, and the post where it is for one."""
    part = syllabus.profile.part(section.part).title.read()
    if section.position is None:
        return str(msg("{part}: for every position", part=part))
    return str(msg("{part}: position {code}, {title}", part=part, code=section.position.code,
                   title=section.position.title))  # fmt: skip


def tell_force(reading: Reading) -> str:
    """From when the document holds, and that it does not where it does not."""
    since, until = reading.source.since, reading.source.until
    days = [
        *([str(msg("from {day}", day=f"{since:%d/%m/%Y}"))] if since else []),
        *([str(msg("to {day}", day=f"{until:%d/%m/%Y}"))] if until else []),
    ]
    told = " ".join(days)
    if not reading.in_force:
        return str(msg("NOT IN FORCE ({days})", days=told))
    return told


def _section_table(syllabus: Syllabus, section: Section) -> Table:
    columns = [
        Column("TT", "code", 1),
        Column(str(msg("Document")), "text", 10),
        Column(str(msg("In force")), "text", 3),
    ]
    if syllabus.fewest is not None:
        columns.append(Column(str(msg("Articles")), "text", 4))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (number, reading.source.title, tell_force(reading), *_articles(syllabus, reading))
        for number, reading in enumerate(section.readings, 1)
    )
    return Table(NAME, "", tuple(columns), rows)


def _articles(syllabus: Syllabus, reading: Reading) -> tuple[str, ...]:
    return (", ".join(reading.articles),) if syllabus.fewest is not None else ()


def as_table(syllabus: Syllabus) -> Table:
    """One table of all sections, in Vietnamese."""
    with speaking("vi"):
        columns = (
            Column(str(msg("Part"))), Column(str(msg("Position"))), Column(str(msg("Title of the position"))),
            Column("TT", "number"),
            Column(str(msg("Short name"))), Column(str(msg("Document"))), Column(str(msg("In force"))),
            *((Column(str(msg("Articles"))),) if syllabus.fewest is not None else ()),
        )  # fmt: skip
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                syllabus.profile.part(section.part).title.read(),
                section.position.code if section.position else "",
                section.position.title if section.position else str(msg("every position")),
                number,
                reading.source.name,
                reading.source.title,
                tell_force(reading),
                *_articles(syllabus, reading),
            )
            for section in syllabus.sections
            for number, reading in enumerate(section.readings, 1)
        )
        return Table(NAME, str(msg("Documents to study")), columns, rows)


def as_lines(syllabus: Syllabus) -> Iterator[str]:
    """The list as text, in the reader's language."""
    yield _tell_purpose(syllabus)
    for section in syllabus.sections:
        yield ""
        yield name_section(syllabus, section)
        for number, reading in enumerate(section.readings, 1):
            force = tell_force(reading)
            articles = f" · {', '.join(reading.articles)}" if reading.articles else ""
            yield f"{number:>3}. {reading.source.title}{f' ({force})' if force else ''}{articles}"
