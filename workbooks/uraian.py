"""From the cells of a workbook to a submission: sheets by name, tables and pairs by label, cells by kind."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count, product

from iku_rules.daftar import Register
from schemas.acuan import Acuan, BarisKunci
from schemas.daftar import FORMULIR, INSTANSI, LEMBAR_KUNCI, VERSI, VERSI_DIKENAL, lembar_untuk
from schemas.formulir import Bentuk, Blok, Isian, Lembar
from schemas.identitas import LEMBAR_IDENTITAS
from schemas.kiriman import Baris, BlokTerisi, Kiriman, Kolom
from schemas.nilai import (
    Jenis,
    Keadaan,
    Konteks,
    Nilai,
    Sel,
    alamat_sel,
    huruf_kolom,
    kunci_banding,
    mirip,
    rapikan,
    urai,
)
from schemas.periode import Periode
from schemas.temuan import Temuan, buat_temuan
from schemas.tulisan import tulis
from workbooks.pembaca import BukuMentah, LembarMentah

Posisi = tuple[int, int]
LEMBAR_DIBACA = (
    LEMBAR_KUNCI,
    LEMBAR_IDENTITAS.nama,
    *(lembar.nama for formulir in FORMULIR.values() for lembar in formulir),
)


def kunci_longgar(teks: object) -> str:
    """A label or key as it is compared: letters and digits only, so blanks, colons, stars and case do not matter."""
    return re.sub(r"[^0-9a-z]", "", kunci_banding(teks))


@dataclass
class Kisi:
    """The cells of a sheet by position, and the positions of each text."""

    lembar: LembarMentah
    nomor: dict[Posisi, int]
    teks: dict[str, list[Posisi]] = field(default_factory=dict)

    @classmethod
    def dari(cls, lembar: LembarMentah) -> "Kisi":
        kisi = cls(lembar, dict(zip(zip(lembar.baris, lembar.kolom, strict=True), count())))
        for posisi, isi in kisi.semua_teks():
            if kunci := kunci_longgar(isi):
                kisi.teks.setdefault(kunci, []).append(posisi)
        return kisi

    def ambil(self, baris: int, kolom: int) -> Sel:
        nomor = self.nomor.get((baris, kolom))
        return Sel(baris, kolom, None) if nomor is None else self.lembar.sel_ke(nomor)

    def rupa(self, baris: int, kolom: int) -> tuple[object, ...]:
        """What a cell holds, as a key: cells alike in it are read alike."""
        nomor = self.nomor.get((baris, kolom))
        if nomor is None:
            return ()
        lembar = self.lembar
        isi = lembar.isi[nomor]
        return type(isi), isi, lembar.khusus.get(nomor), nomor in lembar.persen

    def semua_teks(self) -> Iterator[tuple[Posisi, str]]:
        """Every cell that holds text, in reading order."""
        semua = ((posisi, self.lembar.isi[nomor]) for posisi, nomor in self.nomor.items())
        return ((posisi, isi) for posisi, isi in semua if isinstance(isi, str))

    def baris_berisi(self, rentang: range) -> list[int]:
        """The rows that hold something: one stray cell in the sheet's last row does not make it a million."""
        return sorted(baris for baris in set(self.lembar.baris) if baris in rentang)

    def tertutup(self) -> set[str]:
        """Addresses of filled cells that a merged range hides: all of it but its first cell."""
        hasil = set()
        for kolom_awal, baris_awal, kolom_akhir, baris_akhir in self.lembar.gabungan:
            baris, kolom = range(baris_awal, baris_akhir + 1), range(kolom_awal, kolom_akhir + 1)
            kecil = len(baris) * len(kolom) <= len(self.nomor)
            calon = product(baris, kolom) if kecil else ((b, k) for b, k in self.nomor if b in baris and k in kolom)
            hasil |= {alamat_sel(*p) for p in calon if p in self.nomor and p != (baris_awal, kolom_awal)}
        return hasil

    @property
    def baris_terakhir(self) -> int:
        return max(self.lembar.baris, default=0)


