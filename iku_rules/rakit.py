"""Putting a Perhitungan together: sources and parameters follow from the steps, never listed by hand."""

from collections.abc import Iterable

from iku_rules.hasil import TabelRincian
from iku_rules.langkah import Langkah, Masukan, Parameter, Simpul, Sumber, telusuri

KOLOM_PERHITUNGAN = ("Uraian", "Nilai")


def sumber_dari(simpul: Simpul | None) -> tuple[Sumber, ...]:
    """The cells a value rests on, each once, in order of the steps."""
    if simpul is None:
        return ()
    masukan = (s for s in telusuri(simpul) if isinstance(s, Masukan) and s.nilai is not None)
    return tuple(dict.fromkeys(m.sumber for m in masukan if m.sumber is not None))


def parameter_dari(simpul: Simpul | None) -> tuple[Parameter, ...]:
    """The parameters a value rests on."""
    return () if simpul is None else tuple(s for s in telusuri(simpul) if isinstance(s, Parameter))


def tabel_perhitungan(langkah: Iterable[Langkah], judul: str = "PERHITUNGAN") -> TabelRincian:
    return TabelRincian(judul, KOLOM_PERHITUNGAN, tuple((satu.nama, satu) for satu in langkah))


def tabel_parameter(parameter: Iterable[Parameter]) -> TabelRincian:
    return TabelRincian(
        "PARAMETER",
        ("Parameter", "Nilai", "Acuan", "Dikonfirmasi"),
        tuple((p.nama, p, p.acuan, "ya" if p.dikonfirmasi else "belum") for p in parameter),
    )


def catatan_belum_dikonfirmasi(parameter: Iterable[Parameter]) -> str | None:
    """The one quiet note about parameters no source confirms; None when all are confirmed."""
    nama = list(dict.fromkeys(p.nama for p in parameter if not p.dikonfirmasi))
    return f"menggunakan parameter yang belum dikonfirmasi: {'; '.join(nama)}" if nama else None
