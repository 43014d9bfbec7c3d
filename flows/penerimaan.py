"""Intake: from the files of the inbox to accepted submissions with their computations.

In order: find, settle, copy, archive, pre-flight, read, parse, check, compute, choose which file counts.
"""

import tempfile
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pandas as pd

from flows.insiden import catat_insiden
from flows.pengaturan import RuangKerja
from iku_rules.aturan import ATURAN
from iku_rules.daftar import Register
from iku_rules.hasil import Perhitungan
from iku_rules.konteks import Konteks
from ledger.arsip import Entri, arsipkan, catat
from schemas.daftar import FORMULIR
from schemas.kiriman import Kiriman, bingkai
from schemas.pemeriksaan import periksa_isi
from schemas.periode import Periode
from schemas.temuan import Temuan, buat_temuan, kelompokkan
from workbooks.kotak_masuk import BerkasMasuk, Salinan, pilah_tenang, salin, temukan
from workbooks.pekerja import GagalBaca, jalankan_terbatas
from workbooks.pembaca import BukuMentah, baca_buku
from workbooks.praperiksa import praperiksa
from workbooks.uraian import LEMBAR_DIBACA, temuan_tak_terbaca, uraikan

Kemajuan = Callable[[int, int], None]


@dataclass
class Diperiksa:
    """One workbook after all checks: the submission, its computations by indicator, or the incident that stopped us."""

    nama: str
    folder: str
    sha256: str
    diubah: datetime
    kiriman: Kiriman
    perhitungan: dict[str, Perhitungan] = field(default_factory=dict)
    insiden: str | None = None

    @property
    def bagian(self) -> str:
        """Who is answered: the bagian in whose folder the file lies, whatever template it is."""
        return self.folder or self.kiriman.bagian or ""

    @property
    def diterima(self) -> bool:
        return self.insiden is None and self.kiriman.diterima

    @property
    def temuan(self) -> list[Temuan]:
        return kelompokkan(self.kiriman.temuan)


@dataclass
class Penyampaian:
    """What a bagian has handed in for one period. `berlaku` is the file that counts, None when none does."""

    bagian: str
    semua: list[Diperiksa] = field(default_factory=list)
    berlaku: Diperiksa | None = None
    ditolak: list[Diperiksa] = field(default_factory=list)
    menunggu: list[BerkasMasuk] = field(default_factory=list)
    lampiran: list[Salinan] = field(default_factory=list)
    temuan_tambahan: list[Temuan] = field(default_factory=list)

    @property
    def terbaru(self) -> Diperiksa | None:
        """The file the status speaks of: the one in force, else the last returned one."""
        if self.berlaku or not self.ditolak:
            return self.berlaku
        return max(self.ditolak, key=lambda d: (d.kiriman.pengiriman_ke, d.diubah, d.nama))

    @property
    def dijawab(self) -> Diperiksa | None:
        """The file the answer speaks of: a returned one that came after the one in force, else `terbaru`."""
        menyusul = [d for d in self.ditolak if self.berlaku and d.diubah > self.berlaku.diubah]
        return max(menyusul, key=lambda d: (d.diubah, d.nama)) if menyusul else self.terbaru


class Penerimaan:
    """All that the inbox holds, by period and bagian. `asing` are findings about files outside the known folders.

    A plain class on purpose: of a dataclass handed from step to step Prefect walks through every value, 0.3 s a run.
    """

    def __init__(
        self,
        diperiksa: list[Diperiksa],
        menunggu: list[BerkasMasuk],
        lampiran: list[Salinan],
        asing: list[tuple[str, Temuan]],
    ) -> None:
        self.diperiksa, self.menunggu, self.lampiran, self.asing = diperiksa, menunggu, lampiran, asing

    def periode(self) -> list[Periode]:
        """The periods that have an accepted file, oldest first."""
        return sorted({d.kiriman.periode for d in self.diperiksa if d.diterima and d.kiriman.periode})

    def penyampaian(self, bagian: str, periode: Periode, *, tak_terbaca: bool = True) -> Penyampaian:
        """What counts for a bagian in a period; with `tak_terbaca` also files whose period cannot be read."""
        dicari = (periode, None) if tak_terbaca else (periode,)
        milik = [d for d in self.diperiksa if d.bagian == bagian and d.kiriman.periode in dicari]
        hasil = Penyampaian(bagian, milik, menunggu=[m for m in self.menunggu if m.folder == bagian])
        hasil.ditolak = [d for d in milik if not d.diterima]
        _pilih_berlaku([d for d in milik if d.diterima], hasil)
        folder = {Path(d.nama).parent for d in milik}
        hasil.lampiran = [
            s for s in self.lampiran if s.asal.folder == bagian and folder.intersection(Path(_nama(s.asal)).parents)
        ]
        return hasil


