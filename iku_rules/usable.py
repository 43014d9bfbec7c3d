"""Values that may be used: of a year that has a model, and on the scale of their indicator."""

from collections.abc import Mapping
from dataclasses import replace

from iku_rules.register_model.register import Register
from iku_rules.result import Computation, Status
from schemas.periode import Periode
from schemas.wording import show_number

Computations = Mapping[Periode, Mapping[str, Mapping[str, Computation]]]


def usable_values(register: Register, computations: Computations) -> Computations:
    """[period][bagian][iku]: what was computed; without its value, and with the reason first, where that is none."""
    return {
        periode: {
            bagian: {iku: _usable(register, computation) for iku, computation in by_iku.items()}
            for bagian, by_iku in by_bagian.items()
        }
        for periode, by_bagian in computations.items()
    }


def _usable(register: Register, computation: Computation) -> Computation:
    reason = _why_not(register, computation)
    if not reason:
        return computation
    return replace(
        computation,
        status=Status.BELUM_ADA_DATA,
        result=None,
        predikat_basis=None,
        completeness=None,
        sources=(),
        parameters=(),
        detail_tables=(),
        notes=(reason, *computation.notes),
    )


def _why_not(register: Register, computation: Computation) -> str:
    """A waiver lets a cell pass, never an index leave its scale."""
    if computation.value is None:
        return ""
    file, year = register.parameters(computation.iku), computation.assessment_year
    if not file.covers(year):
        return f"tidak ada model penilaian untuk tahun {year}, sehingga nilainya tidak dihitung"
    highest = file.in_year(year).highest
    if highest is not None and not 0 <= computation.value <= highest:
        return f"nilai {show_number(computation.value, 2)} di luar skala 0 sampai {show_number(highest)}"
    return ""
