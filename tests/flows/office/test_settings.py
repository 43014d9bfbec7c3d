"""Settings: where things lie."""

from pathlib import Path

import pytest

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
