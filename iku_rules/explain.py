"""A rule in words and values: its card under the official name, and the parameters of an assessment year.

What `iku aturan`, the page `docs/aturan-iku.md` and the sheet `Metadata` show comes from here.
"""

from dataclasses import dataclass, replace

from iku_rules.card import Card
from iku_rules.register_fields import RuleParameter, YearModel, in_year
from iku_rules.register_model.register import DECEMBER, Register
from iku_rules.rules import RULES
from schemas.periode import Periode

POLARITY = {
    "positif": "positif (makin tinggi makin baik): realisasi / target x 100",
    "N1": "negatif, rumus N1: (2 x target - realisasi) / target x 100",
    "N2": "negatif, rumus N2: target / realisasi x 100",
}


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
    card = card_in_year(register, code, year)
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
        parameters=(*model.parameters(), *(register.list_in_words(name, year) for name in card.lists)),
        notes=tuple(note for note in (*notes, _outside_years(model, year)) if note),
    )


def card_in_year(register: Register, code: str, year: int) -> Card:
    """The card of an indicator with the numbers of an assessment year. KeyError for an unknown code."""
    model = register.parameters(code).in_year(year)
    card = RULES[code].CARD.filled({**model.card_words(), **register.card_words(year)})
    return replace(card, polaritas=model.polaritas or card.polaritas)


def all_models(register: Register, code: str) -> tuple[YearModel, ...]:
    """The models of an indicator, oldest first."""
    return register.parameters(code).model


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


def _outside_years(model: YearModel, year: int) -> str | None:
    if year < model.tahun_dari:
        return f"Register belum memuat parameter tahun {year}; yang dipakai adalah yang terdekat ({model.nama})."
    if model.tahun_sampai is not None and year > model.tahun_sampai:
        return f"Parameter register berakhir tahun {model.tahun_sampai}; untuk {year} dipakai yang terakhir."
    return None
