"""Rata rata nilai sinergitas kecamatan: the mean over the kecamatan that were assessed."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from iku_rules.build_rules import computation_table, parameter_table, parameters_of, sources_of
from iku_rules.card import Card
from iku_rules.context import RuleContext
from iku_rules.entry_cells import EntryCells
from iku_rules.input_cells import Row, by_key, examples, input_at, pairs, report_texts, temuan_at
from iku_rules.letter import temuan_on_lacking_number, temuan_on_year
from iku_rules.register_fields import Number
from iku_rules.result import Completeness, Computation, DetailTable, Predikat, Status
from iku_rules.steps import Input, Mean, Rounded, Step
from schemas.forms.official_result import NOT_YET_RELEASED
from schemas.kiriman import FilledForm
from schemas.notions.documents import lacks_number
from schemas.temuan import Temuan, make_temuan
from schemas.wording import show

CARD = Card(
    kode="sinergitas_kecamatan",
    nama="Rata rata nilai sinergitas kecamatan",
    definisi="Rata-rata skor Indikator Administrasi (Organisasional) penilaian sinergitas kecamatan.",
    pembilang="Jumlah skor Indikator Administrasi (Organisasional) seluruh kecamatan yang dinilai",
    penyebut="Banyaknya kecamatan yang dinilai (lengkap: {banyak_kecamatan})",
    satuan="Nilai",
    polaritas="positif",
    dasar_hukum="Dokumen IKU Sekretariat Daerah 2023",
    berlaku="2021 dan seterusnya",
    bagian="tapem",
    frekuensi="tahunan",
    belum_dikonfirmasi=("skala skor kecamatan (dianggap 0 sampai {skor_maks})",),
    lists=("kecamatan",),
)


def compute(form: FilledForm, context: RuleContext) -> Computation:
    """The mean of one submission; blocks `sinergitas_penilaian` and `sinergitas_kecamatan`."""
    assessment = pairs(form, "sinergitas_penilaian")
    year = _year(assessment, context)
    model = context.register.sinergitas_kecamatan.in_year(year)
    kecamatan = context.register.kecamatan_file.kecamatan
    rows = by_key(form, "sinergitas_kecamatan")
    scores = {k.kode: input_at(rows[k.kode], "skor", k.nama) for k in kecamatan if k.kode in rows}
    assessed_count = sum(score.value is not None for score in scores.values())
    step = _step(scores)
    result = step if assessed_count else None
    completeness = Completeness(assessed_count, len(kecamatan), "kecamatan")
    missing = tuple(k.nama for k in kecamatan if k.kode not in scores or scores[k.kode].value is None)
    cut = model.skala.parameter(result.value) if model.skala and result and result.value is not None else None
    example_temuan, example_notes = examples(form)
    return Computation(
        iku=CARD.kode,
        status=_status(assessment, completeness),
        rule=f"{CARD.kode} {model.nama}",
        assessment_year=year,
        result=result,
        predikat_basis=Predikat(result, model.skala) if result else None,
        completeness=completeness if result else None,
        sources=sources_of(result),
        parameters=(*parameters_of(result), model.skor_maks.parameter, *((cut,) if cut else ())) if result else (),
        detail_tables=_tables(assessment, rows, scores, step, context) if scores else (),
        notes=(*_notes(completeness, missing if result else ()), *example_notes),
        temuan=(*_temuan(assessment, rows, missing, context, assessed_count), *example_temuan),
        report_texts=report_texts(form),
        is_example=bool(example_notes),
    )


def preview(cells: EntryCells, context: RuleContext) -> Step | None:
    """The mean over the given scores."""
    return _step({code: row["skor"] for code, row in cells.rows.items()})


def _step(scores: Mapping[str, Input]) -> Step:
    return Step(CARD.nama, Rounded(Mean(tuple(scores.values()))))


def _year(assessment: Row | None, context: RuleContext) -> int:
    year = assessment["tahun_penilaian"] if assessment else None
    return context.periode.year if year is None else int(year)


def _status(assessment: Row | None, completeness: Completeness) -> Status:
    if not completeness.present:
        return Status.BELUM_RILIS
    released = assessment is None or (assessment["status"] != NOT_YET_RELEASED and not _lacks_record(assessment))
    return Status.FINAL if released and completeness.present == completeness.expected else Status.SEMENTARA


def _lacks_record(assessment: Row) -> bool:
    """Whether the record of the assessment has something for its number that is none."""
    return assessment["berita_acara"] is not None and lacks_number(assessment["berita_acara"])


def _notes(completeness: Completeness, missing: tuple[str, ...]) -> tuple[str, ...]:
    return (f"{completeness.text}; belum dinilai: {', '.join(missing)}",) if missing else ()


def _temuan(
    assessment: Row | None, rows: Mapping[str, Row], missing: tuple[str, ...], context: RuleContext, assessed_count: int
) -> list[Temuan]:
    if not assessed_count:
        return []
    year = _year(assessment, context)
    temuan = temuan_on_year(assessment, year, context) if assessment else []
    if assessment and assessment["status"] != NOT_YET_RELEASED and _lacks_record(assessment):
        temuan.append(temuan_on_lacking_number(assessment, "berita_acara", "nilainya masih sementara"))
    temuan += _temuan_on_mixed_scales(rows, context.register.sinergitas_kecamatan.in_year(year).rasio_campur)
    if missing:
        empty = [row.address("skor") for row in rows.values() if row["skor"] is None]
        temuan.append(
            make_temuan(
                "P426",
                lembar=next(row.sheet for row in rows.values()),
                sel=", ".join(empty) or None,
                ditemukan=", ".join(missing),
                jumlah=len(context.register.kecamatan_file.kecamatan),
            )
        )
    return temuan


def _temuan_on_mixed_scales(rows: Mapping[str, Row], ratio: Number) -> list[Temuan]:
    """G462 at each score of the smaller group, where the scores fall into two far apart.

    Zero is on every scale, and a share of one is asked about by itself (P314).
    """
    ordered = sorted(
        (row for row in rows.values() if row["skor"] is not None and row["skor"] > 1), key=lambda row: row["skor"]
    )
    for index, (lower, upper) in enumerate(pairwise(ordered), start=1):
        if upper["skor"] >= lower["skor"] * ratio.nilai:
            fewer, nearest = min((ordered[:index], upper), (ordered[index:], lower), key=lambda side: len(side[0]))
            return [
                temuan_at("G462", row, "skor", ditemukan=show(row["skor"]), terdekat=show(nearest["skor"]))
                for row in fewer
            ]
    return []


def _tables(
    assessment: Row | None,
    rows: Mapping[str, Row],
    scores: Mapping[str, Input],
    step: Step,
    context: RuleContext,
) -> tuple[DetailTable, ...]:
    names = {k.kode: k.nama for k in context.register.kecamatan_file.kecamatan}
    ranks = _ranks(scores)
    score_table = DetailTable(
        "SKOR KECAMATAN",
        ("Kode", "Kecamatan", "Skor", "Peringkat", "Keterangan"),
        tuple((code, names[code], score, ranks[code], rows[code]["keterangan"]) for code, score in scores.items()),
    )
    year = _year(assessment, context)
    assessment_table = DetailTable(
        "PENILAIAN",
        ("Uraian", "Isi"),
        (
            ("Status rilis", assessment["status"] if assessment else None),
            ("Tahun penilaian", str(year)),
            ("Nomor berita acara", assessment["berita_acara"] if assessment else None),
        ),
    )
    model = context.register.sinergitas_kecamatan.in_year(year)
    return assessment_table, score_table, computation_table((step,)), parameter_table((model.skor_maks.parameter,))


def _ranks(scores: Mapping[str, Input]) -> dict[str, Decimal | str]:
    """Place by score, the highest first; equal scores share the better place."""
    values = [score.value for score in scores.values() if score.value is not None]
    return {
        code: "belum dinilai" if score.value is None else Decimal(1 + sum(n > score.value for n in values))
        for code, score in scores.items()
    }
