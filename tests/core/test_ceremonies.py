"""Claims about ceremonies: a year of them, what the log and the minutes keep, what a refusal leaves behind."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from examcore.ceremony import CEREMONIES, Course, Request, Scene, Step
from examcore.errors import BadInput, BrokenSeal, ExamcoreError, NotAuthorised, Refused
from examcore.files import read_limited
from examcore.language import speaking
from examcore.log import check_log, find_log, load_checkpoint, newest_checkpoint, read_keys
from examcore.sitting import load, report
from tests.core.ceremonies import BEGIN, CHEAP, DICE, HANOI, PEOPLE, Room, Year, find

DOCS = Path(__file__).parents[2] / "docs"


def read_minute(folder: Path) -> Any:
    """The newest minute kept in a folder."""
    return json.loads(max((folder / "minutes").glob("*.json")).read_bytes())


def text_of(minute: Any) -> str:
    """All that a minute says."""
    lines = [minute["subject"], *(one["name"] for one in minute["signatures"])]
    for block in minute["body"]:
        lines += [block["text"]] if "text" in block else [" ".join(map(str, row)) for row in block["rows"]]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A council with a sealed bank, a packet and a sitting; the questions are not open yet."""
    year = Year(tmp_path_factory.mktemp("năm"))
    with speaking("en"):
        year.enrol()
        year.found()
        year.seal_bank()
        year.seal_packets()
        year.make_sitting()
    return year


@pytest.fixture
def year(sealed: Year, tmp_path: Path) -> Year:
    """The same in a folder of its own."""
    root = tmp_path / "năm"
    shutil.copytree(sealed.root, root)
    return Year(root, clock=type(sealed.clock)(sealed.clock.at), plugins=sealed.plugins, paper=sealed.paper)


def test_five_officers_hold_a_whole_year_from_enrolment_to_report(year: Year) -> None:
    opened = year.open_questions()
    folder = year.sit()
    scored = year.open_key()
    assert [r.candidate for r in folder.results] == ["001"]
    paths = report(folder, year.plugins, year.root / "báo cáo", year.clock.now())
    assert {"results.csv", "results.pdf"} <= {path.name for path in paths}
    acts = [event.act for event in find_log(folder.path).events]
    order = ["sitting.new", "packet.confirm", "packet.open", "sitting.publish", "sitting.score"]
    assert [act for act in acts if act in order] == [*order[:-1], "packet.open", "sitting.score"]
    assert opened.minute[0].name == "01-open-questions.json"
    assert scored.minute[0].name == "02-open-key.json"


def test_each_step_of_a_ceremony_stands_in_the_log_in_order(sealed: Year) -> None:
    events = find_log(sealed.council).events
    run = next(e.fact("ceremony") for e in events if e.fact("name") == "seal-packets")
    steps = [e for e in events if e.act == "ceremony.step" and e.fact("ceremony") == run]
    assert [e.fact("number") for e in steps] == ["1", "2", "3", "4", "5", "6", "7", "8"]
    named = ["opening", "plan", "freeze", "commit", "gather", "reveal", "dice", "draw"]
    assert [e.fact("step") for e in steps] == named
    (packet,) = [e for e in events if e.act == "packet.seal"]
    assert len(packet.fact("commitment")) == 64


def test_a_minute_holds_the_root_and_the_fingerprints_of_the_keys_involved(year: Year) -> None:
    course = year.open_questions()
    folder = year.root / "ca sáng"
    text = text_of(read_minute(folder))
    head = newest_checkpoint(folder)
    check_log(find_log(folder), head)
    assert head.fingerprint.replace(" ", "") in text.replace(" ", "").replace("\n", "")
    assert f"{head.size} sự kiện" in text
    for name in ("Nguyễn Văn An", "Lê Văn Chi", "Hoàng Văn Em"):
        assert f"{name} {course.record.fingerprints[name]}" in text
    assert "Ngô Văn Khải" in text


def test_the_head_of_the_log_is_signed_by_those_present_and_their_keys_remember_it(year: Year) -> None:
    year.open_questions()
    folder = year.root / "ca sáng"
    keys = read_keys((year.council / "signers.txt").read_text(encoding="utf-8"), "signers.txt")
    signers = newest_checkpoint(folder).check(keys)
    assert set(signers.signed) == {"Nguyễn-Văn-An", "Lê-Văn-Chi", "Hoàng-Văn-Em"}
    cut = (folder / "log.jsonl").read_bytes().splitlines(keepends=True)
    year.sit()
    (folder / "log.jsonl").write_bytes(b"".join(cut[:3]))
    with speaking("en"), pytest.raises(BrokenSeal, match="older than seen"):
        year.open_key(officer=year.keys(0, 2, 4))


