"""The rules of Cần Thơ's Decision 2073/QĐ-UBND of 2024.

It must not know a wing or another city.
"""
