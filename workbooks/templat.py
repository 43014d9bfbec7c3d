"""The monthly template of a bagian, generated from the sheets of `schemas` and the year's `Acuan` alone.

Three steps, each once per template: place every cell (`_Tata`), write the sheets, write the counters. The hidden sheet
`_iku` holds the keys in A and B, from D on the counters every sheet's state is read from, and long dropdown lists.
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname, xl_range, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from iku_rules.aturan import ATURAN
from iku_rules.konteks import Konteks
from iku_rules.langkah import Langkah, Masukan
from schemas.acuan import Acuan, BarisKunci
from schemas.bulan_lalu import IsianLalu
from schemas.daftar import INSTANSI, LEMBAR_KUNCI, TEMPLAT, VERSI, lembar_untuk
from schemas.formulir import Bentuk, Blok, Isian, Lembar
from schemas.hasil_resmi import BELUM_RILIS
from schemas.identitas import TIDAK
from schemas.kebijakan_perekonomian import DITERBITKAN, TANPA_NOMOR, YA
from schemas.kepuasan_masyarakat import REKAP, RESPONDEN
from schemas.kiriman import batas
from schemas.nilai import Jenis, angka_dari_tulisan, kunci_banding
from schemas.periode import Periode
from schemas.tulisan import angka
from workbooks.gaya import Gaya, format_isian, siapkan_cetak
from workbooks.hasil_rumus import BukuHitung, Rumus
from workbooks.rumus import gabung_rentang, rumus, rumus_lengkap
from workbooks.sel import tinggi_baris

LEMBAR_PETUNJUK = "Petunjuk"
SIAP, LENGKAP, BELUM_DISENTUH = "SIAP DIKIRIM", "Lengkap", "Kosong"
LABEL_KEADAAN = "Keadaan lembar ini"
LABEL_SELURUH = "Seluruh templat"
LABEL_PRATINJAU = "Pratinjau nilai (dihitung dari isian)"

# Conditional entries, as their checks in `schemas` have them (G401 of a whole row): filled when that field is so, or
# (None) when the form's other sheet is empty.
WAJIB_BERSYARAT: dict[tuple[str, str], tuple[str, str, str] | None] = {
    ("kebijakan_perekonomian", "nomor"): ("status", "=", DITERBITKAN),
    ("kebijakan_perekonomian", "tanggal"): ("status", "=", DITERBITKAN),
    ("skm_survei", "jumlah_responden"): ("cara", "=", REKAP),
    ("sinergitas_penilaian", "berita_acara"): ("status", "<>", BELUM_RILIS),
    ("kesalehan_survei", "jumlah_responden"): None,
}

_BARIS_AWAL = 5  # rows above the first block: title, bagian, introduction, links, blank
_BARIS_LOMPATAN = 3
_LEBAR_NILAI = 34  # the column of the pairs' values holds names and numbers of letters
_LEBAR_LABEL = 23
_LEBAR_TANGGAL = 19  # "30 September 2025"
_LEBAR_TEPI = 155  # characters that a screen shows: the state stands left of this
_LEBAR_TEPI_KANAN, _LEBAR_SELURUH = 18, 34  # columns added for "Masih 12 sel", "Masih 12 sel yang harus diisi"
_LEBAR_BIASA = 9  # of a column nobody set
_TINGGI_BARIS = 18
_LEBAR_PETUNJUK = 84  # room for the longest hint beside a pair
_TINGGI_PANJANG = 48  # three lines, for the texts of the yearly report
_CADANGAN = 5  # a sheet that is one open table takes that many times the rows it offers
_BARIS_TAMBAHAN = 20  # blank rows, at least, below the rows that were taken over
_SIFAT_BERKAS = "docProps/core.xml"
_XLSX_PESAN, _XLSX_JUDUL, _XLSX_DAFTAR = 255, 32, 255  # Excel's limits; xlsxwriter drops what is longer


@dataclass(frozen=True)
class Pratinjau:
    """What the live preview is computed from; it comes from the rules, so that no formula is written twice.

    `langkah(iku, baris, pilihan)` gives the step to show for a table with key rows: `baris` holds key -> field ->
    input, `pilihan` the method chosen (KEMENAG5, Rekap). None: no preview. `angka(iku, nama)` gives a parameter of
    the year's model by its name in the register, for tables that are counted (kebijakan, units).
    """

    langkah: Callable[[str, Mapping[str, Mapping[str, Masukan]], str | None], Langkah | None]
    angka: Callable[[str, str], Decimal | bool]

    @classmethod
    def dari_aturan(cls, konteks: Konteks) -> "Pratinjau":
        """That of the rules, for the year of the period."""
        return cls(
            langkah=lambda iku, baris, pilihan: ATURAN[iku].pratinjau(baris, konteks, pilihan),
            angka=lambda iku, nama: getattr(getattr(konteks.register, iku).pada(konteks.periode.tahun), nama).nilai,
        )


def _sel(baris: int, kolom: int, *, tetap: bool = False) -> str:
    return str(xl_rowcol_to_cell(baris, kolom, tetap, tetap))


def _rentang(baris: int, kolom: int, akhir: int) -> str:
    """Cells of one column."""
    return str(xl_range(baris, kolom, akhir, kolom))


# Where everything stands


@dataclass(frozen=True)
class _Tabel:
    """Place of a table, 0-based: header row, first and last data row, last row that formulas look at, columns."""

    kepala: int
    awal: int
    akhir: int
    jangkauan: int
    kolom: Mapping[str, int]

    def rentang(self, nama: str, awal: int | None = None, akhir: int | None = None) -> str:
        """Cells of one column, from row `awal` to `akhir` (the whole table without them)."""
        kolom = self.kolom[nama]
        return _rentang(self.awal if awal is None else awal, kolom, self.jangkauan if akhir is None else akhir)


@dataclass(frozen=True)
class _Tata:
    """Where the cells of one sheet stand, 0-based. `pasangan` gives the value cell of a (block, field)."""

    lembar: Lembar
    acuan: Acuan
    lebar: Sequence[int]
    lalu: IsianLalu | None = None
    judul: dict[str, int] = field(default_factory=dict)
    pasangan: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    tabel: dict[str, _Tabel] = field(default_factory=dict)

    @property
    def rujuk(self) -> str:
        """The sheet's name as formulas of other sheets write it."""
        return f"{quote_sheetname(self.lembar.nama)}!"

    @property
    def satu_tabel(self) -> bool:
        """Whether the sheet is one open table, so that whole columns can carry its formats."""
        return len(self.lembar.blok) == 1 and self.lembar.blok[0].baris_kosong > 0

    @property
    def kolom_tepi(self) -> int:
        """The column at the top right, of the state and the preview: the last one a screen shows."""
        lebar, tepi = 0, 3
        for kolom, satu in enumerate(self.lebar):
            lebar += satu
            if lebar <= _LEBAR_TEPI:
                tepi = max(tepi, kolom)
        return tepi

    @property
    def lebar_semua(self) -> list[int]:
        """Widths of all columns up to the state."""
        tepi = _LEBAR_SELURUH if self.lembar.iku is None else _LEBAR_TEPI_KANAN
        return [*self.lebar, *[tepi] * (self.kolom_tepi + 1 - len(self.lebar))]

    def sel(self, blok: str, nama: str) -> str:
        return _sel(*self.pasangan[(blok, nama)])

    def cari_sel(self, nama: str, jenis: Jenis | None = None) -> str | None:
        """The value cell of a field whose block is not known."""
        for (blok, satu), tempat in self.pasangan.items():
            isian = next(b for b in self.lembar.blok if b.nama == blok).isian[satu]
            if satu == nama and jenis in (None, isian.jenis):
                return _sel(*tempat)
        return None

    def baris_kunci(self, blok: Blok) -> tuple[BarisKunci, ...]:
        return tuple(self.acuan.baris.get(blok.nama, ())) if blok.kunci else ()

    def baris_lalu(self, blok: Blok) -> Sequence[tuple[str | None, Mapping[str, object]]]:
        """What was taken over of a block, row by row."""
        return self.lalu.isi(self.lembar.nama, blok.nama) if self.lalu else ()

    def rentang_terbuka(self, blok: Blok, nama: str) -> list[str]:
        """The entry cells of a table's field: without the rows in which it is prefilled."""
        tabel, kunci = self.tabel[blok.nama], self.baris_kunci(blok)
        if not any(nama in satu.nilai_tetap for satu in kunci):
            return [tabel.rentang(nama)]
        terbuka = [n for n, satu in enumerate(kunci) if nama not in satu.nilai_tetap]
        deret = _deret(terbuka) if terbuka else ()
        return [tabel.rentang(nama, tabel.awal + awal, tabel.awal + akhir) for awal, akhir in deret]


