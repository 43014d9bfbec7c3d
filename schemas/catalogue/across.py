"""5xx. Across files: several submissions of a bagian, folders of the inbox, periods that are locked."""

from schemas.catalogue.sentences import Sentences

SENTENCES: dict[str, Sentences] = {
    "G501": Sentences(
        "Ada dua berkas berbeda dengan Pengiriman ke-{nomor}: {ditemukan}.",
        "nomor pengiriman yang lebih tinggi pada berkas yang berlaku",
        "Naikkan Pengiriman ke- pada berkas yang berlaku, atau hapus berkas yang tidak berlaku.",
    ),
    "I502": Sentences(
        "Berkas yang sama juga ada dengan nama lain: {ditemukan}.",
        "",
        "Tidak perlu tindakan; dibaca satu kali.",
    ),
    "G503": Sentences(
        "Dikembalikan oleh sekretariat pada {tanggal}: {alasan}",
        "kiriman yang sudah diperbaiki menurut alasan itu",
        "Perbaiki sesuai alasan di atas, naikkan Pengiriman ke-, lalu taruh lagi di folder.",
    ),
    "P504": Sentences(
        "Periode survei bagian-bagian tidak sama: {ditemukan}.",
        "periode survei yang sama",
        "Periksa apakah memang berbeda.",
    ),
    "G505": Sentences(
        "Folder “{ditemukan}” bukan kode bagian yang dikenal, sehingga berkas di dalamnya tidak dibaca.",
        "salah satu dari: {pilihan}",
        "Pindahkan berkas ke folder bagian yang benar.",
    ),
    "G508": Sentences(
        "Berkas “{ditemukan}” tidak berada di folder bagian mana pun, sehingga tidak dibaca.",
        "di salah satu folder: {pilihan}",
        "Pindahkan berkas ke folder bagiannya di dalam inbox.",
    ),
    "P507": Sentences(
        "Berkas yang lebih baru, “{ditemukan}”, dikembalikan untuk diperbaiki; yang berlaku tetap “{berlaku}”.",
        "perbaikan yang dapat diterima",
        "Laporan Anda tetap berlaku. Hapus atau perbaiki berkas “{ditemukan}”.",
    ),
    "P509": Sentences(
        "{indikator} tahun {tahun} ({ditemukan}) belum termuat dalam {desember}; kirim sebagai perbaikan {desember}.",
        "nilai tahun {tahun} dalam laporan {desember}",
        "Nilainya masuk kolom realisasi tahun lalu. Untuk laporan tahun {tahun}: isi juga pada berkas {desember}, "
        "naikkan Pengiriman ke-, lalu taruh di folder yang sama.",
    ),
    "P510": Sentences(
        "{indikator} tahun {tahun} ({ditemukan}) datang kemudian: {desember} sudah dikunci; sekretariat diberi tahu.",
        "nilai tahun {tahun} dalam laporan {desember}",
        "Nilainya masuk kolom realisasi tahun lalu. Bila {desember} perlu diubah, sekretariat membukanya dahulu; "
        "lalu kirim sebagai perbaikan {desember}.",
    ),
    "P506": Sentences(
        "Periode {periode} sudah dikunci pada {tanggal}; berkas “{ditemukan}” dicatat tetapi tidak dihitung.",
        "berkas masuk sebelum periodenya dikunci",
        "Bila angkanya memang harus diubah, mintalah sekretariat membuka periode ini.",
    ),
}
