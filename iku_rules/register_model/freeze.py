"""The register as bytes and back: a locked period keeps the one it was computed with."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from iku_rules.register_model.load import load_register, locate
from iku_rules.register_model.register import Register

SETTINGS_FILE = "pengaturan.json"
FROM_DAY = "berlaku_dari"  # of a target
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the same register gives the same bytes


def freeze(overlay: Path | None, target: Sequence[Mapping[str, object]], capaian_maximum: Decimal | None) -> bytes:
    """A zip of every register file in force, and of what the settings add to it, from which the register comes back."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(locate(overlay).items()):
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), path.read_bytes())
        limit = None if capaian_maximum is None else str(capaian_maximum)
        settings = {"target": [dict(entry) for entry in target], "capaian_maksimal": limit}
        content = json.dumps(settings, ensure_ascii=False, sort_keys=True, default=_spelled)
        archive.writestr(zipfile.ZipInfo(SETTINGS_FILE, ZIP_TIME), content)
    return stream.getvalue()


def _spelled(value: object) -> str:
    """A day or a number as the settings spell it."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _as_typed(entry: Mapping[str, object]) -> dict[str, object]:
    """A target of the settings, its day a day again."""
    day = entry.get(FROM_DAY)
    return {**entry, FROM_DAY: date.fromisoformat(day)} if isinstance(day, str) else dict(entry)


def thaw(content: bytes, folder: Path) -> Register:
    """The register out of `freeze`'s bytes, unpacked in the empty folder `folder`. Raises WrongEntryError."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        settings = json.loads(archive.read(SETTINGS_FILE), parse_float=Decimal)
        for name in archive.namelist():
            if name != SETTINGS_FILE:
                archive.extract(name, folder)
    limit = settings["capaian_maksimal"]
    targets = [_as_typed(entry) for entry in settings["target"]]
    return load_register(folder, targets, None if limit is None else Decimal(limit), shipped=False)
