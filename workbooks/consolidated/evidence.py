"""Sheets that prove: `Rekap Penyampaian`, `Catatan Verifikasi`, `Jejak Data`, `Metadata`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from iku_rules.explain import model_in_year
from iku_rules.result import Result
from iku_rules.steps import Input, Parameter, Source
from schemas.template_key import VERSION
from schemas.temuan import Temuan
from schemas.wording import show_date
from workbooks.consolidated.content import ArchivedOriginal, BookContent
from workbooks.consolidated.rincian import rincian_name
from workbooks.heights import LINE_HEIGHT
from workbooks.sheet import (
    BLANK,
    Block,
    Cell,
    CellMap,
    Content,
    Link,
    Location,
    Page,
    Row,
    Sheet,
    address_at,
    line,
    row_of,
)
from workbooks.style import TEXT
from workbooks.words import KIRIMAN_STATUS_WORDS, how_to_mend, tingkat_words

STANDING, NOTES, TRACE, METADATA = "Rekap Penyampaian", "Catatan Verifikasi", "Jejak Data", "Metadata"
UNCONFIRMED = "belum dikonfirmasi"
MOST_LINKS = 65_530  # on one sheet, Excel's limit
ARCHIVE_FOLDER = "../../arsip"  # from the folder of a consolidated workbook
HEADER_ROWS = 3  # title, the line under it, headers
METADATA_WIDTHS = (44, 90, 60, 20)


def _table(headers: Iterable[str], rows: Iterable[Iterable[Content]], widths: Sequence[float]) -> list[Row]:
    header = Row(tuple(Cell(text, ("header",)) for text in headers), 2 * LINE_HEIGHT)
    return [header, *(row_of(values, TEXT, widths) for values in rows)]


def _section(title: str, explanation: str, headers: Iterable[str], rows: Iterable[Iterable[Content]]) -> list[Row]:
    """A table further down `Metadata`, with a blank row before it."""
    return [BLANK, line(title, "subtitle"), line(explanation, "introduction"), *_table(headers, rows, METADATA_WIDTHS)]


def _list_sheet(
    name: str, head: tuple[str, str], columns: Sequence[tuple[str, int]], rows: Iterable[Iterable[Content]], frozen: int
) -> Sheet:
    """A sheet of one table: title and the line under it (the mark of the document), headers, rows."""
    widths = tuple(width for _, width in columns)
    title, subtitle = head
    table = _table((header for header, _ in columns), rows, widths)
    block = Block((line(title, "title"), line(subtitle, "bold"), *table))
    return Sheet(name, widths, (block,), Page((HEADER_ROWS, frozen), repeated=(0, HEADER_ROWS - 1)))


def lay_out_standing(book: BookContent) -> Sheet:
    """Who submitted what, when, in time or not."""
    columns = (
        ("Bagian", 40), ("Status", 30), ("Waktu berkas (WIB)", 24), ("Terlambat", 11), ("Revisi", 8),
        ("Berkas", 40), ("Lampiran", 30), ("Harus diperbaiki", 12), ("Catatan lain", 12), ("SHA-256", 36),
    )  # fmt: skip
    rows = [
        (
            book.bagian_name(kiriman),
            KIRIMAN_STATUS_WORDS[kiriman.status] + (f" (insiden {kiriman.incident})" if kiriman.incident else ""),
            f"{show_date(kiriman.file_time.date())} {kiriman.file_time:%H.%M}" if kiriman.file_time else None,
            # Whether a missing file is late depends on the day; the workbook speaks of those that came.
            None if kiriman.file_time is None else "Ya" if kiriman.late else "Tidak",
            kiriman.revision,
            kiriman.file,
            "\n".join(kiriman.attachments) or None,
            sum(t.is_blocking for t in kiriman.temuan),
            sum(not t.is_blocking for t in kiriman.temuan),
            kiriman.sha256,
        )
        for kiriman in book.standing
    ]
    subtitle = f"{book.subtitle} · Batas waktu: {show_date(book.deadline)} pukul 24.00 WIB"
    return _list_sheet(STANDING, (f"REKAP PENYAMPAIAN {book.periode.name.upper()}", subtitle), columns, rows, frozen=1)


def lay_out_notes(book: BookContent) -> Sheet:
    """Every finding, of the files and of the results."""
    columns = (
        ("Bagian", 34), ("Tingkat", 16), ("Kode", 8), ("Berkas", 34), ("Lembar", 22), ("Sel", 14),
        ("Keterangan", 56), ("Seharusnya", 34), ("Cara memperbaiki", 56),
    )  # fmt: skip
    rows = [
        *(_temuan_row(book.bagian_name(kiriman), kiriman.file, t) for kiriman in book.standing for t in kiriman.temuan),
        *(_temuan_row(result.name, None, t) for result in book.results for t in result.temuan),
        *(_temuan_row(None, name, t) for name, t in book.other_temuan),
    ]
    sheet = _list_sheet(NOTES, ("CATATAN VERIFIKASI", book.subtitle), columns, rows, frozen=0)
    if rows:
        return sheet
    return replace(sheet, blocks=(*sheet.blocks, Block((line("Tidak ada catatan.", "base"),), HEADER_ROWS)))


def _temuan_row(bagian: str | None, file: str | None, t: Temuan) -> tuple[Content, ...]:
    """A finding's line of `Catatan Verifikasi`; one of a result has the indicator's name for the bagian's."""
    place = (t.lembar or "(berkas)", t.sel)
    return (bagian, tingkat_words(t), t.kode, file, *place, t.pesan, t.diharapkan, how_to_mend(t))


