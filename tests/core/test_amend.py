"""Claims about changing a key after the test: only by a signed council decision, and all see who changes (T2)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from examcore.canonical import digest, encode
from examcore.errors import BadInput, BrokenSeal, ExamcoreError, NotAuthorised, NotFound, Refused
from examcore.log import find_log
from examcore.nouns import Form, Item
from examcore.plugins import Plugins, load_plugins
from examcore.seal import Attendance
from examcore.sitting import SittingFolder, load, report, score
from examcore.sitting.amend import (
    ACT,
    Decision,
    Draft,
    amend,
    check_decisions,
    confirm_decisions,
    open_forms,
    read_decisions,
)
from examcore.sitting.changes import compare, count_earlier, find_changes, list_places, read_earlier, tell_changes
from tests.core.amended import DAY, LEADERS, NOW, PHRASE, Body, draw, make_body, seal_alone, seal_for, sit

LATER = NOW + timedelta(days=1)


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


@pytest.fixture(scope="module")
def body() -> Body:
    return make_body()


@pytest.fixture(scope="module")
def form(plugins: Plugins) -> Form:
    return draw(plugins)


@pytest.fixture(scope="module")
def sat(tmp_path_factory: pytest.TempPathFactory, plugins: Plugins, body: Body, form: Form) -> Path:
    """A sitting under the council, scored once."""
    place = tmp_path_factory.mktemp("amended")
    folder = sit(place / "sat", plugins, seal_for(body, form, place / "forms"), form, body.present())
    score(folder, plugins, body.present(), NOW)
    return folder.path


@pytest.fixture(scope="module")
def amended(tmp_path_factory: pytest.TempPathFactory, sat: Path, body: Body, form: Form) -> Path:
    """The same with two decisions: an item cancelled, then two options of another accepted."""
    path = tmp_path_factory.mktemp("decided") / "ca"
    shutil.copytree(sat, path)
    decide(load(path), body.present(), cancel(form.items[1]))
    decide(load(path), body.present(), accept(form.items[3]))
    return path


@pytest.fixture
def again(tmp_path: Path, amended: Path) -> SittingFolder:
    """A copy of the amended sitting to spoil."""
    shutil.copytree(amended, tmp_path / "ca")
    return load(tmp_path / "ca")


def cancel(item: Item) -> Draft:
    return Draft(item.id, "cancel", (), "Câu hỏi có lỗi chính tả làm đổi nghĩa", "05/BB-HĐ", DAY + timedelta(days=4))


def accept(item: Item) -> Draft:
    wrong = next(option.id for option in item.options if option.id != item.key)
    return replace(cancel(item), what="accept", accepted=tuple(sorted((item.key, wrong))), minute="06/BB-HĐ")


def decide(folder: SittingFolder, present: str | Attendance, draft: Draft) -> tuple[Decision, ...]:
    return amend(folder, present, open_forms(folder, present, LATER), draft, LATER)


def totals(folder: SittingFolder) -> dict[str, int]:
    return {one.candidate: one.score.total for one in folder.results}


def test_t2_a_decision_scores_everyone_again_and_tells_who_changes(
    again: SittingFolder, plugins: Plugins, body: Body
) -> None:
    assert totals(again) == {"001": 100, "002": 50, "003": 0}
    score(again, plugins, body.present(), LATER)
    # 002 had both items wrong, and the second with the option that is accepted now; 003 left all blank.
    assert totals(again) == {"001": 100, "002": 52, "003": 1}
    changes = find_changes(again)
    assert [(c.after.candidate, c.before.score.total, c.after.score.total) for c in changes] == [
        ("002", 50, 52),
        ("003", 0, 1),
    ]
    assert [tuple((a.points, b.points) for a, b in c.parts) for c in changes] == [
        ((20, 22), (30, 30)),
        ((0, 1), (0, 0)),
    ]
    assert all(result.score.parts[0].of == 40 and result.score.parts[1].of == 60 for result in again.results)


def test_every_result_records_the_amendments_that_were_applied(
    again: SittingFolder, plugins: Plugins, body: Body
) -> None:
    assert {result.amendments for result in again.results} == {()}
    score(again, plugins, body.present(), LATER)
    names = tuple(decision.digest for decision in read_decisions(again))
    assert len(names) == 2
    assert {result.amendments for result in again.results} == {names}


def test_old_results_are_kept_and_scoring_twice_keeps_them_once(
    again: SittingFolder, plugins: Plugins, body: Body
) -> None:
    before = again.results
    score(again, plugins, body.present(), LATER)
    score(again, plugins, body.present(), LATER)
    assert count_earlier(again) == 1
    assert read_earlier(again, 1) == before
    assert compare(before, before) == ()
    with pytest.raises(NotFound):
        read_earlier(again, 2)


def test_the_report_holds_a_table_and_a_document_of_who_changes(
    again: SittingFolder, plugins: Plugins, body: Body, tmp_path: Path
) -> None:
    assert tell_changes(again) == ()
    score(again, plugins, body.present(), LATER)
    names = {path.name for path in report(again, plugins, tmp_path / "report", LATER)}
    assert {"changes.csv", "changes.xlsx", "changes.pdf"} <= names
    text = (tmp_path / "report" / "changes.csv").read_text(encoding="utf-8-sig")
    assert "002" in text
    assert "003" in text
    assert "001" not in text


def test_a_document_names_the_minute_and_where_candidates_met_the_item(
    again: SittingFolder, plugins: Plugins, body: Body, form: Form
) -> None:
    score(again, plugins, body.present(), LATER)
    _, document = tell_changes(again)
    told = encode(document).decode()
    decision = read_decisions(again)[1]
    places = list_places(again, decision.amendment)
    assert len(places) == 2
    for word in ("05/BB-HĐ", "06/BB-HĐ", form.items[3].id, *places, *decision.signings[0].signers):
        assert word in told


def test_the_log_tells_that_a_key_was_amended_but_not_to_what(again: SittingFolder, form: Form) -> None:
    events = [event for event in find_log(again.path).events if event.act == ACT]
    assert [event.fact("number") for event in events] == ["1", "2"]
    assert [event.fact("what") for event in events] == ["cancel", "accept"]
    log = (again.path / "log.jsonl").read_text(encoding="utf-8")
    assert not any(option.id in log for option in form.items[3].options)
    assert (again.path / "amendments" / "2.json").stat().st_mode & 0o077 == 0


def test_equal_decisions_have_different_digests(again: SittingFolder, form: Form) -> None:
    one = read_decisions(again)[0].amendment
    assert len(one.salt) == 64
    assert digest(one) != digest(replace(one, salt="00" * 32))
    assert len({decision.amendment.salt for decision in read_decisions(again)}) == 2


Spoil = Callable[[SittingFolder, list[Decision]], None]


def write(folder: SittingFolder, number: int, decision: Decision) -> None:
    (folder.path / "amendments" / f"{number}.json").write_bytes(encode(decision))


def alter_reason(folder: SittingFolder, found: list[Decision]) -> None:
    write(folder, 2, replace(found[1], amendment=replace(found[1].amendment, reason="Lý do khác")))


def alter_options(folder: SittingFolder, found: list[Decision]) -> None:
    one = found[1].amendment
    write(folder, 2, replace(found[1], amendment=replace(one, accepted=tuple(sorted((*one.accepted, "zz"))))))


def alter_and_log_anew(folder: SittingFolder, found: list[Decision]) -> None:
    """The forger rewrites the log too: then the signatures tell."""
    forged = replace(found[1], amendment=replace(found[1].amendment, what="cancel", accepted=()))
    write(folder, 2, forged)
    relog(folder, {found[1].digest: forged.digest})


def take_away(number: int) -> Spoil:
    return lambda folder, found: (folder.path / "amendments" / f"{number}.json").unlink()


def swap(folder: SittingFolder, found: list[Decision]) -> None:
    write(folder, 1, found[1])
    write(folder, 2, found[0])


def swap_and_renumber(folder: SittingFolder, found: list[Decision]) -> None:
    first = replace(found[1], amendment=replace(found[1].amendment, number=1, previous=""))
    second = replace(found[0], amendment=replace(found[0].amendment, number=2, previous=first.digest))
    write(folder, 1, first)
    write(folder, 2, second)
    relog(folder, {found[0].digest: first.digest, found[1].digest: second.digest})


def repeat(folder: SittingFolder, found: list[Decision]) -> None:
    write(folder, 3, found[1])


def unsign(folder: SittingFolder, found: list[Decision]) -> None:
    write(folder, 2, replace(found[1], signings=(replace(found[1].signings[0], signatures=("",) * 5),)))


def unsign_one(folder: SittingFolder, found: list[Decision]) -> None:
    signatures = list(found[1].signings[0].signatures)
    signatures[LEADERS[1]] = ""
    write(folder, 2, replace(found[1], signings=(replace(found[1].signings[0], signatures=tuple(signatures)),)))


def drop_signings(folder: SittingFolder, found: list[Decision]) -> None:
    write(folder, 2, replace(found[1], signings=()))


def lend_signatures(folder: SittingFolder, found: list[Decision]) -> None:
    write(folder, 2, replace(found[1], signings=found[0].signings))


def cut(folder: SittingFolder, found: list[Decision]) -> None:
    path = folder.path / "amendments" / "2.json"
    path.write_bytes(path.read_bytes()[:-5])


def pretty(folder: SittingFolder, found: list[Decision]) -> None:
    path = folder.path / "amendments" / "2.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()), indent=1), encoding="utf-8")


def relog(folder: SittingFolder, new: dict[str, str]) -> None:
    path = folder.path / "log.jsonl"
    text = path.read_text(encoding="utf-8")
    for old, now in new.items():
        text = text.replace(old, f"<{now}>")
    path.write_text(text.replace("<", "").replace(">", ""), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (alter_reason, BrokenSeal),
        (alter_options, BrokenSeal),
        (alter_and_log_anew, BrokenSeal),
        (take_away(1), BrokenSeal),
        (take_away(2), BrokenSeal),
        (swap, BrokenSeal),
        (swap_and_renumber, BrokenSeal),
        (repeat, BrokenSeal),
        (unsign, NotAuthorised),
        (unsign_one, NotAuthorised),
        (drop_signings, NotAuthorised),
        (lend_signatures, BrokenSeal),
        (cut, BadInput),
        (pretty, BadInput),
    ],
)
def test_scoring_refuses_a_decision_that_was(
    spoil: Spoil, refusal: type[ExamcoreError], again: SittingFolder, plugins: Plugins, body: Body
) -> None:
    before = again.results
    spoil(again, list(read_decisions(again)))
    with pytest.raises(refusal):
        score(again, plugins, body.present(), LATER)
    assert again.results == before


def test_a_decision_of_another_sitting_or_about_another_key_is_refused(
    again: SittingFolder, plugins: Plugins, body: Body
) -> None:
    first, second = read_decisions(again)
    for foreign in (replace(second.amendment, sitting="S99999999"), replace(second.amendment, commitment="00" * 32)):
        forged = replace(second, amendment=foreign)
        write(again, 2, forged)
        relog(again, {second.digest: forged.digest})
        with pytest.raises(BrokenSeal, match=r"2\.json"):
            score(again, plugins, body.present(), LATER)
        relog(again, {forged.digest: second.digest})
    assert first.amendment.number == 1


def test_another_council_cannot_amend_and_what_it_signed_does_not_hold(
    again: SittingFolder, plugins: Plugins, body: Body, form: Form
) -> None:
    stranger = make_body("Hội đồng lạ")
    with pytest.raises(ExamcoreError):
        decide(again, stranger.present(), cancel(form.items[5]))
    forms = open_forms(again, body.present(), LATER)
    with pytest.raises(NotAuthorised):  # even with the forms already open before them
        amend(again, stranger.present(), forms, cancel(form.items[5]), LATER)
    assert len(read_decisions(again)) == 2
    with pytest.raises(NotAuthorised):
        check_decisions(read_decisions(again), stranger.present())


@pytest.mark.parametrize("places", [(0,), (0, 2), (2, 3, 4), (0, 1, 3)])
def test_members_who_may_not_open_the_key_cannot_amend_it(
    places: tuple[int, ...], again: SittingFolder, body: Body, form: Form
) -> None:
    with pytest.raises(NotAuthorised):
        decide(again, body.present(places), cancel(form.items[5]))
    forms = open_forms(again, body.present(), LATER)
    with pytest.raises(NotAuthorised):
        amend(again, body.present(places), forms, cancel(form.items[5]), LATER)
    assert len(read_decisions(again)) == 2


def test_those_who_hold_the_key_later_confirm_what_was_decided_before(
    again: SittingFolder, body: Body, form: Form
) -> None:
    heirs = make_body("Ủy ban")
    with pytest.raises(NotAuthorised):
        check_decisions(read_decisions(again), heirs.present())
    with pytest.raises(NotAuthorised):
        confirm_decisions(again, heirs.present((2, 3)), LATER)
    confirmed = confirm_decisions(again, heirs.present(), LATER)
    assert read_decisions(again) == confirmed
    check_decisions(confirmed, heirs.present())
    check_decisions(confirmed, body.present())
    assert confirm_decisions(again, heirs.present(), LATER) == ()


def test_under_one_key_file_nobody_can_amend(tmp_path: Path, plugins: Plugins, form: Form) -> None:
    folder = sit(tmp_path / "alone", plugins, seal_alone(form, tmp_path / "forms"), form, PHRASE)
    with pytest.raises(Refused) as refused:
        decide(folder, PHRASE, cancel(form.items[1]))
    assert refused.value.hint is not None
    assert not (folder.path / "amendments").exists()


def test_before_anything_is_collected_no_key_is_amended(again: SittingFolder, body: Body, form: Form) -> None:
    (again.path / "responses.json").unlink()
    with pytest.raises(Refused, match=r"sau|after"):
        decide(again, body.present(), cancel(form.items[5]))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda draft, item: replace(draft, item="no-such-item"),
        lambda draft, item: replace(draft, reason=""),
        lambda draft, item: replace(draft, reason="x" * 501),
        lambda draft, item: replace(draft, minute="5\u202e"),
        lambda draft, item: replace(draft, day=DAY - timedelta(days=1)),
        lambda draft, item: replace(draft, accepted=(item.key,)),
        lambda draft, item: replace(draft, accepted=(item.key, "0123456789")),
        lambda draft, item: replace(draft, accepted=tuple(o.id for o in item.options if o.id != item.key)),
    ],
)
def test_a_draft_that_does_not_fit_is_refused_before_anyone_signs(
    spoil: Callable[[Draft, Item], Draft], again: SittingFolder, body: Body, form: Form
) -> None:
    forms = {form.id: form}
    with pytest.raises(BadInput):
        amend(again, body.present(), forms, spoil(accept(form.items[5]), form.items[5]), LATER)
    assert len(read_decisions(again)) == 2


def test_no_altered_byte_of_a_decision_is_overlooked(again: SittingFolder, body: Body) -> None:
    path = again.path / "amendments" / "2.json"
    whole = path.read_bytes()
    present = body.present()
    mutants = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(0, len(whole), 37)]
    mutants += [whole[:at] + whole[at + 1 :] for at in range(0, len(whole), 331)]
    mutants += [whole[:at] + b"0" + whole[at:] for at in range(0, len(whole), 331)]
    overlooked = []
    for mutant in mutants:
        path.write_bytes(mutant)
        try:
            check_decisions(read_decisions(again), present)
        except ExamcoreError:
            continue
        overlooked.append(mutant)
    assert len(mutants) > 350
    assert overlooked == []
