"""Make the pictures of the guides from what the program really writes: `python docs/gambar/susun_gambar.py`.

Needs LibreOffice and poppler (pdftotext, pdftoppm). Two workspaces, both thrown away: the demo, and one in which the
workbook of pbj is handed in with mistakes. No name in a picture is anybody's but the official signatory's.
"""

import os
import struct
import subprocess
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.demo import PERIODE_DEMO, isian_demo
from workbooks.pengisi import IsianLembar, isi_templat

FOLDER = Path(__file__).parent
AKAR = FOLDER.parents[1]
BAGIAN = "pbj"
WAKTU = datetime.fromisoformat("2026-01-05T10:00:00+07:00")  # in time
SALAH: Mapping[str, IsianLembar] = {
    "Identitas": IsianLembar(pasangan={"NIP penyusun": 198001012005011001}),
    "ITKP": IsianLembar(
        baris={"A2": {"Nilai": 44.3}, "A3": {"Nilai": "2.710"}, "B": {"Nilai": None}, "C": {"Nilai": "35,56"}}
    ),
}
_WARNA_UTAMA = 100  # colours that are kept as they are
_TINGKAT = 15  # shades of red, green and blue of the others, less one
TEMPLAT, JAWABAN, TANDA_TERIMA, DRAF = "templat", "jawaban", "tanda-terima", "draf"


@dataclass(frozen=True)
class Gambar:
    """A part of a sheet's first page. `potongan`: x, y, width, height in points (72 an inch)."""

    nama: str
    buku: str
    lembar: str
    potongan: tuple[int, int, int, int]
    dpi: int = 84


DAFTAR = (
    Gambar("templat-petunjuk", TEMPLAT, "Petunjuk", (30, 36, 876, 266)),
    Gambar("templat-identitas", TEMPLAT, "Identitas", (30, 36, 790, 240)),
    Gambar("templat-itkp", TEMPLAT, "ITKP", (30, 36, 750, 370)),
    Gambar("templat-skm", TEMPLAT, "SKM", (30, 36, 790, 340)),
    Gambar("hasil-verifikasi", JAWABAN, "Hasil Verifikasi", (30, 36, 876, 266), 96),
    Gambar("sel-bertanda", JAWABAN, "ITKP", (30, 36, 750, 234)),
    Gambar("tanda-terima", TANDA_TERIMA, "Tanda Terima", (30, 36, 876, 300)),
    Gambar("lembar-iku", DRAF, "IKU", (30, 12, 876, 472), 108),
    Gambar("ringkasan", DRAF, "Ringkasan", (30, 12, 876, 350)),
    Gambar("catatan-verifikasi", DRAF, "Catatan Verifikasi", (30, 12, 876, 160), 108),
)


def susun() -> None:
    """Write every picture beside this file."""
    with tempfile.TemporaryDirectory(prefix="iku-gambar-") as sementara:
        kerja = Path(sementara)
        demo, salah = kerja / "demo", kerja / "salah"
        _iku(demo, "demo")
        _iku(salah, "templat", "--periode", str(PERIODE_DEMO))
        _taruh_yang_salah(salah)
        _iku(salah, "konsolidasi", "--periode", str(PERIODE_DEMO))
        buku = {
            TEMPLAT: demo / "inbox" / BAGIAN,
            JAWABAN: _folder_jawaban(salah),
            TANDA_TERIMA: _folder_jawaban(demo),
            DRAF: demo / "outbox" / "konsolidasi" / str(PERIODE_DEMO),
        }
        pola = {TEMPLAT: "*.xlsx", JAWABAN: "Hasil*.xlsx", TANDA_TERIMA: "Tanda*.xlsx", DRAF: "*.xlsx"}
        pdf = {nama: _pdf(next(folder.glob(pola[nama])), kerja / f"{nama}.pdf") for nama, folder in buku.items()}
        for satu in DAFTAR:
            _potong(satu, pdf[satu.buku])


