"""The inbox: which file counts, what waits, what is returned, and what the year's results make of it."""

import os
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.steps import compose_month
from flows.intake import inbox as inbox_module
from flows.intake.intake import Intake
from schemas.kiriman_status import KirimanStatus
from schemas.periode import Periode

if TYPE_CHECKING:
    from tests.conftest import Inbox

IN_TIME = datetime(2026, 1, 5, 10, tzinfo=timezone(timedelta(hours=7)))
DECEMBER = Periode(2025, 12)
SECOND = {"Identitas!B8": 2}


def status(inbox: "Inbox", intake: Intake | None = None, periode: Periode = DECEMBER) -> Mapping[str, KirimanStatus]:
    statuses: Mapping[str, KirimanStatus] = inbox.standing(periode, intake)
    return statuses


def codes(kiriman_status: KirimanStatus) -> set[str]:
    return {t.kode for t in kiriman_status.temuan}


# Which file counts


def test_the_higher_attempt_counts(inbox: "Inbox") -> None:
    demo = inbox.bench.demo("hukum")
    # The lower number comes later: the number counts, not the time.
    inbox.drop("hukum/pertama.xlsx", demo, IN_TIME + timedelta(hours=1))
    inbox.drop("hukum/kedua.xlsx", inbox.bench.edit(demo, SECOND, {"Reformasi Hukum!B16": 87}))
    hukum = status(inbox)["hukum"]
    assert (hukum.status, hukum.file, hukum.late) == ("DITERIMA", "hukum/kedua.xlsx", False)


def test_the_same_file_twice_is_named_once(inbox: "Inbox") -> None:
    inbox.drop("hukum/a.xlsx", inbox.bench.demo("hukum"))
    inbox.drop("hukum/Salinan dari a.xlsx", inbox.bench.demo("hukum"), IN_TIME + timedelta(hours=1))
    hukum = status(inbox)["hukum"]
    assert (hukum.status, hukum.file) == ("DITERIMA", "hukum/a.xlsx")
    assert [t.ditemukan for t in hukum.temuan if t.kode == "I502"] == ["“hukum/Salinan dari a.xlsx”"]


def test_one_number_with_two_contents_is_returned(inbox: "Inbox") -> None:
    demo = inbox.bench.demo("hukum")
    for name, value in (("a.xlsx", 86.78), ("a (1).xlsx", 88)):
        inbox.drop(f"hukum/{name}", inbox.bench.edit(demo, SECOND, {"Reformasi Hukum!B16": value}))
    hukum = status(inbox)["hukum"]
    assert hukum.status == "DIKEMBALIKAN"
    message = next(t.pesan for t in hukum.temuan if t.kode == "G501")
    assert "“hukum/a (1).xlsx”" in message
    assert "“hukum/a.xlsx”" in message
    # What was accepted before the two stays in force.
    inbox.drop("hukum/awal.xlsx", demo, IN_TIME - timedelta(days=1))
    hukum = status(inbox)["hukum"]
    assert (hukum.status, hukum.file) == ("DITERIMA", "hukum/awal.xlsx")
    assert "G501" in codes(hukum)


def test_a_returned_file_is_no_rival(inbox: "Inbox") -> None:
    demo = inbox.bench.demo("hukum")
    inbox.drop("hukum/salah.xlsx", inbox.bench.edit(demo, SECOND, {"Reformasi Hukum!B16": "tinggi"}))
    hukum = status(inbox)["hukum"]
    assert (hukum.status, hukum.file) == ("DIKEMBALIKAN", "hukum/salah.xlsx")
    assert "G301" in codes(hukum)
    inbox.drop("hukum/benar.xlsx", inbox.bench.edit(demo, SECOND), IN_TIME - timedelta(hours=1))
    hukum = status(inbox)["hukum"]
    assert (hukum.status, hukum.file) == ("DITERIMA", "hukum/benar.xlsx")
    assert not {"G301", "G501"} & codes(hukum)


def test_last_month_s_template_after_the_deadline_is_in_time_and_remarked_on(inbox: "Inbox") -> None:
    demo = inbox.bench.demo("hukum")
    inbox.drop("hukum/iku.xlsx", demo)
    status(inbox, inbox.take_in(keep=True))
    inbox.drop("hukum/iku.xlsx", inbox.bench.edit(demo, {"Identitas!B9": "Siti"}), IN_TIME + timedelta(days=1))
    hukum = status(inbox, inbox.take_in(keep=True))["hukum"]
    assert (hukum.status, hukum.file, hukum.late) == ("DITERIMA", "hukum/iku.xlsx", False)
    assert "P216" in codes(hukum)


def test_a_revision_that_says_so_is_no_template_reused(inbox: "Inbox") -> None:
    demo = inbox.bench.demo("hukum")
    inbox.drop("hukum/des.xlsx", demo)
    inbox.drop("hukum/jan.xlsx", inbox.bench.edit(demo, SECOND), IN_TIME + timedelta(days=1))
    hukum = status(inbox)["hukum"]
    assert (hukum.status, hukum.file, hukum.late) == ("DITERIMA", "hukum/jan.xlsx", False)
    assert "P216" not in codes(hukum)


