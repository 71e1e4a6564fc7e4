"""Knows what the signs of the fonts Symbol and Wingdings mean, and letters raised or lowered in Unicode.

Must not know XML. What has no sign here is reported by whoever asks, never guessed.
"""

from __future__ import annotations

_GREEK = dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True))
_GREEK |= dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))
_SYMBOL = {
    **{code: chr(code) for code in [*range(0x20, 0x40), 0x5B, 0x5D, 0x5F, *range(0x7B, 0x7E)]},
    **_GREEK,
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x7E: "∼",
    0xA2: "′", 0xA3: "≤", 0xA4: "⁄", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓",
    0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷",
    0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC4: "⊗", 0xC5: "⊕", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪",
    0xC9: "⊃", 0xCA: "⊇", 0xCB: "⊄", 0xCC: "⊂", 0xCD: "⊆", 0xCE: "∈", 0xCF: "∉", 0xD0: "∠", 0xD1: "∇",
    0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xD8: "¬", 0xD9: "∧", 0xDA: "∨", 0xDB: "⇔", 0xDC: "⇐", 0xDE: "⇒",
    0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "❑", 0x72: "❒", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xE0: "→",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}

_HIGH = dict(zip("0123456789+-−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
_HIGH |= {"*": "*", "'": "′", "′": "′", "″": "″", "°": "°", "o": "ᵒ", " ": " ", ",": "’", "−": "⁻"}
_LOW = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_LOW |= {" ": " "}
del _HIGH[","]


def find_sign(font: str, code: int) -> str:
    """The Unicode sign for a place in a font of signs; "" where nobody can know it."""
    code = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    return _FONTS.get(font.lower(), {}).get(code, "")


def is_sign_font(font: str) -> bool:
    """Whether a font holds signs and no letters."""
    return font.lower() in ("symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings")


def raise_text(text: str, raised: str) -> str | None:
    """`text` in Unicode's raised ("super") or lowered ("sub") letters; None where one of them does not exist."""
    signs = _HIGH if raised == "super" else _LOW
    found = [signs.get(sign) for sign in text]
    return None if None in found else "".join(sign for sign in found if sign is not None)
