"""The questionnaire on social piety through the public door: a template filled, checked and computed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from iku_rules.daftar import FOLDER, muat_register
from workbooks.pengisi import IsianLembar, isi_templat

LEMBAR = "Kuesioner IKS"
PARAMETER = "parameter/kesalehan_sosial.toml"
DIMENSI = 5
# Three respondents, ten items (each dimension: one positive, one negative), answers 1 to 5.
JAWABAN: tuple[tuple[int | None, ...], ...] = (
    (5, 1, 4, 2, 5, 1, 3, 3, 4, 2),
    (4, 2, 5, 1, None, 2, 3, 4, 5, 1),
    (3, 1, 4, 1, 4, 3, 5, 2, None, None),
)
# Proporsi, by hand: item means (negative ones as 6 - mean), their mean per dimension, x 20, the mean of the five.
INDEKS = Decimal("83.67")


def kuesioner(meja: Any, jawaban: Sequence[Sequence[Any]], **pasangan: Any) -> bytes:
    """kesra's workbook with these answers; `pasangan` are further pairs of the sheet Kesalehan Sosial."""
    label = [f"{b.kode} {b.teks}" for b in meja.register.acuan(2025).kuesioner.butir]
    daftar = [{k: j for k, j in zip(label, satu, strict=True) if j is not None} for satu in jawaban]
    survei = {"Metode": "KEMENAG5"} | {nama.replace("_", " "): isi for nama, isi in pasangan.items()}
    isian = {LEMBAR: IsianLembar(daftar=daftar), "Kesalehan Sosial": IsianLembar(pasangan=survei)}
    return isi_templat(meja.kosong("kesra"), isian)


def baca(meja: Any, folder: Path, *isi: bytes) -> list[Any]:
    return list(meja.periksa({f"kesra/{n}.xlsx": satu for n, satu in enumerate(isi)}, folder).values())


def hasil(satu: Any) -> Any:
    return satu.perhitungan["kesalehan_sosial"]


def test_answers_give_the_index_and_say_that_the_items_are_examples(meja: Any, tmp_path: Path) -> None:
    (satu,) = baca(meja, tmp_path, kuesioner(meja, JAWABAN))
    assert (satu.diterima, [t.kode for t in satu.temuan]) == (True, [])
    assert hasil(satu).nilai == INDEKS == indeks_tangan("proporsi")
    assert hasil(satu).status.value == "SEMENTARA"
    assert any(c.startswith("CONTOH") and "bukan butir resmi" in c for c in hasil(satu).catatan)
    assert {(s.lembar, s.nilai) for s in hasil(satu).sumber if s.sel == "B7:B9"} == {
        (LEMBAR, Decimal(n)) for n in (0, 1)
    }  # KEP1: 5, 4, 3 once each, 1 and 2 never


def indeks_tangan(cara: str) -> Decimal:
    """The index by plain arithmetic on the rows above."""
    skor = []
    for dimensi in range(DIMENSI):
        rata = []
        for butir in (2 * dimensi, 2 * dimensi + 1):
            sah = [Decimal(j) for satu in JAWABAN if (j := satu[butir]) is not None]
            satu_rata = sum(sah) / len(sah)
            rata.append(6 - satu_rata if butir % 2 else satu_rata)
        tengah = sum(rata) / 2
        skor.append(100 * tengah / 5 if cara == "proporsi" else 100 * (tengah - 1) / 4)
    return (sum(skor) / DIMENSI).quantize(Decimal("0.01"))


def test_a_register_of_the_workspace_brings_its_own_items_scale_and_conversion(meja: Any, tmp_path: Path) -> None:
    def ganti(nomor: int, *pasangan: tuple[str, str]) -> Any:
        isi = (FOLDER / PARAMETER).read_text(encoding="utf-8")
        for lama, baru in pasangan:
            assert lama in isi
            isi = isi.replace(lama, baru)
        folder = tmp_path / f"r{nomor}"
        (folder / "parameter").mkdir(parents=True)
        (folder / PARAMETER).write_text(isi, encoding="utf-8")
        return replace(meja, register=muat_register(folder))

    minmax = ganti(1, ('cara = "proporsi"', 'cara = "minmax"'), ("contoh = true", "contoh = false"))
    (satu,) = baca(minmax, tmp_path, kuesioner(minmax, JAWABAN))
    assert hasil(satu).nilai == indeks_tangan("minmax")
    assert not any(c.startswith("CONTOH") for c in hasil(satu).catatan)
    empat = ganti(2, ('(s)"\nnilai = 5', '(s)"\nnilai = 4'))
    (satu,) = baca(empat, tmp_path, kuesioner(empat, JAWABAN))
    assert {t.kode for t in satu.temuan} == {"G403"}
    dua = ganti(
        3,
        ('metode = "KEMENAG5"\ncontoh', 'metode = "JATIM2"\ncontoh'),
        *((f'dimensi = "{d.dimensi}"', f'dimensi = "{"Kepedulian sosial" if n < 4 else "Kepedulian lingkungan"}"')
          for n, d in enumerate(meja.register.kesalehan_sosial.pada(2025).kuesioner.butir) if n % 2 == 0),
    )  # fmt: skip
    (satu,) = baca(dua, tmp_path, kuesioner(dua, JAWABAN, Metode="JATIM2"))
    assert hasil(satu).aturan.endswith("JATIM2") and hasil(satu).nilai is not None
    (satu,) = baca(dua, tmp_path, kuesioner(dua, JAWABAN))
    assert [(t.kode, t.sel) for t in satu.temuan if t.kode.startswith("G")] == [("G451", "B7")]


