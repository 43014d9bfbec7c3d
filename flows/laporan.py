"""What the commands say: the JSON documents of the contract, and tables for people."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.dokumen import json_temuan
from flows.pemeriksaan import Diperiksa
from flows.pengaturan import RuangKerja
from schemas.katalog import KATALOG, umum
from schemas.periode import Periode
from schemas.temuan import Tingkat, tingkat_kode
from schemas.tulisan import angka, tanggal
from workbooks.kata import STATUS_KIRIMAN

if TYPE_CHECKING:  # `iku periksa` needs neither the ledger's database nor the writer of workbooks
    from flows.konsolidasi import Konsolidasi
    from flows.pertanyaan import BarisRiwayat

# JSON


def cetak_json(dokumen: dict[str, Any]) -> str:
    return json.dumps(dokumen, ensure_ascii=False, indent=2)


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


def json_konsolidasi(k: "Konsolidasi", ruang: RuangKerja) -> dict[str, Any]:
    return {
        "periode": str(k.periode),
        "dokumen": k.dokumen,
        "terkunci": k.terkunci,
        "lengkap": k.lengkap,
        "buku_kerja": jalur_relatif(k.buku_kerja, ruang),
        "hasil": list(k.hasil),
        "pengumpulan": list(k.pengumpulan),
    }


def json_status(periode: Periode, kiriman: Sequence[dict[str, Any]], *, terkunci: bool) -> dict[str, Any]:
    return {"periode": str(periode), "terkunci": terkunci, "pengumpulan": list(kiriman)}


def jalur_relatif(path: Path, ruang: RuangKerja) -> str:
    """A path as seen from the workspace (the full one where the outbox lies elsewhere)."""
    return path.relative_to(ruang.folder).as_posix() if path.is_relative_to(ruang.folder) else str(path)


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


def tabel_kiriman(
    konsol: Console, periode: Periode, kiriman: Sequence[dict[str, Any]], nama: Mapping[str, str]
) -> None:
    tabel = Table(title=f"Penyampaian {periode.nama}", expand=False)
    for judul in ("Bagian", "Status", "Terlambat", "Revisi", "Berkas", "Harus diperbaiki"):
        tabel.add_column(judul, overflow="fold")
    for k in kiriman:
        galat = sum(t["tingkat"] == Tingkat.GALAT for t in k["temuan"])
        isi = (
            nama.get(k["bagian"], k["bagian"]),
            STATUS_KIRIMAN[k["status"]],
            "Ya" if k["terlambat"] else "",
            str(k["revisi"] or ""),
            k["berkas"] or "",
            str(galat or ""),
        )
        tabel.add_row(*map(Text, isi))
    konsol.print(tabel)


def tabel_hasil(konsol: Console, k: "Konsolidasi", nama: Mapping[str, str]) -> None:
    tabel = Table(title="Hasil", expand=False)
    for judul in ("Indikator", "Realisasi", "Predikat", "Capaian (%)", "Status"):
        tabel.add_column(judul, overflow="fold")
    for h, keadaan in zip(k.hasil, k.keadaan, strict=True):
        isi = (nama[h["iku"]], _dua_desimal(h["nilai"]), h["predikat"] or "", _dua_desimal(h["capaian"]), keadaan)
        tabel.add_row(*map(Text, isi))
    konsol.print(tabel)


def _dua_desimal(nilai: float | None) -> str:
    return "" if nilai is None else angka(Decimal(str(nilai)), 2)


def tabel_riwayat(konsol: Console, baris: "Sequence[BarisRiwayat]", nama: Mapping[str, str]) -> None:
    """One table per indicator, narrow enough for a console of 80 columns."""
    if not baris:
        konsol.print(Text("Belum ada periode yang dikonsolidasikan."))
    for iku in dict.fromkeys(b.iku for b in baris):
        tabel = Table(title=nama.get(iku, iku), title_justify="left", expand=False)
        for judul in ("Periode", "Realisasi", "Capaian (%)", "Status", "Dokumen"):
            tabel.add_column(judul, overflow="fold")
        for b in (satu for satu in baris if satu.iku == iku):
            angka_ = (_dua_desimal(b.hasil["nilai"]), _dua_desimal(b.hasil["capaian"]))
            dokumen = b.terbitan.jenis + (", dikunci" if b.terkunci else "")
            tabel.add_row(*map(Text, (b.periode.nama, *angka_, b.keadaan, dokumen)))
        konsol.print(tabel)


def tabel_jejak(konsol: Console, isi: Mapping[str, Any], ruang: RuangKerja) -> None:
    nilai = _dua_desimal(isi["nilai"]) or "belum ada"
    konsol.print(Text(f"{isi['iku']} {isi['periode']}: {nilai} ({isi['status']}), menurut {isi['buku_kerja']}"))
    for satu in isi["catatan"]:
        konsol.print(Text(f"  {satu}"))
    tabel = Table(expand=False)
    for judul in ("Berkas", "Revisi", "Tempat", "Nilai", "Waktu berkas", "Arsip"):
        tabel.add_column(judul, overflow="fold")
    for s in isi["sumber"]:
        nilai = angka(Decimal(str(s["nilai"]))) if isinstance(s["nilai"], (int, float)) else s["nilai"] or ""
        arsip = f"{s['arsip'][:12]}…" if s["arsip"] else ""
        tempat = f"{s['lembar']} {s['sel']}"
        waktu = _waktu(s["waktu"], ruang) if s["waktu"] else ""
        tabel.add_row(*map(Text, (s["berkas"], str(s["revisi"] or ""), tempat, nilai, waktu, arsip)))
    konsol.print(tabel)
    for t in isi["tindakan"]:
        alasan = f": {t['alasan']}" if t["alasan"] else ""
        konsol.print(Text(f"{t['tindakan']} {_waktu(t['waktu'], ruang)} oleh {t['oleh']}{alasan}"))


def _waktu(iso: str, ruang: RuangKerja) -> str:
    waktu = datetime.fromisoformat(iso).astimezone(ruang.zona)
    return f"{tanggal(waktu.date())} {waktu:%H.%M} WIB"


# The catalogue of findings


def daftar_kode(konsol: Console) -> None:
    tabel = Table(expand=False)
    for judul in ("Kode", "Tingkat", "Keterangan"):
        tabel.add_column(judul, overflow="fold")
    for kode, entri in sorted(KATALOG.items(), key=lambda satu: satu[0][1:]):
        tabel.add_row(*map(Text, (kode, tingkat_kode(kode).tulisan, umum(entri.pesan))))
    konsol.print(tabel)


def jelaskan_kode(konsol: Console, kode: str) -> None:
    entri = KATALOG[kode]
    baris = [f"{kode}: {tingkat_kode(kode).tulisan}", umum(entri.pesan)]
    if entri.diharapkan:
        baris.append(f"Seharusnya: {umum(entri.diharapkan)}.")
    for teks in (*baris, f"Cara memperbaiki: {umum(entri.saran)}"):
        konsol.print(Text(teks))
