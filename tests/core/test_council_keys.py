"""Claims about what a council holds: banks, packets, opening apart, passing on."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from examcore.canonical import encode
from examcore.drawing import write_packets_for
from examcore.errors import BadInput, BrokenSeal, ExamcoreError, NotAuthorised, NotFound, Refused, WrongPassphrase
from examcore.language import Message, speaking
from examcore.seal import (
    Confirmation,
    CouncilKeys,
    Deal,
    Plan,
    attend,
    confirm,
    join_keys,
    open_key,
    open_questions,
    read_packet,
    seal_packet,
    show_confirmation,
)
from examcore.seal.child import run_apart
from examcore.store import Bank, make_bank, make_bank_for
from examcore.store.redeal import redeal
from tests.core.officers import CHEAP, HOLDER, Body, swear
from tests.core.test_bank import item
from tests.core.test_seal import BOOKLET, FORM

OPENS = datetime(2024, 11, 15, 7, 30, tzinfo=UTC)
PLAN = Plan(date(2024, 11, 15), "Ca 1", OPENS)
RULES = {"questions": "threshold:2", "key": "threshold:4"}


@pytest.fixture(scope="module")
def body() -> Body:
    return swear(6, RULES)  # type: ignore[arg-type]  # literals


@pytest.fixture
def bank(tmp_path: Path, body: Body) -> Bank:
    _, (dealt,) = attend(body.attend(0, 2, 3), deals=[Deal("bank", HOLDER)])
    made = make_bank_for(tmp_path / "hội đồng.bank", "any", dealt.keys, {".shares": dealt.data}, date(2024, 11, 1))
    made.add([item(n) for n in range(12)], dealt.keys)
    return made


def open_bank(bank: Bank, body: Body, *places: int, **given: object) -> CouncilKeys:
    """The bank's keys, opened by those at these places."""
    data, name = bank.shares()
    return attend(body.attend(*places, **given), {name: data})[0][name]  # type: ignore[arg-type]  # passed on


def seal_lot(body: Body, plan: Plan | None = None) -> tuple[bytes, dict[str, bytes]]:
    """A packet sealed under fresh shares, and the shares by purpose."""
    _, dealt = attend(body.attend(0, 2, 3), deals=[Deal("questions", HOLDER), Deal("key", HOLDER)])
    packet = seal_packet(FORM, (BOOKLET,), join_keys([one.keys for one in dealt]), plan)
    return encode(packet), {"questions": dealt[0].data, "key": dealt[1].data}


def test_a_bank_under_a_council_opens_for_an_authorised_set_and_for_nobody_else(bank: Bank, body: Body) -> None:
    again = Bank(bank.path)
    keys = open_bank(again, body, 1, 2, 5)
    assert again.items(keys) == tuple(item(n) for n in range(12))
    assert keys.present == ("Cán bộ 1", "Cán bộ 2", "Cán bộ 5")
    for present in ((0,), (0, 1), (3, 4, 5), (0, 1, 3, 4, 5)):
        with pytest.raises(NotAuthorised):
            open_bank(again, body, *present)


def test_a_forgotten_passphrase_at_dawn_is_what_the_envelope_in_the_safe_is_for(bank: Bank, body: Body) -> None:
    with pytest.raises(NotAuthorised):
        open_bank(bank, body, 0, 3, paper=True)
    keys = open_bank(bank, body, 0, 3, paper=True, reason="thư ký quên mật khẩu")
    assert len(bank.items(keys)) == 12
    assert keys.reason == "thư ký quên mật khẩu"


def test_a_bank_without_its_shares_says_so(bank: Bank) -> None:
    bank.shares_path.unlink()
    with pytest.raises(NotFound):
        bank.shares()


@pytest.mark.parametrize("degree", ["mật", "tối mật", "tuyệt mật", "Tuyệt Mật", "MẬT"])
def test_a_bank_of_state_secrets_is_refused_with_the_reason(degree: str, tmp_path: Path) -> None:
    with speaking("en"), pytest.raises(Refused, match="cipher service"):
        make_bank(tmp_path / "b.bank", "any", "mật khẩu dài", date(2024, 11, 1), CHEAP, degree)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(BadInput):
        make_bank(tmp_path / "b.bank", "any", "mật khẩu dài", date(2024, 11, 1), CHEAP, "khác")


