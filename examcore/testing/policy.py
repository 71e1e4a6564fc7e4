"""Knows what every policy must do, whatever its city: laws of profile, blueprint, score, outcome and report.

Must not know any city. Subclass it in a test module and hand over the policy:

    class TestVinhLong(PolicyKit):
        day = date(2025, 3, 1)          # a day on which its rules are in force

        @pytest.fixture
        def policy(self) -> Policy:
            return VinhLongPolicy()
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from examcore.canonical import decode, digest, encode
from examcore.engine.scoring import judge
from examcore.errors import Refused
from examcore.hooks import Policy
from examcore.nouns import Document, Form, Position, Profile, Responses, Result, Sitting, Table
from examcore.testing.make import answer, assemble, make_sitting
from examcore.testing.survey import every_score, find_impossible, marking, tables_of, texts_of
from examcore.text import has_unsafe

STRANGER = Position("LẠ 01", "Vị trí của danh mục khác", "Đơn vị khác", "")
"""A position of no catalogue: a policy must take any that is handed in."""


class PolicyKit:
    """The laws. `day` is a day on which the rules are in force; the fixture `policy` gives the policy."""

    day: date

    @pytest.fixture
    def policy(self) -> Policy:
        """The policy under test."""
        raise NotImplementedError("a subclass gives the policy")

    @pytest.fixture
    def profile(self, policy: Policy) -> Profile:
        """The profile on `day`."""
        return policy.profile(self.day)

    @pytest.fixture
    def position(self, policy: Policy) -> Position:
        """A position to assemble for: the policy's first, or a stranger where it has none."""
        return next(iter(policy.positions()), STRANGER)

    @pytest.fixture
    def form(self, policy: Policy, profile: Profile, position: Position) -> Form:
        """A form drawn under the policy's own blueprint."""
        return assemble(policy.blueprint(profile, position), self.day)

    # the profile

    def test_the_profile_is_this_policy_s_and_in_force(self, policy: Policy, profile: Profile) -> None:
        assert profile.policy == policy.id
        assert profile.since <= self.day

    def test_before_it_came_into_force_it_does_not_hold(self, policy: Policy, profile: Profile) -> None:
        before = profile.since - timedelta(days=1)
        try:
            earlier = policy.profile(before)
        except Refused as refusal:
            told = refusal.read("vi")
            assert told != refusal.read("en"), "the refusal has no Vietnamese"  # noqa: PT017 - a profile is as good
        else:
            assert earlier.since <= before
            assert earlier.id != profile.id

    def test_parts_have_items_points_and_a_name_of_their_own(self, profile: Profile) -> None:
        assert profile.parts
        assert profile.minutes > 0
        assert all(part.count > 0 and part.points_each > 0 for part in profile.parts)
        assert len({part.name for part in profile.parts}) == len(profile.parts)

    def test_bands_are_contiguous_and_cover_every_total(self, profile: Profile) -> None:
        totals = sorted(t for band in profile.bands for t in range(band.lowest, band.highest + 1))
        assert totals == list(range(profile.total + 1))
        assert len({band.name for band in profile.bands}) == len(profile.bands)

    def test_areas_are_named_once_and_belong_to_a_part(self, profile: Profile) -> None:
        assert len({area.name for area in profile.areas}) == len(profile.areas)
        assert {area.part for area in profile.areas} <= {part.name for part in profile.parts}

    def test_every_rule_named_is_a_rule_of_the_regulation(self, profile: Profile) -> None:
        known = {clause.rule for clause in profile.clauses}
        assert len(known) == len(profile.clauses)
        named = {part.rule for part in profile.parts} | {band.rule for band in profile.bands}
        named |= {area.rule for area in profile.areas}
        assert named - {""} <= known

    def test_the_profile_outlives_being_written_down(self, profile: Profile) -> None:
        assert decode(encode(profile), Profile) == profile

    # positions and blueprint

    def test_positions_have_codes_of_their_own(self, policy: Policy, profile: Profile) -> None:
        positions = policy.positions()
        assert len({position.code for position in positions}) == len(positions)
        assert {position.area for position in positions} <= {area.name for area in profile.areas} | {""}

    def test_a_blueprint_asks_for_exactly_what_the_profile_fixes(self, policy: Policy, profile: Profile) -> None:
        for position in (*policy.positions(), STRANGER):
            blueprint = policy.blueprint(profile, position)
            assert (blueprint.policy, blueprint.profile) == (policy.id, profile.id)
            assert blueprint.position == position.code
            asked = [(part.name, part.count) for part in blueprint.parts]
            assert asked == [(part.name, part.count) for part in profile.parts]

    def test_quotas_leave_room_for_each_other(self, policy: Policy, profile: Profile) -> None:
        for position in (*policy.positions(), STRANGER):
            for problem in find_impossible(policy.blueprint(profile, position), profile):
                pytest.fail(f"{position.code}: {problem}")

    def test_a_well_stocked_bank_fills_a_form_for_every_position(self, policy: Policy, profile: Profile) -> None:
        for position in (*policy.positions(), STRANGER):
            form = assemble(policy.blueprint(profile, position), self.day)
            assert [len(part.items) for part in form.parts] == [part.count for part in profile.parts]

    # score and outcome

    def test_all_right_earns_every_point_and_blanks_earn_none(
        self, policy: Policy, profile: Profile, form: Form
    ) -> None:
        best = policy.score(profile, form, answer(form, {item.id: "right" for item in form.items}))
        assert [part.points for part in best.parts] == [part.of for part in best.parts]
        assert best.total == profile.total
        assert policy.score(profile, form, answer(form, {})).total == 0

    def test_points_stay_within_their_part_whatever_was_marked(
        self, policy: Policy, profile: Profile, form: Form
    ) -> None:
        @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a loaded PC is no fault of the rules
        @given(marking(form))
        def holds(marks: dict[str, str]) -> None:
            score = policy.score(profile, form, answer(form, marks))
            assert [part.name for part in score.parts] == [part.name for part in profile.parts]
            for part, rule in zip(score.parts, profile.parts, strict=True):
                assert part.of == rule.count * rule.points_each
                assert 0 <= part.points <= part.of
                assert 0 <= part.right <= rule.count

        holds()

    def test_marks_in_review_earn_nothing_and_make_the_outcome_provisional(
        self, policy: Policy, profile: Profile, form: Form
    ) -> None:
        @given(marking(form))
        def holds(marks: dict[str, str]) -> None:
            blanked = {item: mark for item, mark in marks.items() if mark != "review"}
            waiting = policy.score(profile, form, answer(form, marks))
            settled = policy.score(profile, form, answer(form, blanked))
            assert waiting.open == len(marks) - len(blanked)
            assert settled.open == 0
            assert waiting.total == settled.total
            assert policy.decide(profile, waiting).provisional == (waiting.open > 0)
            assert not policy.decide(profile, settled).provisional

        holds()

    def test_every_total_falls_in_the_band_that_holds_it(self, policy: Policy, profile: Profile) -> None:
        bands = {band.name: band for band in profile.bands}
        for score in every_score(profile):
            outcome = policy.decide(profile, score)
            band = bands[outcome.band]
            assert band.lowest <= score.total <= band.highest
            assert outcome.title == band.title
            assert outcome.reason.vi

    # report

    def test_the_result_list_names_everyone_who_was_to_sit(self, policy: Policy, profile: Profile, form: Form) -> None:
        sitting, results = sit(policy, profile, form, self.day)
        for some in (results, results[1:], ()):
            first = policy.report(profile, sitting, some)[0]
            assert isinstance(first, Table)
            cells = {cell for row in first.rows for cell in row}
            assert {candidate.number for candidate in sitting.candidates} <= cells

    def test_reports_have_names_of_their_own_and_rows_as_wide_as_their_heads(
        self, policy: Policy, profile: Profile, form: Form
    ) -> None:
        sitting, results = sit(policy, profile, form, self.day)
        for some in (results, results[1:], ()):
            things = policy.report(profile, sitting, some)
            names = [(type(thing), thing.name) for thing in things]
            assert len(set(names)) == len(names)
            for table in (table for thing in things for table in tables_of(thing)):
                assert {len(row) for row in table.rows} <= {len(table.columns)}

    def test_every_text_of_a_report_can_be_shown(self, policy: Policy, profile: Profile, form: Form) -> None:
        sitting, results = sit(policy, profile, form, self.day)
        for text in (text for thing in policy.report(profile, sitting, results) for text in texts_of(thing)):
            assert unicodedata.is_normalized("NFC", text)
            assert not has_unsafe(text)

    def test_only_a_rehearsal_is_marked_as_one(self, policy: Policy, profile: Profile, form: Form) -> None:
        for rehearsal in (True, False):
            sitting, results = sit(policy, profile, replace(form, rehearsal=rehearsal), self.day)
            documents = [t for t in policy.report(profile, sitting, results) if isinstance(t, Document)]
            assert all(bool(document.mark) == rehearsal for document in documents)

    # purity

    def test_the_same_arguments_give_the_same_answer(
        self, policy: Policy, profile: Profile, form: Form, position: Position
    ) -> None:
        assert policy.profile(self.day) == profile
        assert digest(policy.blueprint(profile, position)) == digest(policy.blueprint(profile, position))
        sitting, results = sit(policy, profile, form, self.day)
        assert sit(policy, profile, form, self.day) == (sitting, results)
        assert digest(policy.report(profile, sitting, results)) == digest(policy.report(profile, sitting, results))

    def test_results_outlive_being_written_down(self, policy: Policy, profile: Profile, form: Form) -> None:
        _, results = sit(policy, profile, form, self.day)
        assert decode(encode(results), tuple[Result, ...]) == results


