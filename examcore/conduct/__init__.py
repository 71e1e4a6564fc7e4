"""Knows how a room is conducted: what invigilators did, in a book of its own, and where that leaves each candidate.

Must not know journals, booklets or screens: sessions obey what stands here.
"""

from examcore.conduct.acts import CATEGORIES, Act, ActName, Opening, name_act, name_category
from examcore.conduct.book import BOOK, Book, Watch, append_act, read_book
from examcore.conduct.standing import Conduct, Standing, fold_acts
from examcore.conduct.steering import Steering

__all__ = [
    "BOOK",
    "CATEGORIES",
    "Act",
    "ActName",
    "Book",
    "Conduct",
    "Opening",
    "Standing",
    "Steering",
    "Watch",
    "append_act",
    "fold_acts",
    "name_act",
    "name_category",
    "read_book",
]
