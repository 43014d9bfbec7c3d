"""From a cell as delivered to a value of a known kind: Decimal, date, text or nothing, and never a guess.

What a person means without doubt is accepted (with an INFO where it was typed as something else); what could mean
two things is a GALAT that asks. The functions here never raise on a cell's content.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum

from schemas.periode import Periode, nomor_bulan
from schemas.temuan import Temuan, buat_temuan
from schemas.tulisan import tanggal, tulis

TAHUN_TERAWAL = 2000  # dates before it are numbers in cells formatted as dates: 12 is 12 January 1900


class Jenis(StrEnum):
    """The kinds of an entry cell. KODE is text that must not be typed as a number (NIP, Nomor, Kode)."""

    TEKS = "tulisan"
    KODE = "tulisan apa adanya"
    ANGKA = "angka"
    BULAT = "bilangan bulat"
    TANGGAL = "tanggal"
    PILIHAN = "pilihan"
    PERIODE = "periode"


class Keadaan(StrEnum):
    """Empty, filled, "-" and unreadable are four states; none of them is 0."""

    KOSONG = "kosong"
    TERISI = "terisi"
    TIDAK_DINILAI = "tidak dinilai"
    GALAT = "galat"


class IsiKhusus(StrEnum):
    """What a reader found in a cell instead of a value."""

    GALAT_RUMUS = "galat rumus"
    RUMUS_TANPA_NILAI = "rumus tanpa nilai"


@dataclass(frozen=True)
class Sel:
    """One cell as delivered: 1-based row and column, its value as the file holds it.

    `isi` is str, int, float, bool, datetime, date, time or None; `khusus` says when it is no value but an Excel error
    (`isi` then is its name, such as "#REF!") or a formula without a stored result; `persen` when it is shown as %.
    """

    baris: int
    kolom: int
    isi: object
    khusus: IsiKhusus | None = None
    persen: bool = False

    @property
    def alamat(self) -> str:
        return alamat_sel(self.baris, self.kolom)


@dataclass(frozen=True)
class Nilai:
    """A parsed cell: `isi` is Decimal, date, str, Periode or None; `sel` its A1 address."""

    isi: object
    keadaan: Keadaan
    sel: str

    @property
    def terisi(self) -> bool:
        return self.keadaan is not Keadaan.KOSONG


@dataclass(frozen=True)
class Konteks:
    """Words a finding about a cell needs: where it is, its label, an example, the year and the allowed values."""

    lembar: str
    label: str
    contoh: str = "83,25"
    tahun: int = 0
    pilihan: Sequence[str] = ()
    boleh_tidak_dinilai: bool = False


def alamat_sel(baris: int, kolom: int) -> str:
    """A1 address of a 1-based row and column."""
    return f"{huruf_kolom(kolom)}{baris}"


def huruf_kolom(kolom: int) -> str:
    """Letters of a 1-based column."""
    huruf = ""
    while kolom:
        kolom, sisa = divmod(kolom - 1, 26)
        huruf = chr(65 + sisa) + huruf
    return huruf


def rapikan(teks: object) -> str:
    """Text without leading, trailing, doubled, non-breaking or zero-width blanks."""
    return " ".join(re.sub(r"[\u200b\u200c\u200d\ufeff\u00ad]", "", str(teks)).replace("\u00a0", " ").split())


def kunci_banding(teks: object) -> str:
    """Text as it is compared with labels and choices: tidied, case folded."""
    return rapikan(teks).casefold()


def mirip(dicari: str, tersedia: Sequence[str]) -> str:
    """ " Mungkin maksudnya “X”." for the nearest of the available words, else ''."""
    padanan = {kunci_banding(t): t for t in tersedia}
    dekat = get_close_matches(kunci_banding(dicari), list(padanan), n=1, cutoff=0.6)
    return f" Mungkin maksudnya “{padanan[dekat[0]]}”." if dekat else ""


def desimal_dari_biner(isi: float) -> Decimal:
    """The decimal number Excel shows for a stored double: 15 significant digits."""
    return Decimal(f"{isi:.15g}")


def urai(sel: Sel, jenis: Jenis, konteks: Konteks) -> tuple[Nilai, list[Temuan]]:
    """Parse one cell. A GALAT among the findings goes with `Keadaan.GALAT`; the value is then None."""
    if sel.khusus is IsiKhusus.GALAT_RUMUS:
        return _gagal(sel, konteks, "G306", ditemukan=str(sel.isi))
    if sel.khusus is IsiKhusus.RUMUS_TANPA_NILAI:
        return _gagal(sel, konteks, "G307")
    if sel.isi is None or (isinstance(sel.isi, str) and not rapikan(sel.isi)):
        return Nilai(None, Keadaan.KOSONG, sel.alamat), []
    if isinstance(sel.isi, bool):
        return _gagal(sel, konteks, "G315", jenis=jenis.value)
    return _PENGURAI[jenis](sel, konteks)


def _gagal(sel: Sel, k: Konteks, kode: str, **isi: object) -> tuple[Nilai, list[Temuan]]:
    kata: dict[str, object] = {"ditemukan": tulis(sel.isi), "label": k.label, "contoh": k.contoh} | isi
    temuan = buat_temuan(kode, lembar=k.lembar, sel=sel.alamat, **kata)  # type: ignore[arg-type]
    return Nilai(None, Keadaan.GALAT, sel.alamat), [temuan]


def _jadi(sel: Sel, isi: object, *temuan: Temuan) -> tuple[Nilai, list[Temuan]]:
    return Nilai(isi, Keadaan.TERISI, sel.alamat), list(temuan)


def _catat(sel: Sel, k: Konteks, kode: str, dibaca: str) -> Temuan:
    return buat_temuan(kode, lembar=k.lembar, sel=sel.alamat, ditemukan=str(sel.isi), label=k.label, dibaca=dibaca)


def _urai_angka(sel: Sel, k: Konteks) -> tuple[Nilai, list[Temuan]]:
    isi = sel.isi
    if isinstance(isi, (datetime, date, time, timedelta)):
        return _gagal(sel, k, "G303", ditemukan=_tulis_waktu(isi))
    if isinstance(isi, (int, float)):
        nilai = desimal_dari_biner(float(isi)) if isinstance(isi, float) else Decimal(isi)
        if not nilai.is_finite():
            return _gagal(sel, k, "G301")
        return _jadi(sel, nilai * 100 if sel.persen else nilai)
    teks = rapikan(isi)
    if teks in ("-", "–", "—"):
        if k.boleh_tidak_dinilai:
            return Nilai(None, Keadaan.TIDAK_DINILAI, sel.alamat), []
        return _gagal(sel, k, "G310", tahun=k.tahun)
    hasil = angka_dari_tulisan(teks)
    if hasil is None:
        return _gagal(sel, k, "G301", ditemukan=teks)
    if isinstance(hasil, tuple):
        return _gagal(sel, k, "G302", ditemukan=teks, arti_a=_polos(hasil[0]), arti_b=_polos(hasil[1]))
    return _jadi(sel, hasil, _catat(sel, k, "I311", _polos(hasil)))


# A number as written in one manner: groups of three or none, then a fraction or none. The first group has no leading
# zero: "0.123" is a fraction, "0.123.456" nothing.
_POLA_ANGKA = r"([+-]?)([1-9]\d{{0,2}}(?:{kelompok}\d{{3}})+|\d+)(?:{koma}(\d+))?"
_POLA_INDONESIA = re.compile(_POLA_ANGKA.format(kelompok=r"\.", koma=","))
_POLA_INGGRIS = re.compile(_POLA_ANGKA.format(kelompok=",", koma=r"\."))


def angka_dari_tulisan(teks: str) -> Decimal | tuple[Decimal, Decimal] | None:
    """Read a typed number: a Decimal when it can mean one thing, both readings (larger first) when two, None when none.

    Indonesian "1.234,56" and English "1,234.56" are clear, and so are "83,25" and "83.25" (a group has three digits);
    "1.234" and "1,234" may be a thousand or one and a bit. They stay so even where only one reading fits the cell's
    range: a slip by a factor of a thousand is what ranges are there to catch. A trailing "%" is dropped: "90 %" is 90.
    """
    polos = rapikan(teks).removesuffix("%").strip().replace("−", "-")
    cocok = (pola.fullmatch(polos) for pola in (_POLA_INDONESIA, _POLA_INGGRIS))
    bacaan = {Decimal(f"{c[1]}{re.sub('[.,]', '', c[2])}" + (f".{c[3]}" if c[3] else "")) for c in cocok if c}
    if len(bacaan) == 2:
        kecil, besar = sorted(bacaan, key=abs)
        return besar, kecil
    return bacaan.pop() if bacaan else None


def _polos(nilai: Decimal) -> str:
    """A number as it should be typed again: comma, no grouping."""
    return f"{nilai:f}".replace(".", ",")


def _tulis_waktu(isi: datetime | date | time | timedelta) -> str:
    if isinstance(isi, timedelta):
        return f"jam {isi}"
    return f"jam {isi:%H.%M}" if isinstance(isi, time) else tulis(isi)


def _urai_bulat(sel: Sel, k: Konteks) -> tuple[Nilai, list[Temuan]]:
    nilai, temuan = _urai_angka(sel, k)
    if not isinstance(nilai.isi, Decimal):
        return nilai, temuan
    bulat = nilai.isi.to_integral_value()
    return _jadi(sel, bulat, *temuan) if bulat == nilai.isi else _gagal(sel, k, "G309")


def _urai_teks(sel: Sel, k: Konteks) -> tuple[Nilai, list[Temuan]]:
    return _jadi(sel, rapikan(sel.isi if isinstance(sel.isi, str) else tulis(sel.isi)))


def _urai_kode(sel: Sel, k: Konteks) -> tuple[Nilai, list[Temuan]]:
    if not isinstance(sel.isi, str):
        if not isinstance(sel.isi, (int, float)):
            return _gagal(sel, k, "G308", bentuk="tanggal atau jam")
        # A NIP has no dots: what stands in the cell is shown digit by digit.
        isi = Decimal(sel.isi) if isinstance(sel.isi, int) else desimal_dari_biner(sel.isi)
        return _gagal(sel, k, "G308", bentuk="angka", ditemukan=_polos(isi))
    return _jadi(sel, rapikan(sel.isi))


def _urai_tanggal(sel: Sel, k: Konteks) -> tuple[Nilai, list[Temuan]]:
    hari = tanggal_dari_tulisan(sel.isi) if isinstance(sel.isi, str) else sel.isi
    if isinstance(hari, datetime):
        hari = hari.date()
    if not isinstance(hari, date):
        return _gagal(sel, k, "G304")
    if hari.year < TAHUN_TERAWAL:
        return _gagal(sel, k, "G320", tahun=TAHUN_TERAWAL)
    return _jadi(sel, hari, *([_catat(sel, k, "I312", tanggal(hari))] if isinstance(sel.isi, str) else []))


def tanggal_dari_tulisan(teks: str) -> date | None:
    """Read `31 Desember 2025`, `31/12/2025`, `31-12-2025`, `31.12.2025` or `2025-12-31`; day before month always."""
    bersih = rapikan(teks)
    bersih = re.sub(r"^(senin|selasa|rabu|kamis|jum'?at|sabtu|minggu),?\s*", "", bersih, flags=re.IGNORECASE)
    if cocok := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", bersih):
        tahun, bulan, hari = int(cocok[1]), int(cocok[2]), int(cocok[3])
    elif cocok := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", bersih):
        hari, bulan, tahun = int(cocok[1]), int(cocok[2]), int(cocok[3])
    elif cocok := re.fullmatch(r"(\d{1,2})[ -]([A-Za-z]+)\.?[ -](\d{4})", bersih):
        hari, bulan, tahun = int(cocok[1]), nomor_bulan(cocok[2]) or 0, int(cocok[3])
    else:
        return None
    try:
        return date(tahun, bulan, hari)
    except ValueError:
        return None


def _urai_pilihan(sel: Sel, k: Konteks) -> tuple[Nilai, list[Temuan]]:
    teks = rapikan(sel.isi if isinstance(sel.isi, str) else tulis(sel.isi))
    for pilihan in k.pilihan:
        if teks == pilihan:
            return _jadi(sel, pilihan)
        if kunci_banding(teks) == kunci_banding(pilihan):
            return _jadi(sel, pilihan, _catat(sel, k, "I313", pilihan))
    return _gagal(sel, k, "G305", ditemukan=teks, pilihan=", ".join(k.pilihan), mirip=mirip(teks, k.pilihan))


def _urai_periode(sel: Sel, k: Konteks) -> tuple[Nilai, list[Temuan]]:
    isi = sel.isi
    hari = isi if isinstance(isi, date) else tanggal_dari_tulisan(isi) if isinstance(isi, str) else None
    tulisan = f"{hari.year:04d}-{hari.month:02d}" if hari else rapikan(isi)
    periode = Periode.dari_tulisan(tulisan)
    if periode is None:
        return _gagal(sel, k, "G209")
    if isinstance(isi, str) and rapikan(isi) != str(periode):
        return _jadi(sel, periode, _catat(sel, k, "I313", str(periode)))
    return _jadi(sel, periode)


_PENGURAI = {
    Jenis.TEKS: _urai_teks,
    Jenis.KODE: _urai_kode,
    Jenis.ANGKA: _urai_angka,
    Jenis.BULAT: _urai_bulat,
    Jenis.TANGGAL: _urai_tanggal,
    Jenis.PILIHAN: _urai_pilihan,
    Jenis.PERIODE: _urai_periode,
}
