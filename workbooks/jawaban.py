"""The answers a bagian gets: `Hasil Verifikasi` (what to mend) and `Tanda Terima` (what was received)."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from openpyxl.utils.cell import coordinate_to_tuple
from xlsxwriter.worksheet import Worksheet

from schemas.formulir import Bentuk, Blok
from schemas.kiriman import Baris, BlokTerisi, Kiriman
from schemas.nilai import Jenis, Keadaan, Nilai, alamat_sel, kunci_banding
from schemas.periode import Periode
from schemas.temuan import Temuan, Tingkat
from schemas.tulisan import angka, tanggal
from workbooks.gaya import Gaya, siapkan_cetak
from workbooks.kata import cara_memperbaiki, kata_tingkat, tingkat_tampak
from workbooks.sel import tinggi_baris, tulis_isi

_ALAMAT = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
LEMBAR_HASIL = "Hasil Verifikasi"
TEMUAN_TERBANYAK = 100
_AREA_TERBANYAK = 2  # areas of one finding that are spelled out; all are marked in their sheet
_LEBAR_HASIL = (5, 17, 21, 28, 52, 30, 54)
_LEBAR_LANGKAH = 0.9 * sum(_LEBAR_HASIL[1:])
_LEBAR_TANDA_TERIMA = (36, 12, 58, 50)


@dataclass(frozen=True)
class BarisIsian:
    """One value as it was understood; tables of respondents give a line for each column, with how many are filled."""

    lembar: str
    sel: str
    label: str
    nilai: object


@dataclass(frozen=True)
class Jawaban:
    """What an answer says. `waktu` is the file's time in WIB; `hasil`: (indicator, value, predikat, status).

    `nomor`: that of the receipt, None while the file is not accepted. `tetap_berlaku`: the earlier file that stays in
    force while this one is returned.
    """

    bagian: str
    periode: Periode
    berkas: str
    sha256: str
    waktu: datetime
    diterima: bool
    tetap_berlaku: str | None
    insiden: str | None
    temuan: tuple[Temuan, ...]
    hasil: tuple[tuple[str, Decimal | None, str | None, str], ...]
    tenggat: date
    folder: str
    nomor: str | None = None
    isian: tuple[BarisIsian, ...] = ()

    @property
    def harus_diperbaiki(self) -> int:
        """How many findings stand in the way; none where the file only came too late to count."""
        return sum(t.memblokir for t in self.temuan)

    @property
    def keadaan(self) -> str:
        if self.insiden:
            return "BELUM DAPAT DIPERIKSA"
        if not self.diterima:
            return "DIKEMBALIKAN UNTUK DIPERBAIKI" if self.harus_diperbaiki else "DICATAT, TIDAK DIHITUNG"
        return "DITERIMA DENGAN CATATAN" if self.temuan else "DITERIMA"


def nomor_tanda_terima(bagian: str, periode: Periode, revisi: int, sha256: str) -> str:
    """`TT/pbj/2025-12/01-a1b2c3d4`: the same submission always has the same number."""
    return f"TT/{bagian}/{periode}/{revisi:02d}-{sha256[:8]}"


def isian_terbaca(kiriman: Kiriman) -> tuple[BarisIsian, ...]:
    """Every filled entry cell as it was understood, in the order of the sheets."""
    return tuple(
        BarisIsian(terisi.lembar.nama, *satu)
        for terisi in kiriman.blok.values()
        for satu in (_hitungan(terisi) if _per_responden(terisi) else _nilai_sel(terisi))
    )


def _per_responden(terisi: BlokTerisi) -> bool:
    """A sheet that is one open table: its rows are counted, not listed."""
    return len(terisi.lembar.blok) == 1 and terisi.blok.baris_kosong > 0


def _hitungan(terisi: BlokTerisi) -> Iterator[tuple[str, str, object]]:
    for nama, isian in terisi.blok.isian.items():
        kolom = terisi.kolom[nama]
        sel = [s for s, keadaan in zip(kolom.sel, kolom.keadaan, strict=True) if keadaan is Keadaan.TERISI]
        if sel and not isian.tetap:
            yield f"{sel[0]}:{sel[-1]}", isian.label, f"{angka(len(sel))} terisi dari {angka(terisi.banyak)} baris"


def _nilai_sel(terisi: BlokTerisi) -> Iterator[tuple[str, str, object]]:
    for nomor, baris in enumerate(terisi.baris(), 1):
        for nama, isian in terisi.blok.isian.items():
            if not isian.tetap and baris[nama].keadaan in (Keadaan.TERISI, Keadaan.TIDAK_DINILAI):
                awal = _nama_baris(terisi.blok, baris, nomor)
                yield baris[nama].sel, f"{awal}{isian.label}", _sebagaimana_dibaca(baris[nama], isian.jenis)


def _nama_baris(blok: Blok, baris: Baris, nomor: int) -> str:
    if blok.bentuk is Bentuk.PASANGAN:
        return ""
    if not blok.kunci:
        return f"Baris {nomor} · "
    tetap = [baris[n].isi for n, i in blok.isian.items() if i.tetap and i.jenis in (Jenis.KODE, Jenis.TEKS)]
    return " ".join(str(satu) for satu in tetap if satu is not None) + " · "


def _sebagaimana_dibaca(nilai: Nilai, jenis: Jenis) -> object:
    if nilai.keadaan is Keadaan.TIDAK_DINILAI:
        return "- (tidak dinilai)"
    # A whole number may be a year, which takes no thousands.
    return str(nilai.isi) if jenis in (Jenis.BULAT, Jenis.PERIODE) else nilai.isi


# Hasil Verifikasi


def tulis_hasil_verifikasi(
    jawaban: Jawaban, nama: str = LEMBAR_HASIL, lembar: Mapping[str, str] | None = None
) -> bytes:
    """A workbook of one sheet, named `nama`: what became of the file, the next step, every finding.

    `lembar`: the sheets of the copy it is put into, compared name -> name as written, which its links lead to; None
    where it stands alone.
    """
    aliran = io.BytesIO()
    with _buku(aliran, jawaban) as buku:
        gaya = Gaya(buku)
        ws = buku.add_worksheet(nama)
        _atur_halaman(ws, _LEBAR_HASIL)
        _tulis_keadaan(ws, gaya, "HASIL VERIFIKASI", jawaban)
        baris = _tulis_langkah(ws, gaya, 3, _langkah_berikut(jawaban, salinan=lembar is not None))
        baris = _tulis_rincian(ws, gaya, baris + 1, jawaban)
        if lembar is not None:
            baris = _tulis_arti_tanda(ws, gaya, baris + 1)
        _tulis_temuan(ws, gaya, baris + 1, jawaban.temuan, lembar)
    return aliran.getvalue()


def _langkah_berikut(jawaban: Jawaban, *, salinan: bool) -> Iterator[str]:
    batas = f"paling lambat {tanggal(jawaban.tenggat)} pukul 24.00 WIB"
    if jawaban.insiden:
        yield (
            f"Terjadi kesalahan pada sistem (nomor {jawaban.insiden}), bukan pada isian Anda. Mohon sampaikan nomor "
            "itu kepada admin; berkas akan dicoba lagi dengan sendirinya."
        )
    elif not jawaban.diterima and not jawaban.harus_diperbaiki:
        yield "Tidak ada yang harus diperbaiki pada berkas ini, tetapi isinya tidak dihitung; alasannya ada di bawah."
    elif not jawaban.diterima:
        banyak = angka(jawaban.harus_diperbaiki)
        yield f"Mohon perbaiki {banyak} hal bertanda “{Tingkat.GALAT.tulisan}” pada daftar di bawah."
        if not salinan:
            yield "Perbaiki pada berkas Anda sendiri; salinan yang bertanda tidak dapat dibuat dari berkas ini."
        elif any(t.sel for t in jawaban.temuan):
            yield (
                "Berkas ini salinan berkas Anda sendiri: perbaiki langsung di sini. Klik alamat pada kolom Sel untuk "
                "menuju selnya, lalu tunjuk sel itu untuk membaca catatannya."
            )
        else:
            yield "Berkas ini salinan berkas Anda sendiri: perbaiki langsung di sini."
        yield f"Simpan, lalu taruh di folder {jawaban.folder} {batas}." + (
            " Lembar ini dan tanda-tandanya tidak perlu dihapus; tidak ikut dibaca." if salinan else ""
        )
        if jawaban.tetap_berlaku:
            yield (
                f"Sementara itu berkas sebelumnya, {jawaban.tetap_berlaku}, tetap berlaku. Agar perbaikan ini "
                "menggantikannya, Pengiriman ke- di lembar Identitas harus lebih tinggi."
            )
    elif jawaban.temuan:
        yield (
            "Berkas diterima. Mohon baca catatan di bawah. Bila ada isian yang keliru, perbaiki"
            + (" langsung di salinan ini" if salinan else "")
            + f", naikkan Pengiriman ke- di lembar Identitas, simpan, lalu taruh di folder {jawaban.folder} {batas}."
        )
        yield "Bila semua sudah benar, tidak perlu tindakan."
    else:
        yield "Berkas diterima tanpa catatan. Tidak perlu tindakan. Terima kasih."


def _tulis_langkah(ws: Worksheet, gaya: Gaya, baris: int, langkah: Iterable[str]) -> int:
    for nomor, teks in enumerate(langkah, 1):
        ws.write_number(baris, 0, nomor, gaya("tebal", "tengah", "atas", num_format="0"))
        ws.merge_range(baris, 1, baris, 6, teks, gaya("bungkus", "atas"))
        ws.set_row(baris, tinggi_baris({0: teks}, (_LEBAR_LANGKAH,)))
        baris += 1
    return baris


def _tulis_arti_tanda(ws: Worksheet, gaya: Gaya, baris: int) -> int:
    """What the marks in the other sheets look like: the same conditional formats, in the order of the levels."""
    ws.write_string(baris, 1, "Arti tanda", gaya("tebal"))
    for kolom, tingkat in enumerate(Tingkat, 2):
        ws.write_string(baris, kolom, tingkat.tulisan, gaya("tengah"))
        ws.conditional_format(baris, kolom, baris, kolom, {"type": "no_blanks", "format": gaya(_tanda(tingkat))})
    ws.write_string(baris, 5, "Tanda hilang sendiri begitu isi selnya diubah.", gaya("petunjuk", indent=1))
    return baris + 1


def _tanda(tingkat: Tingkat) -> str:
    return f"tanda_{tingkat.value.casefold()}"


def _tulis_temuan(
    ws: Worksheet, gaya: Gaya, baris: int, temuan: Sequence[Temuan], lembar: Mapping[str, str] | None
) -> None:
    if not temuan:
        return
    for kolom, judul in enumerate(("No", "Tingkat", "Lembar", "Sel", "Keterangan", "Seharusnya", "Cara memperbaiki")):
        ws.write_string(baris, kolom, judul, gaya("kepala"))
    ws.repeat_rows(baris)
    for nomor, t in enumerate(temuan[:TEMUAN_TERBANYAK], 1):
        baris += 1
        ada = lembar is None or t.lembar is None or kunci_banding(t.lembar) in lembar
        nama = t.lembar or "(berkas)"
        isi = (
            kata_tingkat(t),
            nama if ada else f"{nama} (tidak ada)",
            ringkas_sel(t.sel),
            t.pesan,
            t.diharapkan,
            cara_memperbaiki(t),
        )
        ws.write_number(baris, 0, nomor, gaya("bersel", "atas", "tengah", num_format="0"))
        ws.write_string(baris, 1, kata_tingkat(t), gaya("bungkus", "atas", _tanda(tingkat_tampak(t))))
        for kolom, teks in enumerate(isi[1:], 2):
            ws.write_string(baris, kolom, teks or "", gaya("bersel", "bungkus", "atas"))
        if lembar is not None and t.lembar and ada and (posisi := posisi_sel(t.sel)):
            _tulis_tautan(ws, gaya, baris, lembar[kunci_banding(t.lembar)], alamat_sel(*posisi[0]), isi[2])
        ws.set_row(baris, tinggi_baris(dict(enumerate(isi, 1)), _LEBAR_HASIL))
    if len(temuan) > TEMUAN_TERBANYAK:
        ws.write_string(baris + 1, 1, _kalimat_sisa(temuan[TEMUAN_TERBANYAK:], lembar is not None), gaya("tebal"))


def _tulis_tautan(ws: Worksheet, gaya: Gaya, baris: int, nama: str, sel: str, teks: str) -> None:
    kutip = nama.replace("'", "''")
    format_ = gaya("bersel", "bungkus", "atas", "tautan")
    ws.write_url(baris, 3, f"internal:'{kutip}'!{sel}", format_, teks, f"Menuju {nama} {sel}")


def _kalimat_sisa(sisa: Sequence[Temuan], salinan: bool) -> str:
    per_lembar = Counter(t.lembar or "berkas" for t in sisa)
    rincian = ", ".join(f"{nama} {angka(banyak)}" for nama, banyak in per_lembar.items())
    tempat = " Selnya bertanda di lembar masing-masing." if salinan else ""
    return f"… dan {angka(len(sisa))} catatan lagi ({rincian}).{tempat}"


def posisi_sel(sel: str | None) -> list[tuple[int, int]]:
    """The cells a finding names, as rows and columns."""
    return [coordinate_to_tuple(satu) for satu in (sel or "").split(", ") if _ALAMAT.fullmatch(satu)]


def ringkas_sel(sel: str | None) -> str:
    """Addresses as people read them: runs of a column joined ("D7:D9, D12"), a long rest counted."""
    posisi = sorted(set(posisi_sel(sel)), key=lambda p: (p[1], p[0]))
    deret: list[list[tuple[int, int]]] = []
    for satu in posisi:
        if deret and satu == (deret[-1][-1][0] + 1, deret[-1][-1][1]):
            deret[-1].append(satu)
        else:
            deret.append([satu])
    tulisan = [":".join(dict.fromkeys((alamat_sel(*d[0]), alamat_sel(*d[-1])))) for d in deret[:_AREA_TERBANYAK]]
    sisa = sum(map(len, deret[_AREA_TERBANYAK:]))
    return ", ".join(tulisan) + (f" dan {angka(sisa)} sel lain" if sisa else "")


# Tanda Terima


def tulis_tanda_terima(jawaban: Jawaban) -> bytes:
    """A receipt: number, file, time, hash, the bagian's own results as computed, every value as it was understood."""
    aliran = io.BytesIO()
    with _buku(aliran, jawaban) as buku:
        gaya = Gaya(buku)
        ws = buku.add_worksheet("Tanda Terima")
        _atur_halaman(ws, _LEBAR_TANDA_TERIMA)
        _tulis_keadaan(ws, gaya, "TANDA TERIMA", jawaban)
        baris = _tulis_rincian(ws, gaya, 3, jawaban) + 1
        baris = _tulis_daftar(
            ws, gaya, baris, "HASIL", ("Indikator", "Nilai", "Predikat", "Status"),
            ((nama, "belum ada" if nilai is None else nilai, predikat, status)
             for nama, nilai, predikat, status in jawaban.hasil),
        )  # fmt: skip
        baris = _tulis_daftar(
            ws, gaya, baris, "ISIAN SEBAGAIMANA DIBACA", ("Lembar", "Sel", "Isian", "Terbaca sebagai"),
            ((b.lembar, b.sel, b.label, b.nilai) for b in jawaban.isian),
        )  # fmt: skip
        penutup = "Sel yang tidak tercantum dibaca sebagai kosong. Bila ada yang keliru, kirim perbaikannya."
        ws.write_string(baris, 0, penutup, gaya("pengantar"))
    return aliran.getvalue()


