"""A rule in words and values: its card under the official name, and the parameters of an assessment year.

What `iku aturan`, the page `docs/aturan-iku.md` and the sheet `Metadata` show comes from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from iku_rules.card import Card
from iku_rules.itkp.model import CountRow, ITKPComponent, Thresholds, TierFormula
from iku_rules.kepuasan_masyarakat.model import SKMSample, SKMUnsur, UnsurWeight
from iku_rules.kesalehan_sosial.model import KesalehanKuesioner, KesalehanMethod, KuesionerConversion
from iku_rules.pelayanan_publik.model import PelayananAspect
from iku_rules.reformasi_hukum.model import HukumVariable
from iku_rules.register_fields import Assumption, Frozen, Number, Switch, WordList, YearModel, in_year
from iku_rules.register_model.register import DECEMBER, Register
from iku_rules.rules import RULES
from iku_rules.scale import Interval, Scale
from schemas.periode import Periode
from schemas.wording import show_number

POLARITY = {
    "positif": "positif (makin tinggi makin baik): realisasi / target x 100",
    "N1": "negatif, rumus N1: (2 x target - realisasi) / target x 100",
    "N2": "negatif, rumus N2: target / realisasi x 100",
}


@dataclass(frozen=True)
class RuleParameter:
    """A parameter as people read it; `nilai` in words."""

    nama: str
    nilai: str
    acuan: str
    dikonfirmasi: bool


@dataclass(frozen=True)
class Explanation:
    """A card with the model of a year. `name` as in the official document; `notes` where something does not reach."""

    card: Card
    name: str
    year: int
    model: YearModel
    parameters: tuple[RuleParameter, ...]
    notes: tuple[str, ...] = ()


def explain(register: Register, code: str, year: int) -> Explanation:
    """The rule of an indicator for an assessment year. KeyError for an unknown code."""
    card = RULES[code].CARD
    periode = Periode(year, DECEMBER)
    document = register.document(periode)
    model = model_in_year(register, code, year)
    name = document.iku_name(code)
    notes = [document.note(periode)] if name else [f"Indikator ini tidak tercantum dalam {document.acuan}."]
    return Explanation(
        card=card,
        name=name or card.nama,
        year=year,
        model=model,
        parameters=(*model_parameters(model), *_shared_lists(register, code, year)),
        notes=tuple(note for note in (*notes, _outside_years(model, year)) if note),
    )


def all_models(register: Register, code: str) -> tuple[YearModel, ...]:
    """The models of an indicator, oldest first."""
    models: tuple[YearModel, ...] = getattr(register, code).model
    return models


def model_in_year(register: Register, code: str, year: int) -> YearModel:
    """The model of an indicator for an assessment year, else the nearest."""
    return in_year(all_models(register, code), year)


def card_rows(card: Card) -> tuple[tuple[str, str], ...]:
    """(label, text) of a card, its name left out."""
    return (
        ("Kode", card.kode),
        ("Definisi", card.definisi),
        ("Pembilang", card.pembilang),
        ("Penyebut", card.penyebut),
        ("Satuan", card.satuan),
        ("Polaritas", POLARITY[card.polaritas]),
        ("Dasar hukum", card.dasar_hukum),
        ("Berlaku", card.berlaku),
        ("Bagian", card.bagian),
        ("Frekuensi", card.frekuensi),
        ("Belum dikonfirmasi", "; ".join(card.belum_dikonfirmasi) or "tidak ada"),
    )


def model_parameters(model: YearModel) -> tuple[RuleParameter, ...]:
    """Every parameter of a model with its own reference; what has none stands under the model's."""
    return tuple(
        parameter
        for name in type(model).model_fields
        for parameter in _parameters_of(name, getattr(model, name), model)
    )


def _outside_years(model: YearModel, year: int) -> str | None:
    if year < model.tahun_dari:
        return f"Register belum memuat parameter tahun {year}; yang dipakai adalah yang terdekat ({model.nama})."
    if model.tahun_sampai is not None and year > model.tahun_sampai:
        return f"Parameter register berakhir tahun {model.tahun_sampai}; untuk {year} dipakai yang terakhir."
    return None


def _shared_lists(register: Register, code: str, year: int) -> Iterator[RuleParameter]:
    """Lists of the register that a rule counts with, beside its own file."""
    if code == "kepuasan_masyarakat":
        ikm = in_year(register.bagian_file.ikm, year)
        yield RuleParameter(ikm.nama, f"{ikm.jumlah}: {', '.join(ikm.bagian)}", ikm.acuan, ikm.dikonfirmasi)
    if code == "sinergitas_kecamatan":
        file = register.kecamatan_file
        count = str(len(file.kecamatan))
        yield RuleParameter("Banyaknya kecamatan", count, file.acuan, file.dikonfirmasi)


