"""Checks an examcore log, its checkpoints, proofs and receipts with Python's standard library; nothing of examcore.

    python3 verify_log.py log SIGNERS LOG [CHECKPOINT]...     lines, roots and signatures
    python3 verify_log.py growth SIGNERS PROOF CHECKPOINT     that a newer log continues the older checkpoint
    python3 verify_log.py proof SIGNERS RECEIPT               that an event, and responses, are in the log

Written from log-spec.md, beside it. Exit code 0: everything holds. 1: it does not, and why. 2: called wrongly.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import unicodedata
import zlib
from datetime import datetime
from pathlib import Path

TOLD = {
    "event": ("dòng {0} không phải là một sự kiện hợp lệ", "line {0} is not a well-formed event"),
    "origin": ("nhật ký là {0}, còn mốc chốt là của {1}", "the log is {0}, the checkpoint is of {1}"),
    "shorter": ("nhật ký chỉ có {0} sự kiện, mốc chốt có {1}", "the log has only {0} events, the checkpoint {1}"),
    "root": ("{0} sự kiện đầu không phải của mốc chốt", "the first {0} events are not those of the checkpoint"),
    "form": ("{0} không đúng khuôn dạng", "{0} is not in its form"),
    "key": ("dòng {0} không phải là khóa công khai dùng được", "line {0} is not a sound public key"),
    "stranger": ("có chữ ký của {0} nhưng không được cung cấp khóa", "signed by {0}, whose key was not given"),
    "signature": ("chữ ký của {0} không đúng", "the signature of {0} does not hold"),
    "proof": ("chứng minh không dẫn từ sự kiện tới mốc chốt", "the proof does not lead from event to checkpoint"),
    "growth": ("nhật ký mới không tiếp nối nhật ký cũ", "the newer log does not continue the older"),
    "responses": ("câu trả lời không khớp với nhật ký", "the responses are not those the log commits to"),
    "file": ("không đọc được {0}", "{0} cannot be read"),
    "log ok": ("{0}: {1} sự kiện, mọi dòng hợp lệ", "{0}: {1} events, every line sound"),
    "torn": ("dòng cuối chưa ghi xong, không được tính", "the last line was never finished and does not count"),
    "checkpoint ok": ("{0} sự kiện đầu còn nguyên; gốc {1}", "the first {0} events are unchanged; root {1}"),
    "growth ok": ("{1} sự kiện tiếp nối {0} sự kiện của mốc cũ", "{1} events continue the {0} of the older checkpoint"),
    "proof ok": ("sự kiện {0} của {1} có trong nhật ký: {2}, {3}", "event {0} of {1} is in the log: {2}, {3}"),
    "responses ok": ("thí sinh {0}: {1} câu trả lời này đã được ghi nhận", "candidate {0}: {1} responses counted"),
    "absent": ("mã không mang theo câu trả lời; cần tệp giấy xác nhận", "a code carries no responses; the file does"),
    "signed": ("đã ký: {0}; chưa ký: {1}", "signed by: {0}; not signed by: {1}"),
    "unchecked": ("không có mốc chốt nào để đối chiếu", "there was no checkpoint to compare with"),
}  # fmt: skip


class Refused(Exception):
    """What does not hold: a word of TOLD and what to fill in."""


def require(holds, code, *values):
    if not holds:
        raise Refused(code, *values)


# Ed25519, RFC 8032 section 5.1. A point x, y is kept as (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add_points(one, two):
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * D * one[3] * two[3] % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    found = (0, 1, 1, 0)
    while number:
        found = add_points(found, point) if number & 1 else found
        point, number = add_points(point, point), number >> 1
    return found


def read_point(packed):
    """The point in 32 bytes; None where they are not the one encoding of a point."""
    number = int.from_bytes(packed, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if len(packed) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


def is_signed(public, signature, text):
    a, r, s = read_point(public), read_point(signature[:32]), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), "little") % L
    base = read_point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    one, two = times(s, base), add_points(r, times(k, a))
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (one[1] * two[2] - two[1] * one[2]) % P == 0


# The Merkle tree, RFC 9162 section 2.1.
def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def take_root(entries):
    level = [sha256(b"\x00", entry) for entry in entries]
    while len(level) > 1:
        pairs = [level[at : at + 2] for at in range(0, len(level), 2)]
        level = [sha256(b"\x01", *pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0]


def climb(at, last, start, hashes):
    """The roots that the hashes lead to, of the tree ending at `at` and of the whole; None if they lead nowhere."""
    left, whole = start, start
    for one in hashes:
        if last == 0:
            return None
        if at & 1 or at == last:
            left, whole = sha256(b"\x01", one, left), sha256(b"\x01", one, whole)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            whole = sha256(b"\x01", whole, one)
        at, last = at >> 1, last >> 1
    return None if last else (left, whole)


def is_grown(old, old_root, size, root, hashes):
    if not 1 <= old < size:
        return old == size >= 1 and not hashes and old_root == root
    path = ([old_root] if old & (old - 1) == 0 else []) + list(hashes)
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    return bool(path) and climb(at, last, path[0], path[1:]) == (old_root, root)


# Texts. Whatever is read is written again and compared: one thing has one form.
def encode(thing):
    plain = json.dumps(thing, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", plain).encode()


def decode(data, fits, code, *values):
    """The JSON value in its one form for which `fits` holds; it may fail in any way on a value of another kind."""
    try:
        thing = json.loads(data.decode())
        require(encode(thing) == data and fits(thing), code, *values)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        raise Refused(code, *values) from None
    return thing


def unbase64(text):
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        return b""
    return data if base64.b64encode(data).decode() == text else b""


def is_name(name):
    unseen = ("Cc", "Cf", "Co", "Cs")
    return bool(name) and not any(c.isspace() or c == "+" or unicodedata.category(c) in unseen for c in name)


def is_event(event):
    words = all(re.fullmatch("[a-z0-9_-]+", k) and isinstance(v, str) for k, v in event["facts"].items())
    named = sorted(event) == ["act", "at", "facts"] and re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+", event["act"])
    dated = datetime.fromisoformat(event["at"]).isoformat() == event["at"]
    return words and named and dated and len(encode(event)) <= 65536


def read_keys(text):
    keys = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            name, key_id, packed = [*line.strip().split("+", 2), "", ""][:3]
            public = unbase64(packed)
            point = read_point(public[1:])  # one of small order would let a signature hold for many texts
            sound = is_name(name) and public[:1] == b"\x01" and point and times(8, point)[0]
            found = sha256(name.encode(), b"\n", public)[:4]
            require(sound and key_id == found.hex() and name not in {n for n, _ in keys}, "key", number)
            keys[name, found] = public[1:]
    return keys


def read_checkpoint(text, keys, what="checkpoint"):
    """Origin, size, root, names that signed, names that did not. Every signature must be by a given key, and hold."""
    found = re.fullmatch("(([^\n]+)\n([1-9][0-9]{0,18})\n([^\n]{44})\n)\n((?:\u2014 [^ \n]+ [^ \n]+\n){1,32})", text)
    require(found and is_name(found[2]) and int(found[3]) < 2**63, "form", what)
    root = unbase64(found[4])
    signatures = [(line.split(" ")[1], unbase64(line.split(" ")[2])) for line in found[5].split("\n")[:-1]]
    signers = [(name, packed[:4]) for name, packed in signatures]
    sound = all(is_name(name) and len(packed) == 68 for name, packed in signatures)
    require(len(root) == 32 and sound and len(set(signers)) == len(signers), "form", what)
    for name, packed in signatures:
        require((name, packed[:4]) in keys, "stranger", name)
        require(is_signed(keys[name, packed[:4]], packed[4:], found[1].encode()), "signature", name)
    return found[2], int(found[3]), root, [k[0] for k in keys if k in signers], [k[0] for k in keys if k not in signers]


def read_proof(text, pattern, keys, what):
    """What stands in the head's places, the hashes, and the checkpoint behind the first empty line."""
    head, _, note = text.partition("\n\n")
    found = re.fullmatch(pattern + "((?:\n[^\n]{44}){0,63})", head)
    hashes = [unbase64(line) for line in found[found.re.groups].split("\n")[1:]] if found else [b""]
    require(all(len(one) == 32 for one in hashes), "form", what)
    return found, hashes, read_checkpoint(note, keys, what)