def test_questions_and_key_of_a_packet_open_for_different_sets(body: Body) -> None:
    data, shares = seal_lot(body)
    packet = read_packet(data, "túi đề")
    two, _ = attend(body.attend(4, 5), {"q": shares["questions"]})
    assert open_questions(packet, two["q"], "p") == (BOOKLET,)
    with pytest.raises(NotAuthorised):
        open_key(packet, two["q"], "p")
    with pytest.raises(NotAuthorised):
        attend(body.attend(3, 4, 5), {"k": shares["key"]})
    four, _ = attend(body.attend(2, 3, 4, 5), {"k": shares["key"]})
    assert open_key(packet, four["k"], "p") == FORM


def test_the_keys_of_a_packet_open_no_bank(body: Body, bank: Bank) -> None:
    _, shares = seal_lot(body)
    keys, _ = attend(body.attend(2, 3, 4, 5), {"k": shares["key"]})
    with pytest.raises(ExamcoreError):
        bank.items(keys["k"])


# T17 of docs/threats.md
def test_a_packet_stays_shut_before_its_time_without_the_emergency_set_and_a_reason(body: Body) -> None:
    data, shares = seal_lot(body, PLAN)
    packet = read_packet(data, "túi đề")
    usual, _ = attend(body.attend(0, 1, 2), {"q": shares["questions"]})
    for at in (None, OPENS - timedelta(seconds=1)):
        with pytest.raises(NotAuthorised):
            open_questions(packet, usual["q"], "p", at)
    assert open_questions(packet, usual["q"], "p", OPENS) == (BOOKLET,)
    silent, _ = attend(body.attend(0, 1, paper=True), {"q": shares["questions"]})
    with pytest.raises(NotAuthorised):
        open_questions(packet, silent["q"], "p", OPENS - timedelta(hours=1))
    urgent, _ = attend(body.attend(0, 1, paper=True, reason="bão"), {"q": shares["questions"]})
    assert open_questions(packet, urgent["q"], "p", OPENS - timedelta(hours=1)) == (BOOKLET,)


def test_a_time_in_another_zone_is_the_same_time(body: Body) -> None:
    data, shares = seal_lot(body, PLAN)
    keys, _ = attend(body.attend(0, 1), {"q": shares["questions"]})
    hanoi = datetime.fromisoformat("2024-11-15T14:30:00+07:00")
    assert open_questions(read_packet(data, "p"), keys["q"], "p", hanoi) == (BOOKLET,)


# T17 of docs/threats.md
@pytest.mark.parametrize(
    "wrong", [{"code": "F2"}, {"day": date(2024, 11, 16)}, {"sitting": "Ca 2"}, {"position": "Y"}], ids=str
)
def test_a_second_officer_who_reads_another_packet_in_the_plan_stops_the_opening(
    body: Body, wrong: dict[str, str]
) -> None:
    packet = read_packet(seal_lot(body, PLAN)[0], "p")
    right = show_confirmation(packet)
    assert right == Confirmation("F1", date(2024, 11, 15), "Ca 1", "X")
    confirm(packet, right, "p")
    with pytest.raises(NotAuthorised):
        confirm(packet, replace(right, **wrong), "p")  # type: ignore[arg-type]  # by parameter


# T2 of docs/threats.md
def test_a_key_changed_after_sealing_is_shown_even_when_those_present_change_it(body: Body) -> None:
    data, shares = seal_lot(body)
    packet = read_packet(data, "túi đề")
    keys, _ = attend(body.attend(0, 1, 2, 3), {"k": shares["key"]})
    question = FORM.parts[0].items[0]
    other = replace(FORM, parts=(replace(FORM.parts[0], items=(replace(question, key="b2"),)),))
    forged = seal_packet(other, (BOOKLET,), replace(keys["k"], _keys={**keys["k"]._keys, "questions": bytes(32)}))
    assert forged.head.commitment != packet.head.commitment
    with pytest.raises(BrokenSeal):
        open_key(replace(forged, head=packet.head), keys["k"], "p")


# T18 of docs/threats.md
def test_one_form_sealed_twice_has_two_commitments_that_no_guess_at_the_key_finds(body: Body) -> None:
    heads = [read_packet(seal_lot(body)[0], "p").head for _ in range(2)]
    assert heads[0].commitment != heads[1].commitment
    item_ = FORM.parts[0].items[0]
    for option in item_.options:
        guess = replace(FORM, parts=(replace(FORM.parts[0], items=(replace(item_, key=option.id),)),))
        unsalted = hashlib.sha256(b"examcore/key-commitment/v1\x00" + encode(guess)).hexdigest()
        assert unsalted not in {head.commitment for head in heads}


