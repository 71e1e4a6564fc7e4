"""The job positions of Hà Nội's Decision 3263/QĐ-UBND of 2017.

It must not know a wing or another city.
"""
