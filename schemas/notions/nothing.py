"""Says nothing: what people write where there is nothing to write."""

import unicodedata

from schemas.notions.text import compare_key, normalise

NOTHING = "-"  # how "nothing" is spelled once it is read
DASHES = (NOTHING, "–", "—")  # those that a keyboard or Excel's own correction makes
# Letters and digits alone, so that "N/A", "n.a." and "(belum ada)" are among them.
_WORDS = frozenset(
    {
        *("na", "nan", "nil", "null", "none", "nihil", "kosong"),
        *("belum", "belumada", "blmada", "tidakada", "tdkada", "takada", "tiada"),
    }
)
_AROUND = frozenset(" .…()[]'\"“”‘’")  # says no more than what it surrounds
# The spellings that a formula of the template looks for; a formula compares without case and blanks at the ends.
NOTHING_SPELLINGS = (*DASHES, ".", "..", "belum ada", "tidak ada", "nihil", "n/a", "na", "kosong")


def is_dash(text: object) -> bool:
    """Whether it consists of dashes, of whichever kind, and blanks."""
    letters = normalise(text).replace(" ", "")
    return bool(letters) and all(map(_is_dash, letters))


def says_nothing(text: object) -> bool:
    """Whether text stands for nothing: blank, dashes or dots alone, or a word such as "belum ada" or "n/a"."""
    key = compare_key(text)
    words = "".join(letter for letter in key if letter.isalnum())
    return words in _WORDS if words else all(letter in _AROUND or _is_dash(letter) for letter in key)


def _is_dash(letter: str) -> bool:
    return letter in "−_" or unicodedata.category(letter) == "Pd"
