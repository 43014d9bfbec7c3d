"""Text: what nobody sees is no part of it; what a workbook spells is decoded once."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.notions.text import compare_key, decode_escapes, loose_key, normalise, without_apostrophe

UNSEEN = st.characters(categories=("Cf",)) | st.sampled_from("\u034f\ufe00\ufe0f\x07\x7f")
BLANKS = st.characters(categories=("Zs", "Zl", "Zp")) | st.sampled_from("\t\n\r\u2800\u3164\u115f")
SEEN = st.text(st.characters(categories=("L", "N", "P"), exclude_characters="\u115f\u1160\u3164\uffa0"), min_size=1)


@given(words=st.lists(SEEN, min_size=1, max_size=4), data=st.data())
def test_what_nobody_sees_changes_nothing(words: list[str], data: st.DataObject) -> None:
    blank = st.text(BLANKS, min_size=1, max_size=3)
    text = "".join(data.draw(blank) + word for word in words) + data.draw(blank)
    place = data.draw(st.integers(0, len(text)))
    hidden = text[:place] + data.draw(st.text(UNSEEN, max_size=3)) + text[place:]
    assert normalise(hidden) == " ".join(words)


@given(text=st.text(max_size=30))
def test_a_normalised_text_is_kept_and_shows(text: str) -> None:
    clean = normalise(text)
    assert normalise(clean) == clean
    assert compare_key(compare_key(text)) == compare_key(text)
    assert {unicodedata.category(letter) for letter in clean} <= {
        *("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Co", "Cn"),
        *("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So"),
    }


@given(text=st.text(st.characters(codec="utf-8"), max_size=20))
def test_an_escaped_text_is_decoded_once(text: str) -> None:
    """Spelled as Excel does it: the underscore before what looks like an escape, and each character by its number.

    A NUL, which no database takes, is dropped.
    """
    text = text.replace("\0", "")
    underscored = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    assert decode_escapes(underscored) == text
    units = text.encode("utf-16-be").hex().upper()
    assert decode_escapes("".join(f"_x{units[n : n + 4]}_" for n in range(0, len(units), 4))) == text


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("Nilai_x000D_\nmaksimal", "Nilai\r\nmaksimal"),
        ("_x005F_x000D_", "_x000D_"),
        ("_x005F__x005F_x0041_", "__x0041_"),
        ("_xD83D__xDE00_", "😀"),
        ("_xD83D_", "_xD83D_"),
        ("_x00D_ _x_ x000D_", "_x00D_ _x_ x000D_"),
    ],
)
def test_escapes(spelled: str, meant: str) -> None:
    assert decode_escapes(spelled) == meant


def test_an_apostrophe_before_something_is_dropped() -> None:
    assert [without_apostrophe(text) for text in ("'3,45", "’ 120", "'", "a'b", "")] == ["3,45", "120", "'", "a'b", ""]
    assert loose_key(" Nilai: Maksimal* ") == "nilaimaksimal"
