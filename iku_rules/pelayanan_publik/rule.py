"""Indeks Pelayanan Publik (indikator tujuan): the official index, or the mean over the units."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iku_rules.build_rules import computation_table, parameter_table
from iku_rules.card import Card
from iku_rules.context import RuleContext
from iku_rules.entry_cells import EntryCells
from iku_rules.input_cells import Row, input_at, pairs, rows, temuan_at, temuan_on_difference
from iku_rules.letter import Computed, conclude, read_letter
from iku_rules.pelayanan_publik.model import PelayananModel
from iku_rules.result import Computation, DetailTable
from iku_rules.steps import (
    IfAtLeast,
    Input,
    Mean,
    Node,
    Product,
    Quotient,
    Rounded,
    Step,
    Sum,
    is_filled,
    mean_over_rows,
)
from schemas.forms.pelayanan_publik import aspect_field
from schemas.kiriman import FilledForm
from schemas.temuan import Temuan
from schemas.wording import show_number

CARD = Card(
    kode="pelayanan_publik",
    nama="Indeks Pelayanan Publik",
    definisi="Ukuran kinerja pelayanan publik pemerintah daerah, rata-rata nilai unit pelayanan yang dievaluasi.",
    pembilang="Jumlah nilai unit: {bobot_f02} x F02 (evaluator) + {bobot_f03} x F03 (pengguna layanan)",
    penyebut="Banyaknya unit yang dievaluasi",
    satuan="Indeks",
    polaritas="positif",
    dasar_hukum="PermenPANRB 29/2022 (diubah dengan 4/2023)",
    berlaku="2021 dan seterusnya",
    bagian="organisasi",
    frekuensi="tahunan",
    belum_dikonfirmasi=(
        "jumlah minimum responden F03",
        "toleransi nilai resmi terhadap rata-rata unit",
        "bagian yang menyampaikan",
    ),
)
INPUTS = {"f02": "F02", "f03": "F03", "jumlah_responden": "Jumlah responden"}


@dataclass(frozen=True)
class _Unit:
    """A unit: its cells, its F02 (filled in, else from the aspects), what the aspects give, its value."""

    row: Row
    f02: Input | Step
    f03: Input
    respondents: Input
    aspects: tuple[Input, ...]
    by_aspects: Step | None
    value: Step


def compute(form: FilledForm, context: RuleContext) -> Computation:
    """The index of one submission; blocks `pelayanan_evaluasi`, `pelayanan_publik` and `hasil_resmi`."""
    letter = read_letter(form)
    model = context.register.pelayanan_publik.in_year(letter.year(context))
    evaluation = pairs(form, "pelayanan_evaluasi")
    kind = evaluation["jenis"] if evaluation else None
    units = [_unit(row, model) for row in rows(form, CARD.kode)]
    is_complete = bool(units) and all(u.value.value is not None for u in units)
    index = Step(CARD.nama, Rounded(Mean(tuple(u.value for u in units)))) if units else None
    computed = Computed(step=index if is_complete else None, tables=_tables(units, index, kind, model) if index else ())
    return conclude(
        CARD.kode,
        f"{CARD.kode} {model.nama}" + (f" {kind}" if kind else ""),
        context,
        form,
        letter,
        computed,
        model.skala,
        model.toleransi,
        temuan=[temuan for u in units for temuan in _temuan(u, model)],
        notes=(f"jenis evaluasi {kind}",) if kind else (),
    )


def preview(cells: EntryCells, context: RuleContext) -> Step | None:
    """The mean over the units; unknown where an F02 is left to its aspects."""
    model = context.register.pelayanan_publik.in_year(context.periode.year)
    columns = cells.columns
    value = _value(columns["f02"], columns["f03"], columns["jumlah_responden"], model)
    return Step(CARD.nama, Rounded(mean_over_rows(value, (is_filled(columns["unit"]),))))


def _value(f02: Node, f03: Node, respondents: Node, model: PelayananModel) -> Sum:
    """Evaluator and users weighted; users count from a least number of respondents on."""
    users = IfAtLeast(respondents, model.responden_minimum.parameter, f03, model.f03_kurang_responden.parameter)
    return Sum((Product(f02, model.bobot_f02.parameter), Product(users, model.bobot_f03.parameter)))


def _unit(row: Row, model: PelayananModel) -> _Unit:
    name = row["unit"]
    f02, f03, respondents = (input_at(row, field, f"{label} {name}") for field, label in INPUTS.items())
    aspect_fields = [(aspect_field(n), aspect) for n, aspect in enumerate(model.aspek, start=1)]
    aspects = tuple(input_at(row, field, f"{aspect.nama} {name}") for field, aspect in aspect_fields if field in row)
    has_aspects = len(aspects) == len(model.aspek) and any(score.value is not None for score in aspects)
    by_aspects = Step(f"F02 menurut aspek {name}", _from_aspects(aspects, model)) if has_aspects else None
    used_f02 = Step(f"F02 {name}", by_aspects) if f02.value is None and by_aspects else f02
    return _Unit(
        row,
        used_f02,
        f03,
        respondents,
        aspects if has_aspects else (),
        by_aspects,
        Step(f"Nilai {name}", _value(used_f02, f03, respondents, model)),
    )


def _from_aspects(aspects: Sequence[Input], model: PelayananModel) -> Quotient:
    """The weighted sum of the aspects; weights are percent, so the division comes last."""
    weighted = tuple(Product(score, aspect.parameter) for score, aspect in zip(aspects, model.aspek, strict=True))
    return Quotient(Sum(weighted), model.bobot_penuh.parameter)


def _temuan(unit: _Unit, model: PelayananModel) -> Iterator[Temuan]:
    """P450 where F02 and its aspects differ, P457 where the respondents are too few for F03."""
    name, minimum = str(unit.row["unit"]), model.responden_minimum.nilai
    if unit.by_aspects is not None:
        by_aspects = unit.by_aspects.value
        yield from temuan_on_difference(
            unit.row, "f02", by_aspects, model.toleransi_aspek, label="F02", key=name, origin="aspek-aspeknya"
        )
    if unit.respondents.value is not None and unit.respondents.value < minimum:
        yield temuan_at(
            "P457",
            unit.row,
            "jumlah_responden",
            ditemukan=show_number(unit.respondents.value),
            kunci=name,
            minimum=show_number(minimum),
            pengganti=show_number(model.f03_kurang_responden.nilai),
        )


def _tables(units: Sequence[_Unit], index: Step, kind: str | None, model: PelayananModel) -> tuple[DetailTable, ...]:
    unit_table = DetailTable(
        f"UNIT PELAYANAN ({kind})" if kind else "UNIT PELAYANAN",
        ("Unit", "F02", "F03", "Jumlah responden", "Nilai unit"),
        tuple((u.row["unit"], u.f02, u.f03, u.respondents, u.value) for u in units),
    )
    with_aspects = [u for u in units if u.aspects]
    aspect_table = DetailTable(
        "ASPEK F02",
        ("Unit", *(a.nama for a in model.aspek), "F02 menurut aspek"),
        tuple((u.row["unit"], *u.aspects, u.by_aspects) for u in with_aspects),
    )
    common = (model.bobot_f02, model.bobot_f03, model.responden_minimum, model.f03_kurang_responden)
    parameters = [p.parameter for p in common]
    if with_aspects:
        parameters += [*(a.parameter for a in model.aspek), model.bobot_penuh.parameter]
    return (
        unit_table,
        *((aspect_table,) if with_aspects else ()),
        computation_table((index,)),
        parameter_table(parameters),
    )
