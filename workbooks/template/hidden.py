"""The hidden sheet `_iku`: the keys by which a template is known, the counters, the period's days, long lists.

Every sheet's state is read from the counters; their places are in `layout`.
"""

from collections.abc import Mapping

from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from schemas.periode import Periode
from schemas.template_key import INSTANSI, KEY_SHEET, TEMPLATE, VERSION
from workbooks.formulas.evaluate import Formula
from workbooks.template.counters import Counters
from workbooks.template.draft import Draft
from workbooks.template.layout import (
    FILLED_COLUMN,
    LIST_COLUMN,
    MISSING_COLUMN,
    NAME_COLUMN,
    PRESENT_COLUMN,
    TIME_COLUMN,
    TOTAL_ROW,
    cell_name,
    cell_range,
)

HiddenCells = Mapping[tuple[int, int], str]  # row and column -> formula or text


def hidden_cells(draft: Draft, periode: Periode) -> HiddenCells:
    """The counters and the period's days."""
    return _counter_formulas(draft) | _time_formulas(draft, periode)


def _counter_formulas(draft: Draft) -> dict[tuple[int, int], str]:
    """One row per group of blocks: name, filled cells, anything at all, cells still to be filled; totals above."""
    total = f"=SUM({cell_range(TOTAL_ROW + 1, MISSING_COLUMN, len(draft.counter_rows))})"
    cells: dict[tuple[int, int], str] = {
        (TOTAL_ROW, NAME_COLUMN): "jumlah",
        (TOTAL_ROW, MISSING_COLUMN): Formula(total),
    }
    layouts = {layout.sheet.name: layout for layout in draft.layouts}
    for (name, group), row in draft.counter_rows.items():
        counters = Counters(layouts[name], group, draft.layouts)
        filled = cell_name(row, FILLED_COLUMN)
        # The identity is always owed; a form only once it is touched.
        missing = counters.missing(filled)
        if layouts[name].sheet.iku is not None:
            missing = f"IF({filled}+{counters.done()}=0,0,{missing})"
        cells[row, NAME_COLUMN] = f"{name} · {group}"
        cells[row, FILLED_COLUMN] = Formula("=" + counters.filled())
        cells[row, PRESENT_COLUMN] = Formula(f"={filled}+{counters.has_status()}")
        cells[row, MISSING_COLUMN] = Formula("=" + missing)
    return cells


def _time_formulas(draft: Draft, periode: Periode) -> dict[tuple[int, int], str]:
    """The year's first and the period's last day, after the visible Periode (people reuse last month's file)."""
    text = draft.identity_cell("periode")
    last_day = periode.last_day
    year, month = f"VALUE(LEFT({text},4))", f"VALUE(RIGHT({text},2))"
    fallback = f"DATE({last_day.year},{last_day.month},{last_day.day})"
    return {
        (0, TIME_COLUMN): Formula(f"=DATE(YEAR({cell_name(1, TIME_COLUMN)}),1,1)"),
        (1, TIME_COLUMN): Formula(f"=IFERROR(DATE({year},{month}+1,0),{fallback})"),
    }


def write_hidden(
    ws: Worksheet,
    draft: Draft,
    bagian_code: str,
    periode: Periode,
    cells: HiddenCells,
    named_lists: Mapping[tuple[str, ...], str],
) -> None:
    """The sheet, whole. `named_lists`: choices -> the name that dropdowns know their range by."""
    keys = {
        "templat": TEMPLATE,
        "versi": VERSION,
        "instansi": INSTANSI,
        "bagian": bagian_code,
        "periode": str(periode),
    }
    for row, (key, value) in enumerate(keys.items()):
        ws.write_string(row, 0, key)
        ws.write_string(row, 1, value)
    for (row, column), content in cells.items():
        if isinstance(content, Formula):
            format_ = draft.style("date") if column == TIME_COLUMN else None
            draft.write_formula(ws, (row, column), content, format_)
        else:
            ws.write_string(row, column, content)
    for column, (choices, name) in enumerate(named_lists.items(), LIST_COLUMN):
        ws.write_column(0, column, choices)
        draft.workbook.define_name(name, f"={KEY_SHEET}!{xl_range_abs(0, column, len(choices) - 1, column)}")
    ws.protect()
    ws.hide()
