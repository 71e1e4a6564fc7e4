"""Knows what every item format must do, as tests to subclass.

Must not know any format: a subclass gives it, and a file with mistakes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from examcore.errors import BadInput, Refused
from examcore.hooks import Format
from examcore.nouns import Item, name_option
from examcore.testing.items import illustrated_items, items, one_line_items


class FormatKit:
    """Subclass it, name it Test..., and set `format`.

    `holds_tags` says whether ids, tags, fixed places and line breaks survive the format, or stems, options and keys
    alone. `broken` is a file with mistakes, `codes` the codes of its errors in order, `good` how many of its questions
    are good none the less. `holds_figures` says whether pictures and tables survive; else items with them must be
    refused. `share` is how many percent of hypothesis's usual number of examples are tried.
    """

    format: Format
    holds_tags = True
    holds_figures = False
    broken = b""
    codes: tuple[str, ...] = ()
    good = 0
    share = 10

    def test_what_is_written_is_read_back_the_same(self) -> None:
        strategy = st.lists(
            items() if self.holds_tags else one_line_items(),
            min_size=1,
            max_size=3,
            unique_by=(lambda item: item.id, lambda item: (item.stem, item.options[0].text)),
        )

        @given(strategy)
        @settings(max_examples=self._count(), deadline=None, suppress_health_check=list(HealthCheck))
        def law(given_items: list[Item]) -> None:
            try:
                data = self.format.write(given_items)
            except BadInput:
                assume(self.holds_tags)  # a format that holds everything refuses nothing
                raise
            assert self.format.write(given_items) == data
            name = f"x{self.format.suffixes[0]}"
            assert self.format.recognises(name, data)
            found = self.format.read(name, data, *self._defaults(given_items))
            assert [p for p in found.problems if p.severity == "error"] == []
            assert found.found == len(given_items)
            assert len(found.origins) in (0, len(found.items))
            read = found.items if self.holds_tags else _rename(found.items, given_items)
            assert list(read) == given_items

        law()

    def test_pictures_and_tables_are_read_back_the_same_or_refused(self) -> None:
        @given(illustrated_items())
        @settings(max_examples=max(4, self._count() // 4), deadline=None, suppress_health_check=list(HealthCheck))
        def law(item: Item) -> None:
            try:
                data = self.format.write([item])
            except (BadInput, Refused):
                assert not self.holds_figures
                return
            assert self.holds_figures
            found = self.format.read(f"x{self.format.suffixes[0]}", data, "", "", ())
            assert [p for p in found.problems if p.severity == "error"] == []
            assert found.items == (item,)

        law()

    def test_all_problems_are_told_at_once_and_no_item_is_half_taken(self) -> None:
        found = self.format.read(f"x{self.format.suffixes[0]}", self.broken, "general", "hien-phap", ())
        assert tuple(p.code for p in found.problems if p.severity == "error") == self.codes
        assert len(found.items) == self.good
        assert found.found >= self.good
        for problem in found.problems:
            assert problem.file == f"x{self.format.suffixes[0]}"
            assert str(problem.place)
            assert problem.message.read("vi") != problem.message.read("en")
            assert problem.repair is None or problem.repair.read("vi") != problem.repair.read("en")

    def test_no_bytes_raise(self) -> None:
        @given(st.binary(max_size=200))
        @settings(max_examples=self._count(), deadline=None)
        def law(data: bytes) -> None:
            for whole in (data, self.broken + data, data + self.broken):
                self.format.recognises("x", whole)
                self.format.read("x", whole, "general", "hien-phap", ())

        law()

    def test_what_cannot_be_written_is_refused_or_said(self) -> None:
        @given(items())
        @settings(max_examples=self._count(), deadline=None, suppress_health_check=list(HealthCheck))
        def law(item: Item) -> None:
            try:
                data = self.format.write([item])
            except BadInput:
                return
            (read,) = self.format.read("x", data, item.tags.part, item.tags.area, ()).items
            assert (read.stem, [o.text for o in read.options]) == (item.stem, [o.text for o in item.options])
            assert [o.id == read.key for o in read.options] == [o.id == item.key for o in item.options]

        law()

    def _count(self) -> int:
        return max(5, settings().max_examples * self.share // 100)

    def _defaults(self, given_items: Sequence[Item]) -> tuple[str, str, tuple[str, ...]]:
        tags = given_items[0].tags
        return ("", "", ()) if self.holds_tags else (tags.part, tags.area, tags.positions)


def _rename(read: Sequence[Item], like: Sequence[Item]) -> list[Item]:
    """Items with the ids of others: where a format has no place for an id, one is made of the text."""
    renamed = []
    for item, other in zip(read, like, strict=True):
        texts = [option.text for option in item.options]
        options = tuple(replace(option, id=name_option(other.id, option.text)) for option in item.options)
        key = options[[option.id for option in item.options].index(item.key)].id
        assert len(set(texts)) == len(texts)
        renamed.append(replace(item, id=other.id, options=options, key=key))
    return renamed
