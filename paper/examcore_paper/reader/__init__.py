"""Knows how scans become readings: files to pages, pages to facts, facts to marks.

Must not know who gave an answer its meaning: letters are as printed, keys are never here.
"""

from examcore_paper.reader.batch import Readers, examine_each, gather_facts, keep_each, read_files
from examcore_paper.reader.decide import LIMITS, Limits
from examcore_paper.reader.examine import examine_grey, examine_page
from examcore_paper.reader.facts import PageFacts
from examcore_paper.reader.kept import read_kept, take_in
from examcore_paper.reader.pages import Fault, PageRef, list_pages, load_page
from examcore_paper.reader.read import PageReading, Plan, decide_page, read_grey, read_page
from examcore_paper.reader.settle import find_missing, settle
from examcore_paper.reader.stamp import PROBE
from examcore_paper.reader.store import ScanFile, head_of, read_scan_file
from examcore_paper.reader.worker import use_one_thread

__all__ = [
    "LIMITS",
    "PROBE",
    "Fault",
    "Limits",
    "PageFacts",
    "PageReading",
    "PageRef",
    "Plan",
    "Readers",
    "ScanFile",
    "decide_page",
    "examine_each",
    "examine_grey",
    "examine_page",
    "find_missing",
    "gather_facts",
    "head_of",
    "keep_each",
    "list_pages",
    "load_page",
    "read_files",
    "read_grey",
    "read_kept",
    "read_page",
    "read_scan_file",
    "settle",
    "take_in",
    "use_one_thread",
]
