"""Sheets that prove: `Rekap Penyampaian`, `Catatan Verifikasi`, `Jejak Data`, `Metadata`."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from iku_rules.explain import model_in_year
from iku_rules.result import Result, Words
from iku_rules.steps import Parameter, Source
from schemas.template_key import VERSION
from schemas.temuan import Temuan
from schemas.wording import show_date
from workbooks.cells import CellMap, address_at, write_value
from workbooks.consolidated.content import BookContent
from workbooks.consolidated.rincian import rincian_name
from workbooks.formulas.lookup import scale_rows
from workbooks.heights import LINE_HEIGHT, row_height
from workbooks.style import Style, prepare_print
from workbooks.words import KIRIMAN_STATUS_WORDS, how_to_mend, tingkat_words

METADATA_COLUMNS = (("Hal", 44), ("Isi", 90), ("Acuan", 60), ("Status", 20))
STANDING, METADATA, UNCONFIRMED = "Rekap Penyampaian", "Metadata", "belum dikonfirmasi"
MOST_LINKS = 65_530  # on one sheet, Excel's limit
ARCHIVE_FOLDER = "../../arsip"  # from the folder of a consolidated workbook


def _write_table(
    sheet: Worksheet,
    style: Style,
    title: str,
    subtitle: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[object]],
    first_row: int = 0,
) -> int:
    """Title, the line under it (the mark of the document), header row and rows; gives the row after the last."""
    sheet.write_string(first_row, 0, title, style("judul" if first_row == 0 else "subjudul"))
    sheet.write_string(first_row + 1, 0, subtitle, style("tebal" if first_row == 0 else "pengantar"))
    for column, (header, width) in enumerate(columns):
        sheet.write_string(first_row + 2, column, header, style("kepala"))
        if first_row == 0:
            sheet.set_column(column, column, width)
    sheet.set_row(first_row + 2, 2 * LINE_HEIGHT)
    row = first_row + 2
    widths = [width for _, width in columns]
    for values in rows:
        row += 1
        for column, value in enumerate(values):
            write_value(sheet, style, row, column, value, "bersel", "bungkus", "atas")
        texts = {column: value for column, value in enumerate(values) if isinstance(value, str)}
        sheet.set_row(row, row_height(texts, widths))
    return row + 1


def write_standing(sheet: Worksheet, style: Style, book: BookContent) -> None:
    """Who submitted what, when, in time or not."""
    prepare_print(sheet, (0, 2))
    columns = (
        ("Bagian", 40), ("Status", 30), ("Waktu berkas (WIB)", 24), ("Terlambat", 11), ("Revisi", 8),
        ("Berkas", 40), ("Lampiran", 30), ("Harus diperbaiki", 12), ("Catatan lain", 12), ("SHA-256", 36),
    )  # fmt: skip
    rows = [
        (
            book.bagian_name(line),
            KIRIMAN_STATUS_WORDS[line.status] + (f" (insiden {line.incident})" if line.incident else ""),
            f"{show_date(line.file_time.date())} {line.file_time:%H.%M}" if line.file_time else None,
            # Whether a missing file is late depends on the day; the workbook speaks of those that came.
            None if line.file_time is None else "Ya" if line.late else "Tidak",
            line.revision,
            line.file,
            "\n".join(line.attachments) or None,
            sum(t.is_blocking for t in line.temuan),
            sum(not t.is_blocking for t in line.temuan),
            line.sha256,
        )
        for line in book.standing
    ]
    subtitle = f"{book.subtitle} · Batas waktu: {show_date(book.deadline)} pukul 24.00 WIB"
    _write_table(sheet, style, f"REKAP PENYAMPAIAN {book.periode.name.upper()}", subtitle, columns, rows)
    sheet.freeze_panes(3, 1)


def write_notes(sheet: Worksheet, style: Style, book: BookContent) -> None:
    """Every finding, of the files and of the results."""
    prepare_print(sheet, (0, 2))
    columns = (
        ("Bagian", 34), ("Tingkat", 16), ("Kode", 8), ("Berkas", 34), ("Lembar", 22), ("Sel", 14),
        ("Keterangan", 56), ("Seharusnya", 34), ("Cara memperbaiki", 56),
    )  # fmt: skip
    rows = [
        *(_temuan_row(book.bagian_name(line), line.file, t) for line in book.standing for t in line.temuan),
        *(_temuan_row(result.name, None, t) for result in book.results for t in result.temuan),
        *(_temuan_row(None, name, t) for name, t in book.other_temuan),
    ]
    next_row = _write_table(sheet, style, "CATATAN VERIFIKASI", book.subtitle, columns, rows)
    if not rows:
        sheet.write_string(next_row, 0, "Tidak ada catatan.", style("dasar"))
    sheet.freeze_panes(3, 0)


def _temuan_row(bagian: str | None, file: str | None, t: Temuan) -> tuple[object, ...]:
    """A finding's line of `Catatan Verifikasi`; one of a result has the indicator's name for the bagian's."""
    place = (t.lembar or "(berkas)", t.sel)
    return (bagian, tingkat_words(t), t.kode, file, *place, t.pesan, t.diharapkan, how_to_mend(t))


