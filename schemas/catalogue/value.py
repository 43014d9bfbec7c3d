"""3xx. The form of a value: what stands in a cell is not, or not clearly, of the kind asked for."""

from schemas.catalogue.sentences import Sentences

SENTENCES: dict[str, Sentences] = {
    "G301": Sentences(
        "“{label}” berisi “{ditemukan}”, yang bukan angka.",
        "angka, misalnya {contoh}",
        "Ketik angkanya saja. {bila_belum}",
    ),
    "G302": Sentences(
        "“{label}” berisi “{ditemukan}”, yang dapat berarti {arti_a} atau {arti_b}.",
        "angka yang hanya dapat dibaca satu cara, misalnya {contoh}",
        "Ketik ulang: {arti_a} atau {arti_b}, tanpa tanda pemisah ribuan.",
    ),
    "G303": Sentences(
        "“{label}” terbaca sebagai tanggal atau jam ({ditemukan}), bukan angka.",
        "angka, misalnya {contoh}",
        "Ubah format sel menjadi Umum/Angka lalu ketik ulang nilainya dengan koma, misalnya {contoh}.",
    ),
    "G304": Sentences(
        "“{label}” berisi “{ditemukan}”, yang tidak terbaca sebagai tanggal.",
        "tanggal, misalnya 31/12/2025 atau 31 Desember 2025",
        "Ketik ulang tanggalnya: hari/bulan/tahun.",
    ),
    "G305": Sentences(
        "“{label}” berisi “{ditemukan}”, yang tidak ada dalam pilihan.{mirip}",
        "salah satu dari: {pilihan}",
        "Pilih dari daftar pada selnya, atau ketik persis seperti dalam daftar.",
    ),
    "G306": Sentences(
        "“{label}” berisi galat rumus {ditemukan}.",
        "nilai yang benar, bukan {ditemukan}",
        "Perbaiki rumusnya, atau ketik langsung nilainya.",
    ),
    "G307": Sentences(
        "“{label}” berisi rumus yang hasilnya belum tersimpan dalam berkas.",
        "nilai hasil rumus",
        "Buka berkas di Excel, tunggu sampai terhitung, lalu simpan; atau ketik langsung nilainya.",
    ),
    "G308": Sentences(
        "“{label}” tersimpan sebagai {bentuk} ({ditemukan}), bukan teks, sehingga dapat berbeda dari yang diketik.",
        "isian berformat Teks",
        "Ubah format sel menjadi Teks, lalu ketik ulang seluruhnya (jangan disalin dari sel angka).",
    ),
    "G309": Sentences(
        "“{label}” berisi {ditemukan}, yang bukan bilangan bulat.",
        "bilangan bulat, misalnya {contoh}",
        "Ketik bilangan bulat tanpa koma.",
    ),
    "G310": Sentences(
        "“{label}” berisi tanda “-”, padahal komponen ini dinilai pada tahun {tahun}.",
        "angka, misalnya {contoh}",
        "Ketik angkanya. Nilai nol diketik 0; yang belum ada dikosongkan.",
    ),
    "I311": Sentences(
        "“{label}” diketik sebagai tulisan “{ditemukan}” dan dibaca sebagai {dibaca}.",
        "",
        "Tidak perlu tindakan bila bacaannya benar.",
    ),
    "I312": Sentences(
        "“{label}” diketik sebagai tulisan “{ditemukan}” dan dibaca sebagai tanggal {dibaca}.",
        "",
        "Tidak perlu tindakan bila bacaannya benar.",
    ),
    "I313": Sentences(
        "“{label}” bertulisan “{ditemukan}” dan dibaca sebagai “{dibaca}”.",
        "",
        "Tidak perlu tindakan bila bacaannya benar.",
    ),
    "P314": Sentences(
        "“{label}” bernilai {ditemukan}, padahal skalanya 0 sampai {batas}. Mungkin maksudnya persen.",
        "nilai pada skala 0 sampai {batas}",
        "Bila maksudnya persen, ketik misalnya 90 dan bukan 0,9. Bila memang sekecil itu, abaikan.",
    ),
    "G315": Sentences(
        "“{label}” berisi TRUE/FALSE, bukan {jenis}.",
        "{jenis}, misalnya {contoh}",
        "Ketik ulang isinya.",
    ),
    "G320": Sentences(
        "“{label}” bertanggal {ditemukan}, sebelum tahun {tahun}.",
        "tanggal, misalnya 31/12/2025",
        "Ketik ulang tanggalnya lengkap: hari/bulan/tahun. Angka saja pada sel tanggal berubah menjadi tahun 1900-an.",
    ),
    "P321": Sentences(
        "“{label}” berisi {ditemukan}, tetapi selnya tertutup sel gabungan sehingga tidak terlihat.",
        "sel yang tidak digabung dengan sel lain",
        "Pisahkan sel gabungannya (Unmerge Cells), lalu periksa isi sel ini. Bila memang benar, abaikan.",
    ),
    "I323": Sentences(
        "“{label}” bertulisan “{ditemukan}” dan dibaca sebagai kosong.",
        "",
        "Tidak perlu tindakan bila memang tidak ada isinya.",
    ),
    "P322": Sentences(
        "“{label}” adalah rumus bernilai 0 yang belum dihitung ulang.",
        "nilai hasil hitungan",
        "Buka berkasnya di Excel, simpan, lalu kirim lagi; atau ketik nilainya. Bila memang 0, abaikan.",
    ),
}
