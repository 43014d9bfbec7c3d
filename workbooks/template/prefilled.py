"""What stands in the cells of a template before anybody types: the identity, key rows, what was taken over."""

from collections.abc import Iterator, Mapping

from schemas.carry_over import CarriedOver
from schemas.form import Block, BlockShape
from schemas.forms.identity import NO
from schemas.periode import Periode
from workbooks.template.layout import Layout


def cell_contents(layout: Layout, identity: Mapping[str, object]) -> dict[tuple[int, int], object]:
    """Row and column (0-based) -> number, date or text in the blocks of a sheet; blanks left out."""
    contents: dict[tuple[int, int], object] = {}
    for block in layout.sheet.blocks:
        if block.shape is BlockShape.PAIRS:
            pairs = dict(next((row for _, row in layout.carried_rows(block)), {}))
            pairs |= identity if layout.sheet.iku is None else {}
            contents |= {layout.pairs[(block.name, name)]: content for name, content in pairs.items()}
        else:
            table = layout.tables[block.name]
            for row, row_contents in enumerate(_table_contents(layout, block), table.first):
                contents |= {(row, table.columns[name]): content for name, content in row_contents.items()}
    return contents


def _table_contents(layout: Layout, block: Block) -> Iterator[Mapping[str, object]]:
    """Row by row: field -> what stands there."""
    table, carried = layout.tables[block.name], layout.carried_rows(block)
    if block.key:
        carried_by_key = dict(carried)
        for key_row in layout.key_rows(block):
            yield {**carried_by_key.get(key_row.key, {}), block.key: key_row.key, **key_row.prefilled}
        return
    prefilled = [name for name, field in block.fields.items() if field.prefilled]
    for index in range(table.last - table.header):
        yield {**(carried[index][1] if index < len(carried) else {}), **dict.fromkeys(prefilled, index + 1)}


def identity_contents(bagian_name: str, periode: Periode, *, carried: bool) -> dict[str, object]:
    """What the identity is given. Whether something has changed is only asked where there is a month before."""
    contents: dict[str, object] = {"bagian": bagian_name, "periode": str(periode), "pengiriman_ke": 1}
    return contents if carried else contents | {"tidak_ada_perubahan": NO}


def say_origin(carried_over: CarriedOver) -> str:
    """The sentence that says where the content comes from, and what was too long to come with it."""
    text = f"Terisi dari kiriman {carried_over.periode.name} (revisi {carried_over.revision}); ubah yang berubah saja."
    if carried_over.not_copied:
        text += f" Terlalu panjang untuk disalin, mohon ditempel sendiri: lembar {', '.join(carried_over.not_copied)}."
    return text
