"""The JSON of the contract: findings, submissions and results as plain data, printed and kept in the ledger alike."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from iku_rules.result import Completeness, PublishedResult, Status
from iku_rules.steps import Source
from schemas.kiriman_status import KirimanStatus, Orphan
from schemas.periode import Periode
from schemas.temuan_json import temuan_from_data, temuan_to_data


def json_number(value: Decimal | None) -> Decimal | int | None:
    """A number without idle zeros (90, 89.5); unknown is null."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()


def json_kiriman(status: KirimanStatus) -> dict[str, Any]:
    """KIRIMAN."""
    return {
        "bagian": status.bagian,
        "status": status.status,
        "terlambat": status.late,
        "revisi": status.revision,
        "berkas": status.file,
        "sha256": status.sha256,
        "temuan": temuan_to_data(status.temuan),
        "lampiran": list(status.attachments),
        "lain": [
            {"berkas": other.file, "status": other.status, "temuan": temuan_to_data(other.temuan)}
            for other in status.others
        ],
        "sesudah_kunci": list(status.after_lock),
        **({"insiden": status.incident} if status.incident else {}),
    }


def json_orphans(orphans: Iterable[Orphan]) -> list[dict[str, str]]:
    """`tanpa_pemilik`."""
    return [{"berkas": each.file, "sebab": each.reason} for each in orphans]


def read_kiriman(data: Mapping[str, Any]) -> KirimanStatus:
    """The KIRIMAN that was signed; the time of its file is not in it, nor what has come since."""
    return KirimanStatus(
        bagian=data["bagian"],
        status=data["status"],
        late=data["terlambat"],
        revision=data["revisi"],
        file=data["berkas"],
        sha256=data["sha256"],
        temuan=tuple(temuan_from_data(data["temuan"])),
        attachments=tuple(data["lampiran"]),
        incident=data.get("insiden"),
    )


def json_result(result: PublishedResult) -> dict[str, Any]:
    """HASIL."""
    return {
        "iku": result.iku,
        "nilai": json_number(result.nilai),
        "satuan": result.satuan,
        "status": result.status.value,
        "predikat": result.predikat,
        "target": json_number(result.target),
        "capaian": json_number(result.capaian),
        "kategori_capaian": result.kategori_capaian,
        "aturan": result.aturan,
        "tahun_penilaian": result.tahun_penilaian,
        "dari_periode": str(result.dari_periode) if result.dari_periode else None,
        "kelengkapan": str(result.kelengkapan) if result.kelengkapan else None,
        "nilai_tahun_lalu": json_number(result.nilai_tahun_lalu),
        "catatan": list(result.catatan),
        "sumber": [_json_source(source) for source in result.sumber],
    }


def read_result(data: Mapping[str, Any], state: str) -> PublishedResult:
    """The HASIL that was published, with its status in words."""
    return PublishedResult(
        iku=data["iku"],
        satuan=data["satuan"],
        status=Status(data["status"]),
        nilai=_read_number(data["nilai"]),
        predikat=data["predikat"],
        target=_read_number(data["target"]),
        capaian=_read_number(data["capaian"]),
        kategori_capaian=data["kategori_capaian"],
        aturan=data["aturan"],
        tahun_penilaian=data["tahun_penilaian"],
        dari_periode=Periode.parse(data["dari_periode"]) if data["dari_periode"] else None,
        kelengkapan=Completeness.read(data["kelengkapan"]) if data["kelengkapan"] else None,
        nilai_tahun_lalu=_read_number(data["nilai_tahun_lalu"]),
        catatan=tuple(data["catatan"]),
        sumber=tuple(map(_read_source, data["sumber"])),
        keadaan=state,
    )


def _read_number(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _read_source(data: Mapping[str, Any]) -> Source:
    value = data["nilai"]
    return Source(
        bagian=data["bagian"],
        berkas=data["berkas"],
        sha256=data["sha256"],
        lembar=data["lembar"],
        sel=data["sel"],
        nilai=value if isinstance(value, str) else _read_number(value),
    )


def _json_source(source: Source) -> dict[str, Any]:
    value = json_number(source.nilai) if isinstance(source.nilai, Decimal) else source.nilai
    return {
        "bagian": source.bagian,
        "berkas": source.berkas,
        "sha256": source.sha256,
        "lembar": source.lembar,
        "sel": source.sel,
        "nilai": value,
    }
