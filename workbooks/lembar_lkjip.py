"""Sheet `Bahan LKjIP`: the tables of Bab III of the yearly report, ready to copy, and what the bagian wrote for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xlsxwriter.worksheet import Worksheet

from iku_rules.capaian import langkah_capaian
from iku_rules.daftar import DESEMBER
from iku_rules.hasil import HasilIKU
from iku_rules.langkah import Masukan
from iku_rules.riwayat import Titik
from schemas.periode import NAMA_BULAN, Periode
from workbooks.gaya import FORMAT_ANGKA, Gaya, siapkan_cetak
from workbooks.kata import status_hasil
from workbooks.lembar_rincian import nama_pendek, terputus
from workbooks.rumus import rumus
from workbooks.sel import PetaSel, gabung, tinggi_baris, tulis_isi, tulis_rumus
from workbooks.sel_hasil import CAPAIAN, KATEGORI, PREDIKAT, REALISASI, TARGET, legenda, tulis_hasil

if TYPE_CHECKING:
    from workbooks.konsolidasi import IsiBuku

NAMA = "Bahan LKjIP"
LEBAR = (40, 12, 17, *[15] * 10)
TERAKHIR = len(LEBAR) - 1
TAHUN_TERBANYAK = 5  # years beside each other, the newest ones
BELUM_DITETAPKAN = "belum ditetapkan dalam register"
TANPA_PEMBANDING = "Nilai pembanding provinsi dan nasional belum ada dalam register."


@dataclass(frozen=True)
class DeretTren:
    """A line of the trend: its short name, and its cells as a chart takes them. `terbesar`: its greatest value."""

    iku: str
    nama: str
    bulan: list[object]
    nilai: list[object]
    terbesar: Decimal


def tulis(lembar: Worksheet, gaya: Gaya, peta: PetaSel, isi: "IsiBuku") -> list[DeretTren]:
    """Write the tables one below the other; gives the lines of the table of months, for the chart of the trend."""
    siapkan_cetak(lembar, (0, 1))
    for kolom, lebar in enumerate(LEBAR):
        lembar.set_column(kolom, kolom, lebar)
    lembar.write_string(0, 0, f"BAHAN LKjIP {isi.periode.tahun}", gaya("judul"))
    lembar.write_string(1, 0, isi.tanda, gaya("tebal"))
    lembar.freeze_panes(2, 0)
    tulis_tabel = _Tabel(lembar, gaya, peta, isi)
    baris = tulis_tabel.capaian(3)
    baris = tulis_tabel.antartahun(baris + 1)
    baris = tulis_tabel.akhir_rencana(baris + 1)
    baris = tulis_tabel.pembanding(baris + 1)
    baris, tren = tulis_tabel.bulanan(baris + 1)
    baris = tulis_tabel.analisis(baris + 1)
    for teks in legenda(isi):
        lembar.write_string(baris, 0, teks, gaya("dasar"))
        baris += 1
    return tren


@dataclass(frozen=True)
class _Tabel:
    """The tables; each method writes one from a row on and gives the row after its last."""

    lembar: Worksheet
    gaya: Gaya
    peta: PetaSel
    isi: "IsiBuku"

    def capaian(self, baris: int) -> int:
        kolom = ("Indikator", "Satuan", TARGET, REALISASI, CAPAIAN, KATEGORI, PREDIKAT, "Status")
        letak = {
            hal: nomor for nomor, hal in enumerate(kolom) if hal in (TARGET, REALISASI, CAPAIAN, KATEGORI, PREDIKAT)
        }
        baris = self._kepala("Tabel 1. Target, realisasi, dan capaian", kolom, baris)
        for hasil in self.isi.hasil:
            self._awal(hasil, baris)
            tulis_hasil(self.lembar, NAMA, self.gaya, self.peta, self.isi, hasil, baris, letak)
            self._teks(baris, 7, status_hasil(hasil))
            self._tinggi(baris, {0: hasil.nama, 5: hasil.kategori_capaian, 6: hasil.predikat, 7: status_hasil(hasil)})
            baris += 1
        return baris

    def antartahun(self, baris: int) -> int:
        """Realisasi beside that of earlier years; the last column says what cannot be compared."""
        kini = self.isi.periode
        lalu = sorted({t.periode.tahun for h in self.isi.hasil for t in h.tahunan if t.periode.tahun < kini.tahun})
        tahun = [*lalu[1 - TAHUN_TERBANYAK :], kini.tahun]
        kolom = ("Indikator", "Satuan", *(f"Realisasi {satu}" for satu in tahun), "Perubahan", "Keterangan")
        baris = self._kepala("Tabel 2. Realisasi dibandingkan tahun-tahun sebelumnya", kolom, baris)
        for hasil in self.isi.hasil:
            self._awal(hasil, baris)
            titik = {t.periode.tahun: t for t in hasil.tahunan}
            for nomor, satu in enumerate(tahun, start=2):
                self._titik(hasil, titik.get(satu), baris, nomor)
            keterangan = self._perubahan(hasil, titik, baris, 2 + len(tahun))
            self._teks(baris, 3 + len(tahun), keterangan)
            self._tinggi(baris, {0: hasil.nama, 3 + len(tahun): keterangan})
            baris += 1
        return baris

    def akhir_rencana(self, baris: int) -> int:
        """Realisasi against the target of the last year of the document's plan."""
        dokumen = self.isi.register.dokumen(self.isi.periode)
        akhir = dokumen.berlaku_sampai
        kolom = ("Indikator", "Satuan", "Tahun akhir rencana", "Target akhir", REALISASI, CAPAIAN, "Keterangan")
        baris = self._kepala(f"Tabel 3. Realisasi terhadap target akhir rencana {dokumen.rencana}", kolom, baris)
        for hasil in self.isi.hasil:
            self._awal(hasil, baris)
            self._teks(baris, 2, str(akhir.year) if akhir else BELUM_DITETAPKAN)
            tulis_hasil(self.lembar, NAMA, self.gaya, self.peta, self.isi, hasil, baris, {REALISASI: 4})
            target = self.isi.register.target(hasil.iku, Periode(akhir.year, DESEMBER)) if akhir else None
            node = Masukan("Target akhir rencana", target.nilai) if target else None
            keterangan = (
                BELUM_DITETAPKAN if target is None else "target contoh" if target.contoh else target.acuan or None
            )
            self._angka(baris, 3, node.nilai if node else None)
            self._capaian_akhir(hasil, node, baris)
            self._teks(baris, 6, keterangan)
            self._tinggi(baris, {0: hasil.nama, 2: None if akhir else BELUM_DITETAPKAN, 6: keterangan})
            baris += 1
        return baris

    def pembanding(self, baris: int) -> int:
        """Realisasi beside what the province and the nation reached; one sentence where nothing is given."""
        judul, tahun = "Tabel 4. Realisasi dibandingkan nilai provinsi dan nasional", self.isi.periode.tahun
        semua = {h.iku: self.isi.register.pembanding(h.iku, tahun) for h in self.isi.hasil}
        if not any(semua.values()):
            self.lembar.write_string(baris, 0, judul, self.gaya("subjudul"))
            self.lembar.write_string(baris + 1, 0, TANPA_PEMBANDING, self.gaya("dasar"))
            return baris + 2
        baris = self._kepala(judul, ("Indikator", "Satuan", REALISASI, "Provinsi", "Nasional", "Acuan"), baris)
        for hasil in self.isi.hasil:
            ada = semua[hasil.iku]
            self._awal(hasil, baris)
            tulis_hasil(self.lembar, NAMA, self.gaya, self.peta, self.isi, hasil, baris, {REALISASI: 2})
            for kolom, wilayah in enumerate(("provinsi", "nasional"), start=3):
                self._angka(baris, kolom, ada[wilayah].nilai if wilayah in ada else None)
            acuan = "; ".join(dict.fromkeys(p.acuan for p in ada.values())) or "belum ada dalam register"
            self._teks(baris, 5, acuan)
            self._tinggi(baris, {0: hasil.nama, 5: acuan})
            baris += 1
        return baris

    def bulanan(self, baris: int) -> tuple[int, list[DeretTren]]:
        """One line per indicator; where the method changed a new line begins, since the two cannot be compared."""
        bulan = self.isi.periode.bulan
        kolom = ("Indikator", *(nama[:3] for nama in NAMA_BULAN[:bulan]))
        baris = self._kepala(f"Tabel 5. Realisasi tiap bulan tahun {self.isi.periode.tahun}", kolom, baris)
        kepala, tren = baris - 1, []
        for hasil in self.isi.hasil:
            for nama, deret in _deret(hasil):
                self._teks(baris, 0, nama)
                self._tinggi(baris, {0: nama})
                for satu in hasil.bulanan:
                    self._titik(hasil, satu if satu in deret else None, baris, satu.periode.bulan)
                rentang: tuple[list[object], list[object]] = (
                    [NAMA, kepala, 1, kepala, bulan],
                    [NAMA, baris, 1, baris, bulan],
                )
                nilai = [t.nilai for t in deret if t.nilai is not None]
                if nilai:
                    tren.append(
                        DeretTren(hasil.iku, nama.replace(hasil.nama, nama_pendek(hasil.iku)), *rentang, max(nilai))
                    )
                baris += 1
        return baris, tren

    def analisis(self, baris: int) -> int:
        self.lembar.write_string(baris, 0, "Analisis menurut bagian", self.gaya("subjudul"))
        baris += 1
        self.lembar.write_string(baris, 0, "Indikator", self.gaya("kepala"))
        gabung(self.lembar, baris, 1, 3, "Hal", self.gaya("kepala"))
        gabung(self.lembar, baris, 4, TERAKHIR, "Uraian", self.gaya("kepala"))
        baris += 1
        for hasil in self.isi.hasil:
            for label, uraian in hasil.perhitungan.laporan if hasil.perhitungan else ():
                self._teks(baris, 0, hasil.nama)
                gabung(self.lembar, baris, 1, 3, label, self.gaya("bersel", "bungkus", "atas"))
                gabung(self.lembar, baris, 4, TERAKHIR, uraian, self.gaya("bersel", "bungkus", "atas"))
                lebar = {0: LEBAR[0], 1: sum(LEBAR[1:4]), 4: sum(LEBAR[4:])}
                self.lembar.set_row(baris, tinggi_baris({0: hasil.nama, 1: label, 4: uraian}, lebar))
                baris += 1
        return baris + 1

    # parts of a row

    def _kepala(self, judul: str, kolom: Sequence[str], baris: int) -> int:
        self.lembar.write_string(baris, 0, judul, self.gaya("subjudul"))
        for nomor, teks in enumerate(kolom):
            self.lembar.write_string(baris + 1, nomor, teks, self.gaya("kepala"))
        self._tinggi(baris + 1, dict(enumerate(kolom)))
        return baris + 2

    def _awal(self, hasil: HasilIKU, baris: int) -> None:
        self._teks(baris, 0, hasil.nama)
        self._teks(baris, 1, hasil.satuan)

    def _teks(self, baris: int, kolom: int, teks: str | None) -> None:
        tulis_isi(self.lembar, self.gaya, baris, kolom, teks, "bersel", "bungkus", "atas")

    def _angka(self, baris: int, kolom: int, nilai: Decimal | None) -> None:
        tulis_isi(self.lembar, self.gaya, baris, kolom, nilai, "bersel", "atas", "kanan")

    def _tinggi(self, baris: int, teks: dict[int, str | None]) -> None:
        self.lembar.set_row(baris, tinggi_baris(dict(teks), LEBAR))

    def _rumus(self, baris: int, kolom: int, isi: str, nilai: Decimal) -> None:
        format_ = self.gaya("bersel", "atas", "kanan", num_format=FORMAT_ANGKA)
        tulis_rumus(self.lembar, baris, kolom, isi, nilai, format_)

    def _titik(self, hasil: HasilIKU, titik: Titik | None, baris: int, kolom: int) -> None:
        """A point of the history: a reference to its cell; empty where it has no value."""
        rujukan = rujukan_titik(self.peta, hasil, titik, NAMA)
        if titik is None or titik.nilai is None or rujukan is None:
            self._angka(baris, kolom, None)
        else:
            self._rumus(baris, kolom, rujukan, titik.nilai)

    def _perubahan(self, hasil: HasilIKU, titik: dict[int, Titik], baris: int, kolom: int) -> str | None:
        """This year less the year before; the reason where the two cannot be compared."""
        tahun = self.isi.periode.tahun
        kini, lalu = titik.get(tahun), titik.get(tahun - 1)
        a, b = (rujukan_titik(self.peta, hasil, satu, NAMA) for satu in (kini, lalu))
        self._angka(baris, kolom, None)
        if kini is None or lalu is None or kini.nilai is None or lalu.nilai is None or a is None or b is None:
            return "belum ada nilai pembanding"
        if not kini.sambung:
            return "metode atau model berbeda, tidak dapat dibandingkan"
        self._rumus(baris, kolom, f"ROUND({a}-{b},2)", kini.nilai - lalu.nilai)
        return None

    def _capaian_akhir(self, hasil: HasilIKU, target: Masukan | None, baris: int) -> None:
        self._angka(baris, 5, None)
        langkah = hasil.perhitungan.hasil if hasil.perhitungan and hasil.nilai is not None else None
        if langkah is None or target is None:
            return
        capaian = langkah_capaian(langkah, target, self.isi.kartu[hasil.iku].polaritas, self.isi.register.capaian)
        if capaian is None or capaian.nilai is None:
            return
        self.peta.catat(target, NAMA, baris, 3)
        isi = rumus(capaian, lambda s: None if s is capaian else self.peta.rujukan(s, NAMA))
        self._rumus(baris, 5, isi, capaian.nilai)


def rujukan_titik(peta: PetaSel, hasil: HasilIKU, titik: Titik | None, dari: str) -> str | None:
    """The reference to the cell of a point of the history."""
    node = peta.riwayat.get((hasil.iku, titik.periode)) if titik else None
    return peta.rujukan(node, dari) if node else None


def _deret(hasil: HasilIKU) -> list[tuple[str, list[Titik]]]:
    """The months in stretches that can be compared, each named; one stretch in most years."""
    deret: list[list[Titik]] = [[]]
    for satu in hasil.bulanan:
        if terputus(hasil.bulanan, satu):
            deret.append([])
        deret[-1].append(satu)
    if len(deret) == 1:
        return [(hasil.nama, deret[0])]
    return [(f"{hasil.nama} ({_aturan(satu)})", satu) for satu in deret]


def _aturan(deret: Sequence[Titik]) -> str:
    return next((str(t.terbit.aturan) for t in deret if t.nilai is not None), "-")
