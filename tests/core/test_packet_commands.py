"""Claims about `packet verify|open|seal`: what is told without keys, what is checked with them, what is refused."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from examcore.canonical import decode, encode
from examcore.drawing import write_packets
from examcore.engine.booklets import make_booklets
from examcore.errors import ExamcoreError
from examcore.language import speaking
from examcore.log import Event, record
from examcore.nouns import Booklet, Form
from examcore.plugins import Plugins, load_plugins
from examcore.seal import Packet, Plan
from examcore.seal.armour import read_bytes, write_bytes
from examcore.seal.primitives import seal, unseal
from examcore.shell.main import build
from examcore.shell.options import Shell
from examcore.shell.packet import packet
from tests.core.amended import CHEAP, DAY, LEADERS, PHRASE, Body, draw, make_body, seal_alone, seal_for, sit


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
def sealed(tmp_path_factory: pytest.TempPathFactory, body: Body, form: Form) -> Path:
    """A folder of forms under the council, the council's own folder and its officers' key files beside it."""
    place = tmp_path_factory.mktemp("sealed")
    seal_for(body, form, place / "forms")
    (place / "council").mkdir()
    (place / "council" / "council.json").write_bytes(encode(body.signed))
    for number, data in enumerate(body.files):
        (place / f"{number}.officer").write_bytes(data)
    return place


@pytest.fixture
def place(tmp_path: Path, sealed: Path) -> Path:
    shutil.copytree(sealed, tmp_path / "copy")
    return tmp_path / "copy"


def run(*words: str | Path, phrase: str | None = None) -> Result:
    """A `packet` command with nobody at the keyboard."""
    environment = {"EXAMCORE_PASSPHRASE": phrase}
    with speaking("en"):
        return CliRunner(env=environment).invoke(packet, [str(w) for w in words], obj=Shell(load_plugins()))


def told(*words: str | Path, phrase: str | None = None) -> Any:
    done = run(*words, "--json", phrase=phrase)
    assert done.exception is None, done.output
    return json.loads(done.stdout)


def refused(*words: str | Path, phrase: str | None = None) -> str:
    """What a command that must refuse says."""
    done = run(*words, phrase=phrase)
    assert isinstance(done.exception, ExamcoreError), done.output
    return done.exception.read("en")


def door(place: Path, *members: int) -> list[str | Path]:
    return ["--council", place / "council", *(w for n in members for w in ("--officer", place / f"{n}.officer"))]


def packet_in(folder: Path) -> Path:
    (path,) = folder.glob("*.packet")
    return path


def spoil(path: Path, envelope: str) -> None:
    """One bit of one envelope, in a packet that is still canonical."""
    whole = decode(path.read_bytes(), Packet)
    data = bytearray(read_bytes(getattr(whole, envelope)))
    data[len(data) // 2] ^= 1
    altered = write_bytes(bytes(data))
    is_key = envelope == "key"
    path.write_bytes(encode(replace(whole, key=altered) if is_key else replace(whole, questions=altered)))


def test_the_group_is_part_of_examcore(plugins: Plugins) -> None:
    assert set(build(plugins).commands["packet"].commands) == {"verify", "open", "seal"}  # type: ignore[attr-defined]


def test_without_keys_the_head_is_told_and_the_envelopes_stay_shut(place: Path, form: Form) -> None:
    (one,) = told("verify", place / "forms")["packets"]
    assert (one["form"], one["position"], one["policy"], one["held_by"]) == (form.id, "TP-HT", "cantho", "council")
    assert [part["items"] for part in one["parts"]] == [40, 60]
    assert one["rehearsal"] is True
    assert len(one["booklets"]) == 2
    assert set(one["opened"].values()) == {"not opened"}
    assert one["checked"] == "head"
    assert one["valid"] is True


def test_with_the_council_its_sets_are_told_by_name(place: Path, body: Body) -> None:
    (one,) = told("verify", place / "forms", "--council", place / "council")["packets"]
    assert [body.council.names[n] for n in LEADERS] in one["authorised"]["key"]
    assert one["shares"]["key"]["is_of_council"] is True


def test_with_an_authorised_set_both_envelopes_are_opened_and_compared(place: Path) -> None:
    (one,) = told("verify", place / "forms", *door(place, *LEADERS), phrase=PHRASE)["packets"]
    assert one["opened"]["questions"] == "whole: 2 booklets"
    assert one["checked"] == "inside"
    assert one["opened"]["key"].startswith("whole")
    assert one["valid"] is True


def test_without_an_authorised_set_nothing_is_opened_and_the_reason_is_told(place: Path) -> None:
    (one,) = told("verify", place / "forms", *door(place, 0, 3), phrase=PHRASE)["packets"]
    assert all(text.startswith("not opened: those present may not open") for text in one["opened"].values())


def test_the_blueprint_is_filled_where_the_plan_tells_the_day(tmp_path: Path, form: Form) -> None:
    write_packets(tmp_path / "forms", [(form, make_booklets(form, 2))], PHRASE, CHEAP, Plan(DAY, "Ca sáng"))
    (one,) = told("verify", tmp_path / "forms", phrase=PHRASE)["packets"]
    assert one["blueprint"] is True
    first, *rest = form.parts
    thin = replace(form, parts=(replace(first, items=(*first.items[1:], rest[0].items[0])), *rest))
    write_packets(tmp_path / "thin", [(thin, make_booklets(thin, 2))], PHRASE, CHEAP, Plan(DAY, "Ca sáng"))
    assert "an item stands twice" in refused("verify", tmp_path / "thin", phrase=PHRASE)


def test_a_form_that_does_not_fill_the_blueprint_it_names_is_seen(tmp_path: Path, form: Form) -> None:
    easy = tuple(
        replace(part, items=tuple(replace(i, tags=replace(i.tags, level="recall")) for i in part.items))
        for part in form.parts
    )
    forged = replace(form, parts=easy)
    write_packets(tmp_path / "forms", [(forged, make_booklets(forged, 2))], PHRASE, CHEAP, Plan(DAY, "Ca sáng"))
    assert "the blueprint's quotas" in refused("verify", tmp_path / "forms", phrase=PHRASE)


def seal_with_areas(folder: Path, form: Form, main: str, *also: str) -> Path:
    """The form sealed in `folder`, its first item having these areas."""
    first, *rest = form.parts
    item = first.items[0]
    changed = replace(item, tags=replace(item.tags, area=main, also=also))
    other = replace(form, parts=(replace(first, items=(changed, *first.items[1:])), *rest))
    write_packets(folder, [(other, make_booklets(other, 2))], PHRASE, CHEAP, Plan(DAY, "Ca sáng"))
    return folder


def test_an_item_fills_the_blueprint_by_any_of_its_areas(tmp_path: Path, form: Form) -> None:
    area = form.parts[0].items[0].tags.area
    another = next(item.tags.area for item in form.parts[0].items if item.tags.area != area)
    (one,) = told("verify", seal_with_areas(tmp_path / "both", form, another, area), phrase=PHRASE)["packets"]
    assert one["blueprint"] is True
    alone = seal_with_areas(tmp_path / "alone", form, another)
    assert "the blueprint's quotas" in refused("verify", alone, phrase=PHRASE)


@pytest.mark.parametrize("envelope", ["questions", "key"])
def test_a_bit_of_an_envelope_that_was_changed_is_named(envelope: str, place: Path) -> None:
    path = packet_in(place / "forms")
    spoil(path, envelope)
    text = refused("verify", path, *door(place, *LEADERS), phrase=PHRASE)
    assert path.name in text
    assert "altered" in text


def test_a_packet_that_is_not_canonical_is_refused_without_keys(place: Path) -> None:
    path = packet_in(place / "forms")
    path.write_text(json.dumps(json.loads(path.read_bytes()), indent=1), encoding="utf-8")
    assert "canonical" in refused("verify", path)


def test_a_key_of_other_questions_is_seen(tmp_path: Path, plugins: Plugins, form: Form) -> None:
    other = draw(plugins, seed="another")
    booklets = tuple(replace(b, form=form.id) for b in make_booklets(other, 2))
    write_packets(tmp_path / "forms", [(form, booklets)], PHRASE, CHEAP)
    assert "the questions its key belongs to" in refused("verify", tmp_path / "forms", phrase=PHRASE)


def test_t2_an_insider_who_holds_the_key_cannot_put_another_answer_into_the_envelope(
    tmp_path: Path, form: Form
) -> None:
    keys = write_packets(tmp_path / "forms", [(form, make_booklets(form, 2))], PHRASE, CHEAP)
    path = packet_in(tmp_path / "forms")
    whole = decode(path.read_bytes(), Packet)
    first, *rest = form.parts
    item = first.items[0]
    other = next(o.id for o in item.options if o.id != item.key)
    edited = replace(form, parts=(replace(first, items=(replace(item, key=other), *first.items[1:])), *rest))
    context = encode(whole.head)
    inside = json.loads(unseal(keys.key_for("key"), "examcore/key/v2", context, read_bytes(whole.key)))
    forged = encode({"form": edited, "salt": inside["salt"]})
    envelope = write_bytes(seal(keys.key_for("key"), "examcore/key/v2", context, forged))
    path.write_bytes(encode(replace(whole, key=envelope)))
    assert "not the one that was sealed" in refused("verify", path, phrase=PHRASE)


def test_t18_equal_keys_have_different_commitments(tmp_path: Path, form: Form) -> None:
    for name in ("one", "two"):
        write_packets(tmp_path / name, [(form, make_booklets(form, 2))], PHRASE, CHEAP)
    first, second = (told("verify", tmp_path / name)["packets"][0]["commitment"] for name in ("one", "two"))
    assert first != second


def test_another_packet_than_the_one_whose_sealing_was_logged_is_seen(place: Path, form: Form) -> None:
    path = packet_in(place / "forms")
    (one,) = told("verify", path)["packets"]
    facts = [("form", form.id), ("commitment", one["commitment"]), ("sha256", one["sha256"])]
    at = datetime(2024, 11, 1, tzinfo=UTC)
    record(place / "council" / "log.jsonl", Event("packet.seal", at, tuple(facts)))
    assert told("verify", path, "--council", place / "council")["packets"][0]["logged"] is True
    record(place / "council" / "log.jsonl", Event("packet.seal", at, (*facts[:1], *facts[2:], ("commitment", "00"))))
    assert "not the packet that was sealed" in refused("verify", path, "--council", place / "council")


def test_t17_before_its_time_a_packet_is_not_opened_even_to_be_checked(tmp_path: Path, form: Form) -> None:
    later = Plan(DAY, "Ca sáng", datetime.now(UTC) + timedelta(days=2))
    write_packets(tmp_path / "forms", [(form, make_booklets(form, 2))], PHRASE, CHEAP, later)
    (one,) = told("verify", tmp_path / "forms", phrase=PHRASE)["packets"]
    assert all("stays shut until" in text for text in one["opened"].values())
    assert "stays shut" in refused("open", tmp_path / "forms", "--questions", "--out", tmp_path / "o", phrase=PHRASE)
    assert not (tmp_path / "o").exists()


def test_checking_the_packets_of_a_sitting_is_logged(tmp_path: Path, plugins: Plugins, form: Form) -> None:
    folder = sit(tmp_path / "sat", plugins, seal_alone(form, tmp_path / "forms"), form, PHRASE)
    before = folder.log_path.read_text(encoding="utf-8").count("packet.open")
    told("verify", folder.path, phrase=PHRASE)
    assert folder.log_path.read_text(encoding="utf-8").count("packet.open") == before + 2


def test_an_opened_envelope_is_what_was_sealed_and_only_the_owner_reads_it(
    place: Path, tmp_path: Path, form: Form
) -> None:
    words: list[str | Path] = [
        place / "forms",
        "--confirm",
        form.id,
        "--out",
        tmp_path / "open",
        *door(place, *LEADERS),
    ]
    questions = Path(told("open", "--questions", *words, phrase=PHRASE)["file"])
    key = Path(told("open", "--keys", *words, phrase=PHRASE)["file"])
    assert decode(key.read_bytes(), Form) == form
    assert decode(questions.read_bytes(), tuple[Booklet, ...]) == make_booklets(form, 2)
    assert all(path.stat().st_mode & 0o077 == 0 for path in (questions, key))
    assert "exists already" in refused("open", "--keys", *words, phrase=PHRASE)


def test_t17_a_wrong_code_read_by_the_second_officer_opens_nothing(place: Path, tmp_path: Path) -> None:
    words: list[str | Path] = [
        "open",
        place / "forms",
        "--questions",
        "--out",
        tmp_path / "open",
        *door(place, *LEADERS),
    ]
    assert "form code" in refused(*words, "--confirm", "F0000000000", phrase=PHRASE)
    assert "second officer" in refused(*words, phrase=PHRASE)
    assert not (tmp_path / "open").exists()


def test_members_who_may_not_open_get_no_file(place: Path, tmp_path: Path, form: Form) -> None:
    words: list[str | Path] = ["open", place / "forms", "--keys", "--confirm", form.id, "--out", tmp_path / "open"]
    assert "may not open" in refused(*words, *door(place, 2, 3, 4), phrase=PHRASE)
    assert not (tmp_path / "open").exists()


def test_an_opened_form_is_sealed_again_under_the_council_with_the_same_booklets(
    place: Path, tmp_path: Path, form: Form, plugins: Plugins
) -> None:
    seal_alone(form, tmp_path / "alone")
    for flag in ("--questions", "--keys"):
        told("open", tmp_path / "alone", flag, "--out", tmp_path / "open", phrase=PHRASE)
    words: list[str | Path] = [
        "--questions",
        tmp_path / "open" / f"{form.id}.questions.json",
        "--out",
        tmp_path / "again",
    ]
    made = told("seal", tmp_path / "open" / f"{form.id}.form.json", *words, *door(place, *LEADERS), phrase=PHRASE)
    (one,) = told("verify", tmp_path / "again", *door(place, *LEADERS), phrase=PHRASE)["packets"]
    assert (one["valid"], one["held_by"], one["commitment"]) == (True, "council", made["commitment"])
    before = decode(packet_in(tmp_path / "alone").read_bytes(), Packet).head
    assert one["commitment"] != before.commitment
    assert tuple(one["booklets"]) == before.facts.codes


def test_booklets_of_another_form_are_not_sealed_with_it(
    place: Path, tmp_path: Path, plugins: Plugins, form: Form
) -> None:
    other = draw(plugins, seed="another")
    (tmp_path / "form.json").write_bytes(encode(form))
    (tmp_path / "questions.json").write_bytes(encode(make_booklets(other, 2)))
    words: list[str | Path] = ["--questions", tmp_path / "questions.json", "--out", tmp_path / "again"]
    assert "does not hold" in refused("seal", tmp_path / "form.json", *words, phrase=PHRASE)
    assert not (tmp_path / "again").exists()
