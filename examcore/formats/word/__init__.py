"""Knows question banks kept in Word files: the package, the text as shown, the questions in it and their keys.

Must not know banks or commands. An unclear key is refused, never guessed.
"""

from examcore.formats.word.plugin import WordFormat

__all__ = ["WordFormat"]