def test_a_wrong_code_decrypts_nothing_and_the_log_says_where_it_stopped(year: Year) -> None:
    folder = load(year.root / "ca sáng")
    with speaking("en"), pytest.raises(NotAuthorised, match="too many wrong answers"):
        year.open_questions(Room(wrong={"Retype": ["F00000000", "F00000000"]}))
    assert not (year.root / "phòng").exists()
    assert not (folder.path / "layouts.json").exists()
    events = find_log(folder.path).events
    assert [e.fact("step") for e in events if e.act == "ceremony.stopped"] == ["second"]
    assert len([e for e in events if e.act == "ceremony.exception"]) == 3
    assert "packet.open" not in {e.act for e in events}
    assert "Bước 3" in text_of(read_minute(folder.path))


def test_too_early_is_refused_without_a_reason(year: Year) -> None:
    early = datetime(2024, 11, 15, 6, 59, tzinfo=HANOI)
    with speaking("en"), pytest.raises(NotAuthorised, match="stay shut until 2024-11-15 07:00"):
        year.open_questions(at=early, reason=[""])
    assert not (year.root / "phòng").exists()


def test_too_early_opens_by_the_emergency_set_with_a_reason_that_stands_in_the_minute(year: Year) -> None:
    early = datetime(2024, 11, 15, 6, 0, tzinfo=HANOI)
    year.open_questions(Room(copied=year.paper), early, reason=["điểm thi ngập nước"], officer=year.keys(0, 3))
    assert "điểm thi ngập nước" in text_of(read_minute(year.root / "ca sáng"))
    (event,) = [e for e in find_log(year.root / "ca sáng").events if e.act == "packet.open"]
    assert event.fact("emergency") == "điểm thi ngập nước"


def test_a_packet_that_was_exchanged_is_named_before_anybody_types_a_passphrase(year: Year) -> None:
    (packet,) = (year.root / "ca sáng" / "packets").glob("*.packet")
    data = packet.read_bytes().replace(b'"sitting":"Ca s\xc3\xa1ng"', b'"sitting":"Ca t\xe1\xbb\x91i"')
    packet.write_bytes(data)
    room = Room()
    with speaking("en"), pytest.raises(BrokenSeal, match="is not the packet that was sealed"):
        year.open_questions(room)
    assert "Secret" not in {type(question).__name__ for question in room.asked}


def test_a_wrong_passphrase_is_an_exception_in_the_minute_and_the_second_try_opens(year: Year) -> None:
    course = year.open_questions(Room(wrong={"Secret": ["sai hẳn rồi"]}))
    assert len([e for e in course.record.entries if e.kind == "exception"]) == 1
    assert "sai hẳn rồi" not in text_of(read_minute(year.root / "ca sáng"))
    assert b"sai h" not in (year.root / "ca sáng" / "log.jsonl").read_bytes()


def test_no_ceremony_leaves_a_passphrase_or_the_emergency_share_in_any_file(sealed: Year) -> None:
    secrets = [sealed.paper.encode(), *(f"mật khẩu của {name}".encode() for name in PEOPLE)]
    for path in sealed.root.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(secret in data for secret in secrets), path


def test_one_who_confirms_does_not_open(year: Year) -> None:
    with speaking("en"), pytest.raises(NotAuthorised, match="the second officer is somebody else"):
        year.open_questions(second=["Nguyễn Văn An"])
    assert not (year.root / "phòng").exists()


def test_the_key_stays_shut_while_nothing_was_collected(year: Year) -> None:
    year.open_questions()
    with pytest.raises(ExamcoreError):
        year.open_key()
    assert not (year.root / "ca sáng" / "results.json").exists()


def test_a_council_whose_members_do_not_agree_is_not_founded(tmp_path: Path) -> None:
    year = Year(tmp_path)
    year.enrol()
    with pytest.raises(NotAuthorised), speaking("en"):
        year.hold("found", year.council, {
            "title": ["Hội đồng"], "kind": ["council"], "after": [], "emergency": ["none"],
            "card": [year.key_of(n) + ".card" for n in PEOPLE],
            "role": ["chair", "standing-vice-chair", "secretary", "member", "member"],
        }, Room(wrong={"Agree": ["không"]}))  # fmt: skip
    assert not (year.council / "council.json").exists()


