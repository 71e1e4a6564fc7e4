"""Knows every rule of the lint by its code, and what a machine does about it where that is safe.

Must not know how a rule looks at an item.
"""

from __future__ import annotations

from dataclasses import dataclass

from examcore.language import Message, messages

msg = messages("examcore")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its stable code, what it finds, and the safe fix (None: only a person may mend it)."""

    code: str
    about: Message
    fix: Message | None = None


RULES: tuple[Rule, ...] = (
    Rule("nfd", msg("accents stored in pieces"), msg("join the accents")),
    Rule("unsafe-text", msg("invisible signs, signs that turn the reading order, signs no screen can show"),
         msg("take out what is invisible; signs of reading order are left to a person")),
    Rule("look-alike", msg("letters that only look right: Cyrillic, Greek, full width, Ð for Đ"),
         msg("put the Latin letter")),
    Rule("other-script", msg("letters of another script that look like no Latin one")),
    Rule("odd-space", msg("doubled or unbreakable spaces, spaces before a punctuation mark"),
         msg("put single plain spaces")),
    Rule("empty", msg("an empty stem or option")),
    Rule("overlong", msg("a stem or option too long for a screen")),
    Rule("negative", msg("a stem that asks for what is not so, without KHÔNG in capitals"),
         msg("write the word in capitals")),
    Rule("double-negative", msg("a stem that negates twice")),
    Rule("picture-undescribed", msg("a picture without words for those who cannot see it")),
    Rule("figure-tells-key", msg("words beside a picture or a table that name the right option and no other")),
    Rule("number-left", msg("the number of the question left in the stem (“Câu 5:”)"), msg("take the number out")),
    Rule("letter-left", msg("letters left before options (“A. A.”)"),
         msg("take the letters out, where each option bears its own")),
    Rule("glued-options", msg("an option inside the stem or inside another option")),
    Rule("note-left", msg("a note on where the answer stands (“(KHOẢN 3 ĐIỀU 2 TRANG 1)”)"),
         msg("take the note out, where the basis tells the place or can take it")),
    Rule("mark-left", msg("a mark of the key left in an option (“(đúng)”, ✓) or a line “Đáp án: B”"),
         msg("take the mark out, where it stands at the key alone")),
    Rule("no-key", msg("a key that is not among the options")),
    Rule("few-options", msg("fewer than two options")),
    Rule("same-options", msg("options that say the same: other case, “05” and “năm”, the same list in another order")),
    Rule("overlapping-options", msg("ranges that overlap, or an option that offers another “or” something else")),
    Rule("uneven-ends", msg("a full stop at the end of some options only"), msg("take the full stops out")),
    Rule("key-stands-out", msg("a key more than twice as long as every other option")),
    Rule("loose-reference", msg("“tất cả các phương án trên”, “cả A và B” that may be moved when options are shuffled"),
         msg("fix the place of the option and of those it names")),
    Rule("wrong-reference", msg("an option that names itself or one that is not there")),
    Rule("reference-not-last", msg("an option on all others that does not stand last")),
    Rule("no-basis", msg("no legal basis")),
    Rule("no-basis-place", msg("a basis without article or clause")),
    Rule("other-year", msg("a stem that names the law of another year than the basis")),
    Rule("basis-lapsed", msg("a basis not in force on the day")),
    Rule("duplicate", msg("two items that are the same word for word, whatever the order of options")),
    Rule("keys-disagree", msg("two items that are the same but for the key")),
    Rule("near-duplicate", msg("two items that share most of their wording")),
    Rule("set-of-one", msg("an item set with one member")),
    Rule("set-differs", msg("members of an item set of different parts or positions")),
    Rule("set-enemies", msg("members of an item set that must not stand in one form")),
    Rule("set-named-as-item", msg("an item set called as an item is")),
    Rule("unknown-enemy", msg("an enemy that is not in the bank")),
    Rule("basis-undated", msg("a document without its first day in force")),
    Rule("key-letters", msg("keys that stand at some letters more often than chance has it (40 items or more)")),
    Rule("key-longest", msg("keys that are the longest option more often than chance has it (40 items or more)")),
    Rule("key-all", msg("an option on all others that is right more often than not (10 items or more)")),
)  # fmt: skip
"""All rules, in the order of their findings: one item, then two, then item sets, documents and the whole bank."""
BY_CODE = {rule.code: rule for rule in RULES}
