"""Where a bagian stands, in the contract's words: over files made by hand, at the deadline's second."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from flows.intake.bagian_files import BagianFiles
from flows.month.kiriman_status import is_complete, kiriman_status
from flows.run import Office
from schemas.kiriman_status import BUKAN_LAPORAN, KirimanStatus, OtherFile
from schemas.periode import Periode
from tests.flows.intake.conftest import checked, incident, lying
from tests.ledger.conftest import kiriman

if TYPE_CHECKING:
    from tests.conftest import Bench

DECEMBER = Periode(2025, 12)
NOTHING = BagianFiles("hukum", DECEMBER, None, (), (), (), (), (), (), (), "", None)
SECOND = timedelta(seconds=1)


@pytest.fixture
def office(bench: "Bench") -> Office:
    return bench.office


@pytest.fixture
def deadline(office: Office) -> datetime:
    return office.workspace.deadline(DECEMBER)


def status(office: Office, **files: Any) -> KirimanStatus:
    return kiriman_status(replace(NOTHING, **files), office)


@pytest.mark.parametrize(("offset", "late"), [(-SECOND, False), (0 * SECOND, True), (SECOND, True)])
def test_late_from_the_first_moment_after_the_last_day(
    offset: timedelta, late: bool, office: Office, deadline: datetime
) -> None:
    """By the first arrival, whenever one looks; by the clock where nothing came."""
    assert status(office, first_arrival=deadline + offset, in_force=checked(kiriman(1))).late is late
    assert status(replace(office, now=deadline + offset)).late is late
    assert status(replace(office, now=deadline + 99 * SECOND), first_arrival=deadline - SECOND).late is False


def test_who_owes_nothing_is_never_late_for_being_silent(office: Office) -> None:
    free = next(
        (code, month)
        for code in (b.kode for b in office.register.all_bagian())
        for month in (Periode(2025, n) for n in range(1, 13))
        if not office.register.required_forms(code, month)
    )
    silent = kiriman_status(replace(NOTHING, bagian=free[0], periode=free[1]), office)
    assert (silent.status, silent.late, silent.is_missing) == ("TIDAK WAJIB", False, False)
    owed = status(office)
    assert (owed.status, owed.is_missing) == ("BELUM MASUK", True)
    silent_too = replace(silent, bagian=free[0])
    assert is_complete([silent_too], office.register, free[1])
    assert not is_complete([owed], office.register, DECEMBER)
    assert is_complete([replace(owed, status="DITERIMA")], office.register, DECEMBER)


@pytest.mark.parametrize(
    ("in_force", "refused", "waiting", "word"),
    [
        (True, ("returned", "incident"), True, "DITERIMA"), (False, ("incident", "returned"), True, "DIKEMBALIKAN"),
        (False, ("incident",), False, "MENUNGGU"), (False, (), True, "MENUNGGU"), (False, (), False, "BELUM MASUK"),
    ],
)  # fmt: skip
def test_one_word_for_where_it_stands(
    in_force: bool, refused: tuple[str, ...], waiting: bool, word: str, office: Office
) -> None:
    made = {"returned": checked(kiriman(2), "G104"), "incident": incident()}
    files = {"in_force": checked(kiriman(1)) if in_force else None, "refused": tuple(made[name] for name in refused)}
    assert status(office, **files, waiting=(lying("b.xlsx"),) if waiting else ()).status == word


def test_what_waits_is_told_only_where_nothing_else_is_known(office: Office) -> None:
    waiting = (lying("b.xlsx"), replace(lying("c.xlsx"), is_open=True, opener="Budi"))
    told = status(office, waiting=waiting)
    assert [t.kode for t in told.temuan] == ["I121", "I120"] and told.file == "hukum/b.xlsx"
    assert "Budi" in told.temuan[1].pesan
    assert status(office, waiting=waiting, in_force=checked(kiriman(1))).temuan == ()


def test_every_other_file_is_listed_with_what_keeps_it_from_counting(office: Office) -> None:
    returned, last = checked(kiriman(2), "G105"), checked(kiriman(3), "G104")
    stands = status(
        office,
        refused=(returned, last, incident()),
        waiting=(lying("b.xlsx"),),
        no_reports=(OtherFile("hukum/catatan.txt", BUKAN_LAPORAN),),
        after_lock=(checked(kiriman(4)),),
    )
    assert [(other.file, other.status, [t.kode for t in other.temuan]) for other in stands.others] == [
        ("hukum/isi2.xlsx", "DIKEMBALIKAN", ["G105"]),
        ("hukum/isi3.xlsx", "DIKEMBALIKAN", ["G104"]),
        ("hukum/b.xlsx", "MENUNGGU", ["I121"]),
        ("hukum/catatan.txt", "BUKAN LAPORAN", []),
    ]
    assert (stands.incident, stands.status, stands.after_lock) == ("abc", "DIKEMBALIKAN", ("hukum/isi4.xlsx",))
    only_returned = status(office, refused=(incident(), last, returned)[1:])
    assert [other.file for other in only_returned.others] == ["hukum/isi2.xlsx"]
