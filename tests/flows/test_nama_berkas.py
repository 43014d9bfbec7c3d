"""Names as people and old shares write them: none stops the others, whatever database keeps them."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.konsolidasi import konsolidasikan
from flows.penerimaan import terima
from ledger.arsip import baca_daftar
from ledger.buku import Ledger
from schemas.periode import Periode

SAAT = datetime(2026, 1, 5, 3, tzinfo=UTC)
SALAH_SANDI = os.fsdecode(b"lapor\xe9.xlsx")  # Latin-1 on a share that should be UTF-8
KALIMAT = "Laporan.versi terakhir setelah rapat kemarin"  # no extension, though there is a dot


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such names")
@pytest.mark.parametrize("server", [False, True], ids=["sqlite", "postgresql"])
def test_odd_names_are_kept_readable_and_stop_nobody(
    kotak: Any, meja: Any, server: bool, request: pytest.FixtureRequest
) -> None:
    ledger = Ledger.buka(request.getfixturevalue("url_postgresql")) if server else kotak.ledger
    kotak.taruh("hukum/iku.xlsx", meja.demo("hukum"))
    for nama in (f"hukum/{SALAH_SANDI}", f"hukum/{KALIMAT}", f"umum/{SALAH_SANDI}", f"{SALAH_SANDI}/iku.xlsx"):
        kotak.taruh(nama, meja.demo("umum") if nama.startswith("umum") else f"bukan buku kerja {KALIMAT}".encode())
    periode = Periode(2025, 12)
    for jam in (48, 49):  # the second time nothing is new
        saat = SAAT + timedelta(hours=jam)
        penerimaan = terima(kotak.ruang, meja.register, ledger, saat, simpan=True)
        hasil = konsolidasikan(penerimaan, kotak.ruang, meja.register, ledger, periode, saat)
    status = {k["bagian"]: k for k in hasil.pengumpulan}
    assert (status["hukum"]["status"], status["hukum"]["berkas"]) == ("DITERIMA", "hukum/iku.xlsx")
    assert (status["umum"]["status"], status["umum"]["berkas"]) == ("DITERIMA", "umum/lapor\\udce9.xlsx")
    assert [berkas for berkas, _ in hasil.asing] == ["lapor\\udce9.xlsx/iku.xlsx"]
    assert hasil.buku_kerja.name == "IKU_Setda_2025-12_draf-01.xlsx"
    assert f"hukum/{KALIMAT}" in {e.nama for e in baca_daftar(kotak.ruang.arsip)}
