"""A month after another, through the public door: accepted, begun from, dropped again."""

import io
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from flows import cli
from flows.templat import letak_templat, perbarui_templat, terbitkan_templat
from schemas.periode import Periode
from workbooks.pengisi import IsianLembar, isi_templat

OKTOBER, NOVEMBER, DESEMBER, JANUARI = (Periode.urai(p) for p in ("2025-10", "2025-11", "2025-12", "2026-01"))
YA = {"Tanggal penyusunan": date(2026, 1, 5), "Tidak ada perubahan sejak bulan lalu": "Ya"}
TIDAK = YA | {"Tidak ada perubahan sejak bulan lalu": "Tidak"}
KEBIJAKAN = {
    "Nama kebijakan": "Pasar murah akhir tahun",
    "Jenis": "Surat Edaran",
    "Direncanakan": "Ya",
    "Status": "Diterbitkan",
    "Nomor": "500/400/2025",
    "Tanggal penetapan": date(2025, 12, 8),
}


class Kantor:
    """A workspace in which months pass."""

    def __init__(self, kotak: Any, capsys: pytest.CaptureFixture[str]) -> None:
        self.kotak, self.meja, self.ruang, self.capsys = kotak, kotak.meja, kotak.ruang, capsys
        self.kiriman = 0

    def iku(self, *argumen: str) -> str:
        self.capsys.readouterr()
        assert cli.jalankan_perintah([*argumen, "--folder", str(self.ruang.folder)]) == 0
        return self.capsys.readouterr().out

    def kirim(self, bagian: str, periode: Periode, isi: bytes) -> Any:
        """Drop a file and take it in; the bagian's answer for that month."""
        self.kiriman += 1
        waktu = datetime(2026, 1, 5, 10, self.kiriman, tzinfo=self.ruang.zona)
        self.kotak.taruh(f"{bagian}/{periode}-{self.kiriman}.xlsx", isi, waktu)
        self.penerimaan = self.kotak.terima(simpan=True)
        return self.penerimaan.penyampaian(bagian, periode)

    def demo(self, bagian: str, periode: Periode, *ubahan: Mapping[str, Any]) -> Any:
        """The demo's workbook of a bagian, handed in for another month."""

        def bulan(buku: Workbook) -> None:
            buku["Identitas"]["B7"].value = buku["_iku"]["B5"].value = str(periode)
            for (sel,) in buku["SKM Responden"].iter_rows(min_row=7, min_col=2, max_col=2):
                if sel.value is not None:
                    sel.value = min(sel.value, datetime(periode.tahun, periode.bulan, 28))

        return self.kirim(bagian, periode, self.meja.ubah(self.meja.demo(bagian), bulan, *ubahan))

    def templat(self, bagian: str, periode: Periode) -> bytes:
        self.iku("templat", "--periode", str(periode), "--bagian", bagian)
        return letak_templat(self.ruang, bagian, periode).read_bytes()

    def hasil(self, periode: Periode) -> dict[str, Any]:
        from iku_rules.penyusunan import susun

        semua = susun(self.meja.register, periode, self.penerimaan.perhitungan(periode))
        return {satu.iku: satu for satu in semua}


@pytest.fixture
def kantor(kotak: Any, capsys: pytest.CaptureFixture[str]) -> Kantor:
    return Kantor(kotak, capsys)


def _isi(templat: bytes, identitas: Mapping[str, Any], **lembar: IsianLembar) -> bytes:
    semua = {"Identitas": IsianLembar(pasangan=identitas)} | {n.replace("_", " "): i for n, i in lembar.items()}
    return isi_templat(templat, semua)


def _teks(templat: bytes, lembar: str) -> str:
    ws = load_workbook(io.BytesIO(templat), data_only=True)[lembar]
    return "\n".join(str(s.value) for baris in ws.iter_rows() for s in baris if s.value is not None)


def _kode(penyampaian: Any) -> set[str]:
    return {t.kode for t in penyampaian.berlaku.semua_temuan}


@pytest.mark.parametrize("bagian", ["perekonomian", "umum", "kesra", "organisasi"])
def test_no_change_is_two_cells_and_the_same_values(kantor: Kantor, bagian: str) -> None:
    lama = kantor.demo(bagian, NOVEMBER).berlaku
    templat = kantor.templat(bagian, DESEMBER)
    assert "Terisi dari kiriman November 2025 (revisi 1)" in _teks(templat, "Identitas")
    baru = kantor.kirim(bagian, DESEMBER, _isi(templat, YA))
    assert baru.berlaku is not None and baru.berlaku.periode == DESEMBER
    assert not _kode(baru) & {"P230"}
    for iku, hasil in baru.berlaku.perhitungan.items():
        assert (hasil.nilai, hasil.status) == (lama.perhitungan[iku].nilai, lama.perhitungan[iku].status)
        assert all(s.berkas == baru.berlaku.nama for s in hasil.sumber)


