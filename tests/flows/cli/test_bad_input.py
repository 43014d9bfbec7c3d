"""A wrong `iku.toml` or register file: exit 2, nothing made, one line with file, key and what is allowed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli.app import run_command
from iku_rules.register_model.load import FOLDER

TARGET = '[[target]]\niku = "itkp"\ntahun = 2025\nnilai = 70\n'
WAIVER = """\
[[pengecualian]]
kode = "G403"
bagian = "pbj"
lembar = "ITKP"
sel = "D8"
alasan = "Nilai menurut surat"
oleh = "Sekda"
sampai = 2026-01-31
"""
INDICATORS = (
    "itkp, kebijakan_perekonomian, sinergitas_kecamatan, kesalehan_sosial, reformasi_hukum, kepuasan_masyarakat, "
    "pelayanan_publik"
)
TABLES = "folder, jadwal, batas_waktu, batas_berkas, tampilan, register, ledger, target, pengecualian"
TIMES = "zona, templat, kotak_masuk_menit, konsolidasi, alamat, porta"
ZONES = "Misalnya: Asia/Jakarta, Asia/Makassar, Asia/Jayapura"
CRON = 'bukan ekspresi cron; tulis menit jam tanggal bulan hari, misalnya "0 7 1 * *" (tanggal 1 pukul 07.00)'
ADDRESS = "bukan alamat sel; tulis seperti D8 atau D8:D90 (atau hapus baris ini untuk seluruh lembar)"
DAY = "harus tanggal tanpa tanda kutip, misalnya 2025-12-31"
HUGE = 6 * 1024**2


def target(old: str, new: str) -> str:
    assert old in TARGET
    return TARGET.replace(old, new)


def waiver(old: str, new: str) -> str:
    assert old in WAIVER
    return WAIVER.replace(old, new)


# What iku.toml holds -> what is said after "iku.toml".
SETTINGS: dict[str, str | bytes] = {
    # keys
    'zona = "Asia/Jakarta"': f", zona: kunci tidak dikenal. Yang ada: {TABLES}",
    '[jadwa]\nzona = "Asia/Jakarta"': (f", jadwa: kunci tidak dikenal. Mungkin maksudnya “jadwal”. Yang ada: {TABLES}"),
    '[jadwal]\nzna = "Asia/Jakarta"': (
        f", jadwal.zna: kunci tidak dikenal. Mungkin maksudnya “zona”. Yang ada: {TIMES}"
    ),
    '[jadwal]\nregister = "daftar"': f", jadwal.register: kunci tidak dikenal. Yang ada: {TIMES}",
    '"a\\nb\\u001b[31m" = 1': f', "a\\nb\\u001b[31m": kunci tidak dikenal. Yang ada: {TABLES}',
    "jadwal = 5": ", jadwal: harus tabel (terbaca 5)",
    '[[folder]]\ninbox = "masuk"': ", folder: harus tabel",
    # schedules
    '[jadwal]\nkotak_masuk_menit = "lima"': ', jadwal.kotak_masuk_menit: harus bilangan bulat (terbaca "lima")',
    "[jadwal]\nkotak_masuk_menit = 0": ", jadwal.kotak_masuk_menit: terlalu kecil, paling kecil 1 (terbaca 0)",
    "[jadwal]\nkotak_masuk_menit = 1441": ", jadwal.kotak_masuk_menit: terlalu besar, paling besar 1440 (terbaca 1441)",
    '[jadwal]\ntemplat = "tiap hari"': f', jadwal.templat: "tiap hari" {CRON}',
    '[jadwal]\ntemplat = ""': ", jadwal.templat: tidak boleh kosong",
    '[jadwal]\nkonsolidasi = "0 25 * * *"': f', jadwal.konsolidasi: "0 25 * * *" {CRON}',
    '[jadwal]\nkonsolidasi = "0 0 6 6 * *"': f', jadwal.konsolidasi: "0 0 6 6 * *" {CRON}',
    '[jadwal]\nkonsolidasi = "0 6 31 2 *"': f', jadwal.konsolidasi: "0 6 31 2 *" {CRON}',
    "[jadwal]\nkonsolidasi = 06:00:00": ", jadwal.konsolidasi: harus tulisan dalam tanda kutip (terbaca 06:00:00)",
    '[jadwal]\nzona = "Asia/Jakrta"': (
        f', jadwal.zona: zona waktu "Asia/Jakrta" tidak dikenal. Mungkin maksudnya “Asia/Jakarta”. {ZONES}'
    ),
    '[jadwal]\nzona = "../../etc/passwd"': f', jadwal.zona: zona waktu "../../etc/passwd" tidak dikenal. {ZONES}',
    '[jadwal]\nalamat = "0.0.0.0"': (
        ', jadwal.alamat: "0.0.0.0" tidak dapat dipakai; yang boleh: 127.0.0.1 atau localhost'
    ),
    "[jadwal]\nporta = 0": ", jadwal.porta: terlalu kecil, paling kecil 1024 (terbaca 0)",
    "[jadwal]\nporta = 70000": ", jadwal.porta: terlalu besar, paling besar 65535 (terbaca 70000)",
    "[jadwal]\nporta = true": ", jadwal.porta: harus bilangan bulat (terbaca true)",
    '[jadwal]\nporta = "4200"': ', jadwal.porta: harus bilangan bulat (terbaca "4200")',
    # limits
    "[batas_waktu]\nhari = 31": ", batas_waktu.hari: terlalu besar, paling besar 28 (terbaca 31)",
    "[batas_waktu]\nhari = true": ", batas_waktu.hari: harus bilangan bulat (terbaca true)",
    "[batas_berkas]\nukuran_mb = -5": ", batas_berkas.ukuran_mb: terlalu kecil, paling kecil 1 (terbaca -5)",
    "[batas_berkas]\nmemori_mb = 99999999999999999999": (
        ", batas_berkas.memori_mb: terlalu besar, paling besar 65536 (terbaca 99999999999999999999)"
    ),
    "[batas_berkas]\ndetik = nan": ", batas_berkas.detik: harus angka (terbaca nan)",
    "[batas_berkas]\ndetik = inf": ", batas_berkas.detik: harus angka (terbaca inf)",
    "[batas_berkas]\ndetik = 0": ", batas_berkas.detik: terlalu kecil, harus lebih dari 0 (terbaca 0)",
    '[batas_berkas]\ndetik = "60"': ', batas_berkas.detik: harus angka, tanpa tanda kutip (terbaca "60")',
    "[tampilan]\ncapaian_maksimal = 80": (", tampilan.capaian_maksimal: terlalu kecil, paling kecil 100 (terbaca 80)"),
    "[tampilan]\ncapaian_maksimal = nan": ", tampilan.capaian_maksimal: harus angka (terbaca nan)",
    "[tampilan]\ncapaian_maksimal = 2025-01-01": (
        ", tampilan.capaian_maksimal: harus angka, tanpa tanda kutip (terbaca 2025-01-01)"
    ),
    # folders and the ledger
    '[folder]\ninbox = ""': ', folder.inbox: harus nama folder dalam tanda kutip (terbaca "")',
    "[folder]\ninbox = []": ", folder.inbox: harus nama folder dalam tanda kutip (terbaca [])",
    '[folder]\ninbox = "a\\u0000b"': ', folder.inbox: harus nama folder dalam tanda kutip (terbaca "a\\u0000b")',
    '[folder]\noutbox = "iku.toml"': ", folder.outbox: {folder}/iku.toml bukan folder",
    '[folder]\ninbox = "outbox/bagian"': (
        ", folder.inbox: {folder}/outbox/bagian bertumpang tindih dengan outbox ({folder}/outbox); "
        "pilih folder tersendiri."
    ),
    "[ledger]\nurl = 5": ", ledger.url: harus tulisan dalam tanda kutip (terbaca 5)",
    "register = 5": ", register: harus nama folder dalam tanda kutip (terbaca 5)",
    # waivers
    waiver("G403", "G999"): ', pengecualian[0].kode: "G999" bukan kode catatan 2xx, 3xx, atau 4xx yang dikenal.',
    waiver('"G403"', "403"): ", pengecualian[0].kode: harus tulisan dalam tanda kutip (terbaca 403)",
    waiver("D8", "8D"): f', pengecualian[0].sel: "8D" {ADDRESS}',
    waiver("D8", "D9:D8"): f', pengecualian[0].sel: "D9:D8" {ADDRESS}',
    waiver("D8", "ZZZ9"): f', pengecualian[0].sel: "ZZZ9" {ADDRESS}',
    waiver("D8", "D1048577"): f', pengecualian[0].sel: "D1048577" {ADDRESS}',
    waiver("Nilai menurut surat", "  "): ", pengecualian[0].alasan: tidak boleh kosong",
    waiver("2026-01-31", '"2026-01-31"'): f', pengecualian[0].sampai: {DAY} (terbaca "2026-01-31")',
    waiver("2026-01-31", "2026-01-31T10:00:00"): f", pengecualian[0].sampai: {DAY} (terbaca 2026-01-31T10:00:00)",
    waiver("2026-01-31", "2026-02-30"): ": bukan TOML yang sah (baris 8, kolom 10)",
    WAIVER + waiver('oleh = "Sekda"\n', ""): ", pengecualian[1].oleh: belum ada",
    # targets are a list of tables
    '[target]\niku = "itkp"': ", target: harus daftar dalam [ ]",
    "target = [1]": ", target[0]: harus tabel (terbaca 1)",
    # no TOML
    "[jadwal\n": ": bukan TOML yang sah (baris 1, kolom 8)",
    '[folder]\ninbox = "D:\\IKU"': ": bukan TOML yang sah (baris 2, kolom 14)",
    "[jadwal]\nzona = “Asia/Jakarta”": ": bukan TOML yang sah (baris 2, kolom 8)",
    "[jadwal]\nporta = 4200\nporta = 4201\n": ": bukan TOML yang sah (baris 3, kolom 13)",
    '[jadwal]\nzona = """Asia': ": bukan TOML yang sah (akhir berkas)",
    "a = " + "[" * 5000: ": bukan TOML yang sah (terlalu banyak kurung bersarang)",
    "[jadwal]\nporta = " + "9" * 5000: ": bukan TOML yang sah (bilangan terlalu panjang)",
}
BYTES = {
    "Windows-1252": ('[folder]\ninbox = "café"'.encode("cp1252"), ": harus tersimpan sebagai UTF-8"),
    "UTF-16": ("[jadwal]".encode("utf-16"), ": harus tersimpan sebagai UTF-8"),
    "a workbook": (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\xff", ": harus tersimpan sebagai UTF-8"),
    "NUL": (bytes(8), ": bukan TOML yang sah (baris 1, kolom 1)"),
    "huge": (b"#" * HUGE, ": terlalu besar (6 MB); paling besar 5 MB"),
}


def refused(capsys: pytest.CaptureFixture[str], folder: Path, *commands: str) -> str:
    """The one line that each of the commands says."""
    before = sorted(folder.rglob("*"))
    lines = set()
    for command in commands:
        code = run_command([*command.split(), "--folder", str(folder)])
        output, error = capsys.readouterr()
        assert (code, output, error.count("\n"), error[-1:]) == (2, "", 1, "\n"), error
        lines.add(error.removesuffix("\n"))
    (line,) = lines
    assert line.isprintable() and sorted(folder.rglob("*")) == before
    return line


ALL = ("siapkan", "status", "konsolidasi --periode 2025-11")


@pytest.mark.parametrize(
    ("content", "message"),
    [*((text.encode(), message) for text, message in SETTINGS.items()), *BYTES.values()],
    ids=[*(text[:60] for text in SETTINGS), *BYTES],
)
def test_wrong_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, message: str) -> None:
    (tmp_path / "iku.toml").write_bytes(content)
    assert refused(capsys, tmp_path, *ALL) == "iku.toml" + message.replace("{folder}", str(tmp_path))