def uraikan(buku: BukuMentah, berkas: str, sha256: str, folder: str, register: Register, bulan_ini: Periode) -> Kiriman:
    """Parse a workbook of the folder of `folder` (a bagian's code, "" for none). Findings go into the submission."""
    kiriman = Kiriman(berkas=berkas, sha256=sha256)
    kunci = _baca_kunci(buku)
    if kunci is None:
        kiriman.temuan.append(buat_temuan("G201"))
        return kiriman
    if not _periksa_kunci(kiriman, kunci, folder, register):
        return kiriman
    kisi = {nama: Kisi.dari(lembar) for nama, lembar in buku.lembar.items()}
    _urai_identitas(kiriman, kisi, buku, register)
    if _periksa_periode(kiriman, kunci, bulan_ini):
        assert kiriman.periode is not None
        for lembar in lembar_untuk(kiriman.formulir, register.acuan(kiriman.periode.tahun))[1:]:
            _urai_lembar(kiriman, lembar, kisi, buku, register)
        _tandai_tersentuh(kiriman)
    return kiriman


# Identity


def _baca_kunci(buku: BukuMentah) -> dict[str, str] | None:
    lembar = buku.lembar.get(kunci_banding(LEMBAR_KUNCI))
    if lembar is None:
        return None
    sel = {(s.baris, s.kolom): s.isi for s in lembar.sel}
    return {kunci_banding(isi): rapikan(sel.get((baris, 2)) or "") for (baris, kolom), isi in sel.items() if kolom == 1}


def _periksa_kunci(kiriman: Kiriman, kunci: Mapping[str, str], folder: str, register: Register) -> bool:
    """Whose template it is; False when nothing more can be read from it."""
    if kunci.get("instansi") != INSTANSI or kunci.get("versi") not in VERSI_DIKENAL:
        asal = f"{kunci.get('instansi', '')}, versi {kunci.get('versi', '')}"
        kiriman.temuan.append(buat_temuan("G212", ditemukan=asal, instansi=INSTANSI, versi=VERSI))
        return False
    kode = kunci.get("bagian", "").casefold()
    semua = [satu.kode for satu in register.bagian_semua()]
    if kode not in semua:
        kiriman.temuan.append(
            buat_temuan("G207", lembar=LEMBAR_KUNCI, ditemukan=kode or "(kosong)", pilihan=", ".join(semua))
        )
        return False
    kiriman.bagian, kiriman.formulir = kode, tuple(register.formulir(kode))
    if folder and folder != kode:
        nama_folder = register.nama_bagian(folder) if folder in semua else f"“{folder}”"
        kiriman.temuan.append(buat_temuan("G208", milik=register.nama_bagian(kode), folder=nama_folder))
        return False
    return True


def _urai_identitas(kiriman: Kiriman, kisi: Mapping[str, Kisi], buku: BukuMentah, register: Register) -> None:
    _urai_lembar(kiriman, LEMBAR_IDENTITAS, kisi, buku, register)
    periode = kiriman.pasangan("identitas", "periode")
    if periode and isinstance(periode.isi, Periode):
        kiriman.periode = periode.isi
    elif periode and periode.keadaan is Keadaan.KOSONG:
        kiriman.temuan.append(buat_temuan("G209", lembar=LEMBAR_IDENTITAS.nama, sel=periode.sel))
    bagian = kiriman.pasangan("identitas", "bagian")
    if bagian and isinstance(bagian.isi, str) and register.kode_bagian(bagian.isi) != kiriman.bagian:
        milik = register.nama_bagian(kiriman.bagian or "")
        kiriman.temuan.append(
            buat_temuan("P217", lembar=LEMBAR_IDENTITAS.nama, sel=bagian.sel, ditemukan=bagian.isi, milik=milik)
        )


def _periksa_periode(kiriman: Kiriman, kunci: Mapping[str, str], bulan_ini: Periode) -> bool:
    """The visible Periode counts; the hidden one says what year's model the template carries.

    False when the forms cannot be read: no period, or the model of another year, which would only echo that.
    """
    if kiriman.periode is None:
        return False
    sel = kiriman.pasangan("identitas", "periode")
    tempat = {"lembar": LEMBAR_IDENTITAS.nama, "sel": sel.sel if sel else None, "ditemukan": kiriman.periode.nama}
    if kiriman.periode > bulan_ini:
        kiriman.temuan.append(buat_temuan("G218", **tempat))  # type: ignore[arg-type]
    templat = Periode.dari_tulisan(kunci.get("periode", ""))
    if templat is None or templat == kiriman.periode:
        return True
    if templat.tahun != kiriman.periode.tahun:
        kiriman.temuan.append(
            buat_temuan("G210", tahun=templat.tahun, tahun_isian=kiriman.periode.tahun, **tempat)  # type: ignore[arg-type]
        )
        return False
    kiriman.temuan.append(buat_temuan("I211", templat=templat.nama, **tempat))  # type: ignore[arg-type]
    return True