# What lies beside


def test_attachments_are_listed_and_archived(inbox: "Inbox") -> None:
    inbox.drop("hukum/iku.xlsx", inbox.bench.demo("hukum"))
    for name in ("surat.pdf", "foto.JPG", "catatan.docx", "gambar.png"):
        inbox.drop(f"hukum/{name}", name.encode())
    inbox.drop("hukum/~$lain.xlsx", b"x")
    inbox.drop("hukum/Thumbs.db", b"x")
    hukum = status(inbox, inbox.take_in(keep=True))["hukum"]
    assert hukum.status == "DITERIMA"
    assert set(hukum.attachments) == {"hukum/surat.pdf", "hukum/foto.JPG", "hukum/catatan.docx", "hukum/gambar.png"}
    assert len(list(inbox.workspace.archive.glob("*"))) == 6  # five files and daftar.csv
    assert len(list((inbox.workspace.inbox / "hukum").iterdir())) == 7  # nothing moved, nothing added


def excel_lock(name: str) -> bytes:
    """Excel's lock file: the name in the code page, padded to 55 bytes, then in UTF-16, 165 bytes in all."""
    narrow = bytes([len(name)]) + name.encode("cp1252").ljust(54)
    return narrow + len(name).to_bytes(2, "little") + name.ljust(54).encode("utf-16-le")


LIBREOFFICE_LOCK = "{},hukum01,PC-HUKUM,05.01.2026 09:55,file:///C:/Users/hukum01/AppData/Roaming/LibreOffice/4;"


@pytest.mark.parametrize(
    ("lock", "content", "opened_by"),
    [
        ("~$iku hukum.xlsx", excel_lock("Siti Aminah"), " oleh Siti Aminah"),
        ("~$u hukum.xlsx", excel_lock("Dé"), " oleh Dé"),
        ("~$iku hukum.xlsx", b"", ""),
        ("~$iku hukum.xlsx", bytes(range(256)), None),
        (".~lock.iku hukum.xlsx#", LIBREOFFICE_LOCK.format("Budi\\, S.H.").encode(), " oleh Budi, S.H."),
        (".~lock.iku hukum.xlsx#", LIBREOFFICE_LOCK.format("").encode(), " oleh hukum01"),
        (".~lock.iku hukum.xlsx#", b"\xff\xfe", ""),
    ],
)
def test_an_open_file_waits(inbox: "Inbox", lock: str, content: bytes, opened_by: str | None) -> None:
    """Whoever has the file open is named, where the lock file says who; junk in it does no harm."""
    inbox.drop("hukum/iku hukum.xlsx", inbox.bench.demo("hukum"))
    inbox.drop(f"hukum/{lock}", content, IN_TIME + timedelta(hours=40))
    hukum = status(inbox)["hukum"]
    assert (hukum.status, hukum.file) == ("MENUNGGU", "hukum/iku hukum.xlsx")
    assert codes(hukum) == {"I120"}
    since = "sejak 7 Januari 2026 pukul 02.00, sehingga"
    assert opened_by is None or f"sedang dibuka{opened_by} {since}" in hukum.temuan[0].pesan
    # Beside a submission in force it is named among the others: what is printed stays as it is.
    inbox.drop("hukum/lain.xlsx", inbox.bench.demo("hukum"))
    hukum = status(inbox)["hukum"]
    assert (hukum.status, codes(hukum) & {"I120"}) == ("DITERIMA", set())
    assert [(o.file, o.status, [t.kode for t in o.temuan]) for o in hukum.others] == [
        ("hukum/iku hukum.xlsx", "MENUNGGU", ["I120"])
    ]


def test_a_file_still_changing_waits(inbox: "Inbox", monkeypatch: pytest.MonkeyPatch) -> None:
    young = inbox.drop("hukum/muda.xlsx", inbox.bench.demo("hukum"))
    settled = inbox.drop("tapem/tenang.xlsx", inbox.bench.demo("tapem"))
    for path in (young, settled):
        os.utime(path)
    waits = []

    def write_again(seconds: float) -> None:
        waits.append(seconds)
        with young.open("ab") as stream:
            stream.write(b"more")

    files = inbox_module.find_files(inbox.workspace.inbox, IN_TIME).files
    ready, unready = inbox_module.settle(files, sleep=write_again)
    assert ([path.name for path in ready], [path.name for path in unready]) == (["tenang.xlsx"], ["muda.xlsx"])
    assert waits == [inbox_module.WAIT_SECONDS]

    monkeypatch.setattr(inbox_module.time, "sleep", write_again)
    monkeypatch.setattr(inbox_module.settle, "__defaults__", (inbox_module.time.time, write_again))
    statuses = status(inbox)
    assert (statuses["hukum"].status, statuses["tapem"].status) == ("MENUNGGU", "DITERIMA")
    assert codes(statuses["hukum"]) == {"I121"}


