"""Knows what every delivery must do: bring back exactly what candidates gave, and never hold a key.

Must not know any screen or printer. Subclass it in a test module and hand over delivery and profile:

    class TestTerminal(DeliveryKit):
        @pytest.fixture
        def delivery(self) -> Delivery:
            return TerminalDelivery()

        @pytest.fixture
        def policy(self) -> Policy:
            return SmallPolicy()
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from examcore.engine.tickets import Stream
from examcore.hooks import Delivery, Policy
from examcore.nouns import Booklet, Form, Responses, Sitting, SittingSecrets, lay_out
from examcore.testing.make import assemble, make_sitting
from examcore.testing.policy import STRANGER


@dataclass(frozen=True, slots=True)
class Played:
    """A rehearsed sitting: its facts, what was given (question to option id, by candidate), where it lies."""

    sitting: Sitting
    secrets: SittingSecrets
    booklets: dict[str, Booklet]
    given: dict[str, dict[str, str]]
    source: Path


class DeliveryKit:
    """The laws. The fixtures `delivery` and `policy` give what is under test and the rules to sit under.

    `most_in_review` is how many percent of all questions may come back for review instead of read, as from a
    scanner; a mark read as something else than was given is a failure all the same.
    """

    day = date(2024, 11, 15)
    candidates = 3
    most_in_review = 0

    @pytest.fixture
    def delivery(self) -> Delivery:
        """The delivery under test."""
        raise NotImplementedError("a subclass gives the delivery")

    @pytest.fixture
    def policy(self) -> Policy:
        """The rules to sit under; any shape of form."""
        raise NotImplementedError("a subclass gives the policy")

    @pytest.fixture
    def form(self, policy: Policy) -> Form:
        """A form under the policy's own blueprint."""
        profile = policy.profile(self.day)
        position = next(iter(policy.positions()), STRANGER)
        return assemble(policy.blueprint(profile, position), self.day)

    def play(self, delivery: Delivery, policy: Policy, form: Form, folder: Path) -> Played:
        """Rehearse a sitting in which every fifth question is left blank."""
        profile = policy.profile(self.day)
        sitting, secrets, booklets = make_sitting(profile, form, self.day, delivery.id, self.candidates)
        given = {}
        for number, booklet in booklets.items():
            stream = Stream("delivery kit", number)
            given[number] = {
                question.id: question.options[stream.below(len(question.options))].id
                for place, question in enumerate(booklet.questions, 1)
                if place % 5
            }
        into = folder / "rehearsed"
        into.mkdir()
        source = delivery.rehearse(sitting, booklets, secrets, given, into)
        return Played(sitting, secrets, booklets, given, source)

    def test_what_was_given_comes_back_and_nothing_else(
        self, delivery: Delivery, policy: Policy, form: Form, tmp_path: Path
    ) -> None:
        played = self.play(delivery, policy, form, tmp_path)
        assert delivery.recognises(played.source)
        layouts = {(b.form, b.code): lay_out(b) for b in played.booklets.values()}
        found = list(delivery.collect(played.sitting, layouts, played.secrets, played.source))
        responses = [one for one in found if isinstance(one, Responses)]
        assert [one for one in found if not isinstance(one, Responses)] == []
        assert sorted(one.candidate for one in responses) == sorted(played.given)
        waiting = sum(len(one.reviews) for one in responses)
        assert 100 * waiting <= self.most_in_review * len(responses) * len(form.items)
        for one in responses:
            assert (one.delivery, one.form) == (delivery.id, form.id)
            assert one.booklet == played.booklets[one.candidate].code
            assert [r.question for r in one.given] == sorted(item.id for item in form.items)
            for response in one.given:
                if response.in_review:
                    continue
                option = played.given[one.candidate].get(response.question)
                assert response.options == ((option,) if option else ())

    def test_the_same_source_gives_the_same_responses_again(
        self, delivery: Delivery, policy: Policy, form: Form, tmp_path: Path
    ) -> None:
        played = self.play(delivery, policy, form, tmp_path)
        layouts = {(b.form, b.code): lay_out(b) for b in played.booklets.values()}
        first, second = (
            list(delivery.collect(played.sitting, layouts, played.secrets, played.source)) for _ in range(2)
        )
        assert first == second

    def test_a_published_room_names_real_files_inside_its_folder(
        self, delivery: Delivery, policy: Policy, form: Form, tmp_path: Path
    ) -> None:
        sitting, secrets, booklets = make_sitting(
            policy.profile(self.day), form, self.day, delivery.id, self.candidates
        )
        into = tmp_path / "room"
        into.mkdir()
        paths = delivery.publish(sitting, "P1", booklets, secrets, into)
        assert paths
        assert all(path.exists() and path.is_relative_to(into) for path in paths)
        assert not delivery.recognises(into / "nothing here")

    def test_no_published_file_tells_a_pin(
        self, delivery: Delivery, policy: Policy, form: Form, tmp_path: Path
    ) -> None:
        sitting, secrets, booklets = make_sitting(
            policy.profile(self.day), form, self.day, delivery.id, self.candidates
        )
        into = tmp_path / "room"
        into.mkdir()
        delivery.publish(sitting, "P1", booklets, secrets, into)
        for path in (path for path in into.rglob("*") if path.is_file()):
            content = path.read_bytes()
            assert [one.number for one in secrets.passes if one.pin.encode() in content] == []
