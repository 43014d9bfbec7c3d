"""The questionnaire on social piety: from answers to dimension scores, as counts per item and answer with live steps.

An item counts over its valid answers, a dimension is the simple mean of its items; an item nobody answered is left out
and named, a dimension without any valid answer has no score. A negative item is reversed: s + 1 - mean.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from iku_rules.input_cells import column, column_source, input_over
from iku_rules.kesalehan_sosial.model import KesalehanKuesioner, KesalehanMethod, KesalehanModel, KuesionerItem
from iku_rules.result import DetailTable, DetailValue
from iku_rules.steps import Difference, Input, Mean, Node, Parameter, Product, Quotient, Rounded, Step, Sum
from schemas.forms.kesalehan_sosial import KUESIONER, item_field
from schemas.kiriman import FilledForm
from schemas.temuan import Temuan, make_temuan


@dataclass(frozen=True)
class _Item:
    """An item with its answers: how often each was given, how many answered, the mean in the item's direction."""

    item: KuesionerItem
    counts: tuple[Input, ...]
    answered: Step
    mean: Step
    cells: str


@dataclass(frozen=True)
class ComputedKuesioner:
    """Score of each dimension, number of respondents, and what shows and explains them.

    `parameters` are those the scores rest on; the tables of `tables` do not hold them, nor `respondents` and `scores`.
    """

    scores: dict[str, Step]
    respondents: Input
    parameters: tuple[Parameter, ...]
    tables: tuple[DetailTable, ...]
    temuan: tuple[Temuan, ...]
    is_example: bool


def compute_kuesioner(
    form: FilledForm, model: KesalehanModel, method: KesalehanMethod | None
) -> ComputedKuesioner | None:
    """The scores by dimension; None where the questionnaire is empty or serves another method."""
    kuesioner, answers = model.kuesioner, form.blocks.get(KUESIONER)
    if answers is None or kuesioner is None or method is None or kuesioner.metode != method.kode:
        return None
    items = [_item(item, form, kuesioner) for item in kuesioner.butir]
    scores = {
        dimension: Step(
            dimension, _score([entry.mean for entry in items if entry.item.dimensi == dimension], model, kuesioner)
        )
        for dimension in method.dimensi
    }
    respondents = input_over("Responden kuesioner", Decimal(answers.row_count), column_source(form, KUESIONER, "no"))
    return ComputedKuesioner(
        scores=scores,
        respondents=respondents,
        parameters=(*kuesioner.answers, model.nilai_maks.parameter, kuesioner.konversi.parameter),
        tables=(_table(items, respondents, kuesioner),),
        temuan=tuple(_temuan(items, scores, answers.sheet.name)),
        is_example=kuesioner.contoh,
    )


def _item(item: KuesionerItem, form: FilledForm, kuesioner: KesalehanKuesioner) -> _Item:
    field = item_field(item.kode)
    given, source = Counter(column(form, KUESIONER, field).contents), column_source(form, KUESIONER, field)
    counts = tuple(
        input_over(f"{item.kode} dijawab {answer.value}", Decimal(given[answer.value]), source)
        for answer in kuesioner.answers
    )
    answered = Step(f"{item.kode} menjawab", Rounded(Sum(counts), 0))
    total = Sum(tuple(Product(times, answer) for times, answer in zip(counts, kuesioner.answers, strict=True)))
    mean: Node = Quotient(total, answered)
    if item.negatif:
        low, high = kuesioner.answers[0], kuesioner.answers[-1]
        mean = Difference(Sum((high, low)), mean)
    return _Item(item, counts, answered, Step(f"{item.kode} rata-rata", mean), source.sel)


def _score(means: Sequence[Step], model: KesalehanModel, kuesioner: KesalehanKuesioner) -> Quotient:
    """0 to 100 from the mean of the items, by the conversion of the register."""
    low, high, maximum = kuesioner.answers[0], kuesioner.answers[-1], model.nilai_maks.parameter
    if kuesioner.konversi.cara == "minmax":
        return Quotient(Product(maximum, Difference(Mean(tuple(means)), low)), Difference(high, low))
    return Quotient(Product(maximum, Mean(tuple(means))), high)


def _table(items: Sequence[_Item], respondents: Input, kuesioner: KesalehanKuesioner) -> DetailTable:
    titles = ("Butir", "Pernyataan", "Dimensi", "Arah")
    answers = tuple(f"Dijawab {answer.value}" for answer in kuesioner.answers)
    rows: list[tuple[DetailValue, ...]] = [
        (
            entry.item.kode,
            entry.item.teks,
            entry.item.dimensi,
            "negatif (dibalik)" if entry.item.negatif else "positif",
            *entry.counts,
            entry.answered,
            Step(f"{entry.item.kode} tidak menjawab", Rounded(Difference(respondents, entry.answered), 0)),
            entry.mean,
        )
        for entry in items
    ]
    columns = (*titles, *answers, "Menjawab", "Tidak menjawab", "Rata-rata")
    return DetailTable("JAWABAN KUESIONER PER BUTIR", columns, tuple(rows))


def _temuan(items: Sequence[_Item], scores: dict[str, Step], sheet: str) -> Iterable[Temuan]:
    """P453 for dimensions nobody answered, P452 for other items nobody answered."""
    empty = [entry for entry in items if entry.mean.value is None]
    for dimension, step in scores.items():
        if step.value is None:
            cells = ", ".join(entry.cells for entry in empty if entry.item.dimensi == dimension)
            yield make_temuan("P453", lembar=sheet, sel=cells, ditemukan=dimension)
    for entry in empty:
        if scores[entry.item.dimensi].value is not None:
            yield make_temuan("P452", lembar=sheet, sel=entry.cells, ditemukan=f"{entry.item.kode} {entry.item.teks}")
