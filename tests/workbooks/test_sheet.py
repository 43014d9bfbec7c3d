"""A sheet as a value: every cell has its address before anything is written, whatever is laid out first."""

import io
from decimal import Decimal

import xlsxwriter
from openpyxl import Workbook, load_workbook

from iku_rules.steps import Input, Parameter, Step, Sum
from workbooks.sheet import (
    BLANK,
    Area,
    Block,
    Cell,
    CellMap,
    Header,
    Page,
    Row,
    Sheet,
    SheetWriter,
    fitted,
    line,
    mention,
    row_heights,
)
from workbooks.style import Style


def sheet(name: str, *blocks: Block) -> Sheet:
    return Sheet(name, (10, 10, 10), blocks, Page((1, 0)))


def column(*cells: Cell) -> Block:
    return Block(tuple(Row((cell,)) for cell in cells))


def written(*sheets: Sheet) -> Workbook:
    """The sheets as openpyxl reads them, formulas as formulas."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as workbook:
        writer = SheetWriter(workbook, Style(workbook), CellMap.of(sheets))
        for each in sheets:
            writer.write(workbook.add_worksheet(each.name), each)
    return load_workbook(output)


def inputs(count: int) -> list[Input]:
    return [Input(f"m{n}", Decimal(n)) for n in range(count)]


# Addresses


def test_the_address_of_a_node_is_known_before_anything_is_written() -> None:
    first, second = inputs(2)
    total = Step("total", Sum((first, second)))
    rows = (line("Judul"), BLANK, Row((Cell("Nilai", across=2), None, Cell(total))), Row((None, Cell(first))))
    cell_map = CellMap.of([sheet("Rincian X", Block(rows, 1, 1), Block((Row((Cell(second),)),), 7))])
    assert cell_map.reference(total, "Rincian X") == "E4"
    assert cell_map.reference(first, "IKU") == "'Rincian X'!C5"
    assert cell_map.reference(second, "Rincian X") == "A8"
    assert cell_map.reference(Input("m", Decimal(1)), "IKU") is None  # equal to look at, but another node


def test_two_layouts_in_either_order_give_the_same_addresses() -> None:
    first, second = inputs(2)
    total = Step("total", Sum((first, second)))
    upper = sheet("Atas", column(Cell(total), Cell(first)))
    lower = sheet("Bawah", column(Cell(second), Cell(mention(total, total.value))))
    assert CellMap.of([upper, lower]) == CellMap.of([lower, upper])
    for workbook in (written(upper, lower), written(lower, upper)):
        assert workbook["Atas"]["A1"].value == "=SUM(A2,'Bawah'!A1)"
        assert workbook["Bawah"]["A2"].value == "='Atas'!A1"


def test_a_chart_finds_its_cells_below_a_header() -> None:
    header = Header("Data", "IKM", "Bagian")
    rows = (line("IKM"), Row((Cell("No"), Cell("Bagian", key=header))))
    cell_map = CellMap.of([sheet("Data", Block(rows, 4))])
    assert cell_map.area(Area(header, down=1, rows=8)) == ["Data", 6, 1, 13, 1]
    assert cell_map.area(Area(header, columns=3)) == ["Data", 5, 1, 5, 3]


# Writing


def test_what_stands_a_second_time_follows_its_first_cell() -> None:
    (number,) = inputs(1)
    parameter, total = Parameter("p", Decimal(3), "acuan", True), Step("total", Sum((number,)))
    target, unknown = Cell(Decimal(80), key="target"), Cell(Input("belum", None))
    cells = (Cell(number), Cell(parameter), Cell(total), target, unknown, Cell(None))
    values = [row[0].value for row in written(sheet("x", column(*cells, *cells)))["x"].iter_rows()]
    assert values[:6] == [0, 3, "=SUM(A1)", 80, None, None]
    assert values[6:] == ["=A1", "=A2", "=A3", "=A4", None, None]


def test_too_long_a_formula_is_written_as_its_value() -> None:
    """One bagian with thousands of rows must not stop the workbook of all."""
    nodes = [Input(f"m{n}", Decimal(1)) for n in range(3000)]
    scattered = Block(tuple(row for node in nodes for row in (Row((Cell(node),)), BLANK)), column=1)
    total = column(Cell(Step("jumlah", Sum(tuple(nodes)))))
    assert written(sheet("x", total, scattered))["x"]["A1"].value == 3000


def test_merged_cells_hold_their_text_and_take_their_room() -> None:
    cells = (Cell("No", down=2), Cell("panjang", across=2), Cell("kanan"))
    read = written(sheet("x", Block((Row(cells), Row((None, Cell("bawah")))))))["x"]
    assert {str(area) for area in read.merged_cells.ranges} == {"A1:A2", "B1:C1"}
    assert [read[place].value for place in ("A1", "B1", "D1", "B2")] == ["No", "panjang", "kanan", "bawah"]


# Heights


def test_a_row_is_as_high_as_its_texts_need_over_the_columns_they_take() -> None:
    text = " ".join(["kata"] * 8)
    assert fitted([Cell(text)], (10, 40)).height == 60
    assert fitted([Cell(text, across=2)], (10, 40)).height == 15
    assert fitted([Cell(text, down=3), Cell(mention("x", text))], (10, 22)).height == 30
    assert fitted([Cell(Decimal(1))], (10,), least=20, more=3).height == 23


def test_blocks_side_by_side_share_the_greater_height() -> None:
    left, right = Block((Row(height=20), Row(height=15))), Block((Row(height=30), BLANK), column=2)
    assert row_heights([left, right]) == {0: 30, 1: 15}