# Sheets and blocks


def _urai_lembar(
    kiriman: Kiriman, lembar: Lembar, kisi: Mapping[str, Kisi], buku: BukuMentah, register: Register
) -> None:
    isi = kisi.get(kunci_banding(lembar.nama))
    if isi is None:
        serupa = mirip(lembar.nama, _lembar_lain(buku))
        if serupa or not lembar.opsional:
            kode = "P431" if lembar.opsional else "G202"
            kiriman.temuan.append(buat_temuan(kode, lembar=lembar.nama, mirip=serupa))
        return
    _PembacaLembar(kiriman, lembar, isi, register).jalankan()


def _lembar_lain(buku: BukuMentah) -> list[str]:
    return [nama for nama in buku.nama_lembar if kunci_banding(nama) not in buku.lembar]


class _PembacaLembar:
    """Reads the blocks of one sheet: pairs first, since the assessment year they name picks the model of the tables."""

    def __init__(self, kiriman: Kiriman, lembar: Lembar, kisi: Kisi, register: Register) -> None:
        self.kiriman, self.lembar, self.kisi, self.register = kiriman, lembar, kisi, register
        self.label_pasangan: dict[tuple[str, str], Posisi] = {}

    def jalankan(self) -> None:
        self._temukan_label()
        acuan = self.register.acuan(self._tahun_laporan())
        for blok in self._blok(Bentuk.PASANGAN):
            self._simpan(blok, acuan, (self._baca_pasangan(blok, acuan),), (None,))
        acuan_penilaian = self.register.acuan(self._tahun_penilaian())
        for blok in self._blok(Bentuk.TABEL):
            # The rows are those of the reported year's template; another year's limits fit only the same rows.
            sesuai = _kunci_baris(acuan, blok) == _kunci_baris(acuan_penilaian, blok)
            acuan_tabel = acuan_penilaian if sesuai else acuan
            self._baca_tabel(blok, acuan_tabel)
            if not sesuai and self.kiriman.blok[(self.lembar.nama, blok.nama)].ada_isian:
                self._catat("G219", tahun=acuan_penilaian.tahun, tahun_laporan=acuan.tahun)
        self._catat_tertutup()

    def _catat_tertutup(self) -> None:
        """Entries read from cells that nobody sees."""
        tertutup = self.kisi.tertutup()
        for (lembar, _), terisi in self.kiriman.blok.items() if tertutup else ():
            for nama, kolom in terisi.kolom.items():
                isian = terisi.blok.isian[nama]
                for isi, sel in zip(kolom.isi, kolom.sel, strict=True):
                    if lembar == self.lembar.nama and sel in tertutup and isi is not None and not isian.tetap:
                        self._catat("P321", sel=sel, label=isian.label, ditemukan=tulis(isi))

    def _blok(self, bentuk: Bentuk) -> Iterator[Blok]:
        return (blok for blok in self.lembar.blok if blok.bentuk is bentuk)

    def _simpan(self, blok: Blok, acuan: Acuan, baris: Sequence[Baris], kunci: Sequence[BarisKunci | None]) -> None:
        self.kiriman.blok[(self.lembar.nama, blok.nama)] = BlokTerisi.dari_baris(
            blok, self.lembar, acuan, baris, kunci, tersentuh=True
        )

    def _tahun_laporan(self) -> int:
        # Before the identity is read there is no year yet; its own block needs none.
        return self.kiriman.periode.tahun if self.kiriman.periode else 0

    def _tahun_penilaian(self) -> int:
        """The year the pairs of the sheet name, or those of an earlier sheet of the same indicator."""
        laporan = self._tahun_laporan()
        for terisi in self.kiriman.blok.values():
            if terisi.lembar.iku == self.lembar.iku and terisi.banyak and "tahun_penilaian" in terisi.kolom:
                tahun = terisi.nilai("tahun_penilaian").isi
                if isinstance(tahun, Decimal) and 2000 < tahun <= laporan:
                    return int(tahun)
        return laporan

    def _catat(self, kode: str, **isi: object) -> None:
        self.kiriman.temuan.append(buat_temuan(kode, lembar=self.lembar.nama, **isi))  # type: ignore[arg-type]

    def _urai_sel(self, sel: Sel, isian: Isian, acuan: Acuan, *, boleh_tidak_dinilai: bool = False) -> Nilai:
        nilai, temuan = urai(sel, isian.jenis, self._konteks(isian, acuan, boleh_tidak_dinilai))
        self.kiriman.temuan.extend(temuan)
        return nilai

    def _konteks(self, isian: Isian, acuan: Acuan, boleh_tidak_dinilai: bool = False) -> Konteks:
        return Konteks(
            lembar=self.lembar.nama,
            label=isian.label,
            contoh=isian.contoh,
            tahun=acuan.tahun,
            pilihan=acuan.pilihan.get(isian.pilihan, ()) if isinstance(isian.pilihan, str) else isian.pilihan,
            boleh_tidak_dinilai=boleh_tidak_dinilai,
        )

    # Pairs

    def _temukan_label(self) -> None:
        for blok in self._blok(Bentuk.PASANGAN):
            calon = {nama: self.kisi.teks.get(kunci_longgar(i.label), []) for nama, i in blok.isian.items()}
            kolom = [k for posisi in calon.values() for _, k in posisi]
            kolom_utama = max(set(kolom), key=kolom.count) if kolom else 0
            for nama, posisi in calon.items():
                if dipilih := self._pilih_label(blok.isian[nama].label, posisi, kolom_utama):
                    self.label_pasangan[(blok.nama, nama)] = dipilih

    def _pilih_label(self, label: str, posisi: Sequence[Posisi], kolom_utama: int) -> Posisi | None:
        """The one place of a label; a text that only looks like one (typed into an entry) stands in another column."""
        utama = [p for p in posisi if p[1] == kolom_utama] or list(posisi)
        if not utama:
            dikenal = {
                kunci_longgar(t) for b in self.lembar.blok for t in (b.judul, *(i.label for i in b.isian.values()))
            }
            tetangga = [
                teks
                for (_, k), teks in self.kisi.semua_teks()
                if k == kolom_utama and kunci_longgar(teks) not in dikenal
            ]
            self._catat("G205", label=label, mirip=mirip(label, tetangga))
            return None
        if len(utama) > 1:
            self._catat("G206", label=label, sel=", ".join(alamat_sel(*p) for p in utama))
            return None
        return utama[0]

    def _baca_pasangan(self, blok: Blok, acuan: Acuan) -> Baris:
        baris = {}
        for nama, isian in blok.isian.items():
            posisi = self.label_pasangan.get((blok.nama, nama))
            if posisi is None:
                baris[nama] = Nilai(None, Keadaan.GALAT, "")
            else:
                baris[nama] = self._urai_sel(self.kisi.ambil(posisi[0], posisi[1] + 1), isian, acuan)
        return baris

    # Tables

    def _baca_tabel(self, blok: Blok, acuan: Acuan) -> None:
        kepala = self._temukan_kepala(blok)
        if kepala is None:
            self._simpan(blok, acuan, (), ())
            return
        baris_kepala, kolom = kepala
        akhir = self._batas_bawah(baris_kepala, min(kolom.values(), default=1))
        baca = self._baca_baris_bebas if blok.kunci is None else self._baca_baris_kunci
        baca(blok, acuan, kolom, range(baris_kepala + 1, akhir))

    def _temukan_kepala(self, blok: Blok) -> tuple[int, dict[str, int]] | None:
        """The header row and the column of each field; findings for columns that are missing or doubled."""
        label = {nama: kunci_longgar(isian.label) for nama, isian in blok.isian.items()}
        per_baris: dict[int, set[str]] = {}
        for nama, kunci in label.items():
            for baris, _ in self.kisi.teks.get(kunci, []):
                per_baris.setdefault(baris, set()).add(nama)
        terbaik = max(per_baris, key=lambda baris: (len(per_baris[baris]), -baris), default=None)
        if terbaik is None or len(per_baris[terbaik]) < min(2, len(label)):
            self._catat("G204", judul=", ".join(isian.label for isian in blok.isian.values()))
            return None
        kolom: dict[str, int] = {}
        for nama, isian in blok.isian.items():
            posisi = [p for p in self.kisi.teks.get(label[nama], []) if p[0] == terbaik]
            if len(posisi) == 1:
                kolom[nama] = posisi[0][1]
            elif posisi:
                self._catat("G206", label=isian.label, sel=", ".join(alamat_sel(*p) for p in posisi))
            elif not isian.opsional:
                self._catat_kolom_hilang(isian.label, terbaik, set(label.values()))
        return terbaik, kolom

    def _catat_kolom_hilang(self, label: str, baris_kepala: int, dikenal: set[str]) -> None:
        asing = [
            teks
            for (baris, _), teks in self.kisi.semua_teks()
            if baris == baris_kepala and kunci_longgar(teks) not in dikenal
        ]
        self._catat("G203", label=label, mirip=mirip(label, asing))

    def _batas_bawah(self, baris_kepala: int, kolom_pertama: int) -> int:
        """The first row below the header that belongs to another block, or the row after the last.

        A block's title stands no further right than the table begins; elsewhere it is a remark.
        """
        milik_lain = [baris for baris, _ in self.label_pasangan.values()]
        milik_lain += [
            baris
            for blok in self.lembar.blok
            if blok.judul
            for baris, kolom in self.kisi.teks.get(kunci_longgar(blok.judul), [])
            if kolom <= kolom_pertama
        ]
        return min((b for b in milik_lain if b > baris_kepala), default=self.kisi.baris_terakhir + 1)

    def _baca_baris_bebas(self, blok: Blok, acuan: Acuan, kolom: Mapping[str, int], rentang: range) -> None:
        """Column by column: respondents come by the thousand, and their answers are the same few."""
        masuk = [kolom[nama] for nama, isian in blok.isian.items() if nama in kolom and not isian.tetap]
        baris = [b for b in self.kisi.baris_berisi(rentang) if any(_berisi(self.kisi.ambil(b, k)) for k in masuk)]
        temuan: list[tuple[int, Temuan]] = []
        isi = {
            nama: self._baca_kolom(isian, acuan, kolom.get(nama), baris, temuan) for nama, isian in blok.isian.items()
        }
        self.kiriman.temuan.extend(satu for _, satu in sorted(temuan, key=lambda t: t[0]))  # row by row, as people read
        self.kiriman.blok[(self.lembar.nama, blok.nama)] = BlokTerisi(
            blok, self.lembar, acuan, isi, (None,) * len(baris), tersentuh=True
        )

    def _baca_kolom(
        self, isian: Isian, acuan: Acuan, kolom: int | None, baris: Sequence[int], temuan: list[tuple[int, Temuan]]
    ) -> Kolom:
        """One field over all rows. What needs no finding depends on the content alone, so it is parsed once."""
        if kolom is None:  # one that must be there has its own finding
            keadaan_kolom = Keadaan.KOSONG if isian.opsional else Keadaan.GALAT
            return Kolom([None] * len(baris), [keadaan_kolom] * len(baris), [""] * len(baris))
        konteks, huruf = self._konteks(isian, acuan, isian.boleh_strip), huruf_kolom(kolom)
        dikenal: dict[tuple[object, ...], tuple[object, Keadaan]] = {}
        isi: list[object] = []
        keadaan: list[Keadaan] = []
        for nomor in baris:
            kunci = self.kisi.rupa(nomor, kolom)
            hasil = dikenal.get(kunci)
            if hasil is None:
                sel = self.kisi.ambil(nomor, kolom)
                nilai, temuan_sel = (_nilai_tetap(sel), []) if isian.tetap else urai(sel, isian.jenis, konteks)
                hasil = nilai.isi, nilai.keadaan
                if temuan_sel:
                    temuan.extend((nomor, satu) for satu in temuan_sel)
                else:
                    dikenal[kunci] = hasil
            isi.append(hasil[0])
            keadaan.append(hasil[1])
        return Kolom(isi, keadaan, [f"{huruf}{nomor}" for nomor in baris])

    def _baca_baris_kunci(self, blok: Blok, acuan: Acuan, kolom: Mapping[str, int], rentang: range) -> None:
        assert blok.kunci is not None
        diharapkan = acuan.baris.get(blok.nama, ())
        padanan = {kunci_longgar(nama): k for k in diharapkan for nama in (k.kunci, *k.alias)}
        hasil: dict[str, tuple[Baris, BarisKunci]] = {}
        if blok.kunci not in kolom:
            self._simpan(blok, acuan, (), ())
            return
        for baris in rentang:
            sel = self._sel_baris(blok, kolom, baris)
            if not any(_berisi(s) for s in sel.values()):
                break
            kunci = self._kenali(blok, acuan, padanan, sel)
            if kunci is None:
                continue
            if kunci.kunci in hasil:
                self._catat("G215", sel=sel[blok.kunci].alamat, kunci=kunci.kunci)
                continue
            hasil[kunci.kunci] = (self._urai_baris(blok, acuan, sel, kunci), kunci)
        for kunci in diharapkan:
            if kunci.kunci not in hasil and not blok.per_baris:
                self._catat("G213", kunci=kunci.kunci)
        self._simpan(blok, acuan, [b for b, _ in hasil.values()], [k for _, k in hasil.values()])

    def _kenali(
        self, blok: Blok, acuan: Acuan, padanan: Mapping[str, BarisKunci], sel: Mapping[str, Sel]
    ) -> BarisKunci | None:
        """The key row a row answers to; None (with a finding, where one is due) when it answers to none."""
        assert blok.kunci is not None
        nama_sel = sel.get(blok.pengenal) if blok.pengenal else None
        if nama_sel is None or not _berisi(nama_sel):
            return self._kenali_sel(blok, acuan, padanan, sel, sel[blok.kunci])
        tanpa_kunci = not _berisi(sel[blok.kunci])
        kunci = self._kenali_sel(blok, acuan, padanan, sel, nama_sel if tanpa_kunci else sel[blok.kunci])
        if kunci is not None:
            self._cocokkan_nama(blok, kunci, padanan, nama_sel, tanpa_kunci=tanpa_kunci)
        return kunci

    def _kenali_sel(
        self, blok: Blok, acuan: Acuan, padanan: Mapping[str, BarisKunci], sel: Mapping[str, Sel], kunci_sel: Sel
    ) -> BarisKunci | None:
        """The key row that a cell names."""
        assert blok.kunci is not None
        if kunci_sel.khusus or not isinstance(kunci_sel.isi, str):
            # A numeric or empty key says nothing for certain: parsing it gives the finding.
            isian = blok.isian[blok.kunci]
            nilai = self._urai_sel(kunci_sel, Isian(isian.label, Jenis.KODE, contoh=isian.contoh), acuan)
            if nilai.keadaan is Keadaan.KOSONG:
                self._catat_kunci_asing(blok, acuan, kunci_sel, "(kosong)")
            return None
        longgar = kunci_longgar(kunci_sel.isi)
        if longgar in padanan:
            return padanan[longgar]
        tak_dinilai = {kunci_longgar(k) for k in acuan.tidak_dinilai.get(blok.nama, ())}
        if longgar not in tak_dinilai or not _hanya_strip(blok, sel):
            self._catat_kunci_asing(blok, acuan, kunci_sel, rapikan(kunci_sel.isi))
        return None

    def _cocokkan_nama(
        self, blok: Blok, kunci: BarisKunci, padanan: Mapping[str, BarisKunci], sel: Sel, *, tanpa_kunci: bool
    ) -> None:
        """Findings where the name beside the key is spelled otherwise, is another row's, or is none we know."""
        assert blok.pengenal is not None
        ditemukan, nama = rapikan(sel.isi), str(kunci.nilai_tetap[blok.pengenal])
        isi = {"sel": sel.alamat, "ditemukan": ditemukan, "nama": nama, "kunci": kunci.kunci}
        dinamai = padanan.get(kunci_longgar(ditemukan))
        if dinamai is None:
            semua = [str(k.nilai_tetap[blok.pengenal]) for k in padanan.values()]
            self._catat("P460", mirip=mirip(ditemukan, semua), **isi)
        elif dinamai is not kunci:
            self._catat("G459", **isi)
        elif tanpa_kunci or kunci_banding(ditemukan) != kunci_banding(nama):
            self._catat("I458", **isi)

    def _catat_kunci_asing(self, blok: Blok, acuan: Acuan, sel: Sel, ditemukan: str) -> None:
        kunci = [k.kunci for k in acuan.baris.get(blok.nama, ())]
        self._catat(
            "G214",
            sel=sel.alamat,
            ditemukan=ditemukan,
            tahun=acuan.tahun,
            mirip=mirip(ditemukan, kunci),
            diharapkan_kunci="salah satu dari: " + ", ".join(kunci),
        )

    def _sel_baris(self, blok: Blok, kolom: Mapping[str, int], baris: int) -> dict[str, Sel]:
        return {nama: self.kisi.ambil(baris, kolom[nama]) for nama in blok.isian if nama in kolom}

    def _urai_baris(self, blok: Blok, acuan: Acuan, sel: Mapping[str, Sel], kunci: BarisKunci) -> Baris:
        hasil = {}
        for nama, isian in blok.isian.items():
            if nama not in sel:  # the missing column has its own finding
                hasil[nama] = Nilai(None, Keadaan.GALAT, "")
            elif isian.tetap:  # the register's value counts, not what may have been typed over it
                isi = kunci.kunci if nama == blok.kunci else kunci.nilai_tetap.get(nama)
                hasil[nama] = Nilai(isi, Keadaan.TERISI, sel[nama].alamat)
            elif nama in kunci.nilai_tetap:
                # Prefilled in this row alone: the rule knows the value, nobody entered anything.
                hasil[nama] = Nilai(None, Keadaan.KOSONG, sel[nama].alamat)
            else:
                boleh = kunci.boleh_tidak_dinilai
                hasil[nama] = self._urai_sel(sel[nama], isian, acuan, boleh_tidak_dinilai=boleh)
        return hasil


