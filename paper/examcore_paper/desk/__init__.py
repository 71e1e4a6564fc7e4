"""Knows the screens of the paper wing, drawn with Textual; everything they do has a command as well.

Must not know other wings' screens, nor be imported before a screen is asked for.
"""
