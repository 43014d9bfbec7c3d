"""Write `catatan-verifikasi.md` from the catalogue of findings: `python docs/build_catalogue_page.py`."""

from pathlib import Path

from schemas.catalogue.by_code import CATALOGUE
from schemas.catalogue.sentences import by_itself
from schemas.temuan import tingkat_of

FILE = Path(__file__).with_name("catatan-verifikasi.md")

GROUPS = {
    "1": "Berkas",
    "2": "Templat dan identitas",
    "3": "Bentuk isian",
    "4": "Isi",
    "5": "Beberapa berkas",
}

OPENING = """\
# Catatan Verifikasi

Semua catatan yang dapat muncul pada Hasil Verifikasi, `iku periksa` dan buku kerja konsolidasi. Huruf kode menunjukkan
tingkatnya: G harus diperbaiki (berkas dikembalikan), P perlu dicek (berkas diterima), I catatan saja. Kata dalam ⟨…⟩
diganti dengan isian yang bersangkutan. Arti sebuah kode tidak pernah berubah.

Halaman ini disusun dari `schemas/catalogue/`; jangan diubah di sini. Menyusunnya lagi:
`python docs/build_catalogue_page.py`.
"""


def build() -> str:
    """The page's text, one table per group of codes."""
    parts = [OPENING]
    for prefix, title in GROUPS.items():
        parts.append(f"## {prefix}xx: {title}\n")
        parts.append("| kode | tingkat | keterangan | seharusnya | cara memperbaiki |\n|---|---|---|---|---|")
        for code, sentences in sorted(CATALOGUE.items(), key=lambda item: item[0][1:]):
            if code[1] == prefix:
                columns = (
                    code,
                    tingkat_of(code).word,
                    *map(_words, (sentences.message, sentences.expected, sentences.advice)),
                )
                parts.append(f"| {' | '.join(columns)} |")
        parts.append("")
    return "\n".join(parts)


def _words(sentence: str) -> str:
    return by_itself(sentence).replace("|", "\\|")


if __name__ == "__main__":
    FILE.write_text(build(), encoding="utf-8", newline="\n")
