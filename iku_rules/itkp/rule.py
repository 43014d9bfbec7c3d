"""Indeks tata kelola pengadaan: the letter of LKPP, else the entered components, else what counts and budgets give."""

from collections.abc import Mapping

from iku_rules.build_rules import computation_table
from iku_rules.card import Card
from iku_rules.context import RuleContext
from iku_rules.entry_cells import EntryCells
from iku_rules.input_cells import Row, by_key, input_at, temuan_at
from iku_rules.itkp.counts import (
    BLOCK,
    Counts,
    count,
    count_tables,
    printed_decimals,
    read_inputs,
    temuan_on_component_differences,
    temuan_on_counts,
    temuan_on_letter_difference,
)
from iku_rules.itkp.model import ITKPModel
from iku_rules.letter import Computed, Letter, conclude, read_letter
from iku_rules.register_fields import Number
from iku_rules.result import Computation, DetailTable
from iku_rules.steps import Difference, Input, Rounded, Step, Sum
from schemas.kiriman import FilledForm
from schemas.temuan import Temuan
from schemas.wording import show, show_number

CARD = Card(
    kode="itkp",
    nama="Indeks tata kelola pengadaan",
    definisi="Ukuran tata kelola pengadaan barang dan jasa pemerintah daerah menurut penilaian LKPP.",
    pembilang="Nilai Pemanfaatan Sistem Pengadaan + Nilai Kualifikasi dan Kompetensi SDM PBJ + "
    "Nilai Tingkat Kematangan UKPBJ (mulai 2026 ditambah Integritas)",
    penyebut="tidak ada (penjumlahan)",
    satuan="Indeks",
    polaritas="positif",
    dasar_hukum="SE Kepala LKPP 4/2021; SE Kepala LKPP 5/2025; Keputusan Kepala LKPP 74/2026",
    berlaku="2021 dan seterusnya, model menurut tahun penilaian",
    bagian="pbj",
    frekuensi="tahunan",
    belum_dikonfirmasi=(
        "nilai maksimal komponen pemanfaatan sistem tahun 2021 dan 2022 (diturunkan dari tabel yang dipublikasikan)",
        "nilai kematangan UKPBJ sebagai kelipatan 40/9 dan toleransi jumlah komponen",
        "pembulatan tiap pilar sebelum dijumlahkan",
        "ujung selang predikat yang tertutup",
        "pembilang, penyebut, dan ambang persentase pada lembar ITKP Hitungan",
        "seluruh model 2026-2029",
    ),
)


COUNTS_NOTE = "nilai dihitung dari pembilang dan penyebut pada lembar ITKP Hitungan"


def compute(form: FilledForm, context: RuleContext) -> Computation:
    """The index of one submission; blocks `itkp`, `itkp_hitungan` and `hasil_resmi`."""
    letter = read_letter(form)
    year = letter.year(context)
    model = context.register.itkp.in_year(year)
    rows, count_rows = by_key(form, "itkp"), by_key(form, BLOCK)
    scores = {
        component.kode: input_at(rows[component.kode], "nilai", component.nama)
        for component in model.komponen
        if component.kode in rows
    }
    steps = _steps(scores, model)
    counts = count(read_inputs(count_rows, model, year), model, year)
    deciding_counts = _deciding_counts(letter, steps, counts)
    tables = (
        *_tables(rows, scores, steps, model),
        *count_tables(counts, count_rows, scores, model),
        *_letter_difference_tables(letter, counts),
    )
    return conclude(
        CARD.kode,
        f"{CARD.kode} {model.nama}",
        context,
        form,
        letter,
        _computed(steps, deciding_counts, tables, model),
        model.skala,
        _tolerance(scores, model),
        temuan=(
            *_temuan_on_valid_values(rows, model, year),
            *temuan_on_counts(counts, count_rows, model, year),
            *temuan_on_component_differences(counts, scores, rows, model),
            *temuan_on_letter_difference(counts, letter.row, letter.value, model.toleransi.nilai),
        ),
        notes=(*((model.catatan,) if model.catatan else ()), *_count_notes(deciding_counts)),
    )


def preview(cells: EntryCells, context: RuleContext) -> Step | None:
    """The index of the period's year over the given components, or over the given counts."""
    year = context.periode.year
    model = context.register.itkp.in_year(year)
    if all("nilai" in row for row in cells.rows.values()):
        steps = _steps({code: row["nilai"] for code, row in cells.rows.items()}, model)
        return steps[-1] if steps else None
    return count(cells.rows, model, year).total