def _tata(lembar: Lembar, acuan: Acuan, lalu: IsianLalu | None) -> _Tata:
    """Blocks one below the other, each with its title, a blank row between them."""
    tata = _Tata(lembar, acuan, _lebar(lembar), lalu)
    baris = _BARIS_AWAL
    for blok in lembar.blok:
        if blok.judul:
            tata.judul[blok.nama] = baris
            baris += 1
        if blok.bentuk is Bentuk.PASANGAN:
            for nama in blok.isian:
                tata.pasangan[(blok.nama, nama)] = (baris, 1)
                baris += 1
        else:
            tata.tabel[blok.nama] = _tata_tabel(tata, blok, baris)
            baris = tata.tabel[blok.nama].akhir + 1
        baris += 1
    return tata


def _tata_tabel(tata: _Tata, blok: Blok, kepala: int) -> _Tabel:
    tersalin = len(tata.baris_lalu(blok))
    terbuka = max(blok.baris_kosong, tersalin + _BARIS_TAMBAHAN if tersalin else 0)
    akhir = kepala + (len(tata.baris_kunci(blok)) or terbuka)
    # An open table's formulas look one row further, so that rows inserted after its last row are seen too.
    jangkauan = akhir if blok.kunci else akhir + 1
    if tata.satu_tabel:
        jangkauan = kepala + max(blok.baris_kosong * _CADANGAN, terbuka)
    return _Tabel(kepala, kepala + 1, akhir, jangkauan, {nama: kolom for kolom, nama in enumerate(blok.isian)})


def _lebar(lembar: Lembar) -> list[int]:
    """Column widths: those of the table; the first two wide enough for the labels and values of pairs."""
    kolom = [i for b in lembar.blok if b.bentuk is Bentuk.TABEL for i in b.isian.values()]
    lebar = [max(i.lebar, _LEBAR_TANGGAL) if i.jenis is Jenis.TANGGAL else i.lebar for i in kolom]
    label = [len(i.label) for b in lembar.blok if b.bentuk is Bentuk.PASANGAN for i in b.isian.values()]
    if label:
        lebar += [0] * (2 - len(lebar))
        lebar[0] = max(lebar[0], max(label) + 2, _LEBAR_LABEL)
        lebar[1] = max(lebar[1], _LEBAR_NILAI)
    return lebar


def _isi_sel(tata: _Tata, identitas: Mapping[str, object]) -> dict[tuple[int, int], object]:
    """What stands in the cells of a sheet's blocks: key rows, the identity, what was taken over; blanks left out."""
    isi: dict[tuple[int, int], object] = {}
    for blok in tata.lembar.blok:
        if blok.bentuk is Bentuk.PASANGAN:
            pasangan = dict(next((baris for _, baris in tata.baris_lalu(blok)), {}))
            pasangan |= identitas if tata.lembar.iku is None else {}
            isi |= {tata.pasangan[(blok.nama, nama)]: satu for nama, satu in pasangan.items()}
        else:
            for baris, satu_baris in enumerate(_isi_tabel(tata, blok), tata.tabel[blok.nama].awal):
                isi |= {(baris, tata.tabel[blok.nama].kolom[nama]): satu for nama, satu in satu_baris.items()}
    return isi


def _isi_tabel(tata: _Tata, blok: Blok) -> Iterator[Mapping[str, object]]:
    """Row by row: field -> what stands there."""
    tabel, lalu = tata.tabel[blok.nama], tata.baris_lalu(blok)
    if blok.kunci:
        per_kunci = dict(lalu)
        for satu in tata.baris_kunci(blok):
            yield {**per_kunci.get(satu.kunci, {}), blok.kunci: satu.kunci, **satu.nilai_tetap}
        return
    nomor = [nama for nama, isian in blok.isian.items() if isian.tetap]
    for urutan in range(tabel.akhir - tabel.kepala):
        yield {**(lalu[urutan][1] if urutan < len(lalu) else {}), **dict.fromkeys(nomor, urutan + 1)}


def _judul_blok(lembar: Lembar, blok: Blok) -> str:
    """The block's title; where it reads like a header label of the sheet, with a word before it to keep them apart."""
    label = {kunci_banding(i.label) for b in lembar.blok for i in b.isian.values()}
    return f"DAFTAR {blok.judul}" if kunci_banding(blok.judul) in label else blok.judul


# The counters: what is still to be filled


def _isian_masuk(blok: Blok) -> Iterator[tuple[str, Isian]]:
    """The fields a person fills."""
    return ((nama, i) for nama, i in blok.isian.items() if not i.tetap)


