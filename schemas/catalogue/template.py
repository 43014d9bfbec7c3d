"""2xx. Template and identity: which template it is, whether it is whole, who reports which month."""

from schemas.catalogue.sentences import Sentences

SENTENCES: dict[str, Sentences] = {
    "G201": Sentences(
        "Berkas ini bukan templat IKU (lembar tersembunyi “_iku” tidak ada).",
        "templat dari folder outbox bagian",
        "Salin isian ke templat bulan ini dari folder outbox/bagian, lalu kirim templat itu.",
    ),
    "G202": Sentences(
        "Lembar “{lembar}” tidak ada.{mirip}",
        "lembar bernama “{lembar}”",
        "Kembalikan nama lembarnya, atau salin isian ke templat bulan ini.",
    ),
    "G203": Sentences(
        "Kolom “{label}” tidak ditemukan pada tabel.{mirip}",
        "judul kolom “{label}”",
        "Tulis kembali judul kolomnya persis “{label}”, pada baris judul yang sama.",
    ),
    "G204": Sentences(
        "Baris judul tabel tidak ditemukan.",
        "baris judul: {judul}",
        "Kembalikan baris judul tabelnya, atau salin isian ke templat bulan ini.",
    ),
    "G205": Sentences(
        "Isian “{label}” tidak ditemukan.{mirip}",
        "sel bertulisan “{label}”, isiannya tepat di sebelah kanan",
        "Tulis kembali “{label}” di tempatnya, atau salin isian ke templat bulan ini.",
    ),
    "G206": Sentences(
        "Judul “{label}” ada lebih dari satu.",
        "satu saja “{label}”",
        "Hapus yang bukan milik templat, sehingga jelas mana yang dibaca.",
    ),
    "G207": Sentences(
        "Kode bagian “{ditemukan}” tidak dikenal.",
        "salah satu dari: {pilihan}",
        "Pakai templat dari folder outbox bagian Anda sendiri.",
    ),
    "G208": Sentences(
        "Berkas ini milik {milik}, tetapi diletakkan di folder {folder}.",
        "berkas {folder}",
        "Pindahkan berkas ke folder inbox bagian yang benar, atau pakai templat bagian Anda sendiri.",
    ),
    "G209": Sentences(
        "Periode belum diisi atau tidak dapat dibaca.",
        "bulan laporan, misalnya 2025-12 atau Desember 2025",
        "Isi Periode pada lembar Identitas, misalnya 2025-12.",
    ),
    "G210": Sentences(
        "Periode {ditemukan} diisi pada templat tahun {tahun}. Model penilaian tiap tahun dapat berbeda.",
        "templat tahun {tahun_isian}",
        "Ambil templat {ditemukan} dari folder outbox bagian, salin isian ke sana, lalu kirim.",
    ),
    "I211": Sentences(
        "Templat ini dibuat untuk {templat}; Periode yang diisi, {ditemukan}, yang dipakai.",
        "",
        "Bila Periode itu benar, tidak perlu tindakan. Bila keliru, perbaiki di lembar Identitas lalu kirim lagi.",
    ),
    "G212": Sentences(
        "Templat ini bukan untuk {instansi}, atau versinya ({ditemukan}) tidak dikenal.",
        "templat versi {versi}",
        "Ambil templat terbaru dari folder outbox bagian, salin isian ke sana, lalu kirim.",
    ),
    "G213": Sentences(
        "Tidak ada pada tabel: baris {ditemukan}.",
        "{jumlah} baris lagi, masing-masing dengan kodenya",
        "Tambahkan kembali barisnya di dalam tabel, tanpa baris kosong di antaranya.",
    ),
    "G214": Sentences(
        "“{ditemukan}” bukan baris yang dikenal pada tabel ini untuk tahun penilaian {tahun}.{mirip}",
        "{diharapkan_kunci}",
        "Perbaiki tulisannya seperti pada templat, atau hapus barisnya.",
    ),
    "G215": Sentences(
        "Baris “{kunci}” ada lebih dari satu.",
        "satu baris saja untuk “{kunci}”",
        "Hapus baris yang berlebih.",
    ),
    "P216": Sentences(
        "Periode {ditemukan} sudah pernah diterima dan batas waktunya sudah lewat; mungkin ini templat bulan lalu.",
        "templat bulan yang sedang dilaporkan",
        "Bila ini laporan bulan ini, ganti Periode pada lembar Identitas. Bila memang perbaikan bulan itu, abaikan.",
    ),
    "P217": Sentences(
        "Isian Bagian “{ditemukan}” berbeda dengan bagian pemilik templat, {milik}.",
        "{milik}",
        "Periksa apakah templat yang dipakai sudah benar. Yang dipakai adalah bagian pemilik templat.",
    ),
    "G218": Sentences(
        "Periode {ditemukan} belum berakhir, sehingga belum dapat dilaporkan.",
        "bulan yang sudah dimulai",
        "Periksa Periode pada lembar Identitas.",
    ),
    "G219": Sentences(
        "Tabel ini memakai model tahun {tahun_laporan}, padahal Tahun penilaian yang diisi {tahun}.",
        "tabel kosong, cukup HASIL RESMI",
        "Kosongkan tabelnya dan isi HASIL RESMI saja; atau isi templat Desember {tahun}.",
    ),
    "G220": Sentences(
        "Ada dua lembar dengan nama yang sama ({ditemukan}).",
        "satu lembar “{lembar}”",
        "Hapus atau ganti nama lembar yang bukan isian, sehingga jelas mana yang dibaca.",
    ),
    "G221": Sentences(
        "Lembar “{ditemukan}” berisi isian yang tidak dibaca, sedangkan lembar “{lembar}” kosong.",
        "isian pada lembar “{lembar}”",
        "Pindahkan isiannya ke lembar “{lembar}” (salin, lalu tempel sebagai nilai), lalu hapus lembar “{ditemukan}”.",
    ),
    "P222": Sentences(
        "Lembar “{ditemukan}” juga berisi isian, tetapi tidak dibaca; yang dibaca lembar “{lembar}”.",
        "satu lembar isian saja",
        "Periksa lembar mana yang benar. Bila salinan itu tidak diperlukan, hapus lembarnya.",
    ),
    "P223": Sentences(
        "Lembar “{lembar}” belum diisi sama sekali, padahal diminta untuk {periode}.",
        "isian, atau status yang menyatakan belum ada",
        "Isi lembarnya, atau pilih Belum rilis (Belum dilaksanakan) bila memang belum ada, lalu kirim lagi.",
    ),
    "P224": Sentences(
        "{jumlah} sel berisi angka atau tanggal di luar isian tidak dibaca: {ditemukan}.",
        "isian hanya pada sel isian",
        "Bila itu isian, pindahkan ke sel isiannya. Bila catatan sendiri, abaikan.",
    ),
    "G225": Sentences(
        "Baris “{ditemukan}” tampaknya baris rekap, bukan {isi}.",
        "hanya baris yang diisi sendiri; jumlah dan rata-rata dihitung program ini",
        "Hapus baris ini dari tabel. Bila memang {isi}, beri nama yang lebih lengkap.",
    ),
    "I226": Sentences(
        "Baris “{ditemukan}” adalah baris rekap, sehingga tidak dibaca.",
        "",
        "Tidak perlu tindakan: jumlah dan rata-rata dihitung program ini.",
    ),
    "I227": Sentences(
        "Lembar “{lembar}” tidak ada; {sebab} memang tidak diperlukan.",
        "",
        "Tidak perlu tindakan. Bila lembar itu diisi lain kali, pakai templat dari folder bagian.",
    ),
    "G228": Sentences(
        "Baris {baris} kosong di tengah tabel, sehingga {jumlah} baris di bawahnya tidak dibaca, mulai dari {pertama}.",
        "baris tabel yang bersambung{kurang}",
        "Hapus baris kosong itu (klik kanan nomor baris, Hapus/Delete){isi}.",
    ),
    "G229": Sentences(
        "Baris {baris} di luar tabel: kolom {label} kosong, sehingga isinya tidak dibaca.",
        "baris dengan {label}",
        "Baris {baris} di luar tabel; kosongkan isinya. Bila memang baris tabel, tulis {label}-nya.",
    ),
    "P230": Sentences(
        "Tertulis tidak ada perubahan sejak bulan lalu, tetapi lembar ini berbeda dengan kiriman {periode} "
        "({ditemukan}).",
        "isian yang sama dengan kiriman {periode}, atau Tidak ada perubahan sejak bulan lalu = Tidak",
        "Bila memang ada yang berubah, pilih Tidak; misalnya ada kebijakan yang baru terbit. "
        "Bila tidak, kembalikan isiannya. Yang dihitung adalah isian pada lembar ini.",
    ),
}