def sit(policy: Policy, profile: Profile, form: Form, day: date) -> tuple[Sitting, tuple[Result, ...]]:
    """A sitting of four, scored: one all right, one half wrong, one blank, one with marks in review."""
    sitting, _, _ = make_sitting(profile, form, day, "paper", candidates=4)
    ids = [item.id for item in form.items]
    patterns: tuple[dict[str, str], ...] = (
        dict.fromkeys(ids, "right"),
        {name: ("right", "wrong")[place % 2] for place, name in enumerate(ids)},
        {},
        {name: ("right", "review")[place % 3 == 0] for place, name in enumerate(ids)},
    )
    results = []
    for candidate, marks in zip(sitting.candidates, patterns, strict=True):
        responses = answer(form, marks, candidate.number, candidate.delivery, candidate.booklet)
        results.append(_score(policy, profile, form, responses, sitting))
    return sitting, tuple(results)


def _score(policy: Policy, profile: Profile, form: Form, responses: Responses, sitting: Sitting) -> Result:
    candidate = sitting.candidate(responses.candidate)
    assert candidate is not None
    score = policy.score(profile, form, responses)
    return Result(
        candidate.number,
        candidate.name,
        candidate.unit,
        candidate.position,
        candidate.room,
        candidate.delivery,
        form.id,
        candidate.booklet,
        score,
        policy.decide(profile, score),
        judge(form, responses),
        policy.id,
        "0",
        profile.id,
        form.blueprint,
    )
