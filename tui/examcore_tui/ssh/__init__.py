"""Knows how a room is served over SSH: the candidate's number and PIN open the test and nothing else.

Must not know the test: that is the hall's.
"""
