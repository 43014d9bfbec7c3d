"""A letter about last year in this year's template, whose table follows another model."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flows.demo import isian_demo
from flows.konsolidasi import susun_hasil
from flows.penerimaan import terima
from flows.pengaturan import buka_ruang
from flows.persiapan import pastikan_folder
from flows.register import muat_register_ruang
from flows.templat import buat_templat
from iku_rules.hasil import HasilIKU, Status
from ledger.buku import Ledger
from schemas.periode import Periode
from workbooks.pengisi import IsianLembar, isi_templat

MARET = Periode(2026, 3)
SAAT = datetime(2026, 4, 6, tzinfo=UTC)
SURAT = {
    "Status rilis": "Sudah rilis",
    "Tahun penilaian": 2025,
    "Nilai resmi": 68.24,
    "Nomor surat": "12/D.3/01/2026",
    "Tanggal surat": date(2026, 1, 20),
}


def kirim(folder: Path, baris: dict[str, dict[str, Any]]) -> tuple[list[tuple[str, str | None]], HasilIKU]:
    """Findings (code, cell) and the ITKP of March 2026 after pbj sent that letter and these components."""
    ruang = buka_ruang(folder, harus_ada=False)
    register = muat_register_ruang(ruang)
    pastikan_folder(ruang, register)
    berkas = ruang.inbox / "pbj" / "maret.xlsx"
    isian = isian_demo("pbj")["Identitas"], IsianLembar(pasangan=SURAT, baris=baris)
    berkas.write_bytes(
        isi_templat(buat_templat(register, "pbj", MARET, ruang), dict(zip(("Identitas", "ITKP"), isian, strict=True)))
    )
    os.utime(berkas, (SAAT.timestamp() - 3600, SAAT.timestamp() - 3600))
    penerimaan = terima(ruang, register, Ledger.sementara(), SAAT, simpan=False)
    terbaru = penerimaan.penyampaian("pbj", MARET).terbaru
    temuan = [(t.kode, t.sel) for t in (terbaru.temuan if terbaru else [])]
    return temuan, susun_hasil(penerimaan, register, MARET)[0]


def test_a_letter_about_last_year_fills_last_year_s_column(tmp_path: Path) -> None:
    temuan, itkp = kirim(tmp_path, {})
    assert [kode for kode, _ in temuan] == ["I422"]
    assert (itkp.status, itkp.nilai) == (Status.BELUM_RILIS, None)
    assert str(itkp.nilai_tahun_lalu) == "68.24"


def test_components_of_this_year_s_model_do_not_go_with_it(tmp_path: Path) -> None:
    temuan, itkp = kirim(tmp_path, {kunci: {"Nilai": 7} for kunci in ("A", "B", "C", "D")})
    assert "G219" in [kode for kode, _ in temuan]
    assert itkp.nilai is None and itkp.nilai_tahun_lalu is None