def _parameters_of(key: str, content: object, model: YearModel) -> Iterator[RuleParameter]:
    """One field of a model as parameters; what only describes the model itself gives none."""
    match content:
        case tuple():
            yield from _list_parameters(key, content, model)
        case Number():
            yield _rule_parameter(content, content.nama, show_number(content.nilai))
        case Switch():
            yield _rule_parameter(content, content.nama, "ya" if content.nilai else "tidak")
        case Assumption():
            yield _rule_parameter(content, content.nama, "ya")
        case WordList():
            yield _rule_parameter(content, f"Daftar {key}", "; ".join(content.isi))
        case Scale():
            yield _rule_parameter(content, "Skala predikat", scale_text(content))
        case ITKPComponent():
            only_valid = f" (hanya {'; '.join(show_number(n) for n in content.nilai_sah)})" if content.nilai_sah else ""
            yield _rule_parameter(content, content.maximum_number.nama, show_number(content.maksimum) + only_valid)
            if content.kelipatan:
                yield _rule_parameter(content.kelipatan, content.kelipatan.nama, show_number(content.kelipatan.nilai))
        case HukumVariable():
            yield _rule_parameter(content, content.weight_number.nama, show_number(content.bobot))
        case PelayananAspect():
            yield _rule_parameter(content, f"Bobot aspek F02 {content.nama}", f"{show_number(content.bobot)} %")
        case KesalehanMethod():
            yield _rule_parameter(content, f"Dimensi metode {content.kode}", "; ".join(content.dimensi))
        case CountRow():
            yield _rule_parameter(content, f"Hitungan {content.kode} {content.description}", _count_text(content))
        case UnsurWeight():
            yield _rule_parameter(
                content, content.nama, content.nilai if isinstance(content.nilai, str) else show_number(content.nilai)
            )
        case KuesionerConversion():
            yield _rule_parameter(content, content.nama, content.cara)
        case KesalehanKuesioner():
            example = " (contoh)" if content.contoh else ""
            items = "; ".join(f"{item.kode} {item.teks}" for item in content.butir)
            yield _rule_parameter(
                content, f"Butir kuesioner {content.metode}{example}", f"{len(content.butir)}: {items}"
            )
            for name in ("jawaban_terkecil", "jawaban_terbesar", "konversi", "toleransi"):
                yield from _parameters_of(name, getattr(content, name), model)
        case SKMSample() | Thresholds():
            for name in type(content).model_fields:
                yield from _parameters_of(name, getattr(content, name), model)


def _list_parameters(key: str, content: tuple[object, ...], model: YearModel) -> Iterator[RuleParameter]:
    unsur = [u.nama for u in content if isinstance(u, SKMUnsur)]
    texts = [t for t in content if isinstance(t, str)]
    if unsur:
        yield _rule_parameter(model, "Unsur pelayanan", f"{len(unsur)}: {'; '.join(unsur)}")
    elif texts:
        yield _rule_parameter(model, f"Komponen yang {key.replace('_', ' ')}", ", ".join(texts))
    else:
        for item in content:
            yield from _parameters_of(key, item, model)


def _rule_parameter(content: Frozen, name: str, value: str) -> RuleParameter:
    """With the reference that `content` itself carries."""
    reference, confirmed = getattr(content, "acuan"), getattr(content, "dikonfirmasi")  # noqa: B009 (any model with the two)
    return RuleParameter(name, value, str(reference), bool(confirmed))


def _count_text(count_row: CountRow) -> str:
    """The kind of formula and, where it has steps, each of them."""
    if not isinstance(count_row.rumus, TierFormula):
        return f"rumus {count_row.rumus.jenis}"
    tiers = (
        (f"{'>' if tier.di_atas else '>='} {show_number(tier.batas)}: " if tier.batas is not None else "")
        + show_number(tier.nilai)
        for tier in count_row.rumus.jenjang
    )
    return f"rumus {count_row.rumus.jenis}: {'; '.join(tiers)}"


def scale_text(scale: Scale) -> str:
    """`< 51 Sangat Rendah; >= 51 Rendah; …` or, closed at the upper end, `<= 30 D (Sangat Buruk); …`."""
    return "; ".join(_interval_text(scale, index, interval) for index, interval in enumerate(scale.selang))


def _interval_text(scale: Scale, index: int, interval: Interval) -> str:
    if interval.batas is not None:
        return f"{'>=' if scale.tertutup == 'bawah' else '<='} {_cut_text(interval.batas)} {interval.text}"
    neighbour = scale.selang[index + 1 if scale.tertutup == "bawah" else index - 1].batas
    assert neighbour is not None
    return f"{'<' if scale.tertutup == 'bawah' else '>'} {_cut_text(neighbour)} {interval.text}"


def _cut_text(value: Decimal) -> str:
    return show_number(value)
