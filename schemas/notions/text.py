"""Text as it is compared: what nobody sees is no part of it."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches

# Blank though Unicode calls them letters or signs: the fillers of Hangul and the empty cell of Braille.
_LOOKS_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Marks that only choose between shapes of the letter before them.
_ONLY_SHAPES = frozenset({"\u034f", *map(chr, range(0xFE00, 0xFE10))})
_UNSEEN = frozenset({"Cf", "Cc", "Cs"})  # format and control characters, halves of a pair
_ESCAPED = re.compile(r"((?:_x[0-9A-Fa-f]{4}_)+)")
_APOSTROPHES = "'’‘`´"


def normalise(text: object) -> str:
    """Text without what nobody sees, and without leading, trailing or doubled blanks of any kind."""
    content = str(text)
    if not (content.isascii() and content.isprintable()):
        content = "".join(map(_seen, content))
    return " ".join(content.split())


def _seen(letter: str) -> str:
    """The letter; a blank for what looks like one; nothing for what does not show."""
    if letter.isspace() or letter in _LOOKS_BLANK:
        return " "
    return "" if letter in _ONLY_SHAPES or unicodedata.category(letter) in _UNSEEN else letter


def compare_key(text: object) -> str:
    """Text as it is compared with labels and choices: normalised, case folded."""
    return normalise(text).casefold()


def loose_key(text: object) -> str:
    """A label or key as it is compared: letters and digits only, so blanks, colons, stars and case do not matter."""
    return re.sub(r"[^0-9a-z]", "", compare_key(text))


def nearest(wanted: str, available: Sequence[str]) -> str:
    """ " Mungkin maksudnya “X”." for the nearest of the available words, else ''."""
    counterparts = {compare_key(text): text for text in available}
    near = get_close_matches(compare_key(wanted), list(counterparts), n=1, cutoff=0.6)
    return f" Mungkin maksudnya “{counterparts[near[0]]}”." if near else ""


def without_apostrophe(text: str) -> str:
    """Without the apostrophe that people type before a number so that it stays text; alone it stays."""
    return text[1:].lstrip() if text[:1] in _APOSTROPHES and text[1:].strip() else text


def decode_escapes(text: str) -> str:
    """Undo, once, how a workbook spells a character that XML cannot hold: `_x000D_` (ECMA-376, 22.9.2.19).

    `_x005F_` is the underscore itself, so that `_x005F_x000D_` means seven letters. Half of a pair stays as spelled;
    a NUL, which neither JSON's readers nor every database takes, is dropped.
    """
    return _ESCAPED.sub(_decode_run, text).replace("\0", "") if "_x" in text else text


def _decode_run(match: re.Match[str]) -> str:
    spelled = match[1]
    units = bytes.fromhex("".join(spelled[start : start + 4] for start in range(2, len(spelled), 7)))
    try:
        return units.decode("utf-16-be")
    except UnicodeDecodeError:
        return spelled
