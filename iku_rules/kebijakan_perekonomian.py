"""Persentase Penyediaan Kebijakan Perekonomian: issued of those planned, the year up to the period's end."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from iku_rules.bacaan import Baris, Isian, baris, contoh, laporan, sumber
from iku_rules.bentuk import ModelKebijakan
from iku_rules.hasil import Perhitungan, Status, TabelRincian
from iku_rules.kartu import Kartu
from iku_rules.konteks import Konteks
from iku_rules.langkah import Bagi, Bulat, Jumlah, Kali, Langkah, Masukan
from iku_rules.rakit import parameter_dari, sumber_dari, tabel_parameter, tabel_perhitungan
from schemas.kebijakan_perekonomian import DITERBITKAN
from schemas.temuan import buat_temuan

KARTU = Kartu(
    kode="kebijakan_perekonomian",
    nama="Persentase Penyediaan Kebijakan Perekonomian",
    definisi="Bagian dari kebijakan perekonomian yang direncanakan untuk tahun itu yang sudah diterbitkan.",
    pembilang="Jumlah kebijakan Perekonomian yang direncanakan dan sudah diterbitkan, bernomor dan bertanggal dalam "
    "tahun itu sampai akhir periode",
    penyebut="Jumlah kebijakan Perekonomian yang direncanakan",
    satuan="%",
    polaritas="positif",
    dasar_hukum="Dokumen IKU Sekretariat Daerah 2023",
    berlaku="2021 dan seterusnya",
    bagian="perekonomian",
    frekuensi="bulanan",
    belum_dikonfirmasi=(
        "kebijakan yang terbit di luar rencana tidak dihitung",
        "daftar jenis, bidang dan status kebijakan",
    ),
)
YA = "Ya"
TANPA_NOMOR = "-"


def hitung(isian: Isian, konteks: Konteks) -> Perhitungan:
    """The percentage of one submission; block `kebijakan_perekonomian`. No value where nothing was planned."""
    tahun = konteks.periode.tahun
    model = konteks.register.kebijakan_perekonomian.pada(tahun)
    semua = baris(isian, KARTU.kode)
    rencana = [_satu_nol(b, "direncanakan", b["direncanakan"] == YA) for b in semua]
    terbit = [_satu_nol(b, "status", _dihitung(b, konteks, model)) for b in semua]
    langkah = _langkah(rencana, terbit, model)
    hasil = langkah[-1] if langkah and langkah[-1].nilai is not None else None
    temuan_contoh, catatan_contoh = contoh(isian)
    tanpa_rencana = bool(semua) and hasil is None
    return Perhitungan(
        iku=KARTU.kode,
        status=Status.FINAL if hasil else Status.BELUM_RILIS,
        aturan=f"{KARTU.kode} {model.nama}",
        tahun_penilaian=tahun,
        hasil=hasil,
        sumber=sumber_dari(hasil),
        parameter=(*parameter_dari(hasil), model.hitung_tak_terencana.parameter) if hasil else (),
        rincian=_tabel(semua, rencana, terbit, langkah, konteks, model) if semua else (),
        catatan=(*(("tidak ada kebijakan yang direncanakan",) if tanpa_rencana else ()), *catatan_contoh),
        temuan=(
            *((buat_temuan("P417", lembar=str(semua[0]["lembar"])),) if tanpa_rencana else ()),
            *temuan_contoh,
        ),
        laporan=laporan(isian),
    )


def pratinjau(
    baris: Mapping[str, Mapping[str, Masukan]], konteks: Konteks, pilihan: str | None = None
) -> Langkah | None:
    """None: the form has no key rows."""
    return None


def _satu_nol(satu: Baris, field: str, ya: bool) -> Masukan:
    return Masukan(f"{satu['nama']}: {field}", Decimal(int(ya)), sumber(satu, field))


def _terbit(satu: Baris, konteks: Konteks) -> bool:
    """Issued with number and date, the date inside the year and not after the period's end."""
    hari = satu["tanggal"]
    return (
        satu["status"] == DITERBITKAN
        and satu["nomor"] not in (None, "", TANPA_NOMOR)
        and hari is not None
        and hari.year == konteks.periode.tahun
        and hari <= konteks.periode.akhir
    )


