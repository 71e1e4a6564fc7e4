"""Knows whether a bank holds what blueprints ask for: coverage, capacity, what is lacking, and what would help.

Must not draw a form that counts, and not know where items are kept, disks, clocks or keys. Its trials use the rules of
`assembly`, so that what it offers can be drawn.
"""