class _Trace(NamedTuple):
    """From a number to where it was read; `place`: the cell of this workbook that holds what was read."""

    indicator: str
    value: Decimal | None
    place: str
    source: Source
    original: ArchivedOriginal | None


def lay_out_trace(book: BookContent, cell_map: CellMap) -> Sheet:
    """From each number to file, sheet, cell and SHA-256, with links into this workbook and to the archived original.

    It tells of cells of the other sheets, so `cell_map` must hold those.
    """
    columns = (
        ("Indikator", 40), ("Hasil", 10), ("Tempat di buku ini", 28), ("Bagian", 34), ("Berkas", 40), ("Lembar", 22),
        ("Sel", 14), ("Nilai terbaca", 18), ("Waktu berkas (WIB)", 24), ("SHA-256", 36), ("Arsip", 12),
    )  # fmt: skip
    traces = list(_traces(cell_map, book))
    subtitle = f"{book.subtitle} · Dari tiap nilai ke berkas, lembar, dan sel asalnya."
    rows = [_trace_row(book, trace) for trace in traces]
    sheet = _list_sheet(TRACE, ("JEJAK DATA", subtitle), columns, rows, frozen=1)
    links = Block(tuple(_link_row(trace, MOST_LINKS - 2 * index) for index, trace in enumerate(traces)), HEADER_ROWS)
    filtered = (HEADER_ROWS - 1, 0, HEADER_ROWS - 1 + len(rows), len(columns) - 1)
    return replace(sheet, blocks=(*sheet.blocks, links), page=replace(sheet.page, filtered=filtered))


def _trace_row(book: BookContent, trace: _Trace) -> tuple[Content, ...]:
    source, original = trace.source, trace.original
    file_time = f"{show_date(original.file_time.date())} {original.file_time:%H.%M}" if original else None
    bagian = book.register.bagian_name(source.bagian, book.periode.last_day)
    read_from = (source.berkas, source.lembar, source.sel, source.nilai)
    return (trace.indicator, trace.value, _words_of(trace.place), bagian, *read_from, file_time, source.sha256)


def _link_row(trace: _Trace, remaining: int) -> Row:
    """A row's links over its cells, as many as Excel takes on a sheet; beyond them the place stays as text."""
    look = ("bordered", "top", "link")
    place = Cell(Link(f"internal:{trace.place}", _words_of(trace.place)), look) if remaining > 0 else None
    if trace.original is None:
        return Row((None, None, place))
    path = f"{ARCHIVE_FOLDER}/{trace.original.archive_name}"
    link = Cell(Link(f"external:{path}", "buka arsip"), look) if remaining > 1 else Cell(path, ("bordered", "top"))
    return Row((None, None, place, *[None] * 7, link))


def _words_of(place: str) -> str:
    """A place as people read it."""
    return place.replace("'", "")


def _traces(cell_map: CellMap, book: BookContent) -> Iterator[_Trace]:
    """Every number, last year's included, with each cell it was read from."""
    locations = _source_locations(cell_map)
    for result in book.results:
        last_year = result.last_year_computation
        for name, value, sources in (
            (result.name, result.nilai, result.sumber),
            (f"{result.name} (tahun lalu)", result.nilai_tahun_lalu, last_year.sources if last_year else ()),
        ):
            for source in sources:
                location = locations.get(source, (rincian_name(result.iku), 0, 0))
                yield _Trace(name, value, address_at(location, TRACE), source, book.originals.get(source.sha256))


