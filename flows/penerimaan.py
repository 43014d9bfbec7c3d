"""Intake: from the files of the inbox and the memory of the workspace to the submissions that count.

In order: find, settle, copy, archive, read what is new, check, compute, record, decide which file counts. What was
accepted before and lies in the inbox no more is taken from the archive.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from flows.galat import TidakDapat
from flows.ingatan import Ingatan, Tempat, nama_arsip
from flows.pemeriksaan import (
    Diperiksa,
    Kemajuan,
    baca_salinan,
    bandingkan,
    hitung,
    periksa_salinan,
)
from flows.pengaturan import RuangKerja
from flows.penyampaian import Calon, Putusan, putuskan
from flows.versi import versi_aturan
from iku_rules.daftar import Register
from iku_rules.hasil import Perhitungan
from ledger.arsip import Entri, ambil, arsipkan, catat
from ledger.baris import BarisKiriman, BarisKunci
from ledger.buku import BukuBesar, Ledger
from ledger.galat import ArsipRusak
from schemas.bulan_lalu import temuan_perubahan
from schemas.kiriman import Kiriman
from schemas.periode import Periode
from schemas.simpanan import kiriman_dari_teks, kiriman_ke_teks, temuan_dari_data, temuan_ke_data
from schemas.temuan import Temuan, buat_temuan, kecualikan, kelompokkan
from schemas.tulisan import tanggal
from workbooks.kotak_masuk import BerkasMasuk, Salinan, pilah_tenang, salin, temukan

Isi = tuple[str, str]  # folder, sha256
BELUM_WAKTUNYA = "G218"  # a finding that passes with time: the file is read again


@dataclass
class Penyampaian:
    """What a bagian has handed in for one period.

    `berlaku` is the submission that counts, None when none does; `ditolak` those that do not though they lie in the
    inbox; `susulan` those that came after the period was locked; `pertama` the time of the first one.
    """

    bagian: str
    berlaku: Diperiksa | None = None
    ditolak: list[Diperiksa] = field(default_factory=list)
    susulan: list[Diperiksa] = field(default_factory=list)
    menunggu: list[BerkasMasuk] = field(default_factory=list)
    lampiran: list[str] = field(default_factory=list)
    temuan_tambahan: list[Temuan] = field(default_factory=list)
    pertama: datetime | None = None

    @property
    def terbaru(self) -> Diperiksa | None:
        """The file the status speaks of: the one in force, else the last returned one."""
        if self.berlaku or not self.ditolak:
            return self.berlaku
        return max(self.ditolak, key=_urutan)

    @property
    def dijawab(self) -> Diperiksa | None:
        """The file the answer speaks of: one that came after the one in force, else `terbaru`."""
        menyusul = self.susulan or [d for d in self.ditolak if self.berlaku and _urutan(d) > _urutan(self.berlaku)]
        return max(menyusul, key=_urutan) if menyusul else self.terbaru


def _perbaikan_ditolak(satu: Penyampaian, putusan: Putusan) -> list[Temuan]:
    """That a newer file was returned while this one stays in force; rivals of equal number are told as such."""
    saingan = {c.baris.nomor for c in putusan.saingan}
    menyusul = [
        d
        for d in satu.ditolak
        if satu.berlaku and d.baris and d.baris.nomor not in saingan and _urutan(d) > _urutan(satu.berlaku)
    ]
    return [buat_temuan("P507", ditemukan=d.nama, berlaku=satu.berlaku.nama) for d in menyusul[-1:] if satu.berlaku]


def _urutan(satu: Diperiksa) -> tuple[int, datetime, str]:
    """In the order of arrival; what is not recorded (an incident) comes last."""
    return (satu.baris.nomor if satu.baris else 10**9, satu.waktu, satu.nama)


@dataclass
class Hadir:
    """A workbook that lies in the inbox, with its row in the ledger (None: an incident, see `insiden`)."""

    nama: str
    baris: BarisKiriman | None
    insiden: Diperiksa | None = None


class Penerimaan:
    """All that was handed in: what lies in the inbox now and what the ledger remembers, by period and bagian.

    `asing` are findings about files outside the known folders, `berubah` the bagian and periods where something is new.
    A plain class on purpose: of a dataclass handed from step to step Prefect walks through every value, 0.3 s a run.
    """

    def __init__(
        self,
        ruang: RuangKerja,
        register: Register,
        ledger: Ledger,
        ingatan: Ingatan,
        menunggu: list[BerkasMasuk],
        lampiran: list[BerkasMasuk],
        asing: list[tuple[str, Temuan]],
        *,
        simpan: bool,
    ) -> None:
        self.ruang, self.register, self.ingatan, self.simpan = ruang, register, ingatan, simpan
        self.menunggu, self.lampiran, self.asing = menunggu, lampiran, asing
        self.versi = versi_aturan(register)
        self.hadir: list[Hadir] = []
        self.berubah: set[tuple[str, Periode | None]] = set()
        self._ledger = ledger
        self._putusan: dict[tuple[str, str], Putusan] = {}
        self._dimuat: dict[int, Diperiksa] = {}
        self._dibandingkan: dict[int, Diperiksa] = {}

    # What counts

    @property
    def insiden(self) -> list[Diperiksa]:
        return [satu.insiden for satu in self.hadir if satu.insiden]

    def periode(self) -> list[Periode]:
        """The periods that have a submission that counts, oldest first."""
        return sorted({periode for _, periode, _ in self.ingatan.tempat_berlaku()})

    def terkunci(self, periode: Periode) -> BarisKunci | None:
        return self.ingatan.kunci_terakhir(periode)

    def dasar(self, periode: Periode) -> list[tuple[Periode, str, BarisKiriman]]:
        """What the results of a period rest on: the submissions that count, of its year and the one before."""
        return [
            (p, bagian, baris)
            for bagian, p, baris in self.ingatan.tempat_berlaku()
            if p <= periode and p.tahun >= periode.tahun - 1
        ]

    def masukan(self, periode: Periode) -> list[int]:
        """Numbers of those submissions in the ledger."""
        return sorted(baris.nomor for _, _, baris in self.dasar(periode))

    def perhitungan(self, periode: Periode) -> dict[Periode, dict[str, dict[str, Perhitungan]]]:
        """[period][bagian][iku] of the submissions the results of a period rest on."""
        self.muat(baris for _, _, baris in self.dasar(periode))
        hasil: dict[Periode, dict[str, dict[str, Perhitungan]]] = {}
        for p, bagian, baris in self.dasar(periode):
            hasil.setdefault(p, {})[bagian] = self._dimuat[baris.nomor].perhitungan
        return hasil

    def penyampaian(self, bagian: str, periode: Periode, *, tak_terbaca: bool = True) -> Penyampaian:
        """What counts for a bagian in a period; with `tak_terbaca` also files whose period cannot be read."""
        dicari = (str(periode), None) if tak_terbaca else (str(periode),)
        hadir = [
            h
            for h in self.hadir
            if h.baris
            and h.baris.bagian == bagian
            and h.baris.periode in dicari
            and (h.baris.periode or self._mungkin_milik(h.baris, periode))
        ]
        putusan = self._putusan.get((bagian, str(periode))) or Putusan(self.ingatan.baris_berlaku(bagian, periode))
        hasil = Penyampaian(bagian, menunggu=[m for m in self.menunggu if m.folder == bagian])
        hasil.temuan_tambahan = list(putusan.temuan)
        hasil.berlaku = self.satu(putusan.berlaku) if putusan.berlaku else None
        hasil.susulan = [self._susulan(baris, periode) for baris in self._setelah_kunci(bagian, periode)]
        hasil.ditolak = self._ditolak(hadir, putusan, bagian, periode)
        hasil.ditolak += [
            d for d in self.insiden if d.bagian == bagian and (d.periode == periode or (tak_terbaca and not d.periode))
        ]
        nama = [h.nama for h in hadir] + ([putusan.berlaku.nama] if putusan.berlaku else [])
        hasil.lampiran = self._lampiran(bagian, {Path(n).parent for n in nama})
        # What cannot be read says nothing of its month, and so makes nobody early where something else does.
        terbaca = [b.diubah for b in self.ingatan.milik(bagian, periode)]
        hasil.pertama = min(terbaca or [d.waktu for d in hasil.ditolak], default=None)
        hasil.temuan_tambahan += _perbaikan_ditolak(hasil, putusan)
        return hasil

    def _mungkin_milik(self, baris: BarisKiriman, periode: Periode) -> bool:
        """A file whose month cannot be read is no submission of a month that began after it was last changed."""
        return baris.diubah.astimezone(self.ruang.zona).date() >= periode.awal

    def _ditolak(self, hadir: Sequence[Hadir], putusan: Putusan, bagian: str, periode: Periode) -> list[Diperiksa]:
        """Returned files and rivals in the inbox; where none lies there, the last one returned."""
        saingan = {c.baris.nomor for c in putusan.saingan}
        baris = {
            h.baris.nomor: h.baris for h in hadir if h.baris and (not self._layak(h.baris) or h.baris.nomor in saingan)
        }
        if not baris and not putusan.berlaku:
            dikembalikan = [b for b in self.ingatan.milik(bagian, periode) if not self._layak(b)]
            baris = {b.nomor: b for b in dikembalikan[-1:]}
        return [self.satu(b) for b in baris.values()]

    def _layak(self, baris: BarisKiriman) -> bool:
        """Accepted by the checks and not handed back by the secretariat."""
        periksa = self.ingatan.pemeriksaan.get(baris.nomor)
        return bool(periksa and periksa.diterima) and baris.nomor not in self.ingatan.pengembalian

    def _setelah_kunci(self, bagian: str, periode: Periode) -> list[BarisKiriman]:
        kunci = self.terkunci(periode)
        return [b for b in self.ingatan.milik(bagian, periode) if b.waktu > kunci.waktu] if kunci else []

    def _susulan(self, baris: BarisKiriman, periode: Periode) -> Diperiksa:
        kunci = self.terkunci(periode)
        assert kunci is not None
        hari = tanggal(kunci.waktu.astimezone(self.ruang.zona).date())
        satu = self.satu(baris)
        terkunci = buat_temuan("P506", ditemukan=baris.nama, periode=periode.nama, tanggal=hari)
        return replace(satu, temuan_kiriman=[terkunci, *satu.temuan_kiriman])

    def _lampiran(self, bagian: str, folder: set[Path]) -> list[str]:
        """Attachments beside a workbook or below its folder."""
        return [
            b.nama_lengkap
            for b in self.lampiran
            if b.folder == bagian and folder.intersection(Path(b.nama_lengkap).parents)
        ]

    # What the submissions say

    def satu(self, baris: BarisKiriman) -> Diperiksa:
        """A submission with its findings: those against what was handed in before included."""
        if baris.nomor not in self._dibandingkan:
            self._dibandingkan[baris.nomor] = self._satu(baris)
        return self._dibandingkan[baris.nomor]

    def _satu(self, baris: BarisKiriman) -> Diperiksa:
        if not self._layak(baris):
            return self._dari_catatan(baris)
        self.muat([baris])
        hasil, periode = self._dimuat[baris.nomor], Periode.urai(str(baris.periode))
        temuan = self._mungkin_templat_lalu(hasil, baris, periode)
        if lalu := self.ingatan.sebelum(baris.bagian, periode):
            temuan += temuan_perubahan(hasil.kiriman, self.isi(lalu))
            hasil = bandingkan(hasil, self._dimuat[lalu.nomor], self.ruang, self.register)
        return replace(hasil, temuan_kiriman=temuan)

    def isi(self, baris: BarisKiriman) -> Kiriman:
        """The cells of an accepted submission."""
        self.muat([baris])
        return self._dimuat[baris.nomor].kiriman

    def _mungkin_templat_lalu(self, satu: Diperiksa, baris: BarisKiriman, periode: Periode) -> list[Temuan]:
        """A further file for a month that was accepted and whose deadline is over may be its template reused."""
        if not self.ingatan.pernah_diterima(baris) or baris.diubah < self.ruang.tenggat(periode):
            return []
        sel = satu.kiriman.pasangan("identitas", "periode")
        return [buat_temuan("P216", lembar="Identitas", sel=sel.sel if sel else None, ditemukan=periode.nama)]

    def _dari_catatan(self, baris: BarisKiriman) -> Diperiksa:
        """A returned submission as the ledger tells of it: its findings and the secretariat's reason, not its cells."""
        kiriman = Kiriman(baris.nama, baris.sha256, periode=Periode.urai(baris.periode) if baris.periode else None)
        kiriman.temuan = temuan_dari_data(self.ingatan.pemeriksaan[baris.nomor].temuan)
        satu = Diperiksa(baris.nama, baris.bagian, baris.sha256, baris.diubah, kiriman, baris=baris)
        if kembali := self.ingatan.pengembalian.get(baris.nomor):
            hari = tanggal(kembali.waktu.astimezone(self.ruang.zona).date())
            satu.temuan_kiriman = [buat_temuan("G503", alasan=kembali.alasan, tanggal=hari)]
        return satu

    def muat(self, semua: Iterable[BarisKiriman]) -> None:
        """Bring accepted submissions to mind: from what was kept of them, else from the archive. Raises TidakDapat.

        What was accepted once stays accepted: where a newer program would return it, what was read then counts.
        """
        perlu = {b.nomor: b for b in semua if b.nomor not in self._dimuat}
        if not perlu:
            return
        with self._ledger.buku(datetime.now(UTC), simpan=False) as buku:
            terbaca = buku.isi_terbaca((b.sha256, b.bagian) for b in perlu.values())
        usang = [b for b in perlu.values() if terbaca.get((b.sha256, b.bagian), ("",))[0] != self.versi]
        self._baca_arsip(usang)
        for nomor, baris in perlu.items():
            if nomor not in self._dimuat:
                self._dimuat[nomor] = self._dari_teks(baris, terbaca.get((baris.sha256, baris.bagian)))
        hitung([self._dimuat[nomor] for nomor in perlu], self.ruang, self.register)

    def _dari_teks(self, baris: BarisKiriman, terbaca: tuple[str, str] | None) -> Diperiksa:
        try:
            teks = terbaca[1] if terbaca else "null"
            kiriman = kiriman_dari_teks(teks, baris.nama, baris.sha256, self.register.acuan)
        except (KeyError, TypeError, ValueError, StopIteration) as galat:
            raise TidakDapat(
                f"Kiriman {baris.nama} periode {baris.periode} tidak dapat dibaca lagi dengan program ini. "
                f"Kembalikan: iku kembalikan {baris.bagian} --periode {baris.periode} --alasan …"
            ) from galat
        return Diperiksa(baris.nama, baris.bagian, baris.sha256, baris.diubah, kiriman, baris=baris)

    def _baca_arsip(self, baris: Sequence[BarisKiriman]) -> None:
        """Read originals again after a change of forms or rules; those that no longer pass are left out."""
        if not baris:
            return
        with tempfile.TemporaryDirectory(prefix="iku-") as kerja:
            salinan = [self._salin_arsip(b, Path(kerja)) for b in baris]
            bulan_ini = max(Periode.urai(str(b.periode)) for b in baris)
            diperiksa = baca_salinan(salinan, self.ruang, self.register, bulan_ini)
        lolos = [(b, satu) for b, satu in zip(baris, diperiksa, strict=True) if satu.diterima]
        with self._ledger.buku(datetime.now(UTC), simpan=self.simpan) as buku:
            for b, satu in lolos:
                satu.baris, self._dimuat[b.nomor] = b, satu
                buku.simpan_isi(satu.sha256, satu.bagian, self.versi, kiriman_ke_teks(satu.kiriman))

    def _salin_arsip(self, baris: BarisKiriman, kerja: Path) -> Salinan:
        try:
            isi = ambil(self.ruang.arsip, nama_arsip(baris), baris.sha256)
        except ArsipRusak as galat:
            raise TidakDapat(f"{galat} Isinya kiriman {baris.nama}; kembalikan dari cadangan.") from galat
        path = kerja / f"{baris.nomor:08d}{baris.ekstensi}"
        path.write_bytes(isi)
        folder, _, nama = baris.nama.partition("/")
        asal = BerkasMasuk(path, folder, nama, len(isi), int(baris.diubah.timestamp() * 1e9), terbuka=False)
        return Salinan(asal, path, baris.sha256)

    # Recording

    def perlu_dibaca(self, s: Salinan) -> bool:
        """Whether a file is new, was checked by other forms and rules, or may pass now: its month came, or a waiver."""
        baris = self.ingatan.cari(s.asal.folder, s.asal.nama_lengkap, s.sha256)
        periksa = self.ingatan.pemeriksaan.get(baris.nomor) if baris else None
        if periksa is None or periksa.versi != self.versi:
            return True
        temuan = temuan_dari_data(periksa.temuan)
        pengecualian = self.ruang.pengecualian(s.asal.folder, s.asal.diubah.astimezone(self.ruang.zona).date())
        return any(t.kode == BELUM_WAKTUNYA for t in temuan) or (
            not periksa.diterima and kecualikan(temuan, pengecualian) != temuan
        )

    def catat(self, buku: BukuBesar, salinan: Sequence[Salinan], dibaca: Mapping[Isi, Diperiksa]) -> None:
        """Record what is new and decide which files count. `salinan`: all files of the inbox, in order of time."""
        for s in salinan:
            satu = dibaca.get((s.asal.folder, s.sha256))
            if satu is not None and satu.insiden:
                self.hadir.append(Hadir(s.asal.nama_lengkap, None, satu))
                self.berubah.add((satu.bagian, satu.periode))
                continue
            baris = self._baris(buku, s, satu)
            if s.asal.lampiran:
                continue
            if satu is not None:
                self._catat_pemeriksaan(buku, baris, satu)
            self.hadir.append(Hadir(s.asal.nama_lengkap, baris))
        self._putuskan(buku)

    def _baris(self, buku: BukuBesar, s: Salinan, satu: Diperiksa | None) -> BarisKiriman:
        """The file's row, a new one where it is new, or where its month can be read only now."""
        baris = self.ingatan.cari(s.asal.folder, s.asal.nama_lengkap, s.sha256)
        if baris is not None and (baris.periode or satu is None or satu.periode is None):
            return baris
        baris = buku.catat_kiriman(
            bagian=s.asal.folder,
            nama=s.asal.nama_lengkap,
            sha256=s.sha256,
            ekstensi=s.asal.ekstensi,
            ukuran=s.asal.ukuran,
            diubah=min(s.asal.diubah, buku.saat),
            lampiran=s.asal.lampiran,
            periode=str(satu.periode) if satu and satu.periode else None,
            pengiriman_ke=satu.kiriman.pengiriman_ke if satu else None,
        )
        self.ingatan.kiriman[baris.nomor] = baris
        return baris

    def _catat_pemeriksaan(self, buku: BukuBesar, baris: BarisKiriman, satu: Diperiksa) -> None:
        lama = self.ingatan.pemeriksaan.get(baris.nomor)
        diterima, temuan = satu.diterima, temuan_ke_data(satu.semua_temuan)
        if lama is not None and lama.diterima and not diterima:
            diterima, temuan = True, lama.temuan
        if lama is not None and (lama.versi, lama.diterima, lama.temuan) == (self.versi, diterima, temuan):
            return
        self.ingatan.pemeriksaan[baris.nomor] = buku.catat_pemeriksaan(
            baris.nomor, self.versi, diterima=diterima, temuan=temuan
        )
        for t in satu.semua_temuan:
            if t.dikecualikan:
                buku.catat_pengecualian(baris.nomor, t.kode, t.lembar, t.sel, vars(t.dikecualikan))
        self.berubah.add((baris.bagian, Periode.urai(baris.periode) if baris.periode else None))
        if satu.diterima:
            buku.simpan_isi(satu.sha256, satu.bagian, self.versi, kiriman_ke_teks(satu.kiriman))
            self._dimuat[baris.nomor] = replace(satu, nama=baris.nama, baris=baris)

    def _putuskan(self, buku: BukuBesar) -> None:
        """Decide for every bagian and period that has files in the inbox; a locked period stays as it was signed."""
        per_tempat: dict[Tempat, list[Calon]] = {}
        for h in self.hadir:
            if h.baris and h.baris.periode and self._layak(h.baris) and self.ingatan.setelah_pengembalian(h.baris):
                per_tempat.setdefault((h.baris.bagian, h.baris.periode), []).append(Calon(h.nama, h.baris))
        for (bagian, periode), calon in per_tempat.items():
            bulan = Periode.urai(periode)
            if self.terkunci(bulan):
                continue
            lama = self.ingatan.baris_berlaku(bagian, bulan)
            putusan = self._putusan[bagian, periode] = putuskan(calon, lama)
            if putusan.berlaku and putusan.berlaku != lama:
                buku.catat_berlaku(bagian, periode, putusan.berlaku.nomor)
                self.ingatan.berlaku[bagian, periode] = putusan.berlaku.nomor
            if putusan.berlaku != lama or putusan.saingan:
                self.berubah.add((bagian, bulan))


