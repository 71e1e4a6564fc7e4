"""Claims about the library below: third-party vectors for what `primitives` rests on, read at test time.

Their folder is named by EXAMCORE_VECTORS, else it lies beside the checkout.
"""

from __future__ import annotations

import base64
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from examcore.seal.primitives import _expand, is_signed, is_sound_public, recipient_of

NAMED = os.environ.get("EXAMCORE_VECTORS")
FOLDER = Path(NAMED) if NAMED else Path(__file__).parents[3] / "shared" / "vectors"
ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


@pytest.fixture
def folder() -> Path:
    """The vectors; skips where they are not, and fails in the whole check when nobody says where."""
    if os.environ.get("EXAMCORE_ALL") and not NAMED:
        pytest.fail("EXAMCORE_VECTORS names the folder of third-party vectors; the whole check needs it")
    if not FOLDER.is_dir():
        pytest.skip("third-party vectors are not here: set EXAMCORE_VECTORS to their folder")
    return FOLDER


def read(folder: Path, name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each test of a Wycheproof file with its group."""
    for group in json.loads((folder / f"wycheproof_{name}_test.json").read_text(encoding="utf-8"))["testGroups"]:
        for test in group["tests"]:
            yield group, test


def test_aes_gcm_accepts_nothing_wrong_and_all_that_we_could_write(folder: Path) -> None:
    seen = Counter[str]()
    for group, test in read(folder, "aes_gcm"):
        seen[test["result"]] += 1
        key, nonce, aad, data, sealed = (bytes.fromhex(test[n]) for n in ("key", "iv", "aad", "msg", "ct"))
        ours = (group["ivSize"], group["tagSize"]) == (96, 128)
        try:
            opened = AESGCM(key).decrypt(nonce, sealed + bytes.fromhex(test["tag"]), aad)
        except (InvalidTag, ValueError):
            assert test["result"] != "valid" or not ours, test["tcId"]
        else:
            assert test["result"] == "valid", test["tcId"]
            assert opened == data
    assert sum(seen.values()) == 316


def test_ed25519_signatures_are_judged_as_wycheproof_does(folder: Path) -> None:
    count = 0
    for group, test in read(folder, "ed25519"):
        public = bytes.fromhex(group["publicKey"]["pk"])
        given = is_signed(public, bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))
        assert given == (test["result"] == "valid"), test["tcId"]
        count += 1
    assert count == 151


def test_x25519_agrees_and_refuses_a_zero_secret(folder: Path) -> None:
    count = 0
    for _, test in read(folder, "x25519"):
        count += 1
        private = X25519PrivateKey.from_private_bytes(bytes.fromhex(test["private"]))
        try:
            shared = private.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(test["public"])))
        except ValueError:
            assert "ZeroSharedSecret" in test["flags"] or test["result"] == "invalid", test["tcId"]
        else:
            assert shared.hex() == test["shared"], test["tcId"]
    assert count == 518


def test_hkdf_derives_as_wycheproof_does(folder: Path) -> None:
    count = 0
    for _, test in read(folder, "hkdf_sha256"):
        count += 1
        info, salt = bytes.fromhex(test["info"]), bytes.fromhex(test["salt"])
        try:
            made = HKDF(SHA256(), test["size"], salt=salt, info=info).derive(bytes.fromhex(test["ikm"]))
        except ValueError:
            assert test["result"] == "invalid", test["tcId"]
        else:
            assert test["result"] == "valid", test["tcId"]
            assert made.hex() == test["okm"]
    assert count == 86


def test_no_key_of_small_order_or_odd_spelling_can_be_enrolled(folder: Path) -> None:
    vectors = json.loads((folder / "cctv_ed25519vectors.json").read_text(encoding="utf-8"))
    assert len(vectors) == 914
    accepted = 0
    for vector in vectors:
        flags, public = set(vector["flags"] or ()), bytes.fromhex(vector["key"])
        if flags & {"low_order_A", "non_canonical_A"}:
            assert not is_sound_public(public), vector["number"]
        elif is_sound_public(public):
            accepted += is_signed(public, bytes.fromhex(vector["sig"]), vector["msg"].encode())
    # The library alone accepts 208 of them; behind enrolment a few odd R of sound keys are left, which nobody but the
    # holder of the key can make.
    assert accepted < 208
    assert not any(
        is_sound_public(bytes.fromhex(v["key"])) for v in vectors if set(v["flags"] or ()) >= {"low_order_A"}
    )


def read_identity(text: str) -> bytes:
    """The bytes of a bech32 identity (checksum not looked at: a wrong one opens nothing)."""
    values = [ALPHABET.index(letter) for letter in text.lower().rpartition("1")[2]][:-6]
    bits = "".join(f"{value:05b}" for value in values)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits) - len(bits) % 8, 8))


def from_base64(text: str) -> bytes:
    """Base64 without padding."""
    return base64.b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize("name", ["hybrid", "hybrid_and_x25519", "hybrid_grease"])
def test_hpke_opens_what_age_sealed_to_a_hybrid_recipient(folder: Path, name: str) -> None:
    lines = (folder / "age" / name).read_bytes().decode("utf-8", "replace").splitlines()
    facts = dict(line.split(": ", 1) for line in lines[: lines.index("")])
    seed = read_identity(facts["identity"])
    assert len(seed) == 32
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    place = next(n for n, line in enumerate(lines) if line.startswith("-> mlkem768x25519 "))
    sealed = from_base64(lines[place].split()[2]) + from_base64(lines[place + 1])
    private = MLKEM768X25519PrivateKey(*_expand(seed))
    opened = suite.decrypt(sealed, private, b"age-encryption.org/mlkem768x25519")
    assert opened.hex() == facts["file key"]
    assert len(recipient_of(seed)) == 1216
