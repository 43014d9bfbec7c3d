"""The plan of policies through the inbox: a month is compared with the month before."""

from datetime import datetime, timedelta, timezone
from typing import Any

from schemas.periode import Periode

WAKTU = datetime(2026, 1, 5, 10, tzinfo=timezone(timedelta(hours=7)))
DESEMBER = Periode(2025, 12)
LEMBAR = "Kebijakan Perekonomian"


def test_a_plan_changed_since_last_month_is_named(kotak: Any, tempat_temuan: Any) -> None:
    demo = kotak.meja.demo("perekonomian")
    ubah = {f"{LEMBAR}!B8": "Kebijakan yang belum pernah disebut", f"{LEMBAR}!H8": "77/2025", f"{LEMBAR}!E9": "Tidak"}
    kotak.taruh(
        "perekonomian/november.xlsx", kotak.meja.ubah(demo, {"Identitas!B7": "2025-11"}), WAKTU - timedelta(days=31)
    )
    kotak.taruh("perekonomian/desember.xlsx", kotak.meja.ubah(demo, ubah))
    berlaku = kotak.terima().penyampaian("perekonomian", DESEMBER).berlaku
    temuan = [t for t in berlaku.temuan if t.kode in ("P435", "P419")]
    assert tempat_temuan(temuan) >= {f"P435 {LEMBAR}!B8", f"P435 {LEMBAR}!E9", f"P435 {LEMBAR}", f"P419 {LEMBAR}!E9"}
    pesan = " ".join(t.pesan for t in temuan)
    assert "November 2025" in pesan and "“Pengendalian inflasi daerah” dihapus" in pesan


def test_the_same_plan_again_says_nothing(kotak: Any) -> None:
    demo = kotak.meja.demo("perekonomian")
    kotak.taruh(
        "perekonomian/november.xlsx", kotak.meja.ubah(demo, {"Identitas!B7": "2025-11"}), WAKTU - timedelta(days=31)
    )
    kotak.taruh("perekonomian/desember.xlsx", demo)
    berlaku = kotak.terima().penyampaian("perekonomian", DESEMBER).berlaku
    assert "P435" not in {t.kode for t in berlaku.temuan}
