"""Make the pictures of the guides from what the program really writes: `python docs/pictures/build_pictures.py`.

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

from flows.demo import PERIODE_DEMO, demo_entries
from workbooks.filler import SheetEntries, fill_template

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
BAGIAN = "pbj"
IN_TIME = datetime.fromisoformat("2026-01-05T10:00:00+07:00")  # in time
MISTAKES: Mapping[str, SheetEntries] = {
    "Identitas": SheetEntries(pairs={"NIP penyusun": 198001012005011001}),
    "ITKP": SheetEntries(
        rows={"A2": {"Nilai": 44.3}, "A3": {"Nilai": "2.710"}, "B": {"Nilai": None}, "C": {"Nilai": "35,56"}}
    ),
}
_MAIN_COLOURS = 100  # colours that are kept as they are
_SHADES = 15  # shades of red, green and blue of the others, less one
TEMPLATE, ANSWER, RECEIPT, DRAFT = "templat", "jawaban", "tanda-terima", "draf"


@dataclass(frozen=True)
class Picture:
    """A part of a sheet's first page. `crop`: x, y, width, height in points (72 an inch)."""

    name: str
    workbook: str
    sheet: str
    crop: tuple[int, int, int, int]
    dpi: int = 84


PICTURES = (
    Picture("templat-petunjuk", TEMPLATE, "Petunjuk", (30, 36, 876, 266)),
    Picture("templat-identitas", TEMPLATE, "Identitas", (30, 36, 790, 240)),
    Picture("templat-itkp", TEMPLATE, "ITKP", (30, 36, 750, 370)),
    Picture("templat-skm", TEMPLATE, "SKM", (30, 36, 790, 340)),
    Picture("hasil-verifikasi", ANSWER, "Hasil Verifikasi", (30, 36, 876, 266), 96),
    Picture("sel-bertanda", ANSWER, "ITKP", (30, 36, 750, 234)),
    Picture("tanda-terima", RECEIPT, "Tanda Terima", (30, 36, 876, 300)),
    Picture("lembar-iku", DRAFT, "IKU", (30, 12, 876, 472), 108),
    Picture("ringkasan", DRAFT, "Ringkasan", (30, 12, 876, 350)),
    Picture("catatan-verifikasi", DRAFT, "Catatan Verifikasi", (30, 12, 876, 160), 108),
)


def build() -> None:
    """Write every picture beside this file."""
    with tempfile.TemporaryDirectory(prefix="iku-gambar-") as temporary:
        work = Path(temporary)
        demo, wrong = work / "demo", work / "salah"
        _iku(demo, "demo")
        _iku(wrong, "templat", "--periode", str(PERIODE_DEMO))
        _drop_mistakes(wrong)
        _iku(wrong, "konsolidasi", "--periode", str(PERIODE_DEMO))
        folders = {
            TEMPLATE: demo / "inbox" / BAGIAN,
            ANSWER: _answer_folder(wrong),
            RECEIPT: _answer_folder(demo),
            DRAFT: demo / "outbox" / "konsolidasi" / str(PERIODE_DEMO),
        }
        patterns = {TEMPLATE: "*.xlsx", ANSWER: "Hasil*.xlsx", RECEIPT: "Tanda*.xlsx", DRAFT: "*.xlsx"}
        pdf = {name: _pdf(next(folder.glob(patterns[name])), work / f"{name}.pdf") for name, folder in folders.items()}
        for picture in PICTURES:
            _crop(picture, pdf[picture.workbook])


def _iku(workspace: Path, *arguments: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "flows", "--folder", str(workspace), *arguments]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603  (our own module)


def _answer_folder(workspace: Path) -> Path:
    return workspace / "outbox" / "bagian" / BAGIAN / str(PERIODE_DEMO)


def _drop_mistakes(workspace: Path) -> None:
    """The demo's workbook, then the mistakes typed over it."""
    template = next(_answer_folder(workspace).glob("Templat*.xlsx")).read_bytes()
    destination = workspace / "inbox" / BAGIAN / "Laporan IKU Desember.xlsx"
    destination.write_bytes(fill_template(fill_template(template, demo_entries(BAGIAN)), MISTAKES))
    os.utime(destination, (IN_TIME.timestamp(), IN_TIME.timestamp()))


def _pdf(workbook: Path, destination: Path) -> Path:
    folder = destination.with_suffix("")
    profile = (destination.parent / "lo").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir"]
    _output([*command, str(folder), str(workbook)])
    return next(folder.glob("*.pdf")).rename(destination)


def _output(command: Sequence[str]) -> bytes:
    result = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
    return result.stdout


def _crop(picture: Picture, pdf: Path) -> None:
    page = _page(pdf, picture.sheet)
    pixels = [round(part * picture.dpi / 72) for part in picture.crop]
    crop_options = [str(value) for part in zip(("-x", "-y", "-W", "-H"), pixels, strict=True) for value in part]
    ppm = _output(["pdftoppm", "-r", str(picture.dpi), "-f", str(page), "-l", str(page), *crop_options, str(pdf)])
    (FOLDER / f"{picture.name}.png").write_bytes(_png(ppm))


def _png(ppm: bytes) -> bytes:
    """A PNG with a palette, half as large as the one poppler writes: a sheet needs few colours."""
    _, size, _, pixels = ppm.split(b"\n", 3)
    width, height = map(int, size.split())
    coarse = pixels.translate(bytes(round(round(i / 255 * _SHADES) * 255 / _SHADES) for i in range(256)))
    original = [pixels[i : i + 3] for i in range(0, len(pixels), 3)]
    main_colours = {colour for colour, _ in Counter(original).most_common(_MAIN_COLOURS)}
    colours = [colour if colour in main_colours else coarse[3 * i : 3 * i + 3] for i, colour in enumerate(original)]
    palette = {
        colour: number for number, colour in enumerate(dict.fromkeys(colours))
    }  # at most 256, or bytes() refuses
    indexes = bytes(palette[colour] for colour in colours)
    rows = b"".join(b"\0" + indexes[i : i + width] for i in range(0, len(indexes), width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    pieces = (
        struct.pack(">I", len(chunk)) + name + chunk + struct.pack(">I", zlib.crc32(name + chunk))
        for name, chunk in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(pieces)


def _page(pdf: Path, sheet: str) -> int:
    """The first page of a sheet: its foot names it."""
    text = _output(["pdftotext", str(pdf), "-"]).decode()
    for number, page_text in enumerate(text.split("\f"), 1):
        if any(line.endswith(f"· {sheet}") for line in page_text.splitlines()):
            return number
    raise LookupError(f"{pdf.name}: {sheet}")


if __name__ == "__main__":
    build()
