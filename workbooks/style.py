"""The visual language of every workbook we write: colours, fonts, number formats, print setup. Nothing else styles.

Calm and printable in black and white: a colour only repeats what a word says.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from schemas.value import Kind

if TYPE_CHECKING:  # an answer is written without any form, and so without pandas
    from schemas.form import Field

FONT = "Calibri"
PAPER_F4 = 14  # Excel's code of folio, 8.5 x 13 inch, the paper of Indonesian offices
POINTS_PER_INCH = 72
PAPER_WIDTH, PAPER_HEIGHT = 13 * POINTS_PER_INCH, 8.5 * POINTS_PER_INCH  # landscape
SIDE_MARGIN, TOP_MARGIN, BOTTOM_MARGIN = 0.4, 0.6, 0.5  # inches
# Of the default font: pixels of a character and of a column's padding; points of a pixel at 96 to the inch.
CHARACTER_PIXELS, PADDING_PIXELS, POINTS_PER_PIXEL = 7, 5, 0.75
PAGE_RESERVE = 0.96  # printers and other fonts take a little more than computed

# Written for Indonesian (421), so that 68,24 reads 68,24 on a machine set to English too.
NUMBER_FORMAT = "[$-421]#,##0.00"
DATE_FORMAT = "[$-421]d mmmm yyyy"
WHOLE_FORMAT = "0"  # no thousands: years are whole numbers as well
TEXT_FORMAT = "@"  # keeps NIP, Nomor and Kode from becoming numbers or dates

COLOURS = {
    "entry": "#FFF7D1",
    "locked": "#EFEFEF",
    "header": "#DCE6F0",
    "computed": "#E8F1F8",
    "ready": "#E2EFDA",
    "lacking": "#FBE5D6",
    "border": "#BFBFBF",
    "title": "#1F3A5F",
    "letters": "#262626",
    "faint": "#595959",
    "galat": "#FFC7CE",
    "galat_letters": "#9C0006",
    "peringatan": "#FFF2CC",
    "peringatan_hatching": "#E6C460",
    "peringatan_letters": "#5F3B00",
}

_HATCHED, _DASHED, _DOTTED = 14, 3, 4  # Excel's numbers: thin upward hatching, dashed, dotted

_BORDERED = {"border": 1, "border_color": COLOURS["border"]}

PROPERTIES: dict[str, dict[str, Any]] = {
    "base": {"font_name": FONT, "font_size": 11, "font_color": COLOURS["letters"], "valign": "vcenter"},
    "kind": {"font_size": 14, "bold": True, "font_color": COLOURS["letters"]},
    "title": {"font_size": 15, "bold": True, "font_color": COLOURS["title"]},
    "subtitle": {"font_size": 12, "bold": True, "font_color": COLOURS["title"]},
    "underlined": {"bottom": 1, "bottom_color": COLOURS["title"]},
    "introduction": {"font_color": COLOURS["faint"]},
    "hint": {"font_size": 9, "italic": True, "font_color": COLOURS["faint"]},
    "header": {
        "bold": True, "bg_color": COLOURS["header"], "font_color": COLOURS["title"], "text_wrap": True,
        "align": "center", **_BORDERED,
    },
    "label": {"bg_color": COLOURS["locked"], "text_wrap": True, **_BORDERED},
    "locked": {"bg_color": COLOURS["locked"], "text_wrap": True, **_BORDERED},
    "bordered": _BORDERED,
    "collected": {"bg_color": COLOURS["entry"], **_BORDERED},
    "entry": {"bg_color": COLOURS["entry"], "locked": False, **_BORDERED},
    "computed": {"bg_color": COLOURS["computed"], "bold": True, **_BORDERED},
    "ready": {"bg_color": COLOURS["ready"]},
    "lacking": {"bg_color": COLOURS["lacking"]},
    "bold": {"bold": True},
    "wrapped": {"text_wrap": True},
    "top": {"valign": "top"},
    "centred": {"align": "center"},
    "left": {"align": "left"},
    "right": {"align": "right"},
    "indented": {"align": "right", "indent": 1},
    "number": {"num_format": NUMBER_FORMAT},
    "date": {"num_format": DATE_FORMAT, "align": "left"},
    "link": {"font_color": "#1F4E9E", "underline": 1},
    # Marks by level of a finding: solid, hatched, framed only, so that black and white print tells them apart.
    "mark_galat": {
        "bg_color": COLOURS["galat"], "font_color": COLOURS["galat_letters"], "bold": True,
        "border": 1, "border_color": COLOURS["galat_letters"],
    },
    "mark_peringatan": {
        "pattern": _HATCHED, "fg_color": COLOURS["peringatan_hatching"], "bg_color": COLOURS["peringatan"],
        "font_color": COLOURS["peringatan_letters"], "italic": True,
        "border": _DASHED, "border_color": COLOURS["peringatan_letters"],
    },
    "mark_info": {"font_color": COLOURS["title"], "border": _DOTTED, "border_color": COLOURS["title"]},
}  # fmt: skip

TEXT = ("bordered", "wrapped", "top")  # a text in a table


class Style:
    """The formats of one workbook by names of `PROPERTIES`; later names win, each format is made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[object, ...], Format] = {}

    def __call__(self, *names: str, **extra: Any) -> Format:
        key = (names, *sorted(extra.items()))
        if key not in self._made:
            properties: dict[str, Any] = dict(PROPERTIES["base"])
            for name in names:
                properties |= PROPERTIES[name]
            self._made[key] = self._workbook.add_format(properties | extra)
        return self._made[key]