def test_what_is_new_is_added_and_counted(kantor: Kantor) -> None:
    lama = kantor.demo("perekonomian", NOVEMBER).berlaku.perhitungan["kebijakan_perekonomian"]
    assert str(lama.nilai) == "77.78"
    templat = kantor.templat("perekonomian", DESEMBER)
    buku = load_workbook(io.BytesIO(_isi(templat, TIDAK)))
    ws = buku["Kebijakan Perekonomian"]
    judul = {s.value: s.column for s in ws[6]}
    for label, nilai in KEBIJAKAN.items():
        ws.cell(17, judul[label]).value = nilai
    keluaran = io.BytesIO()
    buku.save(keluaran)
    tidak = kantor.kirim("perekonomian", DESEMBER, keluaran.getvalue())
    assert str(tidak.berlaku.perhitungan["kebijakan_perekonomian"].nilai) == "80.00"
    assert "P230" not in _kode(tidak)


def test_no_change_said_of_a_changed_form_is_asked_about(kantor: Kantor) -> None:
    kantor.demo("hukum", NOVEMBER)
    templat = kantor.templat("hukum", DESEMBER)
    baru = kantor.kirim("hukum", DESEMBER, _isi(templat, YA, Reformasi_Hukum=IsianLembar(pasangan={"Nilai resmi": 90})))
    (temuan,) = [t for t in baru.berlaku.semua_temuan if t.kode == "P230"]
    assert (temuan.lembar, temuan.sel) == ("Reformasi Hukum", "B16")
    assert "kiriman November 2025 (1 sel berbeda)" in temuan.pesan
    assert baru.berlaku.perhitungan["reformasi_hukum"].nilai == 90


def test_no_change_on_an_empty_form_keeps_the_last_value(kantor: Kantor) -> None:
    kantor.demo("hukum", NOVEMBER)
    baru = kantor.kirim("hukum", DESEMBER, kantor.meja.ubah(kantor.meja.kosong("hukum"), {"Identitas!B13": "Ya"}))
    assert baru.berlaku is not None and "P230" not in _kode(baru)
    assert baru.berlaku.kiriman.pasangan("identitas", "tidak_ada_perubahan").isi == "Ya"
    hasil = kantor.hasil(DESEMBER)["reformasi_hukum"]
    assert (str(hasil.nilai), hasil.status, hasil.dari_periode) == ("86.78", "TERAKHIR DIKETAHUI", NOVEMBER)


def test_a_new_year_starts_clean(kantor: Kantor) -> None:
    kantor.demo("hukum", DESEMBER)
    templat = kantor.templat("hukum", JANUARI)
    assert "Terisi dari" not in _teks(templat, "Identitas")
    assert "CONTOH" not in _teks(templat, "Reformasi Hukum")
    assert "\nTidak\n" in _teks(templat, "Identitas")


def test_only_what_counts_goes_over(kantor: Kantor) -> None:
    """A returned file does not, a handed back one no more; the last accepted revision does."""
    kantor.demo("hukum", OKTOBER, {"Reformasi Hukum!B16": 81})
    kantor.demo("hukum", NOVEMBER, {"Reformasi Hukum!B16": "tinggi"})
    assert "Oktober 2025 (revisi 1)" in _teks(kantor.templat("hukum", DESEMBER), "Petunjuk")
    kantor.demo("hukum", NOVEMBER, {"Reformasi Hukum!B16": 85, "Identitas!B8": 2})
    teks = _teks(kantor.templat("hukum", DESEMBER), "Petunjuk")
    assert "November 2025 (revisi 2)" in teks
    kantor.iku("kembalikan", "hukum", "--periode", "2025-11", "--alasan", "Nomor surat keliru")
    isi = letak_templat(kantor.ruang, "hukum", DESEMBER).read_bytes()  # begun anew by itself
    assert "Oktober 2025 (revisi 1)" in _teks(isi, "Petunjuk") and "\n81" in _teks(isi, "Reformasi Hukum")


def test_a_template_that_lies_ready_catches_up(kantor: Kantor) -> None:
    """On day 1 the month before is not handed in yet; the template follows when it is accepted."""
    ruang, register, ledger = kantor.ruang, kantor.meja.register, kantor.kotak.ledger
    kantor.templat("hukum", NOVEMBER)
    kantor.templat("hukum", DESEMBER)
    kantor.demo("hukum", OKTOBER)
    diperbarui = perbarui_templat(ruang, register, ledger, kantor.penerimaan.berubah)
    assert [satu.berkas for satu in diperbarui] == [letak_templat(ruang, "hukum", p) for p in (NOVEMBER, DESEMBER)]
    kantor.demo("hukum", NOVEMBER)
    (satu,) = perbarui_templat(ruang, register, ledger, kantor.penerimaan.berubah)
    assert satu.keterangan == "terisi dari kiriman November 2025, revisi 1"
    # A month that was handed in stands between October and December.
    assert perbarui_templat(ruang, register, ledger, [("hukum", OKTOBER), ("hukum", None)]) == []


