"""Knows how scans become readings: files to pages, pages to sheets, sheets to marks.

Must not know who gave an answer its meaning: letters are as printed, keys are never here.
"""

from examcore_paper.reader.batch import read_files, read_sheets, settle, use_one_thread
from examcore_paper.reader.pages import Fault, PageRef, list_pages, load_page
from examcore_paper.reader.read import PageReading, Plan, read_grey, read_page

__all__ = [
    "Fault",
    "PageReading",
    "PageRef",
    "Plan",
    "list_pages",
    "load_page",
    "read_files",
    "read_grey",
    "read_page",
    "read_sheets",
    "settle",
    "use_one_thread",
]
