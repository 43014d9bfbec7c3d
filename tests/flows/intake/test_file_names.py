"""Names as people and old shares write them: none stops the others, whatever database keeps them."""

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bench.steps import consolidate_month
from flows.run import Run
from ledger.archive import read_list
from ledger.transactions import Ledger
from schemas.periode import Periode

if TYPE_CHECKING:
    from tests.conftest import Bench, Inbox

MOMENT = datetime(2026, 1, 5, 3, tzinfo=UTC)
BAD_ENCODING = os.fsdecode(b"lapor\xe9.xlsx")  # Latin-1 on a share that should be UTF-8
SENTENCE = "Laporan.versi terakhir setelah rapat kemarin"  # no extension, though there is a dot


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such names")
@pytest.mark.parametrize("server", [False, True], ids=["sqlite", "postgresql"])
def test_odd_names_are_kept_readable_and_stop_nobody(
    inbox: "Inbox", bench: "Bench", server: bool, request: pytest.FixtureRequest
) -> None:
    ledger = Ledger.open(request.getfixturevalue("postgresql_url")) if server else inbox.ledger
    inbox.drop("hukum/iku.xlsx", bench.demo("hukum"))
    for name in (f"hukum/{BAD_ENCODING}", f"hukum/{SENTENCE}", f"umum/{BAD_ENCODING}", f"{BAD_ENCODING}/iku.xlsx"):
        inbox.drop(name, bench.demo("umum") if name.startswith("umum") else f"bukan buku kerja {SENTENCE}".encode())
    periode = Periode(2025, 12)
    for hours in (48, 49):  # the second time nothing is new
        moment = MOMENT + timedelta(hours=hours)
        run = Run(workspace=inbox.workspace, register=bench.register, ledger=ledger, now=moment)
        consolidation = consolidate_month(run, periode)
    status = {k.bagian: k for k in consolidation.standing}
    assert (status["hukum"].status, status["hukum"].file) == ("DITERIMA", "hukum/iku.xlsx")
    assert (status["umum"].status, status["umum"].file) == ("DITERIMA", "umum/lapor\\udce9.xlsx")
    assert [each.file for each in consolidation.orphans] == ["lapor\\udce9.xlsx/iku.xlsx"]
    assert consolidation.workbook.name == "IKU_Setda_2025-12_draf-01.xlsx"
    assert f"hukum/{SENTENCE}" in {entry.nama for entry in read_list(inbox.workspace.archive)}
