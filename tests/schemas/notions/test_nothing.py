"""Says nothing: one notion for every cell."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.notions.nothing import NOTHING, NOTHING_SPELLINGS, is_dash, says_nothing

DASHES = [letter for letter in map(chr, range(0x10000)) if unicodedata.category(letter) == "Pd"]


@pytest.mark.parametrize("dash", [*DASHES, "−", "_"])
def test_every_dash_says_nothing(dash: str) -> None:
    for text in (dash, f" {dash} ", f"\u00a0{dash}\u200b", dash * 3, f"{dash} {dash}", f"({dash})"):
        assert says_nothing(text), text
    assert is_dash(f" {dash}{dash}")


@pytest.mark.parametrize(
    "text",
    ["", " ", ".", "..", "…", "belum ada", "Belum Ada.", "BELUM  ADA", "- belum ada -", "(belum ada)", "tidak ada",
     "TIDAK ADA", "nihil", "Nihil", "n/a", "N/A", "n.a.", "NA", "#N/A", "kosong", "(kosong)", "[kosong]", "belum",
     "NaN", "None", "null", "blm ada", "tdk ada", *NOTHING_SPELLINGS],
)  # fmt: skip
def test_words_that_say_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    ["0", "-1", "1/2025", "belum ada data", "belum ada nomor 5", "Ada", "tidak", "*", "?", "<>", "A-", "- 5", "Nana",
     "nihil temuan", "1.", "Ya"],
)  # fmt: skip
def test_words_that_say_something(text: str) -> None:
    assert not says_nothing(text)


@given(text=st.text(max_size=12), case=st.sampled_from([str.upper, str.lower, str.title]))
def test_digits_always_say_something_and_case_never_matters(text: str, case: object) -> None:
    assert not says_nothing(f"{text}7")
    assert says_nothing(NOTHING)
    if text.isascii():
        assert says_nothing(case(text)) == says_nothing(text)  # type: ignore[operator]
