"""What the workspace remembers: the ledger's rows as one run sees them, and the questions the run asks of them."""

from collections.abc import Iterator
from pathlib import Path

from ledger.baris import BarisKiriman, BarisKunci
from ledger.buku import BukuBesar
from schemas.periode import Periode

KUNCI, BUKA = "KUNCI", "BUKA"
Tempat = tuple[str, str]  # bagian, period


class Ingatan:
    """Read at once at the start of a run; what the run records is added to ledger and memory alike."""

    def __init__(self, buku: BukuBesar) -> None:
        self.kiriman = {baris.nomor: baris for baris in buku.kiriman()}
        self.pemeriksaan = buku.pemeriksaan()
        self.berlaku = buku.berlaku()
        self.pengembalian = buku.pengembalian()
        self.kunci = buku.kunci()

    def cari(self, bagian: str, nama: str, sha256: str) -> BarisKiriman | None:
        """The row of a file that lies in the inbox; None when it is new there.

        A name that last held something else holds a new submission now, even where that content is known.
        """
        milik = [baris for baris in self.kiriman.values() if baris.bagian == bagian]
        terakhir = next((baris for baris in reversed(milik) if baris.nama == nama), None)
        if terakhir is not None:
            return terakhir if terakhir.sha256 == sha256 else None
        return next((baris for baris in reversed(milik) if baris.sha256 == sha256), None)

    def milik(self, bagian: str, periode: Periode) -> list[BarisKiriman]:
        """All submissions of bagian and period, oldest first."""
        return [b for b in self.kiriman.values() if (b.bagian, b.periode) == (bagian, str(periode)) and not b.lampiran]

    def baris_berlaku(self, bagian: str, periode: Periode) -> BarisKiriman | None:
        """The submission that counts."""
        nomor = self.berlaku.get((bagian, str(periode)))
        return self.kiriman[nomor] if nomor is not None else None

    def tempat_berlaku(self) -> Iterator[tuple[str, Periode, BarisKiriman]]:
        """Every bagian and period that has a submission that counts."""
        for (bagian, periode), nomor in self.berlaku.items():
            if nomor is not None:
                yield bagian, Periode.urai(periode), self.kiriman[nomor]

    def sebelum(self, bagian: str, periode: Periode) -> BarisKiriman | None:
        """The submission of the last month before, of the same year or of the year before."""
        lebih_awal = [
            (p, baris)
            for kode, p, baris in self.tempat_berlaku()
            if kode == bagian and p < periode and p.tahun >= periode.tahun - 1
        ]
        return max(lebih_awal, key=lambda satu: satu[0])[1] if lebih_awal else None

    def pernah_diterima(self, baris: BarisKiriman) -> bool:
        """Whether another submission of the same bagian and period was accepted before this one."""
        return any(
            lain.nomor < baris.nomor
            and (lain.bagian, lain.periode) == (baris.bagian, baris.periode)
            and lain.sha256 != baris.sha256
            and lain.nomor in self.pemeriksaan
            and self.pemeriksaan[lain.nomor].diterima
            for lain in self.kiriman.values()
        )

    def setelah_pengembalian(self, baris: BarisKiriman) -> bool:
        """Whether it came after whatever the secretariat has handed back of its bagian and month.

        What came before was replaced by the bagian itself, and does not come back by itself.
        """
        return all(
            nomor < baris.nomor
            for nomor in self.pengembalian
            if (self.kiriman[nomor].bagian, self.kiriman[nomor].periode) == (baris.bagian, baris.periode)
        )

    def kunci_terakhir(self, periode: Periode) -> BarisKunci | None:
        """The lock the period is under; None where it is open."""
        riwayat = self.kunci.get(str(periode), [])
        return riwayat[-1] if riwayat and riwayat[-1].tindakan == KUNCI else None

    def pembukaan_terakhir(self, periode: Periode) -> BarisKunci | None:
        """The last opening of a period that was locked before and is open now."""
        riwayat = self.kunci.get(str(periode), [])
        return riwayat[-1] if riwayat and riwayat[-1].tindakan == BUKA else None


def nama_arsip(baris: BarisKiriman) -> str:
    return f"{baris.sha256}{baris.ekstensi}"


def letak_arsip(arsip: Path, baris: BarisKiriman) -> Path:
    return arsip / nama_arsip(baris)
