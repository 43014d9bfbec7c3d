"""What the bagian's folder of the outbox holds after the inbox was read: always an answer to the newest file."""

import io
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from openpyxl import load_workbook

from flows import jawaban as modul_jawaban
from flows.jawaban import jawab
from flows.pemeriksaan import Diperiksa
from flows.penerimaan import Penerimaan
from schemas.periode import Periode
from workbooks.jawaban import isian_terbaca, nomor_tanda_terima

DESEMBER = Periode(2025, 12)
WAKTU = datetime(2026, 1, 5, 10, tzinfo=timezone(timedelta(hours=7)))
NILAI, TAHUN = "Reformasi Hukum!B16", "Reformasi Hukum!B15"


def folder(kotak: Any, bagian: str) -> Path:
    return Path(kotak.ruang.folder_bagian(bagian, DESEMBER))


def path_jawaban(kotak: Any, bagian: str, nama: str = "Hasil Verifikasi") -> Path:
    return folder(kotak, bagian) / f"{nama} {bagian} {DESEMBER}.xlsx"


def isi_jawaban(kotak: Any, bagian: str, nama: str = "Hasil Verifikasi") -> str:
    lembar = load_workbook(path_jawaban(kotak, bagian, nama)).worksheets[0]
    return "\n".join(str(sel.value) for baris in lembar.iter_rows() for sel in baris if sel.value is not None)


def jawab_semua(kotak: Any) -> Penerimaan:
    penerimaan: Penerimaan = kotak.terima(simpan=True)
    jawab(penerimaan, kotak.ruang, kotak.meja.register, DESEMBER)
    return penerimaan


def berlaku(penerimaan: Penerimaan, bagian: str) -> Diperiksa:
    satu = penerimaan.penyampaian(bagian, DESEMBER).berlaku
    assert satu is not None
    return satu


# Which file is answered


def test_a_faulty_revision_is_answered_and_the_earlier_file_stays_in_force(kotak: Any, meja: Any) -> None:
    demo = meja.demo("hukum")
    rusak = meja.ubah(demo, {NILAI: "belum ada"})
    kotak.taruh("hukum/awal.xlsx", demo, WAKTU)
    kotak.taruh("hukum/perbaikan.xlsx", rusak, WAKTU + timedelta(hours=1))
    jawab_semua(kotak)
    hasil = isi_jawaban(kotak, "hukum")
    assert "DIKEMBALIKAN UNTUK DIPERBAIKI" in hasil and "hukum/perbaikan.xlsx" in hasil and "B16" in hasil
    assert "paling lambat 5 Januari 2026 pukul 24.00 WIB" in hasil
    assert "hukum/awal.xlsx, tetap berlaku" in hasil
    assert "hukum/awal.xlsx" in isi_jawaban(kotak, "hukum", "Tanda Terima")


def test_an_accepted_file_after_a_returned_one_is_answered_as_accepted(kotak: Any, meja: Any) -> None:
    demo = meja.demo("hukum")
    kotak.taruh("hukum/awal.xlsx", meja.ubah(demo, {NILAI: "belum ada"}), WAKTU)
    kotak.taruh("hukum/perbaikan.xlsx", demo, WAKTU + timedelta(hours=1))
    jawab_semua(kotak)
    hasil = isi_jawaban(kotak, "hukum")
    assert "DITERIMA" in hasil and "DIKEMBALIKAN" not in hasil and "hukum/perbaikan.xlsx" in hasil


# The return copy


def apa_adanya(isi: bytes, folder: Path) -> bytes:
    return isi


def lewat_openpyxl(isi: bytes, folder: Path) -> bytes:
    keluaran = io.BytesIO()
    load_workbook(io.BytesIO(isi)).save(keluaran)
    return keluaran.getvalue()


