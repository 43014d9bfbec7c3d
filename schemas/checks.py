"""The checks: one pandera call per block for all submissions at once, each failure a finding at its cell."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

import pandas as pd
from pandera.errors import SchemaError, SchemaErrors

from schemas.form import (
    CELL_PREFIX,
    EXAMPLE_NUMBER,
    LIMIT_PREFIX,
    STATE_PREFIX,
    Block,
    BlockShape,
    CheckId,
    Field,
    Form,
    Says,
    check_id,
    example_for,
)
from schemas.kiriman import Kiriman
from schemas.temuan import Temuan, make_temuan
from schemas.value import Kind, State
from schemas.wording import show, show_date, show_typed

_PANDERA_CODES = {"not_nullable": "G401", "greater_than_or_equal_to": "G402", "less_than_or_equal_to": "G403"}

_LIMITS = ("G402", "G403")


class CheckCrashError(RuntimeError):
    """A check itself failed: our error, never a finding; it ends as an incident."""


def check_contents(kiriman: Sequence[Kiriman], frames: Mapping[str, pd.DataFrame]) -> None:
    """Validate every frame and append the findings to the submissions they belong to.

    `frames` is what `schemas.frames.frames` gives for the same submissions. Raises CheckCrashError where a check
    crashes.
    """
    for name, frame in frames.items():
        for block, own_rows in _by_model(name, kiriman, frame):
            for number, temuan in _check_block(block, own_rows):
                kiriman[number].temuan.append(temuan)


def _by_model(name: str, kiriman: Sequence[Kiriman], frame: pd.DataFrame) -> Iterator[tuple[Block, pd.DataFrame]]:
    """The rows of each variant of a block: a questionnaire has other items in another year, all else has one form."""
    variants: dict[type[Form], tuple[Block, list[int]]] = {}
    for number, submission in enumerate(kiriman):
        for (_, block_name), filled in submission.blocks.items():
            if block_name == name:
                variants.setdefault(filled.block.model, (filled.block, []))[1].append(number)
    for block, numbers in variants.values():
        own_rows = frame if len(variants) == 1 else frame[frame["kiriman"].isin(numbers)].reset_index(drop=True)
        if len(own_rows):
            yield block, own_rows


def _check_block(block: Block, frame: pd.DataFrame) -> list[tuple[int, Temuan]]:
    columns: dict[str, list[Any]] = {str(name): frame[name].tolist() for name in frame.columns}

    def row_at(number: int) -> dict[str, Any]:
        """One row, made only when asked for: most rows of a good file never are."""
        return {name: column[number] for name, column in columns.items()}

    result = []
    failures = sorted(_failures(block, frame), key=lambda failure: (failure[0], failure[1].field, failure[1].code))
    for index, of_row in groupby(failures, key=lambda failure: failure[0]):
        row = row_at(index)
        counting = [check for _, check in of_row if _counts(check.code, block, row, check.field)]
        result += [(int(row["kiriman"]), _temuan(check, block, row)) for check in _without_echoes(counting)]
    if block.selector:
        result += _rows_not_chosen(block, [row_at(number) for number in range(len(frame))])
    return result


def _failures(block: Block, frame: pd.DataFrame) -> set[tuple[int, CheckId]]:
    """The rows of each failed check; a frame-wide check reports once per column, hence a set."""
    try:
        block.model.validate(frame, lazy=True)
    except SchemaErrors as errors:
        return {(index, _failed(error)) for error in errors.schema_errors for index in _rows(block, error)}
    return set()


def _rows(block: Block, error: SchemaError) -> list[int]:
    if not isinstance(error.failure_cases, pd.DataFrame):
        raise CheckCrashError(f"{block.name}: {error.schema.name}: {error.check}: {error.failure_cases}") from error
    return error.failure_cases["index"].tolist()


def _failed(error: SchemaError) -> CheckId:
    """A check of the form says itself what it becomes; one of pandera stands in the column that it checks."""
    if isinstance(error.check, str):
        return CheckId(_PANDERA_CODES[error.check], error.schema.name)
    return check_id(error.check) or CheckId(_PANDERA_CODES[error.check.name], error.schema.name)


def _without_echoes(failed: Sequence[CheckId]) -> list[CheckId]:
    """Without the limits of a cell that another check explains."""
    explained = {check.field for check in failed if check.explains}
    return [check for check in failed if check.code not in _LIMITS or check.field not in explained]


def _counts(code: str, block: Block, row: Mapping[str, Any], field: str) -> bool:
    """Whether the failure is one of its own and not the echo of a cell that failed earlier or need not be filled."""
    state = row[STATE_PREFIX + field]
    if code == "G401":
        used = row["kelompok_baris"] is None or row["kelompok_baris"] == row["pilihan_baris"]
        return state is State.EMPTY and used and _is_asked_for(block, row, field)
    return state is not State.UNREADABLE


def _is_asked_for(block: Block, row: Mapping[str, Any], field: str) -> bool:
    """Whether an empty cell is asked for: where another block stands in, never; where rows stand by themselves or a
    letter makes good for what nobody knows, only in a row that was begun.
    """
    if row["tergantikan"]:
        return False
    if not block.row_by_row and not (block.may_be_unknown and row["ada_surat"]):
        return True
    required = [
        name
        for name, form_field in block.fields.items()
        if form_field.required and not form_field.prefilled and name not in row["tetap_baris"]
    ]
    return field in required and any(row[STATE_PREFIX + name] is not State.EMPTY for name in required)


def _rows_not_chosen(block: Block, frame_rows: Sequence[Mapping[str, object]]) -> list[tuple[int, Temuan]]:
    """Cells filled in rows that the chosen method does not use."""
    result = []
    for row in frame_rows:
        if row["pilihan_baris"] is None or row["kelompok_baris"] in (None, row["pilihan_baris"]):
            continue
        for name, form_field in block.fields.items():
            if not form_field.prefilled and form_field.required and row[STATE_PREFIX + name] is State.FILLED:
                result.append((int(str(row["kiriman"])), _temuan(CheckId("G424", name), block, row)))
    return result


def _shown(form_field: Field, content: object) -> str:
    """A value as it was typed: a number without dots, since a year is one."""
    return show_typed(content) if isinstance(content, Decimal) else show(content)


def _temuan(check: CheckId, block: Block, row: Mapping[str, object]) -> Temuan:
    code, field = check.code, check.field
    form_field = block.fields[field]
    limit = _limit(check, form_field, row)
    return make_temuan(
        code,
        lembar=str(row["lembar"]),
        sel=str(row[CELL_PREFIX + field]) or None,
        ditemukan=None if code == "G401" else _shown(form_field, row[field]),
        label=form_field.label,
        status=row.get("status"),
        contoh=example_for(form_field, _maximum(form_field, field, row)),
        kunci=row["kunci_baris"],
        tahun=row["tahun_laporan"] if code == "G421" else row["tahun"] or row["tahun_laporan"],
        batas="" if limit is None else _shown(form_field, limit),
        harapan=block.status_present if code == "G409" else expected(form_field, _maximum(form_field, field, row)),
        bila_belum=_when_empty(form_field, row),
        bila_lewat=form_field.beyond or "Periksa lagi nilainya pada dokumen sumber.",
        awal=show_date(row["awal_isian"]),
        akhir=show_date(row["akhir_isian"]),
        pemilih=row["pilihan_baris"],
        label_pemilih=row["label_pemilih"],
        baris=_row_words(block, row),
        responden=_shown_count(row),
        **dict(check.words),
    )


def _row_words(block: Block, row: Mapping[str, object]) -> str:
    """` untuk “A1 SiRUP”`: what tells the row from the others, as it goes behind a label; "" for pairs."""
    if block.shape is BlockShape.PAIRS:
        return ""
    texts = [name for name, form_field in block.fields.items() if form_field.kind in (Kind.CODE, Kind.TEXT)]
    told = [name for name in texts if block.fields[name].prefilled] if block.key else texts[1:2]
    words = " ".join(str(row[name]) for name in told if row[name])
    return f" untuk “{words}”" if words else ""


def _shown_count(row: Mapping[str, object]) -> str:
    """How many respondents there are: as entered, else as counted."""
    return show(row["banyak_jawaban"] or row.get("jumlah_responden"))


def _limit(check: CheckId, form_field: Field, row: Mapping[str, object]) -> object:
    """The limit that a value went beyond, for the words of the finding."""
    if check.limit:
        return row[check.limit]
    return form_field.minimum if check.code == "G402" else form_field.maximum


def _maximum(form_field: Field, field: str, row: Mapping[str, object]) -> Decimal | None:
    """The most that the cell can hold, where it is known."""
    limits = (form_field.maximum, row.get(LIMIT_PREFIX + field), row["batas_baris"])
    return min((limit for limit in limits if isinstance(limit, Decimal)), default=None)


def _when_empty(form_field: Field, row: Mapping[str, object]) -> str:
    """What to do where there is nothing yet to fill a cell with that must be filled."""
    if row["iku"] is None:
        return "Sel ini wajib diisi."
    if isinstance(form_field.required_when, Says) and "status" in form_field.required_when.field:
        return "Bila belum terbit, ubah Status."
    return "Bila seluruh formulir ini memang belum ada datanya, kosongkan semuanya."


def expected(form_field: Field, maximum: Decimal | None = None) -> str:
    """What belongs into a cell that can hold so much, in words."""
    if form_field.kind is Kind.CHOICE:
        choices = form_field.choices if isinstance(form_field.choices, tuple) else ()
        return f"salah satu dari: {', '.join(choices)}" if choices else "salah satu pilihan pada daftarnya"
    kind = "tulisan" if form_field.kind is Kind.CODE else form_field.kind.value
    if form_field.example == EXAMPLE_NUMBER and form_field.kind is not Kind.NUMBER:
        return kind
    return f"{kind}, misalnya {example_for(form_field, maximum)}"
