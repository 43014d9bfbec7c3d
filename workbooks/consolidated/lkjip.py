"""Sheet `Bahan LKjIP`: the tables of Bab III of the yearly report, ready to copy, and what the bagian wrote for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from iku_rules.capaian import capaian_step
from iku_rules.over_months import Point
from iku_rules.register_model.register import DECEMBER
from iku_rules.result import Result
from iku_rules.steps import Input
from schemas.periode import MONTH_NAMES, Periode
from workbooks.cells import CellMap, merge_cells, write_formula, write_value
from workbooks.consolidated.content import BookContent
from workbooks.consolidated.history import point_reference, starts_anew
from workbooks.consolidated.result_cells import CAPAIAN, CATEGORY, PREDIKAT, REALISASI, TARGET, legend, write_result
from workbooks.consolidated.rincian import short_name
from workbooks.formulas.write import formula_of
from workbooks.heights import row_height
from workbooks.style import NUMBER_FORMAT, Style, prepare_print

NAME = "Bahan LKjIP"
WIDTHS = (40, 12, 17, *[15] * 10)
LAST_COLUMN = len(WIDTHS) - 1
MOST_YEARS = 5  # years beside each other, the newest ones
NOT_YET_SET = "belum ditetapkan dalam register"
NO_COMPARISON = "Nilai pembanding provinsi dan nasional belum ada dalam register."


@dataclass(frozen=True)
class TrendSeries:
    """A line of the trend: its short name, and its cells as a chart takes them. `greatest`: its greatest value."""

    iku: str
    name: str
    months: list[object]
    values: list[object]
    greatest: Decimal


def write(sheet: Worksheet, style: Style, cell_map: CellMap, book: BookContent) -> list[TrendSeries]:
    """Write the tables one below the other; gives the lines of the table of months, for the chart of the trend."""
    prepare_print(sheet, (0, 1))
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"BAHAN LKjIP {book.periode.year}", style("judul"))
    sheet.write_string(1, 0, book.subtitle, style("tebal"))
    sheet.freeze_panes(2, 0)
    tables = _Tables(sheet, style, cell_map, book)
    row = tables.capaian(3)
    row = tables.across_years(row + 1)
    row = tables.plan_end(row + 1)
    row = tables.comparison(row + 1)
    row, trend = tables.monthly(row + 1)
    row = tables.analysis(row + 1)
    for text in legend(book):
        sheet.write_string(row, 0, text, style("dasar"))
        row += 1
    return trend


@dataclass(frozen=True)
class _Tables:
    """The tables; each method writes one from a row on and gives the row after its last."""

    sheet: Worksheet
    style: Style
    cell_map: CellMap
    book: BookContent

    def capaian(self, row: int) -> int:
        """Target, realisasi and achievement of every indicator."""
        columns = ("Indikator", "Satuan", TARGET, REALISASI, CAPAIAN, CATEGORY, PREDIKAT, "Status")
        positions = {
            what: column
            for column, what in enumerate(columns)
            if what in (TARGET, REALISASI, CAPAIAN, CATEGORY, PREDIKAT)
        }
        row = self._header("Tabel 1. Target, realisasi, dan capaian", columns, row)
        for result in self.book.results:
            self._start_row(result, row)
            write_result(self.sheet, NAME, self.style, self.cell_map, self.book, result, row, positions)
            self._text(row, 7, result.keadaan)
            self._set_height(row, {0: result.name, 5: result.kategori_capaian, 6: result.predikat, 7: result.keadaan})
            row += 1
        return row

    def across_years(self, row: int) -> int:
        """Realisasi beside that of earlier years; the last column says what cannot be compared."""
        current = self.book.periode
        all_years = {point.periode.year for result in self.book.results for point in result.years}
        earlier = sorted(year for year in all_years if year < current.year)
        years = [*earlier[1 - MOST_YEARS :], current.year]
        columns = ("Indikator", "Satuan", *(f"Realisasi {year}" for year in years), "Perubahan", "Keterangan")
        row = self._header("Tabel 2. Realisasi dibandingkan tahun-tahun sebelumnya", columns, row)
        for result in self.book.results:
            self._start_row(result, row)
            points = {point.periode.year: point for point in result.years}
            for column, year in enumerate(years, start=2):
                self._point(result, points.get(year), row, column)
            remark = self._change(result, points, row, 2 + len(years))
            self._text(row, 3 + len(years), remark)
            self._set_height(row, {0: result.name, 3 + len(years): remark})
            row += 1
        return row

    def plan_end(self, row: int) -> int:
        """Realisasi against the target of the last year of the document's plan."""
        document = self.book.register.document(self.book.periode)
        end = document.berlaku_sampai
        columns = ("Indikator", "Satuan", "Tahun akhir rencana", "Target akhir", REALISASI, CAPAIAN, "Keterangan")
        row = self._header(f"Tabel 3. Realisasi terhadap target akhir rencana {document.rencana}", columns, row)
        for result in self.book.results:
            self._start_row(result, row)
            self._text(row, 2, str(end.year) if end else NOT_YET_SET)
            write_result(self.sheet, NAME, self.style, self.cell_map, self.book, result, row, {REALISASI: 4})
            target = self.book.register.target(result.iku, Periode(end.year, DECEMBER)) if end else None
            node = Input("Target akhir rencana", target.nilai) if target else None
            remark = NOT_YET_SET if target is None else "target contoh" if target.contoh else target.acuan or None
            self._number(row, 3, node.value if node else None)
            self._plan_end_capaian(result, node, row)
            self._text(row, 6, remark)
            self._set_height(row, {0: result.name, 2: None if end else NOT_YET_SET, 6: remark})
            row += 1
        return row

    def comparison(self, row: int) -> int:
        """Realisasi beside what the province and the nation reached; one sentence where nothing is given."""
        title, year = "Tabel 4. Realisasi dibandingkan nilai provinsi dan nasional", self.book.periode.year
        comparisons = {result.iku: self.book.register.comparisons(result.iku, year) for result in self.book.results}
        if not any(comparisons.values()):
            self.sheet.write_string(row, 0, title, self.style("subjudul"))
            self.sheet.write_string(row + 1, 0, NO_COMPARISON, self.style("dasar"))
            return row + 2
        row = self._header(title, ("Indikator", "Satuan", REALISASI, "Provinsi", "Nasional", "Acuan"), row)
        for result in self.book.results:
            given = comparisons[result.iku]
            self._start_row(result, row)
            write_result(self.sheet, NAME, self.style, self.cell_map, self.book, result, row, {REALISASI: 2})
            for column, region in enumerate(("provinsi", "nasional"), start=3):
                self._number(row, column, given[region].nilai if region in given else None)
            reference = (
                "; ".join(dict.fromkeys(comparison.acuan for comparison in given.values()))
                or "belum ada dalam register"
            )
            self._text(row, 5, reference)
            self._set_height(row, {0: result.name, 5: reference})
            row += 1
        return row

    def monthly(self, row: int) -> tuple[int, list[TrendSeries]]:
        """One line per indicator; where the method changed a new line begins, since the two cannot be compared."""
        month = self.book.periode.month
        columns = ("Indikator", *(name[:3] for name in MONTH_NAMES[:month]))
        row = self._header(f"Tabel 5. Realisasi tiap bulan tahun {self.book.periode.year}", columns, row)
        header_row, trend = row - 1, []
        for result in self.book.results:
            for name, stretch in _stretches(result):
                self._text(row, 0, name)
                self._set_height(row, {0: name})
                for point in result.months:
                    self._point(result, point if point in stretch else None, row, point.periode.month)
                ranges: tuple[list[object], list[object]] = (
                    [NAME, header_row, 1, header_row, month],
                    [NAME, row, 1, row, month],
                )
                values = [point.value for point in stretch if point.value is not None]
                if values:
                    trend.append(
                        TrendSeries(result.iku, name.replace(result.name, short_name(result.iku)), *ranges, max(values))
                    )
                row += 1
        return row, trend

    def analysis(self, row: int) -> int:
        """What the bagian wrote for the report, word by word."""
        self.sheet.write_string(row, 0, "Analisis menurut bagian", self.style("subjudul"))
        row += 1
        self.sheet.write_string(row, 0, "Indikator", self.style("kepala"))
        merge_cells(self.sheet, row, 1, 3, "Hal", self.style("kepala"))
        merge_cells(self.sheet, row, 4, LAST_COLUMN, "Uraian", self.style("kepala"))
        row += 1
        for result in self.book.results:
            for label, description in result.computation.report_texts if result.computation else ():
                self._text(row, 0, result.name)
                merge_cells(self.sheet, row, 1, 3, label, self.style("bersel", "bungkus", "atas"))
                merge_cells(self.sheet, row, 4, LAST_COLUMN, description, self.style("bersel", "bungkus", "atas"))
                widths = {0: WIDTHS[0], 1: sum(WIDTHS[1:4]), 4: sum(WIDTHS[4:])}
                self.sheet.set_row(row, row_height({0: result.name, 1: label, 4: description}, widths))
                row += 1
        return row + 1

    # parts of a row

    def _header(self, title: str, columns: Sequence[str], row: int) -> int:
        self.sheet.write_string(row, 0, title, self.style("subjudul"))
        for column, text in enumerate(columns):
            self.sheet.write_string(row + 1, column, text, self.style("kepala"))
        self._set_height(row + 1, dict(enumerate(columns)))
        return row + 2

    def _start_row(self, result: Result, row: int) -> None:
        self._text(row, 0, result.name)
        self._text(row, 1, result.satuan)

    def _text(self, row: int, column: int, text: str | None) -> None:
        write_value(self.sheet, self.style, row, column, text, "bersel", "bungkus", "atas")

    def _number(self, row: int, column: int, value: Decimal | None) -> None:
        write_value(self.sheet, self.style, row, column, value, "bersel", "atas", "kanan")

    def _set_height(self, row: int, texts: dict[int, str | None]) -> None:
        self.sheet.set_row(row, row_height(dict(texts), WIDTHS))

    def _formula(self, row: int, column: int, expression: str, value: Decimal) -> None:
        format_ = self.style("bersel", "atas", "kanan", num_format=NUMBER_FORMAT)
        write_formula(self.sheet, row, column, expression, value, format_)

    def _point(self, result: Result, point: Point | None, row: int, column: int) -> None:
        """A point of the history: a reference to its cell; empty where it has no value."""
        reference = point_reference(self.cell_map, result, point, NAME)
        if point is None or point.value is None or reference is None:
            self._number(row, column, None)
        else:
            self._formula(row, column, reference, point.value)

    def _change(self, result: Result, points: dict[int, Point], row: int, column: int) -> str | None:
        """This year less the year before; the reason where the two cannot be compared."""
        year = self.book.periode.year
        current, previous = points.get(year), points.get(year - 1)
        current_cell, previous_cell = (
            point_reference(self.cell_map, result, point, NAME) for point in (current, previous)
        )
        self._number(row, column, None)
        if (
            current is None
            or previous is None
            or current.value is None
            or previous.value is None
            or current_cell is None
            or previous_cell is None
        ):
            return "belum ada nilai pembanding"
        if not current.comparable:
            return "metode atau model berbeda, tidak dapat dibandingkan"
        self._formula(row, column, f"ROUND({current_cell}-{previous_cell},2)", current.value - previous.value)
        return None

    def _plan_end_capaian(self, result: Result, target: Input | None, row: int) -> None:
        """The achievement against the target of the plan's last year, as the rule of every achievement computes it."""
        self._number(row, 5, None)
        step = result.computation.result if result.computation and result.nilai is not None else None
        if step is None or target is None:
            return
        capaian = capaian_step(step, target, self.book.card(result).polaritas, self.book.register.capaian)
        if capaian is None or capaian.value is None:
            return
        self.cell_map.record(target, NAME, row, 3)
        expression = formula_of(capaian, lambda node: None if node is capaian else self.cell_map.reference(node, NAME))
        self._formula(row, 5, expression, capaian.value)


def _stretches(result: Result) -> list[tuple[str, list[Point]]]:
    """The months in stretches that can be compared, each named; one stretch in most years."""
    stretches: list[list[Point]] = [[]]
    for point in result.months:
        if starts_anew(result.months, point):
            stretches.append([])
        stretches[-1].append(point)
    if len(stretches) == 1:
        return [(result.name, stretches[0])]
    return [(f"{result.name} ({_rule_name(stretch)})", stretch) for stretch in stretches]


def _rule_name(stretch: Sequence[Point]) -> str:
    """The rule that gave the values of a stretch."""
    return next((str(point.published.rule) for point in stretch if point.value is not None), "-")
