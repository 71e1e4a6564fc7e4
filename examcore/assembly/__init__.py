"""Knows how forms are assembled: what may be drawn, by which rule, and whether a form passes.

Must not know where items are kept, how seeds come about, disks, clocks or keys. Integers and sorted order only, so that
the same bank, plan and seed give the same forms on every Python and platform. The rule is docs/formats/draw.md.
"""
