"""What of the shipped register ends soon: found here while there is time, not by production at midnight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from iku_rules.register_fields import YearModel
from iku_rules.register_model.load import FOLDER, load_register
from iku_rules.register_model.register import Register
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
        yield from _model_ending(f"parameter/{code}.toml", register.parameters(code).model)
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


def replace_once(folder: Path, name: str, *pairs: tuple[str, str]) -> None:
    """Lay a file of the register with other words over the shipped one."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_nothing_of_the_register_ends_before_the_period_after_next(register: Register) -> None:
    assert [str(entry) for entry in ending_before(register, date.today())] == []


def test_what_ends_is_found_in_time(register: Register, tmp_path: Path) -> None:
    itkp = "parameter/itkp.toml: 2026-2029 berakhir 2029-12-31"
    for day, ending in ((date(2029, 10, 31), []), (date(2029, 11, 1), [itkp]), (date(2031, 5, 1), [itkp])):
        assert [str(entry) for entry in ending_before(register, day)] == ending
    replace_once(tmp_path, "dokumen/iku_setda_2023.toml", ('penerus = "belum diketahui"', ""))
    replace_once(tmp_path, "penandatangan.toml", ("dari = 2023-03-04", "dari = 2023-03-04\nsampai = 2025-10-22"))
    replace_once(
        tmp_path,
        "bagian.toml",
        ("tahun_dari = 2021", "tahun_dari = 2021\ntahun_sampai = 2025"),
        ("dari = 2024-01-01", "dari = 2024-01-01, sampai = 2025-01-31"),
    )
    assert [entry.file for entry in ending_before(load_register(tmp_path), date(2025, 12, 1))] == [
        "bagian.toml",
        "bagian.toml",
        "penandatangan.toml",
        "dokumen/iku_setda_2023.toml",
    ]
