"""Knows the job positions of Hà Nội's Decision 3263/QĐ-UBND of 2017.

Must not know a wing or another city.
"""
