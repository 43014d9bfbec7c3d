"""HASIL RESMI, the letter of the outside body, and the three texts for the yearly report; both on several sheets."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pandera.typing import Series

from schemas.form import Block, BlockShape, Form, at_most, field, is_fraction, row_check
from schemas.notions.documents import spell_number
from schemas.value import Kind

OFFICIAL_RESULT = "hasil_resmi"
YEARLY_REPORT = "laporan_tahunan"
RELEASED = "Sudah rilis"
NOT_YET_RELEASED = "Belum rilis"
LATEST_LETTER = timedelta(days=92)  # behind the reported month: a revision may take that long
SCALE_OF_FIVE = Decimal(5)  # of an index that some offices print on 0 to 100: its own finding


def release_status_field() -> Any:
    """The pair that says whether the result is out."""
    return field(
        "Status rilis",
        Kind.CHOICE,
        required=False,
        choices=(RELEASED, NOT_YET_RELEASED),
        hint="Sudah rilis bila surat hasilnya sudah terbit. Bila belum, pilih Belum rilis dan kosongkan sisanya.",
    )


def assessment_year_field() -> Any:
    """The pair that says which year was assessed."""
    return field(
        "Tahun penilaian",
        Kind.WHOLE,
        minimum=Decimal(2018),
        maximum=Decimal(2100),
        decimals=0,
        may_precede=True,
        example="2025",
        hint="Tahun yang dinilai, bukan tahun terbitnya surat.",
    )


def assessed_year_not_ahead() -> Any:
    """The check that the assessed year is not after the reported one."""
    return at_most("G421", "tahun_penilaian", "tahun_laporan")


class OfficialResult(Form):
    """One row per sheet and submission: the official value, as the letter prints it."""

    status: Series[object] = release_status_field()
    tahun_penilaian: Series[object] = assessment_year_field()
    nilai: Series[object] = field(
        "Nilai resmi",
        Kind.NUMBER,
        minimum=Decimal(0),
        limit="nilai_resmi",
        hint="Nilai akhir persis seperti tertulis pada surat.",
    )
    predikat: Series[object] = field(
        "Predikat resmi", Kind.TEXT, required=False, hint="Predikat persis seperti tertulis pada surat. Boleh kosong."
    )
    instansi: Series[object] = field(
        "Instansi penerbit",
        Kind.TEXT,
        required=False,
        may_precede=True,
        hint="Lembaga yang menerbitkan hasil. Boleh kosong.",
    )
    nomor_surat: Series[object] = field(
        "Nomor surat",
        Kind.CODE,
        spelling=spell_number,
        example="123/D.3/01/2026",
        hint="Nomor surat hasil penilaian, sebagai tulisan.",
    )
    tanggal_surat: Series[object] = field("Tanggal surat", Kind.DATE, example="15/01/2026", hint="hari/bulan/tahun")
    berkas_bukti: Series[object] = field(
        "Nama berkas bukti",
        Kind.TEXT,
        required=False,
        hint="Nama PDF surat yang ditaruh di folder yang sama. Boleh kosong.",
    )

    year_not_ahead = assessed_year_not_ahead()

    @row_check("G403", "nilai", limit="batas_nilai")
    def within_scale(cls, nilai: Decimal, batas_nilai: Decimal) -> bool:
        """The value is on the scale of its index."""
        return batas_nilai == SCALE_OF_FIVE or nilai <= batas_nilai

    @row_check("G405", "nilai", limit="batas_nilai")
    def within_scale_of_five(cls, nilai: Decimal, batas_nilai: Decimal) -> bool:
        """As above, with a finding of its own for an index on 0 to 5, which some offices print on 0 to 100."""
        return batas_nilai != SCALE_OF_FIVE or nilai <= batas_nilai

    @row_check("P314", "nilai", limit="batas_nilai")
    def not_a_fraction(cls, nilai: Decimal, batas_nilai: Decimal) -> bool:
        """A value on a scale of a hundred is not a share of one."""
        return batas_nilai == SCALE_OF_FIVE or not is_fraction(nilai)

    @row_check("P473", "nilai")
    def not_zero(cls, nilai: Decimal) -> bool:
        """An official result of 0 is rare."""
        return nilai != 0

    @row_check("P474", "nilai", limit="batas_nilai")
    def not_on_a_smaller_scale(cls, nilai: Decimal, batas_nilai: Decimal) -> bool:
        """Few indices on a scale of a hundred are as small as one on 0 to 5."""
        return batas_nilai == SCALE_OF_FIVE or not 1 < nilai <= SCALE_OF_FIVE

    @row_check("P476", "tanggal_surat")
    def dated_after_what_it_assesses(cls, tanggal_surat: date, tahun_penilaian: Decimal, akhir_periode: date) -> bool:
        """A letter is not written before the year that it assesses, nor long after the month that reports it."""
        return tanggal_surat.year >= tahun_penilaian and tanggal_surat <= akhir_periode + LATEST_LETTER

    @row_check("G409", "status")
    def status_fits_value(cls, status: str, nilai: Decimal) -> bool:
        """A result that is not yet out has no value."""
        return status != NOT_YET_RELEASED


class YearlyReport(Form):
    """What the bagian writes for the yearly performance report."""

    faktor_pendukung: Series[object] = field(
        "Faktor pendukung", Kind.TEXT, required=False, hint="Untuk laporan kinerja tahunan. Boleh kosong."
    )
    faktor_penghambat: Series[object] = field(
        "Faktor penghambat", Kind.TEXT, required=False, hint="Untuk laporan kinerja tahunan. Boleh kosong."
    )
    rencana: Series[object] = field(
        "Rencana tindak lanjut", Kind.TEXT, required=False, hint="Untuk laporan kinerja tahunan. Boleh kosong."
    )


def official_result_block() -> Block:
    """The block HASIL RESMI of a sheet."""
    return Block(
        OFFICIAL_RESULT,
        BlockShape.PAIRS,
        OfficialResult,
        title="HASIL RESMI",
        group=OFFICIAL_RESULT,
        status="status",
        status_present=RELEASED,
    )


def yearly_report_block() -> Block:
    """The block for the yearly performance report of a sheet."""
    return Block(
        YEARLY_REPORT,
        BlockShape.PAIRS,
        YearlyReport,
        title="UNTUK LAPORAN KINERJA TAHUNAN (BOLEH KOSONG)",
        group=YEARLY_REPORT,
    )
