"""What was read, kept as text, comes back the same: cells, states, addresses, findings."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from schemas.kiriman_json import kiriman_from_text, kiriman_to_text

if TYPE_CHECKING:
    from tests.conftest import Bench


@pytest.mark.parametrize("faults", [{}, {"Reformasi Hukum!B16": "tinggi", "Identitas!B8": 3}])
def test_what_was_kept_comes_back_the_same(bench: "Bench", tmp_path: Path, faults: dict[str, Any]) -> None:
    files = {f"{bagian}/{bagian}.xlsx": bench.demo(bagian) for bagian in bench.bagian}
    files["hukum/hukum.xlsx"] = bench.edit(files["hukum/hukum.xlsx"], faults)
    for checked in bench.check(files, tmp_path).values():
        kiriman = checked.kiriman
        text = kiriman_to_text(kiriman)
        returned = kiriman_from_text(text, kiriman.file, kiriman.sha256, bench.register.form_year)
        assert returned == kiriman
        assert kiriman_to_text(returned) == text


def test_a_template_of_another_year_comes_back_as_well(bench: "Bench", tmp_path: Path) -> None:
    """The limits of a table are those of its assessment year, not of the reported month."""
    (checked,) = bench.check({"pbj/lama.xlsx": bench.blank("pbj", "2022-12")}, tmp_path).values()
    returned = kiriman_from_text(
        kiriman_to_text(checked.kiriman), checked.name, checked.sha256, bench.register.form_year
    )
    assert returned == checked.kiriman
    assert {t.form_year.year for t in returned.blocks.values()} == {0, 2022}


def test_a_foreign_text_is_refused(bench: "Bench") -> None:
    text = '{"bagian":"hukum","periode":null,"formulir":["reformasi_hukum"],"blok":[{"lembar":"Lain"}],"temuan":[]}'
    with pytest.raises(KeyError):
        kiriman_from_text(text, "x", "0", bench.register.form_year)
