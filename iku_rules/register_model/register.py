"""The register as one value: official document, bagian, kecamatan, signatories, targets and all dated parameters.

`FILES` says which file holds what; `Register` answers for a year, a day or a period.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from iku_rules.itkp.model import CountRow, ITKPModel
from iku_rules.kebijakan_perekonomian.model import KebijakanModel
from iku_rules.kepuasan_masyarakat.model import KepuasanModel
from iku_rules.kesalehan_sosial.model import KesalehanModel
from iku_rules.pelayanan_publik.model import PelayananModel
from iku_rules.reformasi_hukum.model import HukumModel
from iku_rules.register_fields import Frozen, IndicatorModel, ParameterFile, RuleParameter, in_year, on_day
from iku_rules.register_model.bagian import Bagian, BagianFile
from iku_rules.register_model.document import Document
from iku_rules.register_model.office import (
    CapaianRule,
    Comparison,
    KecamatanFile,
    PlausibilityRule,
    Signatory,
    SignatoryFile,
    Target,
    TargetFile,
)
from iku_rules.sinergitas_kecamatan.model import SinergitasModel
from schemas.form_year import FormYear, Item, KeyRow, Kuesioner
from schemas.forms.kepuasan_masyarakat import RECAP
from schemas.notions.names import name_key
from schemas.periode import Periode
from schemas.survey_period import survey_choices

PARAMETER_FOLDER = "parameter"
TRIWULAN = 3  # months
DECEMBER = 12
NO_DENOMINATOR = "-"


@dataclass(frozen=True)
class Register:
    """All of it, by file: the name of a short one stands beside its shape, that of an indicator's is the attribute's.

    Methods answer for a year, a day or a period.
    """

    documents: tuple[Document, ...]
    bagian_file: Annotated[BagianFile, "bagian.toml"]
    capaian: Annotated[CapaianRule, "capaian.toml"]
    plausibility: Annotated[PlausibilityRule, "kewajaran.toml"]
    kecamatan_file: Annotated[KecamatanFile, "kecamatan.toml"]
    signatory_file: Annotated[SignatoryFile, "penandatangan.toml"]
    target_file: Annotated[TargetFile, "target.toml"]
    itkp: ParameterFile[ITKPModel]
    kebijakan_perekonomian: ParameterFile[KebijakanModel]
    sinergitas_kecamatan: ParameterFile[SinergitasModel]
    kesalehan_sosial: ParameterFile[KesalehanModel]
    reformasi_hukum: ParameterFile[HukumModel]
    kepuasan_masyarakat: ParameterFile[KepuasanModel]
    pelayanan_publik: ParameterFile[PelayananModel]

    def parameters(self, iku: str) -> ParameterFile[IndicatorModel]:
        """The dated parameters of an indicator, by its code."""
        file: ParameterFile[IndicatorModel] = getattr(self, iku)
        return file

    def document(self, periode: Periode) -> Document:
        """The document valid at the period's end, else the latest earlier one, else the first (see `Document.note`)."""
        in_force = [d for d in self.documents if d.in_force(periode.last_day)]
        earlier = [d for d in self.documents if d.berlaku_dari <= periode.last_day]
        return (in_force or earlier or self.documents[:1])[-1]

    def indicators(self, document: Document) -> tuple[str, ...]:
        """All of them by code: in the order of the document, the indikator tujuan last; then those it does not have."""
        codes = document.iku_codes
        return (*codes, *(code for code in INDICATORS if code not in codes))

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
        wanted = name_key(name)
        for bagian in self.bagian_file.bagian:
            if wanted in (name_key(n) for n in bagian.all_names):
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

        In December that of the year; in other months that of the running triwulan where one is set, else the year's. Of
        a target that was changed within the year the last one that counts by the period's end.
        """
        triwulan = (periode.month - 1) // TRIWULAN + 1
        order = (None, triwulan) if periode.month == DECEMBER else (triwulan, None)
        by_triwulan = {
            t.triwulan: t
            for t in sorted(self.target_file.target, key=lambda t: t.berlaku_dari or date.min)
            if (t.iku, t.tahun) == (iku, periode.year)
            and (t.berlaku_dari is None or t.berlaku_dari <= periode.last_day)
        }
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
                "periode_survei": survey_choices(year),
            },
            limits={
                "skor_maks": self.sinergitas_kecamatan.in_year(year).skor_maks.nilai,
                "itkp.nilai_resmi": itkp.highest,
                "reformasi_hukum.nilai_resmi": hukum.highest,
                "kesalehan_sosial.nilai_resmi": kesalehan.highest,
                "pelayanan_publik.nilai_resmi": pelayanan.highest,
                "pelayanan_publik.skala": pelayanan.nilai_maks.nilai,
            },
            issued_status=kebijakan.status.terbit,
            not_assessed={"itkp": itkp.tidak_dinilai} if itkp.tidak_dinilai else {},
            aspects=tuple(a.nama for a in pelayanan.aspek),
            kuesioner=_kuesioner(kesalehan),
        )

    def list_in_words(self, name: str, year: int) -> RuleParameter:
        """A list that a rule counts with, by the name its card says: `ikm`, `kecamatan`."""
        if name == "kecamatan":
            file = self.kecamatan_file
            return file.said("Banyaknya kecamatan", str(len(file.kecamatan)))
        ikm = in_year(self.bagian_file.ikm, year)
        return ikm.said(ikm.nama, f"{ikm.jumlah}: {', '.join(ikm.bagian)}")

    def card_words(self, year: int) -> dict[str, str]:
        """What a card may say of those lists, by the names in its braces."""
        _, bagian_count = self.ikm_bagian(year)
        return {"banyak_bagian": str(bagian_count), "banyak_kecamatan": str(len(self.kecamatan_file.kecamatan))}

    # about itself

    def contents(self) -> dict[str, Any]:
        """Everything, by file name, as plain values (what `fingerprint` is taken of)."""
        files: dict[str, BaseModel] = {f"dokumen/{d.kode}.toml": d for d in self.documents}
        files |= {name: getattr(self, attribute) for name, (attribute, _) in FILES.items()}
        return {name: model.model_dump(mode="json") for name, model in sorted(files.items())}

    def fingerprint(self) -> str:
        """SHA-256 of all content; comments and layout of the files do not matter."""
        text = json.dumps(self.contents(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _files() -> Iterator[tuple[str, tuple[str, type[Frozen]]]]:
    for attribute, hint in get_type_hints(Register, include_extras=True).items():
        if get_origin(hint) is Annotated:
            shape, name = get_args(hint)
            yield name, (attribute, shape)
        elif attribute != "documents":
            yield f"{PARAMETER_FOLDER}/{attribute}.toml", (attribute, hint)


# name inside the register: (attribute of `Register`, shape)
FILES = dict(_files())
INDICATORS = tuple(attribute for name, (attribute, _) in FILES.items() if name.startswith(f"{PARAMETER_FOLDER}/"))


def _count_key_row(model: ITKPModel, count_row: CountRow) -> KeyRow:
    """A key row of the sheet ITKP Hitungan; a denominator that nobody enters is prefilled."""
    prefilled: dict[str, str | Decimal] = {"komponen": count_row.description}
    if not count_row.penyebut:
        multiple = model.multiple(count_row)
        prefilled["penyebut"] = NO_DENOMINATOR if multiple is None else multiple.nilai
    hints = {"pembilang": count_row.pembilang, "penyebut": count_row.penyebut}
    return KeyRow(count_row.kode, prefilled, maximum=model.max_numerator(count_row), hints=hints)


def _kuesioner(model: KesalehanModel) -> Kuesioner | None:
    if model.kuesioner is None:
        return None
    low, high = model.kuesioner.jawaban_terkecil.nilai, model.kuesioner.jawaban_terbesar.nilai
    items = tuple(Item(b.kode, b.teks, low, high) for b in model.kuesioner.butir)
    return Kuesioner(model.kuesioner.metode, items, model.kuesioner.contoh)
