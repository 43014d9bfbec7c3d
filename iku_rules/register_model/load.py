"""Reading the register: the shipped files of `register/`, with those of the office over them, checked, as one value.

A wrong key or value is refused by one line that names file and key.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from iku_rules.register_fields import Frozen
from iku_rules.register_model.cross_checks import check_across_files, check_targets
from iku_rules.register_model.document import Document
from iku_rules.register_model.office import DisplayLimit, Target, TargetFile
from iku_rules.register_model.register import FILES, Register
from schemas.left_behind import is_backup, is_left_behind
from schemas.toml_file import WrongEntryError, as_model, read_toml, unknown

FOLDER = Path(__file__).parents[1] / "register"
SETTINGS = "iku.toml"  # where an office sets targets and the limit of what is shown

F = TypeVar("F", bound=Frozen)


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
    WrongEntryError.
    """
    locations = locate(overlay, shipped=shipped)
    documents = [_read_document(name, path) for name, path in locations.items() if name not in FILES]
    for name in FILES:
        if name not in locations:
            raise WrongEntryError(name, "", "tidak ada")
    contents: dict[str, Any] = {
        attribute: _read(name, locations[name], shape) for name, (attribute, shape) in FILES.items()
    }
    register = Register(documents=tuple(sorted(documents, key=lambda d: d.berlaku_dari)), **contents)
    check_across_files(register)
    return _with_settings(register, target, capaian_maximum)


def locate(overlay: Path | None, *, shipped: bool = True) -> dict[str, Path]:
    """File name inside the register -> where it lies. Raises WrongEntryError for a file the register does not know."""
    locations = {p.relative_to(FOLDER).as_posix(): p for p in sorted(FOLDER.rglob("*.toml"))} if shipped else {}
    if overlay is None:
        return locations
    if not overlay.is_dir():
        raise WrongEntryError(str(overlay), "", "folder register tidak ada")
    for file in sorted(overlay.rglob("*")):
        name = file.relative_to(overlay).as_posix()
        if _is_known(name):
            locations[name] = file
        elif not (file.is_dir() or is_left_behind(file.relative_to(overlay).parts) or is_backup(name)):
            raise WrongEntryError(name, "", unknown("berkas register", name, (*FILES, "dokumen/….toml")))
    return locations


def _is_known(name: str) -> bool:
    return name in FILES or re.fullmatch(r"dokumen/[^/]+\.toml", name) is not None


def _read_document(name: str, path: Path) -> Document:
    document = _read(name, path, Document)
    if document.kode != path.stem:
        raise WrongEntryError(name, "kode", f"harus “{path.stem}”, sama dengan nama berkasnya")
    return document


def _read(name: str, path: Path, shape: type[F]) -> F:
    return as_model(name, read_toml(path, name, Decimal), shape)


def _with_settings(
    register: Register, entries: Sequence[Mapping[str, object]], capaian_maximum: Decimal | None
) -> Register:
    """The register with what the office sets in `iku.toml` over it."""
    settings = as_model(SETTINGS, {"target": [dict(t) for t in entries]}, TargetFile)
    check_targets(SETTINGS, settings, register)
    capaian = register.capaian
    if capaian_maximum is not None:
        capaian = capaian.model_copy(update={"batas_tampil": _display_limit(capaian_maximum)})
    return replace(register, target_file=_joined(register.target_file, settings.target), capaian=capaian)


def _display_limit(value: Decimal) -> DisplayLimit:
    return DisplayLimit(nama="Capaian tertinggi yang ditampilkan", nilai=value, acuan=SETTINGS, dikonfirmasi=True)


def _joined(file: TargetFile, added: tuple[Target, ...]) -> TargetFile:
    replaced = {t.words for t in added}
    kept = tuple(t for t in file.target if t.words not in replaced)
    return TargetFile(target=kept + added, pembanding=file.pembanding)
