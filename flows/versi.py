"""The version of forms and rules: what was read under one version is not taken for what another would read."""

import hashlib
from functools import cache
from pathlib import Path

import iku_rules
import schemas
import workbooks
from iku_rules.daftar import Register

PEMBACA = ("praperiksa.py", "pembaca.py", "uraian.py")


def versi_aturan(register: Register) -> str:
    """SHA-256 over the register's content and the source of forms, rules and reader."""
    return hashlib.sha256(f"{register.sidik()}\n{_sidik_program()}".encode()).hexdigest()


@cache
def _sidik_program() -> str:
    sidik = hashlib.sha256()
    for nama, berkas in sorted(_sumber()):
        sidik.update(nama.encode() + b"\0" + berkas.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return sidik.hexdigest()


def _sumber() -> list[tuple[str, Path]]:
    berkas = [
        (f"{paket.__name__}/{satu.name}", satu)
        for paket in (schemas, iku_rules)
        for satu in Path(str(paket.__file__)).parent.glob("*.py")
    ]
    pembaca = Path(str(workbooks.__file__)).parent
    return berkas + [(f"workbooks/{nama}", pembaca / nama) for nama in PEMBACA]
