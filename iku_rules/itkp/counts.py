"""Scores of the ITKP from counts and budgets (sheet `ITKP Hitungan`): row by row, component, pillar, total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from iku_rules.build_rules import computation_table, parameter_table, parameters_of
from iku_rules.input_cells import Row, input_at, temuan_at
from iku_rules.itkp.model import (
    CountRow,
    ITKPComponent,
    ITKPModel,
    PresenceFormula,
    ProportionalFormula,
    ScoreFormula,
    ThresholdFormula,
    Thresholds,
    TierFormula,
    VariableFormula,
)
from iku_rules.result import DetailTable, DetailValue
from iku_rules.steps import (
    Difference,
    Greatest,
    IfAtLeast,
    Input,
    Least,
    Node,
    Parameter,
    Product,
    Quotient,
    Rounded,
    Step,
    Sum,
    stepped,
)
from schemas.temuan import Temuan
from schemas.wording import show, show_number

BLOCK = "itkp_hitungan"
NUMERATOR, DENOMINATOR = "pembilang", "penyebut"


@dataclass(frozen=True)
class ScoredRow:
    """A key row with its inputs, its ratio in percent (None where it has no denominator) and its score."""

    count_row: CountRow
    inputs: Mapping[str, Input]
    ratio: Step | None
    score: Step

    @property
    def is_started(self) -> bool:
        """Whether anything was entered in the row."""
        return any(given.value is not None for given in self.inputs.values())


@dataclass(frozen=True)
class Counts:
    """All that the counts give; a component, a pillar or the total with an unknown part is unknown."""

    rows: tuple[ScoredRow, ...]
    components: Mapping[str, Step]
    pillars: tuple[Step, ...]
    total: Step

    @property
    def any_started(self) -> bool:
        """Whether anything was entered on the sheet."""
        return any(scored.is_started for scored in self.rows)


def count(inputs: Mapping[str, Mapping[str, Input]], model: ITKPModel, year: int) -> Counts:
    """The steps of the year's model; `inputs` by key, a row that was left out is absent or unknown."""
    rows = tuple(
        _scored_row(count_row, inputs.get(count_row.kode, {}), model) for count_row in model.count_rows_in(year)
    )
    components = {
        component.kode: _component(
            component, [scored.score for scored in rows if scored.count_row.komponen == component.kode]
        )
        for component in model.komponen
    }
    pillars = tuple(_pillar(pillar, components, model) for pillar in model.pillars)
    return Counts(rows, components, pillars, Step("Nilai menurut hitungan", Rounded(Sum(pillars))))


def read_inputs(rows: Mapping[str, Row], model: ITKPModel, year: int) -> dict[str, dict[str, Input]]:
    """The inputs of the rows that are there."""
    return {
        count_row.kode: {
            name: input_at(rows[count_row.kode], name, f"{name.capitalize()} {count_row.nama}")
            for name in _fields(count_row)
        }
        for count_row in model.count_rows_in(year)
        if count_row.kode in rows
    }


def _fields(count_row: CountRow) -> tuple[str, ...]:
    return (NUMERATOR, DENOMINATOR) if count_row.penyebut else (NUMERATOR,)


# formulas


def _scored_row(count_row: CountRow, inputs: Mapping[str, Input], model: ITKPModel) -> ScoredRow:
    inputs = {
        name: inputs.get(name) or Input(f"{name.capitalize()} {count_row.nama}", None) for name in _fields(count_row)
    }
    ratio = None
    if count_row.penyebut:
        ratio = Step(
            f"Persentase {count_row.nama}",
            Quotient(Product(inputs[NUMERATOR], model.persen.parameter), inputs[DENOMINATOR]),
        )
    formula = _formula(count_row, ratio or inputs[NUMERATOR], model)
    return ScoredRow(count_row, inputs, ratio, Step(f"Nilai {count_row.nama}", formula))


def _formula(count_row: CountRow, measure: Node, model: ITKPModel) -> Node:
    """The score from what is measured: the ratio in percent, or the count where there is no denominator."""
    maximum, percent = model.component_of(count_row).maximum_number.parameter, model.persen.parameter
    match count_row.rumus:
        case ThresholdFormula(ambang=name):
            assert model.ukuran_ambang is not None
            return _with_threshold(
                measure, maximum, percent, model.ukuran_ambang.threshold(name).parameter, model.ukuran_ambang
            )
        case ProportionalFormula():
            return Least((Quotient(Product(maximum, measure), percent), maximum))
        case VariableFormula():
            multiple = model.multiple(count_row)
            assert multiple is not None
            return Least((Quotient(Product(maximum, measure), multiple.parameter), maximum))
        case PresenceFormula(minimal=minimum):
            assert model.ukuran_ambang is not None
            return IfAtLeast(measure, minimum.parameter, maximum, model.ukuran_ambang.di_luar.parameter)
        case TierFormula():
            (_, _, lowest), *tiers = count_row.tiers
            return stepped(
                measure, lowest, [(limit, score, tier.di_atas) for tier, limit, score in tiers if limit is not None]
            )
        case ScoreFormula():
            return measure


