"""The inbox: which file counts, what waits, what is returned, and what the year's results make of it."""

import os
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from flows.konsolidasi import StatusKiriman, konsolidasikan, kumpulkan_status, susun_hasil
from flows.penerimaan import Penerimaan
from schemas.periode import Periode
from workbooks import kotak_masuk

WAKTU = datetime(2026, 1, 5, 10, tzinfo=timezone(timedelta(hours=7)))
DESEMBER = Periode(2025, 12)
KE_DUA = {"Identitas!B8": 2}


def status(
    kotak: Any, penerimaan: Penerimaan | None = None, periode: Periode = DESEMBER
) -> Mapping[str, StatusKiriman]:
    semua = kumpulkan_status(
        penerimaan or kotak.terima(), kotak.ruang, kotak.meja.register, periode, WAKTU + timedelta(days=2)
    )
    return {s.bagian: s for s in semua}


def kode(satu: StatusKiriman) -> set[str]:
    return {t.kode for t in satu.temuan}


# Which file counts


def test_pengiriman_lebih_tinggi_berlaku(kotak: Any) -> None:
    demo = kotak.meja.demo("hukum")
    # The lower number comes later: the number counts, not the time.
    kotak.taruh("hukum/pertama.xlsx", demo, WAKTU + timedelta(hours=1))
    kotak.taruh("hukum/kedua.xlsx", kotak.meja.ubah(demo, KE_DUA, {"Reformasi Hukum!B16": 87}))
    satu = status(kotak)["hukum"]
    assert (satu.status, satu.berkas, satu.terlambat) == ("DITERIMA", "hukum/kedua.xlsx", False)


def test_berkas_sama_dua_kali(kotak: Any) -> None:
    kotak.taruh("hukum/a.xlsx", kotak.meja.demo("hukum"))
    kotak.taruh("hukum/Salinan dari a.xlsx", kotak.meja.demo("hukum"), WAKTU + timedelta(hours=1))
    satu = status(kotak)["hukum"]
    assert (satu.status, satu.berkas) == ("DITERIMA", "hukum/a.xlsx")
    assert [t.ditemukan for t in satu.temuan if t.kode == "I502"] == ["“hukum/Salinan dari a.xlsx”"]


def test_nomor_sama_isi_berbeda(kotak: Any) -> None:
    demo = kotak.meja.demo("hukum")
    for nama, nilai in (("a.xlsx", 86.78), ("a (1).xlsx", 88)):
        kotak.taruh(f"hukum/{nama}", kotak.meja.ubah(demo, KE_DUA, {"Reformasi Hukum!B16": nilai}))
    satu = status(kotak)["hukum"]
    assert satu.status == "DIKEMBALIKAN"
    pesan = next(t.pesan for t in satu.temuan if t.kode == "G501")
    assert "“hukum/a (1).xlsx”" in pesan
    assert "“hukum/a.xlsx”" in pesan
    # What was accepted before the two stays in force.
    kotak.taruh("hukum/awal.xlsx", demo, WAKTU - timedelta(days=1))
    satu = status(kotak)["hukum"]
    assert (satu.status, satu.berkas) == ("DITERIMA", "hukum/awal.xlsx")
    assert "G501" in kode(satu)


def test_yang_dikembalikan_bukan_saingan(kotak: Any) -> None:
    demo = kotak.meja.demo("hukum")
    kotak.taruh("hukum/salah.xlsx", kotak.meja.ubah(demo, KE_DUA, {"Reformasi Hukum!B16": "tinggi"}))
    satu = status(kotak)["hukum"]
    assert (satu.status, satu.berkas) == ("DIKEMBALIKAN", "hukum/salah.xlsx")
    assert "G301" in kode(satu)
    kotak.taruh("hukum/benar.xlsx", kotak.meja.ubah(demo, KE_DUA), WAKTU - timedelta(hours=1))
    satu = status(kotak)["hukum"]
    assert (satu.status, satu.berkas) == ("DITERIMA", "hukum/benar.xlsx")
    assert not {"G301", "G501"} & kode(satu)


def test_templat_bulan_lalu_setelah_batas(kotak: Any) -> None:
    demo = kotak.meja.demo("hukum")
    kotak.taruh("hukum/des.xlsx", demo)
    kotak.taruh("hukum/jan.xlsx", kotak.meja.ubah(demo, KE_DUA), WAKTU + timedelta(days=1))
    satu = status(kotak)["hukum"]
    assert (satu.status, satu.berkas, satu.terlambat) == ("DITERIMA", "hukum/jan.xlsx", False)
    assert "P216" in kode(satu)


# What lies beside


