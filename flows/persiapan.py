"""Getting ready: the register, the workspace's folders, the lock that lets one run at a time work in it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from flows.galat import TidakDapat
from flows.pengaturan import BERKAS_PENGATURAN, RuangKerja, sekarang
from iku_rules.daftar import Register, RegisterSalah, muat_register

DISK_TERSISA_MB = 500
TAHUN_TERKECIL = 2025  # a clock before this program existed is wrong

CONTOH_PENGATURAN = """\
# Pengaturan IKU Setda. Semua baris boleh dibiarkan; yang tertulis di sini adalah nilai bawaannya.
# Hapus tanda # di awal baris untuk mengubahnya.

# register = "register"         # folder berisi berkas pengganti daftar resmi; harus di atas semua bagian [ ]

# [folder]                      # letak inbox dan outbox, misalnya folder bersama
# inbox = "inbox"
# outbox = "outbox"

# [jadwal]                      # untuk perintah: iku jalankan
# zona = "Asia/Jakarta"
# templat = "0 7 1 * *"         # templat bulan ini: tanggal 1 pukul 07.00
# kotak_masuk_menit = 5         # inbox dilihat tiap sekian menit
# konsolidasi = "0 6 6 * *"     # konsolidasi bulan lalu: tanggal 6 pukul 06.00
# alamat = "127.0.0.1"          # hanya komputer ini
# porta = 4200

# [batas_waktu]
# hari = 5                      # tanggal 5 bulan berikutnya, pukul 24.00

# [batas_berkas]
# ukuran_mb = 25
# terurai_mb = 400
# detik = 60.0
# memori_mb = 1024

# [tampilan]
# capaian_maksimal = 120        # capaian di atasnya ditampilkan 120; nilainya sendiri tetap (bawaan: tanpa batas)

# [[target]]                    # target tahunan; boleh ditambah target per triwulan (triwulan = 1 sampai 4)
# iku = "itkp"
# tahun = 2025
# nilai = 70.0
# acuan = "Perjanjian Kinerja 2025"
# contoh = false
"""


def muat_register_ruang(ruang: RuangKerja) -> Register:
    """The register with the workspace's own files and targets over it. Raises TidakDapat naming file and key."""
    if ruang.register is not None and not ruang.register.is_dir():
        raise TidakDapat(f"{BERKAS_PENGATURAN}, register: folder tidak ditemukan: {ruang.register}")
    try:
        return muat_register(ruang.register, ruang.pengaturan.target, ruang.pengaturan.tampilan.capaian_maksimal)
    except RegisterSalah as galat:
        raise TidakDapat(str(galat)) from galat


def pastikan_folder(ruang: RuangKerja, register: Register) -> None:
    """Make what is missing of the workspace. Raises TidakDapat when it cannot be written."""
    folder = [ruang.outbox / "bagian", ruang.outbox / "konsolidasi", ruang.arsip, ruang.catatan_kerja]
    folder += [ruang.inbox / satu.kode for satu in register.bagian_semua()]
    for satu in folder:
        try:
            satu.mkdir(parents=True, exist_ok=True)
        except OSError as galat:
            raise TidakDapat(f"Folder tidak dapat dibuat: {satu} ({galat.strerror})") from galat
    for satu in (ruang.outbox, ruang.catatan_kerja):
        if not dapat_ditulis(satu):
            raise TidakDapat(f"Folder tidak dapat ditulisi: {satu}")


def dapat_ditulis(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


@contextmanager
def kunci_ruang(ruang: RuangKerja) -> Iterator[None]:
    """Let one run at a time work in the workspace; a second waits for the first."""
    with FileLock(ruang.catatan_kerja / "kerja.lock"):
        yield


def tulis_contoh_pengaturan(ruang: RuangKerja) -> bool:
    """Write a commented `iku.toml` where there is none; tells whether it did."""
    berkas = ruang.folder / BERKAS_PENGATURAN
    if berkas.exists():
        return False
    berkas.write_text(CONTOH_PENGATURAN, encoding="utf-8")
    return True


def periksa_lingkungan(ruang: RuangKerja) -> list[tuple[str, bool, str]]:
    """What the workspace needs: (name, all right, remark)."""
    sisa = shutil.disk_usage(ruang.folder).free // (1024 * 1024)
    jam = sekarang()
    kantor = shutil.which("soffice") or shutil.which("libreoffice")
    return [
        ("Hak baca inbox", os.access(ruang.inbox, os.R_OK), str(ruang.inbox)),
        ("Hak tulis outbox", dapat_ditulis(ruang.outbox), str(ruang.outbox)),
        ("Ruang disk", sisa >= DISK_TERSISA_MB, f"tersisa {sisa} MB"),
        ("Jam komputer", jam.year >= TAHUN_TERKECIL, f"{jam.astimezone(ruang.zona):%d-%m-%Y %H.%M} WIB"),
        ("LibreOffice", kantor is not None, kantor or "tidak ada; hanya diperlukan untuk mencetak dari komputer ini"),
    ]
