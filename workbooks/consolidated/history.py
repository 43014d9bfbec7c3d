"""The history of an indicator in the workbook: its two tables on the Rincian sheet, and references to their points."""

from collections.abc import Sequence

from iku_rules.over_months import Point
from iku_rules.result import DetailTable, DetailValue, Result, Status
from iku_rules.steps import Input, Step
from workbooks.cells import CellMap


def history_tables(cell_map: CellMap, result: Result) -> list[DetailTable]:
    """The months of the year and the years, with the points that cannot be compared with the one before."""
    columns = ("Posisi", "Realisasi", "Status", "Aturan", "Keterangan")
    return [
        DetailTable(title, columns, tuple(_history_row(cell_map, result, points, point) for point in points))
        for title, points in (("RIWAYAT TAHUN INI", result.months), ("RIWAYAT ANTARTAHUN", result.years))
        if any(point.value is not None for point in points)
    ]


def _history_row(cell_map: CellMap, result: Result, points: Sequence[Point], point: Point) -> tuple[DetailValue, ...]:
    remark = (
        "metode atau model berbeda, tidak dapat dibandingkan dengan sebelumnya" if starts_anew(points, point) else None
    )
    status = Status(point.published.status).word
    value = (
        None
        if point.value is None
        else cell_map.history.setdefault((result.iku, point.periode), _point_node(result, point))
    )
    return (point.periode.name, value, status, point.published.rule, remark)


def starts_anew(points: Sequence[Point], point: Point) -> bool:
    """Whether a point has a value that does not go on from an earlier one."""
    has_earlier = any(other.value is not None for other in points[: points.index(point)])
    return has_earlier and point.value is not None and not point.comparable


def _point_node(result: Result, point: Point) -> Step | Input:
    """The step itself where this workbook computes the value; else the value as it was published."""
    current, last_year = result.computation, result.last_year_computation
    if point.periode == result.periode and current and current.result and point.value == result.nilai:
        return current.result
    if (
        point.periode.year < result.periode.year
        and last_year
        and last_year.result
        and point.value == result.nilai_tahun_lalu
    ):
        return last_year.result
    return Input(f"Realisasi {point.periode.name}", point.value)


def point_reference(cell_map: CellMap, result: Result, point: Point | None, seen_from: str) -> str | None:
    """The reference to the cell of a point of the history."""
    node = cell_map.history.get((result.iku, point.periode)) if point else None
    return cell_map.reference(node, seen_from) if node else None


def last_known(points: Sequence[Point], month: int) -> Point | None:
    """The last point with a value up to that month of the year."""
    return next((point for point in reversed(points) if point.periode.month <= month and point.value is not None), None)
