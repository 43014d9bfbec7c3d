"""Every published figure comes out as published, or within the tolerance its file states."""

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from iku_rules.result import Status

if TYPE_CHECKING:
    from iku_rules.register_model.register import Register
    from tests.iku_rules.conftest import Maker

FIGURES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent.parent / "cases" / "angka_terbit.json").read_text(encoding="utf-8"), parse_float=Decimal
)
PREDIKAT = {
    "AA": "AA (Istimewa)",
    "A": "A (Sangat Baik)",
    "BB": "BB (Baik)",
    "B": "B (Cukup Baik)",
}
IPP = {"A": "A (Pelayanan Prima)", "B-": "B- (Baik dengan catatan)", "C": "C (Cukup)"}


def figures(iku: str, *required: str) -> list[Any]:
    return [
        pytest.param(f, id=f"{f['instansi']} {f['tahun']}" + "".join(f" {f[k]}" for k in ("triwulan",) if k in f))
        for f in FIGURES[iku]
        if all(k in f for k in required)
    ]


def test_every_entry_is_walked() -> None:
    """A further indicator, or an entry that no test below can use, does not go unnoticed."""
    needed = {
        "itkp": "komponen",
        "kesalehan_sosial": "dimensi",
        "reformasi_hukum": "predikat",
        "kepuasan_masyarakat": "mutu",
        "pelayanan_publik": "predikat",
    }
    assert set(FIGURES) == set(needed)
    for iku, published in FIGURES.items():
        assert published and all({"nilai", "tahun", needed[iku]} <= set(f) for f in published)
        assert all(
            "toleransi" in f for f in published if {"komponen", "dimensi", "nrr", "unit"} & set(f) - {"komponen"}
        )


def codes(temuan: Any) -> list[str]:
    return [t.kode for t in temuan]


@pytest.mark.parametrize("f", figures("itkp"))
def test_itkp_from_components(f: dict[str, Any], maker: "Maker") -> None:
    result = maker.compute("pbj", f"{f['tahun']}-12", "itkp", {"itkp": f["komponen"]})
    assert abs(result.value - f["nilai"]) <= f["toleransi"]
    assert (result.status, result.predikat) == (Status.SEMENTARA, f["predikat"])
    assert result.assessment_year == f["tahun"]
    assert result.rule == f"itkp {f['tahun'] if f['tahun'] < 2023 else '2023-2025'}"
    assert codes(result.temuan) == []
    assert len(result.sources) == len(f["komponen"])


@pytest.mark.parametrize("f", figures("itkp"))
def test_itkp_letter_stands_and_components_agree(f: dict[str, Any], maker: "Maker", official_letter: Any) -> None:
    content = {"itkp": f["komponen"], "hasil_resmi": official_letter(f["nilai"], f["tahun"], f["predikat"])}
    result = maker.compute("pbj", f"{f['tahun']}-12", "itkp", content)
    assert (result.value, result.status, result.predikat) == (f["nilai"], Status.FINAL, f["predikat"])
    assert codes(result.temuan) == []
    assert [source.lembar for source in result.sources] == ["ITKP"]


NEEDED = 27  # officials needed: 1, 5 and 6 of them give the printed 1.1, 5.56 and 6.67


def counts(f: dict[str, Any], register: "Register") -> dict[str, dict[str, Any]]:
    """Counts that give the printed components: parts of a hundred, officials of those needed, variables of nine."""
    content: dict[str, dict[str, Any]] = {}
    for component in register.itkp.in_year(f["tahun"]).komponen:
        share = Decimal(str(f["komponen"][component.kode])) / component.maksimum
        if component.kode == "B":
            content["B"] = {"pembilang": round(share * NEEDED), "penyebut": NEEDED}
        elif component.kode == "C":
            content["C"] = {"pembilang": round(share * component.kelipatan.nilai)}
        elif component.kode == "A4":
            content["A4"] = {"pembilang": int(share)}
        else:
            content[component.kode] = {"pembilang": share * 100, "penyebut": 100}
    return content


@pytest.mark.parametrize("f", figures("itkp"))
def test_itkp_from_counts(f: dict[str, Any], maker: "Maker", register: "Register") -> None:
    counted = {"itkp_hitungan": counts(f, register)}
    result = maker.compute("pbj", f"{f['tahun']}-12", "itkp", counted)
    assert abs(result.value - f["nilai"]) <= f["toleransi"]
    assert (result.status, result.predikat, codes(result.temuan)) == (Status.SEMENTARA, f["predikat"], [])
    # beside the printed components every computed score agrees with its cell
    together = maker.compute("pbj", f"{f['tahun']}-12", "itkp", {**counted, "itkp": f["komponen"]})
    assert codes(together.temuan) == []


