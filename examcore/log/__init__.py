"""Knows the log: events in a file, their Merkle tree, signed checkpoints, proofs, receipts and what was seen before.

Must not know sittings, councils or screens. Formats: docs/formats/log.md; checking without us: docs/verify/log-spec.md.
"""

from examcore.log.book import CUT, Log, read_log, record, record_all, split_log
from examcore.log.checkpoint import Checkpoint, check_growth, check_log, read_checkpoint, take_checkpoint
from examcore.log.events import Event, read_line, write_line
from examcore.log.kept import (
    LOG_NAME,
    find_log,
    keep_checkpoint,
    kept_checkpoints,
    load_checkpoint,
    load_text,
    newest_checkpoint,
)
from examcore.log.memory import Memory, Seen, recall, refuse_older, remember, see
from examcore.log.note import SignerKey, Signers, name_key, read_keys
from examcore.log.proof import Growth, Proof, check_proven_growth, prove_entry, prove_growth, read_growth, read_proof
from examcore.log.receipt import (
    RECEIVED,
    Proven,
    commit,
    describe_received,
    is_proof,
    make_receipt,
    prove_event,
    verify_proof,
    verify_receipt,
    verify_receipts,
    write_code,
)
from examcore.log.tree import Tree, is_grown, is_included

__all__ = [
    "CUT",
    "LOG_NAME",
    "RECEIVED",
    "Checkpoint",
    "Event",
    "Growth",
    "Log",
    "Memory",
    "Proof",
    "Proven",
    "Seen",
    "SignerKey",
    "Signers",
    "Tree",
    "check_growth",
    "check_log",
    "check_proven_growth",
    "commit",
    "describe_received",
    "find_log",
    "is_grown",
    "is_included",
    "is_proof",
    "keep_checkpoint",
    "kept_checkpoints",
    "load_checkpoint",
    "load_text",
    "make_receipt",
    "name_key",
    "newest_checkpoint",
    "prove_entry",
    "prove_event",
    "prove_growth",
    "read_checkpoint",
    "read_growth",
    "read_keys",
    "read_line",
    "read_log",
    "read_proof",
    "recall",
    "record",
    "record_all",
    "refuse_older",
    "remember",
    "see",
    "split_log",
    "take_checkpoint",
    "verify_proof",
    "verify_receipt",
    "verify_receipts",
    "write_code",
    "write_line",
]
