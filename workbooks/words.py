"""The words people read for the codes of results, submissions and findings."""

from datetime import date

from iku_rules.result import Result, Status
from schemas.temuan import Temuan, Tingkat, Waiver
from schemas.wording import show_date

KIRIMAN_STATUS_WORDS = {
    "DITERIMA": "Diterima",
    "DIKEMBALIKAN": "Dikembalikan untuk diperbaiki",
    "BELUM MASUK": "Belum menyampaikan",
    "MENUNGGU": "Menunggu (masih disalin atau terbuka)",
    "TIDAK WAJIB": "Tidak wajib bulan ini",
}

STATUS_WORDS = {
    Status.FINAL: "Final",
    Status.SEMENTARA: "Sementara",
    Status.BELUM_RILIS: "Belum rilis",
    Status.BELUM_ADA_DATA: "Belum ada data",
}


def result_status(result: Result) -> str:
    """`Final`, `Sementara (6 dari 8 bagian)`, `Nilai terakhir (November 2025)`, …; an example says so."""
    return _plain_status(result) + (", CONTOH" if result.is_example else "")


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


def _plain_status(result: Result) -> str:
    if result.status is Status.TERAKHIR_DIKETAHUI:
        return f"Nilai terakhir ({result.dari_periode.name if result.dari_periode else '-'})"
    words = STATUS_WORDS[result.status]
    if result.status is Status.SEMENTARA and result.kelengkapan:
        return f"{words} ({result.kelengkapan.text})"
    return words