# What only the register knows. `iku konsolidasi` reads it beside a running server: one case of it stands below.
KNOWN_TO_THE_REGISTER = {
    'register = "tidak-ada"': ", register: folder tidak ditemukan: {folder}/tidak-ada",
    'register = "iku.toml"': ", register: folder tidak ditemukan: {folder}/iku.toml",
    target("itkp", "itpk"): (
        f", target[0].iku: “itpk” tidak dikenal. Mungkin maksudnya “itkp”. Yang ada: {INDICATORS}"
    ),
    target("nilai = 70", "nlai = 70"): (
        ", target[0].nlai: kunci tidak dikenal. Mungkin maksudnya “nilai”. "
        "Yang ada: iku, tahun, nilai, triwulan, contoh, acuan, berlaku_dari, yakin"
    ),
    target("nilai = 70\n", ""): ", target[0].nilai: belum ada",
    target("2025", "25"): ", target[0].tahun: terlalu kecil, paling kecil 2000 (terbaca 25)",
    target("2025", "2025-01-01"): ", target[0].tahun: harus bilangan bulat (terbaca 2025-01-01)",
    target("70", "nan"): ", target[0].nilai: harus angka (terbaca nan)",
    target("70", "true"): ", target[0].nilai: harus angka, tanpa tanda kutip (terbaca true)",
    target("70", "-1"): ", target[0].nilai: terlalu kecil, paling kecil 0 (terbaca -1)",
    target("70", "7000"): ", target[0].nilai: 7000 di luar skala itkp, paling besar 100",
    target("itkp", "pelayanan_publik"): ", target[0].nilai: 70 di luar skala pelayanan_publik, paling besar 5",
    target("itkp", "kepuasan_masyarakat").replace("70", "3.2"): (
        ", target[0].nilai: 3.2 adalah nilai indeks (NI, 1 sampai 4); IKM memakai skala 25 sampai 100"
    ),
    target("70", "0.9"): (
        ", target[0].nilai: 0.9 seperti pecahan dari satu; skala itkp 0 sampai 100; bila memang sekecil itu, tambahkan "
        "yakin = true"
    ),
    TARGET + "berlaku_dari = 2026-01-01\n": ", target[0].berlaku_dari: 2026-01-01 di luar tahun 2025",
    TARGET + "triwulan = 5\n": ", target[0].triwulan: terlalu besar, paling besar 4 (terbaca 5)",
    TARGET + TARGET: ", target: [1] rangkap: itkp 2025 sudah ada pada [0]",
    waiver("pbj", "pjb"): (
        ", pengecualian[0].bagian: “pjb” tidak dikenal. Mungkin maksudnya “pbj”. Yang ada: pbj, perekonomian, tapem, "
        "kesra, hukum, organisasi, umum, protokol"
    ),
    waiver("ITKP", "ITPK"): (
        ", pengecualian[0].lembar: lembar pbj “ITPK” tidak dikenal. Mungkin maksudnya “ITKP”. Yang ada: Identitas, "
        "ITKP, ITKP Hitungan, SKM, SKM Responden"
    ),
    '[ledger]\nurl = "bukan alamat"': (
        ", ledger.url: alamat tidak dapat dibaca; contoh: sqlite:////data/ledger.sqlite3 atau "
        "postgresql+psycopg://pengguna@server/iku"
    ),
}


