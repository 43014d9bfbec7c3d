"""The consolidated workbook: official sheet first, then what explains and proves it.

`Rincian` sheets are written first, since each step gets its cell there; the other sheets refer to those cells, and
`Ringkasan` to those of the official sheet.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

import xlsxwriter

from iku_rules.card import Card
from iku_rules.register_model.register import Register
from iku_rules.result import Result
from schemas.periode import Periode
from schemas.temuan import Temuan, Waiver
from schemas.wording import show_date
from workbooks.cells import CellMap
from workbooks.consolidated import evidence, iku, lkjip, rincian, ringkasan
from workbooks.style import Style

AUTHOR = "Sekretariat Daerah Kabupaten Lumajang"
# The sheets before and after those of the indicators.
FIRST_SHEETS = (iku.NAME, ringkasan.NAME)
LAST_SHEETS = (lkjip.NAME, "Rekap Penyampaian", "Catatan Verifikasi", "Jejak Data", evidence.METADATA)


@dataclass(frozen=True)
class StandingLine:
    """A bagian's line of `Rekap Penyampaian`; `late` None where nothing came."""

    bagian: str
    status: str
    late: bool | None
    revision: int | None
    file: str | None
    file_time: datetime | None
    sha256: str | None
    attachments: tuple[str, ...]
    temuan: tuple[Temuan, ...]
    incident: str | None


@dataclass(frozen=True)
class ArchivedOriginal:
    """An archived original: its name in the archive and the time of the file in WIB."""

    archive_name: str
    file_time: datetime


@dataclass(frozen=True)
class BookContent:
    """All the workbook says. `kind` is DRAF, FINAL, REVISI n (DRAF) or REVISI n; `asal` by SHA-256.

    `lock_day`: the day of signing, None until then; `lock_history`: (what and when, why) of earlier lockings.
    """

    periode: Periode
    kind: str
    register: Register
    results: tuple[Result, ...]
    cards: Mapping[str, Card]
    standing: tuple[StandingLine, ...]
    other_temuan: tuple[tuple[str, Temuan], ...]
    originals: Mapping[str, ArchivedOriginal]
    deadline: date
    lock_day: date | None = None
    lock_history: tuple[tuple[str, str], ...] = ()

    @property
    def by_code(self) -> dict[str, Result]:
        return {h.iku: h for h in self.results}

    @property
    def subtitle(self) -> str:
        """What every sheet says under its title: the mark and the position."""
        return f"{self.kind} · Posisi s.d. {show_date(self.periode.last_day)}"

    def waivers(self, result: Result) -> list[Waiver]:
        """The waivers given to the very sheets a result was read from."""
        read_from = {(s.sha256, s.lembar) for s in result.sumber}
        waivers = [t.dikecualikan for b in self.standing for t in b.temuan if (b.sha256, t.lembar) in read_from]
        return list(dict.fromkeys(waiver for waiver in waivers if waiver is not None))

    @property
    def created(self) -> datetime:
        """The time of the workbook: that of the newest file in it, so that the same inputs give the same bytes."""
        file_times = [b.file_time.replace(tzinfo=None) for b in self.standing if b.file_time]
        return max(file_times, default=datetime.combine(self.periode.last_day, time(0)))


def write_workbook(book: BookContent) -> bytes:
    """The workbook's bytes: a function of `book` alone."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        workbook.set_properties(
            {
                "title": f"IKU Sekretariat Daerah Kabupaten Lumajang, {book.periode.name} ({book.kind})",
                "subject": "Indikator Kinerja Utama",
                "author": AUTHOR,
                "company": AUTHOR,
                "category": "Laporan kinerja",
                "keywords": f"IKU; {book.periode.name}; {book.kind}",
                "comments": f"Posisi s.d. {show_date(book.periode.last_day)}. Status dokumen: {book.kind}.",
                "created": book.created,
            }
        )
        workbook.set_size(2400, 1400)
        style, cell_map = Style(workbook), CellMap()
        sheets = {name: workbook.add_worksheet(name) for name in sheet_names(book)}
        for sheet in sheets.values():
            sheet.set_header(f"&C&14&B{book.kind}&R&8{book.periode.name}")
        for result in book.results:
            name = rincian.rincian_name(result.iku)
            rincian.write(sheets[name], name, style, cell_map, book, result)
        evidence.write_metadata(sheets[evidence.METADATA], style, cell_map, book)
        iku.write(sheets[iku.NAME], style, cell_map, book)
        trend = lkjip.write(sheets[lkjip.NAME], style, cell_map, book)
        ringkasan.write(workbook, sheets[ringkasan.NAME], style, cell_map, book, trend)
        evidence.write_standing(sheets["Rekap Penyampaian"], style, book)
        evidence.write_notes(sheets["Catatan Verifikasi"], style, book)
        evidence.write_trace(sheets["Jejak Data"], style, cell_map, book)
        sheets[iku.NAME].activate()
    return stream.getvalue()


def sheet_names(book: BookContent) -> list[str]:
    """The sheets in the order in which they are read."""
    rincian_sheets = [rincian.rincian_name(h.iku) for h in book.results]
    return [*FIRST_SHEETS, *rincian_sheets, *LAST_SHEETS]
