"""Persentase Penyediaan Kebijakan Perekonomian: issued of those planned, the year up to the period's end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from iku_rules.bacaan import Baris, Isian, baris, contoh, laporan, sumber, temuan_di
from iku_rules.bentuk import ModelKebijakan
from iku_rules.hasil import Perhitungan, Status, TabelRincian
from iku_rules.kartu import Kartu
from iku_rules.konteks import Konteks
from iku_rules.langkah import Bagi, Bulat, Jumlah, Kali, Langkah, Masukan
from iku_rules.rakit import parameter_dari, sumber_dari, tabel_parameter, tabel_perhitungan
from iku_rules.rencana_kebijakan import Perubahan, perubahan_rencana, tabel_perubahan, temuan_perubahan
from schemas.kebijakan_perekonomian import DITERBITKAN, TANPA_NOMOR, YA
from schemas.temuan import Temuan, buat_temuan

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
TAK_DIISI = "(tidak diisi)"


@dataclass(frozen=True)
class _Kebijakan:
    """A row of the form; planned and counted as issued are 1 or 0. `luar`: issued without having been planned."""

    baris: Baris
    rencana: Masukan
    terbit: Masukan
    luar: bool


def hitung(isian: Isian, konteks: Konteks) -> Perhitungan:
    """The percentage of one submission; block `kebijakan_perekonomian`. No value where nothing was planned."""
    tahun = konteks.periode.tahun
    model = konteks.register.kebijakan_perekonomian.pada(tahun)
    semua = [_kebijakan(satu, konteks, model) for satu in baris(isian, KARTU.kode)]
    langkah = _langkah(semua, model)
    hasil = langkah[-1] if langkah and langkah[-1].nilai is not None else None
    perubahan = perubahan_rencana([k.baris for k in semua], konteks)
    temuan_contoh, catatan_contoh = contoh(isian)
    return Perhitungan(
        iku=KARTU.kode,
        status=Status.FINAL if hasil else Status.BELUM_RILIS,
        aturan=f"{KARTU.kode} {model.nama}",
        tahun_penilaian=tahun,
        hasil=hasil,
        sumber=sumber_dari(hasil),
        parameter=(*parameter_dari(hasil), model.hitung_tak_terencana.parameter) if hasil else (),
        rincian=_tabel(semua, langkah, perubahan, konteks, model) if semua else (),
        catatan=(*_catatan(semua, hasil, model), *catatan_contoh),
        temuan=(*_temuan(semua, hasil, model), *temuan_perubahan(perubahan, konteks), *temuan_contoh),
        laporan=laporan(isian),
    )


def pratinjau(
    baris: Mapping[str, Mapping[str, Masukan]], konteks: Konteks, pilihan: str | None = None
) -> Langkah | None:
    """None: the form has no key rows."""
    return None


def _kebijakan(satu: Baris, konteks: Konteks, model: ModelKebijakan) -> _Kebijakan:
    rencana, terbit = satu["direncanakan"] == YA, _terbit(satu, konteks)
    dihitung = terbit and (rencana or model.hitung_tak_terencana.nilai)
    return _Kebijakan(
        satu, _satu_nol(satu, "direncanakan", rencana), _satu_nol(satu, "status", dihitung), terbit and not rencana
    )


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


def _langkah(semua: Sequence[_Kebijakan], model: ModelKebijakan) -> tuple[Langkah, ...]:
    if not semua:
        return ()
    rencana = Langkah("Jumlah kebijakan yang direncanakan", Jumlah(tuple(k.rencana for k in semua)))
    terbit = Langkah("Jumlah kebijakan yang diterbitkan (dihitung)", Jumlah(tuple(k.terbit for k in semua)))
    persen = Langkah(KARTU.nama, Bulat(Bagi(Kali(terbit, model.pengali.parameter), rencana)))
    return rencana, terbit, persen


def _catatan(semua: Sequence[_Kebijakan], hasil: Langkah | None, model: ModelKebijakan) -> tuple[str, ...]:
    catatan = []
    if semua and hasil is None:
        catatan.append("tidak ada kebijakan yang direncanakan")
    if luar := sum(k.luar for k in semua):
        ikut = "ikut dihitung" if model.hitung_tak_terencana.nilai else "tidak ikut dihitung"
        catatan.append(f"{luar} kebijakan terbit di luar rencana, {ikut}")
    return tuple(catatan)


def _temuan(semua: Sequence[_Kebijakan], hasil: Langkah | None, model: ModelKebijakan) -> list[Temuan]:
    """P417 where nothing was planned; P419 at what was issued without a plan and therefore stands beside the value."""
    temuan = []
    if semua and hasil is None:
        temuan.append(buat_temuan("P417", lembar=str(semua[0].baris["lembar"])))
    if not model.hitung_tak_terencana.nilai:
        temuan += [
            temuan_di("P419", k.baris, "direncanakan", ditemukan=k.baris["direncanakan"]) for k in semua if k.luar
        ]
    return temuan


# what is shown


def _tabel(
    semua: Sequence[_Kebijakan],
    langkah: Sequence[Langkah],
    perubahan: Sequence[Perubahan],
    konteks: Konteks,
    model: ModelKebijakan,
) -> tuple[TabelRincian, ...]:
    return (
        _tabel_daftar(semua),
        tabel_perhitungan(langkah),
        tabel_parameter((model.pengali.parameter,)),
        _tabel_menurut("jenis", "MENURUT JENIS", model.jenis.isi, semua),
        _tabel_menurut("bidang", "MENURUT BIDANG", model.bidang.isi, semua),
        *tabel_perubahan(perubahan, konteks),
        *_tabel_luar(semua),
    )


def _tabel_daftar(semua: Sequence[_Kebijakan]) -> TabelRincian:
    tampil = ("nama", "jenis", "bidang", "status", "nomor", "tanggal")
    return TabelRincian(
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
            (str(nomor), *(k.baris[field] for field in tampil), k.rencana, k.terbit, k.baris["keterangan"])
            for nomor, k in enumerate(semua, start=1)
        ),
    )


def _tabel_menurut(field: str, judul: str, urutan: Sequence[str], semua: Sequence[_Kebijakan]) -> TabelRincian:
    """Planned and issued by a word of the rows: sums over the cells of the list, in the order of the form's words."""
    kelompok: dict[str, list[_Kebijakan]] = {kata: [] for kata in urutan}
    for satu in semua:
        kelompok.setdefault(satu.baris[field] or TAK_DIISI, []).append(satu)
    return TabelRincian(
        judul,
        (field.capitalize(), "Direncanakan", "Diterbitkan (dihitung)"),
        tuple(
            (
                kata,
                Langkah(f"Direncanakan, {kata}", Jumlah(tuple(k.rencana for k in isi))),
                Langkah(f"Diterbitkan, {kata}", Jumlah(tuple(k.terbit for k in isi))),
            )
            for kata, isi in kelompok.items()
            if isi
        ),
    )


def _tabel_luar(semua: Sequence[_Kebijakan]) -> tuple[TabelRincian, ...]:
    luar = [k.baris for k in semua if k.luar]
    if not luar:
        return ()
    return (
        TabelRincian(
            "DITERBITKAN DI LUAR RENCANA",
            ("Nama kebijakan", "Jenis", "Nomor", "Tanggal penetapan"),
            tuple((b["nama"], b["jenis"], b["nomor"], b["tanggal"]) for b in luar),
        ),
    )
