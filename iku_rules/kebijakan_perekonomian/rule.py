"""Persentase Penyediaan Kebijakan Perekonomian: issued of those planned, the year up to the period's end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from iku_rules.build_rules import computation_table, parameter_table, parameters_of, sources_of
from iku_rules.card import Card
from iku_rules.context import RuleContext
from iku_rules.entry_cells import EntryCells
from iku_rules.input_cells import Row, examples, input_columns, report_texts, rows, source_at, temuan_at
from iku_rules.kebijakan_perekonomian.model import KebijakanModel
from iku_rules.kebijakan_perekonomian.plan import Change, change_tables, plan_changes, temuan_on_changes
from iku_rules.result import Computation, DetailTable, Status
from iku_rules.steps import (
    Condition,
    Day,
    DayName,
    Input,
    InputColumn,
    Node,
    Product,
    Quotient,
    Rounded,
    RowCount,
    Sign,
    Step,
    Sum,
    all_met,
    is_filled,
)
from schemas.forms.kebijakan_perekonomian import YES
from schemas.kiriman import FilledForm
from schemas.notions.nothing import NOTHING_SPELLINGS
from schemas.periode import Periode
from schemas.temuan import Temuan, make_temuan

CARD = Card(
    kode="kebijakan_perekonomian",
    nama="Persentase Penyediaan Kebijakan Perekonomian",
    definisi="Bagian dari kebijakan perekonomian yang direncanakan untuk tahun itu yang sudah diterbitkan.",
    pembilang="Jumlah kebijakan Perekonomian yang direncanakan dan sudah diterbitkan, bernomor dan bertanggal dalam "
    "tahun itu sampai akhir periode",
    penyebut="Jumlah kebijakan Perekonomian yang direncanakan",
    satuan="%",
    polaritas="positif",
    dasar_hukum="Dokumen IKU Sekretariat Daerah 2023",
    berlaku="2021 dan seterusnya",
    bagian="perekonomian",
    frekuensi="bulanan",
    belum_dikonfirmasi=(
        "kebijakan yang terbit di luar rencana tidak dihitung",
        "daftar jenis, bidang dan status kebijakan",
    ),
)
NOT_FILLED = "(tidak diisi)"


@dataclass(frozen=True)
class _Conditions:
    """When a row is planned, when it is issued, and when it counts as issued."""

    planned: tuple[Condition, ...]
    issued: tuple[Condition, ...]
    counted: tuple[Condition, ...]


@dataclass(frozen=True)
class _Kebijakan:
    """A row of the form; planned and counted as issued are 1 or 0. `is_unplanned`: issued without being planned."""

    row: Row
    planned: Input
    issued: Input
    is_unplanned: bool


def compute(form: FilledForm, context: RuleContext) -> Computation:
    """The percentage of one submission; block `kebijakan_perekonomian`. No value where nothing was planned."""
    year = context.periode.year
    model = context.register.kebijakan_perekonomian.in_year(year)
    all_kebijakan = _all_kebijakan(form, context.periode, model)
    steps = _steps_over(all_kebijakan, model)
    result = steps[-1] if steps and steps[-1].value is not None else None
    changes = plan_changes([k.row for k in all_kebijakan], context)
    example_temuan, example_notes = examples(form)
    return Computation(
        iku=CARD.kode,
        status=_status(all_kebijakan, result, model),
        rule=f"{CARD.kode} {model.nama}",
        assessment_year=year,
        result=result,
        sources=sources_of(result),
        parameters=(*parameters_of(result), model.hitung_tak_terencana.parameter) if result else (),
        detail_tables=_tables(all_kebijakan, steps, changes, context, model) if all_kebijakan else (),
        notes=(*_notes(all_kebijakan, result, model), *example_notes),
        temuan=(*_temuan(all_kebijakan, result, model), *temuan_on_changes(changes, context), *example_temuan),
        report_texts=report_texts(form),
        is_example=bool(example_notes),
    )


def preview(cells: EntryCells, context: RuleContext) -> Step | None:
    """The percentage over the columns of the list."""
    model = context.register.kebijakan_perekonomian.in_year(context.periode.year)
    conditions = _conditions(cells.columns, context.periode, model)
    return _steps(RowCount(conditions.planned), RowCount(conditions.counted), model)[-1]


def _conditions(columns: Mapping[str, InputColumn], periode: Periode, model: KebijakanModel) -> _Conditions:
    """Issued: with number and date, the date inside the year and not after the period's end."""
    planned = (Condition(columns["direncanakan"], Sign.EQUAL, YES),)
    issued = (
        Condition(columns["status"], Sign.EQUAL, model.status.terbit),
        is_filled(columns["nomor"]),
        *(Condition(columns["nomor"], Sign.DIFFERENT, spelling) for spelling in NOTHING_SPELLINGS),
        Condition(columns["tanggal"], Sign.AT_LEAST, Day(DayName.YEAR_START, date(periode.year, 1, 1))),
        Condition(columns["tanggal"], Sign.AT_MOST, Day(DayName.PERIODE_END, periode.last_day)),
    )
    return _Conditions(planned, issued, issued if model.hitung_tak_terencana.nilai else (*planned, *issued))


