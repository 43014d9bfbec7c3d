"""The cells of a result on any sheet: the first sheet that shows one holds its formula, the others refer to it."""

from collections.abc import Mapping
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from iku_rules.build_rules import unconfirmed_note
from iku_rules.result import Result
from iku_rules.steps import Node
from schemas.wording import show_number
from workbooks.cells import UNCONFIRMED_MARK, CellMap, address_at, write_formula
from workbooks.consolidated.content import BookContent
from workbooks.formulas.lookup import scale_formula
from workbooks.formulas.write import formula_of
from workbooks.style import NUMBER_FORMAT, Style

TARGET, REALISASI, CAPAIAN, CATEGORY, PREDIKAT, LAST_YEAR = (
    "Target", "Realisasi", "Capaian (%)", "Kategori", "Predikat", "Realisasi tahun lalu",
)  # fmt: skip
WAIVER_MARK = "‡"
DIGIT_SPACE = "_0"  # room of a digit between a number and the border: LibreOffice gives formulas no indent
LEGEND = {
    UNCONFIRMED_MARK: "Nilai memakai parameter yang belum dikonfirmasi; lihat lembar Rincian dan Metadata.",
    WAIVER_MARK: "Ada catatan verifikasi yang dikecualikan; lihat lembar Catatan Verifikasi.",
}


def marks(result: Result, book: BookContent) -> str:
    """The marks beside a value: † unconfirmed parameters, ‡ a waiver."""
    if result.nilai is None or result.computation is None:
        return ""
    unconfirmed = UNCONFIRMED_MARK if unconfirmed_note(result.computation.parameters) else ""
    return unconfirmed + (WAIVER_MARK if book.waivers(result) else "")


def legend(book: BookContent) -> list[str]:
    """What the marks of the workbook mean: those that occur."""
    present = "".join(marks(result, book) for result in book.results)
    return [f"{mark} {text}" for mark, text in LEGEND.items() if mark in present]


def write_result(
    sheet: Worksheet,
    name: str,
    style: Style,
    cell_map: CellMap,
    book: BookContent,
    result: Result,
    row: int,
    columns: Mapping[str, int],
) -> None:
    """The cells of a result in a row; `columns` says which ones and where (targets before achievements)."""
    for what, column in columns.items():
        format_, value = _cell_format(style, what, result, book), _value(what, result)
        if value is None:
            sheet.write_blank(row, column, None, format_)
        elif location := cell_map.iku.get((result.iku, what)):
            write_formula(sheet, row, column, address_at(location, name), value, format_)
        else:
            cell_map.iku[(result.iku, what)] = (name, row, column)
            expression = _formula(what, name, cell_map, book, result)
            if expression is None:
                assert isinstance(value, Decimal)
                sheet.write_number(row, column, float(value), format_)
            else:
                write_formula(sheet, row, column, expression, value, format_)


def _value(what: str, result: Result) -> Decimal | str | None:
    return {
        TARGET: result.target,
        REALISASI: result.nilai,
        CAPAIAN: result.capaian,
        CATEGORY: result.kategori_capaian,
        PREDIKAT: result.predikat,
        LAST_YEAR: result.nilai_tahun_lalu,
    }[what]


def _formula(what: str, name: str, cell_map: CellMap, book: BookContent, result: Result) -> str | None:
    """The formula of a value's first cell; None for a target, which is given."""
    current, last_year = result.computation, result.last_year_computation
    if what == REALISASI:
        return cell_map.reference(current.result, name) if current and current.result else None
    if what == PREDIKAT:
        return cell_map.reference(current.predikat_basis, name) if current and current.predikat_basis else None
    if what == LAST_YEAR:
        return cell_map.reference(last_year.result, name) if last_year and last_year.result else None
    if what == CAPAIAN and result.capaian_step:
        return formula_of(result.capaian_step, lambda node: _capaian_address(node, name, cell_map, result))
    if what == CATEGORY:
        scale = book.register.capaian.kategori
        value = address_at(cell_map.iku[(result.iku, CAPAIAN)], name)
        return scale_formula(
            value, scale, lambda words: cell_map.reference(words, name), cell_map.scale_rows(scale, name)
        )
    return None


def _capaian_address(node: Node, name: str, cell_map: CellMap, result: Result) -> str | None:
    """Target and realisasi where the sheets show them; parameters in their own cells."""
    if node is result.capaian_step:
        return None
    what = TARGET if node is result.target_input else REALISASI if _is_value_of(node, result) else None
    if what is not None:
        return address_at(cell_map.iku[(result.iku, what)], name)
    return cell_map.reference(node, name)


def _is_value_of(node: Node, result: Result) -> bool:
    return result.computation is not None and node is result.computation.result


def _cell_format(style: Style, what: str, result: Result, book: BookContent) -> Format:
    if what in (CATEGORY, PREDIKAT):
        return style("bersel", "atas", "bungkus")
    format_ = {TARGET: _target_format, CAPAIAN: _capaian_format}.get(what, lambda _: NUMBER_FORMAT)(result)
    if what == REALISASI and (suffix := marks(result, book)):
        format_ += f'" {suffix}"'
    return style("bersel", "atas", "kanan", num_format=format_ + DIGIT_SPACE)


def _target_format(result: Result) -> str:
    """With the word beside the number where it is an example."""
    return NUMBER_FORMAT + ('" (contoh)"' if result.target_is_example else "")


def _capaian_format(result: Result) -> str:
    """The look of an achievement: the limit with a star where it passes one; the cell keeps the value."""
    if result.capaian_limit is None:
        return NUMBER_FORMAT
    return f'[>{result.capaian_limit}]"{show_number(result.capaian_limit, 2)} *"{DIGIT_SPACE};{NUMBER_FORMAT}'
