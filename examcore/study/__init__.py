"""Knows the list of documents a candidate should study, drawn from what the items of a bank rest on.

Must not know what an item says, nor tell of any single one: no counts, and articles only where several items share one.
"""

from examcore.study.listing import (
    FEWEST_FOR_ARTICLE,
    Reading,
    Section,
    Syllabus,
    list_articles,
    list_documents,
    list_posts,
    make_syllabus,
)
from examcore.study.report import as_document, as_lines, as_table, name_section, tell_force
from examcore.study.writing import write_syllabus

__all__ = [
    "FEWEST_FOR_ARTICLE",
    "Reading",
    "Section",
    "Syllabus",
    "as_document",
    "as_lines",
    "as_table",
    "list_articles",
    "list_documents",
    "list_posts",
    "make_syllabus",
    "name_section",
    "tell_force",
    "write_syllabus",
]
