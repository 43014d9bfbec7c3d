"""From the frames of one submission to what a rule needs: rows, inputs with their cells, findings at cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd

from iku_rules.register_fields import Number
from iku_rules.steps import Input, Source, round_half_up
from schemas.form import CELL_PREFIX, fields
from schemas.forms.official_result import YearlyReport
from schemas.temuan import Temuan, make_temuan
from schemas.wording import show, show_number

Frames = Mapping[str, pd.DataFrame]
Row = Mapping[str, Any]

EXAMPLE = "CONTOH"
EXAMPLES_QUOTED = 3  # texts quoted in the note


def rows(frames: Frames, block: str) -> list[Row]:
    """Rows of a block; none when it is absent."""
    if block not in frames:
        return []
    columns = [str(column) for column in frames[block].columns]
    return [dict(zip(columns, values, strict=True)) for values in frames[block].itertuples(index=False, name=None)]


def row_at(frame: pd.DataFrame, position: int) -> Row:
    """One row of a frame, by position."""
    return {str(column): frame[column].iat[position] for column in frame.columns}


def pairs(frames: Frames, block: str) -> Row | None:
    """The row of a block of pairs; None when it is absent."""
    return next(iter(rows(frames, block)), None)


def by_key(frames: Frames, block: str) -> dict[str, Row]:
    """Rows of a table by their key row."""
    return {str(row["kunci_baris"]): row for row in rows(frames, block)}


def source_at(row: Row, field: str) -> Source:
    """The cell of a field; the value as read."""
    value = row[field]
    return Source(
        bagian=str(row["bagian"]),
        berkas=str(row["berkas"]),
        sha256=str(row["sha256"]),
        lembar=str(row["lembar"]),
        sel=str(row[CELL_PREFIX + field]),
        nilai=value if isinstance(value, Decimal) or value is None else str(value),
    )


def input_at(row: Row, field: str, name: str) -> Input:
    """The number of a field as an input."""
    return Input(name, row[field], source_at(row, field))


def column_source(frame: pd.DataFrame, field: str) -> Source:
    """The range of a column of an open table, for what is counted over it (see `input_over`)."""
    first = {name: str(frame[name].iat[0]) for name in ("bagian", "berkas", "sha256", "lembar")}
    return Source(**first, sel=cell_range([str(cell) for cell in frame[CELL_PREFIX + field]]), nilai=None)


def input_over(name: str, value: Decimal, origin: Source) -> Input:
    """A number taken from a whole column, such as a count of answers."""
    return Input(name, value, replace(origin, nilai=value))


def cell_range(cells: Sequence[str]) -> str:
    """`D7:D40` for the cells of a column."""
    return cells[0] if cells[0] == cells[-1] else f"{cells[0]}:{cells[-1]}"


def temuan_at(code: str, row: Row, field: str, *, ditemukan: str | None, **words: object) -> Temuan:
    """A finding at the cell of a field."""
    return make_temuan(
        code,
        lembar=str(row["lembar"]),
        sel=str(row[CELL_PREFIX + field]),
        ditemukan=ditemukan,
        **words,
    )


def temuan_on_difference(
    row: Row, field: str, computed: Decimal | None, tolerance: Number, *, label: str, key: str, origin: str
) -> list[Temuan]:
    """P450 where the score in a field differs from what its own parts give; `origin` names the parts."""
    entered, computed = row[field], round_half_up(computed)  # compared as printed, so that a reader sees the same
    if entered is None or computed is None or abs(entered - computed) <= tolerance.nilai:
        return []
    words = {
        "hitung": show_number(computed, 2),
        "selisih": show_number(abs(entered - computed), 2),
        "toleransi": show_number(tolerance.nilai),
        "label": label,
        "kunci": key,
        "asal": origin,
    }
    return [temuan_at("P450", row, field, ditemukan=show(entered), **words)]


def report_texts(frames: Frames) -> tuple[tuple[str, str], ...]:
    """(label, text) of what was written for the yearly report."""
    row = pairs(frames, "laporan_tahunan")
    if row is None:
        return ()
    return tuple((i.label, str(row[name])) for name, i in fields(YearlyReport).items() if row[name])


def examples(frames: Frames) -> tuple[tuple[Temuan, ...], tuple[str, ...]]:
    """Findings for cells whose text begins with CONTOH, and the one note they give together."""
    cells = list(_example_cells(frames))
    texts = list(dict.fromkeys(t for *_, t in cells))
    if not texts:
        return (), ()
    quoted = "; ".join(map(_quote, texts[:EXAMPLES_QUOTED]))
    more = "; dan lainnya" if len(texts) > EXAMPLES_QUOTED else ""
    temuan = tuple(make_temuan("P420", lembar=sheet, sel=address, ditemukan=t) for sheet, address, t in cells)
    return temuan, (f"{EXAMPLE}: {quoted}{more}",)


def _quote(text: str) -> str:
    """What follows the mark; a number of which it is a part ("CONTOH-1/2025") stands whole."""
    rest = text[len(EXAMPLE) :]
    if rest and rest[0] not in " :":
        return f"“{text}”"
    return rest.strip(" :-–.,") or "angka contoh"


def _example_cells(frames: Frames) -> Iterator[tuple[str, str, str]]:
    """(sheet, cell, text) of every such cell."""
    for frame in frames.values():
        columns = [str(column) for column in frame.columns if str(column).startswith(CELL_PREFIX)]
        for field in (column.removeprefix(CELL_PREFIX) for column in columns):
            for sheet, address, value in zip(frame["lembar"], frame[CELL_PREFIX + field], frame[field], strict=True):
                if isinstance(value, str) and value.casefold().startswith(EXAMPLE.casefold()):
                    yield sheet, address, value