class _Penghitung:
    """The counter formulas of one group of blocks of a sheet; references carry the sheet's name."""

    def __init__(self, tata: _Tata, kelompok: str, semua: Sequence[_Tata]) -> None:
        self.tata = tata
        self.blok = [b for b in tata.lembar.blok if b.kelompok == kelompok]
        self.tabel_lain = [
            (lain, b) for lain in _lembar_isian_lain(tata, semua) for b in lain.lembar.blok if b.kelompok == kelompok
        ]

    def terisi(self) -> str:
        """How many entry cells hold something; the status aside, and what may be known before there is a result."""
        rujukan = [*self._sel_isian(), *self._isi_lembar_lain()]
        return f"COUNTA({','.join(rujukan)})"

    def status(self) -> str | None:
        """The cell that says whether there is anything yet."""
        blok = next((b for b in self.blok if b.status), None)
        return self._sel(blok, blok.status) if blok and blok.status else None

    def sudah(self) -> str:
        """1 when the status says yes."""
        blok = next((b for b in self.blok if b.status), None)
        return f'COUNTIF({self.status()},"{blok.status_ada}")' if blok else "0"

    def ada_status(self) -> str:
        """1 when the status says anything."""
        return f"COUNTA({self.status()})" if self.status() else "0"

    def kurang(self, terisi: str) -> str:
        """How many entry cells a touched group still lacks; `terisi` is the cell with the count of filled ones."""
        bagian = [b for blok in self.blok for b in self._kurang_blok(blok)]
        if status := self._status_bertentangan(terisi):
            bagian.append(status)
        return "+".join(bagian) or "0"

    def _kurang_blok(self, blok: Blok) -> Iterator[str]:
        if blok.bentuk is Bentuk.PASANGAN:
            yield from self._kurang_pasangan(blok)
        elif blok.kunci:
            yield from self._kurang_baris_kunci(blok)
        else:
            yield from self._kurang_baris_bebas(blok)

    def _kurang_pasangan(self, blok: Blok) -> Iterator[str]:
        wajib = [self._sel(blok, nama) for nama, i in _isian_masuk(blok) if i.wajib]
        if wajib:
            yield f"{len(wajib)}-COUNTA({','.join(gabung_rentang(wajib))})"
        for (nama_blok, nama), syarat in WAJIB_BERSYARAT.items():
            if nama_blok == blok.nama:
                uji = f'{self._sel(blok, syarat[0])}{syarat[1]}"{syarat[2]}"' if syarat else self._lembar_lain_kosong()
                yield f"IF({uji},1-COUNTA({self._sel(blok, nama)}),0)"
        cara = next((nama for nama, i in blok.isian.items() if RESPONDEN in i.pilihan), None)
        if cara and (lain := self._isi_lembar_lain()):
            yield f'IF(AND({self._sel(blok, cara)}="{RESPONDEN}",COUNTA({",".join(lain)})=0),1,0)'

    def _kurang_baris_kunci(self, blok: Blok) -> Iterator[str]:
        """Each key row's mandatory cells; those of a choice only when it is chosen."""
        if blok.per_baris:
            yield from self._kurang_per_baris(blok)
            return
        tabel, wajib = self.tata.tabel[blok.nama], [nama for nama, i in _isian_masuk(blok) if i.wajib]
        if not wajib:
            return
        for kelompok, urutan in _per_kelompok(self.tata.baris_kunci(blok)).items():
            rentang = [
                self.tata.rujuk + tabel.rentang(nama, tabel.awal + awal, tabel.awal + akhir)
                for nama in wajib
                for awal, akhir in _deret(urutan)
            ]
            kurang = f"{len(urutan) * len(wajib)}-COUNTA({','.join(rentang)})"
            if blok.boleh_tak_diketahui and (resmi := self.tata.cari_sel("nilai", Jenis.ANGKA)):
                kosong = "+".join(f"ISBLANK({satu})" for satu in rentang)
                sebagian = f"SUMPRODUCT((({kosong})<{len(wajib)})*({kosong}))"
                kurang = f"IF(COUNTA({self.tata.rujuk}{resmi})>0,{sebagian},{kurang})"
            if blok.pengganti and self.tabel_lain:
                ganti = f"AND(COUNTA({','.join(rentang)})=0,NOT({self._lembar_lain_kosong()}))"
                kurang = f"IF({ganti},0,{kurang})"
            pemilih = self.tata.cari_sel(blok.pemilih) if blok.pemilih and kelompok else None
            yield f'IF({self.tata.rujuk}{pemilih}="{kelompok}",{kurang},0)' if pemilih else kurang

    def _kurang_per_baris(self, blok: Blok) -> Iterator[str]:
        """Blank mandatory cells in key rows that were begun; a row of one entry cell cannot lack any."""
        kunci, tabel = self.tata.baris_kunci(blok), self.tata.tabel[blok.nama]
        wajib = [nama for nama, i in _isian_masuk(blok) if i.wajib]
        utuh = [n for n, satu in enumerate(kunci) if not satu.nilai_tetap.keys() & set(wajib)]
        for awal, akhir in _deret(utuh) if utuh else ():
            rentang = [tabel.rentang(nama, tabel.awal + awal, tabel.awal + akhir) for nama in wajib]
            kosong = [f"ISBLANK({self.tata.rujuk}{satu})" for satu in rentang]
            tersentuh = "+".join(f"(1-{k})" for k in kosong)
            yield f"SUMPRODUCT((({tersentuh})>0)*({'+'.join(kosong)}))"

    def _kurang_baris_bebas(self, blok: Blok) -> Iterator[str]:
        """Blank mandatory cells in rows that hold anything. ISBLANK, since an error in a cell must not spread."""
        tabel = self.tata.tabel[blok.nama]
        kosong = {nama: f"ISBLANK({self.tata.rujuk}{tabel.rentang(nama)})" for nama, _ in _isian_masuk(blok)}
        tersentuh = "+".join(f"(1-{k})" for k in kosong.values())
        if wajib := "+".join(kosong[nama] for nama, i in _isian_masuk(blok) if i.wajib):
            yield f"SUMPRODUCT((({tersentuh})>0)*({wajib}))"
        for utuh, bagian in _per_utuh(blok).items():
            banyak = "+".join(f"(1-{kosong[nama]})" for nama in bagian)
            kurang = f"(({banyak})>0)*({len(bagian)}-({banyak}))+(({banyak})=0)*{kosong[utuh]}"
            yield f"SUMPRODUCT((({tersentuh})>0)*({kurang}))"
        for (nama_blok, nama), syarat in WAJIB_BERSYARAT.items():
            if nama_blok == blok.nama and syarat:
                ujung = self.tata.rujuk + tabel.rentang(syarat[0]), self.tata.rujuk + tabel.rentang(nama)
                yield f'COUNTIFS({ujung[0]},"{syarat[1].strip("=")}{syarat[2]}",{ujung[1]},"")'

    def _status_bertentangan(self, terisi: str) -> str | None:
        """1 when the status says "not yet" while values stand there, where the form forbids that (G409)."""
        for blok in self.blok:
            if blok.status and f"G409:{blok.status}" in _nama_periksa(blok):
                belum = next(p for p in blok.isian[blok.status].pilihan if p != blok.status_ada)
                return f'IF(AND({self.status()}="{belum}",{terisi}>0),1,0)'
        return None

    def _sel(self, blok: Blok, nama: str) -> str:
        return self.tata.rujuk + self.tata.sel(blok.nama, nama)

    def _sel_isian(self) -> list[str]:
        hasil = []
        for blok in self.blok:
            masuk = [nama for nama, i in _isian_masuk(blok) if nama != blok.status and not i.mendahului]
            if blok.bentuk is Bentuk.PASANGAN:
                hasil += gabung_rentang([self._sel(blok, nama) for nama in masuk])
            else:
                hasil += [self.tata.rujuk + r for nama in masuk for r in self.tata.rentang_terbuka(blok, nama)]
        return hasil

    def _lembar_lain_kosong(self) -> str:
        lain = self._isi_lembar_lain()
        return f"COUNTA({','.join(lain)})=0" if lain else "TRUE"

    def _isi_lembar_lain(self) -> list[str]:
        """Entries on the form's other sheet: they touch this one too."""
        return [
            tata.rujuk + tata.tabel[blok.nama].rentang(nama)
            for tata, blok in self.tabel_lain
            for nama, _ in _isian_masuk(blok)
        ]


def _lembar_isian_lain(tata: _Tata, semua: Sequence[_Tata]) -> list[_Tata]:
    """The sheets that hold rows for this one: open tables of the same indicator (SKM Responden for SKM)."""
    if tata.satu_tabel or tata.lembar.iku is None:
        return []
    return [lain for lain in semua if lain.satu_tabel and lain.lembar.iku == tata.lembar.iku]


def _per_utuh(blok: Blok) -> dict[str, list[str]]:
    """Field -> the fields that are its parts and may be filled in its stead."""
    hasil: dict[str, list[str]] = {}
    for nama, isian in blok.isian.items():
        if isian.bagian_dari:
            hasil.setdefault(isian.bagian_dari, []).append(nama)
    return hasil


def _per_kelompok(baris: Sequence[BarisKunci]) -> dict[str | None, list[int]]:
    hasil: dict[str | None, list[int]] = {}
    for nomor, satu in enumerate(baris):
        hasil.setdefault(satu.kelompok, []).append(nomor)
    return hasil


