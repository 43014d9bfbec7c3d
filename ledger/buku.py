"""The ledger as the flows use it: plain rows in, plain rows out, within one transaction. Nothing is ever changed."""

import getpass
import platform
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select

from ledger import model
from ledger.baris import (
    BarisDokumen,
    BarisHasil,
    BarisKiriman,
    BarisKunci,
    BarisPemeriksaan,
    BarisPengembalian,
    BarisTerbitan,
    BerkasTertandatangani,
)
from ledger.basis import buka, buka_sementara, periksa_utuh, transaksi

SEKALI_TANYA = 500  # values in one question


class Ledger:
    """An open ledger. Raises LedgerSalah, one line for people, whenever the database cannot be used."""

    def __init__(self, mesin: Engine) -> None:
        self._mesin = mesin

    @classmethod
    def buka(cls, url: str) -> "Ledger":
        """The ledger at `url`, made or upgraded where need be."""
        return cls(buka(url))

    @classmethod
    def sementara(cls) -> "Ledger":
        """An empty one in memory, for commands that only read in a workspace that has none."""
        return cls(buka_sementara())

    def kerusakan(self) -> str | None:
        """What is wrong with its file; None where it is whole."""
        return periksa_utuh(self._mesin)

    @contextmanager
    def buku(self, saat: datetime, *, simpan: bool = True) -> Iterator["BukuBesar"]:
        """One transaction: all of it is kept or nothing; with `simpan` False nothing in any case."""
        with transaksi(self._mesin, simpan=simpan) as sambungan:
            yield BukuBesar(sambungan, saat)


