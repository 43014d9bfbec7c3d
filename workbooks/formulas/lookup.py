"""The words of a value as a formula: a lookup over the cuts of a scale that stand in cells of the workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from iku_rules.result import Predikat, Words
from iku_rules.scale import Scale
from iku_rules.steps import Parameter, Step
from schemas.notions.text import compare_key, normalise
from workbooks.formulas.write import BLANK, join_ranges

AddressOf = Callable[[Words | Parameter | Step], str | None]


@dataclass(frozen=True)
class ScaleRow:
    """A row of a scale as cells: the words as printed, code and name alone, the closed end (None: open)."""

    text: Words
    code: Words
    name: Words
    limit: Parameter | None


def scale_rows(scale: Scale, prefix: str) -> tuple[ScaleRow, ...]:
    """The rows of a scale, from low to high; the cuts are parameters named `prefix` and the words."""
    return tuple(
        ScaleRow(
            Words(interval.text),
            Words(interval.kode),
            Words(interval.nama),
            None
            if interval.batas is None
            else Parameter(f"{prefix} {interval.text}", interval.batas, scale.acuan, scale.dikonfirmasi),
        )
        for interval in scale.selang
    )


def predikat_formula(predikat: Predikat, address_of: AddressOf, rows: Sequence[ScaleRow]) -> str:
    """The formula, without "=": the letter's words where it has some, else what the scale says of the value."""
    if predikat.letter is not None:
        return _letter_formula(predikat.letter, predikat.scale, address_of, rows)
    return scale_formula(str(address_of(predikat.step)), predikat.scale, address_of, rows)


def scale_formula(value: str, scale: Scale | None, address_of: AddressOf, rows: Sequence[ScaleRow]) -> str:
    """`IF(ISNUMBER(B5),IF(B5>=D22,A22,IF(…)),"")`; "" outside the scale."""
    if scale is None:
        return BLANK
    from_below = scale.tertutup == "bawah"
    formula = BLANK
    for row in rows if from_below else reversed(rows):  # the last one written is asked first
        words = str(address_of(row.text))
        formula = (
            words
            if row.limit is None
            else f"IF({value}{'>=' if from_below else '<='}{address_of(row.limit)},{words},{formula})"
        )
    return f"IF(ISNUMBER({value}),{formula},{BLANK})"


def _letter_formula(letter: Words, scale: Scale | None, address_of: AddressOf, rows: Sequence[ScaleRow]) -> str:
    """The letter's cell itself, or the scale's full words for the code or name it gives."""
    letter_cell = str(address_of(letter))
    interval = scale.interval_named(letter.text) if scale else None
    if interval is None or interval.text == letter.text:
        return letter_cell
    wording_cells = [str(address_of(row.text)) for row in rows]
    wanted = compare_key(letter.text)
    as_printed = wanted in map(compare_key, (interval.kode, interval.nama, interval.text))
    if not as_printed or normalise(letter.text) != " ".join(filter(None, letter.text.split(" "))):
        # Words in another order, or blanks that TRIM does not know: the words the reader took it for.
        return next(cell for cell, row in zip(wording_cells, rows, strict=True) if row.text.text == interval.text)
    keys = [row.code if wanted == compare_key(interval.kode) else row.text for row in rows]
    if wanted not in (compare_key(interval.kode), compare_key(interval.text)):
        keys = [row.name for row in rows]
    (word_range,), (key_range,) = join_ranges(wording_cells), join_ranges(str(address_of(key)) for key in keys)
    return f"IFERROR(INDEX({word_range},MATCH(TRIM({letter_cell}),{key_range},0)),{letter_cell})"