def _deret(urutan: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of consecutive numbers, as (first, last)."""
    awal = urutan[0]
    for kini, berikut in zip(urutan, [*urutan[1:], None], strict=True):
        if berikut != kini + 1:
            yield awal, kini
            if berikut is not None:
                awal = berikut


def _nama_periksa(blok: Blok) -> set[str]:
    return {str(p.name) for p in blok.model.to_schema().checks}


# The preview


@dataclass(frozen=True)
class _Letak:
    """Where the number of a key row stands, and the test that it is not assessed."""

    sel: str
    tak_dinilai: str


class _PembuatPratinjau:
    """The formula of a sheet's preview, for a cell of that sheet; None when the sheet has none."""

    def __init__(self, tata: _Tata, semua: Sequence[_Tata], bahan: Pratinjau, sel_terisi: str, sel_kurang: str) -> None:
        self.tata, self.bahan = tata, bahan
        self.iku = tata.lembar.iku or ""
        self.lain = _lembar_isian_lain(tata, semua)
        self.lengkap = f"AND({sel_terisi}>0,{sel_kurang}=0)"

    def rumus(self) -> str | None:
        tabel = next((b for b in self.tata.lembar.blok if b.bentuk is Bentuk.TABEL), None)
        if tabel is None or self.tata.satu_tabel:
            return None
        isi = self._tabel_kunci(tabel) if tabel.kunci else self._tabel_bebas(tabel)
        if isi is None:
            return None
        # Where the letter is there, it counts, not the sum of its parts.
        resmi = self.tata.cari_sel("nilai", Jenis.ANGKA)
        isi = f"IF(ISNUMBER({resmi}),{resmi},{isi})" if resmi else isi
        return f'IFERROR({isi},"")'

    def _tabel_kunci(self, blok: Blok) -> str | None:
        baris = self.tata.baris_kunci(blok)
        pemilih = self.tata.cari_sel(blok.pemilih) if blok.pemilih else None
        if pemilih is None:
            return self._langkah(blok, baris, None, self._sel_baris)
        pilihan = {str(k): [baris[n] for n in urutan] for k, urutan in _per_kelompok(baris).items() if k}
        cabang = [(k, self._langkah(blok, isi, k, self._sel_baris)) for k, isi in pilihan.items()]
        if self.lain and REKAP in pilihan:
            cabang.append((RESPONDEN, self._langkah(blok, pilihan[REKAP], REKAP, self._rata_lembar_lain)))
        hasil = '""'
        for kata, isi in reversed(cabang):
            hasil = f'IF({pemilih}="{kata}",{isi},{hasil})' if isi else hasil
        return hasil if hasil != '""' else None

    def _langkah(
        self,
        blok: Blok,
        baris: Sequence[BarisKunci],
        pilihan: str | None,
        letak: Callable[[Blok, BarisKunci, str], _Letak],
    ) -> str | None:
        """The rule's step over these rows, blank until they are filled; without a row that is not assessed."""
        kolom = dict(_angka_masuk(blok))
        masukan = {k.kunci: {nama: Masukan(f"{k.kunci}: {i.label}", None) for nama, i in kolom.items()} for k in baris}
        langkah = self.bahan.langkah(self.iku, masukan, pilihan)
        if langkah is None:
            return None
        tempat = {(k.kunci, nama): letak(blok, k, nama) for nama in kolom for k in baris if nama not in k.nilai_tetap}
        alamat = {id(masukan[kunci][nama]): satu.sel for (kunci, nama), satu in tempat.items()}
        wajib = [satu.sel for (_, nama), satu in tempat.items() if kolom[nama].wajib]
        isi = (rumus if wajib else rumus_lengkap)(langkah, lambda simpul: alamat.get(id(simpul)))
        if wajib:
            isi = f'IF(COUNT({",".join(gabung_rentang(wajib))})={len(wajib)},{isi},"")'
        for k in baris:
            if k.boleh_tidak_dinilai:
                tanpa = self._langkah(blok, [b for b in baris if b is not k], pilihan, letak)
                tak_dinilai = next(tempat[(k.kunci, nama)].tak_dinilai for nama, i in kolom.items() if i.wajib)
                isi = f"IF({tak_dinilai},{tanpa},{isi})" if tanpa else isi
        return isi

    def _sel_baris(self, blok: Blok, kunci: BarisKunci, nama: str) -> _Letak:
        tabel = self.tata.tabel[blok.nama]
        sel = _sel(tabel.awal + self.tata.baris_kunci(blok).index(kunci), tabel.kolom[nama])
        return _Letak(sel, f'{sel}="-"')

    def _rata_lembar_lain(self, blok: Blok, kunci: BarisKunci, nama: str) -> _Letak:
        """The mean of the answers in the column named like the key row."""
        for lain in self.lain:
            for satu in lain.lembar.blok:
                for kolom, isian in satu.isian.items():
                    if isian.label == kunci.kunci:
                        rentang = lain.rujuk + lain.tabel[satu.nama].rentang(kolom)
                        return _Letak(f"AVERAGE({rentang})", f"COUNT({rentang})=0")
        raise KeyError(kunci.kunci)

    def _tabel_bebas(self, blok: Blok) -> str | None:
        pembuat = {"kebijakan_perekonomian": self._kebijakan, "pelayanan_publik": self._unit}.get(blok.nama)
        return f'IF({self.lengkap},{pembuat(self.tata.tabel[blok.nama])},"")' if pembuat else None

    def _kebijakan(self, tabel: _Tabel) -> str:
        """Issued, with number and date inside the year up to the period's end, in percent of planned."""
        kolom = {nama: tabel.rentang(nama) for nama in tabel.kolom}
        terencana = f'{kolom["direncanakan"]},"{YA}"'
        terbit = (
            f'{kolom["status"]},"{DITERBITKAN}",{kolom["nomor"]},"<>",{kolom["nomor"]},"<>{TANPA_NOMOR}",'
            f'{kolom["tanggal"]},">="&{_SEL_AWAL_TAHUN},{kolom["tanggal"]},"<="&{_SEL_AKHIR_PERIODE}'
        )
        if not self.bahan.angka(self.iku, "hitung_tak_terencana"):
            terbit = f"{terencana},{terbit}"
        pengali = _literal(self.bahan.angka(self.iku, "pengali"))
        return f"ROUND(COUNTIFS({terbit})*{pengali}/COUNTIFS({terencana}),2)"

    def _unit(self, tabel: _Tabel) -> str:
        """Mean of the units: evaluator and users weighted, users counted from a least number of respondents on.

        Blank where an F02 is left to its aspects.
        """
        unit, f02, f03, responden = (tabel.rentang(nama) for nama in ("unit", "f02", "f03", "jumlah_responden"))
        bobot_f02, bobot_f03, minimum, kurang = (
            _literal(self.bahan.angka(self.iku, nama))
            for nama in ("bobot_f02", "bobot_f03", "responden_minimum", "f03_kurang_responden")
        )
        pengguna = f'SUMIFS({f03},{responden},">="&{minimum})+{kurang}*COUNTIFS({responden},"<"&{minimum})'
        nilai = f"ROUND(({bobot_f02}*SUM({f02})+{bobot_f03}*({pengguna}))/COUNT({f02}),2)"
        return f'IF(COUNT({f02})=COUNTA({unit}),{nilai},"")'


def _angka_masuk(blok: Blok) -> Iterator[tuple[str, Isian]]:
    return ((nama, i) for nama, i in _isian_masuk(blok) if i.jenis in (Jenis.ANGKA, Jenis.BULAT))


def _literal(nilai: Decimal | bool) -> str:
    return f"{Decimal(nilai).normalize():f}"


# The hidden sheet

_BARIS_TOTAL = 0
_KOLOM_NAMA, _KOLOM_TERISI, _KOLOM_ADA, _KOLOM_KURANG = 3, 4, 5, 6  # D to G
_KOLOM_WAKTU = 9  # J: first day of the year and last day of the visible period
_KOLOM_DAFTAR = 11  # L on: dropdown lists too long for a cell's rule
_SEL_AWAL_TAHUN = f"{LEMBAR_KUNCI}!{_sel(0, _KOLOM_WAKTU)}"
_SEL_AKHIR_PERIODE = f"{LEMBAR_KUNCI}!{_sel(1, _KOLOM_WAKTU)}"


def _sel_hitung(baris: int, kolom: int, akhir: int | None = None) -> str:
    """A counter cell (or, with `akhir`, a range of them) as formulas of other sheets write it."""
    if akhir is not None and akhir != baris:
        return f"{LEMBAR_KUNCI}!{_rentang(baris, kolom, akhir)}"
    return f"{LEMBAR_KUNCI}!{_sel(baris, kolom)}"


# Writing


class _Penulis:
    """Writes one template."""

    def __init__(
        self,
        buku: Workbook,
        bagian: tuple[str, str],
        periode: Periode,
        acuan: Acuan,
        bahan: Pratinjau,
        lalu: IsianLalu | None,
    ) -> None:
        self.buku, self.periode, self.acuan, self.bahan, self.lalu = buku, periode, acuan, bahan, lalu
        self.kode, self.nama = bagian
        self.gaya = Gaya(buku)
        self.tata: list[_Tata] = []
        self.baris_hitung: dict[tuple[str, str], int] = {}
        self.daftar: dict[tuple[str, ...], str] = {}
        self.rumus_kunci: dict[tuple[int, int], str] = {}
        self.hitungan = BukuHitung()

    def tulis(self, formulir: tuple[str, ...], tenggat: str) -> None:
        self.tata = [_tata(lembar, self.acuan, self.lalu) for lembar in lembar_untuk(formulir, self.acuan)]
        kelompok = [(t.lembar.nama, k) for t in self.tata for k in t.lembar.kelompok()]
        self.baris_hitung = {satu: nomor for nomor, satu in enumerate(kelompok, _BARIS_TOTAL + 1)}
        for tata in self.tata:
            self.hitungan.taruh(tata.lembar.nama, _isi_sel(tata, self._isi_identitas()))
        self.rumus_kunci = self._rumus_hitungan() | self._rumus_waktu()
        self.hitungan.taruh(LEMBAR_KUNCI, self.rumus_kunci)
        petunjuk = self.buku.add_worksheet(LEMBAR_PETUNJUK)
        lembar = [self.buku.add_worksheet(t.lembar.nama) for t in self.tata]
        kunci = self.buku.add_worksheet(LEMBAR_KUNCI)
        self._tulis_petunjuk(petunjuk, tenggat)
        for tata, ws in zip(self.tata, lembar, strict=True):
            self._tulis_lembar(ws, tata)
        self._tulis_kunci(kunci)
        petunjuk.activate()

    def _isi_identitas(self) -> dict[str, object]:
        """What the identity is given. Whether something has changed is only asked where there is a month before."""
        isi: dict[str, object] = {"bagian": self.nama, "periode": str(self.periode), "pengiriman_ke": 1}
        return isi if self.lalu else isi | {"tidak_ada_perubahan": TIDAK}

    def _tulis_rumus(self, ws: Worksheet, tempat: tuple[int, int], isi: str, format_: Any) -> None:
        """A formula with what it gives."""
        ws.write_formula(*tempat, isi, format_, self.hitungan.hasil(ws.name, isi))

    def _tulis_sel(self, ws: Worksheet, tempat: tuple[int, int], format_: Any) -> None:
        """What stands in a cell; blank with its format where nothing does."""
        _tulis_nilai(ws, *tempat, self.hitungan.isi(ws.name, tempat), format_)

    # Sheets

    def _tulis_lembar(self, ws: Worksheet, tata: _Tata) -> None:
        ws.set_default_row(_TINGGI_BARIS)
        for kolom, lebar in enumerate(tata.lebar_semua):
            ws.set_column(kolom, kolom, lebar)
        self._tulis_kepala(ws, tata)
        for blok in tata.lembar.blok:
            if blok.nama in tata.judul:
                self._tulis_judul_blok(ws, tata, blok)
            if blok.bentuk is Bentuk.PASANGAN:
                self._tulis_pasangan(ws, tata, blok)
            else:
                self._tulis_tabel(ws, tata, blok)
        if kode := list(_sel_kode(tata)):
            # NIP and Nomor are digits kept as text on purpose: no green corner that offers to make them numbers.
            ws.ignore_errors({"number_stored_as_text": " ".join(kode)})
        self._bekukan(ws, tata)
        _lindungi(ws)

    def _tulis_kepala(self, ws: Worksheet, tata: _Tata) -> None:
        """Title, bagian and period, introduction on the left; state and preview on the right."""
        lembar, tepi = tata.lembar, tata.kolom_tepi
        ws.set_row(0, 24)
        ws.write_string(0, 0, lembar.judul, self.gaya("judul"))
        identitas = self.tata[0]
        sumber = [identitas.rujuk + identitas.sel("identitas", nama) for nama in ("bagian", "periode")]
        self._tulis_rumus(ws, (1, 0), f'={sumber[0]}&" · "&{sumber[1]}', self.gaya("tebal"))
        ws.write_string(2, 0, self._pengantar(lembar), self.gaya("pengantar"))
        ws.write_string(0, tepi - 1, LABEL_KEADAAN, self.gaya("kanan", indent=1))
        self._tulis_keadaan(ws, (0, tepi), self._rumus_keadaan(tata))
        if lembar.iku is None:
            ws.write_string(1, tepi - 1, LABEL_SELURUH, self.gaya("kanan", indent=1))
            self._tulis_keadaan(ws, (1, tepi), self._rumus_seluruh())
        self._tulis_pratinjau(ws, tata, (1, tepi))
        self._tulis_lompatan(ws, tata)

    def _pengantar(self, lembar: Lembar) -> str:
        """The sheet's introduction; the identity's says where the content comes from."""
        return lembar.pengantar if self.lalu is None or lembar.iku else f"{lembar.pengantar} {_asal(self.lalu)}"

    def _tulis_keadaan(self, ws: Worksheet, tempat: tuple[int, int], rumus: str) -> None:
        """The words say it; the colours only repeat them."""
        baris, kolom = tempat
        self._tulis_rumus(ws, tempat, rumus, self.gaya("hitungan", "tengah"))
        for kata, gaya in ((SIAP, "siap"), (LENGKAP, "siap"), ("Masih", "kurang")):
            ws.conditional_format(
                baris, kolom, baris, kolom,
                {"type": "text", "criteria": "begins with", "value": kata, "format": self.gaya(gaya)},
            )  # fmt: skip

    def _rumus_keadaan(self, tata: _Tata) -> str:
        """A sheet's state."""
        baris = [self.baris_hitung[(tata.lembar.nama, k)] for k in tata.lembar.kelompok()]
        ada = f"SUM({_sel_hitung(baris[0], _KOLOM_ADA, baris[-1])})"
        kurang = f"SUM({_sel_hitung(baris[0], _KOLOM_KURANG, baris[-1])})"
        return f'=IF({ada}=0,"{BELUM_DISENTUH}",IF({kurang}=0,"{LENGKAP}","Masih "&{kurang}&" sel"))'

    def _rumus_seluruh(self) -> str:
        """The whole template's state."""
        total = _sel_hitung(_BARIS_TOTAL, _KOLOM_KURANG)
        return f'=IF({total}=0,"{SIAP}","Masih "&{total}&" sel yang harus diisi")'

    def _tulis_pratinjau(self, ws: Worksheet, tata: _Tata, tempat: tuple[int, int]) -> None:
        if tata.lembar.iku is None:
            return
        hitung = self.baris_hitung[(tata.lembar.nama, tata.lembar.kelompok()[0])]
        sel = [_sel_hitung(hitung, kolom) for kolom in (_KOLOM_TERISI, _KOLOM_KURANG)]
        rumus = _PembuatPratinjau(tata, self.tata, self.bahan, *sel).rumus()
        if rumus is None:
            return
        baris, kolom = tempat
        ws.write_string(baris, kolom - 1, LABEL_PRATINJAU, self.gaya("kanan", indent=1))
        self._tulis_rumus(ws, tempat, "=" + rumus, self.gaya("hitungan", "angka", "tengah"))

    def _tulis_lompatan(self, ws: Worksheet, tata: _Tata) -> None:
        """Links to the blocks that lie below a long open table."""
        terbuka = next((n for n, b in enumerate(tata.lembar.blok) if b.baris_kosong), None)
        if terbuka is None:
            return
        for kolom, blok in enumerate(b for b in tata.lembar.blok[terbuka + 1 :] if b.judul):
            # A defined name moves with its cell when rows are inserted; the address of a plain link does not.
            nama = f"ke_{tata.lembar.iku}_{blok.nama}"
            self.buku.define_name(nama, f"={tata.rujuk}{_sel(tata.judul[blok.nama], 0, tetap=True)}")
            teks = f"Lompat ke {blok.judul.partition(' (')[0]}"
            ws.write_url(_BARIS_LOMPATAN, kolom, f"internal:{nama}", self.gaya("tautan"), teks)

    def _tulis_judul_blok(self, ws: Worksheet, tata: _Tata, blok: Blok) -> None:
        baris = tata.judul[blok.nama]
        ws.write_string(baris, 0, _judul_blok(tata.lembar, blok), self.gaya("subjudul"))

    def _bekukan(self, ws: Worksheet, tata: _Tata) -> None:
        """Headers of open tables stay in view; elsewhere the state does."""
        tabel = next((tata.tabel[b.nama] for b in tata.lembar.blok if b.baris_kosong), None)
        ws.freeze_panes(tabel.awal if tabel else 3, 0)
        siapkan_cetak(ws, (tabel.kepala, tabel.kepala) if tabel else None)
        akhir = max([t.akhir for t in tata.tabel.values()] + [baris for baris, _ in tata.pasangan.values()])
        ws.print_area(0, 0, akhir, self._kolom_cetak(tata))

    def _kolom_cetak(self, tata: _Tata) -> int:
        """The last printed column: room for the table, the state and the hints beside the pairs."""
        kolom = max(len(tata.lebar) - 1, tata.kolom_tepi)
        if not tata.pasangan:
            return kolom
        sisa = _LEBAR_PETUNJUK - sum(tata.lebar_semua[2:])
        return kolom + max(0, -(-sisa // _LEBAR_BIASA))

    # Cells

    def _tulis_pasangan(self, ws: Worksheet, tata: _Tata, blok: Blok) -> None:
        for nama, isian in blok.isian.items():
            baris, kolom = tata.pasangan[(blok.nama, nama)]
            terendah = _TINGGI_PANJANG if blok.nama == "laporan_tahunan" else _TINGGI_BARIS
            tinggi = max(terendah, tinggi_baris({kolom: self.hitungan.isi(ws.name, (baris, kolom))}, tata.lebar))
            if tinggi > _TINGGI_BARIS:
                ws.set_row(baris, tinggi)
            ws.write_string(baris, kolom - 1, isian.label, self.gaya("label"))
            # An entry cell or, for a `tetap` field, a prefilled one.
            format_ = self.gaya("terkunci" if isian.tetap else "isian", **(format_isian(isian) | {"align": "left"}))
            self._tulis_sel(ws, (baris, kolom), format_)
            self._pasang_aturan(ws, tata, (baris, kolom, baris, kolom), isian)
            if isian.petunjuk:
                ws.write_string(baris, kolom + 1, isian.petunjuk, self.gaya("petunjuk", indent=1))

    def _tulis_tabel(self, ws: Worksheet, tata: _Tata, blok: Blok) -> None:
        tabel = tata.tabel[blok.nama]
        label = {kolom: blok.isian[nama].label for nama, kolom in tabel.kolom.items()}
        ws.set_row(tabel.kepala, max(64, tinggi_baris(label, tata.lebar)) if tata.satu_tabel else 34)
        for nama, kolom in tabel.kolom.items():
            ws.write_string(tabel.kepala, kolom, blok.isian[nama].label, self.gaya("kepala"))
        if blok.kunci:
            self._tulis_baris_kunci(ws, tata, blok, tabel)
        else:
            self._tulis_baris_bebas(ws, tata, blok, tabel)

    def _tulis_baris_kunci(self, ws: Worksheet, tata: _Tata, blok: Blok, tabel: _Tabel) -> None:
        kunci = tata.baris_kunci(blok)
        for baris, satu in enumerate(kunci, tabel.awal):
            for nama, kolom in tabel.kolom.items():
                isian = blok.isian[nama]
                isi = self.hitungan.isi(ws.name, (baris, kolom))
                tetap = isian.tetap or nama in satu.nilai_tetap
                format_ = self.gaya("terkunci" if tetap else "isian", **format_isian(isian), **_rata_tetap(isian, isi))
                _tulis_nilai(ws, baris, kolom, isi, format_)
                if not tetap:
                    tempat = (baris, kolom, baris, kolom)
                    self._pasang_aturan(ws, tata, tempat, isian, satu, satu.petunjuk.get(nama, ""))
            self._setel_tinggi(ws, tata, tabel, baris)
        self._tulis_catatan_kelompok(ws, tata, blok, tabel)

    def _setel_tinggi(self, ws: Worksheet, tata: _Tata, tabel: _Tabel, baris: int) -> None:
        """Room for the texts of a row that wrap."""
        isi = {kolom: self.hitungan.isi(ws.name, (baris, kolom)) for kolom in tabel.kolom.values()}
        teks = {kolom: satu for kolom, satu in isi.items() if isinstance(satu, str)}
        ws.set_row(baris, max(_TINGGI_BARIS, tinggi_baris(teks, tata.lebar)))

    def _tulis_catatan_kelompok(self, ws: Worksheet, tata: _Tata, blok: Blok, tabel: _Tabel) -> None:
        """Beside each row that only counts for one method: which one."""
        kunci = tata.baris_kunci(blok)
        if len(_per_kelompok(kunci)) < 2 or not blok.pemilih:
            return
        label = next(b.isian[blok.pemilih].label for b in tata.lembar.blok if blok.pemilih in b.isian)
        for baris, satu in enumerate(kunci, tabel.awal):
            teks = f"diisi bila {label} = {satu.kelompok}"
            ws.write_string(baris, max(tabel.kolom.values()) + 1, teks, self.gaya("petunjuk", indent=1))

    def _tulis_baris_bebas(self, ws: Worksheet, tata: _Tata, blok: Blok, tabel: _Tabel) -> None:
        for nama, kolom in tabel.kolom.items():
            isian = blok.isian[nama]
            format_ = self.gaya("terkunci" if isian.tetap else "isian", **format_isian(isian), **_rata(isian))
            if tata.satu_tabel:
                # The column carries the format: 12,000 blank cells less to write, to load and to read.
                ws.set_column(kolom, kolom, tata.lebar[kolom], format_)
            for baris in range(tabel.awal, tabel.akhir + 1):
                if not tata.satu_tabel or self.hitungan.isi(ws.name, (baris, kolom)) is not None:
                    self._tulis_sel(ws, (baris, kolom), format_)
            if not isian.tetap:
                self._pasang_aturan(ws, tata, (tabel.awal, kolom, tabel.jangkauan, kolom), isian)
        for baris in range(tabel.awal, tabel.awal + len(tata.baris_lalu(blok))):
            self._setel_tinggi(ws, tata, tabel, baris)
        if tata.satu_tabel:
            for baris in range(tabel.kepala):
                ws.set_row(baris, 24 if baris == 0 else None, self.gaya())

    def _pasang_aturan(
        self,
        ws: Worksheet,
        tata: _Tata,
        tempat: tuple[int, int, int, int],
        isian: Isian,
        kunci: BarisKunci | None = None,
        petunjuk: str = "",
    ) -> None:
        """Dropdown or limits, and the prompt that appears when the cell is chosen; `petunjuk`: what its row adds."""
        if isian.tetap:
            return
        aturan = self._aturan_sel(tata, isian, kunci, _sel(*tempat[:2]))
        ws.data_validation(*tempat, {"ignore_blank": True, **_ajakan(isian, kunci, petunjuk), **aturan})

    def _aturan_sel(self, tata: _Tata, isian: Isian, kunci: BarisKunci | None, sel: str) -> dict[str, Any]:
        match isian.jenis:
            case Jenis.PILIHAN:
                return self._aturan_pilihan(isian)
            case Jenis.TANGGAL:
                return _aturan_tanggal(isian)
            case Jenis.ANGKA | Jenis.BULAT:
                atas = kunci.maksimum if kunci and kunci.maksimum is not None else isian.maksimum
                if atas is None and isian.batas:
                    atas = batas(self.acuan, tata.lembar, isian.batas)
                return _aturan_angka(isian, atas, sel if kunci and kunci.boleh_tidak_dinilai else None)
        return {"validate": "any"}

    def _aturan_pilihan(self, isian: Isian) -> dict[str, Any]:
        """Choices stop: another word could not be read.

        Numbers and dates only warn: a letter may print what we did not foresee, and the check afterwards explains
        better than a box can.
        """
        pilihan = isian.pilihan if isinstance(isian.pilihan, tuple) else self.acuan.pilihan[isian.pilihan]
        pesan = "Pilih salah satu dari daftar: " + ", ".join(pilihan) + "."
        if len(pesan) > _XLSX_PESAN:
            pesan = "Pilih salah satu dari daftar pada sel ini."
        return {
            "validate": "list",
            "source": self._sumber_pilihan(pilihan),
            "error_type": "stop",
            "error_title": "Belum sesuai daftar",
            "error_message": pesan,
        }

    def _sumber_pilihan(self, pilihan: tuple[str, ...]) -> list[str] | str:
        """The list itself where Excel takes it; else the name of a range on the hidden sheet."""
        if len(",".join(pilihan)) <= _XLSX_DAFTAR and not any("," in p for p in pilihan):
            return list(pilihan)
        return "=" + self.daftar.setdefault(pilihan, f"daftar_{len(self.daftar) + 1}")

    # Hidden sheet

    def _tulis_kunci(self, ws: Worksheet) -> None:
        isi = {
            "templat": TEMPLAT,
            "versi": VERSI,
            "instansi": INSTANSI,
            "bagian": self.kode,
            "periode": str(self.periode),
        }
        for baris, (kunci, nilai) in enumerate(isi.items()):
            ws.write_string(baris, 0, kunci)
            ws.write_string(baris, 1, nilai)
        self._tulis_hitungan(ws)
        for nomor, (pilihan, nama) in enumerate(self.daftar.items()):
            kolom = _KOLOM_DAFTAR + nomor
            ws.write_column(0, kolom, pilihan)
            self.buku.define_name(nama, f"={LEMBAR_KUNCI}!{xl_range_abs(0, kolom, len(pilihan) - 1, kolom)}")
        ws.protect()
        ws.hide()

    def _rumus_hitungan(self) -> dict[tuple[int, int], str]:
        """One row per group of blocks: name, filled cells, anything at all, cells still to be filled; totals above."""
        akhir = len(self.baris_hitung)
        total = f"=SUM({_rentang(_BARIS_TOTAL + 1, _KOLOM_KURANG, akhir)})"
        isi: dict[tuple[int, int], str] = {
            (_BARIS_TOTAL, _KOLOM_NAMA): "jumlah",
            (_BARIS_TOTAL, _KOLOM_KURANG): Rumus(total),
        }
        tata = {t.lembar.nama: t for t in self.tata}
        for (nama, kelompok), baris in self.baris_hitung.items():
            penghitung = _Penghitung(tata[nama], kelompok, self.tata)
            terisi = _sel(baris, _KOLOM_TERISI)
            # The identity is always owed; a form only once it is touched.
            kurang = penghitung.kurang(terisi)
            if tata[nama].lembar.iku is not None:
                kurang = f"IF({terisi}+{penghitung.sudah()}=0,0,{kurang})"
            isi[baris, _KOLOM_NAMA] = f"{nama} · {kelompok}"
            isi[baris, _KOLOM_TERISI] = Rumus("=" + penghitung.terisi())
            isi[baris, _KOLOM_ADA] = Rumus(f"={terisi}+{penghitung.ada_status()}")
            isi[baris, _KOLOM_KURANG] = Rumus("=" + kurang)
        return isi

    def _rumus_waktu(self) -> dict[tuple[int, int], str]:
        """The year's first and the period's last day, after the visible Periode (people reuse last month's file)."""
        identitas = self.tata[0]
        teks = identitas.rujuk + identitas.sel("identitas", "periode")
        akhir = self.periode.akhir
        tahun, bulan = f"VALUE(LEFT({teks},4))", f"VALUE(RIGHT({teks},2))"
        cadangan = f"DATE({akhir.year},{akhir.month},{akhir.day})"
        return {
            (0, _KOLOM_WAKTU): Rumus(f"=DATE(YEAR({_sel(1, _KOLOM_WAKTU)}),1,1)"),
            (1, _KOLOM_WAKTU): Rumus(f"=IFERROR(DATE({tahun},{bulan}+1,0),{cadangan})"),
        }

    def _tulis_hitungan(self, ws: Worksheet) -> None:
        for (baris, kolom), isi in self.rumus_kunci.items():
            if isinstance(isi, Rumus):
                self._tulis_rumus(ws, (baris, kolom), isi, self.gaya("tanggal") if kolom == _KOLOM_WAKTU else None)
            else:
                ws.write_string(baris, kolom, isi)

    # Petunjuk

    def _tulis_petunjuk(self, ws: Worksheet, tenggat: str) -> None:
        ws.set_column(0, 0, 5)
        ws.set_column(1, 1, 30)
        ws.set_column(2, 2, 74)
        ws.set_column(3, 3, 34)
        ws.set_row(0, 24)
        ws.write_string(0, 0, f"LAPORAN IKU BULAN {self.periode.nama.upper()}", self.gaya("judul"))
        ws.write_string(1, 0, f"{self.nama} · {INSTANSI}", self.gaya("tebal"))
        self._tulis_keadaan(ws, (0, 3), self._rumus_seluruh())
        ws.write_string(1, 3, "keadaan seluruh isian berkas ini", self.gaya("petunjuk", "tengah"))
        if self.lalu:
            ws.write_string(2, 0, _asal(self.lalu), self.gaya("pengantar"))
        baris = self._tulis_langkah(ws, 4 if self.lalu else 3, tenggat)
        baris = self._tulis_arti_warna(ws, baris + 1)
        baris = self._tulis_daftar_lembar(ws, baris + 1)
        siapkan_cetak(ws)
        ws.print_area(0, 0, baris, 3)
        _lindungi(ws)

    def _tulis_langkah(self, ws: Worksheet, baris: int, tenggat: str) -> int:
        self._judul_petunjuk(ws, baris, "LANGKAH PENGISIAN")
        langkah = _langkah_pengisian(self.kode, self.periode, tenggat, tersalin=self.lalu is not None)
        for nomor, (pokok, uraian) in enumerate(langkah, 1):
            ws.set_row(baris + nomor, 33)
            ws.write_number(baris + nomor, 0, nomor, self.gaya("tebal", "tengah", num_format="0"))
            ws.write_string(baris + nomor, 1, pokok, self.gaya("tebal", "bungkus"))
            ws.write_string(baris + nomor, 2, uraian, self.gaya("bungkus"))
        return baris + nomor + 1

    def _tulis_arti_warna(self, ws: Worksheet, baris: int) -> int:
        self._judul_petunjuk(ws, baris, "ARTI WARNA SEL")
        for gaya, pokok, uraian in _ARTI_WARNA:
            baris += 1
            ws.write_string(baris, 1, pokok, self.gaya(gaya, locked=True))
            ws.write_string(baris, 2, uraian, self.gaya("bungkus", indent=1))
        return baris + 1

    def _tulis_daftar_lembar(self, ws: Worksheet, baris: int) -> int:
        self._judul_petunjuk(ws, baris, "LEMBAR DALAM BERKAS INI")
        for tata in self.tata:
            baris += 1
            lembar = tata.lembar
            ws.set_row(baris, 33)
            ws.write_url(baris, 1, f"internal:{quote_sheetname(lembar.nama)}!A1", self.gaya("tautan"), lembar.nama)
            ws.write_string(baris, 2, lembar.pengantar, self.gaya("bungkus", indent=1))
            self._tulis_keadaan(ws, (baris, 3), self._rumus_keadaan(tata))
        return baris + 1

    def _judul_petunjuk(self, ws: Worksheet, baris: int, judul: str) -> None:
        gaya = self.gaya("subjudul", "bergaris")
        ws.write_string(baris, 0, judul, gaya)
        for kolom in range(1, 4):
            ws.write_blank(baris, kolom, None, gaya)


_ARTI_WARNA = (
    ("isian", "Kuning", "Diisi oleh bagian. Pilih selnya untuk melihat petunjuk singkat."),
    ("terkunci", "Abu-abu", "Sudah terisi dan terkunci; tidak perlu diubah."),
    ("hitungan", "Biru muda", "Dihitung sendiri dari isian; tidak perlu diisi."),
)


def _asal(lalu: IsianLalu) -> str:
    """Where the content comes from."""
    teks = f"Terisi dari kiriman {lalu.periode.nama} (revisi {lalu.revisi}); ubah yang berubah saja."
    if lalu.tidak_disalin:
        teks += f" Terlalu panjang untuk disalin, mohon ditempel sendiri: lembar {', '.join(lalu.tidak_disalin)}."
    return teks


def _langkah_pengisian(kode: str, periode: Periode, tenggat: str, *, tersalin: bool) -> tuple[tuple[str, str], ...]:
    identitas = ("Isi lembar Identitas", "Nama, NIP, jabatan penyusun, dan tanggal penyusunan.")
    if tersalin:
        identitas = (
            "Lengkapi lembar Identitas",
            "Tanggal penyusunan, dan apakah ada yang berubah sejak bulan lalu. Bila tidak ada, pilih Ya dan kirim; "
            "bila ada, pilih Tidak lalu ubah atau tambahkan yang berubah saja.",
        )
    return (
        identitas,
        (
            "Isi sel kuning di lembar lain",
            "Ketik angka dengan koma, misalnya 83,25, dan tanggal sebagai hari/bulan/tahun, misalnya 31/12/2025. "
            "Baris boleh ditambah di dalam tabel; judul kolom jangan diubah.",
        ),
        (
            "Belum ada hasil?",
            "Pilih Belum rilis atau Belum dilaksanakan, atau biarkan lembarnya kosong. Jangan mengisi 0: "
            "0 berarti nilainya memang nol.",
        ),
        (
            "Periksa",
            f"Di kanan atas tertulis “{SIAP}” bila isian sudah lengkap, atau berapa sel yang masih harus diisi.",
        ),
        (
            "Simpan dan taruh berkasnya",
            f"Simpan sebagai Buku Kerja Excel (.xlsx), nama berkas bebas, lalu salin ke folder inbox/{kode}/ "
            f"paling lambat {tenggat}.",
        ),
        (
            "Lihat jawabannya",
            f"Beberapa menit kemudian, di folder outbox/bagian/{kode}/{periode}/: Tanda Terima bila sudah diterima, "
            "atau Hasil Verifikasi bila ada yang harus diperbaiki.",
        ),
        (
            "Bila harus diperbaiki",
            "Buka Hasil Verifikasi: salinan berkas Anda dengan sel yang bertanda. Perbaiki di sana, naikkan Pengiriman "
            "ke- di lembar Identitas, lalu salin ke folder inbox itu lagi.",
        ),
    )


def _sel_kode(tata: _Tata) -> Iterator[str]:
    for blok in tata.lembar.blok:
        for nama, isian in blok.isian.items():
            if isian.jenis is Jenis.KODE:
                pasangan = blok.bentuk is Bentuk.PASANGAN
                yield tata.sel(blok.nama, nama) if pasangan else tata.tabel[blok.nama].rentang(nama)


def _tulis_nilai(ws: Worksheet, baris: int, kolom: int, isi: object, format_: Any) -> None:
    if isi is None:
        ws.write_blank(baris, kolom, None, format_)
    elif isinstance(isi, date):
        ws.write_datetime(baris, kolom, isi, format_)
    elif isinstance(isi, (int, Decimal)):
        ws.write_number(baris, kolom, float(isi), format_)
    else:
        ws.write_string(baris, kolom, str(isi), format_)


def _rata(isian: Isian) -> dict[str, str]:
    return {"align": "center"} if isian.tetap or isian.jenis is Jenis.BULAT else {}


def _rata_tetap(isian: Isian, isi: object) -> dict[str, str]:
    """A word in a column of numbers ("-" where nothing is asked) stands in the middle."""
    return {"align": "center"} if isinstance(isi, str) and isian.jenis in (Jenis.ANGKA, Jenis.BULAT) else {}


def _ajakan(isian: Isian, kunci: BarisKunci | None, petunjuk: str) -> dict[str, str]:
    """The prompt beside a chosen cell; none where there is nothing to say."""
    pesan = f"{isian.petunjuk} {petunjuk}.".strip() if petunjuk else isian.petunjuk
    bercontoh = isian.jenis is Jenis.TANGGAL or (isian.jenis in (Jenis.ANGKA, Jenis.BULAT) and not petunjuk)
    if bercontoh and isian.contoh not in pesan and _contoh_wajar(isian, kunci.maksimum if kunci else None):
        pesan = f"{pesan} Contoh: {isian.contoh}".strip()
    if kunci and kunci.boleh_tidak_dinilai:
        pesan = f"{pesan} “-” bila tidak dinilai."
    return {"input_title": isian.label[:_XLSX_JUDUL], "input_message": pesan[:_XLSX_PESAN]} if pesan else {}


def _contoh_wajar(isian: Isian, atas: Decimal | None) -> bool:
    """Whether the field's example is one for a cell with that limit."""
    contoh = angka_dari_tulisan(isian.contoh)
    return atas is None or not isinstance(contoh, Decimal) or contoh <= atas


def _aturan_angka(isian: Isian, atas: Decimal | None, sel_strip: str | None) -> dict[str, Any]:
    """Limits that warn; `sel_strip` is the cell where "-" is fair as well."""
    bawah = isian.minimum if isian.minimum is not None else Decimal(0)
    rentang = f"{angka(bawah)} sampai {angka(atas)}" if atas is not None else f"{angka(bawah)} atau lebih"
    jenis = "bilangan bulat" if isian.jenis is Jenis.BULAT else "angka"
    misalnya = f", misalnya {isian.contoh}" if _contoh_wajar(isian, atas) else ""
    tentang = {
        "error_type": "warning",
        "error_title": "Mohon dicek lagi",
        "error_message": f"{isian.label} biasanya {jenis} {rentang}{misalnya}.",
    }
    if sel_strip:
        ujung = f",{sel_strip}<={_literal(atas)}" if atas is not None else ""
        rumus = f'=OR({sel_strip}="-",AND(ISNUMBER({sel_strip}),{sel_strip}>={_literal(bawah)}{ujung}))'
        return {"validate": "custom", "value": rumus, **tentang}
    jenis_xlsx = "integer" if isian.jenis is Jenis.BULAT else "decimal"
    if atas is None:
        return {"validate": jenis_xlsx, "criteria": ">=", "value": float(bawah), **tentang}
    return {"validate": jenis_xlsx, "criteria": "between", "minimum": float(bawah), "maximum": float(atas), **tentang}


def _aturan_tanggal(isian: Isian) -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": ">=",
        "value": date(2000, 1, 1),
        "error_type": "warning",
        "error_title": "Mohon dicek lagi",
        "error_message": f"Ketik tanggal sebagai hari/bulan/tahun, misalnya {isian.contoh}.",
    }


def _lindungi(ws: Worksheet) -> None:
    """Locked without a password: it guards against slips, not against people. Rows and columns may be worked with."""
    ws.protect(
        "",
        {
            "insert_rows": True,
            "insert_columns": True,
            "delete_rows": True,
            "format_columns": True,
            "format_rows": True,
            "sort": True,
            "autofilter": True,
        },
    )


def tulis_templat(
    bagian_kode: str,
    bagian_nama: str,
    periode: Periode,
    formulir: tuple[str, ...],
    acuan: Acuan,
    pratinjau: Pratinjau,
    tenggat: str,
    lalu: IsianLalu | None = None,
) -> bytes:
    """The template of a bagian for a period, as the bytes of an .xlsx file; the same arguments give the same bytes.

    `formulir` are codes of `schemas.daftar.FORMULIR`, `acuan` that of the period's year, `tenggat` the deadline in
    words ("5 Januari 2026 pukul 24.00 WIB"), `lalu` what it starts from (None: a clean one).
    """
    keluaran = io.BytesIO()
    buku = Workbook(keluaran, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    buku.set_properties(
        {
            "title": f"Laporan IKU {periode.nama}",
            "author": bagian_nama,
            "company": INSTANSI,
            "created": datetime(periode.tahun, periode.bulan, 1),  # not the clock's: same bytes
        }
    )
    _Penulis(buku, (bagian_kode, bagian_nama), periode, acuan, pratinjau, lalu).tulis(formulir, tenggat)
    buku.close()
    return keluaran.getvalue()


def masih_asli(lama: bytes, baru: bytes) -> bool:
    """Whether a template lies as we wrote it, given what we would write now.

    Every program that saves a workbook writes into its properties when; ours never change.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(lama)) as a, zipfile.ZipFile(io.BytesIO(baru)) as b:
            return a.read(_SIFAT_BERKAS) == b.read(_SIFAT_BERKAS)
    except (zipfile.BadZipFile, KeyError):
        return False
