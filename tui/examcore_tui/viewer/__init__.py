"""Knows how the pictures of a question are looked at in a terminal: opened, drawn in blocks, made larger, moved.

Must not know whose question it is.
"""
