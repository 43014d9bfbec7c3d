"""From the cells of a workbook to a submission: whose template it is, which month, then sheet by sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from iku_rules.register_model.register import Register
from schemas.form import Sheet
from schemas.forms import FORMS, sheets_for
from schemas.forms.identity import IDENTITY_SHEET
from schemas.kiriman import FilledBlock, Kiriman
from schemas.notions.nothing import NOTHING
from schemas.notions.text import compare_key, loose_key, nearest, normalise
from schemas.periode import Periode
from schemas.template_key import INSTANSI, KEY_SHEET, KNOWN_VERSIONS, VERSION
from schemas.temuan import make_temuan
from schemas.value import State
from workbooks.reading.grid import Grid
from workbooks.reading.reader import RawBook, RawSheet
from workbooks.reading.sheet import SheetReader

SHEETS_READ = (
    KEY_SHEET,
    IDENTITY_SHEET.name,
    *(sheet.name for form in FORMS.values() for sheet in form),
)

_NOT_FORMS = ("petunjuk", "hasil verifikasi", "catatan")  # of ours, or of the bagian's own
_FEWEST_LABELS = 3  # by which a sheet is taken for a form


def parse_kiriman(
    book: RawBook, file: str, sha256: str, folder: str, register: Register, this_month: Periode
) -> Kiriman:
    """Parse a workbook that came into `folder` (a bagian's code, "" for none). Findings go into the submission."""
    kiriman = Kiriman(file=file, sha256=sha256)
    keys = _read_keys(book)
    if keys is None:
        kiriman.temuan.append(make_temuan("G201"))
        return kiriman
    if not _check_keys(kiriman, keys, folder, register):
        return kiriman
    grids = {name: Grid.from_sheet(sheet) for name, sheet in book.sheets.items()}
    _parse_identity(kiriman, grids, book, register)
    if _check_periode(kiriman, keys, this_month):
        assert kiriman.periode is not None
        for sheet in sheets_for(kiriman.forms, register.form_year(kiriman.periode.year))[1:]:
            _parse_sheet(kiriman, sheet, grids, book, register)
        _mark_touched(kiriman)
        _record_copies(kiriman, grids, book, register)
        _record_empty_forms(kiriman, register)
    return kiriman


# Keys and identity


def _read_keys(book: RawBook) -> dict[str, str] | None:
    """Column A of the hidden sheet -> column B; None for a workbook without that sheet."""
    sheet = book.sheets.get(compare_key(KEY_SHEET))
    if sheet is None:
        return None
    contents = {(cell.row, cell.column): cell.content for cell in sheet.cells}
    return {
        compare_key(content): normalise(contents.get((row, 2)) or "")
        for (row, column), content in contents.items()
        if column == 1
    }


def _check_keys(kiriman: Kiriman, keys: Mapping[str, str], folder: str, register: Register) -> bool:
    """Whose template it is; False when nothing more can be read from it."""
    if keys.get("instansi") != INSTANSI or keys.get("versi") not in KNOWN_VERSIONS:
        origin = f"{keys.get('instansi', '')}, versi {keys.get('versi', '')}"
        kiriman.temuan.append(make_temuan("G212", ditemukan=origin, instansi=INSTANSI, versi=VERSION))
        return False
    code = keys.get("bagian", "").casefold()
    codes = [bagian.kode for bagian in register.all_bagian()]
    if code not in codes:
        kiriman.temuan.append(
            make_temuan("G207", lembar=KEY_SHEET, ditemukan=code or "(kosong)", pilihan=", ".join(codes))
        )
        return False
    kiriman.bagian, kiriman.forms = code, tuple(register.forms(code))
    if folder and folder != code:
        folder_name = register.bagian_name(folder) if folder in codes else f"“{folder}”"
        kiriman.temuan.append(make_temuan("G208", milik=register.bagian_name(code), folder=folder_name))
        return False
    return True


def _parse_identity(kiriman: Kiriman, grids: Mapping[str, Grid], book: RawBook, register: Register) -> None:
    _parse_sheet(kiriman, IDENTITY_SHEET, grids, book, register)
    periode = kiriman.pair("identitas", "periode")
    if periode and isinstance(periode.content, Periode):
        kiriman.periode = periode.content
    elif periode and periode.state is State.EMPTY:
        kiriman.temuan.append(make_temuan("G209", lembar=IDENTITY_SHEET.name, sel=periode.address))
    bagian = kiriman.pair("identitas", "bagian")
    if bagian and isinstance(bagian.content, str) and register.bagian_code(bagian.content) != kiriman.bagian:
        owner = register.bagian_name(kiriman.bagian or "")
        kiriman.temuan.append(
            make_temuan("P217", lembar=IDENTITY_SHEET.name, sel=bagian.address, ditemukan=bagian.content, milik=owner)
        )


def _check_periode(kiriman: Kiriman, keys: Mapping[str, str], this_month: Periode) -> bool:
    """The visible Periode counts; the hidden one says what year's model the template carries.

    False when the forms cannot be read: no period, or the model of another year, which would only echo that.
    """
    if kiriman.periode is None:
        return False
    cell = kiriman.pair("identitas", "periode")
    place = {"lembar": IDENTITY_SHEET.name, "sel": cell.address if cell else None, "ditemukan": kiriman.periode.name}
    if kiriman.periode > this_month:
        kiriman.temuan.append(make_temuan("G218", **place))
    template = Periode.from_text(keys.get("periode", ""))
    if template is None or template == kiriman.periode:
        return True
    if template.year != kiriman.periode.year:
        kiriman.temuan.append(make_temuan("G210", tahun=template.year, tahun_isian=kiriman.periode.year, **place))
        return False
    kiriman.temuan.append(make_temuan("I211", templat=template.name, **place))
    return True


# Sheets


def _parse_sheet(kiriman: Kiriman, sheet: Sheet, grids: Mapping[str, Grid], book: RawBook, register: Register) -> None:
    """A sheet by its name; one that is not there is as empty, or a finding that names the nearest other."""
    grid = grids.get(compare_key(sheet.name))
    if grid is not None:
        SheetReader(kiriman, sheet, grid, register).read()
        return
    similar = nearest(sheet.name, [name for name in book.sheet_names if compare_key(name) not in book.sheets])
    if sheet.optional:
        if similar:
            kiriman.temuan.append(make_temuan("P431", lembar=sheet.name, mirip=similar))
    elif (reason := _why_not_needed(kiriman, sheet, grids, register)) and not similar:
        kiriman.temuan.append(make_temuan("I227", lembar=sheet.name, sebab=reason))
        SheetReader(kiriman, sheet, Grid.from_sheet(RawSheet(sheet.name)), register).read_nothing()
    else:
        kiriman.temuan.append(make_temuan("G202", lembar=sheet.name, mirip=similar))


def _why_not_needed(kiriman: Kiriman, sheet: Sheet, grids: Mapping[str, Grid], register: Register) -> str:
    """Why a workbook without the sheet says all that it has to; "" where the sheet is needed.

    A form is needed in the months that ask for it, or where a part of it came; answers where that part promises them.
    """
    if sheet.iku is None or kiriman.periode is None or kiriman.bagian is None:
        return ""
    if not any(compare_key(part.name) in grids for part in FORMS[sheet.iku]):
        required = register.required_forms(kiriman.bagian, kiriman.periode)
        return "" if sheet.iku in required else f"untuk {kiriman.periode.name}"
    asked_by = {filled.block.answers: filled for filled in kiriman.blocks.values() if filled.block.answers}
    for filled in (asked_by[block.name] for block in sheet.blocks if block.name in asked_by):
        for name, field in filled.block.fields.items():
            if field.answers_when and filled.value(name).content != field.answers_when:
                return f"menurut {field.label} pada {filled.sheet.name}"
    return ""


def _record_copies(kiriman: Kiriman, grids: Mapping[str, Grid], book: RawBook, register: Register) -> None:
    """Sheets that are not read though they look like one of the forms and are filled, and those of an equal name."""
    assert kiriman.periode is not None
    forms = sheets_for(kiriman.forms, register.form_year(kiriman.periode.year))
    told_missing = {temuan.lembar for temuan in kiriman.temuan if temuan.kode == "G202"}
    for raw in book.others:
        key = compare_key(raw.name)
        if key in grids:
            own = next(sheet.name for sheet in (IDENTITY_SHEET, *forms) if compare_key(sheet.name) == key)
            kiriman.temuan.append(
                make_temuan("G220", lembar=own, ditemukan=f"“{grids[key].sheet.name}” dan “{raw.name}”")
            )
        elif (sheet := _filled_copy_of(raw, forms, kiriman, register)) and sheet.name not in told_missing:
            is_filled = any(filled.touched for (name, _), filled in kiriman.blocks.items() if name == sheet.name)
            kiriman.temuan.append(make_temuan("P222" if is_filled else "G221", lembar=sheet.name, ditemukan=raw.name))


def _filled_copy_of(raw: RawSheet, forms: Sequence[Sheet], kiriman: Kiriman, register: Register) -> Sheet | None:
    """The form that a sheet has the labels of, with entries behind them; None for a sheet of the bagian's own."""
    if compare_key(raw.name).startswith(_NOT_FORMS):
        return None
    grid = Grid.from_sheet(raw)
    alike = max((sheet for sheet in forms if sheet.iku), key=lambda sheet: _labels_found(grid, sheet), default=None)
    if alike is None or not _labels_found(grid, alike):
        return None
    trial = Kiriman(kiriman.file, kiriman.sha256, kiriman.bagian, kiriman.periode, kiriman.forms)
    SheetReader(trial, alike, grid, register).read()
    return alike if any(_was_touched(filled) for filled in trial.blocks.values()) else None


def _labels_found(grid: Grid, sheet: Sheet) -> int:
    """How many labels of a form stand on a sheet; 0 unless they are most of one of its tables, or of its pairs."""
    blocks = [[loose_key(f.label) for f in block.fields.values() if not f.optional] for block in sheet.blocks]
    found = [(sum(label in grid.texts for label in labels), len(labels)) for labels in blocks]
    is_one = any(count >= _FEWEST_LABELS and count * 2 > length for count, length in found)
    return sum(count for count, _ in found) if is_one else 0


def _record_empty_forms(kiriman: Kiriman, register: Register) -> None:
    """Forms that the month asks for and that say nothing at all, not even that there is nothing yet."""
    assert kiriman.bagian is not None and kiriman.periode is not None
    said = {filled.sheet.iku for filled in kiriman.blocks.values() if filled.has_entries}
    for iku in register.required_forms(kiriman.bagian, kiriman.periode):
        if iku not in said:
            sheet = FORMS[iku][0]
            kiriman.temuan.append(make_temuan("P223", lembar=sheet.name, periode=kiriman.periode.name))


def _mark_touched(kiriman: Kiriman) -> None:
    """Find the groups of blocks nobody touched: wholly empty, or saying "belum" with nothing else."""
    touched = {(filled.sheet.iku, filled.block.group) for filled in kiriman.blocks.values() if _was_touched(filled)}
    for place, filled in kiriman.blocks.items():
        is_touched = filled.sheet.iku is None or (filled.sheet.iku, filled.block.group) in touched
        kiriman.blocks[place] = replace(filled, touched=is_touched)


def _was_touched(filled: FilledBlock) -> bool:
    block = filled.block
    for name, column in filled.columns.items():
        if block.fields[name].prefilled or block.fields[name].may_precede:
            continue
        for content, state, address in zip(column.contents, column.states, column.addresses, strict=True):
            if not address:  # a cell that the sheet does not have
                continue
            if name == block.status:
                if content == block.status_present or state is State.UNREADABLE:
                    return True
            elif state is not State.EMPTY and content != NOTHING:
                return True
    return False