def _source_locations(cell_map: CellMap) -> dict[Source, Location]:
    """The cell of this workbook that holds what was read from a submitted cell."""
    result: dict[Source, Location] = {}
    for key, location in cell_map.locations.items():
        if isinstance(key, Input) and key.source is not None:
            result.setdefault(key.source, location)
    return result


def lay_out_metadata(book: BookContent) -> Sheet:
    """Register, rules with year and reference, parameters of the achievement, unconfirmed ones, how to check a hash."""
    rows = (
        line(METADATA.upper(), "title"),
        line(book.subtitle, "bold"),
        *_table(("Hal", "Isi", "Acuan", "Status"), _general(book), METADATA_WIDTHS),
        *_section("Aturan yang dipakai", "", ("Indikator", "Aturan", "Dasar", "Status"), _rules(book)),
        *_capaian_parameters(book),
        *_section(
            "Parameter terpakai yang belum dikonfirmasi",
            "",
            ("Parameter", "Nilai", "Acuan", "Status"),
            ((p.name, p.value, p.reference, UNCONFIRMED) for p in _used_parameters(book) if not p.confirmed),
        ),
    )
    return Sheet(METADATA, METADATA_WIDTHS, (Block(rows),), Page((2, 0), repeated=(0, 1)))


def _general(book: BookContent) -> Iterator[tuple[str, str]]:
    document = book.register.document(book.periode)
    yield "Periode", book.periode.name
    yield "Dokumen", book.kind
    yield from book.lock_history
    yield "Dokumen IKU", document.acuan
    yield "Rencana", document.rencana
    yield "Sidik register (SHA-256)", book.register.fingerprint()
    yield "Versi templat", VERSION
    yield (
        "Memeriksa keutuhan berkas",
        "Windows: certutil -hashfile NAMA_BERKAS SHA256. Linux: sha256sum NAMA_BERKAS. "
        "Hasilnya harus sama dengan SHA-256 pada lembar Jejak Data.",
    )
    yield "Aturan pembulatan", "Dihitung penuh, dibulatkan setengah ke atas menjadi dua desimal pada akhirnya."


def _rules(book: BookContent) -> Iterator[tuple[str, ...]]:
    for result in book.results:
        yield result.name, _describe_rule(book, result), book.card(result).dasar_hukum, result.keadaan


def _capaian_parameters(book: BookContent) -> list[Row]:
    """What every achievement is computed with, each number and word in a cell that the formulas ask."""
    rule = book.register.capaian
    reference = (rule.kategori.acuan, _confirmed(rule.kategori.dikonfirmasi))
    parameters = [rule.pengali.parameter, rule.pengali_n1.parameter]
    rows: list[tuple[Content, ...]] = [
        *((p.name, p, p.reference, _confirmed(p.confirmed)) for p in parameters),
        *((category.text, category.limit, *reference) for category in book.category_rows),
    ]
    closed_end = "Batas bawah (termasuk)" if rule.kategori.tertutup == "bawah" else "Batas atas (termasuk)"
    explanation = f"{closed_end} tiap kategori capaian, dalam persen; kategori tanpa batas berlaku untuk sisanya."
    headers = ("Parameter atau kategori", "Nilai atau batas", "Acuan", "Status")
    return _section("Parameter capaian", explanation, headers, rows)


def _confirmed(is_confirmed: bool) -> str:
    return "dikonfirmasi" if is_confirmed else UNCONFIRMED


def _describe_rule(book: BookContent, result: Result) -> str:
    """The model in use (where nothing is computed: that of the year), and what the card says of it."""
    model = result.aturan or f"{result.iku} {model_in_year(book.register, result.iku, book.periode.year).nama}"
    card = book.card(result)
    year = result.tahun_penilaian or book.periode.year
    return "\n".join(
        (
            f"{model}, tahun penilaian {year}: {card.definisi}",
            f"Pembilang: {card.pembilang}. Penyebut: {card.penyebut}. Polaritas: {card.polaritas}.",
            f"Berlaku: {card.berlaku}. Belum dikonfirmasi: {'; '.join(card.belum_dikonfirmasi) or 'tidak ada'}.",
        )
    )


def _used_parameters(book: BookContent) -> list[Parameter]:
    """The parameters the results rest on, each once: models of two years may give equal ones."""
    unique: dict[tuple[str, Decimal, str], Parameter] = {}
    for result in book.results:
        for p in result.computation.parameters if result.computation else ():
            unique.setdefault((p.name, p.value, p.reference), p)
    return list(unique.values())
