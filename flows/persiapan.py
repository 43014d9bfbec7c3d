"""Getting ready: the register, the workspace's folders, the lock that lets one run at a time work in it."""

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import LeaseSettingsMismatch, SoftFileLease, Timeout

from flows.galat import TidakDapat
from flows.pengaturan import BERKAS_PENGATURAN, RuangKerja, sekarang
from iku_rules.daftar import Register
from ledger.arsip import BERKAS_DAFTAR, periksa_arsip
from ledger.basis import VERSI_LEDGER, berkas_sqlite
from ledger.buku import Ledger, pelaku
from ledger.galat import LedgerSalah, kata_oserror
from ledger.simpan import bersihkan_sementara
from ledger.terbitan import bersihkan_nama_kosong
from schemas.periode import Periode
from workbooks.kotak_masuk import read_head

DISK_TERSISA_MB = 500
BERKAS_KUNCI = ".sedang-dipakai.lock"
SEWA_DETIK = 60.0  # another machine's lock that was not refreshed for so long is dead
SABAR_DETIK = 1.0  # wait this long before saying so
_NOBODY = b"\nditinggalkan\n"  # no line of a record, whatever stood before
DAFTAR_MUATAN = "/proc/mounts"  # Linux
SISTEM_JARINGAN = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "fuse.sshfs", "fuse.glusterfs"})
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


def pastikan_folder(ruang: RuangKerja, register: Register) -> None:
    """Make what is missing of the workspace. Raises TidakDapat when it cannot be written."""
    folder = [ruang.outbox / "bagian", ruang.outbox / "konsolidasi", ruang.arsip, ruang.catatan_kerja]
    folder += [ruang.inbox / satu.kode for satu in register.bagian_semua()]
    for satu in folder:
        try:
            satu.mkdir(parents=True, exist_ok=True)
        except OSError as galat:
            raise TidakDapat(f"Folder tidak dapat dibuat: {satu} ({kata_oserror(galat)})") from galat
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
    if not ruang.pengaturan.ledger.url and not _berisi(ruang.berkas_ledger):
        if _ledger_hilang(ruang):
            return buka_ledger(ruang)
        return Ledger.sementara()
    return Ledger.baca(ruang.url_ledger)


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
    if ruang.pengaturan.ledger.url or _berisi(ruang.berkas_ledger):
        return False
    return (ruang.arsip / BERKAS_DAFTAR).exists() or any((ruang.outbox / "konsolidasi").glob("*/*.xlsx"))


def _berisi(berkas: Path) -> bool:
    """Whether there is something in it: a ledger emptied by accident knows as little as one that is gone."""
    return berkas.exists() and berkas.stat().st_size > 0


@contextmanager
def kunci_ruang(ruang: RuangKerja, kabari: Callable[[str], None] | None = None) -> Iterator[None]:
    """Let one run at a time work in the workspace, on whatever machine; a second waits, and `kabari` says for whom.

    The lock lies in the outbox, which both machines see, and names account, machine, process and time. One whose
    process died is taken over: at once on the same machine, on another when it has not been refreshed for SEWA_DETIK.
    So is one that does not say whose it is, since its run was killed before it could write that, once it is as old.
    Raises TidakDapat where it cannot be taken at all.
    """
    kunci = SoftFileLease(ruang.outbox / BERKAS_KUNCI, lease_duration=SEWA_DETIK)
    ditinggalkan = os.path.lexists(kunci.lock_file)
    try:
        _ambil(kunci, ruang, kabari)
        if ditinggalkan:
            bersihkan_sisa(ruang)
        yield
    finally:
        kunci.release()


def _ambil(kunci: SoftFileLease, ruang: RuangKerja, kabari: Callable[[str], None] | None) -> None:
    try:
        while True:
            _disown_abandoned(kunci, ruang)
            try:
                kunci.acquire(timeout=SABAR_DETIK)
                break
            except Timeout:
                if kabari:
                    kabari(_dipakai_oleh(kunci, ruang))
                kabari = None  # once is enough
        _tandai(kunci, ruang)
    except LeaseSettingsMismatch as galat:
        raise TidakDapat(f"Ruang kerja sedang dipakai program versi lain: {kunci.lock_file}") from galat
    except OSError as galat:
        raise TidakDapat(f"Ruang kerja tidak dapat dikunci: {kunci.lock_file} ({kata_oserror(galat)})") from galat


