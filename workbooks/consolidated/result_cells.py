"""The cells of a result on any sheet: the first sheet that shows one holds its formula, the others refer to it."""

from collections.abc import Callable, Hashable
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from iku_rules.build_rules import unconfirmed_note
from iku_rules.over_months import Point
from iku_rules.result import Result
from iku_rules.steps import Input, Node, Step
from schemas.wording import show_number
from workbooks.cells import UNCONFIRMED_MARK
from workbooks.consolidated.content import BookContent
from workbooks.formulas.lookup import scale_formula
from workbooks.formulas.write import formula_of
from workbooks.sheet import AddressOf, Cell, Formula, mention
from workbooks.style import NUMBER_FORMAT, TEXT

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


class ResultKey(NamedTuple):
    """The key of the cell that shows what a result says first."""

    iku: str
    what: str


def result_cell(what: str, result: Result, book: BookContent) -> Cell:
    """The cell of what a result says. It holds the formula where it is the first one to say so."""
    value, text = _value(what, result), _formula(what, book, result)
    look = TEXT if what in (CATEGORY, PREDIKAT) else ("bordered", "top", "right")
    content = Formula(text, value) if text and value is not None else value
    key = ResultKey(result.iku, what) if value is not None else None
    return Cell(content, look, _number_format(what, result, book), key=key)


def _value(what: str, result: Result) -> Decimal | str | None:
    return {
        TARGET: result.target,
        REALISASI: result.nilai,
        CAPAIAN: result.capaian,
        CATEGORY: result.kategori_capaian,
        PREDIKAT: result.predikat,
        LAST_YEAR: result.nilai_tahun_lalu,
    }[what]


def _formula(what: str, book: BookContent, result: Result) -> Callable[[AddressOf], str | None] | None:
    """The formula of a value's first cell; None for what is given, as a target is."""
    current, last_year = result.computation, result.last_year_computation
    if what == CAPAIAN and result.capaian_step:
        return partial(_capaian_text, result)
    if what == CATEGORY:
        return partial(_category_text, book, result)
    node = {
        REALISASI: current and current.result,
        PREDIKAT: current and current.predikat_basis,
        LAST_YEAR: last_year and last_year.result,
    }.get(what)
    return (lambda address_of: address_of(node)) if node else None


def _capaian_text(result: Result, address_of: AddressOf) -> str:
    """Target and realisasi where the sheets show them; parameters in their own cells."""
    step, target, realisasi = result.capaian_step, result.target_input, result.computation and result.computation.result
    assert step is not None

    def address_inside(node: Node) -> str | None:
        if node is step:
            return None
        what = TARGET if node is target else REALISASI if node is realisasi else None
        return address_of(ResultKey(result.iku, what) if what else node)

    return formula_of(step, address_inside)


def _category_text(book: BookContent, result: Result, address_of: AddressOf) -> str:
    capaian = str(address_of(ResultKey(result.iku, CAPAIAN)))
    return scale_formula(capaian, book.register.capaian.kategori, address_of, book.category_rows)


def _number_format(what: str, result: Result, book: BookContent) -> str | None:
    """What a number is shown with; a star and a limit in place of an achievement that passes it."""
    if what in (CATEGORY, PREDIKAT):
        return None
    suffix = ""
    if what == TARGET and result.target_is_example:
        suffix = '" (contoh)"'
    elif what == REALISASI and (signs := marks(result, book)):
        suffix = f'" {signs}"'
    limit = ""
    if what == CAPAIAN and result.capaian_limit is not None:
        limit = f'[>{result.capaian_limit}]"{show_number(result.capaian_limit, 2)} *"{DIGIT_SPACE};'
    return limit + NUMBER_FORMAT + suffix + DIGIT_SPACE


def point_cell(book: BookContent, result: Result, point: Point | None, look: tuple[str, ...]) -> Cell:
    """A point of the history, by a reference to its cell; empty where it has no value."""
    if point is None or point.value is None:
        return Cell(None, look)
    return Cell(mention(_point_node(book, result, point), point.value), look, NUMBER_FORMAT)


def change_formula(book: BookContent, result: Result, current: Point, previous: Point) -> Formula:
    """How far a point lies from an earlier one; both have a value."""
    assert current.value is not None and previous.value is not None
    nodes = _point_node(book, result, current), _point_node(book, result, previous)
    return Formula(partial(difference, *nodes), current.value - previous.value)


def difference(current: Hashable, previous: Hashable, address_of: AddressOf) -> str:
    """Two cells, the one less the other."""
    return f"ROUND({address_of(current)}-{address_of(previous)},2)"


def _point_node(book: BookContent, result: Result, point: Point) -> Step | Input:
    return book.points[(result.iku, point.periode)]
