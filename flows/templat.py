"""Writing the templates of a period into the folders of the bagian."""

from collections.abc import Sequence
from pathlib import Path

from flows.pengaturan import RuangKerja
from iku_rules.daftar import Register
from iku_rules.konteks import Konteks
from ledger.simpan import tulis_bila_berubah
from schemas.periode import Periode
from schemas.tulisan import tanggal
from workbooks.templat import Pratinjau, tulis_templat


def terbitkan_templat(
    ruang: RuangKerja, register: Register, periode: Periode, bagian: Sequence[str] | None = None
) -> list[Path]:
    """Write the template of each bagian (all where None); gives the paths. An unchanged template is left alone."""
    ditulis = []
    for satu in register.bagian_semua():
        if bagian is not None and satu.kode not in bagian:
            continue
        berkas = ruang.folder_bagian(satu.kode, periode) / f"Templat IKU {satu.kode} {periode}.xlsx"
        tulis_bila_berubah(berkas, buat_templat(register, satu.kode, periode, ruang))
        ditulis.append(berkas)
    return ditulis


def buat_templat(register: Register, bagian: str, periode: Periode, ruang: RuangKerja) -> bytes:
    """The template's bytes: a function of register, bagian, period and deadline."""
    return tulis_templat(
        bagian_kode=bagian,
        bagian_nama=register.nama_bagian(bagian, periode.akhir),
        periode=periode,
        formulir=register.formulir(bagian),
        acuan=register.acuan(periode.tahun),
        pratinjau=Pratinjau.dari_aturan(Konteks(register, periode, bagian)),
        tenggat=f"{tanggal(ruang.hari_batas(periode))} pukul 24.00 WIB",
    )
