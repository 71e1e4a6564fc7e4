"""Knows the conformance kits: what every policy, delivery and format must do, as tests to subclass.

Must not be imported by the product; it needs pytest and hypothesis.
"""

from examcore.testing.delivery import DeliveryKit
from examcore.testing.format import FormatKit
from examcore.testing.items import items, one_line_items
from examcore.testing.make import answer, assemble, fill_bank, make_sitting
from examcore.testing.policy import PolicyKit
from examcore.testing.screen import ScreenKit

__all__ = [
    "DeliveryKit",
    "FormatKit",
    "PolicyKit",
    "ScreenKit",
    "answer",
    "assemble",
    "fill_bank",
    "items",
    "make_sitting",
    "one_line_items",
]
