"""Knows what the core itself brings as a plugin: item formats and the csv and xlsx writers.

Must not know any private way in: it registers under the same entry-point group as every other plugin. What reads
and writes loads when it is asked for.
"""

from __future__ import annotations

from examcore.hooks import Format, Writer, hookimpl


@hookimpl
def examcore_formats() -> list[Format]:
    from examcore.formats.aiken import AikenFormat
    from examcore.formats.gift import GiftFormat
    from examcore.formats.moodle import MoodleFormat
    from examcore.formats.qti.package import QtiFormat
    from examcore.formats.tables.csv import CsvFormat
    from examcore.formats.tables.xlsx import XlsxFormat
    from examcore.formats.text import TextFormat
    from examcore.formats.word import WordFormat

    return [
        AikenFormat(),
        CsvFormat(),
        GiftFormat(),
        MoodleFormat(),
        QtiFormat("2.2"),
        QtiFormat("3.0"),
        TextFormat(),
        WordFormat(),
        XlsxFormat(),
    ]


@hookimpl
def examcore_writers() -> list[Writer]:
    from examcore.writers.csv import CsvWriter
    from examcore.writers.xlsx import XlsxWriter

    return [CsvWriter(), XlsxWriter()]