@pytest.mark.parametrize(("content", "message"), KNOWN_TO_THE_REGISTER.items(), ids=lambda text: text[:60])
def test_settings_that_the_register_refuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, message: str
) -> None:
    (tmp_path / "iku.toml").write_text(content, encoding="utf-8")
    line = refused(capsys, tmp_path, "status") if "ledger" in content else refused(capsys, tmp_path, *ALL[:2])
    assert line == "iku.toml" + message.replace("{folder}", str(tmp_path))


def edited(name: str, old: str, new: str) -> tuple[str, bytes]:
    """A shipped file of the register with one mistake in it."""
    content = (FOLDER / name).read_text(encoding="utf-8")
    assert old in content
    return name, content.replace(old, new, 1).encode()


BAGIAN, ITKP, HUKUM = "bagian.toml", "parameter/itkp.toml", "parameter/reformasi_hukum.toml"
IKM, DOCUMENT = "parameter/kepuasan_masyarakat.toml", "dokumen/iku_setda_2023.toml"
ADJOIN = "tidak bersambung dengan tahun_sampai sebelumnya"
REGISTER: dict[str, tuple[tuple[str, bytes], str]] = {
    "a form that does not exist": (
        edited(BAGIAN, 'kode = "itkp"', 'kode = "itpk"'),
        f", bagian[0].formulir[0].kode: “itpk” tidak dikenal. Mungkin maksudnya “itkp”. Yang ada: {INDICATORS}",
    ),
    "a bagian of the IKM that does not exist": (
        edited(BAGIAN, '"umum", "protokol"]', '"umum", "adpem"]'),
        ", ikm[0].bagian[7]: “adpem” tidak dikenal. Mungkin maksudnya “tapem”. Yang ada: pbj, perekonomian, tapem, "
        "kesra, hukum, organisasi, umum, protokol",
    ),
    "a bagian twice": (
        edited(BAGIAN, 'kode = "hukum"', 'kode = "pbj"'),
        ", bagian: [4] rangkap: pbj sudah ada pada [0]",
    ),
    "a code that is no folder": (
        edited(BAGIAN, 'kode = "hukum"', 'kode = "../hukum"'),
        ', bagian[4].kode: "../hukum" tidak dapat dipakai; hanya huruf kecil, angka, “_” dan “-” (kode menjadi nama '
        "folder)",
    ),
    "an empty list": ((BAGIAN, b"bagian = []\nikm = []\n"), ", bagian: paling sedikit 1 isian"),
    "an empty file": ((BAGIAN, b""), ", bagian: belum ada"),
    "a text for a list": (
        edited(BAGIAN, "alias = []", 'alias = "x"'),
        ', bagian[4].alias: harus daftar dalam [ ] (terbaca "x")',
    ),
    "dates swapped": (
        edited(BAGIAN, "sampai = 2023-12-31", "dari = 2024-06-01, sampai = 2023-12-31"),
        ", bagian[1].nama: [0].sampai sebelum dari",
    ),
    "a number in quotes": (
        edited(ITKP, "maksimum = 10", 'maksimum = "10"'),
        ', model[0].komponen[0].maksimum: harus angka, tanpa tanda kutip (terbaca "10")',
    ),
    "a negative maximum": (
        edited(ITKP, "maksimum = 10", "maksimum = -10"),
        ", model[0].komponen[0].maksimum: terlalu kecil, harus lebih dari 0 (terbaca -10)",
    ),
    "no end of years": (
        edited(ITKP, "tahun_sampai = 2029", "tahun_sampai = 99999999999"),
        ", model[3].tahun_sampai: terlalu besar, paling besar 2999 (terbaca 99999999999)",
    ),
    "the file of another indicator": (edited(ITKP, 'iku = "itkp"', 'iku = "ipp"'), ", iku: harus “itkp”"),
    "a gap in years": (
        edited(HUKUM, "tahun_sampai = 2024", "tahun_sampai = 2023"),
        f", model: [1].tahun_dari = 2025 {ADJOIN} (2023); tidak boleh tumpang tindih atau berjeda",
    ),
    "an overlap in years": (
        edited(HUKUM, "tahun_sampai = 2024", "tahun_sampai = 2025"),
        f", model: [1].tahun_dari = 2025 {ADJOIN} (2025); tidak boleh tumpang tindih atau berjeda",
    ),
    "a weight that is none": (
        edited(IKM, 'nilai = "1/9"', 'nilai = "sembilan"'),
        ', model[0].bobot.nilai: "sembilan" tidak dapat dipakai; tulis "1/9" (tepat) atau angka seperti 0.111',
    ),
    "an unsur twice": (edited(IKM, '"U2"', '"U1"'), ", model[0].unsur: [1] rangkap: U1 sudah ada pada [0]"),
    "a factor that doubts everything": (
        edited("kewajaran.toml", "nilai = 5", "nilai = 0.5"),
        ", faktor.nilai: terlalu kecil, harus lebih dari 1 (terbaca 0.5)",
    ),
    "a scale that falls": (
        edited("capaian.toml", "batas = 66", "batas = 50"),
        ", kategori: selang[2].batas = 50 tidak lebih besar dari 51 sebelumnya",
    ),
    "an indicator that no rule has": (
        edited(DOCUMENT, 'kode = "itkp"', 'kode = "itpk"'),
        f", sasaran[0].iku[0].kode: “itpk” tidak dikenal. Mungkin maksudnya “itkp”. Yang ada: {INDICATORS}",
    ),
    "a document of another name": (
        ("dokumen/lain.toml", (FOLDER / DOCUMENT).read_bytes()),
        ", kode: harus “lain”, sama dengan nama berkasnya",
    ),
    "a word that is none": (
        edited("penandatangan.toml", 'sebagai = ""', 'sebagai = "Plt"'),
        ', penandatangan[0].sebagai: "Plt" tidak dikenal; pilihannya "", "Plt.", "Plh." atau "Pj."',
    ),
    "no TOML": ((BAGIAN, b"[[bagian]\n"), ": bukan TOML yang sah (baris 1, kolom 9)"),
    "not UTF-8": ((BAGIAN, "acuan = “é”".encode("cp1252")), ": harus tersimpan sebagai UTF-8"),
    "huge": ((BAGIAN, b"#" * HUGE), ": terlalu besar (6 MB); paling besar 5 MB"),
}


