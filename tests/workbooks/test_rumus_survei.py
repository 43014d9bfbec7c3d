"""Random questionnaires, surveys and units: LibreOffice computes from the workbook's cells what the rules computed."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from flows.konsolidasi import konsolidasikan
from flows.penerimaan import terima
from flows.pengaturan import Pengaturan, RuangKerja
from flows.persiapan import buka_ledger
from schemas.periode import Periode
from workbooks.pengisi import IsianLembar, isi_templat

SAAT = datetime(2026, 1, 6, 6, tzinfo=ZoneInfo("Asia/Jakarta"))
DESEMBER = Periode(2025, 12)
KOSONG = 0.15  # share of answers left out
Isian = Mapping[str, Mapping[str, IsianLembar]]  # bagian -> sheet -> what is typed


def isian_acak(meja: Any, biji: int) -> Isian:
    """Every form that is computed from rows; one seed leaves a dimension unanswered, one fills its scores as well."""
    acak = Random(biji)
    register = meja.register

    def jawaban(terbesar: int) -> int | None:
        return None if acak.random() < KOSONG else acak.randint(1, terbesar)

    def baris(label: list[str], terbesar: int) -> dict[str, int]:
        return {k: j for k in label if (j := jawaban(terbesar)) is not None}

    kuesioner = register.kesalehan_sosial.pada(2025).kuesioner
    butir = [f"{b.kode} {b.teks}" for b in kuesioner.butir if biji != 1 or b.dimensi != kuesioner.butir[-1].dimensi]
    dimensi = register.kesalehan_sosial.pada(2025).metode_untuk("KEMENAG5").dimensi
    skor = {d: {"Skor": round(acak.uniform(50, 90), 2)} for d in dimensi} if biji == 2 else {}
    unsur = [u.nama for u in register.kepuasan_masyarakat.pada(2025).unsur]
    aspek = [a.nama for a in register.pelayanan_publik.pada(2025).aspek]
    survei = {
        "Status survei": "Sudah dilaksanakan", "Periode survei": "Semester II 2025", "Cara pengisian": "Responden",
        "Jumlah populasi": acak.randint(20, 5000),
    }  # fmt: skip
    tanggal = {"Tanggal": date(2025, 9, 9), "Jenis layanan": "Surat"}
    hukum = {v.nama: {"Nilai diperoleh": acak.randint(5, 20), "Nilai tertinggi": 23}
             for v in register.reformasi_hukum.pada(2025).variabel[biji % 2 :]}  # fmt: skip
    surat = {
        "Status rilis": "Sudah rilis", "Tahun penilaian": 2025, "Nilai resmi": 71.5, "Nomor surat": "1/B",
        "Tanggal surat": date(2026, 1, 4),
    }  # fmt: skip
    unit = [
        {"Unit": f"Unit {n}", "F03": round(acak.uniform(2, 5), 2), "Jumlah responden": acak.randint(20, 40)}
        | ({a: round(acak.uniform(1, 5), 2) for a in aspek} if n % 2 else {})
        | ({"F02": round(acak.uniform(2, 5), 2)} if n != 1 else {})
        for n in range(4)
    ]
    return {
        "kesra": {
            "Kesalehan Sosial": IsianLembar(pasangan={"Metode": "KEMENAG5"}, baris=skor),
            "Kuesioner IKS": IsianLembar(daftar=[baris(butir, 5) | {butir[0]: 3} for _ in range(15)]),
        },
        "umum": {
            "SKM": IsianLembar(pasangan=survei),
            "SKM Responden": IsianLembar(daftar=[tanggal | baris(unsur, 4) for _ in range(15)]),
        },
        "organisasi": {"Pelayanan Publik": IsianLembar(pasangan={"Jenis": "NASIONAL"}, daftar=unit)},
        "hukum": {"Reformasi Hukum": IsianLembar(pasangan=surat, baris=hukum)},
    }


def konsolidasi(meja: Any, folder: Path, isian: Isian) -> tuple[bytes, Any]:
    ruang = RuangKerja(folder, Pengaturan())
    for bagian, lembar in isian.items():
        berkas = ruang.inbox / bagian / "x.xlsx"
        berkas.parent.mkdir(parents=True)
        berkas.write_bytes(isi_templat(meja.kosong(bagian), lembar))
    ledger = buka_ledger(ruang)
    penerimaan = terima(ruang, meja.register, ledger, SAAT, simpan=True)
    hasil = konsolidasikan(penerimaan, ruang, meja.register, ledger, DESEMBER, SAAT)
    assert {k["bagian"] for k in hasil.pengumpulan if k["status"] == "DITERIMA"} == set(isian)
    return hasil.buku_kerja.read_bytes(), penerimaan.perhitungan(DESEMBER)[DESEMBER]


def test_random_surveys_are_recalculated_alike(meja: Any, rumus_sepakat: Any, tmp_path: Path) -> None:
    buku, hasil = {}, {}
    for biji in range(3):
        buku[f"b{biji}"], hasil[biji] = konsolidasi(meja, tmp_path / f"r{biji}", isian_acak(meja, biji))
    iks = [hasil[n]["kesra"]["kesalehan_sosial"] for n in range(3)]
    assert [p.nilai is None for p in iks] == [False, True, False]
    assert any(t.kode == "P450" for t in iks[2].temuan)
    assert all(hasil[n]["umum"]["kepuasan_masyarakat"].nilai is not None for n in range(3))
    banyak = rumus_sepakat(buku, tmp_path)
    assert min(banyak.values()) > 70
