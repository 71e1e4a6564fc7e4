"""Knows the conformance kits: what every policy and every delivery must do, as tests to subclass.

Must not be imported by the product; it needs pytest and hypothesis.
"""

from examcore.testing.delivery import DeliveryKit
from examcore.testing.make import answer, assemble, fill_bank, make_sitting
from examcore.testing.policy import PolicyKit

__all__ = ["DeliveryKit", "PolicyKit", "answer", "assemble", "fill_bank", "make_sitting"]
