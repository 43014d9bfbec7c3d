"""Sheet `Bahan LKjIP`: the tables of Bab III of the yearly report, ready to copy, and what the bagian wrote for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from iku_rules.capaian import capaian_step
from iku_rules.over_months import Point
from iku_rules.register_model.office import Comparison
from iku_rules.register_model.register import DECEMBER
from iku_rules.result import Result
from iku_rules.steps import Input, Step
from schemas.periode import MONTH_NAMES, Periode
from workbooks.consolidated.content import BookContent
from workbooks.consolidated.history import starts_anew
from workbooks.consolidated.result_cells import (
    CAPAIAN,
    CATEGORY,
    PREDIKAT,
    REALISASI,
    TARGET,
    change_formula,
    legend,
    point_cell,
    result_cell,
)
from workbooks.consolidated.rincian import short_name
from workbooks.sheet import BLANK, Area, Block, Cell, Header, Page, Row, Sheet, fitted, line
from workbooks.style import NUMBER_FORMAT, TEXT

NAME = "Bahan LKjIP"
WIDTHS = (40, 12, 17, *[15] * 10)
LAST_COLUMN = len(WIDTHS) - 1
MOST_YEARS = 5  # years beside each other, the newest ones
NOT_YET_SET = "belum ditetapkan dalam register"
NO_COMPARISON = "Nilai pembanding provinsi dan nasional belum ada dalam register."
NUMBER = ("bordered", "top", "right")


class TrendLine(NamedTuple):
    """A line of the trend: its short name, its cells, its greatest value."""

    iku: str
    name: str
    months: Area
    values: Area
    greatest: Decimal


def lay_out(book: BookContent) -> Sheet:
    """The tables one below the other."""
    rows = (
        line(f"BAHAN LKjIP {book.periode.year}", "title"),
        line(book.subtitle, "bold"),
        BLANK,
        *_capaian(book),
        BLANK,
        *_across_years(book),
        BLANK,
        *_plan_end(book),
        BLANK,
        *_comparison(book),
        BLANK,
        *_monthly(book),
        BLANK,
        *_analysis(book),
        BLANK,
        *(line(text, "base") for text in legend(book)),
    )
    return Sheet(NAME, WIDTHS, (Block(rows),), Page((2, 0), repeated=(0, 1)))


# the tables


def _capaian(book: BookContent) -> list[Row]:
    """Target, realisasi and achievement of every indicator."""
    columns = (TARGET, REALISASI, CAPAIAN, CATEGORY, PREDIKAT)
    rows = (
        [
            *_names(result),
            *(result_cell(what, result, book) for what in columns),
            _text(result.keadaan),
        ]
        for result in book.results
    )
    return _table("Tabel 1. Target, realisasi, dan capaian", ("Indikator", "Satuan", *columns, "Status"), rows)


def _across_years(book: BookContent) -> list[Row]:
    """Realisasi beside that of earlier years; the last column says what cannot be compared."""
    current = book.periode
    all_years = {point.periode.year for result in book.results for point in result.years}
    earlier = sorted(year for year in all_years if year < current.year)
    years = [*earlier[1 - MOST_YEARS :], current.year]
    columns = ("Indikator", "Satuan", *(f"Realisasi {year}" for year in years), "Perubahan", "Keterangan")
    rows = ([*_names(result), *_points(book, result, years), *_change(book, result)] for result in book.results)
    return _table("Tabel 2. Realisasi dibandingkan tahun-tahun sebelumnya", columns, rows)


def _points(book: BookContent, result: Result, years: Iterable[int]) -> Iterator[Cell]:
    points = {point.periode.year: point for point in result.years}
    return (_point(book, result, points.get(year)) for year in years)


def _change(book: BookContent, result: Result) -> tuple[Cell, Cell]:
    """This year less the year before; the reason where the two cannot be compared."""
    points = {point.periode.year: point for point in result.years}
    current, previous = (points.get(year) for year in (book.periode.year, book.periode.year - 1))
    if current is None or previous is None or current.value is None or previous.value is None:
        return Cell(None, NUMBER), _text("belum ada nilai pembanding")
    if not current.comparable:
        return Cell(None, NUMBER), _text(f"{current.apart}, tidak dapat dibandingkan")
    return Cell(change_formula(book, result, current, previous), NUMBER, NUMBER_FORMAT), _text(None)


def _plan_end(book: BookContent) -> list[Row]:
    """Realisasi against the target of the last year of the document's plan."""
    document = book.register.document(book.periode)
    end = document.berlaku_sampai
    year = end.year if end else None
    columns = ("Indikator", "Satuan", "Tahun akhir rencana", "Target akhir", REALISASI, CAPAIAN, "Keterangan")
    rows = ([*_names(result), *_plan_end_cells(book, result, year)] for result in book.results)
    return _table(f"Tabel 3. Realisasi terhadap target akhir rencana {document.rencana}", columns, rows)


