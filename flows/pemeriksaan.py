"""Checking files: from private copies to submissions with their findings and computations.

In order: pre-flight, read in limited workers, parse, check, compute. One file never stops the others.
"""

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pandas as pd

from flows.insiden import catat_insiden
from flows.pengaturan import RuangKerja
from iku_rules.aturan import ATURAN
from iku_rules.daftar import Register
from iku_rules.hasil import Perhitungan
from iku_rules.kewajaran import periksa_kewajaran
from iku_rules.konteks import Konteks, Sebelumnya
from ledger.baris import BarisKiriman
from schemas.daftar import FORMULIR
from schemas.kiriman import Kiriman, bingkai
from schemas.pemeriksaan import periksa_isi
from schemas.periode import Periode
from schemas.temuan import AturanPengecualian, Temuan, kecualikan, kelompokkan
from workbooks.kotak_masuk import Salinan, short_extension
from workbooks.pekerja import GagalBaca, jalankan_terbatas
from workbooks.pembaca import BukuMentah, baca_buku
from workbooks.praperiksa import praperiksa
from workbooks.uraian import LEMBAR_DIBACA, temuan_tak_terbaca, uraikan

Kemajuan = Callable[[int, int], None]
IsianIKU = Mapping[str, pd.DataFrame]


@dataclass
class Diperiksa:
    """One workbook after all checks: the submission, its computations by indicator, or the incident that stopped us.

    Findings of the cells are the submission's, those of the rules their computation's; `temuan_kiriman` are those
    about the submission among others. `isian`: the frames each computation took; `baris`: its row in the ledger.
    """

    nama: str
    folder: str
    sha256: str
    diubah: datetime
    kiriman: Kiriman
    perhitungan: dict[str, Perhitungan] = field(default_factory=dict)
    isian: dict[str, IsianIKU] = field(default_factory=dict)
    insiden: str | None = None
    temuan_kiriman: list[Temuan] = field(default_factory=list)
    baris: BarisKiriman | None = None

    @property
    def bagian(self) -> str:
        """Who is answered: the bagian in whose folder the file lies, whatever template it is."""
        return self.folder or self.kiriman.bagian or ""

    @property
    def periode(self) -> Periode | None:
        return self.kiriman.periode

    @property
    def diterima(self) -> bool:
        return self.insiden is None and not any(t.memblokir for t in self.semua_temuan)

    @property
    def semua_temuan(self) -> list[Temuan]:
        aturan = [t for hasil in self.perhitungan.values() for t in hasil.temuan]
        return [*self.temuan_kiriman, *self.kiriman.temuan, *aturan]

    @property
    def temuan(self) -> list[Temuan]:
        """All findings, equal ones joined, worst first."""
        return kelompokkan(self.semua_temuan)

    @property
    def waktu(self) -> datetime:
        """The file's own time as the ledger first saw it, so that touching a file changes nothing."""
        return self.baris.diubah if self.baris else self.diubah

    @property
    def revisi(self) -> int | None:
        return self.baris.revisi if self.baris else None

    @property
    def arsip(self) -> str:
        """Its name in the archive."""
        return f"{self.sha256}{self.baris.ekstensi if self.baris else short_extension(self.nama)}"


def periksa_salinan(
    salinan: Sequence[Salinan],
    ruang: RuangKerja,
    register: Register,
    bulan_ini: Periode,
    kemajuan: Kemajuan | None = None,
) -> list[Diperiksa]:
    """Read, check and compute private copies, all at once."""
    diperiksa = baca_salinan(salinan, ruang, register, bulan_ini, kemajuan)
    hitung(diperiksa, ruang, register)
    return diperiksa


def baca_salinan(
    salinan: Sequence[Salinan],
    ruang: RuangKerja,
    register: Register,
    bulan_ini: Periode,
    kemajuan: Kemajuan | None = None,
) -> list[Diperiksa]:
    """Read and check; a file that breaks our own code becomes an incident, the others go on."""
    diperiksa = []
    for s in salinan:
        nama = s.asal.nama_lengkap
        diperiksa.append(Diperiksa(nama, s.asal.folder, s.sha256, s.asal.diubah, Kiriman(nama, s.sha256)))
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
    _periksa_isi([d for d, _ in layak if d.insiden is None], ruang)
    for satu in diperiksa:
        satu.kiriman.temuan = kecualikan(satu.kiriman.temuan, _pengecualian(satu, ruang))
    return diperiksa


def _pengecualian(satu: Diperiksa, ruang: RuangKerja) -> list[AturanPengecualian]:
    """The waivers that held on the file's own day, so that the same file is judged the same for ever."""
    return ruang.pengecualian(satu.bagian, satu.waktu.astimezone(ruang.zona).date())


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


def hitung(diperiksa: Sequence[Diperiksa], ruang: RuangKerja, register: Register) -> None:
    """Compute each indicator of each submission that has no GALAT and is not computed yet."""
    layak = [d for d in diperiksa if d.diterima and d.periode and not d.perhitungan]
    semua = bingkai([d.kiriman for d in layak])
    per_kiriman = {nama: dict(list(isi.groupby("kiriman", sort=False))) for nama, isi in semua.items()}
    for nomor, satu in enumerate(layak):
        satu.isian = {iku: _isian(iku, per_kiriman, nomor) for iku in satu.kiriman.formulir}
        _hitung_satu(satu, ruang, register, {})


def bandingkan(satu: Diperiksa, sebelumnya: Diperiksa, ruang: RuangKerja, register: Register) -> Diperiksa:
    """The same submission, computed knowing what the bagian handed in before: further findings, the same values."""
    assert sebelumnya.periode is not None
    lalu = {
        iku: Sebelumnya(sebelumnya.periode, sebelumnya.isian[iku], hasil)
        for iku, hasil in sebelumnya.perhitungan.items()
    }
    baru = replace(satu, perhitungan={})
    _hitung_satu(baru, ruang, register, lalu)
    return baru


def _hitung_satu(satu: Diperiksa, ruang: RuangKerja, register: Register, lalu: Mapping[str, Sebelumnya]) -> None:
    assert satu.periode is not None and satu.kiriman.bagian is not None
    for iku in satu.kiriman.formulir:
        konteks = Konteks(register, satu.periode, satu.kiriman.bagian, lalu.get(iku))
        try:
            hasil = ATURAN[iku].hitung(dict(satu.isian[iku]), konteks)
            temuan = (*hasil.temuan, *periksa_kewajaran(hasil, konteks))
        except Exception:
            _catat_insiden(satu, ruang, traceback.format_exc())
            return
        satu.perhitungan[iku] = replace(hasil, temuan=tuple(kecualikan(temuan, _pengecualian(satu, ruang))))


def _isian(iku: str, per_kiriman: Mapping[str, Mapping[int, pd.DataFrame]], nomor: int) -> dict[str, pd.DataFrame]:
    """Block name -> rows of one submission, of the sheets that belong to `iku`."""
    hasil = {}
    for lembar in FORMULIR[iku]:
        for blok in lembar.blok:
            isi = per_kiriman.get(blok.nama, {}).get(nomor)
            if isi is not None and not (milik := isi[isi["iku"] == iku]).empty:
                hasil[blok.nama] = milik.reset_index(drop=True)
    return hasil
