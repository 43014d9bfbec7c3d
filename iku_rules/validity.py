"""What of the register ends soon: found by a test while there is time, not by production at midnight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from iku_rules.register_model.fields import YearModel
from iku_rules.register_model.load import Register
from iku_rules.rules import RULES
from schemas.periode import Periode

PERIODS_AHEAD = 2  # the period after next: the last one that must be covered
YEAR_END = (12, 31)


@dataclass(frozen=True)
class Ending:
    """An entry that ends, with nothing after it and no word on why (`penerus`)."""

    file: str
    name: str
    until: date

    def __str__(self) -> str:
        return f"{self.file}: {self.name} berakhir {self.until.isoformat()}"


def ending_before(register: Register, day: date) -> tuple[Ending, ...]:
    """Entries of the register that end before the period after next, counted from `day`.

    Only the last entry of each dated list counts; one that says in `penerus` what is known of its successor does not.
    """
    horizon = Periode.from_date(day).shift(PERIODS_AHEAD)
    first_day = date(horizon.year, horizon.month, 1)
    return tuple(entry for entry in _endings(register) if entry.until < first_day)


def _endings(register: Register) -> Iterator[Ending]:
    for code in RULES:
        yield from _model_ending(f"parameter/{code}.toml", getattr(register, code).model)
    yield from _model_ending("bagian.toml", register.bagian_file.ikm)
    for bagian in register.bagian_file.bagian:
        name = bagian.nama[-1]
        if name.sampai and not name.penerus:
            yield Ending("bagian.toml", name.nama, name.sampai)
    for signatory in register.signatory_file.penandatangan[-1:]:
        if signatory.sampai and not signatory.penerus:
            yield Ending("penandatangan.toml", signatory.nama, signatory.sampai)
    document = register.documents[-1]
    if document.berlaku_sampai and not document.penerus:
        yield Ending(f"dokumen/{document.kode}.toml", document.kode, document.berlaku_sampai)


def _model_ending(file: str, models: Sequence[YearModel]) -> Iterator[Ending]:
    last = models[-1]
    if last.tahun_sampai is not None and not last.penerus:
        yield Ending(file, last.nama, date(last.tahun_sampai, *YEAR_END))