# The whole inbox


def terima(
    ruang: RuangKerja,
    register: Register,
    ledger: Ledger,
    sekarang: datetime,
    *,
    simpan: bool,
    kemajuan: Kemajuan | None = None,
) -> Penerimaan:
    """Read the whole inbox and check what is new.

    With `simpan` every file is archived before anything parses it and what is found is recorded; without, nothing is
    written and the answer is the same.
    """
    dikenal = {b.kode for b in register.bagian_semua()}
    semua = temukan(ruang.inbox)
    tenang, menunggu = pilah_tenang([b for b in semua if b.folder in dikenal])
    asing = [
        (b.nama_lengkap, buat_temuan("G505", ditemukan=b.folder or ".", pilihan=", ".join(sorted(dikenal))))
        for b in semua
        if b.folder not in dikenal
    ]
    with ledger.buku(sekarang, simpan=False) as buku:
        ingatan = Ingatan(buku)
    with tempfile.TemporaryDirectory(prefix="iku-") as kerja:
        salinan = []
        for nomor, berkas in enumerate(tenang):
            satu = salin(berkas, Path(kerja), nomor)
            if satu is None:
                menunggu.append(berkas)
                continue
            salinan.append(satu)
            if simpan:
                arsipkan(ruang.arsip, satu.path, satu.sha256, berkas.ekstensi)
        salinan.sort(key=lambda s: (s.asal.diubah, s.asal.nama_lengkap))
        lampiran = [s.asal for s in salinan if s.asal.lampiran]
        penerimaan = Penerimaan(
            ruang, register, ledger, ingatan, [b for b in menunggu if not b.lampiran], lampiran, asing, simpan=simpan
        )
        baru = {(s.asal.folder, s.sha256): s for s in salinan if not s.asal.lampiran and penerimaan.perlu_dibaca(s)}
        bulan_ini = Periode.dari_tanggal(sekarang.astimezone(ruang.zona).date())
        diperiksa = periksa_salinan(list(baru.values()), ruang, register, bulan_ini, kemajuan)
    with ledger.buku(sekarang, simpan=simpan) as buku:
        penerimaan.catat(buku, salinan, dict(zip(baru, diperiksa, strict=True)))
    if simpan:
        catat(ruang.arsip, _entri_arsip(penerimaan, ruang))
        daftarkan_tertandatangani(ruang, ledger)
    return penerimaan


