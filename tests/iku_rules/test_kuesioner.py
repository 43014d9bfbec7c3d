"""Properties of the questionnaire and of the survey that hold for any answers."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.forms.kesalehan_sosial import item_field

if TYPE_CHECKING:
    from iku_rules.register_model.register import Register
    from iku_rules.result import Computation
    from tests.iku_rules.conftest import Maker

SETTINGS = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
ITEMS, SCALE, UNSUR = 10, 5, 9
ANSWERS = st.lists(
    st.lists(st.one_of(st.none(), st.integers(1, SCALE)), min_size=ITEMS, max_size=ITEMS), min_size=1, max_size=9
)
SURVEYS = st.lists(st.lists(st.integers(1, 4), min_size=UNSUR, max_size=UNSUR), min_size=1, max_size=9)


def compute(maker: "Maker", answers: list[list[int | None]], shuffle: list[int] | None = None) -> "Computation":
    items = [item_field(item.kode) for item in maker.register.kesalehan_sosial.in_year(2025).kuesioner.butir]
    content = {
        "kesalehan_survei": {"metode": "KEMENAG5"},
        "kuesioner_iks": [dict(zip(items, respondent, strict=True)) for respondent in answers],
    }
    return maker.compute("kesra", "2025-12", "kesalehan_sosial", content, shuffle)


def skm(maker: "Maker", answers: list[list[int]]) -> "Computation":
    rows = [{f"u{n}": answer for n, answer in enumerate(respondent, start=1)} for respondent in answers]
    content = {"skm_survei": {"cara": "Responden", "periode_survei": "S"}, "skm_responden": rows}
    return maker.compute("umum", "2025-12", "kepuasan_masyarakat", content)


def exact_index(answers: list[list[int | None]], model: Any) -> Fraction | None:
    """The index in exact fractions, straight from the definition; None where a dimension has no answer."""
    by_dimension: dict[str, list[Fraction]] = {item.dimensi: [] for item in model.kuesioner.butir}
    for number, item in enumerate(model.kuesioner.butir):
        valid = [answer for respondent in answers if (answer := respondent[number]) is not None]
        if valid:
            mean = Fraction(sum(valid), len(valid))
            by_dimension[item.dimensi].append(SCALE + 1 - mean if item.negatif else mean)
    if not all(by_dimension.values()):
        return None
    scores = [100 * sum(mean) / len(mean) / SCALE for mean in by_dimension.values()]
    return sum(scores) / len(scores)


def half_up(value: Fraction) -> Decimal:
    return Decimal((value * 200 + 1) // 2) / 100


@SETTINGS
@given(answers=ANSWERS, shuffle=st.lists(st.integers(), min_size=9, max_size=9))
def test_the_index_is_the_exact_one_rounded_half_up_in_any_order(
    answers: list[list[int | None]], shuffle: list[int], maker: "Maker", register: "Register"
) -> None:
    filled = [respondent for respondent in answers if any(respondent)] or [[3] * ITEMS]
    exact = exact_index(filled, register.kesalehan_sosial.in_year(2025))
    straight, shuffled = compute(maker, filled), compute(maker, filled, shuffle)
    assert straight.value == shuffled.value == (None if exact is None else half_up(exact))
    assert straight.value is None or 20 <= straight.value <= 100
    assert [t.kode for t in straight.temuan] == [t.kode for t in shuffled.temuan]


@SETTINGS
@given(survey=SURVEYS, extra=st.lists(st.integers(1, 4), min_size=UNSUR, max_size=UNSUR))
def test_one_more_respondent_keeps_the_ikm_within_its_scale(
    survey: list[list[int]], extra: list[int], maker: "Maker"
) -> None:
    together = [*survey, extra]
    result = skm(maker, together)
    assert 25 <= result.value <= 100 and result.predikat
    exact = Fraction(sum(map(sum, together)), len(together)) * 25 / UNSUR
    assert result.value == half_up(exact)
    before, alone = skm(maker, survey).value, skm(maker, [extra]).value
    assert min(before, alone) <= result.value <= max(before, alone)


def with_kuesioner(maker: "Maker", **changes: Any) -> "Maker":
    """The register with another questionnaire in its year."""
    years = maker.register.kesalehan_sosial
    (model,) = years.model
    changed = model.model_copy(update={"kuesioner": model.kuesioner.model_copy(update=changes)})
    return type(maker)(replace(maker.register, kesalehan_sosial=years.model_copy(update={"model": (changed,)})))


def from_least_to_most(maker: "Maker") -> "Maker":
    kuesioner = maker.register.kesalehan_sosial.in_year(2025).kuesioner
    return with_kuesioner(maker, konversi=kuesioner.konversi.model_copy(update={"cara": "minmax"}))


def scores(result: "Computation") -> dict[str, Any]:
    (table,) = (t for t in result.detail_tables if t.title.startswith("DIMENSI ("))
    return {str(name): score.value for name, score, _ in table.rows}  # type: ignore[union-attr]


@pytest.mark.parametrize(("answer", "score"), [(1, 0), (3, 50), (5, 100)])
def test_between_the_least_and_the_most_a_score_goes_from_nothing_to_all(
    answer: int, score: int, maker: "Maker"
) -> None:
    """Negative items are answered the other way round."""
    items = maker.register.kesalehan_sosial.in_year(2025).kuesioner.butir
    answers: list[list[int | None]] = [[SCALE + 1 - answer if item.negatif else answer for item in items]] * 2
    result = compute(from_least_to_most(maker), answers)
    assert set(scores(result).values()) == {score}
    assert result.value == score


def test_answers_for_another_method_give_no_score(maker: "Maker") -> None:
    result = compute(with_kuesioner(maker, metode="JATIM2"), [[3] * ITEMS])
    assert (result.value, result.sources) == (None, ())


def test_what_nobody_answered_is_told_once_with_its_dimension(maker: "Maker") -> None:
    """An item alone, or the whole dimension: never both."""
    one_item = compute(maker, [[None, *[3] * (ITEMS - 1)]])
    assert [(t.kode, t.sel) for t in one_item.temuan] == [("P452", "B30")]
    dimension = compute(maker, [[None, None, *[3] * (ITEMS - 2)]])
    assert [t.kode for t in dimension.temuan] == ["P453"] and dimension.value is None


def test_those_who_did_not_answer_are_counted(maker: "Maker") -> None:
    result = compute(maker, [[3] * ITEMS, [None, *[3] * (ITEMS - 1)], [None, *[3] * (ITEMS - 1)]])
    (table,) = (t for t in result.detail_tables if t.title == "JAWABAN KUESIONER PER BUTIR")
    column = table.columns.index("Tidak menjawab")
    assert [row[column].value for row in table.rows] == [2] + [0] * (ITEMS - 1)  # type: ignore[union-attr]


def entered(maker: "Maker", **scores: int) -> dict[str, Any]:
    dimensions = maker.register.kesalehan_sosial.in_year(2025).metode[0].dimensi
    return {dimensions[int(place[1:])]: score for place, score in scores.items()}


def test_scores_half_filled_in_are_not_replaced_by_answers(maker: "Maker") -> None:
    items = [item_field(item.kode) for item in maker.register.kesalehan_sosial.in_year(2025).kuesioner.butir]
    content = {
        "kesalehan_survei": {"metode": "KEMENAG5", "jumlah_responden": 7},
        "kesalehan_sosial": entered(maker, d0=60),
        "kuesioner_iks": [dict.fromkeys(items, 3)],
    }
    result = maker.compute("kesra", "2025-12", "kesalehan_sosial", content)
    assert (result.value, result.is_example) == (None, False)
    (survey,) = (t for t in result.detail_tables if t.title == "SURVEI")
    assert [row[0] for row in survey.rows] == ["Metode", "Jumlah responden", "Responden kuesioner"]


def test_a_letter_beside_example_items_is_no_example(maker: "Maker", official_letter: Any) -> None:
    items = [item_field(item.kode) for item in maker.register.kesalehan_sosial.in_year(2025).kuesioner.butir]
    content = {
        "kesalehan_survei": {"metode": "KEMENAG5"},
        "kuesioner_iks": [dict.fromkeys(items, 3)],
        "hasil_resmi": official_letter(60, 2025),
    }
    by_letter = maker.compute("kesra", "2025-12", "kesalehan_sosial", content)
    by_answers = compute(maker, [[3] * ITEMS])
    assert (by_letter.is_example, by_answers.is_example) == (False, True)


def test_a_mean_of_dimensions_is_rounded_half_up(maker: "Maker") -> None:
    content = {
        "kesalehan_survei": {"metode": "JATIM2", "jumlah_responden": 7},
        "kesalehan_sosial": {"Kepedulian sosial": Decimal("80.01"), "Kepedulian lingkungan": 80},
    }
    result = maker.compute("kesra", "2025-12", "kesalehan_sosial", content)
    assert result.value == Decimal("80.01")
    assert not any("kuesioner" in p.name.casefold() for p in result.parameters)
