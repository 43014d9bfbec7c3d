"""A file that people write by hand, `iku.toml` or one of the register: read, checked, and what is wrong with it.

The first mistake is told, in one line: file, key, what is allowed. What follows from it is not listed.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from schemas.errors import CannotDoError, explain_oserror
from schemas.notions.text import nearest

LARGEST_FILE = 5  # MB; the longest of the register has a hundredth of it
SHOWN_LETTERS = 60  # of a value that was read
UNKNOWN_KEY = "unknown_key"


class WrongEntryError(CannotDoError):
    """A wrong key or value, or a file that cannot be read; its text is one line naming file and key."""

    def __init__(self, file: str, key: str, message: str) -> None:
        super().__init__(_one_line(f"{file}, {key}: {message}" if key else f"{file}: {message}"))
        self.file, self.key, self.message = file, key, message


def _one_line(text: str) -> str:
    """Whatever was written in the file: no line break, nothing that a terminal obeys."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


# Reading

M = TypeVar("M", bound=BaseModel)


def read_toml(path: Path, name: str, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """The content of a TOML file, `name` being what people call it. Raises WrongEntryError."""
    try:
        size = path.stat().st_size // 1024**2
        if size >= LARGEST_FILE:
            raise WrongEntryError(name, "", f"terlalu besar ({size} MB); paling besar {LARGEST_FILE} MB")
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise WrongEntryError(name, "", f"tidak dapat dibaca ({explain_oserror(error)})") from error
    except UnicodeDecodeError as error:
        raise WrongEntryError(name, "", "harus tersimpan sebagai UTF-8") from error
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except tomllib.TOMLDecodeError as error:
        raise WrongEntryError(name, "", f"bukan TOML yang sah ({_place(error)})") from error
    except RecursionError as error:
        raise WrongEntryError(name, "", "bukan TOML yang sah (terlalu banyak kurung bersarang)") from error
    except ValueError as error:  # Python reads no whole number of thousands of digits
        raise WrongEntryError(name, "", "bukan TOML yang sah (bilangan terlalu panjang)") from error


def _place(error: tomllib.TOMLDecodeError) -> str:
    found = re.search(r"line (\d+), column (\d+)", str(error))
    return f"baris {found[1]}, kolom {found[2]}" if found else "akhir berkas"


def as_model(name: str, content: object, shape: type[M]) -> M:
    """The content of the file `name` as the model. Raises WrongEntryError for the first mistake."""
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = _key(content, first["loc"], first.get("ctx", {}).get("key"))
        raise WrongEntryError(name, key, _message(dict(first))) from error


# Where

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def _key(content: object, location: Sequence[int | str], unknown: str | None) -> str:
    """`bagian[2].formulir[0].frekuensi`; `unknown`: the key that no table at that place has.

    Where one of several shapes fits, pydantic puts its name between the keys; what is no key of the file is left out.
    """
    text = ""
    for depth, part in enumerate(location):
        if isinstance(part, int):
            content = content[part] if isinstance(content, (list, tuple)) else None
            text += f"[{part}]"
        elif isinstance(content, Mapping) and (part in content or depth == len(location) - 1):
            content = content.get(part)
            text += f".{_written(part)}"
    return (text + (f".{_written(unknown)}" if unknown else "")).removeprefix(".")


def _written(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else shown(key)


# What

_MESSAGES = {
    "missing": "belum ada",
    "string_type": "harus tulisan dalam tanda kutip",
    "bool_type": "harus true atau false",
    "int_type": "harus bilangan bulat",
    "date_type": "harus tanggal tanpa tanda kutip, misalnya 2025-12-31",
    "tuple_type": "harus daftar dalam [ ]",
    "model_type": "harus tabel",
    "dict_type": "harus tabel",
    "model_attributes_type": "harus tabel",
    "union_tag_not_found": "jenis belum ada",
    "too_short": "paling sedikit {min_length} isian",
    "too_long": "paling banyak {max_length} isian",
    "greater_than": "terlalu kecil, harus lebih dari {gt}",
    "greater_than_equal": "terlalu kecil, paling kecil {ge}",
    "less_than_equal": "terlalu besar, paling besar {le}",
}


def _message(error: Mapping[str, Any]) -> str:
    """What pydantic says by the type of a mistake, in Indonesian; our own validators speak it already."""
    kind, context = error["type"], error.get("ctx", {})
    given: Any = error.get("input")
    if kind == "value_error":
        return str(context["error"])
    if kind == UNKNOWN_KEY:
        return f"kunci {_not_among(context['key'], context['known'])}"
    if kind == "literal_error":
        return f"{shown(given)} tidak dikenal; pilihannya {_choices(context['expected'])}"
    if kind == "union_tag_invalid":
        key = context["discriminator"].strip("'")
        return f"{key} {shown(given[key])} tidak dikenal; pilihannya {_choices(context['expected_tags'])}"
    message = _MESSAGES.get(kind, "nilainya tidak sah").format(**context)
    return message if isinstance(given, (dict, list)) else f"{message} (terbaca {shown(given)})"


def _choices(listed: str) -> str:
    """Pydantic's list of words, each as it would be written: "bawah" atau "atas"."""
    words = [shown(word) for word in re.findall(r"'([^']*)'", listed)]
    return " atau ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


def shown(value: object) -> str:
    """A value as a TOML file has it, cut where it is long."""
    if isinstance(value, (bool, str)):
        text = json.dumps(value, ensure_ascii=False)
    else:
        text = value.isoformat() if isinstance(value, date) else str(value)
    return text if len(text) <= SHOWN_LETTERS else f"{text[:SHOWN_LETTERS]}…"


def unknown(what: str, word: str, known: Iterable[str], meant: str | None = None) -> str:
    """What is said of the name of a thing that does not exist: the nearest to it, or to what is `meant`, and all."""
    cut = word if len(word) <= SHOWN_LETTERS else f"{word[:SHOWN_LETTERS]}…"
    return f"{what} “{cut}” {_not_among(meant or word, list(known))}".lstrip()


def _not_among(word: str, known: Sequence[str]) -> str:
    return f"tidak dikenal.{nearest(word, known)} Yang ada: {', '.join(known)}"


def unknown_key(key: str, known: Iterable[str]) -> PydanticCustomError:
    """To be raised by a model that meets a key it does not know."""
    return PydanticCustomError(UNKNOWN_KEY, "unknown key", {"key": key, "known": list(known)})
