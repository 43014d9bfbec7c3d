"""JSON in which a number stays what it is: a Decimal is written as that number, and every number is read as one."""

from typing import Any

import simplejson


def write_json(document: Any, *, indent: int | None = None) -> str:
    """A document as text. Decimals keep their digits; TypeError for what JSON has no word for."""
    separators = None if indent else (",", ":")
    return simplejson.dumps(
        document, ensure_ascii=False, indent=indent, separators=separators, use_decimal=True, allow_nan=False
    )


def read_json(text: str | bytes) -> Any:
    """A document from text: whole numbers as int, others as Decimal. ValueError where it is no JSON."""
    return simplejson.loads(text, use_decimal=True)