def test_lampiran_terdaftar_dan_terarsip(kotak: Any) -> None:
    kotak.taruh("hukum/iku.xlsx", kotak.meja.demo("hukum"))
    for nama in ("surat.pdf", "foto.JPG", "catatan.docx", "gambar.png"):
        kotak.taruh(f"hukum/{nama}", nama.encode())
    kotak.taruh("hukum/~$lain.xlsx", b"x")
    kotak.taruh("hukum/Thumbs.db", b"x")
    satu = status(kotak, kotak.terima(simpan=True))["hukum"]
    assert satu.status == "DITERIMA"
    assert set(satu.lampiran) == {"hukum/surat.pdf", "hukum/foto.JPG", "hukum/catatan.docx", "hukum/gambar.png"}
    assert len(list(kotak.ruang.arsip.glob("*"))) == 6  # five files and daftar.csv
    assert len(list((kotak.ruang.inbox / "hukum").iterdir())) == 7  # nothing moved, nothing added


def kunci_excel(nama: str) -> bytes:
    """Excel's lock file: the name in the code page, padded to 55 bytes, then in UTF-16, 165 bytes in all."""
    sempit = bytes([len(nama)]) + nama.encode("cp1252").ljust(54)
    return sempit + len(nama).to_bytes(2, "little") + nama.ljust(54).encode("utf-16-le")


KUNCI_LIBRE = "{},hukum01,PC-HUKUM,05.01.2026 09:55,file:///C:/Users/hukum01/AppData/Roaming/LibreOffice/4;"


@pytest.mark.parametrize(
    ("kunci", "isi", "oleh"),
    [
        ("~$iku hukum.xlsx", kunci_excel("Siti Aminah"), " oleh Siti Aminah"),
        ("~$u hukum.xlsx", kunci_excel("Dé"), " oleh Dé"),
        ("~$iku hukum.xlsx", b"", ""),
        ("~$iku hukum.xlsx", bytes(range(256)), None),
        (".~lock.iku hukum.xlsx#", KUNCI_LIBRE.format("Budi\\, S.H.").encode(), " oleh Budi, S.H."),
        (".~lock.iku hukum.xlsx#", KUNCI_LIBRE.format("").encode(), " oleh hukum01"),
        (".~lock.iku hukum.xlsx#", b"\xff\xfe", ""),
    ],
)
def test_terbuka_menunggu(kotak: Any, kunci: str, isi: bytes, oleh: str | None) -> None:
    """Whoever has the file open is named, where the lock file says who; junk in it does no harm."""
    kotak.taruh("hukum/iku hukum.xlsx", kotak.meja.demo("hukum"))
    kotak.taruh(f"hukum/{kunci}", isi)
    satu = status(kotak)["hukum"]
    assert (satu.status, satu.berkas) == ("MENUNGGU", "hukum/iku hukum.xlsx")
    assert kode(satu) == {"I120"}
    assert oleh is None or f"sedang dibuka{oleh}, sehingga" in satu.temuan[0].pesan
    # Beside a submission in force an open file says nothing: what is printed stays as it is.
    kotak.taruh("hukum/lain.xlsx", kotak.meja.demo("hukum"))
    assert (status(kotak)["hukum"].status, kode(status(kotak)["hukum"]) & {"I120"}) == ("DITERIMA", set())