def _disown_abandoned(kunci: SoftFileLease, ruang: RuangKerja) -> None:
    """Spoil a lock that names no holder of a lease and is older than one, so that the library takes it over.

    The library never takes an empty one, nor one in a form that we do not write: its holder might live. Ours writes
    its name right after it has created the file, and refreshes the file's time from then on. The line added makes it a
    record of nobody, for which the library has a takeover that only one of many can win; deleting it here might hit
    the lock of a run that was faster.
    """
    owner = kunci.owner
    if owner is not None and owner.mode == "lease":
        return
    with suppress(OSError):
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(kunci.lock_file, flags), "ab", buffering=0) as lock:
            found = os.fstat(lock.fileno())
            if stat.S_ISREG(found.st_mode) and abs(_share_time(ruang.outbox) - found.st_mtime) > SEWA_DETIK:
                lock.write(_NOBODY)


def _share_time(folder: Path) -> float:
    """What time it is for the machine that keeps the folder: its files' times are of that clock, not of ours."""
    with tempfile.TemporaryFile(dir=folder) as probe:
        return os.fstat(probe.fileno()).st_mtime


def _tandai(kunci: SoftFileLease, ruang: RuangKerja) -> None:
    """Add to the marker who took the lock and when; its format passes over keys it does not know."""
    sejak = sekarang().astimezone(ruang.zona).isoformat(timespec="seconds")
    with Path(kunci.lock_file).open("a", encoding="utf-8", newline="\n") as penanda:
        penanda.write(f"oleh={pelaku()}\nsejak={sejak}\n")


def _dipakai_oleh(kunci: SoftFileLease, ruang: RuangKerja) -> str:
    """One line on who holds the lock, from the marker: it may be gone or half written by now."""
    try:
        isi = read_head(Path(kunci.lock_file)).decode("utf-8", "replace")
        terlihat = datetime.fromtimestamp(Path(kunci.lock_file).stat().st_mtime, ruang.zona)
    except OSError:
        return "Menunggu: ruang kerja sedang dipakai proses lain…"
    data = dict(baris.split("=", 1) for baris in isi.splitlines() if "=" in baris)
    siapa = data.get("oleh") or data.get("host", "proses lain")
    proses = f" (proses {data['pid']})" if "pid" in data else ""
    sejak = ""
    with suppress(KeyError, ValueError):
        sejak = f" sejak {datetime.fromisoformat(data['sejak']):%d-%m-%Y %H.%M.%S}"
    return f"Menunggu: ruang kerja sedang dipakai {siapa}{proses}{sejak}, terakhir terlihat {terlihat:%H.%M.%S}…"


def bersihkan_sisa(ruang: RuangKerja) -> None:
    """Remove what a run that was killed left behind; the caller holds the workspace's lock."""
    bersihkan_sementara(ruang.outbox)
    bersihkan_sementara(ruang.catatan_kerja)
    bersihkan_nama_kosong(ruang.outbox / "konsolidasi")


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
        ("Ledger", *_keadaan_ledger(ruang)),
        ("Arsip", *_keadaan_arsip(ruang)),
    ]


def _keadaan_ledger(ruang: RuangKerja) -> tuple[bool, str]:
    """Whether the ledger is whole and lies where it may."""
    rusak = buka_ledger(ruang).kerusakan()
    if rusak:
        return False, f"rusak ({rusak}); kembalikan dari cadangan"
    berkas = berkas_sqlite(ruang.url_ledger)
    if berkas is not None and (jenis := _sistem_jaringan(berkas.parent)):
        return False, f"{berkas} ada di folder bersama ({jenis}); ledger harus di disk lokal"
    return True, f"utuh, versi {VERSI_LEDGER}"


def _keadaan_arsip(ruang: RuangKerja) -> tuple[bool, str]:
    """Whether every archived file still is what its name says."""
    utuh, rusak = periksa_arsip(ruang.arsip)
    if not rusak:
        return True, f"{utuh} berkas utuh"
    return False, f"{utuh} berkas utuh, rusak atau hilang: {', '.join(rusak)}; kembalikan dari cadangan"


def _sistem_jaringan(folder: Path) -> str | None:
    """The kind of network file system a folder lies on; None where it is a local one or cannot be told."""
    try:
        baris = [b.split() for b in Path(DAFTAR_MUATAN).read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return None
    letak = folder.resolve()
    muatan = [(Path(b[1].replace("\\040", " ")), b[2]) for b in baris]
    # The deepest mount point counts, of equal ones the last.
    milik = [
        (len(titik.parts), nomor, jenis) for nomor, (titik, jenis) in enumerate(muatan) if letak.is_relative_to(titik)
    ]
    jenis = max(milik)[2] if milik else ""
    return jenis if jenis in SISTEM_JARINGAN else None
