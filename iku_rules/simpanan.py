"""The register as bytes and back: a locked period keeps the one it was computed with."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from iku_rules.daftar import Register, letak_register, muat_register

BERKAS_TARGET = "target-pengaturan.json"
WAKTU_ZIP = (1980, 1, 1, 0, 0, 0)  # the same register gives the same bytes


def bekukan_register(tindih: Path | None, target: Sequence[Mapping[str, object]]) -> bytes:
    """A zip of every register file in force, and of the settings' targets, from which the register comes back."""
    aliran = io.BytesIO()
    with zipfile.ZipFile(aliran, "w", zipfile.ZIP_DEFLATED) as berkas:
        for nama, letak in sorted(letak_register(tindih).items()):
            berkas.writestr(zipfile.ZipInfo(nama, WAKTU_ZIP), letak.read_bytes())
        isi = json.dumps([dict(satu) for satu in target], ensure_ascii=False, sort_keys=True)
        berkas.writestr(zipfile.ZipInfo(BERKAS_TARGET, WAKTU_ZIP), isi)
    return aliran.getvalue()


def muat_beku(isi: bytes, kerja: Path) -> Register:
    """The register out of `bekukan_register`'s bytes, unpacked in the empty folder `kerja`. Raises RegisterSalah."""
    with zipfile.ZipFile(io.BytesIO(isi)) as berkas:
        target = json.loads(berkas.read(BERKAS_TARGET), parse_float=Decimal)
        for nama in berkas.namelist():
            if nama != BERKAS_TARGET:
                berkas.extract(nama, kerja)
    return muat_register(kerja, target, bawaan=False)
