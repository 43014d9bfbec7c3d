"""Same unit or name, same predikat: told by their letters and digits."""

import re
from collections.abc import Iterator

from schemas.notions.text import compare_key

_GROUP = re.compile(r"\d+|[^\W\d_]+")
# A sign behind a word is part of the code ("B-", "A+"), unless it joins the next one ("B-Baik").
_PREDIKAT_WORD = re.compile(r"[^\W_]+(?:[+-](?![^\W_]))?")
_ABOUT_PREDIKAT = frozenset({"predikat", "kategori", "mutu"})


def groups(text: object) -> Iterator[str]:
    """The letters and digits of a text, group by group, without case; leading zeros of digits say nothing."""
    for match in _GROUP.findall(compare_key(text)):
        yield (match.lstrip("0") or "0") if match.isdigit() else match


def name_key(text: object) -> str:
    """A unit or a name as it is compared: "Puskesmas 01, Klakah" is "PUSKESMAS 1 KLAKAH". Two numbers stay two."""
    return re.sub(r"(?<=\d) (?=\d)", ".", " ".join(groups(text))).replace(" ", "")


def predikat_key(text: object) -> tuple[str, ...]:
    """The words and the code of a predikat, in any order and case: "SANGAT BAIK (A)" is "A (Sangat Baik)"."""
    words = _PREDIKAT_WORD.findall(compare_key(text).replace("−", "-").replace("–", "-"))
    return tuple(sorted(word for word in words if word not in _ABOUT_PREDIKAT))
