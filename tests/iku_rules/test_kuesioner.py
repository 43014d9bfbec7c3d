"""Properties of the questionnaire and of the survey that hold for any answers."""

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

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
