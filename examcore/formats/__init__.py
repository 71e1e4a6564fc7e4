"""Knows item formats: how files of items become items and problems, and back.

Must not know banks or commands: formats reach the core through the hook `examcore_formats`.
"""
