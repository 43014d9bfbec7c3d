"""Which file one speaks of, and what is said of the others: over rows and files made by hand."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from flows.intake.bagian_files import BagianFiles, choose, files_of, orphans
from flows.intake.checking import Checked
from flows.intake.intake import Intake, PresentFile
from flows.intake.which_counts import Candidate, Decision
from flows.run import Office
from ledger.queries import Memory
from ledger.rows import KUNCI, KirimanRow
from schemas.periode import Periode
from schemas.temuan import make_temuan
from tests.flows.intake.conftest import checked, incident, lying
from tests.ledger.conftest import START, kiriman, lock, memory

if TYPE_CHECKING:
    from tests.conftest import Bench

DECEMBER = Periode(2025, 12)
IN_FORCE = {("hukum", "2025-12"): 1}


def intake(remembered: Memory, *present: KirimanRow, decision: Decision | None = None, **other: Any) -> Intake:
    nothing: dict[str, Any] = dict.fromkeys(
        ("incidents", "waiting", "attachments", "others", "left_locked", "unopened", "stray"), ()
    )
    return Intake(
        memory=remembered,
        present=tuple(PresentFile(row.nama, row) for row in present),
        emptied=None,
        decisions={("hukum", "2025-12"): decision} if decision else {},
        changed=frozenset(),
        read_now={},
        **nothing | other,
    )


class Recalled:
    """Everything brought to mind as a sound file, but for those named with the codes found in them."""

    def __init__(self, **found: str) -> None:
        self.found = {int(name[1:]): codes.split() for name, codes in found.items()}

    def spoken_of(self, row: KirimanRow) -> Checked:
        return checked(row, *self.found.get(row.nomor, ()))


@pytest.fixture
def office(bench: "Bench") -> Office:
    return bench.office


def speak(office: Office, each: Intake, recalled: Recalled | None = None, **other: Any) -> BagianFiles:
    choice = choose(each, office, "hukum", DECEMBER, **other)
    return files_of(choice, each, recalled or Recalled(), office)  # type: ignore[arg-type]


def names(files: Any) -> list[str]:
    return [file.name.partition("/")[2].removesuffix(".xlsx") for file in files]


# Which one is spoken of


def test_the_last_returned_report_is_spoken_of_before_what_is_none(office: Office) -> None:
    rows = [kiriman(n) for n in (1, 2, 3)]
    files = speak(office, intake(memory(*rows, returned=[1, 2, 3]), *rows), Recalled(_1="G104", _2="G105", _3="G201"))
    assert files.newest is not None and files.newest.row == rows[1]
    only_others = speak(
        office, intake(memory(*rows, returned=[1, 2, 3]), *rows), Recalled(_1="G201", _2="G101", _3="G212")
    )
    assert only_others.newest is not None and only_others.newest.row == rows[2]


def test_a_returned_report_after_the_one_in_force_is_answered_and_told(office: Office) -> None:
    rows = [kiriman(n) for n in (1, 2, 3, 4)]
    remembered = memory(*rows, returned=[2, 3, 4], counting=IN_FORCE)
    files = speak(office, intake(remembered, *rows), Recalled(_4="G201"))
    assert files.in_force is files.newest and files.in_force is not None and files.in_force.row == rows[0]
    assert files.answered is not None and files.answered.row == rows[2]
    assert [t.kode for t in files.temuan] == ["P507"]


def test_a_returned_report_before_the_one_in_force_is_history(office: Office) -> None:
    rows = [kiriman(1), kiriman(2)]
    remembered = memory(*rows, returned=[1], counting={("hukum", "2025-12"): 2})
    files = speak(office, intake(remembered, *rows))
    assert files.answered is files.in_force and files.temuan == ()
    assert names(files.refused) == ["isi1"]


def test_rivals_are_named_by_their_own_finding_alone(office: Office) -> None:
    old, rival = kiriman(1), kiriman(2)
    decision = Decision(old, [Candidate(rival.nama, rival)], [make_temuan("G501", nomor=1, ditemukan="a, b")])
    files = speak(office, intake(memory(old, rival, counting=IN_FORCE), old, rival, decision=decision))
    assert names(files.refused) == ["isi2"]
    assert [t.kode for t in files.temuan] == ["G501"]


def test_where_nothing_lies_there_the_last_returned_one_is_remembered(office: Office) -> None:
    rows = [kiriman(1), kiriman(2), kiriman(3)]
    assert names(speak(office, intake(memory(*rows, returned=[1, 2]))).refused) == ["isi2"]
    in_force = memory(*rows, returned=[2, 3], counting=IN_FORCE)
    assert names(speak(office, intake(in_force)).refused) == []


def test_an_incident_comes_after_all_that_is_recorded(office: Office) -> None:
    row = kiriman(1)
    files = speak(office, intake(memory(row, counting=IN_FORCE), row, incidents=(incident(),)))
    assert files.answered is not None and files.answered.incident == "abc"
    assert files.temuan == ()


@pytest.mark.parametrize(
    ("periode", "with_unreadable", "there"),
    [(DECEMBER, False, True), (None, True, True), (None, False, False), (Periode(2025, 11), True, False)],
)
def test_an_incident_belongs_to_its_month_or_where_wanted_to_any(
    periode: Periode | None, with_unreadable: bool, there: bool, office: Office
) -> None:
    each = intake(memory(), incidents=(incident(periode),))
    assert bool(speak(office, each, with_unreadable=with_unreadable).refused) is there


# Whose month it is


@pytest.mark.parametrize(
    ("arrival", "there"), [("2025-11-30T16:59", False), ("2025-11-30T17:00", True), ("2026-01-05T00:00", True)]
)
def test_what_cannot_be_read_is_of_no_month_that_began_after_it(arrival: str, there: bool, office: Office) -> None:
    """Midnight in Lumajang is 17.00 UTC."""
    row = kiriman(1, periode=None, waktu=datetime.fromisoformat(f"{arrival}+00:00"))
    each = intake(memory(row, returned=[1]), row)
    assert bool(speak(office, each).refused) is there
    assert not speak(office, each, with_unreadable=False).refused
    assert [o.file for o in orphans(each, office, DECEMBER)] == ([] if there else ["hukum/isi1.xlsx"])


def test_a_month_that_has_not_begun_is_no_month_yet(office: Office) -> None:
    """It is January 2026."""
    ahead, now = kiriman(1, periode="2026-02"), kiriman(2, periode="2026-01")
    each = intake(memory(ahead, now, returned=[1, 2]), ahead, now)
    assert names(speak(office, each).refused) == ["isi1"]
    assert orphans(each, office, Periode(2026, 3)) != () == orphans(each, office, DECEMBER)
    assert [o.file for o in orphans(each, office, Periode(2026, 3))] == ["hukum/isi1.xlsx"]


# Time


def test_the_first_arrival_is_that_of_the_month_s_first_submission(office: Office) -> None:
    rows = [kiriman(n, diubah=START - timedelta(days=n)) for n in (1, 2)]
    unreadable = kiriman(3, periode=None, diubah=START - timedelta(days=9))
    each = intake(memory(*rows, unreadable, returned=[3], counting=IN_FORCE), *rows, unreadable)
    assert speak(office, each).first_arrival == START - timedelta(days=2)
    alone = intake(memory(unreadable, returned=[3]), unreadable)
    assert speak(office, alone).first_arrival == START - timedelta(days=9)
    assert speak(office, intake(memory())).first_arrival is None


def test_only_what_came_after_the_lock_came_after_it(office: Office) -> None:
    locked = lock(1, KUNCI)
    rows = [kiriman(n, waktu=locked.waktu + timedelta(seconds=n - 2)) for n in (1, 2, 3, 4)]
    remembered = memory(*rows, history={"2025-12": [locked]}, counting=IN_FORCE)
    files = speak(office, intake(remembered, *rows))
    assert names(files.after_lock) == ["isi3", "isi4"]
    assert [[t.kode for t in file.all_temuan] for file in files.after_lock] == [["P506"], ["P506"]]
    assert files.answered is not None and files.answered.row == rows[3]


# What lies beside


def test_evidence_beside_or_below_the_report_is_its_attachment(office: Office) -> None:
    row = kiriman(1, nama="hukum/desember/a.xlsx")
    attachments = tuple(map(lying, ("desember/surat.pdf", "desember/foto/1.jpg", "lain/surat.pdf", "surat.pdf")))
    other = lying("desember/surat.pdf", "umum")
    each = intake(memory(row, counting=IN_FORCE), row, attachments=(*attachments, other))
    assert speak(office, each).attachments == ("hukum/desember/surat.pdf", "hukum/desember/foto/1.jpg")


def test_a_bagian_is_told_of_its_own_evidence_only(office: Office) -> None:
    same_path = kiriman(1, nama="umum/a.xlsx", bagian="hukum")
    attachments = (lying("surat.pdf", "umum"),)
    assert (
        speak(office, intake(memory(same_path, counting=IN_FORCE), same_path, attachments=attachments)).attachments
        == ()
    )


@pytest.mark.parametrize(
    ("report", "waiting", "codes"), [(False, False, ["I125"]), (True, False, []), (False, True, [])]
)
def test_evidence_alone_is_asked_about(report: bool, waiting: bool, codes: list[str], office: Office) -> None:
    row = kiriman(1)
    remembered = memory(row, counting=IN_FORCE) if report else memory()
    beside: dict[str, Any] = {"attachments": (lying("surat.pdf"),), "waiting": (lying("b.xlsx"),) if waiting else ()}
    each = intake(remembered, *([row] if report else []), **beside)
    assert [t.kode for t in speak(office, each).beside] == codes
