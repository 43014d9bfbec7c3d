"""The consolidated workbook: official sheet first, then what explains and proves it.

`Rincian` sheets are written first, since each step gets its cell there; the other sheets refer to those cells, and
`Ringkasan` to those of the official sheet.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

import xlsxwriter

from iku_rules.daftar import Register
from iku_rules.hasil import HasilIKU
from iku_rules.kartu import Kartu
from schemas.periode import Periode
from schemas.temuan import Pengecualian, Temuan
from schemas.tulisan import tanggal
from workbooks import lembar_bukti, lembar_iku, lembar_lkjip, lembar_rincian, lembar_ringkas
from workbooks.gaya import Gaya
from workbooks.sel import PetaSel

PENYUSUN = "Sekretariat Daerah Kabupaten Lumajang"
# The sheets before and after those of the indicators.
LEMBAR_AWAL = (lembar_iku.NAMA, lembar_ringkas.NAMA)
LEMBAR_AKHIR = (lembar_lkjip.NAMA, "Rekap Penyampaian", "Catatan Verifikasi", "Jejak Data", lembar_bukti.METADATA)


@dataclass(frozen=True)
class BarisRekap:
    """A bagian's line of `Rekap Penyampaian`; `terlambat` None where nothing came."""

    bagian: str
    status: str
    terlambat: bool | None
    revisi: int | None
    berkas: str | None
    waktu: datetime | None
    sha256: str | None
    lampiran: tuple[str, ...]
    temuan: tuple[Temuan, ...]
    insiden: str | None


@dataclass(frozen=True)
class Asal:
    """An archived original: its name in the archive and the time of the file in WIB."""

    arsip: str
    waktu: datetime


@dataclass(frozen=True)
class IsiBuku:
    """All the workbook says. `jenis` is DRAF, FINAL, REVISI n (DRAF) or REVISI n; `asal` by SHA-256.

    `hari_kunci`: the day of signing, None until then; `riwayat_kunci`: (what and when, why) of earlier lockings.
    """

    periode: Periode
    jenis: str
    register: Register
    hasil: tuple[HasilIKU, ...]
    kartu: Mapping[str, Kartu]
    rekap: tuple[BarisRekap, ...]
    temuan_lain: tuple[tuple[str, Temuan], ...]
    asal: Mapping[str, Asal]
    tenggat: date
    hari_kunci: date | None = None
    riwayat_kunci: tuple[tuple[str, str], ...] = ()

    @property
    def per_kode(self) -> dict[str, HasilIKU]:
        return {h.iku: h for h in self.hasil}

    @property
    def tanda(self) -> str:
        """What every sheet says under its title: the mark and the position."""
        return f"{self.jenis} · Posisi s.d. {tanggal(self.periode.akhir)}"

    def pengecualian(self, hasil: HasilIKU) -> list[Pengecualian]:
        """The waivers given to the very sheets a result was read from."""
        asal = {(s.sha256, s.lembar) for s in hasil.sumber}
        semua = [t.dikecualikan for b in self.rekap for t in b.temuan if (b.sha256, t.lembar) in asal]
        return list(dict.fromkeys(satu for satu in semua if satu is not None))

    @property
    def waktu(self) -> datetime:
        """The time of the workbook: that of the newest file in it, so that the same inputs give the same bytes."""
        waktu = [b.waktu.replace(tzinfo=None) for b in self.rekap if b.waktu]
        return max(waktu, default=datetime.combine(self.periode.akhir, time(0)))


def tulis_buku(isi: IsiBuku) -> bytes:
    """The workbook's bytes: a function of `isi` alone."""
    aliran = io.BytesIO()
    pilihan = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(aliran, pilihan) as buku:
        buku.set_properties(
            {
                "title": f"IKU Sekretariat Daerah Kabupaten Lumajang, {isi.periode.nama} ({isi.jenis})",
                "subject": "Indikator Kinerja Utama",
                "author": PENYUSUN,
                "company": PENYUSUN,
                "category": "Laporan kinerja",
                "keywords": f"IKU; {isi.periode.nama}; {isi.jenis}",
                "comments": f"Posisi s.d. {tanggal(isi.periode.akhir)}. Status dokumen: {isi.jenis}.",
                "created": isi.waktu,
            }
        )
        buku.set_size(2400, 1400)
        gaya, peta = Gaya(buku), PetaSel()
        lembar = {nama: buku.add_worksheet(nama) for nama in nama_lembar(isi)}
        for satu in lembar.values():
            satu.set_header(f"&C&14&B{isi.jenis}&R&8{isi.periode.nama}")
        for hasil in isi.hasil:
            nama = lembar_rincian.nama_rincian(hasil.iku)
            lembar_rincian.tulis(lembar[nama], nama, gaya, peta, isi, hasil)
        lembar_bukti.tulis_metadata(lembar[lembar_bukti.METADATA], gaya, peta, isi)
        lembar_iku.tulis(lembar[lembar_iku.NAMA], gaya, peta, isi)
        tren = lembar_lkjip.tulis(lembar[lembar_lkjip.NAMA], gaya, peta, isi)
        lembar_ringkas.tulis(buku, lembar[lembar_ringkas.NAMA], gaya, peta, isi, tren)
        lembar_bukti.tulis_rekap(lembar["Rekap Penyampaian"], gaya, isi)
        lembar_bukti.tulis_catatan(lembar["Catatan Verifikasi"], gaya, isi)
        lembar_bukti.tulis_jejak(lembar["Jejak Data"], gaya, peta, isi)
        lembar[lembar_iku.NAMA].activate()
    return aliran.getvalue()


def nama_lembar(isi: IsiBuku) -> list[str]:
    """The sheets in the order in which they are read."""
    rincian = [lembar_rincian.nama_rincian(h.iku) for h in isi.hasil]
    return [*LEMBAR_AWAL, *rincian, *LEMBAR_AKHIR]
