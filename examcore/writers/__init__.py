"""Knows the writers of tables that need no wing: csv and xlsx.

Must not know policies: tables reach them through the hook `examcore_writers`.
"""