def _dihitung(satu: Baris, konteks: Konteks, model: ModelKebijakan) -> bool:
    return _terbit(satu, konteks) and (satu["direncanakan"] == YA or model.hitung_tak_terencana.nilai)


def _langkah(rencana: Sequence[Masukan], terbit: Sequence[Masukan], model: ModelKebijakan) -> tuple[Langkah, ...]:
    if not rencana:
        return ()
    jumlah_rencana = Langkah("Jumlah kebijakan yang direncanakan", Jumlah(tuple(rencana)))
    jumlah_terbit = Langkah("Jumlah kebijakan yang diterbitkan (dihitung)", Jumlah(tuple(terbit)))
    persen = Langkah(KARTU.nama, Bulat(Bagi(Kali(jumlah_terbit, model.pengali.parameter), jumlah_rencana)))
    return jumlah_rencana, jumlah_terbit, persen


def _tabel(
    semua: Sequence[Baris],
    rencana: Sequence[Masukan],
    terbit: Sequence[Masukan],
    langkah: Sequence[Langkah],
    konteks: Konteks,
    model: ModelKebijakan,
) -> tuple[TabelRincian, ...]:
    daftar = TabelRincian(
        "DAFTAR KEBIJAKAN",
        (
            "No",
            "Nama kebijakan",
            "Jenis",
            "Bidang",
            "Status",
            "Nomor",
            "Tanggal penetapan",
            "Direncanakan",
            "Diterbitkan (dihitung)",
            "Keterangan",
        ),
        tuple(
            (
                str(nomor),
                b["nama"],
                b["jenis"],
                b["bidang"],
                b["status"],
                b["nomor"],
                b["tanggal"],
                direncanakan,
                diterbitkan,
                b["keterangan"],
            )
            for nomor, (b, direncanakan, diterbitkan) in enumerate(zip(semua, rencana, terbit, strict=True), start=1)
        ),
    )
    tabel = [daftar, tabel_perhitungan(langkah), tabel_parameter((model.pengali.parameter,))]
    for field, judul in (("jenis", "MENURUT JENIS"), ("bidang", "MENURUT BIDANG")):
        tabel.append(_menurut(field, judul, semua, rencana, terbit))
    luar = [b for b in semua if b["direncanakan"] != YA and _terbit(b, konteks)]
    if luar:
        tabel.append(
            TabelRincian(
                "DITERBITKAN DI LUAR RENCANA",
                ("Nama kebijakan", "Jenis", "Nomor", "Tanggal penetapan"),
                tuple((b["nama"], b["jenis"], b["nomor"], b["tanggal"]) for b in luar),
            )
        )
    return tuple(tabel)


def _menurut(
    field: str, judul: str, semua: Sequence[Baris], rencana: Sequence[Masukan], terbit: Sequence[Masukan]
) -> TabelRincian:
    """Planned and issued by a word of the rows, in order of appearance."""
    banyak: dict[str, Counter[str]] = {}
    for satu, direncanakan, diterbitkan in zip(semua, rencana, terbit, strict=True):
        hitungan = banyak.setdefault(satu[field] or "(tidak diisi)", Counter())
        hitungan["rencana"] += int(direncanakan.nilai or 0)
        hitungan["terbit"] += int(diterbitkan.nilai or 0)
    return TabelRincian(
        judul,
        (field.capitalize(), "Direncanakan", "Diterbitkan (dihitung)"),
        tuple((kata, Decimal(h["rencana"]), Decimal(h["terbit"])) for kata, h in sorted(banyak.items())),
    )
