"""A submission as text and back, so that what was read once need not be read again.

Only what was read is kept: cells with their state and address, and the findings. Forms, limits and key rows belong to
program and register; whoever keeps the text keeps beside it the version of both, and reads it back with no other.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from schemas.exact_json import read_json, write_json
from schemas.form import Block, Sheet
from schemas.form_year import FormYear, KeyRow
from schemas.forms import sheets_for
from schemas.kiriman import Column, FilledBlock, Kiriman
from schemas.periode import Periode
from schemas.temuan_json import temuan_from_data, temuan_to_data
from schemas.value import State

FormYearOf = Callable[[int], FormYear]  # assessment year -> what the forms need of it


def kiriman_to_text(kiriman: Kiriman) -> str:
    """The submission as one line of JSON, without the name and hash of its file."""
    content = {
        "bagian": kiriman.bagian,
        "periode": str(kiriman.periode) if kiriman.periode else None,
        "formulir": list(kiriman.forms),
        "blok": [_block_to_data(filled) for filled in kiriman.blocks.values()],
        "temuan": temuan_to_data(kiriman.temuan),
    }
    return write_json(content)


def kiriman_from_text(text: str, file: str, sha256: str, form_year_of: FormYearOf) -> Kiriman:
    """Read back what `kiriman_to_text` gave. KeyError or ValueError where it does not fit this program's forms."""
    content = read_json(text)
    forms = tuple(content["formulir"])
    periode = Periode.parse(content["periode"]) if content["periode"] else None
    sheets = {sheet.name: sheet for sheet in sheets_for(forms, form_year_of(periode.year if periode else 0))}
    kiriman = Kiriman(
        file=file,
        sha256=sha256,
        bagian=content["bagian"],
        periode=periode,
        forms=forms,
        temuan=temuan_from_data(content["temuan"]),
    )
    for data in content["blok"]:
        filled = _block_from_data(data, sheets[data["lembar"]], form_year_of)
        kiriman.blocks[(filled.sheet.name, filled.block.name)] = filled
    return kiriman


def _block_to_data(filled: FilledBlock) -> dict[str, Any]:
    return {
        "lembar": filled.sheet.name,
        "blok": filled.block.name,
        "tahun": filled.form_year.year,
        "tersentuh": filled.touched,
        "kunci": [key_row.key if key_row else None for key_row in filled.key_rows],
        "kolom": {name: _column_to_data(column) for name, column in filled.columns.items()},
    }


def _block_from_data(data: dict[str, Any], sheet: Sheet, form_year_of: FormYearOf) -> FilledBlock:
    block: Block = next(block for block in sheet.blocks if block.name == data["blok"])
    form_year = form_year_of(data["tahun"])
    key_rows: dict[str | None, KeyRow | None] = {row.key: row for row in form_year.key_rows.get(block.name, ())}
    key_rows[None] = None
    columns = {name: _column_from_data(data["kolom"][name]) for name in block.fields}
    return FilledBlock(
        block, sheet, form_year, columns, tuple(key_rows[key] for key in data["kunci"]), touched=data["tersentuh"]
    )


def _column_to_data(column: Column) -> dict[str, Any]:
    return {
        "isi": [_content_to_data(content) for content in column.contents],
        "keadaan": [state.value for state in column.states],
        "sel": list(column.addresses),
    }


def _column_from_data(data: dict[str, Any]) -> Column:
    known = {text: _content_from_data(text) for text in set(data["isi"])}  # the answers of a survey are the same few
    states = [_STATES[word] for word in data["keadaan"]]
    return Column([known[text] for text in data["isi"]], states, data["sel"])


_STATES = {state.value: state for state in State}


def _content_to_data(content: object) -> str | None:
    """The value as text, its kind in the first letter."""
    match content:
        case None:
            return None
        case str():
            return f"s{content}"
        case Decimal():
            return f"d{content}"
        case date():
            return f"t{content.isoformat()}"
        case Periode():
            return f"p{content}"
    raise TypeError(f"no kind of a cell: {type(content).__name__}")


def _content_from_data(data: str | None) -> object:
    if data is None:
        return None
    kind, text = data[:1], data[1:]
    match kind:
        case "s":
            return text
        case "d":
            return Decimal(text)
        case "t":
            return date.fromisoformat(text)
        case "p":
            return Periode.parse(text)
    raise ValueError(f"no kind of a cell: {kind}")
