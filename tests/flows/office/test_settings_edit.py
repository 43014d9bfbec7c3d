"""A value of `iku.toml` is changed however people write it, and the rest stays."""

import tomllib

import pytest

from flows.office.settings_edit import change_settings

CHANGES = {("ledger", "url"): "", ("folder", "inbox"): "inbox", ("", "register"): "register"}


@pytest.mark.parametrize(
    "before",
    [
        "",
        "# hanya catatan\n",
        "register = 'x'\n\n[folder]\ninbox = '//server/inbox'  # folder bersama\noutbox = 'keluar'\n\n"
        "[ledger]\nurl = 'postgresql+psycopg://iku@server/iku'\n",
        "[folder]\noutbox = 'keluar'\n[[target]]\niku = 'itkp'\ninbox = 'bukan ini'\nurl = 'bukan ini'\n",
        "ledger.url = 'x'\nfolder.inbox = 'y'\n",
        "ledger = {url = 'x'}\nfolder = {inbox = 'y', outbox = 'z'}\n",
        "[ledger]\n'url' = '''x\ny'''\n",
        '["ledger"]\n"url" = "x"\n[ folder ]\n# inbox = "contoh"\n',
        "[jadwal]\nzona = 'Asia/Jakarta'\n[[pengecualian]]\nkode = 'G403'\nsampai = 2026-01-31\n"
        "alasan = 'a \"b\" \\n'\n"
        '[ledger]\nurl = """\nx"""\n[tampilan]\ncapaian_maksimal = 120.5\n',
    ],
)
def test_the_rest_stays(before: str) -> None:
    wanted = tomllib.loads(before)
    for (table, key), value in CHANGES.items():
        (wanted.setdefault(table, {}) if table else wanted)[key] = value
    after = change_settings(before, CHANGES)
    assert tomllib.loads(after) == wanted
    for line in before.splitlines():
        if line.startswith("#"):
            assert line in after


def test_lines_that_are_not_meant_stay_as_they_were_written() -> None:
    before = "# catatan\n\n[folder]   # letak\noutbox = 'keluar' # sini\ninbox = '//server/masuk'\n\n[ledger]\n"
    after = change_settings(before, {("folder", "inbox"): "inbox", ("ledger", "url"): ""})
    expected = before.replace("inbox = '//server/masuk'", 'inbox = "inbox"').replace(
        "[ledger]\n", '[ledger]\nurl = ""\n'
    )
    assert after == expected