def test_an_interrupted_enrolment_leaves_no_key_file(tmp_path: Path) -> None:
    year = Year(tmp_path)
    with pytest.raises(NotAuthorised):
        year.hold("enrol", year.council, {"name": PEOPLE[:1], "office": ["A"], "key-file": [year.key_of(PEOPLE[0])]},
                  Room(wrong={"Retype": ["x", "y", "z"]}))  # fmt: skip
    assert not list(tmp_path.rglob("*.key*"))
    assert [e.fact("step") for e in find_log(year.council).events if e.act == "ceremony.stopped"] == ["aloud"]


def test_packets_are_handed_over_under_the_eyes_of_two_candidates(year: Year) -> None:
    year.hold("hand-over", year.council, {
        "packet": [str(year.root / "đề")], "giver": ["Lê Văn Chi"], "taker": ["Phan Văn Lộc"],
        "candidate": ["Võ Thị Giang", "Đặng Văn Hải"],
    })  # fmt: skip
    (event,) = [e for e in find_log(year.council).events if e.act == "packet.handover"]
    assert (event.fact("from"), event.fact("to")) == ("Lê Văn Chi", "Phan Văn Lộc")
    assert event.fact("candidates") == "Võ Thị Giang, Đặng Văn Hải"
    text = text_of(read_minute(year.council))
    assert "Võ Thị Giang" in text
    assert event.fact("sha256")[:8] in text


def test_when_a_member_leaves_the_bank_opens_for_the_new_epoch_and_no_more_for_the_old(year: Year) -> None:
    new = "Vũ Thị Gấm"
    year.enrol([new], ["Chánh Văn phòng"])
    names = (*PEOPLE[:4], new)
    following = year.root / "hội đồng 2"
    year.found(following, names, after=[str(year.council)])
    everyone = [year.key_of(PEOPLE[place]) for place in (0, 2, 4)]
    course = year.hold("rotate", year.council, {
        "to": [str(following)], "bank": [str(year.root / "mẫu.bank")], "packets": [str(year.root / "đề")],
        "officer": [*everyone, year.key_of(new)],
    })  # fmt: skip
    assert {"Hoàng Văn Em", new} <= set(course.record.attendees)
    with pytest.raises(ExamcoreError):
        year.seal_packets(out=[str(year.root / "đề 2")])
    drawn = year.hold("seal-packets", following, {
        "bank": [str(year.root / "mẫu.bank")], "position": ["CT-MTTQ"], "date": ["2024-11-16"], "sitting": ["Ca chiều"],
        "not-before": [""], "booklets": ["2"], "out": [str(year.root / "đề 3")],
        "officer": [year.key_of(PEOPLE[0]), year.key_of(PEOPLE[2]), year.key_of(new)],
        "blueprint": [""], "forms": ["1"], "exposure": ["0"], "dice": [DICE], **year.make_shares(day="2024-11-16"),
    })  # fmt: skip
    assert drawn.question is None
    assert len(list((year.root / "đề 3").glob("*.packet"))) == 1


def test_a_rehearsal_has_its_own_keys_and_every_paper_of_it_is_marked(tmp_path: Path, sealed: Year) -> None:
    play = Year(tmp_path, rehearsal=True, plugins=sealed.plugins)
    play.enrol()
    play.found()
    play.seal_bank()
    play.seal_packets()
    folder = load(play.make_sitting())
    assert folder.sitting.rehearsal
    play.open_questions()
    assert read_minute(folder.path)["mark"] == "DIỄN TẬP"
    assert read_limited(play.council / "council.json", 10**6).decode().count("DIỄN TẬP") == 1
    with pytest.raises(NotAuthorised):
        Year(tmp_path, plugins=sealed.plugins, clock=play.clock).seal_bank()


def test_a_rehearsal_does_not_touch_what_is_in_earnest(year: Year) -> None:
    year.rehearsal = True
    with pytest.raises(NotAuthorised):
        year.open_questions()
    assert not (year.root / "phòng").exists()


