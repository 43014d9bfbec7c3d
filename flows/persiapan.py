"""Getting ready: the register, the workspace's folders, the lock that lets one run at a time work in it."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import SoftFileLease, Timeout

from flows.galat import TidakDapat
from flows.pengaturan import BERKAS_PENGATURAN, RuangKerja, sekarang
from iku_rules.daftar import Register, RegisterSalah, muat_register
from ledger.arsip import BERKAS_DAFTAR
from ledger.buku import Ledger
from ledger.galat import LedgerSalah
from schemas.periode import Periode

DISK_TERSISA_MB = 500
BERKAS_KUNCI = ".sedang-dipakai.lock"
SEWA_DETIK = 60.0  # another machine's lock that was not refreshed for so long is dead
SABAR_DETIK = 1.0  # wait this long before saying so
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

# [ledger]                      # catatan semua kiriman, kunci, dan terbitan
# url = ""                      # kosong: berkas .iku/ledger.sqlite3 (harus di disk lokal, bukan folder bersama)

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

# [[pengecualian]]              # catatan yang boleh lewat, dengan alasan dan persetujuan; tampil di keluaran
# kode = "G403"
# bagian = "pbj"
# lembar = "ITKP"
# sel = "D8"                    # boleh dihapus: berlaku untuk seluruh lembar
# alasan = "Nilai menurut surat LKPP"
# oleh = "Kepala Bagian Organisasi"
# sampai = 2026-01-31           # untuk berkas sampai tanggal ini
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


def buka_ledger(ruang: RuangKerja) -> Ledger:
    """The workspace's ledger, made on the first run. Raises LedgerSalah, TidakDapat.

    An outbox that already holds something belongs to a ledger: where that is missing, a new one would know of no
    submission, no lock and no signed document, and so none is made.
    """
    if _ledger_hilang(ruang):
        raise TidakDapat(
            f"Ledger tidak ditemukan ({ruang.berkas_ledger}), padahal outbox sudah berisi. Kembalikan berkas itu dari "
            "cadangan, atau mulai dari nol dengan sengaja: iku siapkan --ledger-baru"
        )
    return Ledger.buka(ruang.url_ledger)


def buat_ledger_baru(ruang: RuangKerja) -> Ledger:
    """An empty ledger for an outbox that already holds something; one that exists is kept."""
    return Ledger.buka(ruang.url_ledger)


def baca_ledger(ruang: RuangKerja) -> Ledger:
    """The ledger for commands that only read: an empty one in memory where the workspace has none yet."""
    if not ruang.pengaturan.ledger.url and not ruang.berkas_ledger.exists():
        if _ledger_hilang(ruang):
            return buka_ledger(ruang)
        return Ledger.sementara()
    return Ledger.buka(ruang.url_ledger)


@contextmanager
def tercatat(ledger: Ledger, perintah: str, periode: Periode | None = None) -> Iterator[None]:
    """Record in the ledger that a command began, and how it ended."""
    bulan = str(periode) if periode else None
    with ledger.buku(sekarang()) as buku:
        buku.catat_jalannya(perintah, "MULAI", bulan)
    try:
        yield
    except BaseException as galat:
        with suppress(LedgerSalah), ledger.buku(sekarang()) as buku:
            buku.catat_jalannya(perintah, "GAGAL", bulan, str(galat) or type(galat).__name__)
        raise
    with ledger.buku(sekarang()) as buku:
        buku.catat_jalannya(perintah, "SELESAI", bulan)


def _ledger_hilang(ruang: RuangKerja) -> bool:
    if ruang.pengaturan.ledger.url or ruang.berkas_ledger.exists():
        return False
    return (ruang.arsip / BERKAS_DAFTAR).exists() or any((ruang.outbox / "konsolidasi").glob("*/*.xlsx"))


@contextmanager
def kunci_ruang(ruang: RuangKerja, kabari: Callable[[str], None] | None = None) -> Iterator[None]:
    """Let one run at a time work in the workspace, on whatever machine; a second waits, and `kabari` says for whom.

    The lock lies in the outbox, which both machines see, and names process and machine. One whose process died is
    taken over: at once on the same machine, on another when it has not been refreshed for SEWA_DETIK.
    """
    kunci = SoftFileLease(ruang.outbox / BERKAS_KUNCI, lease_duration=SEWA_DETIK)
    try:
        kunci.acquire(timeout=SABAR_DETIK)
    except Timeout:
        if kabari:
            kabari(_dipakai_oleh(kunci, ruang))
        kunci.acquire()
    try:
        yield
    finally:
        kunci.release()


def _dipakai_oleh(kunci: SoftFileLease, ruang: RuangKerja) -> str:
    pemegang = kunci.owner
    siapa = f"proses {pemegang.pid} di {pemegang.hostname}" if pemegang else "proses lain"
    try:
        waktu = datetime.fromtimestamp(Path(kunci.lock_file).stat().st_ctime, ruang.zona)
        sejak = f" (terakhir terlihat {waktu:%H.%M.%S})"
    except OSError:
        sejak = ""
    return f"Menunggu: ruang kerja sedang dipakai {siapa}{sejak}…"


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
