"""The history of an indicator in the workbook: its two tables on the Rincian sheet, and the nodes of their points."""

from collections.abc import Iterable, Mapping, Sequence

from iku_rules.over_months import OTHER_METHOD, Point
from iku_rules.result import DetailTable, DetailValue, Result, Status
from iku_rules.steps import Input, Step
from schemas.periode import Periode

Points = Mapping[tuple[str, Periode], Step | Input]  # by indicator and period


def point_nodes(results: Iterable[Result]) -> Points:
    """The node of every point that has a value."""
    return {
        (result.iku, point.periode): _point_node(result, point)
        for result in results
        for point in (*result.years, *result.months)
        if point.value is not None
    }


def history_tables(nodes: Points, result: Result) -> list[DetailTable]:
    """The months of the year and the years, with the points that cannot be compared with the one before."""
    columns = ("Posisi", "Realisasi", "Status", "Aturan", "Keterangan")
    return [
        DetailTable(title, columns, tuple(_history_row(nodes, result, point) for point in points))
        for title, points in (("RIWAYAT TAHUN INI", result.months), ("RIWAYAT ANTARTAHUN", result.years))
        if any(point.value is not None for point in points)
    ]


def _history_row(nodes: Points, result: Result, point: Point) -> tuple[DetailValue, ...]:
    remark = f"{point.apart}, tidak dapat dibandingkan dengan sebelumnya" if point.apart else None
    status = Status(point.published.status).word
    node = None if point.value is None else nodes[(result.iku, point.periode)]
    return (point.periode.name, node, status, point.published.rule, remark)


def starts_anew(point: Point) -> bool:
    """Whether a point's value is of another method than the one before, so that no line goes on to it."""
    return point.apart == OTHER_METHOD


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


def last_known(points: Sequence[Point], month: int) -> Point | None:
    """The last point with a value up to that month of the year."""
    return next((point for point in reversed(points) if point.periode.month <= month and point.value is not None), None)
