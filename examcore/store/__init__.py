"""Knows how banks are kept in SQLite; the only package that touches it.

Must not know commands or screens.
"""

from examcore.store.bank import Bank
from examcore.store.making import CLASSES, ORDINARY, SECRET, make_bank, make_bank_for, unlock_bank
from examcore.store.review import judge, keep_book, list_current, revise, settle, take_over
from examcore.store.state import BankFacts, Learnt

__all__ = [
    "CLASSES",
    "ORDINARY",
    "SECRET",
    "Bank",
    "BankFacts",
    "Learnt",
    "judge",
    "keep_book",
    "list_current",
    "make_bank",
    "make_bank_for",
    "revise",
    "settle",
    "take_over",
    "unlock_bank",
]