def test_a_file_that_changes_while_it_is_copied_is_left(inbox: "Inbox", tmp_path: Path) -> None:
    path = inbox.drop("hukum/a.xlsx", b"lama")
    (file,) = inbox_module.find_files(inbox.workspace.inbox, IN_TIME).files
    path.write_bytes(b"baru")
    assert inbox_module.copy_file(file, tmp_path, 0) is None


def test_a_stray_folder_and_a_wrong_one_are_named(inbox: "Inbox") -> None:
    inbox.drop("keuangan/iku.xlsx", inbox.bench.demo("hukum"))
    inbox.drop("iku.xlsx", inbox.bench.demo("hukum"))
    inbox.drop("TAPEM/iku.xlsx", inbox.bench.demo("hukum"))
    intake = inbox.take_in()
    assert [(n, t.kode, t.ditemukan) for n, t in intake.stray] == [
        ("iku.xlsx", "G508", "iku.xlsx"),
        ("keuangan/iku.xlsx", "G505", "keuangan"),
    ]
    statuses = status(inbox, intake)
    # The bagian in whose folder it lies is told; the other one has not submitted.
    assert (statuses["tapem"].status, codes(statuses["tapem"])) == ("DIKEMBALIKAN", {"G208"})
    assert statuses["hukum"].status == "BELUM MASUK"


def test_an_inbox_that_cannot_be_listed_is_no_empty_one(inbox: "Inbox", monkeypatch: pytest.MonkeyPatch) -> None:
    inbox.drop("hukum/a.xlsx", inbox.bench.demo("hukum"))
    list_folder = Path.iterdir

    def refuse(self: Path) -> Iterator[Path]:
        if self == inbox.workspace.inbox:
            raise PermissionError(13, "no right", str(self))
        return list_folder(self)

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(PermissionError):
        inbox.take_in()
    monkeypatch.setattr(Path, "iterdir", list_folder)
    assert [file.name for file in inbox.take_in().present] == ["hukum/a.xlsx"]


def test_a_damaged_file_is_returned_and_the_others_go_on(inbox: "Inbox") -> None:
    inbox.drop("hukum/a.xlsx", inbox.bench.demo("hukum")[:5000])
    inbox.drop("tapem/b.xlsx", inbox.bench.demo("tapem"))
    statuses = status(inbox)
    assert (statuses["hukum"].status, codes(statuses["hukum"])) == ("DIKEMBALIKAN", {"G104"})
    assert statuses["tapem"].status == "DITERIMA"
    assert statuses["umum"].status == "BELUM MASUK"


# Results


def test_the_results_of_a_year(inbox: "Inbox") -> None:
    """All but one bagian, a letter about last year, then the same draft again."""
    bench = inbox.bench
    for bagian in bench.bagian:
        if bagian != "protokol":
            content = bench.demo(bagian)
            if bagian == "hukum":
                content = bench.edit(content, {"Reformasi Hukum!B15": 2024, "Reformasi Hukum!B16": 81.23})
            inbox.drop(f"{bagian}/iku.xlsx", content)
    results = {result.iku: result for result in compose_month(inbox.run(), DECEMBER).results}
    assert len(results) == 7
    ikm = results["kepuasan_masyarakat"]
    assert (str(ikm.kelengkapan), ikm.status.value) == ("7/8", "SEMENTARA")
    assert any(bench.register.bagian_name("protokol") in note for note in ikm.catatan)
    irh = results["reformasi_hukum"]
    assert (irh.nilai, str(irh.nilai_tahun_lalu)) == (None, "81.23")

    inbox.workspace.consolidation_folder(DECEMBER).mkdir(parents=True)
    first, again = inbox.consolidate(DECEMBER), inbox.consolidate(DECEMBER)
    assert (first.is_new, again.is_new, first.complete) == (True, False, False)
    assert first.workbook.name == "IKU_Setda_2025-12_draf-01.xlsx"
    assert (inbox.workspace.bagian_folder("hukum", DECEMBER) / "Tanda Terima hukum 2025-12.xlsx").exists()


def test_the_last_value_does_not_cross_the_year(inbox: "Inbox") -> None:
    """November's value is December's last known one; January knows it only as last year's."""
    bench = inbox.bench
    november = {"_iku!B5": "2025-11", "Identitas!B7": "2025-11"}
    inbox.drop("hukum/nov.xlsx", bench.edit(bench.demo("hukum"), november))
    inbox.drop("hukum/des.xlsx", bench.blank("hukum"))
    run = inbox.run(keep=False)
    december = {result.iku: result for result in compose_month(run, DECEMBER).results}["reformasi_hukum"]
    assert (december.status.value, str(december.nilai), str(december.dari_periode)) == (
        "TERAKHIR DIKETAHUI",
        "86.78",
        "2025-11",
    )
    january = {result.iku: result for result in compose_month(run, Periode(2026, 1)).results}["reformasi_hukum"]
    assert (january.nilai, str(january.nilai_tahun_lalu)) == (None, "86.78")
