"""What a formula of a template gives, computed from the cells it looks at, so that the file stores it right.

Programs that compute do so themselves; viewers, previews and other readers show what is stored. Only the operators and
functions that our own formulas use are known here, with the meaning Excel gives them; any other name is a ValueError.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation
from typing import Any

from xlsxwriter.utility import xl_cell_to_rowcol

HARI_NOL = date(1899, 12, 30)  # day 0 of Excel's calendar
Posisi = tuple[int, int]  # row and column, 0-based
_Nilai = Callable[[], Any]

_LAMBANG = re.compile(
    r"""\s*(?:
    (?P<teks>"(?:[^"]|"")*")
    |(?P<rujukan>(?:(?:'[^']+'|[A-Za-z_]\w*)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?(?![\w(]))
    |(?P<angka>\d+(?:\.\d+)?)
    |(?P<fungsi>[A-Z][A-Z0-9.]*)\(
    |(?P<logika>TRUE|FALSE)
    |(?P<tanda><>|<=|>=|[-+*/&=<>(),])
    )""",
    re.VERBOSE,
)
_BANDING: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class GalatSel(Exception):
    """An error value (#DIV/0!, #N/A, #VALUE!) on its way to the IFERROR that catches it."""


@dataclass(frozen=True)
class Larik:
    """Cells of a range, or what became of them one by one. The last one stands `ekor` times more: blank rows."""

    isi: Sequence[Any]
    ekor: int = 0

    def peta(self, fungsi: Callable[[Any], Any]) -> "Larik":
        return Larik([fungsi(satu) for satu in self.isi], self.ekor)

    def banyak(self, syarat: Callable[[Any], bool]) -> int:
        """How many of them meet a condition."""
        return sum(map(syarat, self.isi)) + (self.ekor if self.ekor and syarat(self.isi[-1]) else 0)

    def semua(self) -> Iterator[tuple[Any, int]]:
        """Each value with the number of times it stands."""
        yield from ((satu, 1) for satu in self.isi)
        if self.ekor:
            yield self.isi[-1], self.ekor


class Rumus(str):
    """A formula, "=" included; a plain text that begins with "=" is a text."""


class BukuHitung:
    """The cells of a workbook in the making, by sheet: values and formulas."""

    def __init__(self) -> None:
        self._lembar: dict[str, dict[Posisi, Any]] = {}
        self._terakhir: dict[str, int] = {}
        self._jadi: dict[tuple[str, Posisi], Any] = {}

    def taruh(self, lembar: str, isi: Mapping[Posisi, Any]) -> None:
        """Cells of a sheet; all are there before anything is computed."""
        self._lembar.setdefault(lembar, {}).update(isi)
        self._terakhir[lembar] = max((baris for baris, _ in self._lembar[lembar]), default=0)

    def isi(self, lembar: str, posisi: Posisi) -> Any:
        """A cell as it was put."""
        return self._lembar.get(lembar, {}).get(posisi)

    def hasil(self, lembar: str, rumus: str) -> str | int | float:
        """What a formula on a sheet gives."""
        nilai = _tunggal(_Pengurai(self, lembar, rumus).urai()())
        if isinstance(nilai, Decimal):
            return int(nilai) if nilai == nilai.to_integral_value() else float(nilai)
        return 0 if nilai is None else nilai  # type: ignore[no-any-return]

    def nilai(self, lembar: str, posisi: Posisi) -> Any:
        """A cell as formulas see it: dates as numbers, formulas as what they give."""
        isi = self.isi(lembar, posisi)
        if isinstance(isi, date):
            return Decimal((isi - HARI_NOL).days)
        if not isinstance(isi, Rumus):
            return isi
        kunci = (lembar, posisi)
        if kunci not in self._jadi:
            self._jadi[kunci] = _tunggal(_Pengurai(self, lembar, isi).urai()())
        return self._jadi[kunci]

    def rentang(self, lembar: str, awal: Posisi, akhir: Posisi) -> Larik:
        """Row by row. Below the sheet's last filled row all is blank, and one row speaks for the rest."""
        terakhir = self._terakhir.get(lembar, 0)
        batas = min(akhir[0], max(awal[0], terakhir + 1)) if awal[1] == akhir[1] else akhir[0]
        isi = [self.nilai(lembar, (b, k)) for b in range(awal[0], batas + 1) for k in range(awal[1], akhir[1] + 1)]
        return Larik(isi, akhir[0] - batas)


class _Pengurai:
    """Reads one formula by Excel's order of operations into something that can be computed when needed."""

    def __init__(self, buku: BukuHitung, lembar: str, rumus: str) -> None:
        self.buku, self.lembar, self.rumus = buku, lembar, rumus
        self.letak = 1  # after the "="

    def urai(self) -> _Nilai:
        hasil = self._banding()
        if self.letak != len(self.rumus):
            raise ValueError(f"not understood at {self.letak}: {self.rumus}")
        return hasil

    def _lihat(self) -> tuple[str, str]:
        """(kind, text) of the next symbol, blank at the end."""
        cocok = _LAMBANG.match(self.rumus, self.letak)
        return (str(cocok.lastgroup), str(cocok[str(cocok.lastgroup)])) if cocok else ("", "")

    def _ambil(self) -> tuple[str, str]:
        cocok = _LAMBANG.match(self.rumus, self.letak)
        if cocok is None:
            raise ValueError(f"not understood at {self.letak}: {self.rumus}")
        self.letak = cocok.end()
        return str(cocok.lastgroup), str(cocok[str(cocok.lastgroup)])

    def _berderet(self, tanda: Iterable[str], anak: Callable[[], _Nilai]) -> _Nilai:
        """Operations of one rank, from left to right."""
        hasil = anak()
        while self._lihat()[0] == "tanda" and self._lihat()[1] in tanda:
            _, lambang = self._ambil()
            hasil = _operasi(_OPERASI[lambang], hasil, anak())
        return hasil

    def _banding(self) -> _Nilai:
        return self._berderet(_BANDING, self._sambung)

    def _sambung(self) -> _Nilai:
        return self._berderet("&", self._tambah)

    def _tambah(self) -> _Nilai:
        return self._berderet("+-", self._kali)

    def _kali(self) -> _Nilai:
        return self._berderet("*/", self._negatif)

    def _negatif(self) -> _Nilai:
        if self._lihat() == ("tanda", "-"):
            self._ambil()
            return _operasi(_OPERASI["-"], lambda: 0, self._negatif())
        return self._pokok()

    def _pokok(self) -> _Nilai:
        jenis, teks = self._ambil()
        if jenis == "tanda" and teks == "(":
            isi = self._banding()
            self._tutup()
            return isi
        match jenis:
            case "teks":
                return _tetap(teks[1:-1].replace('""', '"'))
            case "angka":
                return _tetap(Decimal(teks) if "." in teks else int(teks))
            case "logika":
                return _tetap(teks == "TRUE")
            case "rujukan":
                return self._rujukan(teks)
            case "fungsi":
                return self._fungsi(teks)
        raise ValueError(f"not understood at {self.letak}: {self.rumus}")

    def _tutup(self) -> None:
        if self._ambil() != ("tanda", ")"):
            raise ValueError(f"not closed at {self.letak}: {self.rumus}")

    def _rujukan(self, teks: str) -> _Nilai:
        lembar, _, alamat = teks.rpartition("!")
        nama = lembar.strip("'") or self.lembar
        awal, _, akhir = alamat.replace("$", "").partition(":")
        dari, sampai = xl_cell_to_rowcol(awal), xl_cell_to_rowcol(akhir or awal)
        return lambda: self.buku.rentang(nama, dari, sampai)

    def _fungsi(self, nama: str) -> _Nilai:
        if nama not in _FUNGSI:
            raise ValueError(f"{nama} is not known here: {self.rumus}")
        argumen: list[_Nilai] = []
        while self._lihat() != ("tanda", ")"):
            argumen.append(self._banding())
            if self._lihat() == ("tanda", ","):
                self._ambil()
        self._tutup()
        fungsi = _FUNGSI[nama]
        return lambda: fungsi(argumen)


def _tetap(nilai: Any) -> _Nilai:
    return lambda: nilai


# Values


def _tunggal(nilai: Any) -> Any:
    """The one value of a cell or an expression."""
    if isinstance(nilai, Larik):
        if len(nilai.isi) != 1 or nilai.ekor:
            raise GalatSel
        return nilai.isi[0]
    return nilai


def _angka(nilai: Any) -> Any:
    """As a number: blank is 0; text only where it reads as one."""
    if nilai is None:
        return 0
    if isinstance(nilai, str):
        try:
            return Decimal(nilai)
        except InvalidOperation:
            raise GalatSel from None
    return int(nilai) if isinstance(nilai, bool) else nilai


def _kata(nilai: Any) -> str:
    return "" if nilai is None else f"{nilai:f}" if isinstance(nilai, Decimal) else str(nilai)


def _berangka(nilai: Any) -> bool:
    return isinstance(nilai, (int, Decimal)) and not isinstance(nilai, bool)


def _urutan(nilai: Any, lawan: Any) -> tuple[int, Any]:
    """How values compare: numbers before text before TRUE and FALSE, text without its case, blank as the other's."""
    if nilai is None:
        nilai = "" if isinstance(lawan, str) else False if isinstance(lawan, bool) else 0
    if isinstance(nilai, bool):
        return 2, nilai
    return (1, nilai.casefold()) if isinstance(nilai, str) else (0, nilai)


# Operators


def _bagi(a: Any, b: Any) -> Any:
    try:
        return Decimal(_angka(a)) / Decimal(_angka(b))
    except (DivisionByZero, InvalidOperation):
        raise GalatSel from None


def _pembanding(tanda: str) -> Callable[[Any, Any], bool]:
    return lambda a, b: _BANDING[tanda](_urutan(a, b), _urutan(b, a))


_OPERASI: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: _angka(a) + _angka(b),
    "-": lambda a, b: _angka(a) - _angka(b),
    "*": lambda a, b: _angka(a) * _angka(b),
    "/": _bagi,
    "&": lambda a, b: _kata(a) + _kata(b),
    **{tanda: _pembanding(tanda) for tanda in _BANDING},
}


def _operasi(lakukan: Callable[[Any, Any], Any], kiri: _Nilai, kanan: _Nilai) -> _Nilai:
    """An operator, cell by cell where a side is a range."""

    def hitung() -> Any:
        a, b = kiri(), kanan()
        if isinstance(a, Larik) and isinstance(b, Larik) and len(a.isi) == len(b.isi):
            return Larik([lakukan(x, y) for x, y in zip(a.isi, b.isi, strict=True)], a.ekor)
        if isinstance(a, Larik):
            return a.peta(lambda x: lakukan(x, _tunggal(b)))
        if isinstance(b, Larik):
            return b.peta(lambda y: lakukan(a, y))
        return lakukan(a, b)

    return hitung


# Functions; they take their arguments uncomputed, since IF and IFERROR compute only what they need


def _sekelompok(argumen: Sequence[_Nilai]) -> Iterator[tuple[Any, int]]:
    """The values of all arguments with the number of times each stands."""
    for satu in argumen:
        nilai = satu()
        yield from nilai.semua() if isinstance(nilai, Larik) else ((nilai, 1),)


def _angka_angka(argumen: Sequence[_Nilai]) -> list[tuple[Any, int]]:
    return [(nilai, kali) for nilai, kali in _sekelompok(argumen) if _berangka(nilai)]


def _jumlah(argumen: Sequence[_Nilai]) -> Any:
    return sum(nilai * kali for nilai, kali in _angka_angka(argumen))


def _cacah(argumen: Sequence[_Nilai]) -> int:
    return sum(kali for _, kali in _angka_angka(argumen))


def _rata(argumen: Sequence[_Nilai]) -> Any:
    return _bagi(_jumlah(argumen), _cacah(argumen))


def _ujung(pilih: Callable[[Iterable[Any]], Any]) -> Callable[[Sequence[_Nilai]], Any]:
    return lambda argumen: pilih([nilai for nilai, _ in _angka_angka(argumen)] or [0])


def _jika(argumen: Sequence[_Nilai]) -> Any:
    return _tunggal(argumen[1 if _tunggal(argumen[0]()) else 2]())


def _jika_galat(argumen: Sequence[_Nilai]) -> Any:
    try:
        return _tunggal(argumen[0]())
    except GalatSel:
        return _tunggal(argumen[1]())


def _bulatkan(argumen: Sequence[_Nilai]) -> Decimal:
    nilai, desimal = (_angka(_tunggal(satu())) for satu in argumen)
    return Decimal(nilai).quantize(Decimal(1).scaleb(-int(desimal)), ROUND_HALF_UP)


def _kosong(argumen: Sequence[_Nilai]) -> Any:
    nilai = argumen[0]()
    return nilai.peta(lambda satu: satu is None) if isinstance(nilai, Larik) else nilai is None


def _syarat(kriteria: Any) -> Callable[[Any], bool]:
    """The test a criterion of COUNTIFS stands for: "Ya", "<>", ">=45"."""
    if not isinstance(kriteria, str):
        return lambda nilai: _berangka(nilai) and nilai == kriteria
    cocok = re.match(r"(<>|<=|>=|[=<>]?)(.*)", kriteria, re.DOTALL)
    assert cocok is not None
    tanda, kata = cocok[1] or "=", cocok[2]
    if re.fullmatch(r"-?\d+(\.\d+)?", kata):
        batas, jika_bukan = Decimal(kata), tanda == "<>"
        return lambda nilai: _BANDING[tanda](nilai, batas) if _berangka(nilai) else jika_bukan
    if not kata:
        return (lambda nilai: nilai is not None) if tanda == "<>" else (lambda nilai: nilai in (None, ""))
    return lambda nilai: (isinstance(nilai, str) and nilai.casefold() == kata.casefold()) is (tanda == "=")


def _terpilih(argumen: Sequence[_Nilai]) -> Larik:
    """Row by row: whether all (range, criterion) pairs hold."""
    uji = [argumen[n]().peta(_syarat(_tunggal(argumen[n + 1]()))) for n in range(0, len(argumen), 2)]
    return Larik([all(baris) for baris in zip(*(satu.isi for satu in uji), strict=True)], uji[0].ekor)


def _hitung_bila(argumen: Sequence[_Nilai]) -> int:
    return _terpilih(argumen).banyak(bool)


def _jumlah_bila(argumen: Sequence[_Nilai]) -> Any:
    pilih = _terpilih(argumen[1:])
    return sum(n for n, ya in zip(argumen[0]().isi, pilih.isi, strict=True) if ya and _berangka(n))


def _jumlah_hasil(argumen: Sequence[_Nilai]) -> Any:
    (satu,) = argumen
    return sum(_angka(nilai) * kali for nilai, kali in _sekelompok([satu]))


def _tanggal(argumen: Sequence[_Nilai]) -> int:
    tahun, bulan, hari = (int(_angka(_tunggal(satu()))) for satu in argumen)
    lebih, bulan = divmod(bulan - 1, 12)
    return (date(tahun + lebih, bulan + 1, 1) - HARI_NOL).days + hari - 1


def _tahun(argumen: Sequence[_Nilai]) -> int:
    return (HARI_NOL + timedelta(days=int(_angka(_tunggal(argumen[0]()))))).year


def _galat(argumen: Sequence[_Nilai]) -> Any:
    raise GalatSel


def _potong(ambil: Callable[[str, int], str]) -> Callable[[Sequence[_Nilai]], str]:
    return lambda argumen: ambil(_kata(_tunggal(argumen[0]())), int(_angka(_tunggal(argumen[1]()))))


_FUNGSI: dict[str, Callable[[Sequence[_Nilai]], Any]] = {
    "AND": lambda argumen: all(bool(nilai) for nilai, _ in _sekelompok(argumen)),
    "AVERAGE": _rata,
    "COUNT": _cacah,
    "COUNTA": lambda argumen: sum(kali for nilai, kali in _sekelompok(argumen) if nilai is not None),
    "COUNTIF": _hitung_bila,
    "COUNTIFS": _hitung_bila,
    "DATE": _tanggal,
    "IF": _jika,
    "IFERROR": _jika_galat,
    "ISBLANK": _kosong,
    "ISNUMBER": lambda argumen: _berangka(_tunggal(argumen[0]())),
    "LEFT": _potong(lambda teks, n: teks[:n]),
    "MAX": _ujung(max),
    "MIN": _ujung(min),
    "NA": _galat,
    "NOT": lambda argumen: not _tunggal(argumen[0]()),
    "RIGHT": _potong(lambda teks, n: teks[-n:]),
    "ROUND": _bulatkan,
    "SUM": _jumlah,
    "SUMIFS": _jumlah_bila,
    "SUMPRODUCT": _jumlah_hasil,
    "VALUE": lambda argumen: _angka(_tunggal(argumen[0]())),
    "YEAR": _tahun,
}
