"""Findings: filled sentences, levels, grouping, and a catalogue without loose ends."""

import re
from string import Formatter

import pytest

from schemas.katalog import KATALOG
from schemas.temuan import Pengecualian, Temuan, Tingkat, buat_temuan, kelompokkan


def test_kode_berbentuk_tetap() -> None:
    assert all(re.fullmatch(r"[GPI][1-5]\d\d", kode) for kode in KATALOG)
    assert len({kode[1:] for kode in KATALOG}) == len(KATALOG)


@pytest.mark.parametrize("kode", KATALOG)
def test_kalimat_terisi(kode: str) -> None:
    entri = KATALOG[kode]
    teks = (entri.pesan, entri.diharapkan, entri.saran)
    kata = {nama for t in teks for _, nama, _, _ in Formatter().parse(t) if nama}
    satu = buat_temuan(kode, **dict.fromkeys(kata, "x"))  # type: ignore[arg-type]
    assert satu.pesan
    assert satu.saran
    assert "{" not in satu.pesan + satu.saran + (satu.diharapkan or "")
    assert satu.memblokir == kode.startswith("G")
    # A GALAT says what belongs there.
    assert satu.diharapkan or not satu.memblokir


def test_kelompok() -> None:
    def nilai(sel: str, kode: str = "G401") -> Temuan:
        return buat_temuan(kode, lembar="ITKP", sel=sel, label="Nilai", harapan="angka")

    info = buat_temuan("I109")
    hasil = kelompokkan([info, nilai("D7"), nilai("D9"), nilai("D7")])
    assert [(t.kode, t.sel) for t in hasil] == [("G401", "D7, D9"), ("I109", None)]
    assert [t.tingkat for t in hasil] == [Tingkat.GALAT, Tingkat.INFO]


def test_pengecualian_tidak_memblokir() -> None:
    satu = Temuan("G401", None, None, None, None, "pesan", "saran", Pengecualian("Sekda", "x", "2026-01-31"))
    assert satu.tingkat is Tingkat.GALAT
    assert not satu.memblokir
