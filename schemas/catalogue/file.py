"""1xx. The file as such: what it is, whether it can be opened and read."""

from schemas.catalogue.sentences import Sentences

SENTENCES: dict[str, Sentences] = {
    "G101": Sentences(
        "Berkas ini {jenis}, bukan buku kerja Excel (.xlsx).",
        "buku kerja Excel berakhiran .xlsx",
        "{cara}",
    ),
    "G102": Sentences(
        "Berkas ini berformat Excel lama (.xls) walaupun namanya mungkin .xlsx.",
        "buku kerja Excel berakhiran .xlsx",
        "Buka di Excel, pilih Simpan Sebagai (Save As), jenis “Buku Kerja Excel (*.xlsx)” (Excel Workbook). Mengganti "
        "namanya saja tidak cukup.",
    ),
    "G103": Sentences(
        "Berkas ini dikunci dengan kata sandi, sehingga isinya tidak dapat dibaca.",
        "berkas tanpa kata sandi",
        "Buka di Excel: File, Info, Proteksi Buku Kerja (Protect Workbook), Enkripsi dengan Kata Sandi (Encrypt with "
        "Password), kosongkan, lalu simpan.",
    ),
    "G104": Sentences(
        "Berkas ini tidak dapat dibaca program ini; mungkin rusak atau tersalin tidak lengkap.",
        "buku kerja yang disimpan Excel secara lengkap",
        "Buka berkas aslinya di Excel, pilih Simpan Sebagai (Save As), jenis “Buku Kerja Excel (*.xlsx)”, lalu salin "
        "hasilnya ke folder sampai selesai.",
    ),
    "G105": Sentences(
        "Berkas ini kosong (tidak berisi apa pun).",
        "buku kerja yang sudah diisi",
        "Salin lagi berkas aslinya ke folder. Jika aslinya juga kosong, pakai templat dari folder bagian.",
    ),
    "G106": Sentences(
        "Berkas ini terlalu besar atau terlalu berat untuk dibaca ({sebab}).",
        "paling besar {batas}",
        "Salin isian ke templat yang baru (tempel sebagai nilai / Paste Values), tanpa gambar dan tanpa baris kosong "
        "berformat.",
    ),
    "G107": Sentences(
        "Berkas ini berformat OpenDocument (.ods), bukan .xlsx.",
        "buku kerja Excel berakhiran .xlsx",
        "Buka di LibreOffice, pilih Simpan Sebagai (Save As), jenis “Excel 2007-365 (.xlsx)”, lalu taruh lagi di "
        "folder.",
    ),
    "G108": Sentences(
        "Berkas ini disimpan sebagai “Buku Kerja Strict Open XML”, yang tidak dapat dibaca dengan aman.",
        "jenis “Buku Kerja Excel (*.xlsx)”",
        "Buka di Excel, pilih Simpan Sebagai (Save As), jenis “Buku Kerja Excel (*.xlsx)” (Excel Workbook, bukan "
        "Strict), lalu taruh lagi.",
    ),
    "I109": Sentences(
        "Berkas memuat makro. Makro tidak dijalankan; isinya dibaca sebagai data.",
        "",
        "Tidak perlu tindakan. Lain kali simpan sebagai .xlsx tanpa makro.",
    ),
    "I120": Sentences(
        "Berkas “{ditemukan}” sedang dibuka{oleh} sejak {sejak}, sehingga belum dibaca.",
        "",
        "Simpan dan tutup berkasnya. Berkas dibaca pada pemeriksaan berikutnya.",
    ),
    "I121": Sentences(
        "Berkas “{ditemukan}” masih berubah, mungkin masih disalin, sehingga belum dibaca.",
        "",
        "Tunggu sampai penyalinan selesai. Berkas dibaca pada pemeriksaan berikutnya.",
    ),
    "I122": Sentences(
        "Berkas “{ditemukan}” dibaca walaupun masih tertanda terbuka{oleh} sejak {sejak}.",
        "",
        "Tanda itu tertinggal bila Excel tertutup paksa. Bila berkasnya memang masih diubah, simpan lalu tutup.",
    ),
    "I123": Sentences(
        "Berkas lain di folder ini tidak dibaca sebagai laporan: {ditemukan}.",
        "",
        "Laporan dibaca dari buku kerja Excel; PDF, JPG, PNG dan DOCX disimpan sebagai lampiran. Tidak perlu tindakan.",
    ),
    "I124": Sentences(
        "Yang ini tidak dibuka: {ditemukan}.",
        "",
        "Yang dibaca hanya berkas biasa dengan ukuran wajar. Bila ini laporan, salin berkas aslinya ke folder ini.",
    ),
    "I125": Sentences(
        "Baru ada lampiran ({ditemukan}); laporannya sendiri, buku kerja Excel, belum ada.",
        "",
        "Isi templat dari folder bagian, lalu taruh buku kerja itu (.xlsx) di folder yang sama.",
    ),
}
