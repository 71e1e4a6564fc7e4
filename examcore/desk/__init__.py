"""Knows what an officers' desk shows, without drawing it: where the officer works, what lies there, and how it stands.

Must not know screens, nor how the work itself is done: banks, sittings and logs do that.
"""

from examcore.desk.acts import name_change, show_pieces, tell_act, write_moment
from examcore.desk.bars import Histogram, Row, compare, draw_row, measure_points
from examcore.desk.editing import ItemText, Remark, Written, mend_fields, read_fields, write_fields
from examcore.desk.health import Ending, Health, examine_bank
from examcore.desk.place import KINDS, Desk, Kind, Thing, look_around, show_path
from examcore.desk.standing import RoomStanding, Standing, measure_standing
from examcore.desk.tokens import Tokens, number_tokens, place_tokens, show_bare
from examcore.desk.words import command_line

__all__ = [
    "KINDS",
    "Desk",
    "Ending",
    "Health",
    "Histogram",
    "ItemText",
    "Kind",
    "Remark",
    "RoomStanding",
    "Row",
    "Standing",
    "Thing",
    "Tokens",
    "Written",
    "command_line",
    "compare",
    "draw_row",
    "examine_bank",
    "look_around",
    "measure_points",
    "measure_standing",
    "mend_fields",
    "name_change",
    "number_tokens",
    "place_tokens",
    "read_fields",
    "show_bare",
    "show_path",
    "show_pieces",
    "tell_act",
    "write_fields",
    "write_moment",
]
