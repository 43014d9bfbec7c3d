"""The plan of economic policies against the plan of the month before: a plan of the year does not change unnoticed."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from iku_rules.bacaan import Baris, baris, temuan_di
from iku_rules.hasil import TabelRincian
from iku_rules.konteks import Konteks
from schemas.kebijakan_perekonomian import YA
from schemas.nilai import kunci_banding
from schemas.temuan import Temuan, buat_temuan

BLOK = "kebijakan_perekonomian"
KEMIRIPAN = 0.6  # two names more alike than this are one policy renamed, as for the nearest match of a finding


@dataclass(frozen=True)
class Perubahan:
    """One change of the plan in words, and the row and field where it is seen (none where the row is gone)."""

    uraian: str
    baris: Baris | None = None
    field: str = "nama"


def perubahan_rencana(kini: Sequence[Baris], konteks: Konteks) -> tuple[Perubahan, ...]:
    """What changed in the plan since the last accepted submission of an earlier month of the same year.

    A form left empty, then or now, says nothing of the plan.
    """
    sebelumnya = konteks.sebelumnya
    if sebelumnya is None or sebelumnya.periode.tahun != konteks.periode.tahun:
        return ()
    dulu = baris(sebelumnya.isian, BLOK)
    return tuple(_perubahan(dulu, kini)) if dulu and kini else ()


def temuan_perubahan(perubahan: Sequence[Perubahan], konteks: Konteks) -> list[Temuan]:
    """P435 at the cell of each change; of rows that are gone at the sheet, named together."""
    if konteks.sebelumnya is None or not perubahan:
        return []
    bulan = konteks.sebelumnya.periode.nama
    temuan = [
        temuan_di("P435", p.baris, p.field, ditemukan=p.baris[p.field], bulan=bulan, perubahan=p.uraian)
        for p in perubahan
        if p.baris is not None
    ]
    hilang = [p.uraian for p in perubahan if p.baris is None]
    if hilang:
        lembar = next(str(b["lembar"]) for b in baris(konteks.sebelumnya.isian, BLOK))
        uraian = "; ".join(hilang)
        temuan.append(buat_temuan("P435", lembar=lembar, ditemukan=uraian, bulan=bulan, perubahan=uraian))
    return temuan


def tabel_perubahan(perubahan: Sequence[Perubahan], konteks: Konteks) -> tuple[TabelRincian, ...]:
    if konteks.sebelumnya is None or not perubahan:
        return ()
    judul = f"RENCANA BERUBAH SEJAK LAPORAN {konteks.sebelumnya.periode.nama.upper()}"
    return (TabelRincian(judul, ("Perubahan",), tuple((p.uraian,) for p in perubahan)),)


def _perubahan(dulu: Sequence[Baris], kini: Sequence[Baris]) -> Iterator[Perubahan]:
    pasangan, hilang, baru = _pasangkan(dulu, kini)
    for lama, satu in pasangan:
        if lama["direncanakan"] != satu["direncanakan"]:
            uraian = f"Direncanakan “{satu['nama']}” dari {lama['direncanakan']} menjadi {satu['direncanakan']}"
            yield Perubahan(uraian, satu, "direncanakan")
        if satu["direncanakan"] == YA and kunci_banding(lama["nama"]) != kunci_banding(satu["nama"]):
            yield Perubahan(f"nama “{lama['nama']}” menjadi “{satu['nama']}”", satu)
    for satu in baru:
        if satu["direncanakan"] == YA:
            yield Perubahan(f"“{satu['nama']}” ditambahkan", satu)
    for lama in hilang:
        if lama["direncanakan"] == YA:
            yield Perubahan(f"“{lama['nama']}” dihapus")


def _pasangkan(
    dulu: Sequence[Baris], kini: Sequence[Baris]
) -> tuple[list[tuple[Baris, Baris]], list[Baris], list[Baris]]:
    """(rows of both months, rows that are gone, rows that are new): by name and type, by name, by number, by likeness.

    Rows are moved and sorted between two months, so their place says nothing.
    """
    pasangan: list[tuple[Baris, Baris]] = []
    sisa_dulu, sisa_kini = list(dulu), list(kini)
    for kunci in (_nama_dan_jenis, _nama, _nomor):
        _pasangkan_menurut(kunci, sisa_dulu, sisa_kini, pasangan)
    for lama in list(sisa_dulu):
        mirip = max(sisa_kini, key=lambda satu: _kemiripan(lama, satu), default=None)
        if mirip is not None and _kemiripan(lama, mirip) > KEMIRIPAN:
            pasangan.append((lama, mirip))
            _buang(sisa_dulu, lama)
            _buang(sisa_kini, mirip)
    return pasangan, sisa_dulu, sisa_kini


def _pasangkan_menurut(
    kunci: Callable[[Baris], Hashable], dulu: list[Baris], kini: list[Baris], pasangan: list[tuple[Baris, Baris]]
) -> None:
    """Move rows with the same key from both lists to the pairs; a row without a key (None) stays."""
    menurut: dict[Hashable, list[Baris]] = {}
    for satu in kini:
        menurut.setdefault(kunci(satu), []).append(satu)
    for lama in list(dulu):
        if kunci(lama) is not None and (calon := menurut.get(kunci(lama))):
            satu = calon.pop(0)
            pasangan.append((lama, satu))
            _buang(dulu, lama)
            _buang(kini, satu)


def _buang(daftar: list[Baris], satu: Baris) -> None:
    """Remove that very row, not one that reads the same."""
    del daftar[next(n for n, lain in enumerate(daftar) if lain is satu)]


def _nama_dan_jenis(satu: Baris) -> Hashable:
    return kunci_banding(satu["nama"]), satu["jenis"]


def _nama(satu: Baris) -> str:
    return kunci_banding(satu["nama"])


def _nomor(satu: Baris) -> Hashable:
    return (satu["jenis"], kunci_banding(satu["nomor"])) if satu["nomor"] else None


def _kemiripan(lama: Baris, satu: Baris) -> float:
    return SequenceMatcher(None, _nama(lama), _nama(satu)).ratio()
