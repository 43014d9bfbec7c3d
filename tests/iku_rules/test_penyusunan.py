"""The published result of a month out of many submissions: status, last known value, last year, achievement."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from iku_rules.aturan import ATURAN
from iku_rules.capaian import Polaritas, langkah_capaian
from iku_rules.daftar import Register, muat_register
from iku_rules.hasil import HasilIKU, Perhitungan, Status
from iku_rules.langkah import Masukan
from iku_rules.penyusunan import susun
from schemas.periode import Periode

CASES = Path(__file__).parent.parent / "cases"
Kumpulan = dict[Periode, dict[str, dict[str, Perhitungan]]]


class Kotak:
    """Accepted submissions, added one by one."""

    def __init__(self, buat: Any, surat: Any) -> None:
        self.buat, self.surat, self.isi = buat, surat, Kumpulan()

    def tambah(self, bagian: str, periode: str, iku: str, isi: dict[str, Any]) -> "Kotak":
        hasil = self.buat.hitung(bagian, periode, iku, isi)
        self.isi.setdefault(Periode.urai(periode), {}).setdefault(bagian, {})[iku] = hasil
        return self

    def itkp(self, periode: str, nilai: float | None, tahun: int = 2025, **lain: Any) -> "Kotak":
        isi = {"hasil_resmi": self.surat(nilai, tahun, **lain)} if nilai is not None else {}
        return self.tambah("pbj", periode, "itkp", isi)

    def skm(self, bagian: str, periode: str, nrr: float | None) -> "Kotak":
        unsur = [u.nama for u in self.buat.register.kepuasan_masyarakat.pada(2025).unsur]
        survei = {"periode_survei": "S", "cara": "Rekap", "jumlah_responden": 100}
        ada = {"skm_survei": survei, "skm": dict.fromkeys(unsur, nrr)}
        belum = {"skm_survei": {"status": "Belum dilaksanakan"}}
        return self.tambah(bagian, periode, "kepuasan_masyarakat", belum if nrr is None else ada)

    def hasil(self, iku: str, periode: str, register: Register | None = None) -> HasilIKU:
        semua = susun(register or self.buat.register, Periode.urai(periode), self.isi)
        assert [h.iku for h in semua] == list(ATURAN)
        return next(h for h in semua if h.iku == iku)


@pytest.fixture
def kotak(buat: Any, surat_resmi: Any) -> Kotak:
    return Kotak(buat, surat_resmi)


def test_nothing_came(kotak: Kotak) -> None:
    for hasil in susun(kotak.buat.register, Periode(2025, 12), {}):
        assert hasil.status is Status.BELUM_ADA_DATA
        assert hasil.nilai is hasil.predikat is hasil.capaian is hasil.nilai_tahun_lalu is None
        assert hasil.aturan is hasil.tahun_penilaian is hasil.dari_periode is hasil.kelengkapan is None
        assert hasil.catatan == ("target belum ditetapkan",)


def test_own_value_last_known_value_and_not_released(kotak: Kotak) -> None:
    kotak.itkp("2025-03", None)
    assert kotak.hasil("itkp", "2025-03").status is Status.BELUM_RILIS
    assert kotak.hasil("itkp", "2025-04").status is Status.BELUM_RILIS
    kotak.itkp("2025-11", 60).itkp("2025-12", None)
    kini = kotak.hasil("itkp", "2025-11")
    assert (kini.status, kini.nilai, kini.dari_periode) == (Status.FINAL, 60, None)
    terakhir = kotak.hasil("itkp", "2025-12")
    assert (terakhir.status, terakhir.nilai) == (Status.TERAKHIR_DIKETAHUI, 60)
    assert terakhir.dari_periode == Periode(2025, 11) and "nilai terakhir dari November 2025" in terakhir.catatan
    assert terakhir.predikat == "Cukup" and [s.sel for s in terakhir.sumber] == ["B6"]


def test_later_months_are_ignored(kotak: Kotak) -> None:
    kotak.itkp("2025-12", 60)
    assert kotak.hasil("itkp", "2025-11").status is Status.BELUM_ADA_DATA


def test_values_never_cross_the_first_of_january(kotak: Kotak) -> None:
    kotak.itkp("2025-12", 68.24)
    januari = kotak.hasil("itkp", "2026-01")
    assert (januari.status, januari.nilai, januari.nilai_tahun_lalu) == (
        Status.BELUM_ADA_DATA, None, Decimal("68.24"),
    )  # fmt: skip
    kotak.itkp("2026-01", None)
    assert kotak.hasil("itkp", "2026-01").status is Status.BELUM_RILIS
    assert kotak.hasil("itkp", "2027-01").nilai_tahun_lalu is None


def test_last_years_letter_fills_last_years_column(kotak: Kotak) -> None:
    kotak.itkp("2025-12", 60).itkp("2026-02", 68.24, 2025)
    hasil = kotak.hasil("itkp", "2026-02")
    assert (hasil.status, hasil.nilai, hasil.capaian) == (Status.BELUM_RILIS, None, None)
    assert hasil.nilai_tahun_lalu == Decimal("68.24")  # the letter of this year's workbook before last December's
    assert hasil.perhitungan_tahun_lalu is not None and hasil.perhitungan_tahun_lalu.sumber
    assert any("68,24" in c and "realisasi tahun lalu" in c for c in hasil.catatan)
    assert kotak.hasil("itkp", "2025-12").nilai == 60
    kotak.itkp("2026-03", 50, 2024)
    hasil = kotak.hasil("itkp", "2026-03")
    assert (hasil.nilai, hasil.nilai_tahun_lalu) == (None, Decimal("68.24"))
    assert any("tidak dipakai" in c for c in hasil.catatan)


def test_another_model_last_year_is_said(kotak: Kotak) -> None:
    kotak.itkp("2025-12", 68.24).itkp("2026-12", 70, 2026)
    catatan = kotak.hasil("itkp", "2026-12").catatan
    assert any("aturan lain (itkp 2023-2025)" in c for c in catatan)
    assert any("tiga komponen" in c for c in catatan)


def test_another_method_or_kind_last_year_is_said(kotak: Kotak) -> None:
    """KEMENAG5 and JATIM2, MANDIRI and NASIONAL are never compared; the same one is."""
    for periode, metode, jenis in (
        ("2023-12", "JATIM2", "NASIONAL"), ("2024-12", "KEMENAG5", "MANDIRI"), ("2025-12", "KEMENAG5", "MANDIRI")
    ):  # fmt: skip
        dimensi = kotak.buat.register.kesalehan_sosial.pada(2025).metode_untuk(metode).dimensi
        survei = {"metode": metode, "jumlah_responden": 400}
        kotak.tambah(
            "kesra", periode, "kesalehan_sosial",
            {"kesalehan_survei": survei, "kesalehan_sosial": dict.fromkeys(dimensi, 80)},
        )  # fmt: skip
        unit = {"unit": "A", "f02": 4, "f03": 4, "jumlah_responden": 30}
        kotak.tambah(
            "organisasi",
            periode,
            "pelayanan_publik",
            {"pelayanan_evaluasi": {"jenis": jenis}, "pelayanan_publik": [unit]},
        )
    for iku, lain in (("kesalehan_sosial", "JATIM2"), ("pelayanan_publik", "NASIONAL")):
        catatan = {tahun: " ".join(kotak.hasil(iku, f"{tahun}-12").catatan) for tahun in (2024, 2025)}
        assert "tidak dapat dibandingkan langsung" in catatan[2024] and f"{lain})" in catatan[2024]
        assert "tidak dapat dibandingkan" not in catatan[2025]


def test_zero_is_a_value(kotak: Kotak) -> None:
    kotak.itkp("2025-12", 0)
    hasil = kotak.hasil("itkp", "2025-12")
    assert (hasil.status, hasil.nilai, hasil.predikat) == (Status.FINAL, 0, "Kurang")


def test_texts_of_the_newest_submission(kotak: Kotak) -> None:
    kotak.itkp("2025-11", 60)
    kotak.tambah("pbj", "2025-12", "itkp", {"laporan_tahunan": {"rencana": "baru"}})
    hasil = kotak.hasil("itkp", "2025-12")
    assert hasil.perhitungan is not None and hasil.perhitungan.laporan == (("Rencana tindak lanjut", "baru"),)


# the IKM


def penuh(kotak: Kotak, periode: str, nrr: float = 3) -> Kotak:
    for kode in kotak.buat.register.bagian_ikm(2025)[0]:
        kotak.skm(kode, periode, nrr)
    return kotak


def test_ikm_complete_and_seven_of_eight(kotak: Kotak, rincian_utuh: Any) -> None:
    penuh(kotak, "2025-12")
    hasil = kotak.hasil("kepuasan_masyarakat", "2025-12")
    assert (hasil.status, hasil.nilai, str(hasil.kelengkapan)) == (Status.FINAL, 75, "8/8")
    assert hasil.predikat == "C (Kurang Baik)" and len(hasil.sumber) == 72
    assert hasil.perhitungan is not None
    rincian_utuh(hasil.perhitungan)
    del kotak.isi[Periode(2025, 12)]["umum"]
    hasil = kotak.hasil("kepuasan_masyarakat", "2025-12")
    assert (hasil.status, hasil.nilai, str(hasil.kelengkapan)) == (Status.SEMENTARA, 75, "7/8")
    assert "7 dari 8 bagian; belum ada nilai: Bagian Umum" in hasil.catatan


def test_ikm_who_owes_nothing_keeps_its_value(kotak: Kotak) -> None:
    penuh(kotak, "2025-06", 3).skm("umum", "2025-08", 3.8)
    hasil = kotak.hasil("kepuasan_masyarakat", "2025-08")
    assert (hasil.status, hasil.nilai) == (Status.FINAL, Decimal("77.50"))  # (7 x 75 + 95) / 8
    assert "Bagian Hukum: nilai Juni 2025" in hasil.catatan


def test_ikm_who_owes_and_is_silent_does_not_count(kotak: Kotak) -> None:
    penuh(kotak, "2025-06", 3).skm("umum", "2025-12", 3.8).skm("hukum", "2025-12", None)
    hasil = kotak.hasil("kepuasan_masyarakat", "2025-12")
    assert (hasil.status, hasil.nilai, str(hasil.kelengkapan)) == (Status.SEMENTARA, Decimal("85.00"), "2/8")
    assert "Bagian Hukum: nilai Juni 2025" in hasil.catatan


def test_ikm_last_known(kotak: Kotak) -> None:
    penuh(kotak, "2025-06", 3).skm("umum", "2025-07", None)
    for periode in ("2025-07", "2025-11", "2025-12"):
        hasil = kotak.hasil("kepuasan_masyarakat", periode)
        assert (hasil.status, hasil.nilai, hasil.dari_periode) == (Status.TERAKHIR_DIKETAHUI, 75, Periode(2025, 6))
    januari = kotak.hasil("kepuasan_masyarakat", "2026-01")
    assert (januari.status, januari.nilai, januari.nilai_tahun_lalu) == (Status.BELUM_ADA_DATA, None, 75)


def test_ikm_not_released(kotak: Kotak) -> None:
    kotak.skm("umum", "2025-07", None)
    assert kotak.hasil("kepuasan_masyarakat", "2025-07").status is Status.BELUM_RILIS
    assert kotak.hasil("kepuasan_masyarakat", "2025-08").status is Status.BELUM_RILIS
    assert kotak.hasil("kepuasan_masyarakat", "2025-06").status is Status.BELUM_ADA_DATA


# achievement


def target(*isi: tuple[float, int | None], contoh: bool = False) -> Register:
    return muat_register(
        target=[
            {"iku": "itkp", "tahun": 2025, "nilai": nilai, "contoh": contoh} | ({"triwulan": tw} if tw else {})
            for nilai, tw in isi
        ]
    )


def test_achievement_against_the_year(kotak: Kotak) -> None:
    kotak.itkp("2025-11", 68.24).itkp("2025-12", 68.24)
    tahunan = target((70, None))
    november, desember = (kotak.hasil("itkp", f"2025-{b}", tahunan) for b in (11, 12))
    assert november.capaian is not None and november.capaian.nilai == Decimal("97.49")
    assert november.kategori_capaian is None and "terhadap target tahunan" in november.catatan
    assert desember.capaian is not None and desember.capaian.nilai == Decimal("97.49")
    assert desember.kategori_capaian == "Sangat Tinggi" and "terhadap target tahunan" not in desember.catatan
    assert desember.target is not None and desember.target.nilai == 70


def test_achievement_against_a_triwulan(kotak: Kotak) -> None:
    kotak.itkp("2025-08", 30).itkp("2025-09", 30)
    register = target((70, None), (60, 3))
    agustus, september = (kotak.hasil("itkp", f"2025-0{b}", register) for b in (8, 9))
    assert agustus.kategori_capaian is None and "terhadap target triwulan III" in agustus.catatan
    assert september.capaian is not None and september.capaian.nilai == 50
    assert september.kategori_capaian == "Sangat Rendah"


def test_target_zero_and_example(kotak: Kotak) -> None:
    kotak.itkp("2025-12", 68.24)
    nol = kotak.hasil("itkp", "2025-12", target((0, None)))
    assert nol.capaian is None and nol.kategori_capaian is None
    assert any("capaian tidak dihitung" in c for c in nol.catatan)
    contoh = kotak.hasil("itkp", "2025-12", target((70, None), contoh=True))
    assert contoh.target_contoh and not contoh.contoh
    assert any("target contoh" in c for c in contoh.catatan)


@pytest.mark.parametrize(
    ("polaritas", "realisasi", "sasaran", "capaian", "kategori"),
    tomllib.loads((CASES / "capaian.toml").read_text(encoding="utf-8"))["kasus"],
)
def test_polarity(
    polaritas: Polaritas, realisasi: str, sasaran: str, capaian: str, kategori: str, register: Register
) -> None:
    langkah = langkah_capaian(
        Masukan("R", Decimal(realisasi)), Masukan("T", Decimal(sasaran)), polaritas, register.capaian
    )
    if not capaian:
        assert langkah is None
        return
    assert langkah is not None and langkah.nilai == Decimal(capaian)
    assert register.capaian.kategori.predikat(langkah.nilai) == kategori


def test_a_limit_is_for_show_only(kotak: Kotak) -> None:
    kotak.itkp("2025-12", 70)
    sasaran = [{"iku": "itkp", "tahun": 2025, "nilai": 50}]
    bebas = kotak.hasil("itkp", "2025-12", muat_register(target=sasaran))
    assert bebas.batas_capaian is None and not any("ditampilkan" in c for c in bebas.catatan)
    for batas, tampil in ((120, 120), (140, None)):
        hasil = kotak.hasil("itkp", "2025-12", muat_register(None, sasaran, Decimal(batas)))
        assert hasil.capaian is not None and hasil.capaian.nilai == 140  # stored as computed
        assert (hasil.batas_capaian, hasil.kategori_capaian) == (tampil, "Sangat Tinggi")
        catatan = "capaian 140,00 % ditampilkan paling tinggi 120,00 %"
        assert (catatan in hasil.catatan) == (tampil is not None)


# notes


def test_quiet_note_about_unconfirmed_parameters(kotak: Kotak) -> None:
    def catatan(iku: str) -> list[str]:
        return [c for c in kotak.hasil(iku, "2025-12").catatan if "belum dikonfirmasi" in c]

    kotak.itkp("2025-12", 68.24, predikat="Cukup")
    assert catatan("itkp") == []  # the letter's number and predikat rest on no parameter
    kotak.itkp("2025-12", 68.24)
    assert catatan("itkp") == ["menggunakan parameter yang belum dikonfirmasi: Batas predikat Cukup"]
    baris = {
        "nama": "K", "jenis": "Perbup", "direncanakan": "Ya", "status": "Diterbitkan", "nomor": "1",
        "tanggal": date(2025, 3, 1),
    }  # fmt: skip
    kotak.tambah("perekonomian", "2025-12", "kebijakan_perekonomian", {"kebijakan_perekonomian": [baris]})
    assert catatan("kebijakan_perekonomian") == [
        "menggunakan parameter yang belum dikonfirmasi: Kebijakan terbit di luar rencana ikut dihitung: tidak"
    ]
    penuh(kotak, "2025-12")
    assert len(catatan("kepuasan_masyarakat")) == 1


def test_examples_are_marked(kotak: Kotak) -> None:
    kotak.itkp("2025-12", 60, nomor_surat="CONTOH surat")
    assert any(c.startswith("CONTOH: surat") for c in kotak.hasil("itkp", "2025-12").catatan)
    assert any(c.startswith("CONTOH: realisasi tahun lalu") for c in kotak.hasil("itkp", "2026-01").catatan)