def test_itkp_2024_comes_out_exactly_from_hidden_decimals(maker: "Maker", register: "Register") -> None:
    """The printed cells add up to 63.85; with decimals behind them that print the same, the published 63.86."""
    f = next(f for f in FIGURES["itkp"] if f["tahun"] == 2024)
    content = counts(f, register)
    for code, hidden in (("A2", "3.8620"), ("A5", "3.0120"), ("A6", "4.8620")):
        assert round(Decimal(hidden), 2) == f["komponen"][code]
        content[code]["pembilang"] = Decimal(hidden) * 20
    result = maker.compute("pbj", "2024-12", "itkp", {"itkp_hitungan": content, "itkp": f["komponen"]})
    assert codes(result.temuan) == [] and result.value == Decimal("63.85")
    assert maker.compute("pbj", "2024-12", "itkp", {"itkp_hitungan": content}).value == f["nilai"] == Decimal("63.86")


@pytest.mark.parametrize("f", figures("kesalehan_sosial"))
def test_kesalehan_sosial(f: dict[str, Any], maker: "Maker") -> None:
    content = {
        "kesalehan_survei": {"metode": f["metode"], "jumlah_responden": 400},
        "kesalehan_sosial": {name.capitalize(): score for name, score in f["dimensi"].items()},
    }
    result = maker.compute("kesra", f"{f['tahun']}-12", "kesalehan_sosial", content)
    assert result.value == f["nilai"]
    assert f["metode"] in result.rule


@pytest.mark.parametrize("f", figures("reformasi_hukum"))
def test_reformasi_hukum_letter(f: dict[str, Any], maker: "Maker", official_letter: Any, register: "Register") -> None:
    variables = {variable.kode: variable for variable in register.reformasi_hukum.in_year(f["tahun"]).variabel}
    content: dict[str, Any] = {"hasil_resmi": official_letter(f["nilai"], f["tahun"], f["predikat"])}
    components = f.get("komponen", {})
    if components:
        content["reformasi_hukum"] = {
            variables[code].nama: {"diperoleh": value, "tertinggi": variables[code].bobot}
            for code, value in components.items()
        }
    result = maker.compute("hukum", f"{f['tahun']}-12", "reformasi_hukum", content)
    assert (result.value, result.status, result.predikat) == (f["nilai"], Status.FINAL, PREDIKAT[f["predikat"]])
    if not components:
        assert codes(result.temuan) == []
        return
    assert codes(result.temuan) == ["P411"]  # Grobogan: 27 of 30 leaves at most 97
    assert "paling banyak 97,00" in result.temuan[0].pesan and "2,40" in result.temuan[0].pesan


@pytest.mark.parametrize("f", figures("kepuasan_masyarakat", "nrr"))
def test_ikm_of_one_office(f: dict[str, Any], maker: "Maker", register: "Register") -> None:
    unsur = register.kepuasan_masyarakat.in_year(f["tahun"]).unsur
    content = {
        "skm_survei": {"status": "Sudah dilaksanakan", "periode_survei": "S", "cara": "Rekap", "jumlah_responden": 91},
        "skm": {u.nama: nrr for u, nrr in zip(unsur, f["nrr"], strict=True)},
    }
    result = maker.compute("umum", f"{f['tahun']}-12", "kepuasan_masyarakat", content)
    assert abs(result.value - f["nilai"]) <= f["toleransi"]
    assert result.predikat.startswith(f"{f['mutu']} (")


def test_ikm_tie_is_printed_half_up(maker: "Maker", register: "Register") -> None:
    f = next(f for f in FIGURES["kepuasan_masyarakat"] if f.get("triwulan") == 3)
    test_ikm_of_one_office(f, maker, register)
    unsur = register.kepuasan_masyarakat.in_year(2025).unsur
    content = {
        "skm_survei": {"cara": "Rekap", "periode_survei": "S", "jumlah_responden": 91},
        "skm": {u.nama: nrr for u, nrr in zip(unsur, f["nrr"], strict=True)},
    }
    assert maker.compute("umum", "2025-12", "kepuasan_masyarakat", content).value == Decimal("95.33")


def test_mutu_of_published_values(register: "Register") -> None:
    scale = register.kepuasan_masyarakat.in_year(2021).skala
    for f in FIGURES["kepuasan_masyarakat"]:
        assert scale.predikat(f["nilai"]).startswith(f"{f['mutu']} (")


@pytest.mark.parametrize("f", figures("pelayanan_publik"))
def test_pelayanan_publik(f: dict[str, Any], maker: "Maker", official_letter: Any) -> None:
    content: dict[str, Any] = {"hasil_resmi": official_letter(f["nilai"], f["tahun"], f["predikat"])}
    if "unit" in f:
        content["pelayanan_evaluasi"] = {"jenis": f["jenis"]}
        content["pelayanan_publik"] = [
            {"unit": name, "f02": value, "f03": value, "jumlah_responden": 30} for name, value in f["unit"].items()
        ]
        alone = maker.compute(
            "organisasi",
            f"{f['tahun']}-12",
            "pelayanan_publik",
            {k: v for k, v in content.items() if k != "hasil_resmi"},
        )
        assert abs(alone.value - f["nilai"]) <= f["toleransi"]
        assert alone.status is Status.SEMENTARA
    result = maker.compute("organisasi", f"{f['tahun']}-12", "pelayanan_publik", content)
    assert (result.value, result.status, result.predikat) == (f["nilai"], Status.FINAL, IPP[f["predikat"]])
    assert codes(result.temuan) == []
