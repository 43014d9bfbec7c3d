"""An exported period as files: CSV (comma, UTF-8 without a mark), Parquet where pyarrow is installed, and
`datapackage.json` (Frictionless) that says what every column is.

The same publication gives the same bytes: no moment but the ledger's stands in them.
"""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from flows.json_out import json_number
from flows.month.export import Export, Row
from flows.month.publication import file_prefix
from flows.run import Office
from iku_rules.explain import explain
from iku_rules.rules import RULES
from schemas.toml_file import read_toml

DESCRIPTION_FILE = "datapackage.json"
TABLES = ("hasil", "komponen", "pengumpulan", "temuan")
_COLUMNS_FILE = Path(__file__).with_name("export.toml")
_DESCRIBED = ("konsep", "definisi", "ukuran", "satuan")  # what Satu Data Indonesia asks of a column
_FOREIGN_KEYS = {"komponen": ("iku", "hasil"), "temuan": ("bagian", "pengumpulan")}

Column = Mapping[str, Any]


@cache
def _shapes() -> Mapping[str, Any]:
    return read_toml(_COLUMNS_FILE, _COLUMNS_FILE.name)


def columns(table: str, *, personal: bool) -> Sequence[Column]:
    """The columns of a table, in order."""
    return [column for column in _shapes()[table]["kolom"] if personal or not column.get("pribadi")]


def package_files(exported: Export, office: Office, *, personal: bool, with_parquet: bool) -> dict[str, bytes]:
    """Name -> content of every file of the export."""
    files: dict[str, bytes] = {}
    for table in TABLES:
        shape, rows = columns(table, personal=personal), exported.tables[table]
        files[f"{table}.csv"] = _csv(shape, rows)
        if with_parquet:
            files[f"{table}.parquet"] = _parquet(shape, rows)
    return {**files, DESCRIPTION_FILE: _description(exported, office, files, personal=personal)}


def can_write_parquet() -> bool:
    """Whether pyarrow is installed."""
    try:
        from pyarrow import parquet  # noqa: F401  # pyright: ignore[reportMissingImports]
    except ImportError:
        return False
    return True


# Tables


def _csv(shape: Sequence[Column], rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)  # RFC 4180
    writer.writerow([column["nama"] for column in shape])
    writer.writerows([_written(row[column["nama"]]) for column in shape] for row in rows)
    return text.getvalue().encode()


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{json_number(value):f}"
    return "" if value is None else str(value)


def _parquet(shape: Sequence[Column], rows: Sequence[Row]) -> bytes:
    import pyarrow  # pyright: ignore[reportMissingImports]
    from pyarrow import parquet  # pyright: ignore[reportMissingImports]

    types = {"number": pyarrow.float64(), "integer": pyarrow.int64(), "boolean": pyarrow.bool_()}
    arrays = [
        pyarrow.array(
            [_typed(column["tipe"], row[column["nama"]]) for row in rows], types.get(column["tipe"], pyarrow.string())
        )
        for column in shape
    ]
    output = io.BytesIO()
    parquet.write_table(pyarrow.table(arrays, names=[column["nama"] for column in shape]), output)
    return output.getvalue()


def _typed(kind: str, value: Any) -> Any:
    if value is None or kind in ("integer", "boolean"):
        return value
    return float(value) if kind == "number" else _written(value)


# What they are


def _description(exported: Export, office: Office, files: Mapping[str, bytes], *, personal: bool) -> bytes:
    periode, publication = exported.periode, exported.publication
    document = office.register.document(periode)
    package = {
        "profile": "data-package",
        "name": file_prefix(periode).lower().replace("_", "-"),
        "title": f"Indikator Kinerja Utama, posisi s.d. {periode.name}",
        "description": f"Dari {publication.nama} ({publication.jenis}). Kosong berarti tidak diketahui, bukan nol.",
        "created": publication.waktu.isoformat(),
        "periode": str(periode),
        "dokumen": publication.jenis,
        "terkunci": exported.lock is not None,
        "buku_kerja": {"nama": publication.nama, "sha256": publication.sha256},
        "data_pribadi": personal,
        "sources": [{"title": document.acuan}],
        "indikator": [_indicator(office, row["iku"], periode.year) for row in exported.tables["hasil"]],
        "resources": [_resource(name, content, personal=personal) for name, content in files.items()],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _indicator(office: Office, code: str, year: int) -> dict[str, str]:
    """An indicator in the words of Satu Data Indonesia, from its card."""
    if code not in RULES:
        return {"kode": code}
    explained = explain(office.register, code, year)
    card = explained.card
    return {
        "kode": code,
        "nama": explained.name,
        "konsep": card.nama,
        "definisi": card.definisi,
        "ukuran": f"Pembilang: {card.pembilang}. Penyebut: {card.penyebut}.",
        "satuan": card.satuan,
        "dasar_hukum": card.dasar_hukum,
    }


def _resource(name: str, content: bytes, *, personal: bool) -> dict[str, Any]:
    table, _, kind = name.partition(".")
    shape = _shapes()[table]
    told: dict[str, Any] = {
        "path": name,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    if kind != "csv":
        # A file and no table to Frictionless, which counts no bytes of a Parquet table.
        told |= {"type": "file", "format": kind, "mediatype": f"application/vnd.apache.{kind}"}
        return {"name": f"{table}-{kind}", "title": shape["judul"], **told}
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in columns(table, personal=personal)],
        "missingValues": [""],
    }
    if shape["kunci"]:
        schema["primaryKey"] = shape["kunci"]
    if table in _FOREIGN_KEYS:
        field, other = _FOREIGN_KEYS[table]
        schema["foreignKeys"] = [{"fields": [field], "reference": {"resource": other, "fields": [field]}}]
    return {
        "name": table,
        "profile": "tabular-data-resource",
        "title": shape["judul"],
        "description": shape["uraian"],
        **told,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    return {
        "name": column["nama"],
        "type": column["tipe"],
        "title": column["konsep"],
        "description": column["definisi"],
        **{key: column[key] for key in _DESCRIBED},
    }
