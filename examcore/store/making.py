"""Knows how a bank is made, and how its key file is opened.

Must not know what an item says, nor commands.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from examcore.canonical import encode
from examcore.errors import AlreadyThere, BadInput, NotFound, Refused
from examcore.files import or_nothing, write_whole
from examcore.language import messages
from examcore.seal import Cost, KeySource, make_key_file, unlock, witness
from examcore.seal.primitives import random_bytes
from examcore.store.bank import FORMAT, KEY_SUFFIX, Bank
from examcore.store.state import BankFacts
from examcore.store.tables import open_database, table

msg = messages("examcore")
ORDINARY = "thường"
CLASSES = (ORDINARY, "nội bộ")
SECRET = ("mật", "tối mật", "tuyệt mật")
"""The degrees of state secrets (Law 29/2018/QH14, article 8): not for this product."""


def make_bank(
    path: Path, policy: str, passphrase: str, made: date, cost: Cost | None = None, classification: str = ORDINARY
) -> tuple[Bank, KeySource]:
    """A new empty bank at `path` with its key file beside it. Raises AlreadyThere rather than overwrite."""
    key_bytes, keys = make_key_file(passphrase, cost)
    return make_bank_for(path, policy, keys, {KEY_SUFFIX: key_bytes}, made, classification), keys


def make_bank_for(
    path: Path, policy: str, keys: KeySource, beside: Mapping[str, bytes], made: date, classification: str = ORDINARY
) -> Bank:
    """A new empty bank at `path` under `keys`; `beside` holds what lies beside it (key file, shares) by suffix.

    Raises AlreadyThere rather than overwrite, and Refused for content that is a state secret.
    """
    check_classification(classification)
    files = {path.with_name(path.name + suffix): data for suffix, data in beside.items()}
    for taken in (path, *files):
        if taken.exists():
            raise AlreadyThere(msg("{path} exists already", path=str(taken)), msg("choose another name"))
    facts = BankFacts(random_bytes(8).hex(), policy, classification, made, keys.id)
    mark = witness([], encode(facts), keys.key_for("bank"))
    with or_nothing(path, *files):
        for file, data in files.items():
            write_whole(file, data, private=True)
        with open_database(path) as database, database.conn:
            table(database, "bank").insert(
                {
                    "id": facts.id,
                    "format": FORMAT,
                    "policy": policy,
                    "classification": classification,
                    "made": made.isoformat(),
                    "holder": keys.id,
                    "witness": mark,
                },
                pk="id",
            )
            table(database, "items").create({"id": str, "version": int, "tags": bytes, "body": bytes}, pk="id")
    return Bank(path)


def check_classification(classification: str) -> None:
    """Refuse a bank for content that is a state secret, with the reason."""
    if classification.casefold() in SECRET:
        raise Refused(
            msg("content classified {degree} is not for this product", degree=classification),
            msg(
                "state secrets are protected by products of the cipher service (Ban Cơ yếu Chính phủ), not by this one"
            ),
        )
    if classification not in CLASSES:
        raise BadInput(msg("{word} is not a classification: {known}", word=classification, known=", ".join(CLASSES)))


def unlock_bank(bank: Bank, passphrase: str, key_path: Path | None = None) -> KeySource:
    """Open the bank's key file (beside it, unless `key_path` says where)."""
    path = key_path or bank.key_path
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise NotFound(
            msg("the key file {path} cannot be read", path=str(path)),
            msg("put the key file beside the bank, or name it with --key-file"),
        ) from problem
    return unlock(data, passphrase, str(path))