class BukuBesar:
    """The ledger within one transaction. `saat` is the moment everything of this run is recorded under."""

    def __init__(self, sambungan: Connection, saat: datetime) -> None:
        self._s, self.saat, self.oleh = sambungan, saat, pelaku()

    # Submissions

    def kiriman(self) -> list[BarisKiriman]:
        """All files ever recorded, oldest first."""
        return [_baris(BarisKiriman, r) for r in self._s.execute(select(model.kiriman).order_by(model.kiriman.c.nomor))]

    def catat_kiriman(self, **isi: Any) -> BarisKiriman:
        """Record a file; its `revisi` is the next one of bagian and period."""
        revisi = None
        if isi["periode"] is not None and not isi["lampiran"]:
            k = model.kiriman.c
            tertinggi = select(func.max(k.revisi)).where(k.bagian == isi["bagian"], k.periode == isi["periode"])
            revisi = (self._s.execute(tertinggi).scalar() or 0) + 1
        return _baris(BarisKiriman, self._tambah(model.kiriman, revisi=revisi, **isi))

    def pemeriksaan(self) -> dict[int, BarisPemeriksaan]:
        """What the checks last said, by submission."""
        p = model.pemeriksaan
        baris = self._s.execute(select(p.c.kiriman, p.c.waktu, p.c.versi, p.c.diterima, p.c.temuan).order_by(p.c.nomor))
        return {r.kiriman: BarisPemeriksaan(**r._mapping) for r in baris}

    def catat_pemeriksaan(
        self, kiriman: int, versi: str, *, diterima: bool, temuan: list[dict[str, Any]]
    ) -> BarisPemeriksaan:
        self._tambah(model.pemeriksaan, kiriman=kiriman, versi=versi, diterima=diterima, temuan=temuan)
        return BarisPemeriksaan(kiriman, self.saat, versi, diterima, temuan)

    def berlaku(self) -> dict[tuple[str, str], int | None]:
        """(bagian, period) -> the submission that counts, None where none does any more."""
        p = model.pemberlakuan.c
        baris = self._s.execute(select(p.bagian, p.periode, p.kiriman).order_by(p.nomor))
        return {(bagian, periode): kiriman for bagian, periode, kiriman in baris}

    def catat_berlaku(self, bagian: str, periode: str, kiriman: int | None) -> None:
        self._tambah(model.pemberlakuan, bagian=bagian, periode=periode, kiriman=kiriman)

    def pengembalian(self) -> dict[int, BarisPengembalian]:
        """What the secretariat handed back, by submission."""
        p = model.pengembalian.c
        baris = self._s.execute(select(p.kiriman, p.waktu, p.oleh, p.alasan).order_by(p.nomor))
        return {r.kiriman: BarisPengembalian(**r._mapping) for r in baris}

    def catat_pengembalian(self, kiriman: int, alasan: str) -> None:
        self._tambah(model.pengembalian, kiriman=kiriman, alasan=alasan)

    def catat_pengecualian(
        self, kiriman: int, kode: str, lembar: str | None, sel: str | None, isi: Mapping[str, Any]
    ) -> None:
        """Record that a waiver let a finding of this submission pass."""
        self._tambah(model.pengecualian, kiriman=kiriman, kode=kode, lembar=lembar, sel=sel, isi=dict(isi))

    # What was read

    def isi_terbaca(self, kunci: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
        """(sha256, bagian) -> (version, text) of what was last read of those files."""
        t = model.isi_terbaca.c
        per_bagian: dict[str, list[str]] = {}
        for sha256, bagian in sorted(set(kunci)):
            per_bagian.setdefault(bagian, []).append(sha256)
        hasil = {}
        for bagian, sha in per_bagian.items():
            for awal in range(0, len(sha), SEKALI_TANYA):
                pilih = select(t.sha256, t.versi, t.isi).where(
                    t.bagian == bagian, t.sha256.in_(sha[awal : awal + SEKALI_TANYA])
                )
                for satu, versi, isi in self._s.execute(pilih):
                    hasil[satu, bagian] = (versi, zlib.decompress(isi).decode())
        return hasil

    def simpan_isi(self, sha256: str, bagian: str, versi: str, isi: str) -> None:
        """Keep what was read of a file, in place of what an older program or register read of it."""
        t = model.isi_terbaca
        self._s.execute(delete(t).where(t.c.sha256 == sha256, t.c.bagian == bagian))
        self._s.execute(insert(t).values(sha256=sha256, bagian=bagian, versi=versi, isi=zlib.compress(isi.encode(), 1)))

    # Publications and locks

    def terbitan(self, periode: str | None = None) -> list[BarisTerbitan]:
        """Publications, oldest first, of all periods where none is named."""
        pilih = select(model.terbitan).order_by(model.terbitan.c.nomor)
        if periode is not None:
            pilih = pilih.where(model.terbitan.c.periode == periode)
        return [_baris(BarisTerbitan, r) for r in self._s.execute(pilih)]

    def catat_terbitan(self, hasil: Iterable[Mapping[str, Any]], **isi: Any) -> BarisTerbitan:
        """Record a publication and its results (each with `iku`, `nilai`, `status`, `aturan`, `isi`)."""
        baris = _baris(BarisTerbitan, self._tambah(model.terbitan, **isi))
        self._s.execute(insert(model.hasil), [{"terbitan": baris.nomor, **satu} for satu in hasil])
        return baris

    def hasil(self, terbitan: int) -> list[BarisHasil]:
        """The results of a publication, in the order of publication."""
        h = model.hasil
        baris = self._s.execute(
            select(h.c.terbitan, h.c.iku, h.c.nilai, h.c.status, h.c.aturan, h.c.isi)
            .where(h.c.terbitan == terbitan)
            .order_by(h.c.nomor)
        )
        return [_baris(BarisHasil, r) for r in baris]

    def kunci(self) -> dict[str, list[BarisKunci]]:
        """Period -> its locks and openings, oldest first."""
        hasil: dict[str, list[BarisKunci]] = {}
        for r in self._s.execute(select(model.kunci).order_by(model.kunci.c.nomor)):
            hasil.setdefault(r.periode, []).append(_baris(BarisKunci, r))
        return hasil

    def catat_kunci(
        self,
        periode: str,
        tindakan: str,
        *,
        terbitan: int | None = None,
        register_sha256: str | None = None,
        alasan: str | None = None,
    ) -> BarisKunci:
        isi = {"terbitan": terbitan, "register_sha256": register_sha256, "alasan": alasan}
        return _baris(BarisKunci, self._tambah(model.kunci, periode=periode, tindakan=tindakan, **isi))

    def dokumen_ttd(self) -> list[BarisDokumen]:
        """All signed documents, oldest first."""
        d = model.dokumen_ttd
        baris = self._s.execute(select(d.c.kunci, d.c.waktu, d.c.oleh, d.c.nama, d.c.sha256).order_by(d.c.nomor))
        return [_baris(BarisDokumen, r) for r in baris]

    def berkas_tertandatangani(self) -> list[BerkasTertandatangani]:
        """The workbook of every locking and every signed document, oldest first."""
        k, t, d = model.kunci.c, model.terbitan.c, model.dokumen_ttd.c
        buku = select(t.nama, k.periode, k.waktu, t.sha256).join_from(model.kunci, model.terbitan)
        dokumen = select(d.nama, k.periode, d.waktu, d.sha256).join_from(model.dokumen_ttd, model.kunci)
        pilih = [buku.where(k.tindakan == "KUNCI").order_by(k.nomor), dokumen.order_by(d.nomor)]
        return [_baris(BerkasTertandatangani, r) for satu in pilih for r in self._s.execute(satu)]

    def catat_dokumen_ttd(self, kunci: int, nama: str, sha256: str) -> None:
        self._tambah(model.dokumen_ttd, kunci=kunci, nama=nama, sha256=sha256)

    def catat_jalannya(
        self, perintah: str, peristiwa: str, periode: str | None = None, keterangan: str | None = None
    ) -> None:
        """Record that a command began or ended."""
        isi = {"periode": periode, "keterangan": keterangan}
        self._tambah(model.jalannya, perintah=perintah, peristiwa=peristiwa, **isi)

    def _tambah(self, tabel: Any, **isi: Any) -> Row[Any]:
        nilai = {"waktu": self.saat, "oleh": self.oleh, **isi}
        return self._s.execute(insert(tabel).values(**nilai).returning(*tabel.c)).one()


def _baris(jenis: Any, baris: Row[Any]) -> Any:
    return jenis(**baris._mapping)


def pelaku() -> str:
    """The account and the machine a run works under, such as `setda@server-1`."""
    try:
        nama = getpass.getuser()
    except (OSError, KeyError, ImportError):
        nama = "?"
    return f"{nama}@{platform.node()}"
