"""The JSON of the contract: findings, submissions and results as plain data, printed and kept in the ledger alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from iku_rules.hasil import HasilIKU
from iku_rules.langkah import Sumber
from schemas.temuan import Temuan


@dataclass(frozen=True)
class StatusKiriman:
    """Where a bagian stands for a period; `status` is a word of the contract."""

    bagian: str
    status: str
    terlambat: bool
    revisi: int | None
    berkas: str | None
    sha256: str | None
    waktu: datetime | None
    temuan: tuple[Temuan, ...]
    lampiran: tuple[str, ...]
    insiden: str | None


def bilangan(nilai: Decimal | None) -> float | int | None:
    """A JSON number; unknown is null."""
    if nilai is None:
        return None
    return int(nilai) if nilai == nilai.to_integral_value() else float(nilai)


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


def json_kiriman(k: StatusKiriman) -> dict[str, Any]:
    """KIRIMAN."""
    return {
        "bagian": k.bagian,
        "status": k.status,
        "terlambat": k.terlambat,
        "revisi": k.revisi,
        "berkas": k.berkas,
        "sha256": k.sha256,
        "temuan": json_temuan(k.temuan),
        "lampiran": list(k.lampiran),
        **({"insiden": k.insiden} if k.insiden else {}),
    }


def json_hasil(h: HasilIKU) -> dict[str, Any]:
    """HASIL."""
    return {
        "iku": h.iku,
        "nilai": bilangan(h.nilai),
        "satuan": h.satuan,
        "status": h.status.value,
        "predikat": h.predikat,
        "target": bilangan(h.target.nilai) if h.target else None,
        "capaian": bilangan(h.capaian.nilai) if h.capaian else None,
        "kategori_capaian": h.kategori_capaian,
        "aturan": h.aturan,
        "tahun_penilaian": h.tahun_penilaian,
        "dari_periode": str(h.dari_periode) if h.dari_periode else None,
        "kelengkapan": str(h.kelengkapan) if h.kelengkapan else None,
        "nilai_tahun_lalu": bilangan(h.nilai_tahun_lalu),
        "catatan": list(h.catatan),
        "sumber": [_json_sumber(s) for s in h.sumber],
    }


def _json_sumber(s: Sumber) -> dict[str, Any]:
    nilai = bilangan(s.nilai) if isinstance(s.nilai, Decimal) else s.nilai
    return {
        "bagian": s.bagian,
        "berkas": s.berkas,
        "sha256": s.sha256,
        "lembar": s.lembar,
        "sel": s.sel,
        "nilai": nilai,
    }