@pytest.mark.parametrize(("file", "message"), REGISTER.values(), ids=REGISTER)
def test_a_wrong_file_of_the_register(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: tuple[str, bytes], message: str
) -> None:
    name, content = file
    (tmp_path / "iku.toml").write_text('register = "daftar"\n', encoding="utf-8")
    (tmp_path / "daftar" / name).parent.mkdir(parents=True)
    (tmp_path / "daftar" / name).write_bytes(content)
    assert refused(capsys, tmp_path, "siapkan", "status") == name + message


def test_a_file_the_register_does_not_know(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "iku.toml").write_text('register = "daftar"\n', encoding="utf-8")
    (tmp_path / "daftar").mkdir()
    (tmp_path / "daftar/bagain.toml").touch()
    line = refused(capsys, tmp_path, "siapkan", "status")
    assert line.startswith(
        "bagain.toml: berkas register “bagain.toml” tidak dikenal. Mungkin maksudnya “bagian.toml”. Yang ada: "
    )


@pytest.mark.parametrize(("name", "start"), [("iku.toml", ""), ("daftar/bagian.toml", 'register = "daftar"\n')])
def test_a_folder_for_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, start: str) -> None:
    if start:
        (tmp_path / "iku.toml").write_text(start, encoding="utf-8")
    (tmp_path / name).mkdir(parents=True)
    assert refused(capsys, tmp_path, "siapkan", "status") == f"{Path(name).name}: tidak dapat dibaca (ini folder)"


