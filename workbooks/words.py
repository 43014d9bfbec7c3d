"""The words people read for the codes of results, submissions and findings."""

from datetime import date

from schemas.temuan import Temuan, Tingkat, Waiver
from schemas.wording import show_date

KIRIMAN_STATUS_WORDS = {
    "DITERIMA": "Diterima",
    "DIKEMBALIKAN": "Dikembalikan untuk diperbaiki",
    "BELUM MASUK": "Belum menyampaikan",
    "MENUNGGU": "Menunggu (masih disalin atau terbuka)",
    "TIDAK WAJIB": "Tidak wajib bulan ini",
    "BUKAN LAPORAN": "Bukan laporan",
}


def waiver_words(waiver: Waiver) -> str:
    """`Dikecualikan oleh Kepala Bagian Organisasi sampai 31 Januari 2026: nilai menurut surat.`"""
    until = show_date(date.fromisoformat(waiver.sampai))
    return f"Dikecualikan oleh {waiver.oleh} sampai {until}: {as_sentence(waiver.alasan)}"


def tingkat_words(temuan: Temuan) -> str:
    """`Harus diperbaiki`; a waived finding says so."""
    return temuan.tingkat.word + (" (dikecualikan)" if temuan.dikecualikan else "")


def shown_tingkat(temuan: Temuan) -> Tingkat:
    """The level a finding is shown in: what is waived need not be mended."""
    return Tingkat.INFO if temuan.dikecualikan else temuan.tingkat


def how_to_mend(temuan: Temuan) -> str:
    """How to mend it, or who has let it pass."""
    return waiver_words(temuan.dikecualikan) if temuan.dikecualikan else temuan.saran


def as_sentence(note: str) -> str:
    """A note as a sentence: notes are fragments in lower case."""
    return f"{note[0].upper()}{note[1:]}{'' if note.endswith('.') else '.'}"
