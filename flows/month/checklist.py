"""What has to be looked at before a period is locked: a list of lines, each fine or not, with the sheet that shows it.

Pure: it says what the workbook that would be signed says. A line that `refuses` keeps the period from being locked
unless the secretariat says that it wants to all the same, and why.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from flows.month.publication import PeriodContent
from flows.run import Office
from iku_rules.build_rules import unconfirmed_names
from iku_rules.register_model.register import Register
from iku_rules.result import Result, Status
from schemas.kiriman_status import KirimanStatus
from schemas.temuan import Tingkat
from workbooks.consolidated import evidence, iku, ringkasan

_MOST_NAMED = 6  # names in one line; the sheet has them all


@dataclass(frozen=True)
class CheckedPoint:
    """One line: `name` of what was looked at, whether it `is_fine`, what was seen, the `sheet` that shows it."""

    name: str
    is_fine: bool
    remark: str
    sheet: str
    refuses: bool = False

    @property
    def keeps_from_locking(self) -> bool:
        """Whether the period is not locked because of it."""
        return self.refuses and not self.is_fine


def checklist(content: PeriodContent, office: Office, lock_day: date, *, is_seen: bool) -> tuple[CheckedPoint, ...]:
    """The list of a period that would be signed on `lock_day`; `is_seen`: its newest draft says the same."""
    results, register = content.results, office.register
    return (
        _of("Angka contoh", _examples(results), ringkasan.NAME, refuses=True),
        _signatory(register, lock_day),
        _document(content, register),
        _of("Target belum ditetapkan", (r.name for r in results if r.target is None), iku.NAME),
        _of("Parameter belum dikonfirmasi", _unconfirmed(results), evidence.METADATA),
        _of("Indikator tanpa nilai", (r.name for r in results if r.nilai is None), ringkasan.NAME),
        _of("Nilai sementara", _provisional(results), ringkasan.NAME),
        _of("Bagian yang belum diterima", _missing(content, office), evidence.STANDING),
        _of("Kiriman dengan yang perlu dicek", _with_warnings(content, office), evidence.STANDING),
        CheckedPoint(
            "Perubahan sejak draf terakhir",
            is_seen,
            "tidak ada" if is_seen else "ada; draf terakhir belum memuat keadaan sekarang",
            ringkasan.NAME,
        ),
    )


def _of(name: str, names: Iterable[str], sheet: str, *, refuses: bool = False) -> CheckedPoint:
    """A line that is fine where nothing is named."""
    named = list(dict.fromkeys(names))
    more = f" dan {len(named) - _MOST_NAMED} lagi" if len(named) > _MOST_NAMED else ""
    remark = f"{'; '.join(named[:_MOST_NAMED])}{more}" if named else "tidak ada"
    return CheckedPoint(name, not named, remark, sheet, refuses)


def _examples(results: Iterable[Result]) -> Iterator[str]:
    for result in results:
        if result.is_example:
            yield f"nilai {result.name}"
        if result.target_is_example:
            yield f"target {result.name}"


def _unconfirmed(results: Iterable[Result]) -> Iterator[str]:
    for result in results:
        yield from unconfirmed_names(result.computation.parameters if result.computation else ())


def _provisional(results: Iterable[Result]) -> Iterator[str]:
    for result in results:
        if result.status is Status.SEMENTARA:
            yield f"{result.name} ({result.kelengkapan.text})" if result.kelengkapan else result.name


def _signatory(register: Register, day: date) -> CheckedPoint:
    signatory = register.signatory(day)
    if signatory is None:
        return CheckedPoint("Penandatangan", False, "tidak ada dalam register pada hari ini", iku.NAME, refuses=True)
    acting = f"{signatory.sebagai} " if signatory.sebagai else ""
    doubt = "" if signatory.dikonfirmasi else "; masa jabatannya belum dikonfirmasi"
    remark = f"{signatory.nama}, {acting}{signatory.jabatan}{doubt}"
    return CheckedPoint("Penandatangan", signatory.dikonfirmasi, remark, iku.NAME)


def _document(content: PeriodContent, register: Register) -> CheckedPoint:
    document = register.document(content.periode)
    note = document.note(content.periode)
    return CheckedPoint("Dokumen IKU yang berlaku", note is None, note or document.acuan, evidence.METADATA)


def _missing(content: PeriodContent, office: Office) -> Iterator[str]:
    return (_bagian(status, content, office) for status in content.standing if status.is_missing)


def _with_warnings(content: PeriodContent, office: Office) -> Iterator[str]:
    for status in content.standing:
        count = sum(t.tingkat is Tingkat.PERINGATAN and t.dikecualikan is None for t in status.temuan)
        if status.is_accepted and count:
            yield f"{_bagian(status, content, office)} ({count})"


def _bagian(status: KirimanStatus, content: PeriodContent, office: Office) -> str:
    return office.register.bagian_name(status.bagian, content.periode.last_day)
