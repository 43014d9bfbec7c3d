"""The register: official document, bagian, kecamatan, signatories, targets and all dated parameters, as one value.

`load_register` reads the folder `register/` beside this module, validates everything, and refuses a wrong key or value
by one line that names file and key.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from iku_rules.itkp.model import CountRow, ITKPModel
from iku_rules.register_model.document import (
    Bagian,
    BagianFile,
    CapaianRule,
    Comparison,
    Document,
    HukumModel,
    KebijakanModel,
    KecamatanFile,
    KepuasanModel,
    KesalehanModel,
    ParameterFile,
    PelayananModel,
    PlausibilityRule,
    Signatory,
    SignatoryFile,
    SinergitasModel,
    Target,
    TargetFile,
)
from iku_rules.register_model.fields import Frozen, Number, in_year, on_day
from schemas.form_year import FormYear, Item, KeyRow, Kuesioner
from schemas.forms.kepuasan_masyarakat import RECAP
from schemas.parse import compare_key
from schemas.periode import Periode

FOLDER = Path(__file__).parents[1] / "register"
TRIWULAN = 3  # months
DECEMBER = 12
GREATEST_NI = 4  # the highest answer of a survey on satisfaction; above it a value can only be an IKM
NO_DENOMINATOR = "-"


class RegisterError(ValueError):
    """A wrong key or value of the register; its text is one line naming file and key."""

    def __init__(self, file: str, key: str, message: str) -> None:
        super().__init__(f"{file}, {key}: {message}" if key else f"{file}: {message}")
        self.file, self.key, self.message = file, key, message


@dataclass(frozen=True)
class Unconfirmed:
    """A parameter of the register that no source confirms; `value` in words, empty for lists and whole models."""

    file: str
    key: str
    name: str
    value: str
    reference: str


@dataclass(frozen=True)
class Register:
    """All of it, by file. Methods answer for a year, a day or a period."""

    documents: tuple[Document, ...]
    bagian_file: BagianFile
    kecamatan_file: KecamatanFile
    signatory_file: SignatoryFile
    target_file: TargetFile
    capaian: CapaianRule
    plausibility: PlausibilityRule
    itkp: ParameterFile[ITKPModel]
    kebijakan_perekonomian: ParameterFile[KebijakanModel]
    sinergitas_kecamatan: ParameterFile[SinergitasModel]
    kesalehan_sosial: ParameterFile[KesalehanModel]
    reformasi_hukum: ParameterFile[HukumModel]
    kepuasan_masyarakat: ParameterFile[KepuasanModel]
    pelayanan_publik: ParameterFile[PelayananModel]

    def document(self, periode: Periode) -> Document:
        """The document valid at the period's end, else the latest earlier one, else the first (see `catatan`)."""
        in_force = [d for d in self.documents if d.in_force(periode.last_day)]
        earlier = [d for d in self.documents if d.berlaku_dari <= periode.last_day]
        return (in_force or earlier or self.documents[:1])[-1]

    def signatory(self, day: date) -> Signatory | None:
        """Who signs on that day; None when the register does not reach it."""
        return self.signatory_file.on_day(day)

    # bagian

    def bagian(self, code: str) -> Bagian:
        """KeyError for an unknown code."""
        for bagian in self.bagian_file.bagian:
            if bagian.kode == code:
                return bagian
        raise KeyError(code)

    def all_bagian(self, periode: Periode | None = None) -> tuple[Bagian, ...]:
        """All bagian in order; with a period those that exist at its end."""
        bagian = self.bagian_file.bagian
        return bagian if periode is None else tuple(b for b in bagian if on_day(b.nama, periode.last_day))

    def bagian_name(self, code: str, day: date | None = None) -> str:
        """The display name on that day; without a day, or outside all dates, the newest name."""
        names = self.bagian(code).nama
        return ((day and on_day(names, day)) or names[-1]).nama

    def bagian_code(self, name: str) -> str | None:
        """Code of a bagian by code, name or alias, whatever the case and blanks."""
        wanted = compare_key(name)
        for bagian in self.bagian_file.bagian:
            if wanted in (compare_key(n) for n in bagian.all_names):
                return bagian.kode
        return None

    def ikm_bagian(self, year: int) -> tuple[tuple[str, ...], int]:
        """The bagian that enter the IKM of a year, and how many there must be."""
        listed = in_year(self.bagian_file.ikm, year)
        return listed.bagian, listed.jumlah

    def forms(self, bagian_code: str) -> tuple[str, ...]:
        """Codes of the forms of a bagian."""
        return self.bagian(bagian_code).form_codes

    def required_forms(self, bagian_code: str, periode: Periode) -> tuple[str, ...]:
        """Codes of the forms a bagian owes in a period; empty when it owes nothing."""
        return tuple(f.kode for f in self.bagian(bagian_code).formulir if f.is_required(periode))

    def owners(self, iku: str) -> tuple[str, ...]:
        """Codes of the bagian whose forms feed an indicator."""
        return tuple(b.kode for b in self.bagian_file.bagian if iku in b.form_codes)

    # targets

    def target(self, iku: str, periode: Periode) -> Target | None:
        """The target a position at the period's end is measured against.

        In December that of the year; in other months that of the running triwulan where one is set, else the year's.
        """
        triwulan = (periode.month - 1) // TRIWULAN + 1
        order = (None, triwulan) if periode.month == DECEMBER else (triwulan, None)
        by_triwulan = {t.triwulan: t for t in self.target_file.target if t.iku == iku and t.tahun == periode.year}
        return next((by_triwulan[when] for when in order if when in by_triwulan), None)

    def comparisons(self, iku: str, year: int) -> dict[str, Comparison]:
        """What others reached in a year, by "provinsi" and "nasional"; only what the register gives."""
        return {p.wilayah: p for p in self.target_file.pembanding if (p.iku, p.tahun) == (iku, year)}

    # what the forms need

    def form_year(self, year: int) -> FormYear:
        """Key rows, choices and limits of the forms for an assessment year."""
        itkp = self.itkp.in_year(year)
        kebijakan = self.kebijakan_perekonomian.in_year(year)
        kesalehan = self.kesalehan_sosial.in_year(year)
        hukum = self.reformasi_hukum.in_year(year)
        pelayanan = self.pelayanan_publik.in_year(year)
        return FormYear(
            year=year,
            key_rows={
                "itkp": tuple(
                    KeyRow(k.kode, {"komponen": k.nama, "maksimal": k.maksimum}, maximum=k.maksimum)
                    for k in itkp.komponen
                ),
                "itkp_hitungan": tuple(_count_key_row(itkp, h) for h in itkp.count_rows_in(year)),
                "sinergitas_kecamatan": tuple(
                    KeyRow(k.kode, {"kecamatan": k.nama}, alias=(k.nama, *k.alias))
                    for k in self.kecamatan_file.kecamatan
                ),
                "kesalehan_sosial": tuple(
                    KeyRow(dimension, group=method.kode) for method in kesalehan.metode for dimension in method.dimensi
                ),
                "reformasi_hukum": tuple(KeyRow(v.nama, {"bobot": v.bobot}) for v in hukum.variabel),
                "skm": tuple(
                    KeyRow(u.nama, {"kode": u.kode}, dash_allowed=u.boleh_tidak_dinilai, group=RECAP)
                    for u in self.kepuasan_masyarakat.in_year(year).unsur
                ),
            },
            choices={
                "jenis_kebijakan": kebijakan.jenis.isi,
                "bidang_kebijakan": kebijakan.bidang.isi,
                "status_kebijakan": kebijakan.status.isi,
                "metode_kesalehan": tuple(m.kode for m in kesalehan.metode),
            },
            limits={
                "skor_maks": self.sinergitas_kecamatan.in_year(year).skor_maks.nilai,
                "itkp.nilai_resmi": sum((k.maksimum for k in itkp.komponen), Decimal(0)),
                "reformasi_hukum.nilai_resmi": hukum.nilai_maks.nilai,
                "kesalehan_sosial.nilai_resmi": kesalehan.nilai_maks.nilai,
                "pelayanan_publik.nilai_resmi": pelayanan.nilai_maks.nilai,
                "pelayanan_publik.skala": pelayanan.nilai_maks.nilai,
            },
            not_assessed={"itkp": itkp.tidak_dinilai} if itkp.tidak_dinilai else {},
            aspects=tuple(a.nama for a in pelayanan.aspek),
            kuesioner=_kuesioner(kesalehan),
        )

    # about itself

    def contents(self) -> dict[str, Any]:
        """Everything, by file name, as plain values (what `fingerprint` is taken of)."""
        files: dict[str, BaseModel] = {f"dokumen/{d.kode}.toml": d for d in self.documents}
        files |= {name: getattr(self, attribute) for name, (attribute, _) in _FILES.items()}
        return {name: model.model_dump(mode="json") for name, model in sorted(files.items())}

    def fingerprint(self) -> str:
        """SHA-256 of all content; comments and layout of the files do not matter."""
        text = json.dumps(self.contents(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def unconfirmed_parameters(self) -> tuple[Unconfirmed, ...]:
        """Every entry of the register with `dikonfirmasi = false`, in order of file and key."""
        return tuple(entry for file, content in self.contents().items() for entry in _unconfirmed(file, "", content))


def _count_key_row(model: ITKPModel, count_row: CountRow) -> KeyRow:
    """A key row of the sheet ITKP Hitungan; a denominator that nobody enters is prefilled."""
    prefilled: dict[str, str | Decimal] = {"komponen": count_row.description}
    if not count_row.penyebut:
        multiple = model.multiple(count_row)
        prefilled["penyebut"] = NO_DENOMINATOR if multiple is None else multiple.nilai
    hints = {"pembilang": count_row.pembilang, "penyebut": count_row.penyebut}
    return KeyRow(count_row.kode, prefilled, maximum=model.max_numerator(count_row), hints=hints)


_FILES: dict[str, tuple[str, type[Frozen]]] = {
    "bagian.toml": ("bagian_file", BagianFile),
    "capaian.toml": ("capaian", CapaianRule),
    "kewajaran.toml": ("plausibility", PlausibilityRule),
    "kecamatan.toml": ("kecamatan_file", KecamatanFile),
    "penandatangan.toml": ("signatory_file", SignatoryFile),
    "target.toml": ("target_file", TargetFile),
    "parameter/itkp.toml": ("itkp", ParameterFile[ITKPModel]),
    "parameter/kebijakan_perekonomian.toml": ("kebijakan_perekonomian", ParameterFile[KebijakanModel]),
    "parameter/sinergitas_kecamatan.toml": ("sinergitas_kecamatan", ParameterFile[SinergitasModel]),
    "parameter/kesalehan_sosial.toml": ("kesalehan_sosial", ParameterFile[KesalehanModel]),
    "parameter/reformasi_hukum.toml": ("reformasi_hukum", ParameterFile[HukumModel]),
    "parameter/kepuasan_masyarakat.toml": ("kepuasan_masyarakat", ParameterFile[KepuasanModel]),
    "parameter/pelayanan_publik.toml": ("pelayanan_publik", ParameterFile[PelayananModel]),
}
_PARAMETER = {Path(name).stem for name in _FILES if name.startswith("parameter/")}


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
    RegisterSalah.
    """
    locations = locate(overlay, shipped=shipped)
    documents = [_read(name, locations[name], Document) for name in locations if name.startswith("dokumen/")]
    for name in _FILES:
        if name not in locations:
            raise RegisterError(name, "", "tidak ada")
    contents: dict[str, Any] = {
        attribute: _read(name, locations[name], shape) for name, (attribute, shape) in _FILES.items()
    }
    if capaian_maximum is not None:
        contents["capaian"] = contents["capaian"].model_copy(update={"batas_tampil": _display_limit(capaian_maximum)})
    contents["target_file"] = _add_targets(contents["target_file"], target)
    register = Register(documents=tuple(sorted(documents, key=lambda d: d.berlaku_dari)), **contents)
    _cross_check(register, locations)
    return register


def locate(overlay: Path | None, *, shipped: bool = True) -> dict[str, Path]:
    """File name inside the register -> where it lies."""
    locations = {p.relative_to(FOLDER).as_posix(): p for p in sorted(FOLDER.rglob("*.toml"))} if shipped else {}
    if overlay is None:
        return locations
    if not overlay.is_dir():
        raise RegisterError(str(overlay), "", "folder register tidak ada")
    for file in sorted(p for p in overlay.rglob("*") if p.is_file()):
        name = file.relative_to(overlay).as_posix()
        if name not in _FILES and not re.fullmatch(r"dokumen/[^/]+\.toml", name):
            raise RegisterError(name, "", f"bukan berkas register; yang dikenal: {', '.join(_FILES)}, dokumen/….toml")
        locations[name] = file
    return locations


B = TypeVar("B", bound=Frozen)


def _read(name: str, path: Path, shape: type[B]) -> B:
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"), parse_float=Decimal)
    except OSError as error:
        raise RegisterError(name, "", f"tidak dapat dibaca ({type(error).__name__})") from error
    except UnicodeDecodeError as error:
        raise RegisterError(name, "", "harus tersimpan sebagai UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        place = f"baris {found[1]}, kolom {found[2]}" if found else "akhir berkas"
        raise RegisterError(name, "", f"bukan TOML yang sah ({place})") from error
    return _validate(name, content, shape)


def _validate(name: str, content: object, shape: type[B]) -> B:
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise RegisterError(name, _key(first["loc"]), _message(dict(first))) from error


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


def _display_limit(value: Decimal) -> Number:
    return Number(nama="Capaian tertinggi yang ditampilkan", nilai=value, acuan="iku.toml", dikonfirmasi=True)


def _add_targets(file: TargetFile, entries: Sequence[Mapping[str, object]]) -> TargetFile:
    added = _validate("iku.toml", {"target": [dict(t) for t in entries]}, TargetFile).target
    for index, target in enumerate(added):
        _require_known("iku.toml", f"target[{index}].iku", (target.iku,), _PARAMETER)
        _refuse_ni("iku.toml", index, target)
    replaced = {(t.iku, t.tahun, t.triwulan) for t in added}
    kept = tuple(t for t in file.target if (t.iku, t.tahun, t.triwulan) not in replaced)
    return TargetFile(target=kept + added, pembanding=file.pembanding)


def _cross_check(register: Register, locations: Mapping[str, Path]) -> None:
    """What one file says of another."""
    document_names = [name for name in locations if name.startswith("dokumen/")]
    if not register.documents:
        raise RegisterError("dokumen/", "", "paling sedikit satu dokumen IKU")
    document_codes = [d.kode for d in register.documents]
    for name in document_names:
        if document_codes.count(Path(name).stem) != 1:
            raise RegisterError(name, "kode", "harus sama dengan nama berkasnya")
    for document in register.documents:
        _require_known(f"dokumen/{document.kode}.toml", "kode", document.iku_codes, _PARAMETER)
    for earlier, later in zip(register.documents, register.documents[1:], strict=False):
        if earlier.berlaku_sampai is None or later.berlaku_dari <= earlier.berlaku_sampai:
            raise RegisterError(
                f"dokumen/{later.kode}.toml", "berlaku_dari", f"tumpang tindih dengan masa berlaku {earlier.kode}"
            )
    for name, (attribute, _) in _FILES.items():
        if name.startswith("parameter/") and getattr(register, attribute).iku != attribute:
            raise RegisterError(name, "iku", f"harus “{attribute}”")
    _require_known("kewajaran.toml", "tanpa_pemeriksaan", register.plausibility.tanpa_pemeriksaan, _PARAMETER)
    for index, bagian in enumerate(register.bagian_file.bagian):
        _require_known("bagian.toml", f"bagian[{index}].formulir", bagian.form_codes, _PARAMETER)
    bagian_codes = {b.kode for b in register.bagian_file.bagian}
    for index, ikm in enumerate(register.bagian_file.ikm):
        _require_known("bagian.toml", f"ikm[{index}].bagian", ikm.bagian, bagian_codes)
    for index, target in enumerate(register.target_file.target):
        _require_known("target.toml", f"target[{index}].iku", (target.iku,), _PARAMETER)
        _refuse_ni("target.toml", index, target)
    for index, comparison in enumerate(register.target_file.pembanding):
        _require_known("target.toml", f"pembanding[{index}].iku", (comparison.iku,), _PARAMETER)


def _refuse_ni(file: str, index: int, target: Target) -> None:
    """A target of the IKM on the scale of the answers, which would make every achievement 2,500 percent."""
    if target.iku == "kepuasan_masyarakat" and 0 < target.nilai <= GREATEST_NI:
        message = f"{target.nilai} adalah nilai indeks (NI, 1 sampai 4); target IKM memakai skala 25 sampai 100"
        raise RegisterError(file, f"target[{index}].nilai", message)


def _require_known(file: str, key: str, codes: Sequence[str], known: set[str]) -> None:
    for code in codes:
        if code not in known:
            raise RegisterError(file, key, f"“{code}” tidak dikenal; yang ada: {', '.join(sorted(known))}")


def _kuesioner(model: KesalehanModel) -> Kuesioner | None:
    if model.kuesioner is None:
        return None
    low, high = model.kuesioner.jawaban_terkecil.nilai, model.kuesioner.jawaban_terbesar.nilai
    items = tuple(Item(b.kode, b.teks, low, high) for b in model.kuesioner.butir)
    return Kuesioner(model.kuesioner.metode, items, model.kuesioner.contoh)


def _unconfirmed(file: str, key: str, content: Any) -> Iterator[Unconfirmed]:
    if isinstance(content, list):
        for index, child in enumerate(content):
            yield from _unconfirmed(file, f"{key}[{index}]", child)
    if not isinstance(content, dict):
        return
    if content.get("dikonfirmasi") is False:
        value = content.get("nilai", content.get("maksimum", content.get("bobot", "")))
        words = ("ya" if value else "tidak") if isinstance(value, bool) else str(value)
        name = content.get("nama") if isinstance(content.get("nama"), str) else content.get("kode")
        yield Unconfirmed(file, key, str(name or key.rpartition(".")[2]), words, str(content["acuan"]))
    for sub, child in content.items():
        yield from _unconfirmed(file, f"{key}.{sub}" if key else sub, child)
