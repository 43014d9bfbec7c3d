"""Steps of a computation as values: computed here in Decimal, written by `workbooks` as formulas of the same steps.

A node is an input with its source cell (`Masukan`), a dated parameter (`Parameter`), an operation, or a named step
(`Langkah`). Nodes are compared by identity: one node is one cell of the workbook.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cached_property

PRESISI = 50  # digits carried inside a computation; rounding happens only where a step says so
PENJAGA = 20  # digits behind the rounded ones that still decide; what lies behind them is noise of divisions


@dataclass(frozen=True)
class Sumber:
    """The cell (or range) of a submitted file a value was read from; `nilai` as read."""

    bagian: str
    berkas: str
    sha256: str
    lembar: str
    sel: str
    nilai: Decimal | str | None


@dataclass(frozen=True, eq=False)
class Masukan:
    """A collected value; `nilai` None means not known."""

    nama: str
    nilai: Decimal | None
    sumber: Sumber | None = None


@dataclass(frozen=True, eq=False)
class Parameter:
    """A number of the register with its legal reference."""

    nama: str
    nilai: Decimal
    acuan: str
    dikonfirmasi: bool


@dataclass(frozen=True, eq=False)
class Jumlah:
    suku: tuple["Simpul", ...]


@dataclass(frozen=True, eq=False)
class RataRata:
    """Simple mean of the known ones among `suku`."""

    suku: tuple["Simpul", ...]


@dataclass(frozen=True, eq=False)
class Kali:
    kiri: "Simpul"
    kanan: "Simpul"


@dataclass(frozen=True, eq=False)
class Bagi:
    """`atas / bawah`; unknown when `bawah` is 0."""

    atas: "Simpul"
    bawah: "Simpul"


@dataclass(frozen=True, eq=False)
class Kurang:
    kiri: "Simpul"
    kanan: "Simpul"


@dataclass(frozen=True, eq=False)
class Bulat:
    """Half-up to `desimal` places."""

    isi: "Simpul"
    desimal: int = 2


@dataclass(frozen=True, eq=False)
class JikaMinimal:
    """`maka` where `uji >= batas` (with `di_atas` only where `uji > batas`), else `jika_tidak`."""

    uji: "Simpul"
    batas: "Simpul"
    maka: "Simpul"
    jika_tidak: "Simpul"
    di_atas: bool = False


@dataclass(frozen=True, eq=False)
class Terkecil:
    suku: tuple["Simpul", ...]


@dataclass(frozen=True, eq=False)
class Terbesar:
    suku: tuple["Simpul", ...]


@dataclass(frozen=True, eq=False)
class Langkah:
    """A named step: the cell of the workbook that shows it holds its formula."""

    nama: str
    isi: "Simpul"

    @cached_property
    def nilai(self) -> Decimal | None:
        return hitung(self.isi)


Operasi = Jumlah | RataRata | Kali | Bagi | Kurang | Bulat | JikaMinimal | Terkecil | Terbesar
Simpul = Masukan | Parameter | Langkah | Operasi


def hitung(simpul: Simpul) -> Decimal | None:
    """The value of a node; None when a value it needs is unknown or a divisor is 0."""
    with localcontext() as konteks:
        konteks.prec = PRESISI
        return _hitung(simpul)


def _hitung(simpul: Simpul) -> Decimal | None:
    match simpul:
        case Masukan() | Parameter() | Langkah():
            return simpul.nilai
        case Jumlah(suku):
            nilai = [_hitung(s) for s in suku]
            return None if not nilai or None in nilai else sum((n for n in nilai if n is not None), Decimal(0))
        case RataRata(suku):
            dikenal = [n for s in suku if (n := _hitung(s)) is not None]
            return sum(dikenal, Decimal(0)) / len(dikenal) if dikenal else None
        case Kali(kiri, kanan):
            a, b = _hitung(kiri), _hitung(kanan)
            return None if a is None or b is None else a * b
        case Bagi(atas, bawah):
            a, b = _hitung(atas), _hitung(bawah)
            return None if a is None or b is None or b == 0 else a / b
        case Kurang(kiri, kanan):
            a, b = _hitung(kiri), _hitung(kanan)
            return None if a is None or b is None else a - b
        case Bulat(isi, desimal):
            return bulatkan(_hitung(isi), desimal)
        case JikaMinimal(uji, batas, maka, jika_tidak, di_atas):
            a, b = _hitung(uji), _hitung(batas)
            if a is None or b is None:
                return None
            return _hitung(maka if a > b or (a == b and not di_atas) else jika_tidak)
        case Terkecil(suku) | Terbesar(suku):
            nilai = [_hitung(s) for s in suku]
            dikenal = [n for n in nilai if n is not None]
            if not dikenal or len(dikenal) < len(nilai):
                return None
            return min(dikenal) if isinstance(simpul, Terkecil) else max(dikenal)


def berjenjang(uji: Simpul, dasar: Simpul, jenjang: Sequence[tuple[Simpul, Simpul, bool]]) -> Simpul:
    """A stepped choice: what the highest step says that `uji` has reached, `dasar` below the first.

    `jenjang` are (where the step begins, what it says, whether only beyond its beginning), from low to high.
    """
    hasil = dasar
    for batas, isi, di_atas in jenjang:
        hasil = JikaMinimal(uji, batas, isi, hasil, di_atas)
    return hasil


def bulatkan(nilai: Decimal | None, desimal: int = 2) -> Decimal | None:
    """Half-up to `desimal` places; None stays None.

    Thirds and ninths added up end in ...4999 where the exact sum is a tie: the last digits go first, then it is seen.
    """
    if nilai is None:
        return None
    with localcontext() as konteks:
        konteks.prec = PRESISI
        tepat = nilai.quantize(Decimal(1).scaleb(-desimal - PENJAGA), rounding=ROUND_HALF_UP)
        return tepat.quantize(Decimal(1).scaleb(-desimal), rounding=ROUND_HALF_UP)


def anak(simpul: Simpul) -> tuple[Simpul, ...]:
    """The nodes a node is computed from."""
    match simpul:
        case Masukan() | Parameter():
            return ()
        case Langkah(_, isi) | Bulat(isi, _):
            return (isi,)
        case Jumlah(suku) | RataRata(suku) | Terkecil(suku) | Terbesar(suku):
            return suku
        case Kali(a, b) | Kurang(a, b) | Bagi(a, b):
            return (a, b)
        case JikaMinimal(a, b, c, d, _):
            return (a, b, c, d)


def telusuri(simpul: Simpul) -> Iterator[Simpul]:
    """The node and all it rests on, each once."""
    terlihat: set[int] = set()
    antrean = [simpul]
    while antrean:
        satu = antrean.pop()
        if id(satu) in terlihat:
            continue
        terlihat.add(id(satu))
        yield satu
        antrean.extend(reversed(anak(satu)))
