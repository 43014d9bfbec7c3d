"""What is wrong with a file of the register, as one line for people: file, key, what was read."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from tomllib import TOMLDecodeError
from typing import Any

from pydantic import ValidationError

from schemas.errors import IkuError


class RegisterError(IkuError):
    """A wrong key or value of the register; its text is one line naming file and key."""

    def __init__(self, file: str, key: str, message: str) -> None:
        super().__init__(f"{file}, {key}: {message}" if key else f"{file}: {message}")
        self.file, self.key, self.message = file, key, message


def not_toml(file: str, error: TOMLDecodeError) -> RegisterError:
    """The place in a file that is not TOML."""
    found = re.search(r"line (\d+), column (\d+)", str(error))
    place = f"baris {found[1]}, kolom {found[2]}" if found else "akhir berkas"
    return RegisterError(file, "", f"bukan TOML yang sah ({place})")


def first_mistake(file: str, error: ValidationError) -> RegisterError:
    """The first of the mistakes pydantic found; what follows from it is not listed."""
    first = error.errors()[0]
    return RegisterError(file, _key(first["loc"]), _message(dict(first)))


def _key(location: Sequence[int | str]) -> str:
    """`bagian[2].formulir[0].frekuensi`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.removeprefix(".")


_MESSAGES = {
    "missing": "belum ada",
    "extra_forbidden": "kunci tidak dikenal",
    "string_type": "harus tulisan dalam tanda kutip",
    "string_too_short": "tidak boleh kosong",
    "bool_type": "harus true atau false",
    "int_type": "harus bilangan bulat",
    "date_type": "harus tanggal tanpa tanda kutip, misalnya 2025-12-31",
    "tuple_type": "harus daftar dalam [ ]",
    "model_type": "harus tabel",
    "union_tag_not_found": "jenis belum ada",
    "too_short": "daftarnya terlalu pendek",
    "too_long": "daftarnya terlalu panjang",
    "greater_than_equal": "terlalu kecil",
    "less_than_equal": "terlalu besar",
}


def _message(error: Mapping[str, Any]) -> str:
    """What pydantic says by the type of a mistake, in Indonesian; our own validators speak it already."""
    kind, context, given = error["type"], error.get("ctx", {}), error.get("input")
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return f"“{given}” tidak dikenal; pilihannya {str(context['expected']).replace(' or ', ' atau ')}"
    if kind == "union_tag_invalid":
        return f"jenis “{context['tag']}” tidak dikenal; pilihannya {context['expected_tags']}"
    message = _MESSAGES.get(kind, "nilainya tidak sah")
    if isinstance(given, (dict, list)):
        return message
    if (limit := next((context[k] for k in ("ge", "le") if k in context), None)) is not None:
        message += f", {'paling kecil' if 'ge' in context else 'paling besar'} {limit}"
    return f"{message} (terbaca {str(given) if isinstance(given, Decimal) else repr(given)})"