def field_format(field: "Field") -> dict[str, Any]:
    """Number format and alignment of a field's cells."""
    match field.kind:
        case Kind.NUMBER:
            return {"num_format": NUMBER_FORMAT + "#" * max(0, field.decimals - 2)}
        case Kind.WHOLE:
            return {"num_format": WHOLE_FORMAT}
        case Kind.DATE:
            return {"num_format": DATE_FORMAT, "align": "left"}
    return {"num_format": TEXT_FORMAT, "text_wrap": True}


def prepare_print(sheet: Worksheet, repeated_rows: tuple[int, int] | None = None, pages_tall: int = 0) -> None:
    """F4 landscape, one page wide, header rows (0-based, first and last) on every page, page numbers.

    `pages_tall`: into how many pages the height must go; 0 leaves it free.
    """
    sheet.set_landscape()
    sheet.set_paper(PAPER_F4)
    sheet.fit_to_pages(1, pages_tall)
    # xlsxwriter leaves a 1 away as the default; it is written out for programs that take a missing one as "free".
    sheet.fit_width = "1"
    if pages_tall == 1:
        sheet.fit_height = "1"
    sheet.set_margins(left=SIDE_MARGIN, right=SIDE_MARGIN, top=TOP_MARGIN, bottom=BOTTOM_MARGIN)
    sheet.set_footer("&L&8&F · &A&R&8Halaman &P dari &N")
    sheet.hide_gridlines(2)
    if repeated_rows:
        sheet.repeat_rows(*repeated_rows)


def width_in_points(widths: Sequence[float]) -> float:
    """Width in points of columns given in characters."""
    return sum(int(width * CHARACTER_PIXELS + PADDING_PIXELS) for width in widths) * POINTS_PER_PIXEL


def page_content_height(widths: Sequence[float]) -> float:
    """Points of rows that go on a page once these columns are fitted to its width."""
    scale = min(1.0, (PAPER_WIDTH - 2 * SIDE_MARGIN * POINTS_PER_INCH) / width_in_points(widths))
    return PAGE_RESERVE * (PAPER_HEIGHT - (TOP_MARGIN + BOTTOM_MARGIN) * POINTS_PER_INCH) / scale