def _all_kebijakan(form: FilledForm, periode: Periode, model: KebijakanModel) -> list[_Kebijakan]:
    all_rows = rows(form, CARD.kode)
    if not all_rows:
        return []
    conditions = _conditions(input_columns(form, CARD.kode), periode, model)
    planned, issued, counted = map(all_met, (conditions.planned, conditions.issued, conditions.counted))
    return [
        _Kebijakan(
            row,
            _one_or_zero(row, "direncanakan", is_planned),
            _one_or_zero(row, "status", is_counted),
            is_issued and not is_planned,
        )
        for row, is_planned, is_issued, is_counted in zip(all_rows, planned, issued, counted, strict=True)
    ]


def _one_or_zero(row: Row, field: str, yes: bool) -> Input:
    return Input(f"{row['nama']}: {field}", Decimal(int(yes)), source_at(row, field))


def _steps_over(all_kebijakan: Sequence[_Kebijakan], model: KebijakanModel) -> tuple[Step, ...]:
    """The steps over the cells of the list; none without rows."""
    if not all_kebijakan:
        return ()
    return _steps(Sum(tuple(k.planned for k in all_kebijakan)), Sum(tuple(k.issued for k in all_kebijakan)), model)


def _steps(planned: Node, issued: Node, model: KebijakanModel) -> tuple[Step, Step, Step]:
    """How many are planned, how many of them issued, the percentage."""
    planned_step = Step("Jumlah kebijakan yang direncanakan", planned)
    issued_step = Step("Jumlah kebijakan yang diterbitkan (dihitung)", issued)
    percentage = Quotient(Product(issued_step, model.pengali.parameter), planned_step)
    return planned_step, issued_step, Step(CARD.nama, Rounded(percentage))


def _status(all_kebijakan: Sequence[_Kebijakan], result: Step | None, model: KebijakanModel) -> Status:
    if result is None:
        return Status.BELUM_ADA_DATA if all_kebijakan else Status.BELUM_RILIS
    return Status.SEMENTARA if _unknown_words(all_kebijakan, model) else Status.FINAL


def _unknown_words(all_kebijakan: Sequence[_Kebijakan], model: KebijakanModel) -> list[str]:
    """Words of the status that the list no longer has: what was accepted before it changed stays as it was read."""
    words = (k.row["status"] for k in all_kebijakan)
    return list(dict.fromkeys(word for word in words if word and word not in model.status.isi))


