"""What was read, kept as text, comes back the same: cells, states, addresses, findings."""

from pathlib import Path
from typing import Any

import pytest

from schemas.simpanan import kiriman_dari_teks, kiriman_ke_teks


@pytest.mark.parametrize("rusak", [{}, {"Reformasi Hukum!B16": "tinggi", "Identitas!B8": 3}])
def test_bolak_balik(meja: Any, tmp_path: Path, rusak: dict[str, Any]) -> None:
    berkas = {f"{b}/{b}.xlsx": meja.demo(b) for b in meja.bagian}
    berkas["hukum/hukum.xlsx"] = meja.ubah(berkas["hukum/hukum.xlsx"], rusak)
    for satu in meja.periksa(berkas, tmp_path).values():
        kiriman = satu.kiriman
        teks = kiriman_ke_teks(kiriman)
        kembali = kiriman_dari_teks(teks, kiriman.berkas, kiriman.sha256, meja.register.acuan)
        assert kembali == kiriman
        assert kiriman_ke_teks(kembali) == teks


def test_templat_dari_tahun_lain_ikut_kembali(meja: Any, tmp_path: Path) -> None:
    """The limits of a table are those of its assessment year, not of the reported month."""
    (satu,) = meja.periksa({"pbj/lama.xlsx": meja.kosong("pbj", "2022-12")}, tmp_path).values()
    kembali = kiriman_dari_teks(kiriman_ke_teks(satu.kiriman), satu.nama, satu.sha256, meja.register.acuan)
    assert kembali == satu.kiriman
    assert {t.acuan.tahun for t in kembali.blok.values()} == {0, 2022}


def test_teks_asing_ditolak(meja: Any) -> None:
    teks = '{"bagian":"hukum","periode":null,"formulir":["reformasi_hukum"],"blok":[{"lembar":"Lain"}],"temuan":[]}'
    with pytest.raises(KeyError):
        kiriman_dari_teks(teks, "x", "0", meja.register.acuan)
