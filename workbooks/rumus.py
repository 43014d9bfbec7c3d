"""A computation step as a spreadsheet formula: the same operations as `iku_rules.langkah.hitung`, in cells.

Inside a formula the unknown is an error value (#DIV/0!, #N/A), which every function passes on like `hitung` passes on
None; at its outside it becomes "" (an empty-looking cell). Only functions of Excel 2007 are used.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal

from iku_rules.langkah import (
    Bagi,
    Bulat,
    JikaMinimal,
    Jumlah,
    Kali,
    Kurang,
    Langkah,
    Masukan,
    Parameter,
    RataRata,
    Simpul,
    Terbesar,
    Terkecil,
    anak,
)

Alamat = Callable[[Simpul], str | None]

KOSONG = '""'
TAK_DIKENAL = "NA()"
TERPANJANG = 8192  # characters of a formula, Excel's limit
ARGUMEN_TERBANYAK = 255  # of one function call, Excel's limit
_ANGKA_EXCEL = Context(prec=15)  # digits Excel keeps of a number typed into a formula
_RUJUKAN = re.compile(r"(?P<lembar>.*!)?(?P<a>\$?)(?P<kolom>[A-Z]{1,3})(?P<b>\$?)(?P<baris>\d+)")

# How tightly a written expression holds together; a looser one inside a tighter one needs parentheses.
_LONGGAR, _KURANG, _KALI, _UTUH = range(4)


class TerlaluPanjang(ValueError):
    """A formula beyond what Excel takes."""


def rumus(simpul: Simpul, alamat: Alamat) -> str:
    """The formula of a node, without the leading "=", for when all inputs it needs are filled.

    `alamat` gives the reference of a Masukan, Parameter or Langkah that has a cell, else None: then it is written in
    place. A `Langkah` handed in is written as its content, since its own cell is where the formula goes.
    Gives "" where `hitung` gives None because of a divisor 0. TerlaluPanjang when no cell holds it.
    """
    return _rumus(simpul, alamat, jaga=False)


def rumus_lengkap(simpul: Simpul, alamat: Alamat) -> str:
    """Like `rumus`, and "" as long as an input it needs is blank or no number: a blank must not count as 0."""
    return _rumus(simpul, alamat, jaga=True)


def _rumus(simpul: Simpul, alamat: Alamat, *, jaga: bool) -> str:
    isi = simpul.isi if isinstance(simpul, Langkah) else simpul
    teks = _Penulis(alamat, jaga).terjaga(isi, KOSONG).teks
    if len(teks) >= TERPANJANG:
        raise TerlaluPanjang(f"formula of {len(teks)} characters, more than a cell holds")
    return teks


@dataclass(frozen=True)
class _Tulisan:
    """A written expression and how tightly it holds."""

    teks: str
    ikatan: int = _UTUH
    mungkin_kosong: bool = False

    def dalam(self, ikatan: int) -> str:
        return self.teks if self.ikatan >= ikatan else f"({self.teks})"


@dataclass
class _Risiko:
    """What can make an expression unknown: cells that must hold a number, divisors (innermost first), errors inside."""

    wajib: list[str] = field(default_factory=list)
    pembagi: list[str] = field(default_factory=list)
    galat: bool = False


@dataclass(frozen=True)
class _Penulis:
    alamat: Alamat
    jaga: bool

    def terjaga(self, simpul: Simpul, kosong: str) -> _Tulisan:
        """The expression, giving `kosong` where the node is unknown."""
        simpul = self._buka(simpul)
        risiko = _Risiko()
        if isinstance(simpul, JikaMinimal) and kosong == KOSONG:
            # Outermost choice: each branch may be empty by itself, unknown branches not taken do no harm.
            tulisan = self._jika(simpul, KOSONG)
            self._nilai_risiko(simpul.uji, risiko)
            self._nilai_risiko(simpul.batas, risiko)
        else:
            tulisan = self.tulis(simpul)
            self._nilai_risiko(simpul, risiko)
        return self._pagari(tulisan, risiko, kosong)

    def _pagari(self, tulisan: _Tulisan, risiko: _Risiko, kosong: str) -> _Tulisan:
        hasil = tulisan
        for pembagi in reversed(dict.fromkeys(risiko.pembagi)):
            hasil = _Tulisan(f"IF({pembagi}=0,{kosong},{hasil.teks})", mungkin_kosong=True)
        if risiko.galat:
            teks = hasil.teks if kosong == TAK_DIKENAL else f"IFERROR({hasil.teks},{kosong})"
            hasil = _Tulisan(teks, hasil.ikatan if teks is hasil.teks else _UTUH, mungkin_kosong=True)
        wajib = sorted(set(risiko.wajib), key=_urutan)
        if self.jaga and wajib:
            teks = f"IF({_panggil('COUNT', gabung_rentang(wajib))}={len(wajib)},{hasil.teks},{kosong})"
            hasil = _Tulisan(teks, mungkin_kosong=True)
        return hasil

    def _buka(self, simpul: Simpul) -> Simpul:
        """The operation inside steps that have no cell of their own."""
        while isinstance(simpul, Langkah) and self.alamat(simpul) is None:
            simpul = simpul.isi
        return simpul

    # What may be unknown

    def _nilai_risiko(self, simpul: Simpul, risiko: _Risiko) -> None:
        simpul = self._buka(simpul)
        rujukan = self._rujukan(simpul)
        if rujukan is not None:
            if not isinstance(simpul, Parameter):  # a parameter is always known
                risiko.wajib.append(rujukan)
            return
        match simpul:
            case Masukan(_, None) | Jumlah(()) | Terkecil(()) | Terbesar(()) | RataRata(()):
                risiko.galat = True
            case RataRata():
                self._risiko_rata(simpul, risiko)
            case JikaMinimal(uji, batas):
                self._nilai_risiko(uji, risiko)
                self._nilai_risiko(batas, risiko)
                risiko.galat = risiko.galat or self._jika(simpul, TAK_DIKENAL).mungkin_kosong
            case Bagi(atas, bawah):
                self._nilai_risiko(atas, risiko)
                self._nilai_risiko(bawah, risiko)
                pembagi = self.tulis(bawah).teks
                if not _angka_tertulis(pembagi):  # a written divisor other than 0 is safe
                    risiko.pembagi.append(pembagi)
            case _:
                for satu in anak(simpul):
                    self._nilai_risiko(satu, risiko)

    def _risiko_rata(self, simpul: RataRata, risiko: _Risiko) -> None:
        """A mean is unknown only when none of its terms is known."""
        if all(_angka_tertulis(s) is None for s in self._suku_rata(simpul)):
            risiko.pembagi.append(self._hitung_suku(simpul))

    # Writing

    def tulis(self, simpul: Simpul) -> _Tulisan:
        """The bare expression; an error value where it is unknown for a reason inside it."""
        simpul = self._buka(simpul)
        rujukan = self._rujukan(simpul)
        if rujukan is not None:
            return _Tulisan(rujukan)
        match simpul:
            case Masukan(_, nilai) | Parameter(_, nilai):
                return _angka(nilai)
            case Jumlah(suku):
                return self._fungsi("SUM", suku)
            case Terkecil(suku):
                return self._fungsi("MIN", suku)
            case Terbesar(suku):
                return self._fungsi("MAX", suku)
            case RataRata():
                return self._rata(simpul)
            case Kali(kiri, kanan):
                return _Tulisan(f"{self.tulis(kiri).dalam(_KALI)}*{self.tulis(kanan).dalam(_UTUH)}", _KALI)
            case Bagi(atas, bawah):
                return _Tulisan(f"{self.tulis(atas).dalam(_KALI)}/{self.tulis(bawah).dalam(_UTUH)}", _KALI)
            case Kurang(kiri, kanan):
                return _Tulisan(f"{self.tulis(kiri).dalam(_KURANG)}-{self.tulis(kanan).dalam(_KALI)}", _KURANG)
            case Bulat(isi, desimal):
                return _Tulisan(f"ROUND({self.tulis(isi).teks},{desimal})")
            case JikaMinimal():
                return self._jika(simpul, TAK_DIKENAL)
        raise TypeError(f"not a node: {simpul!r}")

    def _rujukan(self, simpul: Simpul) -> str | None:
        return self.alamat(simpul) if isinstance(simpul, (Masukan, Parameter, Langkah)) else None

    def _fungsi(self, nama: str, suku: Sequence[Simpul]) -> _Tulisan:
        if not suku:
            return _Tulisan(TAK_DIKENAL)
        argumen = gabung_rentang(self.tulis(s).teks for s in suku)
        while len(argumen) > ARGUMEN_TERBANYAK:  # a sum of sums, a least of leasts
            potong = range(0, len(argumen), ARGUMEN_TERBANYAK)
            argumen = [_panggil(nama, argumen[awal : awal + ARGUMEN_TERBANYAK]) for awal in potong]
        return _Tulisan(_panggil(nama, argumen))

    def _jika(self, simpul: JikaMinimal, kosong: str) -> _Tulisan:
        uji, batas = self.tulis(simpul.uji).teks, self.tulis(simpul.batas).teks
        maka, tidak = self.terjaga(simpul.maka, kosong), self._jika_tidak(simpul, kosong)
        return _Tulisan(
            f"IF({uji}{'>' if simpul.di_atas else '>='}{batas},{maka.teks},{tidak.teks})",
            mungkin_kosong=maka.mungkin_kosong or tidak.mungkin_kosong,
        )

    def _jika_tidak(self, simpul: JikaMinimal, kosong: str) -> _Tulisan:
        """The other branch; the next step of a stepped choice asks of what is known by then, so it needs no guard."""
        lanjut = simpul.jika_tidak
        if isinstance(lanjut, JikaMinimal) and lanjut.uji is simpul.uji and isinstance(lanjut.batas, Parameter):
            return self._jika(lanjut, kosong)
        return self.terjaga(lanjut, kosong)

    def _rata(self, simpul: RataRata) -> _Tulisan:
        if not simpul.suku:
            return _Tulisan(TAK_DIKENAL)
        bergejolak = [self._suku_bergejolak(s) for s in simpul.suku]
        suku = self._suku_rata(simpul)
        if not any(bergejolak):
            return _Tulisan(_panggil("AVERAGE", gabung_rentang(suku)))
        # AVERAGE stops at an error inside it; COUNT passes over one.
        ditambah = [f"IFERROR({s},0)" if b else s for s, b in zip(suku, bergejolak, strict=True)]
        return _Tulisan(f"{_panggil('SUM', gabung_rentang(ditambah))}/{self._hitung_suku(simpul)}", _KALI)

    def _suku_rata(self, simpul: RataRata) -> list[str]:
        """The terms of a mean: cells as they are (blank ones are passed over), others with their own guard."""
        return [
            self.tulis(s).teks if self._rujukan(self._buka(s)) else self.terjaga(s, TAK_DIKENAL).teks
            for s in simpul.suku
        ]

    def _suku_bergejolak(self, suku: Simpul) -> bool:
        return self._rujukan(self._buka(suku)) is None and self.terjaga(suku, TAK_DIKENAL).mungkin_kosong

    def _hitung_suku(self, simpul: RataRata) -> str:
        return _panggil("COUNT", gabung_rentang(self._suku_rata(simpul)))


def _angka(nilai: Decimal | None) -> _Tulisan:
    if nilai is None:
        return _Tulisan(TAK_DIKENAL)
    teks = f"{_ANGKA_EXCEL.plus(nilai):f}"
    teks = teks.rstrip("0").rstrip(".") if "." in teks else teks
    return _Tulisan(teks, _LONGGAR if teks.startswith("-") else _UTUH)


def _angka_tertulis(teks: str) -> Decimal | None:
    return Decimal(teks) if re.fullmatch(r"-?\d+(\.\d+)?", teks) else None


def _panggil(fungsi: str, argumen: Sequence[str]) -> str:
    if len(argumen) > ARGUMEN_TERBANYAK:
        raise TerlaluPanjang(f"{fungsi} with {len(argumen)} arguments, more than Excel takes")
    return f"{fungsi}({','.join(argumen)})"


def gabung_rentang(argumen: Iterable[str]) -> list[str]:
    """Arguments with neighbouring references of one row or column joined: D7, D8, D9 become D7:D9."""
    hasil: list[str] = []
    deret: list[re.Match[str]] = []
    for teks in argumen:
        rujukan = _RUJUKAN.fullmatch(teks)
        if rujukan and _menyambung(deret, rujukan):
            deret.append(rujukan)
            hasil[-1] = f"{deret[0][0]}:{_tanpa_lembar(rujukan)}"
        else:
            deret = [rujukan] if rujukan else []
            hasil.append(teks)
    return hasil


def _menyambung(deret: Sequence[re.Match[str]], berikut: re.Match[str]) -> bool:
    if not deret or any(deret[-1][bagian] != berikut[bagian] for bagian in ("lembar", "a", "b")):
        return False
    (kolom, baris), (kolom_baru, baris_baru) = _posisi(deret[-1]), _posisi(berikut)
    arah = (kolom_baru - kolom, baris_baru - baris)
    if len(deret) > 1:
        kolom_awal, baris_awal = _posisi(deret[-2])
        return arah == (kolom - kolom_awal, baris - baris_awal)
    return arah in ((0, 1), (1, 0))


def _posisi(rujukan: re.Match[str]) -> tuple[int, int]:
    nomor = 0
    for huruf in rujukan["kolom"]:
        nomor = nomor * 26 + ord(huruf) - 64
    return nomor, int(rujukan["baris"])


def _tanpa_lembar(rujukan: re.Match[str]) -> str:
    return rujukan[0][len(rujukan["lembar"] or "") :]


def _urutan(teks: str) -> tuple[str, int, int, str]:
    rujukan = _RUJUKAN.fullmatch(teks)
    return ((rujukan["lembar"] or "", *_posisi(rujukan), "")) if rujukan else ("", 0, 0, teks)