def _with_threshold(percentage: Node, maximum: Node, percent: Node, threshold: Node, thresholds: Thresholds) -> Node:
    """max x p for threshold < p <= 100 %, max x (200 % - p) for 100 % < p < 200 %, else 0."""
    outside, far_end = thresholds.di_luar.parameter, thresholds.ujung.parameter
    rising = Quotient(Product(maximum, percentage), percent)
    falling = Quotient(Product(maximum, Difference(far_end, percentage)), percent)
    tiers: list[tuple[Node, Node, bool]] = [
        (threshold, rising, True),
        (percent, falling, True),
        (far_end, outside, False),
    ]
    return stepped(percentage, outside, tiers)


def _component(component: ITKPComponent, scores: Sequence[Step]) -> Step:
    if len(scores) == 1:
        return scores[0]
    joined = Greatest(tuple(scores)) if component.gabung == "terbesar" else Sum(tuple(scores))
    return Step(f"Nilai {component.nama} menurut hitungan", joined)


def _pillar(pillar: str, components: Mapping[str, Step], model: ITKPModel) -> Step:
    total = Sum(tuple(components[component.kode] for component in model.komponen if component.pilar == pillar))
    return Step(f"Nilai pilar {pillar} menurut hitungan", Rounded(total) if model.bulatkan_pilar.nilai else total)


# what is shown


def count_tables(
    counts: Counts, rows: Mapping[str, Row], entered_scores: Mapping[str, Input], model: ITKPModel
) -> tuple[DetailTable, ...]:
    """The rows with their scores, components to total, differences against the component table, parameters.

    `entered_scores` stand in a table of their own, with the maxima, where there are any.
    """
    if not counts.any_started:
        return ()
    steps = [*dict.fromkeys(counts.components.values()), *counts.pillars, counts.total]
    row_steps = {id(scored.score) for scored in counts.rows}
    further = [step for step in steps if step.value is not None and id(step) not in row_steps]
    return (
        _row_table(counts, rows),
        *((computation_table(further, "PERHITUNGAN DARI ITKP HITUNGAN"),) if further else ()),
        *_difference_tables(counts, entered_scores, model),
        *_tier_tables(counts),
        *_parameter_tables(
            counts,
            () if not entered_scores else tuple(component.maximum_number.parameter for component in model.komponen),
        ),
    )


def _row_table(counts: Counts, rows: Mapping[str, Row]) -> DetailTable:
    return DetailTable(
        "ITKP HITUNGAN",
        ("Kode", "Komponen", "Pembilang", "Penyebut", "Persentase", "Nilai hitungan", "Keterangan"),
        tuple(
            (
                scored.count_row.kode,
                scored.count_row.description,
                scored.inputs[NUMERATOR],
                scored.inputs.get(DENOMINATOR, "-"),
                _if_known(scored.ratio) if scored.count_row.penyebut else "-",
                _if_known(scored.score),
                rows[scored.count_row.kode]["keterangan"] if scored.count_row.kode in rows else None,
            )
            for scored in counts.rows
        ),
    )


def _if_known(step: Step | None) -> DetailValue:
    """A step that gives a number; an unknown one would take a blank cell for 0."""
    return step if step is not None and step.value is not None else None


def differences(counts: Counts, entered_scores: Mapping[str, Input]) -> dict[str, Step]:
    """Component code -> entered score less computed one, where both are known."""
    return {
        code: Step(f"Selisih {given.name}", Difference(given, counts.components[code]))
        for code, given in entered_scores.items()
        if given.value is not None and counts.components[code].value is not None
    }


def _difference_tables(
    counts: Counts, entered_scores: Mapping[str, Input], model: ITKPModel
) -> tuple[DetailTable, ...]:
    by_code = differences(counts, entered_scores)
    if not by_code:
        return ()
    names = {component.kode: component.nama for component in model.komponen}
    rows = tuple((code, names[code], step) for code, step in by_code.items())
    return (DetailTable("SELISIH KOMPONEN DENGAN HITUNGAN", ("Kode", "Komponen", "Selisih"), rows),)