# T4 of docs/threats.md
def test_stolen_key_files_with_their_passphrases_are_useless_below_an_authorised_set(bank: Bank, body: Body) -> None:
    stolen = body.attend(0, 1, 3, 4, 5)  # all but the secretary
    with pytest.raises(NotAuthorised):
        attend(stolen, {"s": bank.shares()[0]})


# T4 of docs/threats.md
def test_no_stem_stands_readable_on_disk_after_opening_and_closing(bank: Bank, body: Body) -> None:
    keys = open_bank(bank, body, 0, 2, 3)
    stems = [one.stem.encode() for one in bank.items(keys)]
    for file in bank.path.parent.rglob("*"):
        data = file.read_bytes() if file.is_file() else b""
        assert not any(stem in data for stem in stems), file.name


def test_an_altered_council_opens_nothing(bank: Bank, body: Body) -> None:
    present = body.attend(0, 2, 3)
    forged = replace(present, council=present.council.replace("Cán bộ 5", "Cán bộ 6"))
    with pytest.raises(ExamcoreError):
        attend(forged, {"s": bank.shares()[0]})


def test_a_wrong_passphrase_is_named_by_its_file(bank: Bank, body: Body) -> None:
    present = body.attend(0, 2, 3)
    seats = (present.seats[0], replace(present.seats[1], secret="sai mật khẩu"), present.seats[2])
    with pytest.raises(WrongPassphrase, match=r"2\.key"):
        attend(replace(present, seats=seats), {"s": bank.shares()[0]})


def tell_limits(_: bytes) -> bytes:
    """A step: what its process may leave behind, and what can be read of it from outside."""
    import resource

    return encode(
        [list(resource.getrlimit(resource.RLIMIT_CORE)), sys.argv, "mật" in repr(dict(os.environ)), os.getpid()]
    )


def refuse(_: bytes) -> bytes:
    """A step that refuses with a message in a message."""
    inner = Message("hint: {hint}", (("hint", "x"),))
    raise NotAuthorised(Message("{a} of {b}", (("a", 3), ("b", inner))))


def die(_: bytes) -> bytes:
    """A step that dies."""
    os._exit(9)


def shout(told: bytes) -> bytes:
    """A step that prints."""
    sys.stdout.write("not an answer")
    sys.stdout.flush()
    return told


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no core limit")
def test_opening_runs_apart_without_a_core_dump_and_without_secrets_in_its_arguments() -> None:
    import json

    limits, words, in_environment, pid = json.loads(run_apart(tell_limits, "mật khẩu".encode()))
    assert limits == [0, 0]
    assert words == ["-c"]
    assert not in_environment
    assert pid != os.getpid()


def test_a_refusal_from_apart_reads_like_one_from_here_and_a_death_is_told() -> None:
    with speaking("en"), pytest.raises(NotAuthorised, match="3 of hint: x"):
        run_apart(refuse, b"")
    with speaking("en"), pytest.raises(Refused, match="stopped without an answer"):
        run_apart(die, b"")


def test_what_a_step_prints_does_not_pass_for_its_answer() -> None:
    assert run_apart(shout, b"\x00\xff") == b"\x00\xff"


def test_when_a_member_leaves_the_new_set_opens_and_the_old_one_does_not(bank: Bank, body: Body) -> None:
    after = swear(6, first=1, after=body.council)
    before = [one.stem for one in bank.items(open_bank(bank, body, 0, 2, 3))]
    done = redeal([bank.path], [], body.attend(0, 2, 3), after.attend(0, 2, 4))
    assert done.banks == ((bank.path, 12),)
    again = Bank(bank.path)
    assert [one.stem for one in again.items(open_bank(again, after, 1, 2, 5))] == before
    with pytest.raises(WrongPassphrase):
        open_bank(again, body, 0, 2, 3)


def test_shares_retired_by_a_rotation_open_the_bank_no_more(bank: Bank, body: Body) -> None:
    after = swear(6, first=1, after=body.council)
    redeal([bank.path], [], body.attend(0, 2, 3), after.attend(0, 2, 4))
    retired = next(bank.path.parent.glob("*.retired-*"))
    keys, _ = attend(body.attend(0, 2, 3), {"old": retired.read_bytes()})
    with pytest.raises(WrongPassphrase):
        Bank(bank.path).items(keys["old"])


