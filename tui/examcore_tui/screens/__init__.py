"""Knows the screens a candidate goes through: sign in, instructions, practice, questions, review, receipt.

Must not know disks: what must last goes through the session, and a screen shows it only afterwards.
"""
