"""Knows where the sample items stand: readable text, carried as package data.

Must not know how an item is read, sealed or drawn.
"""
