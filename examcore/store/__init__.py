"""Knows how banks are kept in SQLite; the only package that touches it.

Must not know commands or screens.
"""

from examcore.store.bank import Bank, BankFacts, make_bank, unlock_bank

__all__ = ["Bank", "BankFacts", "make_bank", "unlock_bank"]