def _used_rows(counts: Counts) -> list[ScoredRow]:
    """The rows whose formula is shown."""
    return [scored for scored in counts.rows if scored.score.value is not None]


def _tier_tables(counts: Counts) -> tuple[DetailTable, ...]:
    """Beginning and score of every step; name and reference once per row of the sheet."""
    rows: list[tuple[DetailValue, ...]] = []
    for scored in _used_rows(counts):
        for tier, limit, score in scored.count_row.tiers:
            condition = "di bawahnya" if limit is None else "lebih dari" if tier.di_atas else "mulai"
            name, basis = (scored.count_row.nama, _basis(score)) if limit is None else (None, (None, None))
            rows.append((scored.count_row.kode, name, condition, limit, score, *basis))
    columns = ("Kode", "Komponen", "Syarat", "Batas", "Nilai", "Acuan", "Dikonfirmasi")
    return (DetailTable("JENJANG NILAI", columns, tuple(rows)),) if rows else ()


def _basis(parameter: Parameter) -> tuple[str, str]:
    return parameter.reference, "ya" if parameter.confirmed else "belum"


def _parameter_tables(counts: Counts, shown: Sequence[Parameter]) -> tuple[DetailTable, ...]:
    """The parameters that stand in no other table."""
    already = {id(p) for p in shown}
    already |= {id(p) for scored in counts.rows for _, limit, score in scored.count_row.tiers for p in (limit, score)}
    used = {id(p): p for scored in _used_rows(counts) for p in parameters_of(scored.score) if id(p) not in already}
    return (parameter_table(used.values()),) if used else ()


# findings


def temuan_on_counts(counts: Counts, rows: Mapping[str, Row], model: ITKPModel, year: int) -> list[Temuan]:
    """P432 for a denominator 0, P414 for a count that cannot occur."""
    temuan = []
    for scored in counts.rows:
        count_row, denominator = scored.count_row, scored.inputs.get(DENOMINATOR)
        numerator = scored.inputs[NUMERATOR].value
        key = f"{count_row.kode} {count_row.nama}"
        if denominator is not None and denominator.value == 0:
            words = {"ditemukan": show(denominator.value), "label": "Penyebut", "kunci": key}
            temuan.append(temuan_at("P432", rows[count_row.kode], DENOMINATOR, **words))
        valid = model.valid_numerators(count_row)
        if numerator is not None and valid and numerator not in valid:
            words = {"ditemukan": show(numerator), "label": "Pembilang", "kunci": key}
            choices = "; ".join(show_number(n) for n in valid)
            temuan.append(temuan_at("P414", rows[count_row.kode], NUMERATOR, **words, tahun=year, pilihan=choices))
    return temuan


def temuan_on_component_differences(
    counts: Counts, entered_scores: Mapping[str, Input], component_rows: Mapping[str, Row], model: ITKPModel
) -> list[Temuan]:
    """P433 at each entered score that differs from the computed one by more than its printing explains."""
    names = {component.kode: component.nama for component in model.komponen}
    temuan = []
    for code, difference in differences(counts, entered_scores).items():
        entered, computed = entered_scores[code].value, counts.components[code].value
        assert entered is not None and computed is not None and difference.value is not None
        coarse = printed_decimals(entered) == 1
        tolerance = model.toleransi_hitungan_satu_desimal if coarse else model.toleransi_hitungan
        if abs(difference.value) > tolerance.nilai:
            words = _difference_words(entered, computed, tolerance.nilai) | {"kunci": f"{code} {names[code]}"}
            temuan.append(temuan_at("P433", component_rows[code], "nilai", **words))
    return temuan


def temuan_on_letter_difference(
    counts: Counts, letter: Row | None, value: Input | None, tolerance: Decimal
) -> list[Temuan]:
    """P434 where the letter differs from the total of the counts."""
    computed = counts.total.value
    if letter is None or value is None or value.value is None or computed is None:
        return []
    if abs(value.value - computed) <= tolerance:
        return []
    return [temuan_at("P434", letter, "nilai", **_difference_words(value.value, computed, tolerance))]


def _difference_words(entered: Decimal, computed: Decimal, tolerance: Decimal) -> dict[str, str]:
    return {
        "ditemukan": show_number(entered, 2),
        "hitung": show_number(computed, 2),
        "selisih": show_number(abs(entered - computed), 2),
        "toleransi": show_number(tolerance, 2),
    }


def printed_decimals(value: Decimal) -> int:
    """How many decimals a number is printed with."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
