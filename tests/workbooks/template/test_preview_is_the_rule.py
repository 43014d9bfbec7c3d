"""The preview over random entries of an open table gives what the rule gives once they are read, or nothing."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from iku_rules.context import RuleContext
from iku_rules.entry_cells import EntryCells
from iku_rules.input_cells import input_columns
from iku_rules.register_model.load import FOLDER, load_register
from iku_rules.register_model.register import Register
from iku_rules.rules import RULES
from schemas.form import Field
from schemas.forms import sheets_for
from schemas.kiriman import FilledBlock, FilledForm
from schemas.parse import parse
from schemas.periode import Periode
from schemas.value import Cell, CellWords, State
from workbooks.filler import SheetEntries, fill_template
from workbooks.formulas.evaluate import ComputedBook, Formula
from workbooks.template.build import write_template
from workbooks.template.preview import PREVIEW_LABEL, rules_preview

Recalculate = Callable[[Mapping[str, bytes], Path], dict[str, Workbook]]
Entry = Mapping[str, Any]  # field -> what is typed; an empty one is a blank row of the table

PERIODE = Periode(2025, 11)
CHANGES = {
    "kebijakan_perekonomian": [
        ("nilai = false", "nilai = true"),
        ('"Diterbitkan"', '"Sah*? ~tanda"'),
    ],
    "pelayanan_publik": [("nilai = 30\n", "nilai = 12.5\n"), ("nilai = 0\n", "nilai = 1.37\n")],
}


@dataclass(frozen=True)
class Table:
    """The open table of an indicator in a template: where its cells stand, and the rule behind it."""

    iku: str
    bagian: str
    register: Register
    template: bytes

    @classmethod
    def of(cls, iku: str, bagian: str, register: Register) -> "Table":
        day, year = PERIODE.last_day, PERIODE.year
        context = RuleContext(register, PERIODE, bagian)
        name, forms = register.bagian_name(bagian, day), (iku,)
        template = write_template(
            bagian, name, PERIODE, forms, register.form_year(year), rules_preview(context), "hari ini"
        )
        if iku == "pelayanan_publik":
            template = fill_template(template, {"Pelayanan Publik": SheetEntries(pairs={"Jenis": "MANDIRI"})})
        return cls(iku, bagian, register, template)

    def preview(self, entries: Sequence[Entry]) -> object:
        """What the template's own formula gives."""
        sheets, place, header = _template_cells(self.template, self.sheet.name)
        typed = {
            (header[0] + number, header[1][self.fields[name].label]): _as_computed(content)
            for number, entry in enumerate(entries, start=1)
            for name, content in entry.items()
            if content is not None
        }
        book = ComputedBook()
        for name, cells in sheets.items():
            book.put(name, cells)
        book.put(self.sheet.name, typed)
        return book.result(self.sheet.name, sheets[self.sheet.name][place])

    def filled(self, entries: Sequence[Entry]) -> bytes:
        """The template filled by hand."""
        rows = [{self.fields[name].label: content for name, content in entry.items()} for entry in entries]
        return fill_template(self.template, {self.sheet.name: SheetEntries(open_rows=rows)})

    def value(self, entries: Sequence[Entry]) -> Decimal | None:
        """What the rule gives for the rows as they are read; and its own preview over them, computed in Decimal."""
        form_year = self.register.form_year(PERIODE.year)
        rows = [
            {
                name: parse(Cell(number, 1, entry.get(name)), form_field.kind, self.words(form_field))[0]
                for name, form_field in self.fields.items()
            }
            for number, entry in enumerate(entries, start=1)
            if any(content is not None for content in entry.values())
        ]
        block = FilledBlock.from_rows(self.block, self.sheet, form_year, rows, [None] * len(rows), touched=True)
        assert not any(State.UNREADABLE in column.states for column in block.columns.values())
        form = FilledForm(self.bagian, "x.xlsx", "0" * 64, {self.block.name: block})
        rule, context = RULES[self.iku], RuleContext(self.register, PERIODE, self.bagian)
        value = rule.compute(form, context).value
        step = rule.preview(EntryCells(columns=input_columns(form, self.block.name)), context)
        assert step is not None and step.value == value
        return value

    def words(self, form_field: Field) -> CellWords:
        choices = form_field.choices
        if isinstance(choices, str):
            choices = self.register.form_year(PERIODE.year).choices[choices]
        return CellWords(self.sheet.name, form_field.label, choices=choices)

    @property
    def sheet(self) -> Any:
        return sheets_for((self.iku,), self.register.form_year(PERIODE.year))[1]

    @property
    def block(self) -> Any:
        return next(block for block in self.sheet.blocks if block.blank_rows)

    @property
    def fields(self) -> Mapping[str, Field]:
        return self.block.fields


