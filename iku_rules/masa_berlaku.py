"""What of the register ends soon: found by a test while there is time, not by production at midnight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from iku_rules.aturan import ATURAN
from iku_rules.daftar import Register
from iku_rules.dasar import ModelTahunan
from schemas.periode import Periode

BERIKUT = 2  # the period after next: the last one that must be covered
AKHIR_TAHUN = (12, 31)


@dataclass(frozen=True)
class Berakhir:
    """An entry that ends, with nothing after it and no word on why (`penerus`)."""

    berkas: str
    nama: str
    sampai: date

    def __str__(self) -> str:
        return f"{self.berkas}: {self.nama} berakhir {self.sampai.isoformat()}"


def berakhir_sebelum(register: Register, tanggal: date) -> tuple[Berakhir, ...]:
    """Entries of the register that end before the period after next, counted from `tanggal`.

    Only the last entry of each dated list counts; one that says in `penerus` what is known of its successor does not.
    """
    tujuan = Periode.dari_tanggal(tanggal).geser(BERIKUT)
    awal = date(tujuan.tahun, tujuan.bulan, 1)
    return tuple(satu for satu in _yang_berakhir(register) if satu.sampai < awal)


def _yang_berakhir(register: Register) -> Iterator[Berakhir]:
    for kode in ATURAN:
        yield from _model(f"parameter/{kode}.toml", getattr(register, kode).model)
    yield from _model("bagian.toml", register.berkas_bagian.ikm)
    for bagian in register.berkas_bagian.bagian:
        nama = bagian.nama[-1]
        if nama.sampai and not nama.penerus:
            yield Berakhir("bagian.toml", nama.nama, nama.sampai)
    for penandatangan in register.berkas_penandatangan.penandatangan[-1:]:
        if penandatangan.sampai and not penandatangan.penerus:
            yield Berakhir("penandatangan.toml", penandatangan.nama, penandatangan.sampai)
    dokumen = register.semua_dokumen[-1]
    if dokumen.berlaku_sampai and not dokumen.penerus:
        yield Berakhir(f"dokumen/{dokumen.kode}.toml", dokumen.kode, dokumen.berlaku_sampai)


def _model(berkas: str, daftar: Sequence[ModelTahunan]) -> Iterator[Berakhir]:
    terakhir = daftar[-1]
    if terakhir.tahun_sampai is not None and not terakhir.penerus:
        yield Berakhir(berkas, terakhir.nama, date(terakhir.tahun_sampai, *AKHIR_TAHUN))