def lewat_libreoffice(isi: bytes, folder: Path) -> bytes:
    if not (soffice := which("soffice")):
        pytest.skip("no LibreOffice (soffice) to save with")
    (folder / "salinan.xlsx").write_bytes(isi)
    perintah = [soffice, f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--headless", "--convert-to", "xlsx"]
    perintah += ["--outdir", str(folder / "keluar"), str(folder / "salinan.xlsx")]
    subprocess.run(perintah, check=True, capture_output=True, timeout=120)
    return (folder / "keluar" / "salinan.xlsx").read_bytes()


@pytest.mark.parametrize("simpan", [apa_adanya, lewat_openpyxl, lewat_libreoffice])
def test_a_copy_that_was_mended_is_accepted_with_the_same_values(
    kotak: Any, meja: Any, simpan: Callable[[bytes, Path], bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The copy itself goes back, as the bagian's program saves it, mended bit by bit."""
    asli, tempat = meja.asli("hukum"), tmp_path_factory.mktemp("simpan")
    kotak.taruh("hukum/iku.xlsx", meja.ketik(asli, {NILAI: "delapan", TAHUN: 2099}))
    jawab_semua(kotak)
    salinan = path_jawaban(kotak, "hukum").read_bytes()
    assert load_workbook(io.BytesIO(salinan)).sheetnames[:2] == ["Hasil Verifikasi", "Petunjuk"]

    # One error mended: the other stays, nothing is doubled.
    kotak.taruh("hukum/iku.xlsx", meja.ketik(simpan(salinan, tempat), {NILAI: 86.78}), WAKTU + timedelta(minutes=5))
    jawab_semua(kotak)
    kedua = path_jawaban(kotak, "hukum").read_bytes()
    buku = load_workbook(io.BytesIO(kedua))
    assert [nama for nama in buku.sheetnames if "Hasil" in nama] == ["Hasil Verifikasi"]
    lembar = buku["Reformasi Hukum"]
    tanda = [str(a.sqref) for a in lembar.conditional_formatting if "iku-catatan" in str(a.rules[0].formula)]
    assert "B15" in tanda and "B16" not in tanda and len(tanda) == len(set(tanda))
    assert lembar["B16"].comment is None
    assert lembar["B15"].comment.text.count("CATATAN VERIFIKASI IKU") == 1

    # The other too: accepted, with the values of the file that never was wrong.
    kotak.taruh("hukum/iku.xlsx", meja.ketik(simpan(kedua, tempat), {TAHUN: 2025}), WAKTU + timedelta(minutes=9))
    akhir = berlaku(jawab_semua(kotak), "hukum")
    benar = meja.periksa({"hukum/asli.xlsx": asli}, tempat)["hukum/asli.xlsx"]
    assert akhir.diterima and benar.diterima
    assert isian_terbaca(akhir.kiriman) == isian_terbaca(benar.kiriman)
    assert [h.nilai for h in akhir.perhitungan.values()] == [h.nilai for h in benar.perhitungan.values()]
    assert [t.kode for t in akhir.temuan] == [t.kode for t in benar.temuan]


def test_findings_without_a_cell_are_listed(kotak: Any, meja: Any) -> None:
    kotak.taruh("tapem/iku.xlsx", meja.ubah(meja.demo("tapem"), lambda b: b.remove(b["Sinergitas Kecamatan"])))
    jawab_semua(kotak)
    hasil = isi_jawaban(kotak, "tapem")
    assert "Sinergitas Kecamatan (tidak ada)" in hasil and "salin isian ke templat" in hasil
    assert load_workbook(path_jawaban(kotak, "tapem")).sheetnames[1:3] == ["Petunjuk", "Identitas"]


def test_without_any_finding_a_short_page_says_so(kotak: Any, meja: Any) -> None:
    kosong = meja.kosong("hukum")
    kotak.taruh("hukum/iku.xlsx", meja.ubah(kosong, {"Identitas!B9": "Siti Aminah", "Identitas!B11": "Analis"}))
    assert berlaku(jawab_semua(kotak), "hukum").temuan == []
    hasil = isi_jawaban(kotak, "hukum")
    assert "DITERIMA\n" in hasil and "tanpa catatan" in hasil
    assert load_workbook(path_jawaban(kotak, "hukum")).sheetnames == ["Hasil Verifikasi"]


def test_a_workbook_with_macros_is_returned_as_one(kotak: Any, meja: Any, bagian_zip: Any, rakit: Any) -> None:
    bagian = bagian_zip(meja.ketik(meja.asli("hukum"), {NILAI: "delapan"}))
    biasa, makro = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    jenis = "[Content_Types].xml"
    kotak.taruh("hukum/iku.xlsx", rakit(bagian))
    jawab_semua(kotak)
    assert [p.suffix for p in folder(kotak, "hukum").iterdir()] == [".xlsx"]
    bagian |= {jenis: bagian[jenis].replace(b"vnd." + biasa, b"vnd." + makro), "xl/vbaProject.bin": b"makro"}
    kotak.taruh("hukum/iku.xlsx", rakit(bagian), WAKTU + timedelta(minutes=5))
    jawab_semua(kotak)
    (hasil,) = folder(kotak, "hukum").iterdir()  # the answer to the file without macros is gone
    assert hasil.name == "Hasil Verifikasi hukum 2025-12.xlsm"
    assert bagian_zip(hasil.read_bytes())["xl/vbaProject.bin"] == b"makro"


# Where there is no copy


@pytest.mark.parametrize(
    ("isi", "kata"),
    [
        (b"bukan buku kerja", "bukan buku kerja Excel"),
        (b"\0" * 5000, "kosong"),
        (b"PK\x03\x04 terpotong", "rusak"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), "kata sandi"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "Workbook".encode("utf-16-le"), ".xls"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_page(kotak: Any, isi: bytes, kata: str) -> None:
    kotak.taruh("umum/rusak.xlsx", isi, WAKTU)
    jawab_semua(kotak)
    assert kata in isi_jawaban(kotak, "umum")
    assert load_workbook(path_jawaban(kotak, "umum")).sheetnames == ["Hasil Verifikasi"]


def test_a_workbook_that_is_no_template_is_not_returned(kotak: Any, meja: Any) -> None:
    kotak.taruh("umum/lain.xlsx", meja.ubah(meja.demo("umum"), lambda b: b.remove(b["_iku"])), WAKTU)
    jawab_semua(kotak)
    assert "bukan templat IKU" in isi_jawaban(kotak, "umum")
    assert load_workbook(path_jawaban(kotak, "umum")).sheetnames == ["Hasil Verifikasi"]


def test_an_error_of_ours_in_the_copy_leaves_one_page(kotak: Any, meja: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kotak.taruh("hukum/iku.xlsx", meja.ubah(meja.demo("hukum"), {NILAI: "delapan"}))
    kotak.taruh("umum/iku.xlsx", meja.demo("umum"))

    def gagal(*_: Any) -> Any:
        raise RuntimeError("ours")

    monkeypatch.setattr(modul_jawaban, "buat_salinan", gagal)
    jawab_semua(kotak)
    jawab_semua(kotak)
    hasil = isi_jawaban(kotak, "hukum")
    assert "B16" in hasil and "Perbaiki pada berkas Anda sendiri" in hasil
    assert path_jawaban(kotak, "umum").exists()
    insiden = [p.read_text(encoding="utf-8") for p in (kotak.ruang.catatan_kerja / "log").glob("insiden-*.txt")]
    # Once for each file, though the inbox was read twice.
    assert sorted(i.partition("\n")[0] for i in insiden) == ["hukum/iku.xlsx: salinan", "umum/iku.xlsx: salinan"]
    assert all("RuntimeError: ours" in i for i in insiden)


# Writing


def test_an_unchanged_answer_is_not_rewritten(kotak: Any, meja: Any) -> None:
    kotak.taruh("hukum/iku.xlsx", meja.ubah(meja.demo("hukum"), {NILAI: "86,78"}))
    jawab_semua(kotak)
    awal = {p: p.stat().st_mtime_ns for p in folder(kotak, "hukum").iterdir()}
    assert len(awal) == 2
    jawab_semua(kotak)
    assert {p: p.stat().st_mtime_ns for p in folder(kotak, "hukum").iterdir()} == awal


def test_an_answer_that_is_open_gets_a_sibling(kotak: Any, meja: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    demo = meja.demo("hukum")
    kotak.taruh("hukum/iku.xlsx", meja.ubah(demo, {NILAI: "delapan"}))
    jawab_semua(kotak)
    lama = path_jawaban(kotak, "hukum")
    asli, sebelum = Path.replace, lama.read_bytes()

    def ganti(self: Path, tujuan: Path) -> Path:
        if tujuan == lama:
            raise PermissionError(13, "open in Excel", str(tujuan))
        return asli(self, tujuan)

    kotak.taruh("hukum/iku.xlsx", meja.ubah(demo, {NILAI: "sembilan"}), WAKTU + timedelta(minutes=5))
    with monkeypatch.context() as m:
        m.setattr(Path, "replace", ganti)
        jawab_semua(kotak)
        jawab_semua(kotak)
    kedua = lama.with_stem(f"{lama.stem} (2)")
    assert sorted(folder(kotak, "hukum").iterdir()) == [kedua, lama]
    assert lama.read_bytes() == sebelum
    assert load_workbook(kedua)["Reformasi Hukum"]["B16"].value == "sembilan"
    jawab_semua(kotak)  # closed again
    assert list(folder(kotak, "hukum").iterdir()) == [lama]
    assert load_workbook(lama)["Reformasi Hukum"]["B16"].value == "sembilan"


# The receipt


def test_a_receipt_says_what_was_read(kotak: Any, meja: Any) -> None:
    kotak.taruh("hukum/iku.xlsx", meja.ubah(meja.demo("hukum"), {NILAI: "86,78"}))
    kotak.taruh("umum/iku.xlsx", meja.demo("umum"))
    kotak.taruh("pbj/iku.xlsx", meja.demo("pbj"))
    penerimaan = jawab_semua(kotak)
    sha = berlaku(penerimaan, "hukum").sha256
    hukum, umum, pbj = (isi_jawaban(kotak, b, "Tanda Terima") for b in ("hukum", "umum", "pbj"))
    assert f"TT/hukum/2025-12/01-{sha[:8]}" in hukum and sha in hukum and "5 Januari 2026 pukul 10.00 WIB" in hukum
    baris = [
        [sel.value for sel in b[:4]]
        for b in load_workbook(path_jawaban(kotak, "hukum", "Tanda Terima")).active.iter_rows()
    ]
    assert ["Reformasi Hukum", "B16", "Nilai resmi", 86.78] in baris
    assert ["Reformasi Hukum", "B15", "Tahun penilaian", "2025"] in baris
    assert ["Identitas", "B7", "Periode", "2025-12"] in baris
    assert ["Indeks Reformasi Hukum", 86.78, "A (Sangat Baik)", "Final"] in baris
    # Respondents are counted, not listed; a row with a key is called by it.
    assert "38 terisi dari 38 baris" in umum and umum.count("Peminjaman ruang") == 0
    assert "A2 e-Tendering · Nilai" in pbj


def test_the_number_of_a_receipt_follows_from_the_submission() -> None:
    assert nomor_tanda_terima("pbj", DESEMBER, 1, "a1b2c3d4e5f6") == "TT/pbj/2025-12/01-a1b2c3d4"


def test_what_a_receipt_lists(meja: Any, tmp_path: Path) -> None:
    satu = meja.periksa({"perekonomian/a.xlsx": meja.demo("perekonomian")}, tmp_path)["perekonomian/a.xlsx"]
    isian = isian_terbaca(satu.kiriman)
    assert {b.lembar for b in isian} == {"Identitas", "Kebijakan Perekonomian", "SKM"}
    assert any(b.label == "Baris 1 · Nama kebijakan" for b in isian)
    assert all(b.sel and b.nilai is not None for b in isian)
    assert any(isinstance(b.nilai, Decimal) for b in isian)
