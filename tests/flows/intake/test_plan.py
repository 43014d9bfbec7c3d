"""The plan of policies through the inbox: a month is compared with the month before."""

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from schemas.periode import Periode

if TYPE_CHECKING:
    from tests.conftest import Inbox

IN_TIME = datetime(2026, 1, 5, 10, tzinfo=timezone(timedelta(hours=7)))
DECEMBER = Periode(2025, 12)
SHEET = "Kebijakan Perekonomian"


def test_a_plan_changed_since_last_month_is_named(inbox: "Inbox", temuan_places: Any) -> None:
    demo = inbox.bench.demo("perekonomian")
    edits = {f"{SHEET}!B8": "Kebijakan yang belum pernah disebut", f"{SHEET}!H8": "77/2025", f"{SHEET}!E9": "Tidak"}
    inbox.drop(
        "perekonomian/november.xlsx", inbox.bench.edit(demo, {"Identitas!B7": "2025-11"}), IN_TIME - timedelta(days=31)
    )
    inbox.drop("perekonomian/desember.xlsx", inbox.bench.edit(demo, edits))
    in_force = inbox.files("perekonomian", DECEMBER).in_force
    temuan = [t for t in in_force.temuan if t.kode in ("P435", "P419")]
    assert temuan_places(temuan) >= {f"P435 {SHEET}!B8", f"P435 {SHEET}!E9", f"P435 {SHEET}", f"P419 {SHEET}!E9"}
    messages = " ".join(t.pesan for t in temuan)
    assert "November 2025" in messages and "“Pengendalian inflasi daerah” dihapus" in messages


def test_the_same_plan_again_says_nothing(inbox: "Inbox") -> None:
    demo = inbox.bench.demo("perekonomian")
    inbox.drop(
        "perekonomian/november.xlsx", inbox.bench.edit(demo, {"Identitas!B7": "2025-11"}), IN_TIME - timedelta(days=31)
    )
    inbox.drop("perekonomian/desember.xlsx", demo)
    in_force = inbox.files("perekonomian", DECEMBER).in_force
    assert "P435" not in {t.kode for t in in_force.temuan}
