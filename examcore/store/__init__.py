"""Knows how banks are kept in SQLite; the only package that touches it.

Must not know commands or screens.
"""

from examcore.store.bank import (
    CLASSES,
    ORDINARY,
    SECRET,
    Bank,
    BankFacts,
    Learnt,
    make_bank,
    make_bank_for,
    unlock_bank,
)

__all__ = ["CLASSES", "ORDINARY", "SECRET", "Bank", "BankFacts", "Learnt", "make_bank", "make_bank_for", "unlock_bank"]