def _pilih_berlaku(calon: Sequence[Diperiksa], hasil: Penyampaian) -> None:
    """The higher `Pengiriman ke-` counts; of equal numbers with different content both are named and neither counts,
    so that the submission before them stays in force.
    """
    if not calon:
        return
    tertinggi = max(d.kiriman.pengiriman_ke for d in calon)
    teratas = sorted((d for d in calon if d.kiriman.pengiriman_ke == tertinggi), key=lambda d: (d.diubah, d.nama))
    if len({d.sha256 for d in teratas}) > 1:
        nama = ", ".join(f"“{d.nama}”" for d in teratas)
        hasil.temuan_tambahan.append(buat_temuan("G501", nomor=tertinggi, ditemukan=nama))
        hasil.ditolak += teratas
        _pilih_berlaku([d for d in calon if d.kiriman.pengiriman_ke < tertinggi], hasil)
        return
    hasil.berlaku = teratas[0]
    if len(teratas) > 1:
        nama = ", ".join(f"“{d.nama}”" for d in teratas[1:])
        hasil.temuan_tambahan.append(buat_temuan("I502", ditemukan=nama))


# Checking files


def periksa_salinan(
    salinan: Sequence[Salinan],
    ruang: RuangKerja,
    register: Register,
    bulan_ini: Periode,
    kemajuan: Kemajuan | None = None,
) -> list[Diperiksa]:
    """Check private copies, all at once; a file that breaks our own code becomes an incident, the others go on."""
    diperiksa = [
        Diperiksa(_nama(s.asal), s.asal.folder, s.sha256, s.asal.diubah, Kiriman(_nama(s.asal), s.sha256))
        for s in salinan
    ]
    for satu, s in zip(diperiksa, salinan, strict=True):
        try:
            satu.kiriman.temuan.extend(praperiksa(s.path, ruang.batas))
        except Exception:
            _catat_insiden(satu, ruang, traceback.format_exc())
    layak = [(d, s) for d, s in zip(diperiksa, salinan, strict=True) if d.diterima]
    buku = jalankan_terbatas(
        baca_buku, [s.path for _, s in layak], [(LEMBAR_DIBACA,)] * len(layak), ruang.batas, kemajuan
    )
    for (satu, _), isi in zip(layak, buku, strict=True):
        _uraikan(satu, isi, ruang, register, bulan_ini)
    terbaca = [d for d, _ in layak if d.insiden is None]
    _periksa_isi(terbaca, ruang)
    _hitung(terbaca, ruang, register)
    return diperiksa


def _nama(berkas: BerkasMasuk) -> str:
    return f"{berkas.folder}/{berkas.nama}" if berkas.folder else berkas.nama


def _uraikan(
    satu: Diperiksa, isi: BukuMentah | GagalBaca, ruang: RuangKerja, register: Register, bulan_ini: Periode
) -> None:
    if isinstance(isi, GagalBaca):
        if isi.sebab == "insiden":
            _catat_insiden(satu, ruang, isi.rincian)
        else:
            satu.kiriman.temuan.append(temuan_tak_terbaca(isi.sebab, ruang.batas.detik, ruang.batas.memori_mb))
        return
    awal = satu.kiriman.temuan
    try:
        satu.kiriman = uraikan(isi, satu.nama, satu.sha256, satu.folder, register, bulan_ini)
        satu.kiriman.temuan[:0] = awal
    except Exception:
        _catat_insiden(satu, ruang, traceback.format_exc())


def _catat_insiden(satu: Diperiksa, ruang: RuangKerja, rincian: str) -> None:
    """An error of ours stopped this file: its details go into the log, the other files go on."""
    satu.insiden = catat_insiden(ruang.catatan_kerja, f"{satu.nama}\n{rincian}")


def _periksa_isi(diperiksa: Sequence[Diperiksa], ruang: RuangKerja) -> None:
    """One call for all; when a check of ours crashes, file by file, so that one file cannot stop the others."""
    kiriman = [d.kiriman for d in diperiksa]
    banyak_temuan = [len(k.temuan) for k in kiriman]
    try:
        periksa_isi(kiriman, bingkai(kiriman))
    except Exception:
        for k, banyak in zip(kiriman, banyak_temuan, strict=True):
            del k.temuan[banyak:]
    else:
        return
    for satu in diperiksa:
        try:
            periksa_isi([satu.kiriman], bingkai([satu.kiriman]))
        except Exception:
            _catat_insiden(satu, ruang, traceback.format_exc())


