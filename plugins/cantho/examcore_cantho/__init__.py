"""Knows the rules of Cần Thơ's Decision 2073/QĐ-UBND of 2024.

Must not know a wing or another city.
"""
