"""Knows how sealed forms come about: a bank is frozen, a seed is made by several, forms are drawn, packets written.

Must not know commands, ceremonies, nor how any of the steps works.
"""

from examcore.drawing.draw import MOST_FORMS, Made, Order, carry_out, find_position, order_post, plan_draw
from examcore.drawing.freeze import check_frozen, find_plan_digest, find_root, list_lots
from examcore.drawing.packets import write_packets, write_packets_for
from examcore.drawing.seed import (
    LEAST_DICE,
    Commitment,
    check_dice,
    make_share,
    read_commitment,
    read_share,
    share_alone,
)
from examcore.drawing.transcript import SEALED_NAME, DrawFacts, find_transcript, open_transcript, tell_draw

__all__ = [
    "LEAST_DICE",
    "MOST_FORMS",
    "SEALED_NAME",
    "Commitment",
    "DrawFacts",
    "Made",
    "Order",
    "carry_out",
    "check_dice",
    "check_frozen",
    "find_plan_digest",
    "find_position",
    "find_root",
    "find_transcript",
    "list_lots",
    "make_share",
    "open_transcript",
    "order_post",
    "plan_draw",
    "read_commitment",
    "read_share",
    "share_alone",
    "tell_draw",
    "write_packets",
    "write_packets_for",
]