def _iku(ruang: Path, *argumen: str) -> None:
    lingkungan = os.environ | {"PYTHONPATH": str(AKAR)}
    perintah = [sys.executable, "-m", "flows", "--folder", str(ruang), *argumen]
    subprocess.run(perintah, check=True, env=lingkungan, stdout=subprocess.DEVNULL)  # noqa: S603  (our own module)


def _folder_jawaban(ruang: Path) -> Path:
    return ruang / "outbox" / "bagian" / BAGIAN / str(PERIODE_DEMO)


def _taruh_yang_salah(ruang: Path) -> None:
    """The demo's workbook, then the mistakes typed over it."""
    templat = next(_folder_jawaban(ruang).glob("Templat*.xlsx")).read_bytes()
    tujuan = ruang / "inbox" / BAGIAN / "Laporan IKU Desember.xlsx"
    tujuan.write_bytes(isi_templat(isi_templat(templat, isian_demo(BAGIAN)), SALAH))
    os.utime(tujuan, (WAKTU.timestamp(), WAKTU.timestamp()))


def _pdf(buku: Path, tujuan: Path) -> Path:
    folder = tujuan.with_suffix("")
    profil = (tujuan.parent / "lo").as_uri()
    perintah = ["soffice", f"-env:UserInstallation={profil}", "--headless", "--convert-to", "pdf", "--outdir"]
    _keluaran([*perintah, str(folder), str(buku)])
    return next(folder.glob("*.pdf")).rename(tujuan)


def _keluaran(perintah: Sequence[str]) -> bytes:
    hasil = subprocess.run(perintah, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
    return hasil.stdout


def _potong(gambar: Gambar, pdf: Path) -> None:
    halaman = _halaman(pdf, gambar.lembar)
    piksel = [round(satu * gambar.dpi / 72) for satu in gambar.potongan]
    letak = [str(isi) for satu in zip(("-x", "-y", "-W", "-H"), piksel, strict=True) for isi in satu]
    ppm = _keluaran(["pdftoppm", "-r", str(gambar.dpi), "-f", str(halaman), "-l", str(halaman), *letak, str(pdf)])
    (FOLDER / f"{gambar.nama}.png").write_bytes(_png(ppm))


def _png(ppm: bytes) -> bytes:
    """A PNG with a palette, half as large as the one poppler writes: a sheet needs few colours."""
    _, ukuran, _, titik = ppm.split(b"\n", 3)
    lebar, tinggi = map(int, ukuran.split())
    kasar = titik.translate(bytes(round(round(i / 255 * _TINGKAT) * 255 / _TINGKAT) for i in range(256)))
    asli = [titik[i : i + 3] for i in range(0, len(titik), 3)]
    utama = {satu for satu, _ in Counter(asli).most_common(_WARNA_UTAMA)}
    semua = [satu if satu in utama else kasar[3 * i : 3 * i + 3] for i, satu in enumerate(asli)]
    warna = {satu: nomor for nomor, satu in enumerate(dict.fromkeys(semua))}  # at most 256, or bytes() refuses
    indeks = bytes(warna[satu] for satu in semua)
    baris = b"".join(b"\0" + indeks[i : i + lebar] for i in range(0, len(indeks), lebar))
    kepala = struct.pack(">IIBBBBB", lebar, tinggi, 8, 3, 0, 0, 0)
    isi = ((b"IHDR", kepala), (b"PLTE", b"".join(warna)), (b"IDAT", zlib.compress(baris, 9)), (b"IEND", b""))
    potongan = (struct.pack(">I", len(b)) + nama + b + struct.pack(">I", zlib.crc32(nama + b)) for nama, b in isi)
    return b"\x89PNG\r\n\x1a\n" + b"".join(potongan)


def _halaman(pdf: Path, lembar: str) -> int:
    """The first page of a sheet: its foot names it."""
    teks = _keluaran(["pdftotext", str(pdf), "-"]).decode()
    for nomor, satu in enumerate(teks.split("\f"), 1):
        if any(baris.endswith(f"· {lembar}") for baris in satu.splitlines()):
            return nomor
    raise LookupError(f"{pdf.name}: {lembar}")


if __name__ == "__main__":
    susun()
