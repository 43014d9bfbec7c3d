"""Putting a Computation together: sources and parameters follow from the steps, never listed by hand."""

from collections.abc import Iterable

from iku_rules.result import DetailTable
from iku_rules.steps import Input, Node, Parameter, Source, Step, walk

COMPUTATION_COLUMNS = ("Uraian", "Nilai")


def sources_of(node: Node | None) -> tuple[Source, ...]:
    """The cells a value rests on, each once, in order of the steps."""
    if node is None:
        return ()
    inputs = (below for below in walk(node) if isinstance(below, Input) and below.value is not None)
    return tuple(dict.fromkeys(i.source for i in inputs if i.source is not None))


def parameters_of(node: Node | None) -> tuple[Parameter, ...]:
    """The parameters a value rests on."""
    return () if node is None else tuple(below for below in walk(node) if isinstance(below, Parameter))


def computation_table(steps: Iterable[Step], title: str = "PERHITUNGAN") -> DetailTable:
    """The steps by name, one below the other."""
    return DetailTable(title, COMPUTATION_COLUMNS, tuple((step.name, step) for step in steps))


def parameter_table(parameters: Iterable[Parameter]) -> DetailTable:
    """The parameters with their references, and whether a source confirms them."""
    return DetailTable(
        "PARAMETER",
        ("Parameter", "Nilai", "Acuan", "Dikonfirmasi"),
        tuple((p.name, p, p.reference, "ya" if p.confirmed else "belum") for p in parameters),
    )


def unconfirmed_names(parameters: Iterable[Parameter]) -> list[str]:
    """The parameters that no source confirms, each once."""
    return list(dict.fromkeys(p.name for p in parameters if not p.confirmed))


def unconfirmed_note(parameters: Iterable[Parameter]) -> str | None:
    """The one quiet note about parameters no source confirms; None when all are confirmed."""
    names = unconfirmed_names(parameters)
    return f"menggunakan parameter yang belum dikonfirmasi: {'; '.join(names)}" if names else None
