"""Indeks Reformasi Hukum: the ministry's letter, or the weighted sum over four variables."""

from collections.abc import Mapping
from decimal import Decimal

from iku_rules.build_rules import computation_table
from iku_rules.card import Card
from iku_rules.context import RuleContext
from iku_rules.entry_cells import EntryCells
from iku_rules.input_cells import Row, by_key, input_at
from iku_rules.letter import Computed, conclude, read_letter
from iku_rules.reformasi_hukum.model import HukumModel
from iku_rules.result import Computation, DetailTable
from iku_rules.steps import Input, Product, Quotient, Rounded, Step, Sum
from schemas.kiriman import FilledForm

CARD = Card(
    kode="reformasi_hukum",
    nama="Indeks Reformasi Hukum",
    definisi="Ukuran pelaksanaan reformasi hukum pemerintah daerah menurut penilaian Kementerian Hukum.",
    pembilang="Nilai diperoleh tiap variabel dikali bobot variabel",
    penyebut="Nilai tertinggi tiap variabel (dijumlahkan atas {banyak_variabel} variabel)",
    satuan="Indeks",
    polaritas="positif",
    dasar_hukum="Permenkumham 17/2022",
    berlaku="2021 dan seterusnya, bobot menurut tahun penilaian",
    bagian="hukum",
    frekuensi="tahunan",
    belum_dikonfirmasi=(
        "tahun pergantian bobot dari 35/15 menjadi 30/20",
        "predikat nilai yang tepat pada batas",
        "toleransi nilai surat terhadap jumlah variabel",
    ),
)


def compute(form: FilledForm, context: RuleContext) -> Computation:
    """The index of one submission; blocks `reformasi_hukum` and `hasil_resmi`."""
    letter = read_letter(form)
    model = context.register.reformasi_hukum.in_year(letter.year(context))
    rows = by_key(form, "reformasi_hukum")
    inputs = {name: _inputs(row) for name, row in rows.items()}
    steps = _steps(inputs, model)
    computed = Computed(
        step=steps[-1] if steps else None,
        bounds=_bounds(steps[:-1], model),
        tables=_tables(rows, inputs, steps, model),
    )
    return conclude(
        CARD.kode, f"{CARD.kode} {model.nama}", context, form, letter, computed, model.skala, model.toleransi
    )


def preview(cells: EntryCells, context: RuleContext) -> Step | None:
    """The index over the given variables with the weights of the period's year."""
    steps = _steps(cells.rows, context.register.reformasi_hukum.in_year(context.periode.year))
    return steps[-1] if steps else None


def _inputs(row: Row) -> dict[str, Input]:
    name = row.key
    return {
        "diperoleh": input_at(row, "diperoleh", f"Nilai diperoleh {name}"),
        "tertinggi": input_at(row, "tertinggi", f"Nilai tertinggi {name}"),
    }


def _steps(inputs: Mapping[str, Mapping[str, Input]], model: HukumModel) -> tuple[Step, ...]:
    """Variable by variable (obtained x weight / highest), then the total; nothing where a variable has no row."""
    if any(v.nama not in inputs for v in model.variabel):
        return ()
    variables = tuple(
        Step(
            f"Nilai {v.nama}",
            Quotient(Product(inputs[v.nama]["diperoleh"], v.weight_number.parameter), inputs[v.nama]["tertinggi"]),
        )
        for v in model.variabel
    )
    return (*variables, Step(CARD.nama, Rounded(Sum(variables))))


def _bounds(variables: tuple[Step, ...], model: HukumModel) -> tuple[Decimal, Decimal] | None:
    """What the index can be where some variables are unknown: from none to all of their weight."""
    if all(step.value is None for step in variables):
        return None
    known = sum((step.value for step in variables if step.value is not None), Decimal(0))
    unknown = sum(
        (v.bobot for v, step in zip(model.variabel, variables, strict=True) if step.value is None), Decimal(0)
    )
    return known, known + unknown


def _tables(
    rows: Mapping[str, Row],
    inputs: Mapping[str, Mapping[str, Input]],
    steps: tuple[Step, ...],
    model: HukumModel,
) -> tuple[DetailTable, ...]:
    if not steps:
        return ()
    variable_table = DetailTable(
        f"VARIABEL (BOBOT {model.nama})",
        ("Variabel", "Bobot", "Nilai diperoleh", "Nilai tertinggi", "Nilai", "Keterangan"),
        tuple(
            (
                v.nama,
                v.weight_number.parameter,
                inputs[v.nama]["diperoleh"],
                inputs[v.nama]["tertinggi"],
                step,
                rows[v.nama]["keterangan"],
            )
            for v, step in zip(model.variabel, steps, strict=False)
        ),
    )
    return variable_table, computation_table(steps[-1:])