def test_a_template_filled_in_where_it_lies_is_never_overwritten(kantor: Kantor) -> None:
    letak = letak_templat(kantor.ruang, "hukum", DESEMBER)
    kantor.templat("hukum", DESEMBER)
    diisi = _isi(letak.read_bytes(), YA)
    letak.write_bytes(diisi)
    kantor.demo("hukum", NOVEMBER)
    keluaran = kantor.iku("templat", "--periode", "2025-12", "--bagian", "hukum")
    assert "sudah mulai diisi di tempatnya" in keluaran
    assert letak.read_bytes() == diisi and list(letak.parent.glob("*.xlsx")) == [letak]
    letak.rename(letak.with_name("punya saya.xlsx"))
    assert "terisi dari kiriman November 2025" in kantor.iku("templat", "--periode", "2025-12", "--bagian", "hukum")


def test_a_template_open_in_excel_is_left_and_said(kantor: Kantor, monkeypatch: pytest.MonkeyPatch) -> None:
    def terbuka(*_: Any) -> bool:
        raise PermissionError(13, "used by another process")

    kantor.templat("hukum", DESEMBER)
    monkeypatch.setattr("flows.templat.tulis_bila_berubah", terbuka)
    assert "mungkin sedang dibuka" in kantor.iku("templat", "--periode", "2025-12", "--bagian", "hukum")
    letak_templat(kantor.ruang, "hukum", DESEMBER).unlink()
    argumen = ["templat", "--periode", "2025-12", "--folder", str(kantor.ruang.folder)]
    assert cli.jalankan_perintah(argumen) == 2


def test_without_a_ledger_templates_are_clean_and_none_is_made(kantor: Kantor) -> None:
    kantor.templat("hukum", DESEMBER)
    assert not kantor.ruang.berkas_ledger.exists()
    bersih = terbitkan_templat(kantor.ruang, kantor.meja.register, DESEMBER)
    assert [satu.keterangan for satu in bersih] == [""] * 8


def test_a_submission_that_cannot_be_read_again_leaves_a_clean_template(
    kantor: Kantor, monkeypatch: pytest.MonkeyPatch
) -> None:
    kantor.demo("hukum", NOVEMBER)
    for asli in kantor.ruang.arsip.glob("*.xlsx"):
        asli.unlink()
    monkeypatch.setattr("flows.penerimaan.versi_aturan", lambda register: "lain")
    keluaran = kantor.iku("templat", "--periode", "2025-12", "--bagian", "hukum")
    assert "kosong, karena kiriman lalu tidak dapat dibaca" in keluaran
    isi = letak_templat(kantor.ruang, "hukum", DESEMBER).read_bytes()
    assert "Terisi dari" not in _teks(isi, "Petunjuk")


def test_reading_writes_nothing_into_the_ledger(kantor: Kantor) -> None:
    kantor.demo("hukum", NOVEMBER)
    with kantor.kotak.ledger.buku(datetime.now(kantor.ruang.zona), simpan=False) as buku:
        sebelum = (buku.kiriman(), buku.pemeriksaan(), buku.berlaku())
    kantor.templat("hukum", DESEMBER)
    with kantor.kotak.ledger.buku(datetime.now(kantor.ruang.zona), simpan=False) as buku:
        assert (buku.kiriman(), buku.pemeriksaan(), buku.berlaku()) == sebelum


def test_text_that_looks_like_a_formula_stays_text(kantor: Kantor) -> None:
    def ketik(buku: Any) -> None:
        buku["Identitas"]["B9"].value = "=1+1"
        buku["Identitas"]["B9"].data_type = "s"

    assert kantor.demo("hukum", NOVEMBER, ketik).berlaku is not None
    sel = load_workbook(io.BytesIO(kantor.templat("hukum", DESEMBER)))["Identitas"]["B9"]
    assert (sel.value, sel.data_type) == ("=1+1", "s")


def test_path_of_a_template(kantor: Kantor) -> None:
    keluaran = kantor.iku("templat", "--periode", "2025-12", "--bagian", "hukum")
    assert Path(keluaran.strip()).as_posix() == "outbox/bagian/hukum/2025-12/Templat IKU hukum 2025-12.xlsx"
