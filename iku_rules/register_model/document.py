"""The shape of `dokumen/*.toml`: an official IKU document, word for word. Field names are the keys of the file."""

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from iku_rules.register_fields import Day, Frozen, Text, YesNo, no_duplicates
from schemas.periode import Periode
from schemas.wording import show_date


class DocumentLine(Frozen):
    """A labelled line of the official document."""

    label: Text
    isi: Text
    nomor: str = ""


class FunctionsLine(Frozen):
    """The line of the functions, one text each."""

    label: Text
    isi: Annotated[tuple[Text, ...], Field(min_length=1)]


class TujuanIndicatorLine(Frozen):
    """The line of the indikator tujuan; `iku` is its code."""

    label: Text
    isi: Text
    iku: Text


class DocumentIKU(Frozen):
    """A row of the official table."""

    kode: Text
    nama: Text
    rumus: Text
    sumber_data: Text
    penanggung_jawab: Text


class Sasaran(Frozen):
    """A sasaran of the official table with its indicators."""

    nomor: Text
    nama: Text
    iku: Annotated[tuple[DocumentIKU, ...], Field(min_length=1)]


class Approval(Frozen):
    """Who determined the document, as printed."""

    tempat: Text
    tanggal: Day
    kata: Text
    jabatan: Text
    nama: Text
    label_nip: Text
    nip: Text


class Document(Frozen):
    """An official IKU document: its words to the letter, and the days on which it is in force.

    `penerus` says, where it has ended, what is known of its successor ("belum diketahui").
    """

    kode: Text
    nomor: Text | None = None
    rencana: Text
    berlaku_dari: Day
    berlaku_sampai: Day | None = None
    penerus: Text | None = None
    acuan: Text
    dikonfirmasi: YesNo
    judul: Annotated[tuple[Text, ...], Field(min_length=1)]
    judul_tabel: Text
    kolom: Annotated[tuple[Text, ...], Field(min_length=6, max_length=6)]
    instansi: DocumentLine
    tugas_pokok: DocumentLine
    fungsi: FunctionsLine
    tujuan: DocumentLine
    indikator_tujuan: TujuanIndicatorLine
    sasaran: Annotated[tuple[Sasaran, ...], Field(min_length=1)]
    pengesahan: Approval

    @model_validator(mode="after")
    def _whole(self) -> "Document":
        if self.berlaku_sampai and self.berlaku_sampai < self.berlaku_dari:
            raise ValueError("berlaku_sampai sebelum berlaku_dari")
        no_duplicates(self.iku_codes)
        return self

    @property
    def iku_codes(self) -> tuple[str, ...]:
        """Codes of the table in official order, then the indikator tujuan."""
        return tuple(self.iku_places.values())

    @property
    def iku_places(self) -> dict[str, str]:
        """Those codes by where each stands in the file."""
        table = {
            f"sasaran[{row}].iku[{place}].kode": iku.kode
            for row, sasaran in enumerate(self.sasaran)
            for place, iku in enumerate(sasaran.iku)
        }
        return table | {"indikator_tujuan.iku": self.indikator_tujuan.iku}

    def iku_name(self, code: str) -> str | None:
        """The official name of an indicator; None where the document does not have it."""
        if code == self.indikator_tujuan.iku:
            return self.indikator_tujuan.isi
        return next((i.nama for s in self.sasaran for i in s.iku if i.kode == code), None)

    def in_force(self, day: date) -> bool:
        """Whether the document is in force on that day, first and last day included."""
        return self.berlaku_dari <= day and (self.berlaku_sampai is None or day <= self.berlaku_sampai)

    def note(self, periode: Periode) -> str | None:
        """The visible note for a period outside the document's validity; None inside."""
        if self.in_force(periode.last_day):
            return None
        until = f" sampai {show_date(self.berlaku_sampai)}" if self.berlaku_sampai else ""
        return (
            f"Dokumen IKU yang ditampilkan berlaku {show_date(self.berlaku_dari)}{until} (rencana {self.rencana}); "
            f"dokumen untuk periode {periode.name} belum ada dalam register."
        )
