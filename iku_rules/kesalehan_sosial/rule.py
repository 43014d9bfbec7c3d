"""Indeks kesalehan sosial: the official result, or the simple mean over the dimensions of the method."""

from collections.abc import Mapping

from iku_rules.build_rules import computation_table, parameter_table
from iku_rules.card import Card
from iku_rules.context import RuleContext
from iku_rules.entry_cells import EntryCells
from iku_rules.input_cells import EXAMPLE, Row, by_key, input_at, pairs, temuan_on_difference
from iku_rules.kesalehan_sosial.kuesioner import ComputedKuesioner, compute_kuesioner
from iku_rules.kesalehan_sosial.model import KesalehanMethod, KesalehanModel
from iku_rules.letter import Computed, conclude, read_letter
from iku_rules.result import Computation, DetailTable, DetailValue
from iku_rules.steps import Input, Quotient, Rounded, Step, Sum
from schemas.kiriman import FilledForm
from schemas.temuan import Temuan

CARD = Card(
    kode="kesalehan_sosial",
    nama="Indeks kesalehan sosial",
    definisi="Ukuran kesalehan sosial umat beragama menurut survei dengan metode Kementerian Agama.",
    pembilang="Jumlah skor dimensi menurut metode yang dipakai",
    penyebut="Banyaknya dimensi metode itu ({banyak_dimensi})",
    satuan="Indeks",
    polaritas="positif",
    dasar_hukum="Survei Indeks Kesalehan Sosial Kementerian Agama",
    berlaku="2021 dan seterusnya",
    bagian="kesra",
    frekuensi="tahunan",
    belum_dikonfirmasi=(
        "skala predikat (tidak ada yang resmi)",
        "toleransi nilai surat terhadap rata-rata dimensi",
        "butir, skala jawaban, dan konversi kuesioner (yang tersedia hanya contoh)",
    ),
)
Score = Input | Step
EXAMPLE_ITEMS = f"{EXAMPLE}: butir kuesioner yang dipakai hanya contoh, bukan butir resmi Kementerian Agama"


def compute(form: FilledForm, context: RuleContext) -> Computation:
    """The index of one submission; blocks `kesalehan_survei`, `kesalehan_sosial`, `kuesioner_iks` and `hasil_resmi`.

    Scores that were filled in count, the questionnaire checks them; where none was, it gives them.
    """
    letter = read_letter(form)
    model = context.register.kesalehan_sosial.in_year(letter.year(context))
    survey = pairs(form, "kesalehan_survei")
    method = model.method_for(survey["metode"] if survey else None)
    # The columns of the questionnaire are those of the reported year's template.
    kuesioner_model = context.register.kesalehan_sosial.in_year(context.periode.year)
    kuesioner = compute_kuesioner(form, kuesioner_model, method)
    rows = by_key(form, "kesalehan_sosial")
    entered = {name: input_at(row, "skor", name) for name, row in rows.items()}
    replaced = (
        kuesioner is not None and method is not None and all(entered[name].value is None for name in method.dimensi)
    )
    scores: Mapping[str, Score] = kuesioner.scores if kuesioner and replaced else entered
    step = _step(scores, method)
    computed = Computed(
        step=step,
        tables=_tables(survey, rows, scores, method, step, kuesioner, replaced=replaced),
        parameters=kuesioner.parameters if kuesioner and replaced else (),
    )
    notes = [f"metode {method.kode}"] if method else []
    is_example = kuesioner is not None and replaced and kuesioner.is_example and letter.value is None
    return conclude(
        CARD.kode,
        f"{CARD.kode} {model.nama}" + (f" {method.kode}" if method else ""),
        context,
        form,
        letter,
        computed,
        model.skala,
        model.toleransi,
        temuan=_temuan(kuesioner, rows, kuesioner_model) if kuesioner else (),
        notes=notes,
        example_notes=(EXAMPLE_ITEMS,) if is_example else (),
    )


def _temuan(kuesioner: ComputedKuesioner, rows: Mapping[str, Row], model: KesalehanModel) -> tuple[Temuan, ...]:
    """Those of the questionnaire, and P450 for each score that differs from it."""
    assert model.kuesioner is not None
    differing = [
        temuan
        for name, step in kuesioner.scores.items()
        for temuan in temuan_on_difference(
            rows[name], "skor", step.value, model.kuesioner.toleransi, label="Skor", key=name, origin="kuesioner"
        )
    ]
    return (*kuesioner.temuan, *differing)


def preview(cells: EntryCells, context: RuleContext) -> Step | None:
    """The index over the given dimensions; the choice is the method."""
    model = context.register.kesalehan_sosial.in_year(context.periode.year)
    return _step({name: row["skor"] for name, row in cells.rows.items()}, model.method_for(cells.choice))


def _step(scores: Mapping[str, Score], method: KesalehanMethod | None) -> Step | None:
    """The simple mean of the method's dimensions, unknown while one has no score; none where one has no row."""
    if method is None or any(name not in scores for name in method.dimensi):
        return None
    total = Sum(tuple(scores[name] for name in method.dimensi))
    return Step(CARD.nama, Rounded(Quotient(total, method.dimension_count)))


def _tables(
    survey: Row | None,
    rows: Mapping[str, Row],
    scores: Mapping[str, Score],
    method: KesalehanMethod | None,
    step: Step | None,
    kuesioner: ComputedKuesioner | None,
    *,
    replaced: bool,
) -> tuple[DetailTable, ...]:
    if method is None or survey is None:
        return ()
    dimensions = tuple((name, scores[name], rows[name]["keterangan"]) for name in method.dimensi if name in scores)
    return (
        _survey_table(survey, method, kuesioner),
        DetailTable(f"DIMENSI ({method.kode})", ("Dimensi", "Skor", "Keterangan"), dimensions),
        *(_kuesioner_tables(kuesioner, replaced=replaced) if kuesioner else ()),
        *((computation_table((step,)),) if step else ()),
        parameter_table(((method.dimension_count,) if step else ()) + (kuesioner.parameters if kuesioner else ())),
    )


def _survey_table(survey: Row, method: KesalehanMethod, kuesioner: ComputedKuesioner | None) -> DetailTable:
    rows: list[tuple[DetailValue, ...]] = [("Metode", method.kode)]
    if kuesioner is None or survey["jumlah_responden"] is not None:
        rows.append(("Jumlah responden", input_at(survey, "jumlah_responden", "Jumlah responden")))
    if kuesioner is not None:
        rows.append(("Responden kuesioner", kuesioner.respondents))
    return DetailTable("SURVEI", ("Uraian", "Isi"), tuple(rows))


def _kuesioner_tables(kuesioner: ComputedKuesioner, *, replaced: bool) -> tuple[DetailTable, ...]:
    """The answers per item; the scores they give too, where others were filled in."""
    if replaced:
        return kuesioner.tables
    scores = tuple(kuesioner.scores.items())
    return (*kuesioner.tables, DetailTable("DIMENSI MENURUT KUESIONER", ("Dimensi", "Skor"), scores))