@pytest.mark.parametrize(("name", "start"), [("iku.toml", ""), ("daftar/bagian.toml", 'register = "daftar"\n')])
def test_no_right_to_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, start: str
) -> None:
    """Rights do not stop the administrator, under whom the tests may run: the refusal is the system's words."""
    (tmp_path / "iku.toml").write_text(start, encoding="utf-8")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).touch()
    read = Path.read_bytes

    def guarded(path: Path) -> bytes:
        if path == tmp_path / name:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", guarded)
    assert refused(capsys, tmp_path, "siapkan", "status") == f"{Path(name).name}: tidak dapat dibaca (tidak ada hak)"


def test_a_link_that_leads_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is there, so it must not pass as "no settings"."""
    (tmp_path / "iku.toml").symlink_to(tmp_path / "bersama" / "iku.toml")
    assert refused(capsys, tmp_path, *ALL) == "iku.toml: tidak dapat dibaca (tidak ditemukan)"


@pytest.mark.parametrize("start", ["\ufeff", ""])
def test_marks_of_windows_are_no_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str], start: str) -> None:
    content = start + "[batas_waktu]\r\nhari = 7\r\n" + TARGET.replace("\n", "\r\n")
    (tmp_path / "iku.toml").write_bytes(content.encode())
    assert run_command(["status", "--folder", str(tmp_path)]) == 0
    assert capsys.readouterr().err == ""


def test_the_consolidation_says_so_too(tmp_path: Path, home: Path) -> None:
    """In a process of its own, as its flow wants it."""
    (tmp_path / "iku.toml").write_text(target("itkp", "itpk"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "flows", "konsolidasi", "--periode", "2025-11", "--folder", str(tmp_path)],
        env=os.environ | {"IKU_PREFECT_HOME": str(home)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    *setup, line = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert all("Menyiapkan mesin alur kerja" in other for other in setup)
    assert line.startswith("iku.toml, target[0].iku: “itpk” tidak dikenal.")


@pytest.mark.parametrize("periode", ["2025-13", "2025", "Desember", "2025-00", ""])
def test_a_periode_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str], periode: str) -> None:
    code = run_command(["konsolidasi", "--periode", periode, "--folder", str(tmp_path)])
    assert (code, capsys.readouterr()) == (
        2,
        ("", f"Periode “{periode}” tidak dapat dibaca; tulis seperti 2025-12.\n"),
    )


@pytest.mark.parametrize("command", ["konsolidasi", "status"])
def test_a_periode_without_its_option_is_named(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert run_command([command, "2025-11"]) == 2
    assert capsys.readouterr() == ("", "Isian 2025-11 tidak dikenal. Lihat: iku --help\n")