def _plan_end_cells(book: BookContent, result: Result, year: int | None) -> Iterator[Cell]:
    """`year`: the last of the plan, None where it has no end."""
    target = book.register.target(result.iku, Periode(year, DECEMBER)) if year else None
    node = Input("Target akhir rencana", target.nilai) if target else None
    yield _text(str(year) if year else NOT_YET_SET)
    yield Cell(node, NUMBER)
    yield result_cell(REALISASI, result, book)
    capaian = _plan_end_capaian(book, result, node)
    yield Cell(capaian, NUMBER, NUMBER_FORMAT if capaian else None)
    yield _text(NOT_YET_SET if target is None else "target contoh" if target.contoh else target.acuan or None)


def _plan_end_capaian(book: BookContent, result: Result, target: Input | None) -> Step | None:
    """The achievement against the target of the plan's last year, as the rule of every achievement computes it."""
    step = result.computation.result if result.computation and result.nilai is not None else None
    if step is None or target is None:
        return None
    return capaian_step(step, target, book.card(result).polaritas, book.register.capaian)


def _comparison(book: BookContent) -> list[Row]:
    """Realisasi beside what the province and the nation reached; one sentence where nothing is given."""
    title = "Tabel 4. Realisasi dibandingkan nilai provinsi dan nasional"
    given = {result.iku: book.register.comparisons(result.iku, book.periode.year) for result in book.results}
    if not any(given.values()):
        return [line(title, "subtitle"), line(NO_COMPARISON, "base")]
    rows = (
        [
            *_names(result),
            result_cell(REALISASI, result, book),
            *(Cell(_value_of(given[result.iku], region), NUMBER) for region in ("provinsi", "nasional")),
            _text(_references(given[result.iku]) or "belum ada dalam register"),
        ]
        for result in book.results
    )
    return _table(title, ("Indikator", "Satuan", REALISASI, "Provinsi", "Nasional", "Acuan"), rows)


def _value_of(given: Mapping[str, Comparison], region: str) -> Decimal | None:
    return given[region].nilai if region in given else None


def _references(given: Mapping[str, Comparison]) -> str:
    return "; ".join(dict.fromkeys(comparison.acuan for comparison in given.values()))


def _monthly(book: BookContent) -> list[Row]:
    """One line per indicator; where the method changed a new line begins, since the two cannot be compared."""
    rows = (
        [
            _text(name),
            *(_point(book, result, point if point in stretch else None) for point in result.months),
        ]
        for result, name, stretch in _lines(book)
    )
    return _table(_monthly_title(book), ("Indikator", *_months(book)), rows)


def _monthly_title(book: BookContent) -> str:
    return f"Tabel 5. Realisasi tiap bulan tahun {book.periode.year}"


def _months(book: BookContent) -> list[str]:
    return [name[:3] for name in MONTH_NAMES[: book.periode.month]]


def _lines(book: BookContent) -> list[tuple[Result, str, list[Point]]]:
    """(result, name, points) of each line of the table of months."""
    return [(result, name, stretch) for result in book.results for name, stretch in _stretches(result)]


def trend_lines(book: BookContent) -> list[TrendLine]:
    """The lines of the table of months that have values, for the chart of the trend."""
    months = _months(book)
    first = Header(NAME, _monthly_title(book), months[0])
    return [
        TrendLine(
            result.iku,
            name.replace(result.name, short_name(result.iku)),
            Area(first, columns=len(months)),
            Area(first, down, columns=len(months)),
            max(values),
        )
        for down, (result, name, stretch) in enumerate(_lines(book), start=1)
        if (values := [point.value for point in stretch if point.value is not None])
    ]


def _analysis(book: BookContent) -> list[Row]:
    """What the bagian wrote for the report, word by word."""
    headers = _analysis_cells("Indikator", "Hal", "Uraian", ("header",))
    return [
        line("Analisis menurut bagian", "subtitle"),
        Row(headers),
        *(
            fitted(_analysis_cells(result.name, label, description, TEXT), WIDTHS)
            for result in book.results
            for label, description in (result.computation.report_texts if result.computation else ())
        ),
    ]


def _analysis_cells(name: str, label: str, description: str, look: tuple[str, ...]) -> tuple[Cell, ...]:
    return Cell(name, look), Cell(label, look, across=3), Cell(description, look, across=LAST_COLUMN - 3)


# parts of a table


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[Row]:
    headers = [Cell(column, ("header",), key=Header(NAME, title, column)) for column in columns]
    return [line(title, "subtitle"), *(fitted(cells, WIDTHS) for cells in (headers, *rows))]


def _names(result: Result) -> tuple[Cell, Cell]:
    return _text(result.name), _text(result.satuan)


def _text(text: str | None) -> Cell:
    return Cell(text, TEXT)


def _point(book: BookContent, result: Result, point: Point | None) -> Cell:
    return point_cell(book, result, point, NUMBER)


def _stretches(result: Result) -> list[tuple[str, list[Point]]]:
    """The months in stretches that can be compared, each named; one stretch in most years."""
    stretches: list[list[Point]] = [[]]
    for point in result.months:
        if starts_anew(point):
            stretches.append([])
        stretches[-1].append(point)
    if len(stretches) == 1:
        return [(result.name, stretches[0])]
    return [(f"{result.name} ({_rule_name(stretch)})", stretch) for stretch in stretches]


def _rule_name(stretch: Sequence[Point]) -> str:
    """The rule that gave the values of a stretch."""
    return next((str(point.published.rule) for point in stretch if point.value is not None), "-")
