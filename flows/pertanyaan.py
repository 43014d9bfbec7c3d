"""Questions to the ledger: the history of the indicators, and from a number to its cells."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.galat import TidakDapat
from flows.ingatan import KUNCI, Ingatan, nama_arsip
from flows.pengaturan import RuangKerja
from ledger.baris import BarisTerbitan
from ledger.buku import BukuBesar, Ledger
from schemas.periode import Periode


@dataclass(frozen=True)
class BarisRiwayat:
    """An indicator in one period, as last published; signed where the period is locked."""

    iku: str
    periode: Periode
    terbitan: BarisTerbitan
    terkunci: bool
    hasil: dict[str, Any]
    keadaan: str


def riwayat(ledger: Ledger, iku: str | None, sekarang: datetime) -> list[BarisRiwayat]:
    """Every published period, oldest first, of one indicator or of all."""
    with ledger.buku(sekarang, simpan=False) as buku:
        ingatan = Ingatan(buku)
        return [
            BarisRiwayat(
                h.iku,
                periode,
                terbitan,
                ingatan.kunci_terakhir(periode) is not None,
                h.isi["hasil"],
                h.isi["keadaan"],
            )
            for periode, terbitan in terbitan_terakhir(buku, ingatan)
            for h in buku.hasil(terbitan.nomor)
            if iku in (None, h.iku)
        ]


def terbitan_terakhir(buku: BukuBesar, ingatan: Ingatan) -> Iterable[tuple[Periode, BarisTerbitan]]:
    """The publication that speaks for each period: the signed one while it is locked, else the newest."""
    per_periode: dict[str, list[BarisTerbitan]] = {}
    for terbitan in buku.terbitan():
        per_periode.setdefault(terbitan.periode, []).append(terbitan)
    for teks, semua in sorted(per_periode.items()):
        periode = Periode.urai(teks)
        kunci = ingatan.kunci_terakhir(periode)
        yield periode, next((t for t in semua if kunci and t.nomor == kunci.terbitan), semua[-1])


def json_riwayat(baris: Iterable[BarisRiwayat]) -> dict[str, Any]:
    return {
        "riwayat": [
            {
                "iku": b.iku,
                "periode": str(b.periode),
                **{hal: b.hasil[hal] for hal in ("nilai", "status", "predikat", "target", "capaian", "aturan")},
                "dari_periode": b.hasil["dari_periode"],
                "dokumen": b.terbitan.jenis,
                "terkunci": b.terkunci,
                "buku_kerja": b.terbitan.nama,
                "sha256": b.terbitan.sha256,
                "waktu": b.terbitan.waktu.isoformat(),
            }
            for b in baris
        ]
    }


def jejak(ledger: Ledger, ruang: RuangKerja, iku: str, periode: Periode, sekarang: datetime) -> dict[str, Any]:
    """From the published number of an indicator to files, cells, archive and times. Raises TidakDapat."""
    with ledger.buku(sekarang, simpan=False) as buku:
        ingatan = Ingatan(buku)
        terbitan = next((t for p, t in terbitan_terakhir(buku, ingatan) if p == periode), None)
        if terbitan is None:
            raise TidakDapat(f"{periode.nama} belum pernah dikonsolidasikan: iku konsolidasi --periode {periode}")
        hasil = next((h.isi for h in buku.hasil(terbitan.nomor) if h.iku == iku), None)
    if hasil is None:
        raise TidakDapat(f"Indikator {iku} tidak ada pada {terbitan.nama}.")
    return {
        "periode": str(periode),
        "buku_kerja": terbitan.nama,
        "dokumen": terbitan.jenis,
        "terkunci": ingatan.kunci_terakhir(periode) is not None,
        **{hal: hasil["hasil"][hal] for hal in ("iku", "nilai", "satuan", "status", "predikat", "aturan", "catatan")},
        "keadaan": hasil["keadaan"],
        "sumber": [{**s, **_asal(ingatan, ruang, s["sha256"])} for s in hasil["hasil"]["sumber"]],
        "tindakan": [
            {
                "tindakan": "dikunci" if k.tindakan == KUNCI else "dibuka",
                "waktu": k.waktu.isoformat(),
                "oleh": k.oleh,
                "alasan": k.alasan,
            }
            for k in ingatan.kunci.get(str(periode), [])
        ],
    }


def _asal(ingatan: Ingatan, ruang: RuangKerja, sha256: str) -> dict[str, Any]:
    """What the ledger knows of the file a number was read from."""
    baris = next((b for b in ingatan.kiriman.values() if b.sha256 == sha256), None)
    if baris is None:
        return {"revisi": None, "waktu": None, "arsip": None}
    return {
        "revisi": baris.revisi,
        "waktu": baris.diubah.astimezone(ruang.zona).isoformat(),
        "arsip": nama_arsip(baris),
    }
