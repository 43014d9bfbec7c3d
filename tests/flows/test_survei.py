"""Satisfaction surveys and service units through the public door: templates filled as offices fill them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from flows.galat import TidakDapat
from flows.pengaturan import buka_ruang
from flows.register import muat_register_ruang
from iku_rules.daftar import FOLDER
from workbooks.pengisi import IsianLembar, isi_templat

SURVEI = {"Status survei": "Sudah dilaksanakan", "Periode survei": "Semester II 2025"}
JAWABAN = [(4, 3, 3, 4, 4, 3, 4, 2, 3), (3, 3, 4, 4, 3, 3, 4, 3, 4), (3, None, 3, 4, 4, 4, 4, 3, 2)]
NRR = (3.41, 3.52, 3.13, 4, 3.34, 3.45, 3.66, 3.57, 2.98)


def responden(meja: Any, jawaban: Sequence[Sequence[Any]], **pasangan: Any) -> bytes:
    unsur = [u.nama for u in meja.register.kepuasan_masyarakat.pada(2025).unsur]
    daftar = [
        {"Tanggal": date(2025, 8, 1 + n % 28), "Jenis layanan": "Surat", **{
            u: j for u, j in zip(unsur, satu, strict=True) if j is not None
        }}
        for n, satu in enumerate(jawaban)
    ]  # fmt: skip
    survei = SURVEI | {"Cara pengisian": "Responden"} | {k.replace("_", " "): v for k, v in pasangan.items()}
    isian = {"SKM": IsianLembar(pasangan=survei), "SKM Responden": IsianLembar(daftar=daftar)}
    return isi_templat(meja.kosong("umum"), isian)


def rekap(meja: Any, nrr: Sequence[Any] = NRR, **pasangan: Any) -> bytes:
    unsur = [u.nama for u in meja.register.kepuasan_masyarakat.pada(2025).unsur]
    survei = SURVEI | {"Cara pengisian": "Rekap", "Jumlah responden": 120}
    survei |= {k.replace("_", " "): v for k, v in pasangan.items()}
    baris = {u: {"NRR": n} for u, n in zip(unsur, nrr, strict=True)}
    return isi_templat(meja.kosong("umum"), {"SKM": IsianLembar(pasangan=survei, baris=baris)})


def baca(meja: Any, folder: Path, *isi: bytes, bagian: str = "umum") -> list[Any]:
    return list(meja.periksa({f"{bagian}/{n}.xlsx": satu for n, satu in enumerate(isi)}, folder).values())


def ikm(satu: Any) -> Any:
    return satu.perhitungan["kepuasan_masyarakat"]


def kode(satu: Any) -> list[str]:
    return [t.kode for t in satu.temuan]


# Unsur by name, whatever their place


def test_swapped_columns_and_rows_are_matched_by_name(meja: Any, tmp_path: Path) -> None:
    def tukar_kolom(buku: Workbook) -> None:
        for baris in buku["SKM Responden"].iter_rows(min_row=6, max_row=9):
            baris[10].value, baris[11].value = baris[11].value, baris[10].value

    def tukar_baris(buku: Workbook) -> None:
        lembar = buku["SKM"]
        (awal,) = (s.row for b in lembar.iter_rows() for s in b if s.value == "Penanganan pengaduan, saran dan masukan")
        for kolom in range(1, 4):
            a, b = lembar.cell(awal, kolom), lembar.cell(awal + 1, kolom)
            a.value, b.value = b.value, a.value

    hasil = baca(
        meja, tmp_path, responden(meja, JAWABAN), meja.ubah(responden(meja, JAWABAN), tukar_kolom),
        rekap(meja), meja.ubah(rekap(meja), tukar_baris),
    )  # fmt: skip
    assert all(d.diterima for d in hasil)
    assert [kode(d) for d in hasil] == [[]] * 4
    unsur = [{k: n.nilai for k, n in ikm(d).unsur} for d in hasil]
    assert unsur[0] == unsur[1] and unsur[2] == unsur[3]
    assert unsur[0]["U8"] != unsur[0]["U9"] and unsur[2]["U8"] == Decimal("3.57")


# Answers that are missing


def test_a_blank_divides_by_the_valid_answers(meja: Any, tmp_path: Path) -> None:
    (satu,) = baca(meja, tmp_path, responden(meja, JAWABAN))
    jumlah = [sum(j for j in kolom if j) / Decimal(sum(1 for j in kolom if j)) for kolom in zip(*JAWABAN, strict=True)]
    assert ikm(satu).nilai == (sum(jumlah) / 9 * 25).quantize(Decimal("0.01"))
    assert ikm(satu).catatan == (
        "tiga unsur terendah: Penanganan pengaduan, saran dan masukan; Sistem, mekanisme, dan prosedur; "
        "Sarana dan prasarana",
    )


def test_an_unsur_nobody_answered_is_returned(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    (satu,) = baca(meja, tmp_path, responden(meja, [(*j[:8], None) for j in JAWABAN]))
    assert tempat_temuan(satu.temuan) == {"G454 SKM Responden!L7:L9"}
    assert not satu.diterima
    assert "Sarana dan prasarana" in satu.temuan[0].pesan


def test_a_free_service_is_marked_for_all_or_doubted(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    strip = [(*j[:3], "-", *j[4:]) for j in JAWABAN]
    semua, sebagian, lain = baca(
        meja, tmp_path, responden(meja, strip), responden(meja, [*strip[:2], JAWABAN[2]]),
        responden(meja, [("-", *j[1:]) for j in JAWABAN]),
    )  # fmt: skip
    assert (semua.diterima, tempat_temuan(semua.temuan)) == (True, {"P416 SKM Responden!G7:G9"})
    assert tempat_temuan(sebagian.temuan) == {"P455 SKM Responden!G7", "P455 SKM Responden!G8"}
    assert ikm(semua).nilai is not None and ikm(sebagian).nilai is not None
    assert set(kode(lain)) == {"G310"}


# Scales and weights


def test_a_mean_on_the_scale_of_the_ikm_is_named_as_such(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    (satu,) = baca(meja, tmp_path, rekap(meja, (85.25, 5, *NRR[2:])))
    assert tempat_temuan(satu.temuan) == {"G403 SKM!C15", "I456 SKM!C15", "G403 SKM!C16"}


@pytest.mark.parametrize(("bobot", "nilai"), [('"1/9"', "86.28"), ("0.111", "86.19"), ("0.11", "85.42")])
def test_the_weight_comes_from_the_register_of_the_workspace(bobot: str, nilai: str, meja: Any, tmp_path: Path) -> None:
    """31.06 / 9 x 25 = 86.277.., 31.06 x 0.111 x 25 = 86.1915, 31.06 x 0.11 x 25 = 85.415."""
    parameter = "parameter/kepuasan_masyarakat.toml"
    isi = (FOLDER / parameter).read_text(encoding="utf-8")
    (tmp_path / "register/parameter").mkdir(parents=True)
    (tmp_path / "register" / parameter).write_text(isi.replace('nilai = "1/9"', f"nilai = {bobot}"), encoding="utf-8")
    (tmp_path / "iku.toml").write_text('register = "register"\n', encoding="utf-8")
    lain = type(meja)(meja.ruang, muat_register_ruang(buka_ruang(tmp_path, harus_ada=True)))
    (satu,) = baca(lain, tmp_path, rekap(meja))
    assert ikm(satu).nilai == Decimal(nilai)


def test_a_target_on_the_scale_of_the_answers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "iku.toml").write_text(
        '[[target]]\niku = "kepuasan_masyarakat"\ntahun = 2025\nnilai = 3.6\n', encoding="utf-8"
    )
    with pytest.raises(TidakDapat, match="25 sampai 100"):
        muat_register_ruang(buka_ruang(tmp_path, harus_ada=True))


def test_a_small_sample_is_said_with_its_formula(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    (satu,) = baca(meja, tmp_path, rekap(meja, Jumlah_populasi=500))
    assert tempat_temuan(satu.temuan) == {"P415 SKM!B10"}
    sampel = next(b[1] for t in ikm(satu).rincian for b in t.baris if b[0] == "Sampel minimum (Krejcie-Morgan)")
    assert sampel.nilai == 217


# Service units

ASPEK = (
    "Kebijakan",
    "Profesionalisme SDM",
    "Sarana prasarana",
    "Sistem informasi",
    "Konsultasi dan pengaduan",
    "Inovasi",
)
NILAI_ASPEK = dict(zip(ASPEK, (4, 3.5, 3, 4.5, 2, 1), strict=True))
# 4 x 24 + 3.5 x 25 + 3 x 18 + 4.5 x 11 + 2 x 10 + 1 x 12 = 319
F02 = Decimal("3.19")


def unit(meja: Any, *daftar: dict[str, Any]) -> bytes:
    tetap = {"F03": 4, "Jumlah responden": 30}
    isi = [{"Unit": f"Unit {n}", **tetap, **satu} for n, satu in enumerate(daftar)]
    return isi_templat(
        meja.kosong("organisasi"), {"Pelayanan Publik": IsianLembar(pasangan={"Jenis": "MANDIRI"}, daftar=isi)}
    )


def ipp(satu: Any) -> Any:
    return satu.perhitungan["pelayanan_publik"]


def test_f02_comes_from_its_aspects_where_it_is_empty(meja: Any, tmp_path: Path) -> None:
    dihitung, diketik = baca(
        meja, tmp_path, unit(meja, NILAI_ASPEK), unit(meja, {"F02": float(F02)}), bagian="organisasi"
    )
    assert (kode(dihitung), kode(diketik)) == ([], [])
    assert ipp(dihitung).nilai == ipp(diketik).nilai == Decimal("3.39")  # 0.75 x 3.19 + 0.25 x 4 = 3.3925
    assert {s.nilai for s in ipp(dihitung).sumber} >= {Decimal(str(n)) for n in NILAI_ASPEK.values()}


def test_f02_and_its_aspects_are_compared(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    isi = unit(meja, {**NILAI_ASPEK, "F02": 3.18}, {**NILAI_ASPEK, "F02": 3.91})
    (satu,) = baca(meja, tmp_path, isi, bagian="organisasi")
    assert tempat_temuan(satu.temuan) == {"P450 Pelayanan Publik!B12"}
    pesan = satu.temuan[0].pesan
    assert "3,91" in pesan and "3,19" in pesan
    assert ipp(satu).nilai == Decimal("3.66")  # what was filled in counts: 0.75 x (3.18 + 3.91) / 2 + 1


def test_aspects_are_all_or_none_and_within_five(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    sebagian = {k: v for k, v in NILAI_ASPEK.items() if k != "Inovasi"}
    isi = unit(meja, sebagian, {**NILAI_ASPEK, "Kebijakan": 82.5}, {})
    (satu,) = baca(meja, tmp_path, isi, bagian="organisasi")
    assert tempat_temuan(satu.temuan) == {
        "G401 Pelayanan Publik!J11",
        "G405 Pelayanan Publik!E12",
        "G401 Pelayanan Publik!B13",
    }
    assert "0 sampai 5" in next(t.pesan for t in satu.temuan if t.kode == "G405")


def test_users_too_few_to_count_are_named(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    isi = unit(meja, {"F02": 4, "Jumlah responden": 29}, {"F02": 4})
    (satu,) = baca(meja, tmp_path, isi, bagian="organisasi")
    assert tempat_temuan(satu.temuan) == {"P457 Pelayanan Publik!D11"}
    assert "30" in satu.temuan[0].pesan and "Unit 0" in satu.temuan[0].pesan
    assert ipp(satu).nilai == Decimal("3.50")


def test_a_template_without_aspects_is_still_read(meja: Any, tmp_path: Path) -> None:
    isi = meja.ubah(unit(meja, {"F02": 4}), lambda buku: buku["Pelayanan Publik"].delete_cols(5, 6))
    (satu,) = baca(meja, tmp_path, isi, bagian="organisasi")
    assert (kode(satu), ipp(satu).nilai) == ([], Decimal("4.00"))
