"""A summary row: what people write under a table to sum it up, and what is no row of it."""

import re

from schemas.notions.text import compare_key

# By themselves or with further words: "Jumlah Nilai / Unsur", "Total keseluruhan", "Rata-rata kabupaten".
_BEGINS = r"(?:grand ?total|sub ?total|total|jumlah|jml|rata ?rata|rerata|rataan|average|mean|sum|nrr|nilai rata ?rata)"
# With nothing but what is summed up behind them.
_WHOLE = (
    r"(?:skor|nilai|bobot) ?(?:maks(?:imal|imum)?|min(?:imal|imum)?|tertinggi|terendah)?"
    r"|(?:skor|nilai|bobot) (?:tertimbang|akhir|total|unsur|nilai)"
    r"|(?:maks(?:imal|imum)?|min(?:imal|imum)?)"
    r"|(?:nilai )?(?:ikm|indeks|ni)(?: unit(?: pelayanan)?| pelayanan)?"
    r"|mutu(?: unit)? pelayanan|kinerja(?: unit)?(?: pelayanan)?|standar deviasi|simpangan baku"
)
_SUMMARY = re.compile(rf"{_BEGINS}\b.*|(?:{_WHOLE})")


def is_summary(label: object) -> bool:
    """Whether a row of this name sums the others up: Jumlah, Total, Rata-rata, NRR, Skor maksimal, Bobot …"""
    words = re.sub(r"[^0-9a-z]+", " ", compare_key(label)).strip()
    return bool(_SUMMARY.fullmatch(words))
