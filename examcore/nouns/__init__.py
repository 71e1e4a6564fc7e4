"""Knows the nouns of examcore: frozen data that every other module passes around.

Must not know any verb: nothing here reads a file, a clock or a key.
"""

from examcore.nouns.amendment import AMENDMENT_FORMAT, Amendment, Remedy
from examcore.nouns.document import Bar, Block, Cell, Chart, Column, Document, Paragraph, Signature, Table
from examcore.nouns.exam import Candidate, FormFacts, Pass, PositionTitle, Room, Sitting, SittingSecrets
from examcore.nouns.form import (
    Blueprint,
    Booklet,
    BookletLayout,
    BookletPart,
    Form,
    FormPart,
    PartPlan,
    QuestionLayout,
    Quota,
    lay_out,
)
from examcore.nouns.item import FULL, LEVELS, Basis, Item, Option, Question, Source, Tags, name_option
from examcore.nouns.profile import Area, Band, Clause, Fact, PartRule, Position, Profile, Task
from examcore.nouns.result import (
    Outcome,
    PartScore,
    Response,
    Responses,
    Result,
    Score,
    Verdict,
)

__all__ = [
    "AMENDMENT_FORMAT",
    "FULL",
    "LEVELS",
    "Amendment",
    "Area",
    "Band",
    "Bar",
    "Basis",
    "Block",
    "Blueprint",
    "Booklet",
    "BookletLayout",
    "BookletPart",
    "Candidate",
    "Cell",
    "Chart",
    "Clause",
    "Column",
    "Document",
    "Fact",
    "Form",
    "FormFacts",
    "FormPart",
    "Item",
    "Option",
    "Outcome",
    "Paragraph",
    "PartPlan",
    "PartRule",
    "PartScore",
    "Pass",
    "Position",
    "PositionTitle",
    "Profile",
    "Question",
    "QuestionLayout",
    "Quota",
    "Remedy",
    "Response",
    "Responses",
    "Result",
    "Room",
    "Score",
    "Signature",
    "Sitting",
    "SittingSecrets",
    "Source",
    "Table",
    "Tags",
    "Task",
    "Verdict",
    "lay_out",
    "name_option",
]