def _nilai_tetap(sel: Sel) -> Nilai:
    """A prefilled cell of an open table, such as its running number."""
    return Nilai(rapikan(sel.isi) if sel.isi is not None else None, Keadaan.TERISI, sel.alamat)


def _berisi(sel: Sel) -> bool:
    return sel.khusus is not None or (sel.isi is not None and bool(rapikan(sel.isi)))


def _kunci_baris(acuan: Acuan, blok: Blok) -> list[tuple[str, ...]]:
    """What tells the rows of a year's model: keys and words (a count may change its meaning under the same key)."""
    return [
        (kunci.kunci, *(isi for isi in kunci.nilai_tetap.values() if isinstance(isi, str)))
        for kunci in acuan.baris.get(blok.nama, ())
    ]


def _hanya_strip(blok: Blok, sel: Mapping[str, Sel]) -> bool:
    """Whether a row that is not assessed this year says no more than "-" (remarks aside)."""
    return all(
        not _berisi(sel[nama]) or rapikan(sel[nama].isi) in ("-", "–", "—")
        for nama, isian in blok.isian.items()
        if nama in sel and not isian.tetap and isian.wajib
    )


def _tandai_tersentuh(kiriman: Kiriman) -> None:
    """Find the groups of blocks nobody touched: wholly empty, or saying "belum" with nothing else."""
    tersentuh = {(terisi.lembar.iku, terisi.blok.kelompok) for terisi in kiriman.blok.values() if _disentuh(terisi)}
    for tempat, terisi in kiriman.blok.items():
        ya = terisi.lembar.iku is None or (terisi.lembar.iku, terisi.blok.kelompok) in tersentuh
        kiriman.blok[tempat] = replace(terisi, tersentuh=ya)


def _disentuh(terisi: BlokTerisi) -> bool:
    for nama, kolom in terisi.kolom.items():
        if terisi.blok.isian[nama].tetap or terisi.blok.isian[nama].mendahului:
            continue
        for isi, keadaan, sel in zip(kolom.isi, kolom.keadaan, kolom.sel, strict=True):
            if not sel:
                continue
            if nama == terisi.blok.status:
                if isi == terisi.blok.status_ada or keadaan is Keadaan.GALAT:
                    return True
            elif keadaan is not Keadaan.KOSONG:
                return True
    return False


def temuan_tak_terbaca(sebab: str, detik: float, memori_mb: int) -> Temuan:
    """The finding for a file whose reading had to be stopped, or failed."""
    if sebab == "rusak":
        return buat_temuan("G104")
    if sebab == "waktu":
        return buat_temuan("G106", sebab="waktu baca habis", batas=f"{detik:.0f} detik untuk membaca")
    return buat_temuan("G106", sebab="memori baca habis", batas=f"{memori_mb} MB memori untuk membaca")
