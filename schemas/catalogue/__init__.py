"""The catalogue: the one place of every sentence a finding says. A code keeps its meaning for ever.

Letter: G GALAT (blocks), P PERINGATAN (kept, listed), I INFO. Hundreds: 1 file, 2 template and identity, 3 form of a
value, 4 its content, 5 across files. Words in braces are filled by `make_temuan`.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Sentences:
    """What was seen (`message`), what was expected (`expected`, may be empty) and how to mend it (`advice`)."""

    message: str
    expected: str
    advice: str


def by_itself(sentence: str) -> str:
    """A sentence by itself: what is filled in stands in ⟨…⟩; `nearest`, a hint often absent, is left out."""
    return re.sub(r"\{(\w+)\}", lambda word: f"⟨{word[1].replace('_', ' ')}⟩", sentence.replace("{mirip}", ""))


CATALOGUE: dict[str, Sentences] = {
    # 1xx: the file
    "G101": Sentences(
        "Berkas ini bukan buku kerja Excel (.xlsx).",
        "buku kerja Excel berakhiran .xlsx",
        "Buka berkasnya di Excel, pilih Simpan Sebagai, jenis “Buku Kerja Excel (*.xlsx)”, lalu taruh lagi di folder.",
    ),
    "G102": Sentences(
        "Berkas ini berformat Excel lama (.xls) walaupun namanya mungkin .xlsx.",
        "buku kerja Excel berakhiran .xlsx",
        "Buka di Excel, pilih Simpan Sebagai, jenis “Buku Kerja Excel (*.xlsx)”. Mengganti namanya saja tidak cukup.",
    ),
    "G103": Sentences(
        "Berkas ini dikunci dengan kata sandi, sehingga isinya tidak dapat dibaca.",
        "berkas tanpa kata sandi",
        "Buka di Excel: File, Info, Proteksi Buku Kerja, Enkripsi dengan Kata Sandi, kosongkan, lalu simpan.",
    ),
    "G104": Sentences(
        "Berkas ini rusak atau tersalin tidak lengkap.",
        "berkas yang dapat dibuka di Excel",
        "Buka berkas aslinya di Excel, simpan, lalu salin lagi ke folder sampai selesai.",
    ),
    "G105": Sentences(
        "Berkas ini kosong (tidak berisi apa pun).",
        "buku kerja yang sudah diisi",
        "Salin lagi berkas aslinya ke folder. Jika aslinya juga kosong, pakai templat dari folder bagian.",
    ),
    "G106": Sentences(
        "Berkas ini terlalu besar atau terlalu berat untuk dibaca ({sebab}).",
        "paling besar {batas}",
        "Salin isian ke templat yang baru (tempel sebagai nilai), tanpa gambar dan tanpa baris kosong berformat.",
    ),
    "G107": Sentences(
        "Berkas ini berformat OpenDocument (.ods), bukan .xlsx.",
        "buku kerja Excel berakhiran .xlsx",
        "Buka di LibreOffice, pilih Simpan Sebagai, jenis “Excel 2007-365 (.xlsx)”, lalu taruh lagi di folder.",
    ),
    "G108": Sentences(
        "Berkas ini disimpan sebagai “Buku Kerja Strict Open XML”, yang tidak dapat dibaca dengan aman.",
        "jenis “Buku Kerja Excel (*.xlsx)”",
        "Buka di Excel, pilih Simpan Sebagai, jenis “Buku Kerja Excel (*.xlsx)” (bukan Strict), lalu taruh lagi.",
    ),
    "I109": Sentences(
        "Berkas memuat makro. Makro tidak dijalankan; isinya dibaca sebagai data.",
        "",
        "Tidak perlu tindakan. Lain kali simpan sebagai .xlsx tanpa makro.",
    ),
    "I120": Sentences(
        "Berkas “{ditemukan}” sedang dibuka{oleh}, sehingga belum dibaca.",
        "",
        "Simpan dan tutup berkasnya. Berkas dibaca pada pemeriksaan berikutnya.",
    ),
    "I121": Sentences(
        "Berkas “{ditemukan}” masih berubah, mungkin masih disalin, sehingga belum dibaca.",
        "",
        "Tunggu sampai penyalinan selesai. Berkas dibaca pada pemeriksaan berikutnya.",
    ),
    # 2xx: template and identity
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
        "Baris “{kunci}” tidak ada pada tabel.",
        "baris “{kunci}”",
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
        "bulan yang sudah berakhir atau sedang berjalan",
        "Periksa Periode pada lembar Identitas.",
    ),
    "G219": Sentences(
        "Tabel ini memakai model tahun {tahun_laporan}, padahal Tahun penilaian yang diisi {tahun}.",
        "tabel kosong, cukup HASIL RESMI",
        "Kosongkan tabelnya dan isi HASIL RESMI saja; atau isi templat Desember {tahun}.",
    ),
    "P230": Sentences(
        "Tertulis tidak ada perubahan sejak bulan lalu, tetapi lembar ini berbeda dengan kiriman {periode} "
        "({ditemukan}).",
        "isian yang sama dengan kiriman {periode}, atau Tidak ada perubahan sejak bulan lalu = Tidak",
        "Bila memang ada yang berubah, pilih Tidak; misalnya ada kebijakan yang baru terbit. "
        "Bila tidak, kembalikan isiannya. Yang dihitung adalah isian pada lembar ini.",
    ),
    # 3xx: the form of a value
    "G301": Sentences(
        "“{label}” berisi “{ditemukan}”, yang bukan angka.",
        "angka, misalnya {contoh}",
        "Ketik angkanya saja. Bila memang belum ada, kosongkan selnya.",
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
        "“{label}” berisi tanda “-”, padahal bagian ini dinilai pada tahun {tahun}.",
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
    # 4xx: the content
    "G401": Sentences(
        "“{label}” belum diisi.",
        "{harapan}",
        "Isi selnya. Bila seluruh formulir ini memang belum ada datanya, kosongkan semuanya.",
    ),
    "G402": Sentences(
        "“{label}” bernilai {ditemukan}, kurang dari batas terkecil {batas}.",
        "paling kecil {batas}",
        "Periksa lagi nilainya pada dokumen sumber.",
    ),
    "G403": Sentences(
        "“{label}” bernilai {ditemukan}, melebihi batas terbesar {batas}.",
        "paling besar {batas}",
        "Periksa lagi nilainya pada dokumen sumber.",
    ),
    "G404": Sentences(
        "“{label}” untuk “{kunci}” bernilai {ditemukan}, melebihi nilai maksimal {batas} pada model tahun {tahun}.",
        "paling besar {batas}",
        "Periksa lagi nilainya pada dokumen sumber.",
    ),
    "G405": Sentences(
        "“{label}” bernilai {ditemukan}; Indeks Pelayanan Publik memakai skala 0 sampai 5, bukan 0 sampai 100.",
        "nilai pada skala 0 sampai 5, misalnya 3,28",
        "Tulis indeks pada skala 0 sampai 5 seperti pada hasil evaluasi.",
    ),
    "G406": Sentences(
        "Kebijakan ini tercatat dua kali: jenis, nomor, dan tahunnya sama ({ditemukan}).",
        "setiap kebijakan satu kali",
        "Hapus salah satu barisnya, atau perbaiki nomornya.",
    ),
    "G407": Sentences(
        "Tanggal {ditemukan} berada di luar rentang survei.",
        "{awal} sampai {akhir}",
        "Perbaiki tanggalnya, atau pindahkan responden ini ke laporan tahun yang benar.",
    ),
    "G409": Sentences(
        "“{label}” berisi “{ditemukan}”, tetapi nilainya sudah diisi.",
        "{harapan}",
        "Ubah status menjadi “{harapan}”, atau kosongkan nilainya bila memang belum ada.",
    ),
    "P411": Sentences(
        "Nilai menurut surat {resmi}, sedangkan menurut komponen yang diisi {hitung} (selisih {selisih}).",
        "selisih paling besar {toleransi}",
        "Nilai surat yang dipakai. Periksa komponen yang diisi, agar keduanya cocok.",
    ),
    "P412": Sentences(
        "Predikat menurut surat “{ditemukan}”, sedangkan menurut skala “{skala}”.",
        "“{skala}”",
        "Predikat surat yang dipakai. Periksa nilai dan predikat pada surat.",
    ),
    "P413": Sentences(
        "Nilai {ditemukan} tepat di dekat batas predikat {batas}; predikatnya bergantung pada batas mana yang berlaku.",
        "predikat menurut surat resmi",
        "Isi Predikat resmi seperti pada surat, agar tidak ada keraguan.",
    ),
    "P414": Sentences(
        "“{label}” untuk “{kunci}” bernilai {ditemukan}, yang tidak dapat terjadi menurut rumus tahun {tahun}.",
        "salah satu dari: {pilihan}",
        "Periksa lagi nilainya pada dokumen sumber.",
    ),
    "P415": Sentences(
        "Jumlah responden {ditemukan}, kurang dari sampel Krejcie-Morgan {sampel} untuk populasi {populasi}.",
        "paling sedikit {sampel} responden",
        "Nilai tetap dihitung. Lengkapi responden pada survei berikutnya.",
    ),
    "P416": Sentences(
        "Unsur “{kunci}” tidak dinilai (“-”); nilai dihitung dari delapan unsur.",
        "sembilan unsur; layanan gratis diisi 4",
        "Bila layanannya gratis, isi 4 untuk semua responden.",
    ),
    "P417": Sentences(
        "Tidak ada kebijakan yang direncanakan, sehingga persentasenya tidak dapat dihitung.",
        "paling sedikit satu baris dengan Direncanakan = Ya",
        "Periksa kolom Direncanakan.",
    ),
    "P418": Sentences(
        "Kebijakan Diterbitkan ini bertanggal {ditemukan}, di luar {awal} sampai {akhir}, jadi tidak dihitung.",
        "tanggal penetapan antara {awal} dan {akhir}",
        "Periksa tanggalnya. Bila benar, laporkan pada periode yang memuat tanggal itu.",
    ),
    "P419": Sentences(
        "Kebijakan ini diterbitkan tetapi tidak direncanakan; ditampilkan terpisah dan tidak masuk persentase.",
        "",
        "Tidak perlu tindakan bila memang tidak direncanakan.",
    ),
    "P420": Sentences(
        "Isian ini bertanda contoh: “{ditemukan}”.",
        "data sebenarnya",
        "Ganti dengan data sebenarnya sebelum laporan dipakai.",
    ),
    "G421": Sentences(
        "Tahun penilaian {ditemukan} berada setelah tahun laporan {tahun}.",
        "{tahun} atau sebelumnya",
        "Isi tahun yang dinilai menurut surat.",
    ),
    "I422": Sentences(
        "Tahun penilaian {ditemukan} bukan tahun laporan {tahun}; nilainya masuk kolom realisasi tahun lalu.",
        "",
        "Tidak perlu tindakan bila surat itu memang tentang tahun {ditemukan}.",
    ),
    "G423": Sentences(
        "Skor {ditemukan} melebihi skala skor {batas}; skor kecamatan harus memakai satu skala yang sama.",
        "0 sampai {batas} untuk semua kecamatan",
        "Ubah semua skor ke skala yang sama sebelum dikirim.",
    ),
    "G424": Sentences(
        "“{label}” untuk “{kunci}” terisi, padahal {label_pemilih} “{pemilih}” tidak memakainya.",
        "sel kosong",
        "Kosongkan selnya, atau ubah {label_pemilih}.",
    ),
    "G425": Sentences(
        "Cara pengisian “Responden” dipilih, tetapi lembar “SKM Responden” belum berisi jawaban.",
        "paling sedikit satu responden",
        "Isi lembar “SKM Responden”, atau pilih Cara pengisian “Rekap” dan isi NRR.",
    ),
    "P426": Sentences(
        "Kecamatan belum dinilai: {ditemukan}.",
        "skor untuk {jumlah} kecamatan",
        "Nilai sementara dihitung dari kecamatan yang sudah dinilai. Lengkapi bila skornya sudah ada.",
    ),
    "P427": Sentences(
        "Tahun penilaian {ditemukan} lebih dari setahun sebelum tahun laporan {tahun}; nilainya tidak dipakai.",
        "{tahun} atau tahun sebelumnya",
        "Periksa tahun yang dinilai menurut surat.",
    ),
    "G428": Sentences(
        "“{label}” berisi “{ditemukan}”; NIP terdiri atas 18 angka.",
        "18 angka, boleh berspasi; “-” bila tidak mempunyai NIP",
        "Ketik ulang NIP sebagai tulisan, lengkap 18 angka.",
    ),
    "G429": Sentences(
        "“{ditemukan}” tercatat lebih dari satu kali.",
        "setiap unit satu kali",
        "Hapus baris yang berlebih.",
    ),
    "G430": Sentences(
        "“{label}” bernilai 0, padahal menjadi pembagi.",
        "angka lebih besar dari 0",
        "Isi nilai tertinggi yang dapat dicapai menurut surat.",
    ),
    "P431": Sentences(
        "Lembar “{lembar}” tidak ada, sehingga tidak dibaca.{mirip}",
        "lembar bernama “{lembar}”, bila memang diisi",
        "Bila lembar itu memang diisi, kembalikan namanya. Bila tidak, abaikan.",
    ),
    "P432": Sentences(
        "“{label}” untuk “{kunci}” bernilai 0, sehingga nilai komponennya tidak dapat dihitung.",
        "angka lebih besar dari 0",
        "Periksa lagi angkanya. Bila memang 0, kosongkan baris ini; nilai komponennya diisi pada lembar ITKP.",
    ),
    "P433": Sentences(
        "Nilai “{kunci}” diisi {ditemukan}, sedangkan menurut lembar ITKP Hitungan {hitung} (selisih {selisih}).",
        "selisih paling besar {toleransi}",
        "Nilai yang diisi tetap dipakai. Periksa nilai itu, atau pembilang dan penyebutnya pada lembar ITKP Hitungan.",
    ),
    "P434": Sentences(
        "Nilai menurut surat {ditemukan}, sedangkan menurut lembar ITKP Hitungan {hitung} (selisih {selisih}).",
        "selisih paling besar {toleransi}",
        "Nilai surat yang dipakai. Periksa pembilang dan penyebut pada lembar ITKP Hitungan.",
    ),
    "P435": Sentences(
        "Rencana tahun ini berubah sejak laporan {bulan}: {perubahan}.",
        "rencana yang sama seperti laporan {bulan}",
        "Bila rencananya memang berubah, tulis dasarnya pada kolom Dasar rencana. Bila tidak, kembalikan isian semula.",
    ),
    "P436": Sentences(
        "Kebijakan Diterbitkan ini bernomor “-”, jadi tidak dihitung sebagai diterbitkan.",
        "nomor kebijakan, misalnya {contoh}",
        "Isi nomornya. Bila memang belum bernomor, ubah Status menjadi Disusun atau Harmonisasi.",
    ),
    "P450": Sentences(
        "“{label}” untuk “{kunci}” diisi {ditemukan}, sedangkan menurut {asal} {hitung} (selisih {selisih}).",
        "selisih paling besar {toleransi}",
        "Nilai yang diisi yang dipakai. Periksa keduanya; bila {asal} yang benar, kosongkan sel ini.",
    ),
    "G451": Sentences(
        "Lembar “Kuesioner IKS” berisi jawaban untuk metode {metode_kuesioner}, padahal Metode “{ditemukan}”.",
        "{metode_kuesioner}",
        "Pilih Metode {metode_kuesioner}, atau kosongkan lembar “Kuesioner IKS” dan isi skor dimensinya.",
    ),
    "P452": Sentences(
        "Butir tanpa satu pun jawaban sah: {ditemukan}.",
        "paling sedikit satu jawaban untuk tiap butir",
        "Skor dimensi dihitung dari butir lainnya. Periksa apakah kolomnya terlewat.",
    ),
    "P453": Sentences(
        "Dimensi tanpa satu pun jawaban sah: {ditemukan}; indeksnya tidak dapat dihitung.",
        "paling sedikit satu jawaban untuk tiap dimensi",
        "Isi jawaban butir dimensi itu, atau isi skor dimensinya dari laporan survei.",
    ),
    "G454": Sentences(
        "Unsur “{kunci}” tidak mempunyai satu pun jawaban sah, sehingga IKM tidak dapat dihitung.",
        "paling sedikit satu jawaban 1 sampai 4 untuk tiap unsur",
        "Isi jawaban responden pada kolom unsur ini. Layanan gratis: isi 4 pada biaya/tarif.",
    ),
    "P455": Sentences(
        "Unsur “{kunci}” bertanda “-” pada {ditemukan} responden, sedangkan responden lain menjawab.",
        "jawaban dari semua responden, atau “-” untuk semuanya",
        "Nilai dihitung dari responden yang menjawab. Bila layanannya gratis, isi 4.",
    ),
    "I456": Sentences(
        "“{label}” untuk “{kunci}” bernilai {ditemukan}; tampaknya nilai pada skala IKM (25 sampai 100), bukan NRR.",
        "nilai rata-rata jawaban, 1,00 sampai 4,00",
        "Isi rata-rata jawaban 1 sampai 4. Nilai pada skala IKM dibagi 25 menjadi NRR.",
    ),
    "P457": Sentences(
        "F03 “{kunci}” tidak dihitung (menjadi {pengganti}) karena responden {ditemukan}, kurang dari {minimum}.",
        "paling sedikit {minimum} responden",
        "Periksa jumlah respondennya. Bila memang kurang, lengkapi responden pada evaluasi berikutnya.",
    ),
    "I458": Sentences(
        "“{ditemukan}” dibaca sebagai {nama} ({kunci}).",
        "",
        "Tidak perlu tindakan bila bacaannya benar.",
    ),
    "G459": Sentences(
        "Kode {kunci} adalah {nama}, tetapi namanya tertulis “{ditemukan}”.",
        "{nama}, atau kode yang sesuai dengan namanya",
        "Perbaiki kode atau namanya, sehingga jelas milik siapa skornya.",
    ),
    "P460": Sentences(
        "Nama “{ditemukan}” tidak dikenal; kodenya {kunci}, milik {nama}.{mirip}",
        "{nama}",
        "Kode yang dipakai. Periksa apakah skor ini memang milik {nama}.",
    ),
    "P461": Sentences(
        "Nilai {ditemukan} {arah} {kali} kali dibanding {sebelumnya} pada {bulan}.",
        "kurang dari {faktor} kali nilai sebelumnya",
        "Periksa letak koma dan skala nilainya. Bila memang berubah sebanyak itu, abaikan.",
    ),
    "G462": Sentences(
        "Skor {ditemukan} tampak memakai skala lain daripada kecamatan lain (yang terdekat {terdekat}).",
        "satu skala yang sama untuk semua kecamatan",
        "Ubah semua skor ke skala yang sama sebelum dikirim, misalnya 8,1 menjadi 81.",
    ),
    # 5xx: across files
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
    "P507": Sentences(
        "Berkas yang lebih baru, “{ditemukan}”, dikembalikan untuk diperbaiki; yang berlaku tetap “{berlaku}”.",
        "perbaikan yang dapat diterima",
        "Tidak perlu tindakan sekretariat; bagian sudah mendapat Hasil Verifikasi berkas itu.",
    ),
    "P506": Sentences(
        "Periode {periode} sudah dikunci pada {tanggal}; berkas “{ditemukan}” dicatat tetapi tidak dihitung.",
        "berkas masuk sebelum periodenya dikunci",
        "Bila angkanya memang harus diubah, mintalah sekretariat membuka periode ini.",
    ),
}
