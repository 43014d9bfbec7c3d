"""Answers of every kind, as values."""

from datetime import date, datetime

from schemas.periode import Periode
from schemas.temuan import Temuan, make_temuan
from workbooks.answer.content import Answer


def temuan(code: str, sheet: str | None, cell: str | None) -> Temuan:
    return make_temuan(
        code, lembar=sheet, sel=cell, ditemukan="x", label="Nilai", contoh="83,25", harapan="angka", dibaca="90",
        mirip="", bila_belum="",
    )  # fmt: skip


def answer(*all_temuan: Temuan, accepted: bool = False) -> Answer:
    return Answer(
        bagian="Bagian Hukum", periode=Periode(2025, 12), file="hukum/isi.xlsx", sha256="0" * 64,
        file_time=datetime(2026, 1, 5, 10), accepted=accepted, still_in_force=None, incident=None,
        temuan=all_temuan, results=(),
        deadline=date(2026, 1, 5), folder="inbox/hukum/",
    )  # fmt: skip


MISTAKES = (
    temuan("G301", "Isi", "C2, C3"),
    temuan("P420", "Isi", "C4"),
    temuan("I311", "isi", "C5"),
    temuan("G401", "Isi", "C9"),
    temuan("G202", "Hilang", None),
)
