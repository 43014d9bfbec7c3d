"""Settings: where things lie, and waivers that can never hold."""

from pathlib import Path

import pytest

from flows.cli.app import run_command
from flows.office.workspace import open_workspace


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", "sqlite:///{ruang}/.iku/ledger.sqlite3"),
        ("sqlite:///data/l.db", "sqlite:///{ruang}/data/l.db"),
        ("sqlite:////srv/l.db", "sqlite:////srv/l.db"),
        ("postgresql+psycopg://iku@server/iku", "postgresql+psycopg://iku@server/iku"),
    ],
)
def test_the_address_of_the_ledger(tmp_path: Path, url: str, expected: str) -> None:
    (tmp_path / "iku.toml").write_text(f'[ledger]\nurl = "{url}"\n', encoding="utf-8")
    assert open_workspace(tmp_path, must_exist=True).ledger_url == expected.format(ruang=tmp_path.as_posix())


WAIVER = {"kode": "G403", "bagian": "pbj", "lembar": "ITKP", "sel": "D8", "alasan": "menurut surat", "oleh": "Sekda"}
SHEETS_OF_PBJ = "Identitas, ITKP, ITKP Hitungan, SKM, SKM Responden"


def waiver(**other: str | None) -> str:
    lines = [f'{key} = "{word}"' for key, word in (WAIVER | other).items() if word is not None]
    return "\n".join(["[[pengecualian]]", *lines, "sampai = 2026-01-31\n"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (waiver(), None),
        (waiver(sel=None, lembar="SKM Responden") + waiver(sel="K7:K90", lembar="Identitas"), None),
        (
            waiver(bagian="pjb"),
            "[0].bagian: “pjb” tidak dikenal. Mungkin maksudnya “pbj”. Yang ada: pbj, perekonomian, tapem, kesra, "
            "hukum, organisasi, umum, protokol",
        ),
        (
            waiver() + waiver(bagian="Bagian Hukum"),
            "[1].bagian: “Bagian Hukum” tidak dikenal. Mungkin maksudnya “hukum”. Yang ada: pbj, ",
        ),
        (
            waiver(lembar="ITPK"),
            f"[0].lembar: lembar pbj “ITPK” tidak dikenal. Mungkin maksudnya “ITKP”. Yang ada: {SHEETS_OF_PBJ}",
        ),
        (
            waiver(lembar="Reformasi Hukum"),
            f"[0].lembar: lembar pbj “Reformasi Hukum” tidak dikenal. Yang ada: {SHEETS_OF_PBJ}",
        ),
        (waiver(kode="G999"), '[0].kode: "G999" bukan kode catatan 2xx, 3xx, atau 4xx yang dikenal.'),
        (waiver() + waiver(sel="8D"), '[1].sel: "8D" bukan alamat sel; tulis seperti D8'),
        (waiver(sel=""), "[0].sel: tidak boleh kosong"),
    ],
)
def test_a_waiver_names_what_exists(
    content: str, message: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "iku.toml").write_text(content, encoding="utf-8")
    code = run_command(["aturan", "itkp", "--folder", str(tmp_path)])
    error = capsys.readouterr().err
    assert (code, error.count("\n")) == ((0, 0) if message is None else (2, 1))
    assert error.startswith(f"iku.toml, pengecualian{message}" if message else "")