def daftarkan_tertandatangani(ruang: RuangKerja, ledger: Ledger) -> None:
    """List the signed files of the archive, also those of a run that was stopped before it could."""
    with ledger.buku(datetime.now(UTC), simpan=False) as buku:
        berkas = buku.berkas_tertandatangani()
    catat(
        ruang.arsip,
        [
            Entri(b.nama, "", b.periode, "", b.waktu.astimezone(ruang.zona).isoformat(timespec="seconds"), b.sha256)
            for b in berkas
        ],
    )


def _entri_arsip(penerimaan: Penerimaan, ruang: RuangKerja) -> Iterable[Entri]:
    for b in penerimaan.ingatan.kiriman.values():
        waktu = b.diubah.astimezone(ruang.zona).isoformat()
        yield Entri(b.nama, b.bagian, b.periode or "", str(b.revisi or ""), waktu, b.sha256)
    for d in penerimaan.insiden:
        yield Entri(d.nama, d.bagian, "", "", d.waktu.astimezone(ruang.zona).isoformat(), d.sha256)


def temuan_penyampaian(satu: Penyampaian) -> list[Temuan]:
    """Findings of the file the status speaks of, and those about several files."""
    return kelompokkan([*satu.temuan_tambahan, *(satu.terbaru.semua_temuan if satu.terbaru else [])])
