"""Knows the receipt: a short code that stands for exactly what one candidate submitted.

Must not know how it is shown. The same code comes out of the journal at any later time.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from examcore import canonical
from examcore.errors import Refused
from examcore.language import messages
from examcore.session.events import Chain
from examcore.session.state import State

msg = messages("examcore")

LABEL = "examcore receipt v1"
CODE_LETTERS = 20  # 100 bits: nobody finds a second submission with the same code
GROUP = 4


@dataclass(frozen=True, slots=True)
class Submission:
    """All that a receipt stands for; its canonical digest is the receipt's. `answers` by question id."""

    label: str
    sitting: str
    candidate: str
    form: str
    booklet: str
    booklet_digest: str
    answers: tuple[tuple[str, str], ...]
    chain: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a candidate takes along: counts, time, how it was submitted, and the digest (64 hex digits)."""

    candidate: str
    booklet: str
    answered: int
    of: int
    kind: str
    at: str
    digest: str

    @property
    def code(self) -> str:
        """The digest's first 100 bits in base32, groups of four: ABCD-EFGH-…"""
        letters = base64.b32encode(bytes.fromhex(self.digest)).decode()[:CODE_LETTERS]
        return "-".join(letters[at : at + GROUP] for at in range(0, CODE_LETTERS, GROUP))


def make_receipt(chain: Chain, state: State, of: int) -> Receipt:
    """The receipt of a submitted journal with `of` questions. Raises Refused before submission."""
    if chain.issue is None or not state.submitted:
        raise Refused(msg("there is no receipt before submission"))
    issue = chain.issue
    submission = Submission(
        label=LABEL,
        sitting=issue.sitting,
        candidate=issue.candidate,
        form=issue.form,
        booklet=issue.booklet,
        booklet_digest=issue.booklet_digest,
        answers=tuple(sorted(state.answers.items())),
        chain=chain.last_hash,
    )
    return Receipt(
        issue.candidate,
        issue.booklet,
        len(state.answers),
        of,
        state.submitted,
        state.submitted_at,
        canonical.digest(submission),
    )
