"""Says nothing: what people write where there is nothing to write."""

import unicodedata

from schemas.notions.text import compare_key, normalise

NOTHING = "-"  # how "nothing" is spelled once it is read
# Letters and digits alone, so that "N/A", "n.a." and "(belum ada)" are among them.
_WORDS = frozenset(
    {
        *("na", "nan", "nil", "null", "none", "nihil", "kosong"),
        *("belum", "belumada", "blmada", "belumtersedia", "belumadadata", "belumadanomor"),
        *("tidakada", "tdkada", "takada", "tiada", "tidakadadata", "tidaktersedia", "tidakdiisi"),
    }
)
# The spellings that a formula of the template looks for; a formula compares without case and blanks at the ends.
NOTHING_SPELLINGS = (NOTHING, "–", "—", ".", "..", "belum ada", "tidak ada", "nihil", "n/a", "na", "kosong")


def is_dash(text: object) -> bool:
    """Whether it consists of dashes, of whichever kind, and blanks."""
    letters = normalise(text).replace(" ", "")
    return bool(letters) and all(letter in "−_" or unicodedata.category(letter) == "Pd" for letter in letters)


def says_nothing(text: object) -> bool:
    """Whether text stands for nothing: blank, dashes and other marks alone, or a word such as "belum ada" or "n/a"."""
    key = compare_key(text)
    words = "".join(letter for letter in key if letter.isalnum())
    if words:
        return words in _WORDS
    return all(letter == " " or letter == "−" or unicodedata.category(letter)[0] == "P" for letter in key)