def unpack(code, what):
    """The receipt in a QR code's text: base45 (RFC 9285) of a zlib stream of at most 64 KiB."""
    signs, data, packing = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", b"", zlib.decompressobj()
    require(set(code) <= set(signs) and len(code) <= 65536, "form", what)
    try:
        for at in range(0, len(code), 3):
            group = [signs.index(sign) for sign in code[at : at + 3]]
            data += sum(value * 45**power for power, value in enumerate(group)).to_bytes(len(group) - 1, "big")
        text = packing.decompress(data, 65536).decode()
    except (ValueError, OverflowError, zlib.error):
        raise Refused("form", what) from None
    require(packing.eof and not packing.unused_data, "form", what)
    return text


def verify_log(text, checkpoints, keys, name):
    *lines, torn = text.encode().split(b"\n")
    events = [decode(line, is_event, "event", number) for number, line in enumerate(lines, 1)]
    noun = events[0]["act"].split(".")[0] if events else ""
    own = events[0]["facts"].get(noun, "") if events else ""
    require(own and not any(c.isspace() or c == "+" for c in own), "event", 1)
    yield "log ok", f"examcore/{noun}/{own}", len(lines)
    for one in checkpoints:
        origin, size, root, signed, silent = read_checkpoint(one, keys)
        require(origin == f"examcore/{noun}/{own}", "origin", f"examcore/{noun}/{own}", origin)
        require(size <= len(lines), "shorter", len(lines), size)
        require(take_root(lines[:size]) == root, "root", size)
        yield "checkpoint ok", size, root.hex()
        yield "signed", ", ".join(signed), ", ".join(silent)
    yield from [("torn",)] * bool(torn) + [("unchecked",)] * (not checkpoints)


