"""The blocks of many submissions side by side, for the checks: one frame per block over all of them.

One row per table row (or per submission, for pairs). Beside the fields a frame carries, per row:

`kiriman` (number of the submission), `bagian`, `berkas`, `sha256`, `iku`, `lembar` : where it comes from;
`sel_<field>`, `keadaan_<field>` : the cell's address and state;
`tahun` (assessment year), `tahun_laporan`, `akhir_periode` : the time it speaks of;
`awal_isian`, `akhir_isian` : between which days the dates in it lie, those of the reported year or of a survey's own;
`kunci_baris`, `kelompok_baris`, `batas_baris`, `tetap_baris` : the key row, the choice it belongs to, its limit, the
fields it has prefilled; `pilihan_baris`, `label_pemilih` : the choice made, the label of the field that makes it;
`batas_<field>` : limits of the year;
`tabel_terisi`, `banyak_jawaban` : whether the tables of the group hold anything, number of rows in its `answers`;
`tergantikan` : whether the block is empty because another one is filled in its stead;
`ada_surat` : whether the sheet's letter has a value, and a number.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import pandas as pd

from schemas.form import CELL_PREFIX, LIMIT_PREFIX, STATE_PREFIX, BlockShape, limit_of
from schemas.forms.official_result import OFFICIAL_RESULT
from schemas.kiriman import FilledBlock, Kiriman
from schemas.notions.nothing import NOTHING
from schemas.survey_period import survey_year
from schemas.value import State

SURVEY_FIELD = "periode_survei"  # in the block that asks for answers: when they were given


def frames(kiriman: Sequence[Kiriman]) -> dict[str, pd.DataFrame]:
    """Block name -> frame of object columns over all submissions; untouched blocks give no rows."""
    by_block: dict[str, list[tuple[int, Kiriman, FilledBlock]]] = {}
    for number, submission in enumerate(kiriman):
        for (_, name), filled in submission.blocks.items():
            if filled.touched and filled.row_count and submission.periode is not None:
                by_block.setdefault(name, []).append((number, submission, filled))
    return {name: pd.DataFrame(_join(parts), dtype=object) for name, parts in by_block.items()}


def _join(parts: Iterable[tuple[int, Kiriman, FilledBlock]]) -> dict[str, list[object]]:
    """The columns of a frame. A field that only some submissions have (a questionnaire's item) is None elsewhere."""
    result: dict[str, list[object]] = {}
    length = 0
    for number, kiriman, filled in parts:
        # A field of the form may bear the name of a context column (Bagian on the identity): the field counts.
        for name, column in dict(_frame_columns(number, kiriman, filled)).items():
            result.setdefault(name, [None] * length).extend(column)
        length += filled.row_count
        for so_far in result.values():
            so_far.extend([None] * (length - len(so_far)))
    return result


def _frame_columns(number: int, kiriman: Kiriman, filled: FilledBlock) -> Iterator[tuple[str, Sequence[object]]]:
    assert kiriman.periode is not None
    selector = _selecting_block(kiriman, filled)
    first_day, last_day = _days(kiriman, filled)
    common: dict[str, object] = {
        "kiriman": number,
        "bagian": kiriman.bagian,
        "berkas": kiriman.file,
        "sha256": kiriman.sha256,
        "iku": filled.sheet.iku,
        "lembar": filled.sheet.name,
        "tahun": filled.form_year.year,
        "tahun_laporan": kiriman.periode.year,
        "akhir_periode": kiriman.periode.last_day,
        "awal_isian": first_day,
        "akhir_isian": last_day,
        "pilihan_baris": selector.value(str(filled.block.selector)).content if selector else None,
        "label_pemilih": selector.block.fields[str(filled.block.selector)].label if selector else "",
        "tabel_terisi": _table_filled(kiriman, filled),
        "tergantikan": _replaced(kiriman, filled),
        "ada_surat": _has_letter(kiriman, filled),
        "banyak_jawaban": _answer_count(kiriman, filled),
    }
    for name, form_field in filled.block.fields.items():
        if form_field.limit:
            common[LIMIT_PREFIX + name] = limit_of(filled.form_year, filled.sheet, form_field.limit)
    for name, constant in common.items():
        yield name, [constant] * filled.row_count
    yield "kunci_baris", [row.key if row else None for row in filled.key_rows]
    yield "kelompok_baris", [row.group if row else None for row in filled.key_rows]
    yield "batas_baris", [row.maximum if row else None for row in filled.key_rows]
    yield "tetap_baris", [frozenset(row.prefilled) if row else frozenset() for row in filled.key_rows]
    for name, column in filled.columns.items():
        yield name, column.contents
        yield CELL_PREFIX + name, column.addresses
        yield STATE_PREFIX + name, column.states


def _days(kiriman: Kiriman, filled: FilledBlock) -> tuple[date, date]:
    """From the first day of the year that a block speaks of to the period's last, or the year's own last day."""
    assert kiriman.periode is not None
    asking = next((other for other in kiriman.blocks.values() if other.block.answers == filled.block.name), None)
    text = asking.value(SURVEY_FIELD).content if asking and SURVEY_FIELD in asking.columns else None
    year = (survey_year(text) if isinstance(text, str) else None) or kiriman.periode.year
    last_day = kiriman.periode.last_day
    return date(year, 1, 1), last_day if year >= last_day.year else date(year, 12, 31)


def _selecting_block(kiriman: Kiriman, filled: FilledBlock) -> FilledBlock | None:
    """The block on the same sheet with the block's `selector`; None where there is none."""
    if filled.block.selector is None:
        return None
    for (sheet_name, _), other in kiriman.blocks.items():
        if sheet_name == filled.sheet.name and other.row_count and filled.block.selector in other.columns:
            return other
    return None


def _table_filled(kiriman: Kiriman, filled: FilledBlock) -> bool:
    """Whether a table of the block's group holds any entry."""
    return any(
        other.has_entries
        for (sheet_name, _), other in kiriman.blocks.items()
        if sheet_name == filled.sheet.name
        and other.block.shape is BlockShape.TABLE
        and other.block.group == filled.block.group
    )


def _replaced(kiriman: Kiriman, filled: FilledBlock) -> bool:
    """Whether nothing that the block asks for is there, and the block that may stand in for it is filled."""
    stand_ins = [other for (_, name), other in kiriman.blocks.items() if name == filled.block.stand_in]
    required = [
        column
        for name, column in filled.columns.items()
        if filled.block.fields[name].required and name != filled.block.key
    ]
    all_empty = all(state is State.EMPTY for column in required for state in column.states)
    return all_empty and any(other.has_entries for other in stand_ins)


def _has_letter(kiriman: Kiriman, filled: FilledBlock) -> bool:
    """Whether the sheet's HASIL RESMI has a value, of a letter that has a number."""
    letter = kiriman.blocks.get((filled.sheet.name, OFFICIAL_RESULT))
    if letter is None or not letter.row_count or letter.value("nilai").state is State.EMPTY:
        return False
    return letter.value("nomor_surat").content != NOTHING


def _answer_count(kiriman: Kiriman, filled: FilledBlock) -> int:
    """Number of rows in the block's `answers`, such as respondents."""
    return sum(other.row_count for (_, name), other in kiriman.blocks.items() if name == filled.block.answers)
