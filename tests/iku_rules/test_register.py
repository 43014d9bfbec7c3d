"""The register against the official text, against the rule modules, and against mistakes."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from iku_rules import daftar
from iku_rules.aturan import ATURAN
from iku_rules.bentuk import Dokumen
from iku_rules.daftar import Register, RegisterSalah, muat_register
from iku_rules.masa_berlaku import berakhir_sebelum
from iku_rules.penjelasan import parameter_model
from iku_rules.simpanan import bekukan_register, muat_beku
from schemas.daftar import FORMULIR
from schemas.kepuasan_masyarakat import UNSUR
from schemas.periode import NAMA_BULAN, Periode

CASES = Path(__file__).parent.parent / "cases"
AKAR_ATURAN = Path(daftar.__file__).parent


def sebagai_naskah(d: Dokumen) -> str:
    """The document as the extracted text lays it out."""
    fungsi = " ".join(f"{nomor}. {isi}" for nomor, isi in enumerate(d.fungsi.isi, start=1))
    baris = ["", "", "**" + "  \n".join(d.judul) + "**", ""]
    baris.append(f"{d.instansi.nomor}\t{d.instansi.label}\t:\t{d.instansi.isi}")
    for label, isi in (
        (d.tugas_pokok.label, d.tugas_pokok.isi),
        (d.fungsi.label, fungsi),
        (d.tujuan.label, d.tujuan.isi),
        (d.indikator_tujuan.label, d.indikator_tujuan.isi),
    ):
        baris.append(f"\t{label}\t:\t{isi}")
    baris += ["", d.judul_tabel, ""]
    for sasaran in d.sasaran:
        baris.append("\t".join(d.kolom))
        for urutan, iku in enumerate(sasaran.iku):
            awal = (sasaran.nomor, sasaran.nama) if urutan == 0 else ("", "")
            baris.append("\t".join((*awal, iku.nama, iku.rumus, iku.sumber_data, iku.penanggung_jawab)))
        baris.append("")
    p = d.pengesahan
    tanggal = f"{p.tanggal.day} {NAMA_BULAN[p.tanggal.month - 1]} {p.tanggal.year}"
    baris += [f"{p.tempat}, {tanggal}  ", f"{p.kata}  ", p.jabatan, "", f"{p.nama}  ", f"{p.label_nip} {p.nip}"]
    return "\n".join(baris)


def test_official_document_to_the_letter(register: Register) -> None:
    naskah = (CASES / "iku_setda_2023.txt").read_text(encoding="utf-8")
    assert sebagai_naskah(register.dokumen(Periode(2023, 12))).strip() == naskah.strip()


def test_register_and_rules_name_the_same_indicators(register: Register) -> None:
    for dokumen in register.semua_dokumen:
        assert dokumen.kode_iku == tuple(ATURAN)
    kartu = {kode: modul.KARTU for kode, modul in ATURAN.items()}
    assert {kode: k.kode for kode, k in kartu.items()} == {kode: kode for kode in ATURAN}
    modul = {p.stem for p in AKAR_ATURAN.glob("*.py") if re.search(r"^KARTU = ", p.read_text("utf-8"), re.M)}
    berkas = {p.stem for p in (daftar.FOLDER / "parameter").glob("*.toml")}
    assert modul == berkas == set(FORMULIR) == set(ATURAN)
    assert {k for b in register.bagian_semua() for k in b.kode_formulir} == set(ATURAN)


@pytest.mark.parametrize("kode", list(ATURAN))
def test_card_agrees_with_document_and_bagian(kode: str, register: Register) -> None:
    kartu = ATURAN[kode].KARTU
    assert kartu.kode == kode == getattr(register, kode).iku
    assert {d.nama_iku(kode) for d in register.semua_dokumen} == {kartu.nama}
    pemilik = register.pemilik(kode)
    assert pemilik == (kartu.bagian,) if len(pemilik) == 1 else kartu.bagian == "seluruh bagian"
    frekuensi = {f.frekuensi for b in register.bagian_semua() for f in b.formulir if f.kode == kode}
    assert frekuensi == {kartu.frekuensi}
    belum = [b for b in register.parameter_belum_dikonfirmasi() if b.berkas == f"parameter/{kode}.toml"]
    assert bool(kartu.belum_dikonfirmasi) == bool(belum)


def test_official_list_and_cards_agree_both_ways(register: Register) -> None:
    """The extracted text is the list; neither a name in it without a card nor a card without its name."""
    naskah = (CASES / "iku_setda_2023.txt").read_text(encoding="utf-8")
    baris = [satu.split("\t") for satu in naskah.splitlines()]
    tabel = [b for b in baris if len(b) == 6 and b[2] != "Indikator Kinerja Utama"]
    tujuan = next(b[3] for b in baris if len(b) == 4 and b[1] == "Indikator Tujuan")
    assert [k.KARTU.nama for k in ATURAN.values()] == [*(b[2] for b in tabel), tujuan]
    for (_, _, nama, *_, sumber_data, penanggung_jawab), kode in zip(tabel, ATURAN, strict=False):  # the last is no row
        assert register.semua_dokumen[0].nama_iku(kode) == nama
        assert penanggung_jawab == "Sekretariat Daerah"
        pemilik = register.pemilik(kode)
        assert len(pemilik) == len(register.bagian_semua()) or (register.kode_bagian(sumber_data),) == pemilik


def test_document_of_a_period(register: Register) -> None:
    assert register.dokumen(Periode(2023, 6)).catatan(Periode(2023, 6)) is None
    catatan = register.dokumen(Periode(2025, 12)).catatan(Periode(2025, 12))
    assert catatan is not None and "31 Desember 2023" in catatan
    assert register.dokumen(Periode(2022, 12)).catatan(Periode(2022, 12)) is not None


def test_second_document_as_a_file(tmp_path: Path) -> None:
    isi = (daftar.FOLDER / "dokumen/iku_setda_2023.toml").read_text(encoding="utf-8")
    isi = isi.replace('kode = "iku_setda_2023"', 'kode = "iku_setda_2025"')
    isi = isi.replace("berlaku_dari = 2023-03-04", "berlaku_dari = 2025-01-01")
    isi = isi.replace("berlaku_sampai = 2023-12-31", "berlaku_sampai = 2029-12-31")
    tulis(tmp_path, "dokumen/iku_setda_2025.toml", isi)
    register = muat_register(tmp_path)
    for periode, kode in (("2023-05", "2023"), ("2024-05", "2023"), ("2025-01", "2025"), ("2031-01", "2025")):
        assert register.dokumen(Periode.urai(periode)).kode == f"iku_setda_{kode}"


def test_key_rows_of_the_forms(register: Register) -> None:
    assert [b.kunci for b in register.acuan(2021).baris["itkp"]] == ["A1", "A2", "B", "C"]
    assert register.acuan(2021).tidak_dinilai["itkp"] == ("A3", "A4", "A5", "A6")
    assert register.acuan(2022).tidak_dinilai["itkp"] == ("A4",)
    assert [b.kunci for b in register.acuan(2025).baris["itkp"]] == ["A1", "A2", "A3", "A4", "A5", "A6", "B", "C"]
    assert [b.kunci for b in register.acuan(2026).baris["itkp"]] == ["A", "B", "C", "D"]
    assert register.acuan(2019).baris["itkp"] == register.acuan(2021).baris["itkp"]
    assert register.acuan(2035).baris["itkp"] == register.acuan(2029).baris["itkp"]
    for tahun in range(2020, 2031):
        acuan = register.acuan(tahun)
        assert sum((b.maksimum or Decimal(0) for b in acuan.baris["itkp"]), Decimal(0)) == 100
        assert sum(Decimal(str(b.nilai_tetap["bobot"])) for b in acuan.baris["reformasi_hukum"]) == 100
        assert {b.nilai_tetap["kode"]: b.kunci for b in acuan.baris["skm"]} == UNSUR
        assert [b.kunci for b in acuan.baris["skm"] if b.boleh_tidak_dinilai] == ["Biaya/tarif"]
        assert len(acuan.baris["sinergitas_kecamatan"]) == 21
    bobot = {t: [b.nilai_tetap["bobot"] for b in register.acuan(t).baris["reformasi_hukum"]] for t in (2024, 2025)}
    assert bobot == {2024: [25, 25, 35, 15], 2025: [25, 25, 30, 20]}
    assert sum(a.bobot for a in register.pelayanan_publik.pada(2025).aspek) == 100


def test_bagian(register: Register) -> None:
    kode, jumlah = register.bagian_ikm(2025)
    assert jumlah == len(kode) == 8
    assert register.nama_bagian("perekonomian", date(2023, 3, 4)) == "Bagian Perekonomian"
    assert register.nama_bagian("perekonomian", date(2025, 12, 31)) == "Bagian Perekonomian dan Sumber Daya Alam"
    for nama in ("pbj", "BAGIAN PENGADAAN  barang dan jasa", "Bagian Pengadaan Barang Dan Jasa", " bpbj "):
        assert register.kode_bagian(nama) == "pbj"
    assert register.kode_bagian("Bagian Administrasi Pembangunan") is None
    for sasaran in register.semua_dokumen[0].sasaran:
        for iku in sasaran.iku[:-1] if sasaran.nomor == "2" else sasaran.iku:
            assert register.kode_bagian(iku.sumber_data) == register.pemilik(iku.kode)[0]


@pytest.mark.parametrize(
    ("bagian", "bulan", "wajib"),
    [
        ("perekonomian", 11, ("kebijakan_perekonomian",)),
        ("perekonomian", 6, ("kebijakan_perekonomian", "kepuasan_masyarakat")),
        ("pbj", 11, ()),
        ("pbj", 12, ("itkp", "kepuasan_masyarakat")),
        ("umum", 6, ("kepuasan_masyarakat",)),
    ],
)
def test_what_is_due(bagian: str, bulan: int, wajib: tuple[str, ...], register: Register) -> None:
    assert register.wajib(bagian, Periode(2025, bulan)) == wajib


def test_targets(register: Register) -> None:
    assert all(register.target(iku, Periode(2025, 12)) is None for iku in ATURAN)
    isi = [
        {"iku": "itkp", "tahun": 2025, "nilai": 70},
        {"iku": "itkp", "tahun": 2025, "nilai": 60.5, "triwulan": 3, "contoh": True},
    ]
    bertarget = muat_register(target=isi)
    nilai = {b: t.nilai for b in (1, 9, 12) if (t := bertarget.target("itkp", Periode(2025, b)))}
    assert nilai == {1: 70, 9: Decimal("60.5"), 12: 70}
    assert bertarget.sidik() != register.sidik() == muat_register().sidik()


# mistakes


def tulis(folder: Path, nama: str, isi: str) -> None:
    (folder / nama).parent.mkdir(parents=True, exist_ok=True)
    (folder / nama).write_text(isi, encoding="utf-8")


def ganti(nama: str, lama: str, baru: str) -> Callable[[Path], None]:
    def kerjakan(folder: Path) -> None:
        isi = (daftar.FOLDER / nama).read_text(encoding="utf-8")
        assert lama in isi
        tulis(folder, nama, isi.replace(lama, baru, 1))

    return kerjakan


SALAH = {
    "wrong word": (
        ganti("bagian.toml", '"bulanan"', '"mingguan"'),
        "bagian.toml, bagian[1].formulir[0].frekuensi: “mingguan” tidak dikenal; pilihannya 'bulanan', 'triwulan', "
        "'semester' atau 'tahunan'",
    ),
    "unknown key": (ganti("kecamatan.toml", "acuan =", "akuan ="), "kecamatan.toml, acuan: belum ada"),
    "further key": (
        ganti("parameter/itkp.toml", "tahun_dari = 2021", "tahun_dari = 2021\nbulat = 2"),
        "parameter/itkp.toml, model[0].bulat: kunci tidak dikenal (terbaca 2)",
    ),
    "number as text": (
        ganti("parameter/itkp.toml", "maksimum = 10", 'maksimum = "10"'),
        "parameter/itkp.toml, model[0].komponen[0].maksimum: harus angka, tanpa tanda kutip",
    ),
    "truth as number": (
        ganti("parameter/itkp.toml", "nilai = true", "nilai = 1"),
        "parameter/itkp.toml, model[0].bulatkan_pilar.nilai: harus true atau false (terbaca 1)",
    ),
    "no reference": (
        ganti("parameter/kepuasan_masyarakat.toml", 'acuan = "PermenPANRB 14/2017"', 'acuan = ""'),
        "parameter/kepuasan_masyarakat.toml, model[0].acuan: tidak boleh kosong (terbaca '')",
    ),
    "gap in years": (
        ganti("parameter/reformasi_hukum.toml", "tahun_sampai = 2024", "tahun_sampai = 2023"),
        "parameter/reformasi_hukum.toml, model: [1].tahun_dari = 2025 tidak bersambung dengan tahun_sampai sebelumnya "
        "(2023); tidak boleh tumpang tindih atau berjeda",
    ),
    "overlap in years": (
        ganti("parameter/reformasi_hukum.toml", "tahun_sampai = 2024", "tahun_sampai = 2025"),
        "parameter/reformasi_hukum.toml, model: [1].tahun_dari = 2025 tidak bersambung dengan tahun_sampai sebelumnya "
        "(2025); tidak boleh tumpang tindih atau berjeda",
    ),
    "gap in days": (
        ganti("bagian.toml", "sampai = 2023-12-31", "sampai = 2023-12-01"),
        "bagian.toml, bagian[1].nama: [1].dari = 2024-01-01 tidak bersambung dengan sampai sebelumnya (2023-12-01); "
        "tidak boleh tumpang tindih atau berjeda",
    ),
    "count of the IKM": (
        ganti("bagian.toml", "jumlah = 8", "jumlah = 9"),
        "bagian.toml, ikm[0]: jumlah = 9, tetapi daftar bagian memuat 8",
    ),
    "unknown bagian": (
        ganti("bagian.toml", '"umum", "protokol"]', '"umum", "adpem"]'),
        "bagian.toml, ikm[0].bagian: “adpem” tidak dikenal; yang ada: hukum, kesra, organisasi, pbj, perekonomian, "
        "protokol, tapem, umum",
    ),
    "scale out of order": (
        ganti("capaian.toml", "batas = 66", "batas = 50"),
        "capaian.toml, kategori: selang[2].batas = 50 tidak lebih besar dari 51 sebelumnya",
    ),
    "unknown formula of the ITKP": (
        ganti("parameter/itkp.toml", '"sebanding"', '"sebandingan"'),
        "parameter/itkp.toml, model[0].hitungan[2].rumus: jenis “sebandingan” tidak dikenal; pilihannya 'ambang', "
        "'sebanding', 'variabel', 'ada', 'jenjang', 'nilai'",
    ),
    "steps of a score out of order": (
        ganti("parameter/itkp.toml", "batas = 60, nilai = 2 ", "batas = 40, nilai = 2 "),
        "parameter/itkp.toml, model[3].hitungan[0].rumus.jenjang: jenjang[2].batas = 40 tidak lebih besar dari 50 "
        "sebelumnya",
    ),
    "a component nobody counts": (
        ganti("parameter/itkp.toml", 'komponen = "A2"', 'komponen = "A1"'),
        "parameter/itkp.toml, model[0]: hitungan tahun 2021: komponen A2 tidak cocok",
    ),
    "a row of the ITKP twice in a year": (
        ganti("parameter/itkp.toml", "tahun_dari = 2025\nacuan", "tahun_dari = 2024\nacuan"),
        "parameter/itkp.toml, model[2]: hitungan tahun 2024: rangkap A3",
    ),
    "a ratio without a denominator": (
        ganti("parameter/itkp.toml", 'penyebut = "pagu belanja pengadaan (Rp)"\n', ""),
        "parameter/itkp.toml, model[0]: hitungan[0].penyebut belum diisi",
    ),
    "weights": (
        ganti("parameter/reformasi_hukum.toml", "bobot = 35", "bobot = 30"),
        "parameter/reformasi_hukum.toml, model[0]: jumlah bobot variabel 95, seharusnya 100",
    ),
    "not TOML": (
        lambda folder: tulis(folder, "target.toml", "target = [\n  {iku: 1}\n]"),
        "target.toml: bukan TOML yang sah (baris 2, kolom 7)",
    ),
    "unknown target": (
        lambda folder: tulis(folder, "target.toml", '[[target]]\niku = "ikm"\ntahun = 2025\nnilai = 1'),
        "target.toml, target[0].iku: “ikm” tidak dikenal; yang ada: itkp, kebijakan_perekonomian, "
        "kepuasan_masyarakat, kesalehan_sosial, pelayanan_publik, reformasi_hukum, sinergitas_kecamatan",
    ),
}


@pytest.mark.parametrize(("kerjakan", "pesan"), SALAH.values(), ids=SALAH.keys())
def test_wrong_key_or_value_is_refused_in_one_line(
    kerjakan: Callable[[Path], None], pesan: str, tmp_path: Path
) -> None:
    kerjakan(tmp_path)
    with pytest.raises(RegisterSalah) as salah:
        muat_register(tmp_path)
    assert str(salah.value) == pesan


def test_unknown_file_and_folder_are_refused(tmp_path: Path) -> None:
    tulis(tmp_path, "bagain.toml", "")
    with pytest.raises(RegisterSalah, match=r"^bagain\.toml: bukan berkas register"):
        muat_register(tmp_path)
    with pytest.raises(RegisterSalah, match="folder register tidak ada"):
        muat_register(tmp_path / "tidak-ada")


def test_wrong_target_of_the_settings_is_refused() -> None:
    with pytest.raises(RegisterSalah, match=r"^iku\.toml, target\[0\]\.nilai: belum ada"):
        muat_register(target=[{"iku": "itkp", "tahun": 2025}])
    with pytest.raises(RegisterSalah, match=r"^iku\.toml, target\[0\]\.iku: “ikm” tidak dikenal"):
        muat_register(target=[{"iku": "ikm", "tahun": 2025, "nilai": 1}])


def test_files_are_replaced_one_by_one(tmp_path: Path) -> None:
    shutil.copy(daftar.FOLDER / "target.toml", tmp_path / "target.toml")
    assert muat_register(tmp_path).sidik() == muat_register().sidik()
    isi = (daftar.FOLDER / "penandatangan.toml").read_text(encoding="utf-8").replace('sebagai = ""', 'sebagai = "Plt."')
    (tmp_path / "penandatangan.toml").write_bytes(b"\xef\xbb\xbf" + isi.replace("\n", "\r\n").encode())
    penandatangan = muat_register(tmp_path).penandatangan(date(2025, 12, 31))
    assert penandatangan is not None and penandatangan.sebagai == "Plt."


def test_nothing_of_the_register_ends_before_the_period_after_next(register: Register) -> None:
    """With today's date: here, while there is time, rather than in production at midnight."""
    assert [str(satu) for satu in berakhir_sebelum(register, date.today())] == []


