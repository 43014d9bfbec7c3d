"""Settings: where things lie."""

from pathlib import Path

import pytest

from flows.pengaturan import buka_ruang


@pytest.mark.parametrize(
    ("url", "hasil"),
    [
        ("", "sqlite:///{ruang}/.iku/ledger.sqlite3"),
        ("sqlite:///data/l.db", "sqlite:///{ruang}/data/l.db"),
        ("sqlite:////srv/l.db", "sqlite:////srv/l.db"),
        ("postgresql+psycopg://iku@server/iku", "postgresql+psycopg://iku@server/iku"),
    ],
)
def test_the_address_of_the_ledger(tmp_path: Path, url: str, hasil: str) -> None:
    (tmp_path / "iku.toml").write_text(f'[ledger]\nurl = "{url}"\n', encoding="utf-8")
    assert buka_ruang(tmp_path, harus_ada=True).url_ledger == hasil.format(ruang=tmp_path.as_posix())