def test_bad_answers_are_found_at_their_cells(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    rusak = {"B7": 6, "C7": 0, "D8": 3.5, "E8": "setuju", "F9": "-", "G9": "4"}
    isi = meja.ubah(kuesioner(meja, JAWABAN), {f"{LEMBAR}!{sel}": nilai for sel, nilai in rusak.items()})
    (satu,) = baca(meja, tmp_path, isi)
    assert tempat_temuan(satu.temuan) == {
        "G403 Kuesioner IKS!B7",
        "G402 Kuesioner IKS!C7",
        "G309 Kuesioner IKS!D8",
        "G301 Kuesioner IKS!E8",
        "G310 Kuesioner IKS!F9",
        "I311 Kuesioner IKS!G9",
    }
    assert "1" in next(t.diharapkan for t in satu.temuan if t.kode == "G402")


def test_rows_and_columns_may_stand_elsewhere(meja: Any, tmp_path: Path) -> None:
    def geser(buku: Workbook) -> None:
        lembar = buku[LEMBAR]
        for _ in range(2):
            lembar.insert_rows(6)
        lembar.insert_cols(2)
        kepala = {sel.value: sel.column for sel in lembar[8] if sel.value}
        kiri, kanan = list(kepala.values())[1], list(kepala.values())[-1]  # first and last item change places
        for baris in lembar.iter_rows(min_row=8, max_row=12):
            a, b = baris[kiri - 1], baris[kanan - 1]
            a.value, b.value = b.value, a.value
        lembar.move_range(f"A11:L{lembar.max_row}", rows=3)  # blank rows among the respondents

    lurus, geser_ = baca(meja, tmp_path, kuesioner(meja, JAWABAN), meja.ubah(kuesioner(meja, JAWABAN), geser))
    assert hasil(lurus).nilai == hasil(geser_).nilai == INDEKS


@pytest.mark.parametrize("digeser", [Decimal(0), Decimal("0.01"), Decimal("-0.02")])
def test_filled_scores_count_and_the_questionnaire_checks_them(
    digeser: Decimal, meja: Any, tmp_path: Path, tempat_temuan: Any
) -> None:
    (satu,) = baca(meja, tmp_path, kuesioner(meja, JAWABAN))
    tabel = next(t for t in hasil(satu).rincian if t.judul.startswith("DIMENSI"))
    skor = {str(nama): round(langkah.nilai, 2) for nama, langkah, _ in tabel.baris}
    pertama = next(iter(skor))
    skor[pertama] += digeser
    isian = {"Kesalehan Sosial": IsianLembar(baris={k: {"Skor": float(v)} for k, v in skor.items()})}
    (satu,) = baca(meja, tmp_path, isi_templat(kuesioner(meja, JAWABAN), isian))
    assert satu.diterima
    assert hasil(satu).nilai == (sum(skor.values()) / DIMENSI).quantize(Decimal("0.01"))
    beda = {t for t in tempat_temuan(satu.temuan) if t.startswith("P450")}
    assert beda == ({"P450 Kesalehan Sosial!B12"} if abs(digeser) > Decimal("0.015") else set())
    assert not any(c.startswith("CONTOH") for c in hasil(satu).catatan)


def test_scores_filled_in_part_are_asked_for(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    isi = meja.ubah(kuesioner(meja, JAWABAN), {"Kesalehan Sosial!B12": 80})
    (satu,) = baca(meja, tmp_path, isi)
    assert tempat_temuan(satu.temuan) == {f"G401 Kesalehan Sosial!B{n}" for n in range(13, 17)}


def test_without_questionnaire_the_number_of_respondents_is_asked_for(
    meja: Any, tmp_path: Path, tempat_temuan: Any
) -> None:
    (satu,) = baca(meja, tmp_path, meja.ubah(meja.demo("kesra"), {"Kesalehan Sosial!B8": None}))
    assert "G401 Kesalehan Sosial!B8" in tempat_temuan(satu.temuan)


def test_a_dimension_nobody_answered_gives_no_index(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    kosong = [(*satu[:4], None, None, *satu[6:]) for satu in JAWABAN]
    sebagian = [(*satu[:4], None, *satu[5:]) for satu in JAWABAN]
    tanpa, satu_butir = baca(meja, tmp_path, kuesioner(meja, kosong), kuesioner(meja, sebagian))
    assert (tanpa.diterima, hasil(tanpa).nilai, hasil(tanpa).status.value) == (True, None, "BELUM RILIS")
    assert {"P453 Kuesioner IKS!F7:F9", "P453 Kuesioner IKS!G7:G9"} == tempat_temuan(tanpa.temuan)
    assert hasil(satu_butir).nilai is not None
    assert tempat_temuan(satu_butir.temuan) == {"P452 Kuesioner IKS!F7:F9"}


def test_the_letter_stands_above_the_questionnaire(meja: Any, tmp_path: Path) -> None:
    surat = {
        "Status_rilis": "Sudah rilis", "Tahun_penilaian": 2025, "Nilai_resmi": 82.0, "Nomor_surat": "1/B/2026",
        "Tanggal_surat": "15/01/2026",
    }  # fmt: skip
    (satu,) = baca(meja, tmp_path, kuesioner(meja, JAWABAN, **surat))
    assert (hasil(satu).nilai, hasil(satu).status.value) == (Decimal("82.00"), "FINAL")
    assert "P411" in {t.kode for t in satu.temuan}
    assert not any(c.startswith("CONTOH") for c in hasil(satu).catatan)


def test_a_template_from_before_the_questionnaire_is_still_read(meja: Any, tmp_path: Path) -> None:
    def tanpa(buku: Workbook) -> None:
        del buku[LEMBAR]

    (satu,) = baca(meja, tmp_path, meja.ubah(meja.demo("kesra"), tanpa))
    assert satu.diterima and hasil(satu).nilai == Decimal("82.53")


def test_questionnaires_of_two_years_are_checked_each_by_its_own_items(meja: Any, tmp_path: Path) -> None:
    """Two models in one call: last year's questionnaire had one item more, and a longer scale."""
    isi = (FOLDER / PARAMETER).read_text(encoding="utf-8")
    _, model, kini = isi.partition("[[model]]")
    lalu = kini.replace("tahun_dari = 2021", "tahun_dari = 2021\ntahun_sampai = 2024").replace('"2021-"', '"2021-2024"')
    lalu = lalu.replace("(s)\"\nnilai = 5", "(s)\"\nnilai = 7").replace('{ kode = "KEP2"', (
        '{ kode = "KEP3", teks = "Butir tambahan", dimensi = "Kepedulian/solidaritas sosial" },\n    { kode = "KEP2"'
    ))  # fmt: skip
    kini = kini.replace("tahun_dari = 2021", "tahun_dari = 2025").replace('"2021-"', '"2025-"')
    (tmp_path / "r/parameter").mkdir(parents=True)
    (tmp_path / "r" / PARAMETER).write_text(_ + model + lalu + "\n" + model + kini, encoding="utf-8")
    lain = replace(meja, register=muat_register(tmp_path / "r"))
    hasil_ = lain.periksa(
        {
            "kesra/kini.xlsx": kuesioner(lain, JAWABAN),
            "kesra/lalu.xlsx": _setahun_lalu(lain, {"KEP3 Butir tambahan": 7, "REL1": 8}),
        },
        tmp_path,
    )
    assert hasil_["kesra/kini.xlsx"].diterima
    assert hasil(hasil_["kesra/kini.xlsx"]).nilai == INDEKS
    assert [(t.kode, t.diharapkan) for t in hasil_["kesra/lalu.xlsx"].temuan] == [("G403", "paling besar 7")]


def _setahun_lalu(meja: Any, jawaban: Mapping[str, int]) -> bytes:
    label = {b.kode: f"{b.kode} {b.teks}" for b in meja.register.acuan(2024).kuesioner.butir}
    daftar = [{label.get(k, k): j for k, j in jawaban.items()}]
    isian = {LEMBAR: IsianLembar(daftar=daftar), "Kesalehan Sosial": IsianLembar(pasangan={"Metode": "KEMENAG5"})}
    return isi_templat(meja.kosong("kesra", "2024-12"), isian)