def test_old_shares_are_not_retired_before_the_new_ones_are_proved(bank: Bank, body: Body) -> None:
    after = swear(6, first=1, after=body.council)
    for takers in (after.attend(0), after.attend(3, 4, 5), replace(after.attend(0, 2, 4), council=body.data.decode())):
        with pytest.raises(ExamcoreError):
            redeal([bank.path], [], body.attend(0, 2, 3), takers)
    assert len(Bank(bank.path).items(open_bank(bank, body, 0, 2, 3))) == 12


@pytest.mark.parametrize("step", ["before the bank changes", "after the bank changed"])
def test_a_rotation_cut_short_leaves_one_set_of_shares_that_opens(bank: Bank, body: Body, step: str) -> None:
    after = swear(6, first=1, after=body.council)
    old = bank.shares_path.read_bytes()
    image = bank.path.read_bytes()
    redeal([bank.path], [], body.attend(0, 2, 3), after.attend(0, 2, 4))
    new = bank.shares_path.read_bytes()
    bank.path.with_name(bank.path.name + ".shares.next").write_bytes(new)
    bank.shares_path.write_bytes(old)
    if step.startswith("before"):
        bank.path.write_bytes(image)
    whose, present = (body, (0, 2, 3)) if step.startswith("before") else (after, (0, 2, 4))
    again = Bank(bank.path)
    assert len(again.items(open_bank(again, whose, *present))) == 12


def test_the_bank_outlives_the_council_through_custodians_to_the_next_one(bank: Bank, body: Body) -> None:
    keepers, following = swear(3, kind="custodians", first=10), swear(5, first=20)
    redeal([bank.path], [], body.attend(0, 2, 3), keepers.attend(0, 1))
    with pytest.raises(ExamcoreError):
        open_bank(bank, body, 0, 1, 2)
    redeal([bank.path], [], keepers.attend(1, 2), following.attend(0, 1, 2))
    again = Bank(bank.path)
    assert again.items(open_bank(again, following, 0, 2, 3)) == tuple(item(n) for n in range(12))


def test_packets_pass_to_the_committee_unchanged_and_it_can_still_score(body: Body, tmp_path: Path) -> None:
    committee = swear(3, kind="committee", first=10)
    _, dealt = attend(body.attend(0, 2, 3), deals=[Deal("questions", HOLDER), Deal("key", HOLDER)])
    beside = {"questions.shares": dealt[0].data, "key.shares": dealt[1].data}
    write_packets_for(tmp_path, [(FORM, (BOOKLET,))], join_keys([one.keys for one in dealt]), beside)
    sealed = (tmp_path / "F1.packet").read_bytes()
    done = redeal([], [tmp_path], body.attend(0, 1, 2, 3), committee.attend(0, 1))
    assert {file.name for file in done.shares} == set(beside)
    assert (tmp_path / "F1.packet").read_bytes() == sealed
    keys, _ = attend(committee.attend(1, 2), {"k": (tmp_path / "key.shares").read_bytes()})
    assert open_key(read_packet(sealed, "p"), keys["k"], "p") == FORM
    assert redeal([], [tmp_path], body.attend(0, 1, 2, 3), committee.attend(0, 1)).shares == ()


# T20 of docs/threats.md
def test_only_one_module_touches_cryptography() -> None:
    root = Path(__file__).parents[2] / "examcore"
    found = [path.relative_to(root).as_posix() for path in sorted(root.rglob("*.py"))
             if any(line.lstrip().startswith(("from cryptography", "import cryptography"))
                    for line in path.read_text(encoding="utf-8").splitlines())]  # fmt: skip
    assert found == ["seal/certificate.py", "seal/primitives.py"]  # the first makes certificates for TLS, no more
    assert len((root / "seal/primitives.py").read_text(encoding="utf-8").splitlines()) <= 400


def test_a_file_in_the_current_folder_does_not_pass_for_a_module_of_python(tmp_path: Path) -> None:
    (tmp_path / "base64.py").write_text("raise SystemExit('taken over')", encoding="utf-8")
    code = "from examcore.seal.child import run_apart\nfrom examcore.seal.attend import act\nrun_apart(act, b'')"
    command = [sys.executable, "-P", "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert "BadInput" in done.stderr  # the refusal of an empty order came back: the right modules were loaded
    assert "taken over" not in done.stderr