def _as_computed(content: object) -> object:
    return Decimal(str(content)) if isinstance(content, float) else content


@cache
def _template_cells(template: bytes, sheet: str) -> tuple[Any, tuple[int, int], tuple[int, dict[str, int]]]:
    """(sheet -> place -> content, place of the preview, (row of the header, label -> column)); all from 0."""
    workbook = load_workbook(io.BytesIO(template))
    sheets = {
        ws.title: {
            (cell.row - 1, cell.column - 1): Formula(cell.value) if cell.data_type == "f" else cell.value
            for row in ws.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for ws in workbook.worksheets
    }
    label_row, label_column = next(place for place, content in sheets[sheet].items() if content == PREVIEW_LABEL)
    header = next(row for (row, _), content in sheets[sheet].items() if content in ("Nama kebijakan", "Unit"))
    columns = {content: column for (row, column), content in sheets[sheet].items() if row == header}
    return sheets, (label_row, label_column + 1), (header, columns)


@cache
def _register(changed: bool) -> Register:
    """The shipped one; or one with other words and numbers, in which the unplanned counts."""
    if not changed:
        return load_register()
    with TemporaryDirectory() as folder:
        (Path(folder) / "parameter").mkdir()
        for iku, changes in CHANGES.items():
            text = (FOLDER / "parameter" / f"{iku}.toml").read_text(encoding="utf-8")
            for old, new in changes:
                assert old in text
                text = text.replace(old, new)
            (Path(folder) / "parameter" / f"{iku}.toml").write_text(text, encoding="utf-8")
        return load_register(Path(folder))


@cache
def _policies(changed: bool) -> Table:
    return Table.of("kebijakan_perekonomian", "perekonomian", _register(changed))


@cache
def _units(changed: bool) -> Table:
    return Table.of("pelayanan_publik", "organisasi", _register(changed))


REGISTERS = pytest.mark.parametrize("changed", [False, True], ids=["shipped", "changed"])


# Policies

DAYS = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 5), date(2025, 11, 30), date(2025, 12, 1)]


@st.composite
def _policy(draw: st.DrawFn, statuses: Sequence[str]) -> Entry:
    """A row as a person may type it; now and then a blank one, one that lacks something, a date as text."""
    if draw(st.integers(0, 9)) == 0:
        return {}
    row: dict[str, Any] = {
        "nama": draw(st.sampled_from(["Pasar", "Harga", "*", "<>"])),
        "jenis": "Perbup",
        "direncanakan": draw(st.sampled_from(["Ya", "Ya", "ya", "YA", "Tidak"])),
        "status": draw(st.sampled_from(statuses)),
        "nomor": draw(st.sampled_from(["-", "1/2025", "2/2025", "*", ">=1"])),
        "tanggal": draw(st.sampled_from(DAYS)),
        "keterangan": draw(st.sampled_from([None, "Ya", "-"])),
    }
    if draw(st.integers(0, 9)) == 0:
        row[draw(st.sampled_from(list(row)))] = None
    if draw(st.integers(0, 29)) == 0:
        row["tanggal"] = "17/03/2025"
    return row


def _lacks(row: Entry, issued: str) -> bool:
    required = ["nama", "jenis", "direncanakan", "status"]
    if str(row.get("status")).casefold() == issued.casefold():
        required += ["nomor", "tanggal"]
    return any(row[name] is None for name in required)


def _expected_of_policies(table: Table, entries: Sequence[Entry]) -> object:
    """The rule's value; nothing while a cell is owed, or where a date is a text, which only the reader understands."""
    rows = [row for row in entries if any(content is not None for content in row.values())]
    issued = table.register.form_year(PERIODE.year).issued_status
    if not rows or any(_lacks(row, issued) or isinstance(row["tanggal"], str) for row in rows):
        return ""
    return _shown(table.value(entries))


def _shown(value: Decimal | None) -> object:
    return "" if value is None else float(value)


@REGISTERS
@settings(max_examples=150)
@given(data=st.data())
def test_policies(data: st.DataObject, changed: bool) -> None:
    table = _policies(changed)
    form_year = table.register.form_year(PERIODE.year)
    issued = form_year.issued_status
    others = [word for word in form_year.choices["status_kebijakan"] if word != issued][:2]
    rows = _policy([issued, issued, issued.upper(), issued.lower(), *others])
    entries = data.draw(st.lists(rows, max_size=8))
    assert table.preview(entries) == _expected_of_policies(table, entries)