def _tulis_daftar(
    ws: Worksheet, gaya: Gaya, baris: int, judul: str, kepala: Sequence[str], isi: Iterable[Sequence[object]]
) -> int:
    """A table under a title; gives the row after the blank below it."""
    ws.write_string(baris, 0, judul, gaya("subjudul"))
    baris += 1
    for kolom, teks in enumerate(kepala):
        ws.write_string(baris, kolom, teks, gaya("kepala"))
    for satu in isi:
        baris += 1
        for kolom, nilai in enumerate(satu):
            tulis_isi(ws, gaya, baris, kolom, nilai, "bersel", "bungkus", "atas", "kiri")
        ws.set_row(baris, tinggi_baris(dict(enumerate(satu)), _LEBAR_TANDA_TERIMA))
    return baris + 2


# Both


def _buku(aliran: io.BytesIO, jawaban: Jawaban) -> xlsxwriter.Workbook:
    buku = xlsxwriter.Workbook(
        aliran, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    buku.set_properties({"created": jawaban.waktu.replace(tzinfo=None), "title": "Verifikasi IKU"})
    return buku


def _atur_halaman(ws: Worksheet, lebar: Sequence[int]) -> None:
    siapkan_cetak(ws)
    for kolom, satu in enumerate(lebar):
        ws.set_column(kolom, kolom, satu)


def _tulis_keadaan(ws: Worksheet, gaya: Gaya, judul: str, jawaban: Jawaban) -> None:
    """Title, and what became of the file in large words."""
    ws.write_string(0, 0, judul, gaya("judul"))
    ws.set_row(1, 36)
    warna = "siap" if jawaban.diterima else "kurang"
    ws.merge_range(1, 0, 1, 3, jawaban.keadaan, gaya(warna, "bersel", font_size=22, bold=True, indent=1))


def _tulis_rincian(ws: Worksheet, gaya: Gaya, baris: int, jawaban: Jawaban) -> int:
    """Which file it is; gives the row after it."""
    rincian = (
        ("Nomor tanda terima", jawaban.nomor),
        ("Bagian", jawaban.bagian),
        ("Periode", jawaban.periode.nama),
        ("Berkas", jawaban.berkas),
        ("Waktu berkas", f"{tanggal(jawaban.waktu.date())} pukul {jawaban.waktu:%H.%M} WIB"),
        ("SHA-256", jawaban.sha256),
    )
    terisi = [f"{label}: {isi}" for label, isi in rincian if isi]
    for nomor, teks in enumerate(terisi):
        ws.write_string(baris + nomor, 0, teks, gaya("dasar"))
    return baris + len(terisi)
