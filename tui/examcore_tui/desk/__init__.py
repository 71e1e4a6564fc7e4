"""Knows the officers' desk: an officer does the work on screens, each telling the command it stands for.

Must not do the work itself, nor run commands: it calls the functions the commands call.
"""
