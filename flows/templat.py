"""Writing the templates of a period into the folders of the bagian, each begun from what the bagian last handed in."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

from flows.galat import TidakDapat
from flows.ingatan import Ingatan
from flows.penerimaan import Penerimaan
from flows.pengaturan import RuangKerja
from iku_rules.daftar import DESEMBER, Register
from iku_rules.konteks import Konteks
from ledger.buku import Ledger
from ledger.simpan import tulis_bila_berubah
from schemas.bulan_lalu import IsianLalu
from schemas.periode import Periode
from schemas.tulisan import tanggal
from workbooks.templat import Pratinjau, masih_asli, tulis_templat


@dataclass(frozen=True)
class TemplatTerbit:
    """A template in its place. `keterangan`: what it starts from, or why it was left alone; empty: a clean one."""

    berkas: Path
    keterangan: str = ""


def terbitkan_templat(
    ruang: RuangKerja,
    register: Register,
    periode: Periode,
    bagian: Collection[str] | None = None,
    ledger: Ledger | None = None,
) -> list[TemplatTerbit]:
    """Write the template of each bagian (all where None), begun from its last accepted submission of the year.

    The ledger is only read; without one the templates are clean. An unchanged template is left alone, and so is one
    that somebody has begun to fill in where it lies.
    """
    ingatan = _IngatanTemplat(ruang, register, ledger) if ledger else None
    hasil = []
    for satu in register.bagian_semua():
        if bagian is None or satu.kode in bagian:
            lalu, keterangan = ingatan.isian(satu.kode, periode) if ingatan else (None, "")
            isi = buat_templat(register, satu.kode, periode, ruang, lalu)
            berkas = letak_templat(ruang, satu.kode, periode)
            hasil.append(TemplatTerbit(berkas, _taruh(berkas, isi) or keterangan))
    return hasil


def perbarui_templat(
    ruang: RuangKerja, register: Register, ledger: Ledger, berubah: Iterable[tuple[str, Periode | None]]
) -> list[TemplatTerbit]:
    """Begin anew the templates that lie ready for the months after a submission that has just changed.

    The template of a month is written before the month before is handed in; so it catches up here.
    """
    with ledger.buku(datetime.now(UTC), simpan=False) as buku:
        ingatan = Ingatan(buku)
    perlu: dict[Periode, set[str]] = {}
    for bagian, periode in berubah:
        for berikut in _menunggu(ingatan, bagian, periode) if periode else ():
            if letak_templat(ruang, bagian, berikut).exists():
                perlu.setdefault(berikut, set()).add(bagian)
    return [
        satu
        for periode, bagian in sorted(perlu.items())
        for satu in terbitkan_templat(ruang, register, periode, bagian, ledger)
    ]


def _menunggu(ingatan: Ingatan, bagian: str, periode: Periode) -> Iterator[Periode]:
    """The later months of the year up to the next one that was handed in."""
    sisa = (Periode(periode.tahun, bulan) for bulan in range(periode.bulan + 1, DESEMBER + 1))
    return takewhile(lambda berikut: ingatan.baris_berlaku(bagian, berikut) is None, sisa)


def letak_templat(ruang: RuangKerja, bagian: str, periode: Periode) -> Path:
    """Where a bagian finds its template."""
    return ruang.folder_bagian(bagian, periode) / f"Templat IKU {bagian} {periode}.xlsx"


def _taruh(berkas: Path, isi: bytes) -> str:
    """Put a template in its place; the reason where it was left alone.

    People fill it in where it lies, though it is meant to be copied. What was saved by another program is theirs.
    """
    try:
        if berkas.is_file() and not masih_asli(berkas.read_bytes(), isi):
            return "sudah mulai diisi di tempatnya, tidak ditimpa; pindahkan dulu bila templat baru diperlukan"
        tulis_bila_berubah(berkas, isi)
    except PermissionError as galat:  # on Windows, open in Excel
        if not berkas.exists():
            raise TidakDapat(f"Templat tidak dapat ditulis: {berkas}") from galat
        return "tidak dapat diperbarui, mungkin sedang dibuka; tutup lalu jalankan lagi"
    return ""


class _IngatanTemplat:
    """What the ledger remembers of earlier months."""

    def __init__(self, ruang: RuangKerja, register: Register, ledger: Ledger) -> None:
        with ledger.buku(datetime.now(UTC), simpan=False) as buku:
            self.ingatan = Ingatan(buku)
        self.penerimaan = Penerimaan(ruang, register, ledger, self.ingatan, [], [], [], simpan=False)

    def isian(self, bagian: str, periode: Periode) -> tuple[IsianLalu | None, str]:
        """What a bagian's template starts from, and the words for it. A new year starts clean."""
        baris = self.ingatan.sebelum(bagian, periode)
        if baris is None or Periode.urai(str(baris.periode)).tahun != periode.tahun:
            return None, ""
        try:
            lalu = IsianLalu.dari(self.penerimaan.isi(baris), baris.revisi or 1)
        except TidakDapat as galat:  # the template is needed all the same
            return None, f"kosong, karena kiriman lalu tidak dapat dibaca: {galat}"
        return lalu, f"terisi dari kiriman {lalu.periode.nama}, revisi {lalu.revisi}"


def buat_templat(
    register: Register, bagian: str, periode: Periode, ruang: RuangKerja, lalu: IsianLalu | None = None
) -> bytes:
    """The template's bytes: a function of register, bagian, period, deadline and what it starts from."""
    return tulis_templat(
        bagian_kode=bagian,
        bagian_nama=register.nama_bagian(bagian, periode.akhir),
        periode=periode,
        formulir=register.formulir(bagian),
        acuan=register.acuan(periode.tahun),
        pratinjau=Pratinjau.dari_aturan(Konteks(register, periode, bagian)),
        tenggat=f"{tanggal(ruang.hari_batas(periode))} pukul 24.00 WIB",
        lalu=lalu,
    )