def test_checkpoints_of_the_council_follow_one_another(sealed: Year) -> None:
    log = find_log(sealed.council)
    paths = sorted((sealed.council / "checkpoints").glob("*.checkpoint"), key=lambda path: int(path.stem))
    assert len(paths) == 3
    for path in paths:
        check_log(log, load_checkpoint(path))


def test_a_ceremony_after_one_that_was_killed_says_so(tmp_path: Path) -> None:
    year = Year(tmp_path)
    scene = Scene(year.council, year.plugins, year.clock.now, cost=CHEAP)
    killed = Course(find("enrol"), scene, BEGIN, Room().hear)
    killed.start()
    course = year.enrol()
    (told,) = [e.text for e in course.record.entries if e.kind == "exception"]
    assert "enrol" in told


def test_what_breaks_a_ceremony_off_at_the_keyboard_is_recorded(tmp_path: Path) -> None:
    year = Year(tmp_path)

    def break_off(request: Request) -> None:
        if isinstance(request, Step) and request.name == "key":
            raise KeyboardInterrupt

    scene = Scene(year.council, year.plugins, year.clock.now, cost=CHEAP)
    given = {**BEGIN, "name": ["A"], "office": ["B"]}
    with speaking("en"), pytest.raises(Refused, match="broken off"):
        Course(find("enrol"), scene, given, break_off).start()
    assert [e.fact("step") for e in find_log(year.council).events if e.act == "ceremony.stopped"] == ["key"]
    assert list((year.council / "minutes").glob("*.pdf"))


def test_a_minute_is_printed_under_the_digest_that_the_log_keeps(sealed: Year) -> None:
    (event, *_) = [e for e in find_log(sealed.council).events if e.act == "ceremony.minute"]
    printed = sealed.council / "minutes" / "01-enrol.pdf"
    assert hashlib.sha256(printed.read_bytes()).hexdigest() == event.fact("sha256-pdf")


def test_the_bank_outlives_the_council_in_the_hands_of_custodians_and_packets_do_not_go_there(year: Year) -> None:
    custodians = year.root / "người trông giữ"
    year.enrol(["Mai Thị Oanh", "Tô Văn Phú"], ["Văn thư", "Kế toán"])
    keys = [year.key_of("Mai Thị Oanh"), year.key_of("Tô Văn Phú")]
    year.hold("found", custodians, {
        "title": ["Tổ trông giữ ngân hàng"], "kind": ["custodians"], "after": [],
        "card": [f"{key}.card" for key in keys], "role": ["member", "member"], "emergency": ["none"], "officer": keys,
    })  # fmt: skip
    passing = {"to": [str(custodians)], "bank": [str(year.root / "mẫu.bank")], "officer": [*year.keys(0, 2, 4), *keys]}
    with pytest.raises(BadInput):
        year.hold("rotate", year.council, {**passing, "packets": [str(year.root / "đề")]})
    year.hold("rotate", year.council, {**passing, "packets": []})
    assert [e.fact("items") for e in find_log(year.council).events if e.act == "bank.rotate"] == ["501"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_guides_tell_of_every_ceremony(language: str) -> None:
    text = (DOCS / f"ceremonies.{language}.md").read_text(encoding="utf-8")
    assert all(f"| `{one.name}`" in text and f"ceremony run {one.name}" in text for one in CEREMONIES)


def test_every_event_of_a_ceremony_is_described(year: Year) -> None:
    year.open_questions()
    acts = {e.act for folder in (year.council, year.root / "ca sáng") for e in find_log(folder).events}
    text = (DOCS / "ceremonies.en.md").read_text(encoding="utf-8")
    told = {act for act in acts if act.split(".")[0] != "sitting" and act != "packet.open"}
    assert [act for act in sorted(told) if f"`{act}`" not in text] == []


def test_a_forgotten_passphrase_at_dawn_is_met_by_the_emergency_share_and_minuted(year: Year) -> None:
    course = year.open_questions(officer=year.keys(0, 3))
    (event,) = [e for e in find_log(year.root / "ca sáng").events if e.act == "packet.open"]
    assert event.fact("emergency") == "thư ký quên mật khẩu"
    text = text_of(read_minute(year.root / "ca sáng"))
    assert "thư ký quên mật khẩu" in text
    assert year.paper.replace(" ", "") not in text.replace(" ", "")
    assert set(course.record.fingerprints) >= {"Nguyễn Văn An", "Phạm Thị Dung"}
    assert (year.root / "phòng").is_dir()