def verify_growth(text, checkpoints, keys, name):
    found, hashes, new = read_proof(text, "old (0|[1-9][0-9]{0,18})", keys, name)
    old = read_checkpoint(checkpoints[0], keys)
    grown = old[0] == new[0] and int(found[1]) == old[1] and is_grown(old[1], old[2], new[1], new[2], hashes)
    require(grown, "growth")
    yield "growth ok", old[1], new[1]
    yield "signed", ", ".join(new[3]), ", ".join(new[4])


def verify_proof(text, _, keys, name):
    text = unpack(text[10:].removesuffix("\n"), name) if text.startswith("EXAMCORE1:") else text
    pattern = "c2sp\\.org/tlog-proof@v1\nextra ([^\n]+)\nindex (0|[1-9][0-9]{0,18})"
    found, hashes, (origin, size, root, signed, silent) = read_proof(text, pattern, keys, name)
    named = ["event", "responses", "salt"]
    extra = decode(unbase64(found[1]), lambda e: sorted(e) == named and e["event"] + e["salt"], "form", name)
    line, index = extra["event"].encode(), int(found[2])
    event = decode(line, is_event, "event", 1)
    require(index < size and (climb(index, size - 1, sha256(b"\x00", line), hashes) or "?")[-1] == root, "proof")
    yield "proof ok", index + 1, origin, event["act"], event["at"]
    yield "signed", ", ".join(signed), ", ".join(silent)
    if event["act"] != "responses.received":
        require(not extra["salt"] and extra["responses"] is None, "responses")
    elif extra["responses"] is None:
        yield ("absent",)
    else:
        require(re.fullmatch("[0-9a-f]{64}", extra["salt"]), "responses")
        given, wanted = extra["responses"], [event["facts"].get(name) for name in ("candidate", "commitment")]
        sealed = sha256(b"examcore/receipt/v1\x00", bytes.fromhex(extra["salt"]), encode(given)).hex()
        decode(encode(given), lambda g: [g["candidate"], sealed] == wanted, "responses")
        yield "responses ok", given["candidate"], len(given["given"])


def main(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["log", "growth", "proof"])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--lang", choices=["vi", "en"], default="vi")
    given = parser.parse_args(words)
    verify, count = {"log": (verify_log, 0), "growth": (verify_growth, 3), "proof": (verify_proof, 2)}[given.what]
    if len(given.files) < 2 or count not in (0, len(given.files)):
        parser.error("SIGNERS FILE [CHECKPOINT]")
    try:
        signers, text, *checkpoints = [path.read_bytes().decode() for path in given.files]
        told, code = list(verify(text, checkpoints, read_keys(signers), given.files[1].name)), 0
    except Refused as refused:
        told, code = [refused.args], 1
    except (OSError, UnicodeDecodeError) as problem:
        told, code = [("file", problem)], 1
    for word, *values in told:
        sys.stdout.write(TOLD[word][given.lang == "en"].format(*values) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
