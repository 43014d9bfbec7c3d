"""Reading the register: the shipped files of `register/`, with those of the office over them, checked, as one value.

A wrong key or value is refused by one line that names file and key.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from iku_rules.register_fields import Frozen, Number
from iku_rules.register_model.cross_checks import check_across_files, check_targets
from iku_rules.register_model.document import Document
from iku_rules.register_model.messages import RegisterError, first_mistake, not_toml
from iku_rules.register_model.office import TargetFile
from iku_rules.register_model.register import FILES, Register

FOLDER = Path(__file__).parents[1] / "register"
SETTINGS = "iku.toml"  # where an office sets targets and the limit of what is shown


def load_register(
    overlay: Path | None = None,
    target: Sequence[Mapping[str, object]] = (),
    capaian_maximum: Decimal | None = None,
    *,
    shipped: bool = True,
) -> Register:
    """Read and validate the register.

    `overlay` is a folder of the same shape whose files replace the shipped ones file by file (a further
    `dokumen/*.toml` adds a document). `target` are entries like those of `target.toml`, added to them; one for the
    same indicator, year and triwulan takes the place of the file's. `capaian_maximum` takes the place of
    `batas_tampil` of `capaian.toml`. Without `shipped` nothing shipped is read: the folder holds all. Raises
    RegisterError.
    """
    locations = locate(overlay, shipped=shipped)
    documents = [_read(name, locations[name], Document) for name in locations if name.startswith("dokumen/")]
    for name in FILES:
        if name not in locations:
            raise RegisterError(name, "", "tidak ada")
    contents: dict[str, Any] = {
        attribute: _read(name, locations[name], shape) for name, (attribute, shape) in FILES.items()
    }
    if capaian_maximum is not None:
        contents["capaian"] = contents["capaian"].model_copy(update={"batas_tampil": _display_limit(capaian_maximum)})
    check_targets("target.toml", contents["target_file"])
    contents["target_file"] = _add_targets(contents["target_file"], target)
    register = Register(documents=tuple(sorted(documents, key=lambda d: d.berlaku_dari)), **contents)
    check_across_files(register, locations)
    return register


def locate(overlay: Path | None, *, shipped: bool = True) -> dict[str, Path]:
    """File name inside the register -> where it lies. Raises RegisterError for a file the register does not know."""
    locations = {p.relative_to(FOLDER).as_posix(): p for p in sorted(FOLDER.rglob("*.toml"))} if shipped else {}
    if overlay is None:
        return locations
    if not overlay.is_dir():
        raise RegisterError(str(overlay), "", "folder register tidak ada")
    for file in sorted(p for p in overlay.rglob("*") if p.is_file()):
        name = file.relative_to(overlay).as_posix()
        if name not in FILES and not re.fullmatch(r"dokumen/[^/]+\.toml", name):
            raise RegisterError(name, "", f"bukan berkas register; yang dikenal: {', '.join(FILES)}, dokumen/….toml")
        locations[name] = file
    return locations


F = TypeVar("F", bound=Frozen)


def _read(name: str, path: Path, shape: type[F]) -> F:
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"), parse_float=Decimal)
    except OSError as error:
        raise RegisterError(name, "", f"tidak dapat dibaca ({type(error).__name__})") from error
    except UnicodeDecodeError as error:
        raise RegisterError(name, "", "harus tersimpan sebagai UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise not_toml(name, error) from error
    return _validate(name, content, shape)


def _validate(name: str, content: object, shape: type[F]) -> F:
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        raise first_mistake(name, error) from error


def _display_limit(value: Decimal) -> Number:
    return Number(nama="Capaian tertinggi yang ditampilkan", nilai=value, acuan=SETTINGS, dikonfirmasi=True)


def _add_targets(file: TargetFile, entries: Sequence[Mapping[str, object]]) -> TargetFile:
    settings = _validate(SETTINGS, {"target": [dict(t) for t in entries]}, TargetFile)
    check_targets(SETTINGS, settings)
    added = settings.target
    replaced = {(t.iku, t.tahun, t.triwulan) for t in added}
    kept = tuple(t for t in file.target if (t.iku, t.tahun, t.triwulan) not in replaced)
    return TargetFile(target=kept + added, pembanding=file.pembanding)
