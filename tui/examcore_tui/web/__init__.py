"""Knows how a room is served to browsers: sign-in page, TLS, the terminal's picture, and the way back after a break.

Must not know questions or journals: whoever hosts the apps does.
"""