def _deciding_counts(letter: Letter, steps: tuple[Step, ...], counts: Counts) -> Counts | None:
    """The counts, where they decide: neither letter nor components say anything."""
    total = steps[-1].value if steps else None
    return counts if letter.value is None and total is None and counts.any_started else None


def _count_notes(deciding_counts: Counts | None) -> tuple[str, ...]:
    """Where the counts decide: that they do, or which rows they still lack."""
    if deciding_counts is None:
        return ()
    if deciding_counts.total.value is not None:
        return (COUNTS_NOTE,)
    missing = ", ".join(scored.count_row.kode for scored in deciding_counts.rows if scored.score.value is None)
    return (f"nilai belum dapat dihitung dari lembar ITKP Hitungan: {missing} belum bernilai",)


def _computed(
    steps: tuple[Step, ...], deciding_counts: Counts | None, tables: tuple[DetailTable, ...], model: ITKPModel
) -> Computed:
    rounding = model.bulatkan_pilar.parameter
    if deciding_counts is not None:
        assumptions = tuple(scored.count_row.assumption for scored in deciding_counts.rows)
        return Computed(deciding_counts.total, tables=tables, parameters=(*assumptions, rounding))
    maxima = tuple(component.maximum_number.parameter for component in model.komponen)
    return Computed(steps[-1] if steps else None, tables=tables, parameters=(*maxima, rounding))


def _letter_difference_tables(letter: Letter, counts: Counts) -> tuple[DetailTable, ...]:
    if letter.value is None or counts.total.value is None:
        return ()
    difference = Step("Selisih surat dengan hitungan", Difference(letter.value, counts.total))
    return (computation_table((difference,), "SELISIH SURAT DENGAN HITUNGAN"),)


def _steps(scores: Mapping[str, Input], model: ITKPModel) -> tuple[Step, ...]:
    """Pillar by pillar, then the total; nothing where a component of the model has no row."""
    if any(component.kode not in scores for component in model.komponen):
        return ()
    pillars = tuple(_pillar(pillar, scores, model) for pillar in model.pillars)
    return (*pillars, Step(CARD.nama, Rounded(Sum(pillars))))


def _pillar(pillar: str, scores: Mapping[str, Input], model: ITKPModel) -> Step:
    total = Sum(tuple(scores[component.kode] for component in model.komponen if component.pilar == pillar))
    return Step(f"Nilai pilar {pillar}", Rounded(total) if model.bulatkan_pilar.nilai else total)


def _tables(
    rows: Mapping[str, Row], scores: Mapping[str, Input], steps: tuple[Step, ...], model: ITKPModel
) -> tuple[DetailTable, ...]:
    if not scores:
        return ()
    component_table = DetailTable(
        f"KOMPONEN (MODEL {model.nama})",
        ("Kode", "Komponen", "Nilai maksimal", "Nilai", "Keterangan"),
        tuple(
            (
                component.kode,
                component.nama,
                component.maximum_number.parameter,
                scores[component.kode],
                rows[component.kode]["keterangan"],
            )
            for component in model.komponen
            if component.kode in scores
        ),
    )
    return component_table, computation_table(steps)


def _tolerance(scores: Mapping[str, Input], model: ITKPModel) -> Number:
    """The wider tolerance where every cell is printed with at most one decimal, and one of them with one."""
    decimals = [printed_decimals(score.value) for score in scores.values() if score.value is not None]
    return model.toleransi_satu_desimal if decimals and max(decimals) == 1 else model.toleransi


def _temuan_on_valid_values(rows: Mapping[str, Row], model: ITKPModel, year: int) -> list[Temuan]:
    return [
        temuan_at(
            "P414",
            rows[component.kode],
            "nilai",
            ditemukan=show(rows[component.kode]["nilai"]),
            label="Nilai",
            kunci=f"{component.kode} {component.nama}",
            tahun=year,
            pilihan="; ".join(show_number(n, 0 if n == n.to_integral_value() else 2) for n in component.valid_values),
        )
        for component in model.komponen
        if component.kode in rows
        and rows[component.kode]["nilai"] is not None
        and not component.is_valid(rows[component.kode]["nilai"])
    ]
