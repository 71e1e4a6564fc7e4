"""Knows items in tables: a question a row, columns found by their headings.

Must not know how a spreadsheet or a csv file is laid out on a disk outside the modules named after them.
"""