def _notes(all_kebijakan: Sequence[_Kebijakan], result: Step | None, model: KebijakanModel) -> tuple[str, ...]:
    notes = []
    if all_kebijakan and result is None:
        notes.append("tidak ada kebijakan yang direncanakan")
    if unplanned := sum(k.is_unplanned for k in all_kebijakan):
        counted = "ikut dihitung" if model.hitung_tak_terencana.nilai else "tidak ikut dihitung"
        notes.append(f"{unplanned} kebijakan terbit di luar rencana, {counted}")
    if unknown := _unknown_words(all_kebijakan, model):
        words = ", ".join(f"“{word}”" for word in unknown)
        notes.append(f"status {words} tidak ada lagi dalam daftar status, sehingga tidak dihitung sebagai terbit")
    return tuple(notes)


def _temuan(all_kebijakan: Sequence[_Kebijakan], result: Step | None, model: KebijakanModel) -> list[Temuan]:
    """P417 where nothing was planned; P419 at what was issued without a plan and therefore stands beside the value."""
    temuan = []
    if all_kebijakan and result is None:
        temuan.append(make_temuan("P417", lembar=all_kebijakan[0].row.sheet))
    if not model.hitung_tak_terencana.nilai:
        temuan += [
            temuan_at("P419", k.row, "direncanakan", ditemukan=k.row["direncanakan"])
            for k in all_kebijakan
            if k.is_unplanned
        ]
    return temuan


# what is shown


def _tables(
    all_kebijakan: Sequence[_Kebijakan],
    steps: Sequence[Step],
    changes: Sequence[Change],
    context: RuleContext,
    model: KebijakanModel,
) -> tuple[DetailTable, ...]:
    return (
        _list_table(all_kebijakan),
        computation_table(steps),
        parameter_table((model.pengali.parameter,)),
        _table_by("jenis", "MENURUT JENIS", model.jenis.isi, all_kebijakan),
        _table_by("bidang", "MENURUT BIDANG", model.bidang.isi, all_kebijakan),
        *change_tables(changes, context),
        *_unplanned_tables(all_kebijakan),
    )


def _list_table(all_kebijakan: Sequence[_Kebijakan]) -> DetailTable:
    shown = ("nama", "jenis", "bidang", "status", "nomor", "tanggal")
    return DetailTable(
        "DAFTAR KEBIJAKAN",
        (
            "No",
            "Nama kebijakan",
            "Jenis",
            "Bidang",
            "Status",
            "Nomor",
            "Tanggal penetapan",
            "Direncanakan",
            "Diterbitkan (dihitung)",
            "Keterangan",
        ),
        tuple(
            (str(number), *(k.row[field] for field in shown), k.planned, k.issued, k.row["keterangan"])
            for number, k in enumerate(all_kebijakan, start=1)
        ),
    )


def _table_by(field: str, title: str, order: Sequence[str], all_kebijakan: Sequence[_Kebijakan]) -> DetailTable:
    """Planned and issued by a word of the rows: sums over the cells of the list, in the order of the form's words."""
    groups: dict[str, list[_Kebijakan]] = {word: [] for word in order}
    for kebijakan in all_kebijakan:
        groups.setdefault(kebijakan.row[field] or NOT_FILLED, []).append(kebijakan)
    return DetailTable(
        title,
        (field.capitalize(), "Direncanakan", "Diterbitkan (dihitung)"),
        tuple(
            (
                word,
                Step(f"Direncanakan, {word}", Sum(tuple(k.planned for k in members))),
                Step(f"Diterbitkan, {word}", Sum(tuple(k.issued for k in members))),
            )
            for word, members in groups.items()
            if members
        ),
    )


def _unplanned_tables(all_kebijakan: Sequence[_Kebijakan]) -> tuple[DetailTable, ...]:
    unplanned = [k.row for k in all_kebijakan if k.is_unplanned]
    if not unplanned:
        return ()
    return (
        DetailTable(
            "DITERBITKAN DI LUAR RENCANA",
            ("Nama kebijakan", "Jenis", "Nomor", "Tanggal penetapan"),
            tuple((row["nama"], row["jenis"], row["nomor"], row["tanggal"]) for row in unplanned),
        ),
    )
