"""The register: official document, bagian, kecamatan, signatories, targets and all dated parameters, as one value.

`muat_register` reads the folder `register/` beside this module, validates everything, and refuses a wrong key or value
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

from iku_rules.bentuk import (
    AturanCapaian,
    AturanKewajaran,
    Bagian,
    BerkasBagian,
    BerkasKecamatan,
    BerkasParameter,
    BerkasPenandatangan,
    BerkasTarget,
    Dokumen,
    ModelHukum,
    ModelKebijakan,
    ModelKepuasan,
    ModelKesalehan,
    ModelPelayanan,
    ModelSinergitas,
    Pembanding,
    Penandatangan,
    Target,
)
from iku_rules.bentuk_itkp import BarisHitungan, ModelITKP
from iku_rules.dasar import Angka, Beku, pada_hari, pada_tahun
from schemas.acuan import Acuan, BarisKunci, Butir, Kuesioner
from schemas.kepuasan_masyarakat import REKAP
from schemas.nilai import kunci_banding
from schemas.periode import Periode

FOLDER = Path(__file__).parent / "register"
TRIWULAN = 3  # months
DESEMBER = 12
NI_TERBESAR = 4  # the highest answer of a survey on satisfaction; above it a value can only be an IKM
TANPA_PENYEBUT = "-"


class RegisterSalah(ValueError):
    """A wrong key or value of the register; its text is one line naming file and key."""

    def __init__(self, berkas: str, kunci: str, pesan: str) -> None:
        super().__init__(f"{berkas}, {kunci}: {pesan}" if kunci else f"{berkas}: {pesan}")
        self.berkas, self.kunci, self.pesan = berkas, kunci, pesan


@dataclass(frozen=True)
class BelumDikonfirmasi:
    """A parameter of the register that no source confirms; `nilai` in words, empty for lists and whole models."""

    berkas: str
    kunci: str
    nama: str
    nilai: str
    acuan: str


@dataclass(frozen=True)
class Register:
    """All of it, by file. Methods answer for a year, a day or a period."""

    semua_dokumen: tuple[Dokumen, ...]
    berkas_bagian: BerkasBagian
    berkas_kecamatan: BerkasKecamatan
    berkas_penandatangan: BerkasPenandatangan
    berkas_target: BerkasTarget
    capaian: AturanCapaian
    kewajaran: AturanKewajaran
    itkp: BerkasParameter[ModelITKP]
    kebijakan_perekonomian: BerkasParameter[ModelKebijakan]
    sinergitas_kecamatan: BerkasParameter[ModelSinergitas]
    kesalehan_sosial: BerkasParameter[ModelKesalehan]
    reformasi_hukum: BerkasParameter[ModelHukum]
    kepuasan_masyarakat: BerkasParameter[ModelKepuasan]
    pelayanan_publik: BerkasParameter[ModelPelayanan]

    def dokumen(self, periode: Periode) -> Dokumen:
        """The document valid at the period's end, else the latest earlier one, else the first (see `catatan`)."""
        berlaku = [d for d in self.semua_dokumen if d.berlaku(periode.akhir)]
        lebih_awal = [d for d in self.semua_dokumen if d.berlaku_dari <= periode.akhir]
        return (berlaku or lebih_awal or self.semua_dokumen[:1])[-1]

    def penandatangan(self, hari: date) -> Penandatangan | None:
        """Who signs on that day; None when the register does not reach it."""
        return self.berkas_penandatangan.pada(hari)

    # bagian

    def bagian(self, kode: str) -> Bagian:
        """KeyError for an unknown code."""
        for satu in self.berkas_bagian.bagian:
            if satu.kode == kode:
                return satu
        raise KeyError(kode)

    def bagian_semua(self, periode: Periode | None = None) -> tuple[Bagian, ...]:
        """All bagian in order; with a period those that exist at its end."""
        semua = self.berkas_bagian.bagian
        return semua if periode is None else tuple(b for b in semua if pada_hari(b.nama, periode.akhir))

    def nama_bagian(self, kode: str, hari: date | None = None) -> str:
        """The display name on that day; without a day, or outside all dates, the newest name."""
        nama = self.bagian(kode).nama
        return ((hari and pada_hari(nama, hari)) or nama[-1]).nama

    def kode_bagian(self, nama: str) -> str | None:
        """Code of a bagian by code, name or alias, whatever the case and blanks."""
        dicari = kunci_banding(nama)
        for satu in self.berkas_bagian.bagian:
            if dicari in (kunci_banding(n) for n in satu.semua_nama):
                return satu.kode
        return None

    def bagian_ikm(self, tahun: int) -> tuple[tuple[str, ...], int]:
        """The bagian that enter the IKM of a year, and how many there must be."""
        daftar = pada_tahun(self.berkas_bagian.ikm, tahun)
        return daftar.bagian, daftar.jumlah

    def formulir(self, kode_bagian: str) -> tuple[str, ...]:
        """Codes of the forms of a bagian."""
        return self.bagian(kode_bagian).kode_formulir

    def wajib(self, kode_bagian: str, periode: Periode) -> tuple[str, ...]:
        """Codes of the forms a bagian owes in a period; empty when it owes nothing."""
        return tuple(f.kode for f in self.bagian(kode_bagian).formulir if f.wajib(periode))

    def pemilik(self, iku: str) -> tuple[str, ...]:
        """Codes of the bagian whose forms feed an indicator."""
        return tuple(b.kode for b in self.berkas_bagian.bagian if iku in b.kode_formulir)

    # targets

    def target(self, iku: str, periode: Periode) -> Target | None:
        """The target a position at the period's end is measured against.

        In December that of the year; in other months that of the running triwulan where one is set, else the year's.
        """
        triwulan = (periode.bulan - 1) // TRIWULAN + 1
        urutan = (None, triwulan) if periode.bulan == DESEMBER else (triwulan, None)
        ada = {t.triwulan: t for t in self.berkas_target.target if t.iku == iku and t.tahun == periode.tahun}
        return next((ada[satu] for satu in urutan if satu in ada), None)

    def pembanding(self, iku: str, tahun: int) -> dict[str, Pembanding]:
        """What others reached in a year, by "provinsi" and "nasional"; only what the register gives."""
        return {p.wilayah: p for p in self.berkas_target.pembanding if (p.iku, p.tahun) == (iku, tahun)}

    # what the forms need

    def acuan(self, tahun: int) -> Acuan:
        """Key rows, choices and limits of the forms for an assessment year."""
        itkp = self.itkp.pada(tahun)
        kebijakan = self.kebijakan_perekonomian.pada(tahun)
        kesalehan = self.kesalehan_sosial.pada(tahun)
        hukum = self.reformasi_hukum.pada(tahun)
        pelayanan = self.pelayanan_publik.pada(tahun)
        return Acuan(
            tahun=tahun,
            baris={
                "itkp": tuple(
                    BarisKunci(k.kode, {"komponen": k.nama, "maksimal": k.maksimum}, maksimum=k.maksimum)
                    for k in itkp.komponen
                ),
                "itkp_hitungan": tuple(_baris_hitungan(itkp, h) for h in itkp.hitungan_pada(tahun)),
                "sinergitas_kecamatan": tuple(
                    BarisKunci(k.kode, {"kecamatan": k.nama}, alias=(k.nama, *k.alias))
                    for k in self.berkas_kecamatan.kecamatan
                ),
                "kesalehan_sosial": tuple(
                    BarisKunci(dimensi, kelompok=metode.kode)
                    for metode in kesalehan.metode
                    for dimensi in metode.dimensi
                ),
                "reformasi_hukum": tuple(BarisKunci(v.nama, {"bobot": v.bobot}) for v in hukum.variabel),
                "skm": tuple(
                    BarisKunci(u.nama, {"kode": u.kode}, boleh_tidak_dinilai=u.boleh_tidak_dinilai, kelompok=REKAP)
                    for u in self.kepuasan_masyarakat.pada(tahun).unsur
                ),
            },
            pilihan={
                "jenis_kebijakan": kebijakan.jenis.isi,
                "bidang_kebijakan": kebijakan.bidang.isi,
                "status_kebijakan": kebijakan.status.isi,
                "metode_kesalehan": tuple(m.kode for m in kesalehan.metode),
            },
            batas={
                "skor_maks": self.sinergitas_kecamatan.pada(tahun).skor_maks.nilai,
                "itkp.nilai_resmi": sum((k.maksimum for k in itkp.komponen), Decimal(0)),
                "reformasi_hukum.nilai_resmi": hukum.nilai_maks.nilai,
                "kesalehan_sosial.nilai_resmi": kesalehan.nilai_maks.nilai,
                "pelayanan_publik.nilai_resmi": pelayanan.nilai_maks.nilai,
                "pelayanan_publik.skala": pelayanan.nilai_maks.nilai,
            },
            tidak_dinilai={"itkp": itkp.tidak_dinilai} if itkp.tidak_dinilai else {},
            aspek=tuple(a.nama for a in pelayanan.aspek),
            kuesioner=_kuesioner(kesalehan),
        )

    # about itself

    def isi(self) -> dict[str, Any]:
        """Everything, by file name, as plain values (what `sidik` is taken of)."""
        berkas: dict[str, BaseModel] = {f"dokumen/{d.kode}.toml": d for d in self.semua_dokumen}
        berkas |= {nama: getattr(self, atribut) for nama, (atribut, _) in _BERKAS.items()}
        return {nama: model.model_dump(mode="json") for nama, model in sorted(berkas.items())}

    def sidik(self) -> str:
        """SHA-256 of all content; comments and layout of the files do not matter."""
        teks = json.dumps(self.isi(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(teks.encode()).hexdigest()

    def parameter_belum_dikonfirmasi(self) -> tuple[BelumDikonfirmasi, ...]:
        """Every entry of the register with `dikonfirmasi = false`, in order of file and key."""
        return tuple(satu for berkas, isi in self.isi().items() for satu in _belum_dikonfirmasi(berkas, "", isi))


def _baris_hitungan(model: ModelITKP, hitungan: BarisHitungan) -> BarisKunci:
    """A key row of the sheet ITKP Hitungan; a denominator that nobody enters is prefilled."""
    tetap: dict[str, str | Decimal] = {"komponen": hitungan.uraian}
    if not hitungan.penyebut:
        kelipatan = model.kelipatan(hitungan)
        tetap["penyebut"] = TANPA_PENYEBUT if kelipatan is None else kelipatan.nilai
    petunjuk = {"pembilang": hitungan.pembilang, "penyebut": hitungan.penyebut}
    return BarisKunci(hitungan.kode, tetap, maksimum=model.pembilang_maks(hitungan), petunjuk=petunjuk)


_BERKAS: dict[str, tuple[str, type[Beku]]] = {
    "bagian.toml": ("berkas_bagian", BerkasBagian),
    "capaian.toml": ("capaian", AturanCapaian),
    "kewajaran.toml": ("kewajaran", AturanKewajaran),
    "kecamatan.toml": ("berkas_kecamatan", BerkasKecamatan),
    "penandatangan.toml": ("berkas_penandatangan", BerkasPenandatangan),
    "target.toml": ("berkas_target", BerkasTarget),
    "parameter/itkp.toml": ("itkp", BerkasParameter[ModelITKP]),
    "parameter/kebijakan_perekonomian.toml": ("kebijakan_perekonomian", BerkasParameter[ModelKebijakan]),
    "parameter/sinergitas_kecamatan.toml": ("sinergitas_kecamatan", BerkasParameter[ModelSinergitas]),
    "parameter/kesalehan_sosial.toml": ("kesalehan_sosial", BerkasParameter[ModelKesalehan]),
    "parameter/reformasi_hukum.toml": ("reformasi_hukum", BerkasParameter[ModelHukum]),
    "parameter/kepuasan_masyarakat.toml": ("kepuasan_masyarakat", BerkasParameter[ModelKepuasan]),
    "parameter/pelayanan_publik.toml": ("pelayanan_publik", BerkasParameter[ModelPelayanan]),
}
_PARAMETER = {Path(nama).stem for nama in _BERKAS if nama.startswith("parameter/")}


def muat_register(
    tindih: Path | None = None,
    target: Sequence[Mapping[str, object]] = (),
    capaian_maksimal: Decimal | None = None,
    *,
    bawaan: bool = True,
) -> Register:
    """Read and validate the register.

    `tindih` is a folder of the same shape whose files replace the shipped ones file by file (a further
    `dokumen/*.toml` adds a document). `target` are entries like those of `target.toml`, added to them; one for the
    same indicator, year and triwulan takes the place of the file's. `capaian_maksimal` takes the place of
    `batas_tampil` of `capaian.toml`. Without `bawaan` nothing shipped is read: the folder holds all. Raises
    RegisterSalah.
    """
    letak = letak_register(tindih, bawaan=bawaan)
    dokumen = [_baca(nama, letak[nama], Dokumen) for nama in letak if nama.startswith("dokumen/")]
    for nama in _BERKAS:
        if nama not in letak:
            raise RegisterSalah(nama, "", "tidak ada")
    isi: dict[str, Any] = {atribut: _baca(nama, letak[nama], bentuk) for nama, (atribut, bentuk) in _BERKAS.items()}
    if capaian_maksimal is not None:
        isi["capaian"] = isi["capaian"].model_copy(update={"batas_tampil": _batas_tampil(capaian_maksimal)})
    isi["berkas_target"] = _tambah_target(isi["berkas_target"], target)
    register = Register(semua_dokumen=tuple(sorted(dokumen, key=lambda d: d.berlaku_dari)), **isi)
    _periksa_silang(register, letak)
    return register


def letak_register(tindih: Path | None, *, bawaan: bool = True) -> dict[str, Path]:
    """File name inside the register -> where it lies."""
    letak = {p.relative_to(FOLDER).as_posix(): p for p in sorted(FOLDER.rglob("*.toml"))} if bawaan else {}
    if tindih is None:
        return letak
    if not tindih.is_dir():
        raise RegisterSalah(str(tindih), "", "folder register tidak ada")
    for berkas in sorted(p for p in tindih.rglob("*") if p.is_file()):
        nama = berkas.relative_to(tindih).as_posix()
        if nama not in _BERKAS and not re.fullmatch(r"dokumen/[^/]+\.toml", nama):
            raise RegisterSalah(nama, "", f"bukan berkas register; yang dikenal: {', '.join(_BERKAS)}, dokumen/….toml")
        letak[nama] = berkas
    return letak


B = TypeVar("B", bound=Beku)


def _baca(nama: str, letak: Path, bentuk: type[B]) -> B:
    try:
        isi = tomllib.loads(letak.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"), parse_float=Decimal)
    except OSError as galat:
        raise RegisterSalah(nama, "", f"tidak dapat dibaca ({type(galat).__name__})") from galat
    except UnicodeDecodeError as galat:
        raise RegisterSalah(nama, "", "harus tersimpan sebagai UTF-8") from galat
    except tomllib.TOMLDecodeError as galat:
        cocok = re.search(r"line (\d+), column (\d+)", str(galat))
        tempat = f"baris {cocok[1]}, kolom {cocok[2]}" if cocok else "akhir berkas"
        raise RegisterSalah(nama, "", f"bukan TOML yang sah ({tempat})") from galat
    return _bentuk(nama, isi, bentuk)


def _bentuk(nama: str, isi: object, bentuk: type[B]) -> B:
    try:
        return bentuk.model_validate(isi)
    except ValidationError as galat:
        pertama = galat.errors()[0]
        raise RegisterSalah(nama, _kunci(pertama["loc"]), _pesan(dict(pertama))) from galat


def _kunci(letak: Sequence[int | str]) -> str:
    """`bagian[2].formulir[0].frekuensi`."""
    teks = "".join(f"[{satu}]" if isinstance(satu, int) else f".{satu}" for satu in letak)
    return teks.removeprefix(".")


_PESAN = {
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


def _pesan(galat: Mapping[str, Any]) -> str:
    jenis, konteks, masukan = galat["type"], galat.get("ctx", {}), galat.get("input")
    if jenis == "value_error":
        return str(konteks["error"])
    if jenis == "literal_error":
        return f"“{masukan}” tidak dikenal; pilihannya {str(konteks['expected']).replace(' or ', ' atau ')}"
    if jenis == "union_tag_invalid":
        return f"jenis “{konteks['tag']}” tidak dikenal; pilihannya {konteks['expected_tags']}"
    pesan = _PESAN.get(jenis, "nilainya tidak sah")
    if isinstance(masukan, (dict, list)):
        return pesan
    if (batas := next((konteks[k] for k in ("ge", "le") if k in konteks), None)) is not None:
        pesan += f", {'paling kecil' if 'ge' in konteks else 'paling besar'} {batas}"
    return f"{pesan} (terbaca {str(masukan) if isinstance(masukan, Decimal) else repr(masukan)})"


def _batas_tampil(nilai: Decimal) -> Angka:
    return Angka(nama="Capaian tertinggi yang ditampilkan", nilai=nilai, acuan="iku.toml", dikonfirmasi=True)


def _tambah_target(berkas: BerkasTarget, tambahan: Sequence[Mapping[str, object]]) -> BerkasTarget:
    baru = _bentuk("iku.toml", {"target": [dict(t) for t in tambahan]}, BerkasTarget).target
    for nomor, satu in enumerate(baru):
        _kode_dikenal("iku.toml", f"target[{nomor}].iku", (satu.iku,), _PARAMETER)
        _bukan_ni("iku.toml", nomor, satu)
    diganti = {(t.iku, t.tahun, t.triwulan) for t in baru}
    lama = tuple(t for t in berkas.target if (t.iku, t.tahun, t.triwulan) not in diganti)
    return BerkasTarget(target=lama + baru, pembanding=berkas.pembanding)


def _periksa_silang(register: Register, letak: Mapping[str, Path]) -> None:
    """What one file says of another."""
    nama_dokumen = [nama for nama in letak if nama.startswith("dokumen/")]
    if not register.semua_dokumen:
        raise RegisterSalah("dokumen/", "", "paling sedikit satu dokumen IKU")
    kode_dokumen = [d.kode for d in register.semua_dokumen]
    for nama in nama_dokumen:
        if kode_dokumen.count(Path(nama).stem) != 1:
            raise RegisterSalah(nama, "kode", "harus sama dengan nama berkasnya")
    for dokumen in register.semua_dokumen:
        _kode_dikenal(f"dokumen/{dokumen.kode}.toml", "kode", dokumen.kode_iku, _PARAMETER)
    for sebelum, sesudah in zip(register.semua_dokumen, register.semua_dokumen[1:], strict=False):
        if sebelum.berlaku_sampai is None or sesudah.berlaku_dari <= sebelum.berlaku_sampai:
            raise RegisterSalah(
                f"dokumen/{sesudah.kode}.toml", "berlaku_dari", f"tumpang tindih dengan masa berlaku {sebelum.kode}"
            )
    for nama, (atribut, _) in _BERKAS.items():
        if nama.startswith("parameter/") and getattr(register, atribut).iku != atribut:
            raise RegisterSalah(nama, "iku", f"harus “{atribut}”")
    _kode_dikenal("kewajaran.toml", "tanpa_pemeriksaan", register.kewajaran.tanpa_pemeriksaan, _PARAMETER)
    for nomor, bagian in enumerate(register.berkas_bagian.bagian):
        _kode_dikenal("bagian.toml", f"bagian[{nomor}].formulir", bagian.kode_formulir, _PARAMETER)
    kode_bagian = {b.kode for b in register.berkas_bagian.bagian}
    for nomor, ikm in enumerate(register.berkas_bagian.ikm):
        _kode_dikenal("bagian.toml", f"ikm[{nomor}].bagian", ikm.bagian, kode_bagian)
    for nomor, target in enumerate(register.berkas_target.target):
        _kode_dikenal("target.toml", f"target[{nomor}].iku", (target.iku,), _PARAMETER)
        _bukan_ni("target.toml", nomor, target)
    for nomor, pembanding in enumerate(register.berkas_target.pembanding):
        _kode_dikenal("target.toml", f"pembanding[{nomor}].iku", (pembanding.iku,), _PARAMETER)


def _bukan_ni(berkas: str, nomor: int, target: Target) -> None:
    """A target of the IKM on the scale of the answers, which would make every achievement 2,500 percent."""
    if target.iku == "kepuasan_masyarakat" and 0 < target.nilai <= NI_TERBESAR:
        pesan = f"{target.nilai} adalah nilai indeks (NI, 1 sampai 4); target IKM memakai skala 25 sampai 100"
        raise RegisterSalah(berkas, f"target[{nomor}].nilai", pesan)


def _kode_dikenal(berkas: str, kunci: str, kode: Sequence[str], dikenal: set[str]) -> None:
    for satu in kode:
        if satu not in dikenal:
            raise RegisterSalah(berkas, kunci, f"“{satu}” tidak dikenal; yang ada: {', '.join(sorted(dikenal))}")


def _kuesioner(model: ModelKesalehan) -> Kuesioner | None:
    if model.kuesioner is None:
        return None
    kecil, besar = model.kuesioner.jawaban_terkecil.nilai, model.kuesioner.jawaban_terbesar.nilai
    butir = tuple(Butir(b.kode, b.teks, kecil, besar) for b in model.kuesioner.butir)
    return Kuesioner(model.kuesioner.metode, butir, model.kuesioner.contoh)


def _belum_dikonfirmasi(berkas: str, kunci: str, isi: Any) -> Iterator[BelumDikonfirmasi]:
    if isinstance(isi, list):
        for nomor, satu in enumerate(isi):
            yield from _belum_dikonfirmasi(berkas, f"{kunci}[{nomor}]", satu)
    if not isinstance(isi, dict):
        return
    if isi.get("dikonfirmasi") is False:
        nilai = isi.get("nilai", isi.get("maksimum", isi.get("bobot", "")))
        kata = ("ya" if nilai else "tidak") if isinstance(nilai, bool) else str(nilai)
        nama = isi.get("nama") if isinstance(isi.get("nama"), str) else isi.get("kode")
        yield BelumDikonfirmasi(berkas, kunci, str(nama or kunci.rpartition(".")[2]), kata, str(isi["acuan"]))
    for sub, satu in isi.items():
        yield from _belum_dikonfirmasi(berkas, f"{kunci}.{sub}" if kunci else sub, satu)
