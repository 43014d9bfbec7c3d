"""The JSON of the contract: findings, submissions and results as plain data, printed and kept in the ledger alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from iku_rules.result import Result
from iku_rules.steps import Source
from schemas.temuan import Temuan


@dataclass(frozen=True)
class BagianStanding:
    """Where a bagian stands for a period; `status` is a word of the contract."""

    bagian: str
    status: str
    late: bool
    revision: int | None
    file: str | None
    sha256: str | None
    file_time: datetime | None
    temuan: tuple[Temuan, ...]
    attachments: tuple[str, ...]
    incident: str | None


def json_number(value: Decimal | None) -> float | int | None:
    """A JSON number; unknown is null."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def json_temuan(temuan: Iterable[Temuan]) -> list[dict[str, Any]]:
    return [
        {
            "kode": t.kode,
            "tingkat": t.tingkat.value,
            "lembar": t.lembar,
            "sel": t.sel,
            "ditemukan": t.ditemukan,
            "diharapkan": t.diharapkan,
            "pesan": t.pesan,
            "saran": t.saran,
            "dikecualikan": None if t.dikecualikan is None else vars(t.dikecualikan),
        }
        for t in temuan
    ]


def json_kiriman(k: BagianStanding) -> dict[str, Any]:
    """KIRIMAN."""
    return {
        "bagian": k.bagian,
        "status": k.status,
        "terlambat": k.late,
        "revisi": k.revision,
        "berkas": k.file,
        "sha256": k.sha256,
        "temuan": json_temuan(k.temuan),
        "lampiran": list(k.attachments),
        **({"insiden": k.incident} if k.incident else {}),
    }


def json_result(h: Result) -> dict[str, Any]:
    """HASIL."""
    return {
        "iku": h.iku,
        "nilai": json_number(h.nilai),
        "satuan": h.satuan,
        "status": h.status.value,
        "predikat": h.predikat,
        "target": json_number(h.target.value) if h.target else None,
        "capaian": json_number(h.capaian.value) if h.capaian else None,
        "kategori_capaian": h.kategori_capaian,
        "aturan": h.aturan,
        "tahun_penilaian": h.tahun_penilaian,
        "dari_periode": str(h.dari_periode) if h.dari_periode else None,
        "kelengkapan": str(h.kelengkapan) if h.kelengkapan else None,
        "nilai_tahun_lalu": json_number(h.nilai_tahun_lalu),
        "catatan": list(h.catatan),
        "sumber": [_json_source(s) for s in h.sumber],
    }


def _json_source(s: Source) -> dict[str, Any]:
    value = json_number(s.nilai) if isinstance(s.nilai, Decimal) else s.nilai
    return {
        "bagian": s.bagian,
        "berkas": s.berkas,
        "sha256": s.sha256,
        "lembar": s.lembar,
        "sel": s.sel,
        "nilai": value,
    }