def write_trace(sheet: Worksheet, style: Style, cell_map: CellMap, book: BookContent) -> None:
    """From each number to file, sheet, cell and SHA-256, with links into this workbook and to the archived original."""
    prepare_print(sheet, (0, 2))
    columns = (
        ("Indikator", 40), ("Hasil", 10), ("Tempat di buku ini", 28), ("Bagian", 34), ("Berkas", 40), ("Lembar", 22),
        ("Sel", 14), ("Nilai terbaca", 18), ("Waktu berkas (WIB)", 24), ("SHA-256", 36), ("Arsip", 12),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    links: list[tuple[str, str | None]] = []
    for indicator, value, place, source in _traces(cell_map, book):
        original = book.originals.get(source.sha256)
        file_time = f"{show_date(original.file_time.date())} {original.file_time:%H.%M}" if original else None
        bagian = book.register.bagian_name(source.bagian, book.periode.last_day)
        read_from = (source.berkas, source.lembar, source.sel, source.nilai)
        rows.append((indicator, value, place.replace("'", ""), bagian, *read_from, file_time, source.sha256))
        links.append((place, original.archive_name if original else None))
    subtitle = f"{book.subtitle} · Dari tiap nilai ke berkas, lembar, dan sel asalnya."
    next_row = _write_table(sheet, style, "JEJAK DATA", subtitle, columns, rows)
    _write_links(sheet, style, links)
    sheet.autofilter(2, 0, max(next_row - 1, 2), len(columns) - 1)
    sheet.freeze_panes(3, 1)


def _write_links(sheet: Worksheet, style: Style, links: Sequence[tuple[str, str | None]]) -> None:
    """Each row's links, as many as Excel takes on a sheet; beyond them the place stays as text."""
    remaining = MOST_LINKS
    format_ = style("bersel", "atas", "tautan")
    for row, (place, archive_name) in enumerate(links, start=3):
        if remaining > 0:
            sheet.write_url(row, 2, f"internal:{place}", format_, place.replace("'", ""))
        if archive_name and remaining > 1:
            sheet.write_url(row, 10, _archive_link(archive_name), format_)
        elif archive_name:
            sheet.write_string(row, 10, f"{ARCHIVE_FOLDER}/{archive_name}", style("bersel", "atas"))
        remaining -= 2


def _archive_link(archive_name: str) -> Url:
    """A link to an archived file with the slashes of a URI: LibreOffice does not know the ones of Windows."""
    link = Url(f"external:{ARCHIVE_FOLDER}/{archive_name}")
    link.text = "buka arsip"
    # Private to xlsxwriter: what it writes as the target. Were it renamed, this line would fail; were it no longer what
    # is written, the links would have the slashes of Windows again, and the test that follows them would say so.
    link._relationship_link = link._relationship_link.replace("\\", "/")
    return link


def _traces(cell_map: CellMap, book: BookContent) -> Iterator[tuple[str, Decimal | None, str, Source]]:
    """(name, value, cell in this workbook, source) of every number, last year's included."""
    locations = cell_map.sources()
    for result in book.results:
        last_year = result.last_year_computation
        for name, value, sources in (
            (result.name, result.nilai, result.sumber),
            (f"{result.name} (tahun lalu)", result.nilai_tahun_lalu, last_year.sources if last_year else ()),
        ):
            for source in sources:
                location = locations.get(source, (rincian_name(result.iku), 0, 0))
                yield name, value, address_at(location, "Jejak Data"), source


def write_metadata(sheet: Worksheet, style: Style, cell_map: CellMap, book: BookContent) -> None:
    """Register, rules with year and reference, parameters of the achievement, unconfirmed ones, how to check a hash."""
    prepare_print(sheet, (0, 1))
    sheet.freeze_panes(2, 0)
    document = book.register.document(book.periode)
    general = (
        ("Periode", book.periode.name),
        ("Dokumen", book.kind),
        *book.lock_history,
        ("Dokumen IKU", document.acuan),
        ("Rencana", document.rencana),
        ("Sidik register (SHA-256)", book.register.fingerprint()),
        ("Versi templat", VERSION),
        (
            "Memeriksa keutuhan berkas",
            "Windows: certutil -hashfile NAMA_BERKAS SHA256. Linux: sha256sum NAMA_BERKAS. "
            "Hasilnya harus sama dengan SHA-256 pada lembar Jejak Data.",
        ),
        ("Aturan pembulatan", "Dihitung penuh, dibulatkan setengah ke atas menjadi dua desimal pada akhirnya."),
    )
    next_row = _write_table(sheet, style, METADATA.upper(), book.subtitle, METADATA_COLUMNS, general)
    rules = [
        (result.name, _describe_rule(book, result), book.card(result).dasar_hukum, result.keadaan)
        for result in book.results
    ]
    title = ("Aturan yang dipakai", "")
    next_row = _write_table(
        sheet, style, *title, _with_widths("Indikator", "Aturan", "Dasar", "Status"), rules, next_row + 1
    )
    next_row = _write_capaian_parameters(sheet, style, cell_map, book, next_row + 1)
    unconfirmed = [(p.name, p.value, p.reference, UNCONFIRMED) for p in _used_parameters(book) if not p.confirmed]
    title = ("Parameter terpakai yang belum dikonfirmasi", "")
    _write_table(sheet, style, *title, _with_widths("Parameter", "Nilai", "Acuan", "Status"), unconfirmed, next_row + 1)


def _write_capaian_parameters(
    sheet: Worksheet, style: Style, cell_map: CellMap, book: BookContent, first_row: int
) -> int:
    """What every achievement is computed with, each number and word in a cell that the formulas ask."""
    rule = book.register.capaian
    category_rows = scale_rows(rule.kategori, "Batas kategori")
    cell_map.record_scale(rule.kategori, METADATA, category_rows)
    reference = (rule.kategori.acuan, "dikonfirmasi" if rule.kategori.dikonfirmasi else UNCONFIRMED)
    parameters = [rule.pengali.parameter, rule.pengali_n1.parameter]
    rows: list[tuple[object, ...]] = [
        *((p.name, p, p.reference, "dikonfirmasi" if p.confirmed else UNCONFIRMED) for p in parameters),
        *((category.text, category.limit, *reference) for category in category_rows),
    ]
    for row, (name, value, *_) in enumerate(rows, start=first_row + 3):
        for column, content in enumerate((name, value)):
            if isinstance(content, (Words, Parameter)):
                cell_map.record(content, METADATA, row, column)
    closed_end = "Batas bawah (termasuk)" if rule.kategori.tertutup == "bawah" else "Batas atas (termasuk)"
    explanation = f"{closed_end} tiap kategori capaian, dalam persen; kategori tanpa batas berlaku untuk sisanya."
    columns = _with_widths("Parameter atau kategori", "Nilai atau batas", "Acuan", "Status")
    return _write_table(sheet, style, "Parameter capaian", explanation, columns, rows, first_row)


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


def _with_widths(*headers: str) -> list[tuple[str, int]]:
    """Other headers over the columns of the sheet's first table."""
    return [(header, width) for header, (_, width) in zip(headers, METADATA_COLUMNS, strict=True)]


def _used_parameters(book: BookContent) -> list[Parameter]:
    """The parameters the results rest on, each once: models of two years may give equal ones."""
    unique: dict[tuple[str, Decimal, str], Parameter] = {}
    for result in book.results:
        for p in result.computation.parameters if result.computation else ():
            unique.setdefault((p.name, p.value, p.reference), p)
    return list(unique.values())
