"""Knows the invigilators' console: who enters, the map of seats, the acts.

Must not know questions: no text of one ever comes here.
"""