def _hitung(diperiksa: Sequence[Diperiksa], ruang: RuangKerja, register: Register) -> None:
    """Compute each indicator of each submission that has no GALAT; findings of the rules join the submission's."""
    layak = [d for d in diperiksa if d.diterima and d.kiriman.periode]
    semua = bingkai([d.kiriman for d in layak])
    per_kiriman = {nama: dict(list(isi.groupby("kiriman", sort=False))) for nama, isi in semua.items()}
    for nomor, satu in enumerate(layak):
        assert satu.kiriman.periode is not None and satu.kiriman.bagian is not None
        konteks = Konteks(register=register, periode=satu.kiriman.periode, bagian=satu.kiriman.bagian)
        for iku in satu.kiriman.formulir:
            try:
                hasil = ATURAN[iku].hitung(_isian(iku, per_kiriman, nomor), konteks)
            except Exception:
                _catat_insiden(satu, ruang, traceback.format_exc())
                break
            satu.perhitungan[iku] = hasil
            satu.kiriman.temuan.extend(hasil.temuan)


def _isian(iku: str, per_kiriman: dict[str, dict[int, pd.DataFrame]], nomor: int) -> dict[str, pd.DataFrame]:
    """Block name -> rows of one submission, of the sheets that belong to `iku`."""
    hasil = {}
    for lembar in FORMULIR[iku]:
        for blok in lembar.blok:
            isi = per_kiriman.get(blok.nama, {}).get(nomor)
            if isi is not None and not (milik := isi[isi["iku"] == iku]).empty:
                hasil[blok.nama] = milik.reset_index(drop=True)
    return hasil


# The whole inbox


def terima(
    ruang: RuangKerja,
    register: Register,
    sekarang: datetime,
    *,
    arsipkan_asli: bool,
    kemajuan: Kemajuan | None = None,
) -> Penerimaan:
    """Read the whole inbox and check it. With `arsipkan_asli` every file is archived before anything parses it."""
    dikenal = {b.kode for b in register.bagian_semua()}
    semua = temukan(ruang.inbox)
    milik = [b for b in semua if b.folder in dikenal]
    tenang, menunggu = pilah_tenang(milik)
    with tempfile.TemporaryDirectory(prefix="iku-") as kerja:
        salinan = []
        for nomor, berkas in enumerate(tenang):
            satu = salin(berkas, Path(kerja), nomor)
            if satu is None:
                menunggu.append(berkas)
                continue
            salinan.append(satu)
            if arsipkan_asli:
                arsipkan(ruang.arsip, satu.path, satu.sha256, berkas.path.suffix)
        buku = [s for s in salinan if not s.asal.lampiran]
        bulan_ini = Periode.dari_tanggal(sekarang.astimezone(ruang.zona).date())
        diperiksa = periksa_salinan(buku, ruang, register, bulan_ini, kemajuan)
    _tandai_bulan_lalu(diperiksa, ruang)
    penerimaan = Penerimaan(
        diperiksa,
        [b for b in menunggu if not b.lampiran],
        [s for s in salinan if s.asal.lampiran],
        [
            (_nama(b), buat_temuan("G505", ditemukan=b.folder or ".", pilihan=", ".join(sorted(dikenal))))
            for b in semua
            if b.folder not in dikenal
        ],
    )
    if arsipkan_asli:
        catat(ruang.arsip, _entri_arsip(penerimaan, ruang))
    return penerimaan


def _tandai_bulan_lalu(diperiksa: Sequence[Diperiksa], ruang: RuangKerja) -> None:
    """A further file for a month that was accepted and whose deadline is over may be last month's template reused."""
    diterima = [d for d in diperiksa if d.diterima and d.kiriman.periode]
    for satu in diterima:
        periode = satu.kiriman.periode
        assert periode is not None
        didahului = any(
            lain.bagian == satu.bagian
            and lain.kiriman.periode == periode
            and lain.diubah < satu.diubah
            and lain.sha256 != satu.sha256
            for lain in diterima
        )
        if didahului and satu.diubah >= ruang.tenggat(periode):
            sel = satu.kiriman.pasangan("identitas", "periode")
            satu.kiriman.temuan.append(
                buat_temuan("P216", lembar="Identitas", sel=sel.sel if sel else None, ditemukan=periode.nama)
            )


def _entri_arsip(penerimaan: Penerimaan, ruang: RuangKerja) -> Iterable[Entri]:
    for d in sorted(penerimaan.diperiksa, key=lambda d: (d.diubah, d.nama)):
        periode = d.kiriman.periode
        yield Entri(
            nama=d.nama,
            bagian=d.bagian,
            periode=str(periode) if periode else "",
            revisi=str(d.kiriman.pengiriman_ke) if periode else "",
            waktu=d.diubah.astimezone(ruang.zona).isoformat(),
            sha256=d.sha256,
        )
    for s in sorted(penerimaan.lampiran, key=lambda s: s.asal.nama):
        waktu = s.asal.diubah.astimezone(ruang.zona).isoformat()
        yield Entri(_nama(s.asal), s.asal.folder, "", "", waktu, s.sha256)


def temuan_penyampaian(satu: Penyampaian) -> list[Temuan]:
    """Findings of the file the status speaks of, and those about several files."""
    terbaru = satu.terbaru
    return kelompokkan([*satu.temuan_tambahan, *(terbaru.kiriman.temuan if terbaru else [])])
