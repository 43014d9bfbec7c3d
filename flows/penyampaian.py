"""Which of several submissions counts: a pure decision over what lies in the inbox and what counted before."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ledger.baris import BarisKiriman
from schemas.temuan import Temuan, buat_temuan


@dataclass(frozen=True)
class Calon:
    """An accepted file of the inbox, under the name by which it lies there now."""

    nama: str
    baris: BarisKiriman

    @property
    def nomor(self) -> int:
        """The bagian's own number of the submission."""
        return self.baris.pengiriman_ke or 1


@dataclass
class Putusan:
    """`berlaku` counts from now on; `saingan` are accepted files that do not, since another has the same number."""

    berlaku: BarisKiriman | None
    saingan: list[Calon] = field(default_factory=list)
    temuan: list[Temuan] = field(default_factory=list)


def putuskan(calon: Sequence[Calon], lama: BarisKiriman | None) -> Putusan:
    """Choose among the accepted files of the inbox, given in order of time; `lama` counted until now.

    The higher `Pengiriman ke-` counts. Of equal numbers with different content both are named and the one that counted
    before stays. A file overwritten in place or gone is no rival of those that came after it, and counts as long as
    none did. An earlier file does not come back by itself.
    """
    if lama is None:
        return _teratas(calon, None)
    if any(c.baris.sha256 == lama.sha256 for c in calon):
        putusan = _teratas([c for c in calon if c.nomor >= (lama.pengiriman_ke or 1)], lama)
    else:
        putusan = _teratas([c for c in calon if c.baris.nomor > lama.nomor], lama)
    putusan.berlaku = putusan.berlaku or lama
    return putusan


def _teratas(calon: Sequence[Calon], lama: BarisKiriman | None) -> Putusan:
    if not calon:
        return Putusan(None)
    tertinggi = max(c.nomor for c in calon)
    teratas = sorted((c for c in calon if c.nomor == tertinggi), key=lambda c: c.baris.nomor)
    if len({c.baris.sha256 for c in teratas}) == 1:
        return Putusan(teratas[0].baris, temuan=_sama(teratas))
    nama = ", ".join(f"“{c.nama}”" for c in sorted(teratas, key=lambda c: (c.baris.diubah, c.nama)))
    bentrok = buat_temuan("G501", nomor=tertinggi, ditemukan=nama)
    if lama and any(c.baris.sha256 == lama.sha256 for c in teratas):
        return Putusan(lama, [c for c in teratas if c.baris.sha256 != lama.sha256], [bentrok])
    sisanya = _teratas([c for c in calon if c.nomor < tertinggi], lama)
    return Putusan(sisanya.berlaku, teratas + sisanya.saingan, [bentrok, *sisanya.temuan])


def _sama(teratas: Sequence[Calon]) -> list[Temuan]:
    """The same content under further names is read once."""
    if len(teratas) == 1:
        return []
    return [buat_temuan("I502", ditemukan=", ".join(f"“{c.nama}”" for c in teratas[1:]))]
