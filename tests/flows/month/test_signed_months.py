"""What happens after a lock, through the command line: later files, values that are withdrawn or replaced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from schemas.periode import Periode
from tests.flows.month.conftest import DECEMBER, INSISTING, Office
from tests.flows.month.test_years import NOT_YET, hand_in, letter, report

NOVEMBER = "2025-11"
KEY = "sudah_dikunci"


def words(office: Office, *arguments: str) -> str:
    return " ".join(office.iku(*arguments).split())


@pytest.fixture
def both_locked(office: Office) -> Office:
    """November's value carried into December; both signed."""
    hand_in(office, NOVEMBER, report(letter(86.25)))
    hand_in(office, DECEMBER, report(NOT_YET))
    for periode in (NOVEMBER, DECEMBER):
        office.json("konsolidasi", "--periode", periode)
        office.iku("kunci", periode, *INSISTING)
    return office


def told(office: Office) -> dict[str, Mapping[str, Any]]:
    """What the status says of signed months, by month."""
    return {month["periode"]: month for month in office.json("status").get(KEY, [])}


def test_nothing_is_said_while_all_is_as_it_was_signed(both_locked: Office) -> None:
    assert told(both_locked) == {} and "bersandar" not in words(both_locked, "status")


def test_opening_names_the_months_that_rest_on_it(both_locked: Office) -> None:
    said = words(both_locked, "buka", NOVEMBER, "--alasan", "Surat dikoreksi")
    assert "Perhatian: Desember 2025 sudah dikunci dan bersandar pada kiriman November 2025." in said
    assert told(both_locked) == {}  # nothing was withdrawn yet


def test_a_value_handed_back_is_told_until_the_month_is_opened(both_locked: Office) -> None:
    office = both_locked
    office.iku("buka", NOVEMBER, "--alasan", "x")
    said = words(office, "kembalikan", "hukum", "--periode", NOVEMBER, "--alasan", "Nomor surat keliru")
    assert "Desember 2025 sudah dikunci dan bersandar pada kiriman November 2025" in said
    (row,) = told(office)[DECEMBER]["ditarik"]
    assert (row["bagian"], row["periode"]) == ("hukum", NOVEMBER)
    line = "Desember 2025 sudah dikunci: bersandar pada nilai yang ditarik atau diganti (Bagian Hukum November 2025)"
    assert line in words(office, "status") and line in words(office, "konsolidasi", "--periode", NOVEMBER)
    assert DECEMBER in {m["periode"] for m in office.json("konsolidasi", "--periode", NOVEMBER)[KEY]}
    office.iku("buka", DECEMBER, "--alasan", "x")
    assert told(office) == {}


def test_a_value_replaced_is_told(both_locked: Office) -> None:
    office = both_locked
    office.iku("buka", NOVEMBER, "--alasan", "x")
    hand_in(office, NOVEMBER, report(letter(87), **{"Pengiriman ke-": 2}), "lagi.xlsx")
    office.json("konsolidasi", "--periode", NOVEMBER)
    assert [row["bagian"] for row in told(office)[DECEMBER]["ditarik"]] == ["hukum"]


def test_a_file_that_comes_after_the_lock_is_told_in_every_month(both_locked: Office) -> None:
    office = both_locked
    hand_in(office, DECEMBER, report(letter(87), **{"Pengiriman ke-": 2}), "susulan.xlsx")
    office.moment = datetime(2026, 3, 7, tzinfo=office.workspace.zone)
    office.json("konsolidasi", "--periode", "2026-02")
    (name,) = told(office)[DECEMBER]["sesudah_kunci"]
    assert name.endswith("susulan.xlsx")
    said = words(office, "status", "--periode", "2026-02")
    assert "ada berkas sesudah dikunci, tidak dihitung" in said and "iku buka 2025-12" in said
    assert Periode.parse(DECEMBER).name in said