def test_masih_berubah_menunggu(kotak: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    muda = kotak.taruh("hukum/muda.xlsx", kotak.meja.demo("hukum"))
    tenang = kotak.taruh("tapem/tenang.xlsx", kotak.meja.demo("tapem"))
    for path in (muda, tenang):
        os.utime(path)
    menunggu = []

    def tulis_lagi(detik: float) -> None:
        menunggu.append(detik)
        with muda.open("ab") as aliran:
            aliran.write(b"more")

    berkas = kotak_masuk.temukan(kotak.ruang.inbox)
    siap, belum = kotak_masuk.pilah_tenang(berkas, tidur=tulis_lagi)
    assert ([b.nama for b in siap], [b.nama for b in belum]) == (["tenang.xlsx"], ["muda.xlsx"])
    assert menunggu == [kotak_masuk.TUNGGU_DETIK]

    monkeypatch.setattr(kotak_masuk.time, "sleep", tulis_lagi)
    monkeypatch.setattr(kotak_masuk.pilah_tenang, "__defaults__", (kotak_masuk.time.time, tulis_lagi))
    semua = status(kotak)
    assert (semua["hukum"].status, semua["tapem"].status) == ("MENUNGGU", "DITERIMA")
    assert kode(semua["hukum"]) == {"I121"}


def test_berubah_selagi_disalin(kotak: Any, tmp_path: Path) -> None:
    path = kotak.taruh("hukum/a.xlsx", b"lama")
    (berkas,) = kotak_masuk.temukan(kotak.ruang.inbox)
    path.write_bytes(b"baru")
    assert kotak_masuk.salin(berkas, tmp_path, 0) is None


def test_folder_asing_dan_salah_folder(kotak: Any) -> None:
    kotak.taruh("keuangan/iku.xlsx", kotak.meja.demo("hukum"))
    kotak.taruh("iku.xlsx", kotak.meja.demo("hukum"))
    kotak.taruh("TAPEM/iku.xlsx", kotak.meja.demo("hukum"))
    penerimaan = kotak.terima()
    assert [(n, t.kode, t.ditemukan) for n, t in penerimaan.asing] == [
        ("iku.xlsx", "G505", "."),
        ("keuangan/iku.xlsx", "G505", "keuangan"),
    ]
    semua = status(kotak, penerimaan)
    # The bagian in whose folder it lies is told; the other one has not submitted.
    assert (semua["tapem"].status, kode(semua["tapem"])) == ("DIKEMBALIKAN", {"G208"})
    assert semua["hukum"].status == "BELUM MASUK"


def test_rusak_dikembalikan_yang_lain_jalan(kotak: Any) -> None:
    kotak.taruh("hukum/a.xlsx", kotak.meja.demo("hukum")[:5000])
    kotak.taruh("tapem/b.xlsx", kotak.meja.demo("tapem"))
    semua = status(kotak)
    assert (semua["hukum"].status, kode(semua["hukum"])) == ("DIKEMBALIKAN", {"G104"})
    assert semua["tapem"].status == "DITERIMA"
    assert semua["umum"].status == "BELUM MASUK"


# Results


def test_hasil_setahun(kotak: Any) -> None:
    """All but one bagian, a letter about last year, then the same draft again."""
    meja = kotak.meja
    for b in meja.bagian:
        if b != "protokol":
            isi = meja.demo(b)
            if b == "hukum":
                isi = meja.ubah(isi, {"Reformasi Hukum!B15": 2024, "Reformasi Hukum!B16": 81.23})
            kotak.taruh(f"{b}/iku.xlsx", isi)
    penerimaan = kotak.terima(simpan=True)
    hasil = {h.iku: h for h in susun_hasil(penerimaan, meja.register, DESEMBER)}
    assert len(hasil) == 7
    ikm = hasil["kepuasan_masyarakat"]
    assert (str(ikm.kelengkapan), ikm.status.value) == ("7/8", "SEMENTARA")
    assert any(meja.register.nama_bagian("protokol") in c for c in ikm.catatan)
    irh = hasil["reformasi_hukum"]
    assert (irh.nilai, str(irh.nilai_tahun_lalu)) == (None, "81.23")

    saat = WAKTU + timedelta(days=2)
    kotak.ruang.folder_konsolidasi(DESEMBER).mkdir(parents=True)
    satu = konsolidasikan(penerimaan, kotak.ruang, meja.register, kotak.ledger, DESEMBER, saat)
    lagi = konsolidasikan(kotak.terima(simpan=True), kotak.ruang, meja.register, kotak.ledger, DESEMBER, saat)
    assert (satu.baru, lagi.baru, satu.lengkap) == (True, False, False)
    assert satu.buku_kerja.name == "IKU_Setda_2025-12_draf-01.xlsx"
    assert (kotak.ruang.folder_bagian("hukum", DESEMBER) / "Tanda Terima hukum 2025-12.xlsx").exists()


def test_nilai_terakhir_tidak_melewati_tahun(kotak: Any) -> None:
    """November's value is December's last known one; January knows it only as last year's."""
    meja = kotak.meja
    november = {"_iku!B5": "2025-11", "Identitas!B7": "2025-11"}
    kotak.taruh("hukum/nov.xlsx", meja.ubah(meja.demo("hukum"), november))
    kotak.taruh("hukum/des.xlsx", meja.kosong("hukum"))
    penerimaan = kotak.terima()
    desember = {h.iku: h for h in susun_hasil(penerimaan, meja.register, DESEMBER)}["reformasi_hukum"]
    assert (desember.status.value, str(desember.nilai), str(desember.dari_periode)) == (
        "TERAKHIR DIKETAHUI",
        "86.78",
        "2025-11",
    )
    januari = {h.iku: h for h in susun_hasil(penerimaan, meja.register, Periode(2026, 1))}["reformasi_hukum"]
    assert (januari.nilai, str(januari.nilai_tahun_lalu)) == (None, "86.78")
