"""Claims about Aiken, GIFT, Moodle XML and QTI as formats among others: round trips, all problems at once, no crash."""

from __future__ import annotations

from examcore.formats.aiken import AikenFormat
from examcore.formats.gift import GiftFormat
from examcore.formats.moodle import MoodleFormat
from examcore.formats.qti.package import QtiFormat
from examcore.testing import FormatKit


class TestAiken(FormatKit):
    """Stems, options and keys on one line each."""

    format = AikenFormat()
    holds_tags = False
    broken = b"Good?\nA. one\nB. two\nANSWER: B\n\nNo key?\nA. one\nB. two\n\nNext?\nA. a\nC. b\nANSWER: A\n"
    codes = ("bad-line", "bad-letter")
    good = 1


class TestGift(FormatKit):
    """Everything an item holds."""

    format = GiftFormat()
    broken = b"::1::Good?{=a ~b}\n\nEssay{}\n\nHalf?{~%50%a ~%50%b}\n\nTwo?{=a =b ~c}\n\nOpen?{=a ~b"
    codes = ("not-single-choice", "part-points", "two-keys", "bad-braces")
    good = 1


class TestMoodle(FormatKit):
    """Everything an item holds."""

    format = MoodleFormat()
    holds_figures = True
    broken = b"""<quiz>
<question type="category"/>
<question type="essay"><questiontext><text>E?</text></questiontext></question>
<question type="multichoice"><questiontext format="html"><text>Good?</text></questiontext><single>true</single>
<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer></question>
<question type="multichoice"><questiontext><text>Many?</text></questiontext><single>false</single></question>
<question type="multichoice"><questiontext><text>
<![CDATA[<p>P <img src="@@PLUGINFILE@@/a.png"></p>]]></text></questiontext>
<answer fraction="50"><text>a</text></answer></question></quiz>"""
    codes = ("not-single-choice", "not-single-choice", "not-text-inside", "part-points")
    good = 1


class TestQti3(FormatKit):
    """Everything an item holds, QTI 3.0."""

    format = QtiFormat("3.0")
    holds_figures = True
    broken = b"<qti-assessment-item><qti-item-body><qti-text-entry-interaction/></qti-item-body></qti-assessment-item>"
    codes = ("not-single-choice",)


class TestQti2(FormatKit):
    """Everything an item holds, QTI 2.2."""

    format = QtiFormat("2.2")
    holds_figures = True
    broken = b"<assessmentItem identifier='x'><itemBody><choiceInteraction maxChoices='0'/></itemBody></assessmentItem>"
    codes = ("not-single-choice",)
