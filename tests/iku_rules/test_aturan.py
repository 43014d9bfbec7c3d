"""Each rule by itself: statuses, findings at their cells, steps that can be shown."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iku_rules.aturan import ATURAN
from iku_rules.daftar import FOLDER, RegisterSalah, muat_register
from iku_rules.hasil import Perhitungan, Status
from iku_rules.konteks import Konteks
from iku_rules.langkah import Langkah, Masukan, Parameter, telusuri
from schemas.periode import Periode

UNSUR_PENUH = 9


def temuan(perhitungan: Perhitungan) -> list[tuple[str, str | None]]:
    return [(t.kode, t.sel) for t in perhitungan.temuan]


@pytest.mark.parametrize("iku", list(ATURAN))
def test_an_untouched_form_is_not_released_yet(iku: str, buat: Any, register: Any) -> None:
    hasil = buat.hitung(register.pemilik(iku)[0], "2025-11", iku, {})
    assert (hasil.status, hasil.hasil, hasil.nilai, hasil.predikat) == (Status.BELUM_RILIS, None, None, None)
    assert hasil.sumber == hasil.temuan == hasil.parameter == ()
    assert hasil.tahun_penilaian == 2025


@pytest.mark.parametrize("iku", ["itkp", "kesalehan_sosial", "reformasi_hukum", "pelayanan_publik"])
def test_a_letter_alone_is_final(iku: str, buat: Any, surat_resmi: Any, register: Any) -> None:
    hasil = buat.hitung(register.pemilik(iku)[0], "2025-12", iku, {"hasil_resmi": surat_resmi(3.28, 2025)})
    assert (hasil.status, hasil.nilai) == (Status.FINAL, Decimal("3.28"))
    assert [(s.sel, s.nilai) for s in hasil.sumber] == [("B6", Decimal("3.28"))]


@pytest.mark.parametrize("iku", ["itkp", "kesalehan_sosial", "reformasi_hukum", "pelayanan_publik"])
def test_not_released_says_so(iku: str, buat: Any, register: Any) -> None:
    isi = {"hasil_resmi": {"status": "Belum rilis", "tahun_penilaian": 2025}}
    assert buat.hitung(register.pemilik(iku)[0], "2025-12", iku, isi).status is Status.BELUM_RILIS


def test_zero_is_a_value(buat: Any, surat_resmi: Any) -> None:
    nol = buat.hitung(
        "pbj", "2025-12", "itkp", {"itkp": dict.fromkeys(("A1", "A2", "A3", "A4", "A5", "A6", "B", "C"), 0)}
    )
    assert (nol.status, nol.nilai, nol.predikat) == (Status.SEMENTARA, 0, "Kurang")
    assert buat.hitung("pbj", "2025-12", "itkp", {"hasil_resmi": surat_resmi(0, 2025)}).status is Status.FINAL
    assert buat.hitung("tapem", "2025-12", "sinergitas_kecamatan", sinergitas({"35.08.01": 0})).nilai == 0


# itkp


def test_itkp_2026_has_four_components_and_says_so(buat: Any) -> None:
    hasil = buat.hitung("pbj", "2026-12", "itkp", {"itkp": {"A": 21.5, "B": 20, "C": 24, "D": 5}})
    assert (hasil.nilai, hasil.predikat) == (Decimal("70.50"), "BB")
    assert any("tiga komponen" in c for c in hasil.catatan)
    assert all(not p.dikonfirmasi for p in hasil.parameter)
    assert temuan(hasil) == []


def test_itkp_pillars_are_rounded_before_they_are_added(buat: Any) -> None:
    komponen = {"A1": 10, "A2": 3.8555, "A3": 0, "A4": 1, "A5": 3.0097, "A6": 4.8602, "B": 5.5555, "C": 35.5555}
    hasil = buat.hitung("pbj", "2024-12", "itkp", {"itkp": komponen})
    assert hasil.nilai == Decimal("63.85")  # 22.73 + 5.56 + 35.56; unrounded the sum would be 63.8364
    kasus = {**komponen, "A2": 3.8602, "B": 5.5551}
    assert buat.hitung("pbj", "2024-12", "itkp", {"itkp": kasus}).nilai == Decimal("22.73") + Decimal("5.56") + Decimal(
        "35.56"
    )


@pytest.mark.parametrize(
    ("tahun", "kode", "nilai", "sah"),
    [
        (2025, "C", 35.56, True),
        (2025, "C", 35.6, True),
        (2025, "C", 8.9, True),
        (2025, "C", 35.5, False),
        (2025, "C", 39, False),
        (2025, "A4", 1, True),
        (2025, "A4", 0.5, False),
        (2026, "C", 27, True),
        (2026, "C", 28, False),
        (2026, "D", 5, True),
        (2026, "D", 6, False),
    ],
)
def test_itkp_values_that_cannot_occur(tahun: int, kode: str, nilai: float, sah: bool, buat: Any) -> None:
    lain = {2025: ("A1", "A2", "A3", "A4", "A5", "A6", "B", "C"), 2026: ("A", "B", "C", "D")}[tahun]
    hasil = buat.hitung("pbj", f"{tahun}-12", "itkp", {"itkp": {**dict.fromkeys(lain, 0), kode: nilai}})
    baris = 30 + lain.index(kode)
    assert temuan(hasil) == ([] if sah else [("P414", f"D{baris}")])


def test_letter_against_components_scale_and_cut(buat: Any, surat_resmi: Any) -> None:
    komponen = {"A1": 10, "A2": 4.43, "A3": 2.71, "A4": 1, "A5": 3.01, "A6": 4.86, "B": 6.67, "C": 35.56}

    def kode(nilai: float, predikat: str | None = None) -> list[tuple[str, str | None]]:
        isi = {"itkp": komponen, "hasil_resmi": surat_resmi(nilai, 2025, predikat)}
        return temuan(buat.hitung("pbj", "2025-12", "itkp", isi))

    assert kode(68.24) == kode(68.26) == kode(68.22) == []
    assert kode(68.27) == [("P411", "B6")]
    assert kode(68.24, "Baik") == [("P412", "B7")]
    assert kode(70.01, "Baik") == [("P411", "B6"), ("P413", "B6")]


@pytest.mark.parametrize(
    ("komponen", "resmi", "cocok"),
    [
        ({"A2": 4.4}, 68.04, True),  # one cell with one decimal and the rest whole: 67.90, 0.15 is explained
        ({"A2": 4.4}, 68.06, False),
        ({"A2": 4.43}, 67.95, True),  # a cell with two decimals: 67.93, only 0.02 is
        ({"A2": 4.43}, 67.96, False),
    ],
)
def test_letter_is_held_to_what_the_cells_can_tell(
    komponen: dict[str, float], resmi: float, cocok: bool, buat: Any, surat_resmi: Any
) -> None:
    isi = {"A1": 10, "A3": 3, "A4": 1, "A5": 3, "A6": 5, "B": 1.5, "C": 40, **komponen}
    hasil = buat.hitung("pbj", "2025-12", "itkp", {"itkp": isi, "hasil_resmi": surat_resmi(resmi, 2025)})
    assert ("P411" not in [t.kode for t in hasil.temuan]) is cocok


@pytest.mark.parametrize(
    ("tahun", "nilai", "ragu"),
    [
        (2025, 49.98, False), (2025, 49.99, True), (2025, 50, True), (2025, 50.01, True), (2025, 50.02, False),
        (2022, 69.99, True), (2021, 90, True), (2026, 79.99, True), (2026, 80.5, False),
    ],
)  # fmt: skip
def test_a_total_beside_a_cut_is_flagged(tahun: int, nilai: float, ragu: bool, buat: Any, surat_resmi: Any) -> None:
    hasil = buat.hitung("pbj", f"{tahun}-12", "itkp", {"hasil_resmi": surat_resmi(nilai, tahun)})
    assert temuan(hasil) == ([("P413", "B6")] if ragu else [])


def test_letter_predikat_decides_and_is_normalised(buat: Any, surat_resmi: Any) -> None:
    def predikat(iku: str, nilai: float, tertulis: str | None) -> str | None:
        hasil: Perhitungan = buat.hitung("hukum", "2025-12", iku, {"hasil_resmi": surat_resmi(nilai, 2025, tertulis)})
        return hasil.predikat

    assert predikat("reformasi_hukum", 99.4, "aa") == "AA (Istimewa)"
    assert predikat("reformasi_hukum", 99.4, None) == "AA (Istimewa)"
    assert predikat("reformasi_hukum", 99.4, "A") == "A (Sangat Baik)"
    assert predikat("reformasi_hukum", 99.4, "Memuaskan") == "Memuaskan"
    assert predikat("itkp", 68.24, "CUKUP") == "Cukup"
    assert predikat("kesalehan_sosial", 82.59, "Sangat Baik") == "Sangat Baik"
    assert predikat("kesalehan_sosial", 82.59, None) is None


def test_years_of_the_letter(buat: Any, surat_resmi: Any) -> None:
    def hasil(tahun: int) -> Perhitungan:
        satu: Perhitungan = buat.hitung("pbj", "2026-01", "itkp", {"hasil_resmi": surat_resmi(68.24, tahun)})
        return satu

    assert (hasil(2025).tahun_penilaian, temuan(hasil(2025))) == (2025, [("I422", "B5")])
    assert temuan(hasil(2024)) == [("P427", "B5")]
    assert hasil(2025).aturan == "itkp 2023-2025"
    assert hasil(2026).aturan == "itkp 2026-2029"


# sinergitas


def sinergitas(skor: dict[str, Any], **penilaian: Any) -> dict[str, Any]:
    tetap = {"status": "Sudah rilis", "tahun_penilaian": 2025, "berita_acara": "1/2025", **penilaian}
    return {"sinergitas_penilaian": tetap, "sinergitas_kecamatan": skor}


def test_sinergitas_never_divides_by_the_missing(buat: Any, register: Any) -> None:
    kode = [k.kode for k in register.berkas_kecamatan.kecamatan]
    penuh = buat.hitung("tapem", "2025-12", "sinergitas_kecamatan", sinergitas({k: 80 + n for n, k in enumerate(kode)}))
    assert (penuh.nilai, penuh.status, str(penuh.kelengkapan)) == (Decimal("90.00"), Status.FINAL, "21/21")
    assert penuh.catatan == () and temuan(penuh) == []
    kurang = buat.hitung("tapem", "2025-12", "sinergitas_kecamatan", sinergitas(dict.fromkeys(kode[:19], 90)))
    assert (kurang.nilai, kurang.status, str(kurang.kelengkapan)) == (Decimal("90.00"), Status.SEMENTARA, "19/21")
    assert kurang.catatan == ("19 dari 21 kecamatan; belum dinilai: Ranuyoso, Sumbersuko",)
    assert temuan(kurang) == [("P426", "C49, C50")]
    belum = sinergitas(dict.fromkeys(kode, 90), status="Belum rilis", berita_acara=None)
    assert buat.hitung("tapem", "2025-12", "sinergitas_kecamatan", belum).status is Status.SEMENTARA


# kesalehan sosial


def test_a_missing_dimension_gives_no_index(buat: Any, register: Any) -> None:
    dimensi = register.kesalehan_sosial.pada(2025).metode[0].dimensi
    isi = {
        "kesalehan_survei": {"metode": "KEMENAG5", "jumlah_responden": 400},
        "kesalehan_sosial": dict.fromkeys(dimensi[:4], 80),
    }
    assert buat.hitung("kesra", "2025-12", "kesalehan_sosial", isi).status is Status.BELUM_RILIS


# reformasi hukum


def test_weights_follow_the_assessment_year(buat: Any, register: Any) -> None:
    def nilai(tahun: int) -> Decimal:
        nama = [v.nama for v in register.reformasi_hukum.pada(tahun).variabel]
        isi = {n: {"diperoleh": d, "tertinggi": 4} for n, d in zip(nama, (4, 3, 2, 1), strict=True)}
        hasil = buat.hitung("hukum", f"{tahun}-12", "reformasi_hukum", {"reformasi_hukum": isi})
        assert hasil.status is Status.SEMENTARA
        return hasil.nilai  # type: ignore[no-any-return]

    assert nilai(2024) == Decimal("65.00")  # 25 + 18.75 + 17.5 + 3.75
    assert nilai(2025) == Decimal("63.75")  # 25 + 18.75 + 15 + 5


def test_a_value_on_a_cut_is_flagged(buat: Any, surat_resmi: Any) -> None:
    hasil = buat.hitung("hukum", "2025-12", "reformasi_hukum", {"hasil_resmi": surat_resmi(90, 2025)})
    assert (hasil.predikat, temuan(hasil)) == ("A (Sangat Baik)", [("P413", "B6")])


# kebijakan perekonomian


def kebijakan(
    status: str = "Diterbitkan", rencana: str = "Ya", hari: date | None = date(2025, 3, 17), **lain: Any
) -> dict[str, Any]:
    nomor = "1/2025" if status == "Diterbitkan" else None
    return {
        "nama": "Kebijakan", "jenis": "Perbup", "direncanakan": rencana, "status": status,
        "nomor": nomor, "tanggal": hari if nomor else None, **lain,
    }  # fmt: skip


def test_what_counts_as_issued(buat: Any) -> None:
    def nilai(*baris: dict[str, Any]) -> Decimal | None:
        hasil = buat.hitung(
            "perekonomian", "2025-06", "kebijakan_perekonomian", {"kebijakan_perekonomian": list(baris)}
        )
        return hasil.nilai  # type: ignore[no-any-return]

    satu = kebijakan()
    assert nilai(satu) == 100
    assert nilai(satu, kebijakan("Ditunda"), kebijakan("Batal")) == Decimal("33.33")
    assert nilai(satu, kebijakan(rencana="Tidak")) == 100  # beside the value, not in it
    assert nilai(kebijakan("Disusun")) == 0
    assert nilai(satu, kebijakan(nomor=None)) == nilai(satu, kebijakan(nomor="-")) == 50
    assert nilai(satu, kebijakan(hari=None)) == 50
    assert nilai(satu, kebijakan(hari=date(2025, 6, 30))) == 100
    assert nilai(satu, kebijakan(hari=date(2025, 7, 1))) == 50
    assert nilai(satu, kebijakan(hari=date(2024, 12, 31))) == 50


def test_nothing_planned_gives_no_value(buat: Any) -> None:
    isi = {"kebijakan_perekonomian": [kebijakan(rencana="Tidak")]}
    hasil = buat.hitung("perekonomian", "2025-06", "kebijakan_perekonomian", isi)
    assert (hasil.nilai, hasil.status, temuan(hasil)) == (
        None,
        Status.BELUM_RILIS,
        [("P417", None), ("P419", "E30")],
    )
    assert hasil.rincian[-1].judul == "DITERBITKAN DI LUAR RENCANA"


def test_unplanned_counts_where_the_register_says_so(buat: Any, register: Any) -> None:
    model = register.kebijakan_perekonomian
    ya = model.model[0].hitung_tak_terencana.model_copy(update={"nilai": True})
    lain = model.model_copy(update={"model": (model.model[0].model_copy(update={"hitung_tak_terencana": ya}),)})
    isi = {"kebijakan_perekonomian": [kebijakan(), kebijakan(rencana="Tidak")]}
    beda = type(buat)(replace(register, kebijakan_perekonomian=lain))
    assert beda.hitung("perekonomian", "2025-06", "kebijakan_perekonomian", isi).nilai == 200


# kepuasan masyarakat


def rekap(register: Any, nrr: Any, **survei: Any) -> dict[str, Any]:
    unsur = [u.nama for u in register.kepuasan_masyarakat.pada(2025).unsur]
    isi = dict(zip(unsur, nrr, strict=True)) if isinstance(nrr, list) else dict.fromkeys(unsur, nrr)
    tetap = {
        "status": "Sudah dilaksanakan",
        "periode_survei": "Semester II 2025",
        "cara": "Rekap",
        "jumlah_responden": 100,
    }
    return {"skm_survei": {**tetap, **survei}, "skm": isi}


def responden(jawaban: list[list[Any]], **survei: Any) -> dict[str, Any]:
    tetap = {"status": "Sudah dilaksanakan", "periode_survei": "Semester II 2025", "cara": "Responden"}
    baris = [
        {"tanggal": date(2025, 11, 17), "layanan": "x", **{f"u{n}": j for n, j in enumerate(satu, start=1)}}
        for satu in jawaban
    ]
    return {"skm_survei": {**tetap, **survei}, "skm_responden": baris}


def test_free_service_marked_not_assessed_counts_eight(buat: Any, register: Any) -> None:
    hasil = buat.hitung("umum", "2025-12", "kepuasan_masyarakat", rekap(register, [3, 3, 3, "-", 3, 3, 3, 3, 4]))
    assert (hasil.nilai, temuan(hasil)) == (Decimal("78.13"), [("P416", "C33")])  # 25/8 x 25 = 78.125
    kosong = responden([[3, 3, 3, None, 3, 3, 3, 3, 4]] * 2)
    hasil = buat.hitung("umum", "2025-12", "kepuasan_masyarakat", kosong)
    assert (hasil.nilai, temuan(hasil)) == (Decimal("78.13"), [("P416", "G30:G31")])


@pytest.mark.parametrize(("bobot", "empat", "campur"), [
    ('"1/9"', "100.00", "81.94"),  # 29.5 / 9 x 25
    ("0.111", "99.90", "81.86"),  # 29.5 x 0.111 x 25
    ("0.11", "99.00", "81.13"),  # 29.5 x 0.11 x 25 = 81.125
])  # fmt: skip
def test_the_weight_of_an_unsur_is_data(
    bobot: str, empat: str, campur: str, buat: Any, register: Any, tmp_path: Path
) -> None:
    isi = (FOLDER / "parameter/kepuasan_masyarakat.toml").read_text(encoding="utf-8")
    (tmp_path / "parameter").mkdir()
    (tmp_path / "parameter/kepuasan_masyarakat.toml").write_text(
        isi.replace('nilai = "1/9"', f"nilai = {bobot}"), encoding="utf-8"
    )
    lain = type(buat)(muat_register(tmp_path))

    def nilai(nrr: Any) -> Decimal:
        return lain.hitung("umum", "2025-12", "kepuasan_masyarakat", rekap(register, nrr)).nilai  # type: ignore[no-any-return]

    assert nilai(4) == Decimal(empat)
    assert nilai([3, 3.5, 3, 4, 3, 3, 3.5, 3, 3.5]) == Decimal(campur)
    assert nilai([4, 4, 4, "-", 4, 4, 4, 4, 4]) == 100  # eight unsur share exactly


def test_a_weight_that_fits_no_number_of_unsur_is_refused(tmp_path: Path) -> None:
    isi = (FOLDER / "parameter/kepuasan_masyarakat.toml").read_text(encoding="utf-8")
    (tmp_path / "parameter").mkdir()
    (tmp_path / "parameter/kepuasan_masyarakat.toml").write_text(isi.replace('"1/9"', '"1/8"'), encoding="utf-8")
    with pytest.raises(RegisterSalah, match="9 unsur"):
        muat_register(tmp_path)


def test_blank_answers_divide_by_valid_ones(buat: Any) -> None:
    isi = responden([[4] * 9, [2] * 8 + [None]])
    hasil = buat.hitung("umum", "2025-12", "kepuasan_masyarakat", isi)
    assert hasil.nilai == Decimal("77.78")  # (8 x 3 + 4) / 9 x 25
    assert {s.lembar for s in hasil.sumber} == {"SKM Responden"}
    assert hasil.sumber[0].sel == "D30:D31"
    kosong = buat.hitung("umum", "2025-12", "kepuasan_masyarakat", responden([[4] * 8 + [None]] * 2))
    assert (kosong.nilai, temuan(kosong)) == (None, [("G454", "L30:L31")])


def test_ties_out_of_thirds_are_seen(buat: Any) -> None:
    # 24 respondents, answers adding to 729 = 27 x 27: exactly 84.375; each 80/24 alone has no end.
    jumlah = (80, 82, 80, 82, 80, 82, 81, 81, 81)
    kolom = [[4] * (j - 3 * 24) + [3] * (24 - (j - 3 * 24)) for j in jumlah]
    hasil = buat.hitung(
        "umum", "2025-12", "kepuasan_masyarakat", responden([list(b) for b in zip(*kolom, strict=True)])
    )
    assert hasil.nilai == Decimal("84.38")


@pytest.mark.parametrize(
    ("populasi", "sampel"),
    [(10, 10), (15, 14), (20, 19), (25, 24), (100, 80), (500, 217), (1000, 278), (5000, 357), (75000, 382)],
)
def test_krejcie_morgan(populasi: int, sampel: int, buat: Any, register: Any) -> None:
    def kode(jumlah: int) -> list[tuple[str, str | None]]:
        isi = rekap(register, 3, jumlah_populasi=populasi, jumlah_responden=jumlah)
        return temuan(buat.hitung("umum", "2025-12", "kepuasan_masyarakat", isi))

    assert kode(sampel) == []
    assert kode(sampel - 1) == [("P415", "B7")]


def test_joint_value_and_what_is_missing(buat: Any, register: Any, rincian_utuh: Any) -> None:
    kode, _ = register.bagian_ikm(2025)
    satu = {
        k: buat.hitung(k, "2025-12", "kepuasan_masyarakat", rekap(register, 3 + n / 10)) for n, k in enumerate(kode)
    }
    satu["pbj"] = buat.hitung("pbj", "2025-12", "kepuasan_masyarakat", responden([[3] * 9, [4] * 9]))
    gabung = ATURAN["kepuasan_masyarakat"].gabungkan  # type: ignore[attr-defined]
    konteks = Konteks(register, Periode(2025, 12))
    penuh = gabung(satu, konteks)
    rincian_utuh(penuh)
    assert (penuh.nilai, penuh.status, str(penuh.kelengkapan)) == (Decimal("85.31"), Status.FINAL, "8/8")  # 682.5 / 8
    assert temuan(penuh) == []
    tujuh = gabung({k: p for k, p in satu.items() if k != "umum"}, konteks)
    rincian_utuh(tujuh)
    assert (tujuh.status, str(tujuh.kelengkapan)) == (Status.SEMENTARA, "7/8")
    assert tujuh.catatan[1:] == ("7 dari 8 bagian; belum ada nilai: Bagian Umum",)
    assert tujuh.catatan[0].startswith("tiga unsur terendah (rata-rata bagian): Persyaratan; ")
    satu["umum"] = buat.hitung(
        "umum", "2025-12", "kepuasan_masyarakat", rekap(register, 3, periode_survei="Semester I")
    )
    assert temuan(gabung(satu, konteks)) == [("P504", None)]
    assert gabung({}, konteks).status is Status.BELUM_RILIS


def test_joint_mean_is_over_printed_values(buat: Any, register: Any) -> None:
    # 83.333.. prints 83.33: the mean of the printed values is what a reader recomputes.
    kode, _ = register.bagian_ikm(2025)
    nrr = [[4, 4, 4, 3, 3, 3, 3, 3, 3], [3] * 9]
    satu = {
        k: buat.hitung(k, "2025-12", "kepuasan_masyarakat", rekap(register, nrr[n % 2])) for n, k in enumerate(kode)
    }
    hasil = ATURAN["kepuasan_masyarakat"].gabungkan(satu, Konteks(register, Periode(2025, 12)))  # type: ignore[attr-defined]
    assert hasil.nilai == Decimal("79.17")  # (83.33 + 75.00) / 2 = 79.165


# pelayanan publik


def test_f03_counts_zero_below_the_minimum(buat: Any) -> None:
    unit = {"unit": "A", "f02": 4, "f03": 4}

    def nilai(*responden_: int) -> Decimal:
        isi = {
            "pelayanan_evaluasi": {"jenis": "MANDIRI"},
            "pelayanan_publik": [{**unit, "unit": str(n), "jumlah_responden": r} for n, r in enumerate(responden_)],
        }
        hasil = buat.hitung("organisasi", "2025-12", "pelayanan_publik", isi)
        assert hasil.aturan.endswith("MANDIRI")
        return hasil.nilai  # type: ignore[no-any-return]

    assert (nilai(30), nilai(29), nilai(30, 29)) == (Decimal("4.00"), Decimal("3.00"), Decimal("3.50"))


# examples, report texts


def test_cells_marked_as_examples(buat: Any, surat_resmi: Any) -> None:
    isi = {
        "hasil_resmi": surat_resmi(98.58, 2025, nomor_surat="CONTOH: nilai Kab. Mukomuko 2024"),
        "laporan_tahunan": {"faktor_pendukung": "contoh", "rencana": "Melanjutkan."},
    }
    hasil = buat.hitung("hukum", "2025-12", "reformasi_hukum", isi)
    assert temuan(hasil) == [("P420", "B9"), ("P420", "B4")]
    assert hasil.catatan == ("CONTOH: nilai Kab. Mukomuko 2024; angka contoh",)
    assert hasil.laporan == (("Faktor pendukung", "contoh"), ("Rencana tindak lanjut", "Melanjutkan."))


# preview


def test_preview_has_the_steps_of_the_rule(register: Any) -> None:
    konteks = Konteks(register, Periode(2025, 12), "pbj")
    acuan = register.acuan(2025)

    def baris(blok: str, *field: str) -> dict[str, dict[str, Masukan]]:
        return {k.kunci: {f: Masukan(f, None) for f in field} for k in acuan.baris[blok]}

    kasus = {
        "itkp": (baris("itkp", "nilai"), None, 8),
        "sinergitas_kecamatan": (baris("sinergitas_kecamatan", "skor"), None, 21),
        "kesalehan_sosial": (baris("kesalehan_sosial", "skor"), "KEMENAG5", 5),
        "reformasi_hukum": (baris("reformasi_hukum", "diperoleh", "tertinggi"), None, 8),
        "kepuasan_masyarakat": (baris("skm", "nrr"), None, UNSUR_PENUH),
    }
    for iku, (isi, pilihan, banyak) in kasus.items():
        langkah = ATURAN[iku].pratinjau(isi, konteks, pilihan)
        assert isinstance(langkah, Langkah) and langkah.nilai is None
        diberi = {id(m) for satu in isi.values() for m in satu.values()}
        masukan = [s for s in telusuri(langkah) if isinstance(s, Masukan)]
        assert len(masukan) == banyak and {id(m) for m in masukan} <= diberi
        assert all(isinstance(s, Parameter) or s for s in telusuri(langkah))
    assert ATURAN["kebijakan_perekonomian"].pratinjau({}, konteks) is None
    assert ATURAN["pelayanan_publik"].pratinjau({}, konteks) is None
    dua = ATURAN["kesalehan_sosial"].pratinjau(baris("kesalehan_sosial", "skor"), konteks, "JATIM2")
    assert dua is not None and sum(isinstance(s, Masukan) for s in telusuri(dua)) == 2


# order of rows never matters

PENGATURAN = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ACAK = st.lists(st.integers(), min_size=21, max_size=30)
NRR = st.decimals(1, 4, places=2)


@PENGATURAN
@given(
    acak=ACAK,
    nrr=st.lists(NRR, min_size=9, max_size=9),
    jawaban=st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=1, max_size=12),
)
def test_order_of_rows_never_matters(
    acak: list[int], nrr: list[Decimal], jawaban: list[list[int]], buat: Any, register: Any
) -> None:
    kecamatan = [k.kode for k in register.berkas_kecamatan.kecamatan]
    kasus: list[tuple[str, str, dict[str, Any]]] = [
        ("pbj", "itkp", {"itkp": dict(zip(("A1", "A2", "A3", "A4", "A5", "A6", "B", "C"), nrr, strict=False))}),
        ("tapem", "sinergitas_kecamatan", sinergitas({k: nrr[n % 9] for n, k in enumerate(kecamatan)})),
        ("umum", "kepuasan_masyarakat", rekap(register, nrr)),
        ("umum", "kepuasan_masyarakat", responden(jawaban)),
        ("perekonomian", "kebijakan_perekonomian", {"kebijakan_perekonomian": [
            kebijakan(("Diterbitkan", "Disusun", "Batal")[satu[0] % 3], ("Ya", "Tidak")[satu[1] % 2])
            for satu in jawaban
        ]}),
        ("organisasi", "pelayanan_publik", {"pelayanan_evaluasi": {"jenis": "MANDIRI"}, "pelayanan_publik": [
            {"unit": str(n), "f02": satu[0], "f03": satu[1], "jumlah_responden": satu[2] * 10}
            for n, satu in enumerate(jawaban)
        ]}),
    ]  # fmt: skip
    for bagian, iku, isi in kasus:
        lurus, diacak = buat.hitung(bagian, "2025-12", iku, isi), buat.hitung(bagian, "2025-12", iku, isi, acak)
        assert (lurus.nilai, lurus.predikat, lurus.status) == (diacak.nilai, diacak.predikat, diacak.status)


@PENGATURAN
@given(jawaban=st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=1, max_size=12))
def test_ikm_stays_within_its_scale(jawaban: list[list[int]], buat: Any) -> None:
    hasil = buat.hitung("umum", "2025-12", "kepuasan_masyarakat", responden(jawaban))
    assert 25 <= hasil.nilai <= 100 and hasil.predikat
