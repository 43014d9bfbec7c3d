"""What the commands say: the JSON documents of the contract, and tables for people."""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.konsolidasi import Konsolidasi, StatusKiriman
from flows.penerimaan import Diperiksa
from flows.pengaturan import RuangKerja
from iku_rules.hasil import HasilIKU
from iku_rules.langkah import Sumber
from schemas.periode import Periode
from schemas.temuan import Temuan, Tingkat
from schemas.tulisan import angka
from workbooks.kata import STATUS_KIRIMAN, status_hasil

# JSON


def cetak_json(dokumen: dict[str, Any]) -> str:
    return json.dumps(dokumen, ensure_ascii=False, indent=2)


def _bilangan(nilai: Decimal | None) -> float | int | None:
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


def json_periksa(diperiksa: Sequence[Diperiksa]) -> dict[str, Any]:
    return {"berkas": [_json_berkas(d) for d in diperiksa]}


def _json_berkas(d: Diperiksa) -> dict[str, Any]:
    if d.insiden:
        return {"berkas": d.nama, "insiden": d.insiden}
    return {
        "berkas": d.nama,
        "bagian": d.kiriman.bagian,
        "periode": str(d.kiriman.periode) if d.kiriman.periode else None,
        "diterima": d.diterima,
        "temuan": json_temuan(d.temuan),
    }


def json_kiriman(kiriman: Iterable[StatusKiriman]) -> list[dict[str, Any]]:
    return [
        {
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
        for k in kiriman
    ]


def json_hasil(hasil: Iterable[HasilIKU]) -> list[dict[str, Any]]:
    return [
        {
            "iku": h.iku,
            "nilai": _bilangan(h.nilai),
            "satuan": h.satuan,
            "status": h.status.value,
            "predikat": h.predikat,
            "target": _bilangan(h.target.nilai) if h.target else None,
            "capaian": _bilangan(h.capaian.nilai) if h.capaian else None,
            "kategori_capaian": h.kategori_capaian,
            "aturan": h.aturan,
            "tahun_penilaian": h.tahun_penilaian,
            "dari_periode": str(h.dari_periode) if h.dari_periode else None,
            "kelengkapan": str(h.kelengkapan) if h.kelengkapan else None,
            "nilai_tahun_lalu": _bilangan(h.nilai_tahun_lalu),
            "catatan": list(h.catatan),
            "sumber": [_json_sumber(s) for s in h.sumber],
        }
        for h in hasil
    ]


def _json_sumber(s: Sumber) -> dict[str, Any]:
    nilai = _bilangan(s.nilai) if isinstance(s.nilai, Decimal) else s.nilai
    return {
        "bagian": s.bagian,
        "berkas": s.berkas,
        "sha256": s.sha256,
        "lembar": s.lembar,
        "sel": s.sel,
        "nilai": nilai,
    }


def json_konsolidasi(k: Konsolidasi, ruang: RuangKerja) -> dict[str, Any]:
    return {
        "periode": str(k.periode),
        "dokumen": "DRAF",
        "terkunci": False,
        "lengkap": k.lengkap,
        "buku_kerja": jalur_relatif(k, ruang),
        "hasil": json_hasil(k.hasil),
        "pengumpulan": json_kiriman(k.pengumpulan),
    }


def json_status(periode: Periode, kiriman: Sequence[StatusKiriman]) -> dict[str, Any]:
    return {"periode": str(periode), "terkunci": False, "pengumpulan": json_kiriman(kiriman)}


def jalur_relatif(k: Konsolidasi, ruang: RuangKerja) -> str:
    """The workbook's path as seen from the workspace (the full one where the outbox lies elsewhere)."""
    if k.buku_kerja.is_relative_to(ruang.folder):
        return k.buku_kerja.relative_to(ruang.folder).as_posix()
    return str(k.buku_kerja)


# Tables


def tabel_temuan(konsol: Console, diperiksa: Sequence[Diperiksa]) -> None:
    for d in diperiksa:
        konsol.print(Text(f"\n{d.nama}", style="bold"))
        konsol.print(Text(_ringkas(d)))
        if not d.temuan or d.insiden:
            continue
        tabel = Table(show_lines=True, expand=True)
        tabel.add_column("Tingkat", width=16)
        tabel.add_column("Tempat", width=14, overflow="fold")
        tabel.add_column("Keterangan", ratio=1, overflow="fold")
        tabel.add_column("Cara memperbaiki", ratio=1, overflow="fold")
        for t in d.temuan:
            tempat = " ".join(bagian for bagian in (t.lembar, t.sel) if bagian) or "berkas"
            pesan = f"{t.pesan} Seharusnya: {t.diharapkan}." if t.diharapkan else t.pesan
            tabel.add_row(*map(Text, (f"{t.tingkat.tulisan}\n{t.kode}", tempat, pesan, t.saran)))
        konsol.print(tabel)


def _ringkas(d: Diperiksa) -> str:
    if d.insiden:
        return f"Belum dapat diperiksa karena kesalahan pada sistem (nomor {d.insiden}). Mohon sampaikan kepada admin."
    galat = sum(t.tingkat is Tingkat.GALAT for t in d.temuan)
    lain = len(d.temuan) - galat
    if galat:
        return f"Perlu diperbaiki: {galat} hal harus diperbaiki, {lain} catatan lain."
    return f"Dapat diterima, {lain} catatan." if lain else "Dapat diterima, tanpa catatan."


def tabel_kiriman(konsol: Console, periode: Periode, kiriman: Sequence[StatusKiriman], nama: dict[str, str]) -> None:
    tabel = Table(title=f"Penyampaian {periode.nama}", expand=False)
    for judul in ("Bagian", "Status", "Terlambat", "Berkas", "Harus diperbaiki"):
        tabel.add_column(judul, overflow="fold")
    for k in kiriman:
        galat = sum(t.tingkat is Tingkat.GALAT for t in k.temuan)
        tabel.add_row(
            *map(
                Text,
                (
                    nama.get(k.bagian, k.bagian),
                    STATUS_KIRIMAN[k.status],
                    "Ya" if k.terlambat else "",
                    k.berkas or "",
                    str(galat) if galat else "",
                ),
            )
        )
    konsol.print(tabel)


def tabel_hasil(konsol: Console, hasil: Sequence[HasilIKU]) -> None:
    tabel = Table(title="Hasil", expand=False)
    for judul in ("Indikator", "Realisasi", "Predikat", "Capaian (%)", "Status"):
        tabel.add_column(judul, overflow="fold")
    for h in hasil:
        capaian = h.capaian.nilai if h.capaian else None
        tampil = "" if capaian is None else angka(capaian, 2)
        if h.batas_capaian is not None:
            tampil = f"{angka(h.batas_capaian, 2)} *"  # the note of the workbook gives the value
        tabel.add_row(
            *map(
                Text,
                (
                    h.nama,
                    "" if h.nilai is None else angka(h.nilai, 2),
                    h.predikat or "",
                    tampil,
                    status_hasil(h),
                ),
            )
        )
    konsol.print(tabel)
