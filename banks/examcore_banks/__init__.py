"""Sample items as readable text, carried as package data.

It must not hold code beyond what finds these files.
"""
