"""The template of a bagian as bytes: place every cell, fill in what is known, then write sheet by sheet."""

import io
import zipfile
from datetime import datetime

from xlsxwriter import Workbook

from schemas.carry_over import CarriedOver
from schemas.form_year import FormYear
from schemas.forms import sheets_for
from schemas.periode import Periode
from schemas.template_key import INSTANSI, KEY_SHEET
from workbooks.formulas.evaluate import ComputedBook
from workbooks.style import Style
from workbooks.template.counters import number_groups
from workbooks.template.draft import Draft
from workbooks.template.guide import GUIDE_SHEET, Guide
from workbooks.template.hidden import hidden_cells, write_hidden
from workbooks.template.layout import lay_out
from workbooks.template.prefilled import cell_contents, identity_contents
from workbooks.template.preview import PreviewSource
from workbooks.template.writer import Writer

_PROPERTIES_NAME = "docProps/core.xml"


def write_template(
    bagian_code: str,
    bagian_name: str,
    periode: Periode,
    forms: tuple[str, ...],
    form_year: FormYear,
    preview_source: PreviewSource,
    deadline: str,
    carried_over: CarriedOver | None = None,
) -> bytes:
    """The template of a bagian for a period, as the bytes of an .xlsx file; the same arguments give the same bytes.

    `forms` are codes of `schemas.forms.FORMS`, `form_year` that of the period's year, `deadline` the deadline in
    words ("5 Januari 2026 pukul 24.00 WIB"), `carried_over` what it starts from (None: a clean one).
    """
    output = io.BytesIO()
    workbook = Workbook(output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties(
        {
            "title": f"Laporan IKU {periode.name}",
            "author": bagian_name,
            "company": INSTANSI,
            "created": datetime(periode.year, periode.month, 1),  # not the clock's: same bytes
        }
    )
    layouts = [lay_out(sheet, form_year, carried_over) for sheet in sheets_for(forms, form_year)]
    draft = Draft(workbook, Style(workbook), ComputedBook(), layouts, number_groups(layouts), carried_over)
    # All content is put down before anything is written: a formula is stored with what it gives.
    identity = identity_contents(bagian_name, periode, carried=carried_over is not None)
    for layout in layouts:
        draft.book.put(layout.sheet.name, cell_contents(layout, identity))
    hidden = hidden_cells(draft, periode)
    draft.book.put(KEY_SHEET, hidden)

    guide_sheet = workbook.add_worksheet(GUIDE_SHEET)
    entry_sheets = [workbook.add_worksheet(layout.sheet.name) for layout in layouts]
    hidden_sheet = workbook.add_worksheet(KEY_SHEET)
    Guide(draft, bagian_code, bagian_name, periode, deadline).write(guide_sheet)
    writer = Writer(draft, form_year, preview_source)
    for ws, layout in zip(entry_sheets, layouts, strict=True):
        writer.write(ws, layout)
    write_hidden(hidden_sheet, draft, bagian_code, periode, hidden, writer.validations.named_lists)
    guide_sheet.activate()
    workbook.close()
    return output.getvalue()


def is_unchanged(old: bytes, new: bytes) -> bool:
    """Whether a template lies as we wrote it, given what we would write now.

    Every program that saves a workbook writes into its properties when; ours never change.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(old)) as lying, zipfile.ZipFile(io.BytesIO(new)) as ours:
            return lying.read(_PROPERTIES_NAME) == ours.read(_PROPERTIES_NAME)
    except (zipfile.BadZipFile, KeyError):
        return False
