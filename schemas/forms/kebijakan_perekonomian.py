"""Sheet `Kebijakan Perekonomian`: the list of the year's economic policies, planned and issued."""

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache

import pandas as pd
from pandera.typing import Series

from schemas.form import Block, BlockShape, Form, Says, Sheet, check, field, row_check
from schemas.form_year import FormYear
from schemas.forms.official_result import yearly_report_block
from schemas.notions.documents import DocumentKey, document_key, may_be_one, spell_number
from schemas.notions.names import name_key
from schemas.notions.nothing import NOTHING
from schemas.value import Kind

YES, NO = "Ya", "Tidak"


class Kebijakan(Form):
    """One row per policy, the whole year up to the period's end; what an issued one needs: `kebijakan_model`."""

    no: Series[object] = field("No", Kind.TEXT, required=False, prefilled=True, width=5)
    nama: Series[object] = field("Nama kebijakan", Kind.TEXT, example="nama kebijakan", width=48)
    jenis: Series[object] = field("Jenis", Kind.CHOICE, choices="jenis_kebijakan", width=22)
    bidang: Series[object] = field("Bidang", Kind.CHOICE, required=False, choices="bidang_kebijakan", width=24)
    direncanakan: Series[object] = field(
        "Direncanakan",
        Kind.CHOICE,
        choices=(YES, NO),
        example=YES,
        hint="Ya bila kebijakan ini ada dalam rencana tahun ini.",
    )
    dasar_rencana: Series[object] = field("Dasar rencana", Kind.TEXT, required=False, width=24)
    status: Series[object] = field("Status", Kind.CHOICE, choices="status_kebijakan", width=16)


@cache
def kebijakan_model(issued: str) -> type[Kebijakan]:
    """The form of a policy in a year with this word for "issued": with it, number and date are asked for."""
    required_once_issued = f"Wajib bila sudah {issued}."
    once_issued = Says("status", issued)

    class KebijakanOfYear(Kebijakan):
        """A policy with its number and date."""

        nomor: Series[object] = field(
            "Nomor",
            Kind.CODE,
            required_when=once_issued,
            spelling=spell_number,
            example="100.3.3.2/45/2025",
            width=22,
            hint=required_once_issued,
        )
        tanggal: Series[object] = field(
            "Tanggal penetapan",
            Kind.DATE,
            required_when=once_issued,
            example="17/03/2025",
            hint=required_once_issued,
        )
        keterangan: Series[object] = field("Keterangan", Kind.TEXT, required=False, width=30)

        @row_check("P418", "tanggal")
        def issued_within_periode(cls, status: str, tanggal: date, akhir_periode: date) -> bool:
            """An issued policy counts when dated in the year, up to the period's last day."""
            return status != issued or (tanggal.year == akhir_periode.year and tanggal <= akhir_periode)

        @row_check("P436", "nomor")
        def issued_not_without_number(cls, status: str, nomor: str) -> bool:
            """An issued policy whose number says nothing does not count."""
            return status != issued or nomor != NOTHING

        @row_check("P479", "status")
        def status_fits_number_and_day(cls, status: str, nomor: str, tanggal: date) -> bool:
            """What has a number and a day is issued, or will be renumbered."""
            return status == issued or nomor == NOTHING

        @check("P482", "nama")
        def no_name_twice(cls, frame: pd.DataFrame) -> "pd.Series[bool]":
            """One name and kind in two rows is one policy, or two that are told apart by their names."""
            keys = [
                (kiriman, kind, name_key(name)) if name else None
                for kiriman, kind, name in zip(frame["kiriman"], frame["jenis"], frame["nama"], strict=True)
            ]
            counts, recorded_twice = Counter(keys), ~_stands_once(frame)
            once = pd.Series([key is None or counts[key] == 1 for key in keys], index=frame.index)
            return once | recorded_twice

        @check("G406", "nomor")
        def no_duplicates(cls, frame: pd.DataFrame) -> "pd.Series[bool]":
            """One policy stands once in a submission: kind, number and year tell it."""
            return _stands_once(frame)

        @check("P438", "nomor")
        def no_near_duplicates(cls, frame: pd.DataFrame) -> "pd.Series[bool]":
            """A number that another row may only spell otherwise is worth a look."""
            keys = _document_keys(frame)
            by_kind: dict[object, set[DocumentKey]] = {}
            for key in filter(None, keys):
                by_kind.setdefault(key[:-1], set()).add(key[-1])
            fits = [key is None or not any(may_be_one(key[-1], other) for other in by_kind[key[:-1]]) for key in keys]
            return pd.Series(fits, index=frame.index, dtype=bool)

    return KebijakanOfYear


def _document_keys(frame: pd.DataFrame) -> list[tuple[int, str, int, DocumentKey] | None]:
    """Row by row submission, kind, year and number; None where there is no number or no day."""
    rows = zip(frame["kiriman"], frame["jenis"], frame["nomor"], frame["tanggal"], strict=True)
    return [
        (kiriman, kind, day.year, number_key) if day and (number_key := document_key(number, kind)) else None
        for kiriman, kind, number, day in rows
    ]


def _stands_once(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Whether kind, number and year of a row are those of no other row of its submission."""
    keys = _document_keys(frame)
    counts = Counter(keys)
    return pd.Series([key is None or counts[key] == 1 for key in keys], index=frame.index, dtype=bool)


def _build_kebijakan(sheet: Sheet, form_year: FormYear) -> Sheet:
    """The sheet with the word of the year for "issued"."""
    blocks = tuple(
        replace(block, model=kebijakan_model(form_year.issued_status)) if block.model is Kebijakan else block
        for block in sheet.blocks
    )
    return replace(sheet, blocks=blocks)


KEBIJAKAN_SHEET = Sheet(
    name="Kebijakan Perekonomian",
    title="PENYEDIAAN KEBIJAKAN PEREKONOMIAN",
    introduction=(
        "Satu baris untuk tiap kebijakan sejak 1 Januari sampai akhir periode, termasuk yang baru direncanakan."
    ),
    iku="kebijakan_perekonomian",
    build=_build_kebijakan,
    blocks=(
        Block("kebijakan_perekonomian", BlockShape.TABLE, Kebijakan, blank_rows=60, row_word="kebijakan"),
        yearly_report_block(),
    ),
)

SHEETS = (KEBIJAKAN_SHEET,)