def test_what_ends_is_found_in_time(register: Register, tmp_path: Path) -> None:
    itkp = "parameter/itkp.toml: 2026-2029 berakhir 2029-12-31"
    for hari, berakhir in ((date(2029, 10, 31), []), (date(2029, 11, 1), [itkp]), (date(2031, 5, 1), [itkp])):
        assert [str(satu) for satu in berakhir_sebelum(register, hari)] == berakhir
    ganti("dokumen/iku_setda_2023.toml", 'penerus = "belum diketahui"', "")(tmp_path)
    ganti("penandatangan.toml", "dari = 2023-03-04", "dari = 2023-03-04\nsampai = 2025-10-22")(tmp_path)
    ganti("bagian.toml", "tahun_dari = 2021", "tahun_dari = 2021\ntahun_sampai = 2025")(tmp_path)
    ganti_lagi = (tmp_path / "bagian.toml").read_text(encoding="utf-8")
    tulis(tmp_path, "bagian.toml", ganti_lagi.replace("dari = 2024-01-01", "dari = 2024-01-01, sampai = 2025-01-31"))
    assert [satu.berkas for satu in berakhir_sebelum(muat_register(tmp_path), date(2025, 12, 1))] == [
        "bagian.toml",
        "bagian.toml",
        "penandatangan.toml",
        "dokumen/iku_setda_2023.toml",
    ]


def test_every_number_of_the_register_has_a_reference(register: Register) -> None:
    """Each parameter of each model is listed with its reference, and each unconfirmed entry is among them."""
    for kode in ATURAN:
        for model in getattr(register, kode).model:
            parameter = parameter_model(model)
            assert parameter and all(p.nama and p.nilai and p.acuan for p in parameter)
        disebut = {(p.acuan, p.dikonfirmasi) for m in getattr(register, kode).model for p in parameter_model(m)}
        for satu in register.parameter_belum_dikonfirmasi():
            if satu.berkas == f"parameter/{kode}.toml" and not re.fullmatch(r"model\[\d+\]", satu.kunci):
                assert (satu.acuan, False) in disebut, satu


def test_a_frozen_register_comes_back_with_targets_and_limit(tmp_path: Path) -> None:
    sasaran = [{"iku": "itkp", "tahun": 2025, "nilai": 60.5}]
    for nomor, batas in enumerate((None, Decimal("120.5"))):
        kerja = tmp_path / str(nomor)
        kerja.mkdir()
        beku = muat_beku(bekukan_register(None, sasaran, batas), kerja)
        assert beku.sidik() == muat_register(None, sasaran, batas).sidik()
