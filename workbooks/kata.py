"""The words people read for the codes of results, submissions and findings."""

from datetime import date

from iku_rules.hasil import HasilIKU, Status
from schemas.temuan import Pengecualian, Temuan, Tingkat
from schemas.tulisan import tanggal

STATUS_KIRIMAN = {
    "DITERIMA": "Diterima",
    "DIKEMBALIKAN": "Dikembalikan untuk diperbaiki",
    "BELUM MASUK": "Belum menyampaikan",
    "MENUNGGU": "Menunggu (masih disalin atau terbuka)",
    "TIDAK WAJIB": "Tidak wajib bulan ini",
}

KATA_STATUS = {
    Status.FINAL: "Final",
    Status.SEMENTARA: "Sementara",
    Status.BELUM_RILIS: "Belum rilis",
    Status.BELUM_ADA_DATA: "Belum ada data",
}


def status_hasil(hasil: HasilIKU) -> str:
    """`Final`, `Sementara (6 dari 8 bagian)`, `Nilai terakhir (November 2025)`, …; an example says so."""
    return _status(hasil) + (", CONTOH" if hasil.contoh else "")


def kata_pengecualian(isi: Pengecualian) -> str:
    """`Dikecualikan oleh Kepala Bagian Organisasi sampai 31 Januari 2026: nilai menurut surat.`"""
    return f"Dikecualikan oleh {isi.oleh} sampai {tanggal(date.fromisoformat(isi.sampai))}: {kalimat(isi.alasan)}"


def kata_tingkat(t: Temuan) -> str:
    """`Harus diperbaiki`; a waived finding says so."""
    return t.tingkat.tulisan + (" (dikecualikan)" if t.dikecualikan else "")


def tingkat_tampak(t: Temuan) -> Tingkat:
    """The level a finding is shown in: what is waived need not be mended."""
    return Tingkat.INFO if t.dikecualikan else t.tingkat


def cara_memperbaiki(t: Temuan) -> str:
    """How to mend it, or who has let it pass."""
    return kata_pengecualian(t.dikecualikan) if t.dikecualikan else t.saran


def kalimat(catatan: str) -> str:
    """A note as a sentence: notes are fragments in lower case."""
    return f"{catatan[0].upper()}{catatan[1:]}{'' if catatan.endswith('.') else '.'}"


def _status(hasil: HasilIKU) -> str:
    if hasil.status is Status.TERAKHIR_DIKETAHUI:
        return f"Nilai terakhir ({hasil.dari_periode.nama if hasil.dari_periode else '-'})"
    kata = KATA_STATUS[hasil.status]
    if hasil.status is Status.SEMENTARA and hasil.kelengkapan:
        return f"{kata} ({hasil.kelengkapan.tulisan})"
    return kata