# Units

SCORES = st.decimals(0, 5, places=2)


@st.composite
def _unit(draw: st.DrawFn) -> Entry:
    """A row as a person may type it; now and then a blank one, one that lacks something, a number as text."""
    if draw(st.integers(0, 9)) == 0:
        return {}
    row: dict[str, Any] = {
        "unit": draw(st.sampled_from(["Dinas A", "*", "<>", "5"])),
        "f02": float(draw(SCORES)),
        "f03": float(draw(SCORES)),
        "jumlah_responden": draw(st.sampled_from([0, 12, 13, 29, 30, 31, 400])),
    }
    if draw(st.integers(0, 19)) == 0:
        row[draw(st.sampled_from(list(row)))] = None
    if draw(st.integers(0, 29)) == 0:
        row[draw(st.sampled_from(["f02", "f03"]))] = "4,2"
    if draw(st.integers(0, 29)) == 0:
        row["f02"] = None
        row |= {f"aspek_{number}": 3 for number in range(1, 7)}
    return row


def _expected_of_units(table: Table, entries: Sequence[Entry]) -> object:
    """The rule's value; nothing while a cell is owed, an F02 is left to its aspects, or a number is a text."""
    rows = [row for row in entries if any(content is not None for content in row.values())]
    names = ("unit", "f02", "f03", "jumlah_responden")
    if not rows or any(row[name] is None for row in rows for name in names):
        return ""
    if any(isinstance(row[name], str) for row in rows for name in names[1:]):
        return ""
    return _shown(table.value(entries))


@REGISTERS
@settings(max_examples=150)
@given(entries=st.lists(_unit(), max_size=8))
def test_units(entries: list[Entry], changed: bool) -> None:
    table = _units(changed)
    assert table.preview(entries) == _expected_of_units(table, entries)


# The same by LibreOffice


def _row(planned: str, status: str, number: str | None, day: date | str | None) -> Entry:
    names = ("nama", "jenis", "direncanakan", "status", "nomor", "tanggal")
    return dict(zip(names, ("Pasar", "Perbup", planned, status, number, day), strict=True))


POLICY_ROWS: list[list[Entry]] = [
    [_row("ya", "{issued}", "1", day) for day in DAYS],
    [
        _row("Ya", "{issued}", "-", DAYS[1]),
        {},
        _row("Ya", "{ISSUED}", "*", DAYS[2]),
        _row("Tidak", "{issued}", "2", DAYS[3]),
    ],
    [_row("Tidak", "Disusun", None, None)],
    [_row("Ya", "{issued}", "1", DAYS[1]), _row("Ya", "Disusun", None, "1/3/2025")],
]
UNIT_ROWS: list[list[Entry]] = [
    [{"unit": f"U{n}", "f02": 3.21, "f03": n / 2, "jumlah_responden": n} for n in (0, 1, 9)],
    [
        {"unit": "*", "f02": 3.5, "f03": 4, "jumlah_responden": 30},
        {},
        {"unit": "5", "f02": 0, "f03": 2.22, "jumlah_responden": 29},
        {"unit": "<>", "f02": 4.99, "f03": 0, "jumlah_responden": 400},
    ],
    [{"unit": "A", "f02": 3.5, "f03": "4,2", "jumlah_responden": 30}],
    [{"unit": "A", "f02": None, "f03": 4, "jumlah_responden": 30, **{f"aspek_{n}": 3 for n in range(1, 7)}}],
]


@REGISTERS
def test_libreoffice_gives_what_the_rule_gives(changed: bool, recalculate: Recalculate, tmp_path: Path) -> None:
    issued = _register(changed).form_year(PERIODE.year).issued_status
    words = {"{issued}": issued, "{ISSUED}": issued.upper()}
    policies = [[{n: words.get(str(c), c) for n, c in row.items()} for row in rows] for rows in POLICY_ROWS]
    cases = [
        (table, rows, expected(table, rows))
        for table, all_rows, expected in (
            (_policies(changed), policies, _expected_of_policies),
            (_units(changed), UNIT_ROWS, _expected_of_units),
        )
        for rows in all_rows
    ]
    filled = {str(number): table.filled(rows) for number, (table, rows, _) in enumerate(cases)}
    computed = recalculate(filled, tmp_path)
    for number, (table, rows, expected) in enumerate(cases):
        _, (row, column), _ = _template_cells(table.template, table.sheet.name)
        shown = computed[str(number)][table.sheet.name].cell(row + 1, column + 1).value
        assert ("" if shown is None else shown) == pytest.approx(expected), rows
    assert sum(expected != "" for *_, expected in cases) == 4
