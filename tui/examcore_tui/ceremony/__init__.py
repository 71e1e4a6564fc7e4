"""Knows the guided screen of a ceremony: the steps, what is asked now, who has typed a passphrase.

Must not know any one ceremony: the core's scripts say what happens.
"""
