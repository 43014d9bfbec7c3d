"""Write `catatan-verifikasi.md` from the catalogue of findings: `python docs/susun_catatan.py`."""

from pathlib import Path

from schemas.katalog import KATALOG, umum
from schemas.temuan import tingkat_kode

BERKAS = Path(__file__).with_name("catatan-verifikasi.md")

KELOMPOK = {
    "1": "Berkas",
    "2": "Templat dan identitas",
    "3": "Bentuk isian",
    "4": "Isi",
    "5": "Beberapa berkas",
}

AWAL = """\
# Catatan Verifikasi

Semua catatan yang dapat muncul pada Hasil Verifikasi, `iku periksa` dan buku kerja konsolidasi. Huruf kode menunjukkan
tingkatnya: G harus diperbaiki (berkas dikembalikan), P perlu dicek (berkas diterima), I catatan saja. Kata dalam ⟨…⟩
diganti dengan isian yang bersangkutan. Arti sebuah kode tidak pernah berubah.

Halaman ini disusun dari `schemas/katalog.py`; jangan diubah di sini. Menyusunnya lagi: `python docs/susun_catatan.py`.
"""


def susun() -> str:
    """The page's text, one table per group of codes."""
    bagian = [AWAL]
    for awalan, judul in KELOMPOK.items():
        bagian.append(f"## {awalan}xx: {judul}\n")
        bagian.append("| kode | tingkat | keterangan | seharusnya | cara memperbaiki |\n|---|---|---|---|---|")
        for kode, entri in sorted(KATALOG.items(), key=lambda satu: satu[0][1:]):
            if kode[1] == awalan:
                kolom = (kode, tingkat_kode(kode).tulisan, *map(_kata, (entri.pesan, entri.diharapkan, entri.saran)))
                bagian.append(f"| {' | '.join(kolom)} |")
        bagian.append("")
    return "\n".join(bagian)


def _kata(kalimat: str) -> str:
    return umum(kalimat).replace("|", "\\|")


if __name__ == "__main__":
    BERKAS.write_text(susun(), encoding="utf-8", newline="\n")
