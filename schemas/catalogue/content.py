"""4xx. The content: what is missing, out of range, or at odds with the rest of the submission or the register."""

from schemas.catalogue.sentences import Sentences

SENTENCES: dict[str, Sentences] = {
    "G401": Sentences(
        "“{label}” belum diisi.",
        "{harapan}",
        "Isi selnya. {bila_belum}",
    ),
    "G402": Sentences(
        "“{label}” bernilai {ditemukan}, kurang dari batas terkecil {batas}.",
        "paling kecil {batas}",
        "{bila_lewat}",
    ),
    "G403": Sentences(
        "“{label}” bernilai {ditemukan}, melebihi batas terbesar {batas}.",
        "paling besar {batas}",
        "{bila_lewat}",
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
        "Unsur “{kunci}” tidak dinilai (“-”); nilai dihitung dari unsur lainnya.",
        "semua unsur; layanan gratis diisi 4",
        "Bila layanannya gratis, isi 4 untuk semua responden.",
    ),
    "P417": Sentences(
        "Tidak ada kebijakan yang direncanakan, sehingga persentasenya tidak dapat dihitung.",
        "paling sedikit satu baris dengan Direncanakan = Ya",
        "Periksa kolom Direncanakan.",
    ),
    "P418": Sentences(
        "Kebijakan {status} ini bertanggal {ditemukan}, di luar {awal} sampai {akhir}, jadi tidak dihitung.",
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
        "Kebijakan {status} ini bernomor “{ditemukan}”, jadi tidak dihitung sebagai diterbitkan.",
        "nomor kebijakan, misalnya {contoh}",
        "Isi nomornya. Bila memang belum bernomor, ubah Statusnya menjadi yang sebenarnya.",
    ),
    "P437": Sentences(
        "“{label}” bertulisan “{ditemukan}”, jadi belum ada hasil resmi; {akibat}.",
        "nomor surat atau berita acara, misalnya {contoh}",
        "Isi nomornya. Bila hasil resminya memang belum terbit, pilih Belum rilis dan kosongkan sisanya.",
    ),
    "P438": Sentences(
        "Kebijakan ini mungkin sama dengan baris lain: nomornya {ditemukan} hanya berbeda cara menulisnya.",
        "setiap kebijakan satu kali",
        "Bila sama, hapus salah satu barisnya. Bila berbeda, tulis nomornya lengkap dengan tahunnya.",
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
    "G456": Sentences(
        "“{label}” berisi nilai pada skala IKM (25 sampai 100), bukan NRR.",
        "nilai rata-rata jawaban, 1,00 sampai 4,00",
        "NRR 1 sampai 4. Nilai IKM dibagi 25.",
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
    "P470": Sentences(
        "“{label}” bernilai 0 pada semua baris yang terisi.",
        "nilai sebenarnya, atau kosong bila belum ada",
        "Bila nilainya belum ada, kosongkan seluruh kolom ini dan pilih Belum rilis. Bila memang 0 semua, abaikan.",
    ),
    "P471": Sentences(
        "“{label}”{baris} bernilai 0, sedangkan baris lain jauh di atasnya.",
        "nilai sebenarnya, atau kosong bila belum dinilai",
        "Periksa nilainya pada dokumen sumber. Bila belum dinilai, kosongkan; bila memang 0, abaikan.",
    ),
    "P472": Sentences(
        "“{label}” berisi 1, 2, 3 dan seterusnya; tampaknya peringkat, bukan skor.",
        "skor hasil penilaian",
        "Isi skornya, bukan peringkatnya. Bila memang skor, abaikan.",
    ),
    "P473": Sentences(
        "“{label}” bernilai 0.",
        "nilai akhir seperti tertulis pada surat",
        "Bila suratnya belum terbit, kosongkan nilainya dan pilih Belum rilis. Bila memang 0, abaikan.",
    ),
    "P474": Sentences(
        "“{label}” bernilai {ditemukan}, sangat kecil untuk skala 0 sampai {batas}.",
        "nilai pada skala 0 sampai {batas}",
        "Periksa letak koma dan skala nilai pada surat. Bila memang sekecil itu, abaikan.",
    ),
    "P475": Sentences(
        "“{label}” {ditemukan} di luar tahun laporan.",
        "tanggal pada tahun laporan {tahun}, atau sesudahnya sampai akhir tahun berikutnya",
        "Periksa tahunnya, lalu perbaiki tanggalnya.",
    ),
    "P476": Sentences(
        "“{label}” {ditemukan} tidak sesuai dengan tahun yang dinilai atau dengan bulan laporan.",
        "tanggal surat hasil penilaian itu, tidak sebelum tahun penilaiannya",
        "Periksa tanggal surat dan Tahun penilaian pada surat.",
    ),
    "P477": Sentences(
        "Responden ({responden}) lebih banyak daripada “{label}” ({ditemukan}).",
        "populasi paling sedikit sebanyak respondennya",
        "Periksa kedua angkanya. Populasi adalah semua penerima layanan; bila tidak diketahui, kosongkan.",
    ),
    "P478": Sentences(
        "“{label}” berisi satu angka yang berulang ({ditemukan}).",
        "NIP yang sebenarnya, 18 angka; “-” bila tidak mempunyai",
        "Tulis NIP yang sebenarnya, atau “-” bila tidak mempunyai NIP.",
    ),
    "P479": Sentences(
        "Status “{status}”, padahal Nomor dan Tanggal penetapan sudah diisi{baris}.",
        "status yang sesuai dengan nomor dan tanggalnya",
        "Bila sudah terbit, ubah Status. Bila belum, kosongkan Nomor dan Tanggal penetapan.",
    ),
    "G439": Sentences(
        "“{label}” berisi “{ditemukan}”; waktu survei dan tahunnya tidak dapat dibaca dari situ.",
        "semester, triwulan, bulan, atau tahun, dengan tahunnya: {contoh}",
        "Pilih dari daftar pada sel itu, atau tulis waktunya dengan tahun, misalnya {contoh}.",
    ),
    "G440": Sentences(
        "“{label}” berisi “{ditemukan}”, survei yang belum dimulai pada {akhir}.",
        "survei yang sudah dimulai",
        "Isi periode survei yang nilainya dilaporkan, misalnya {contoh}.",
    ),
    "I441": Sentences(
        "Survei “{ditemukan}” milik tahun {tahun_survei}, bukan {tahun}; nilainya masuk kolom realisasi tahun lalu.",
        "",
        "Tidak perlu tindakan. Bila Desember {tahun_survei} belum memuatnya, kirim juga sebagai perbaikan Desember "
        "{tahun_survei}.",
    ),
    "P442": Sentences(
        "Survei “{ditemukan}” lebih dari setahun sebelum tahun laporan {tahun}; nilainya tidak dipakai.",
        "survei tahun {tahun}, atau tahun sebelumnya",
        "Periksa Periode survei.",
    ),
    "P480": Sentences(
        "Hampir semua responden memberi jawaban yang sama persis pada semua pertanyaan.",
        "jawaban tiap responden seperti pada kuesionernya",
        "Periksa apakah satu baris tersalin berulang. Bila memang demikian jawabannya, abaikan.",
    ),
    "P481": Sentences(
        "“{label}” bernilai {ditemukan}; tampaknya sebuah tanggal yang berubah menjadi angka.",
        "banyaknya orang",
        "Ketik ulang jumlahnya. Bila memang sebanyak itu, abaikan.",
    ),
    "P482": Sentences(
        "Kebijakan dengan nama yang sama ada di dua baris ({ditemukan}).",
        "setiap kebijakan satu kali",
        "Bila sama, hapus salah satu barisnya. Bila berbeda, bedakan namanya.",
    ),
    "P483": Sentences(
        "“{label}” berisi “{ditemukan}”, survei yang sudah lewat; mungkin terbawa dari bulan lalu.",
        "periode survei yang terakhir",
        "Bila ada survei yang lebih baru, isi periode dan hasilnya. Bila belum ada, abaikan.",
    ),
    "P484": Sentences(
        "“{label}” berisi “{ditemukan}”, padahal lembar SKM Responden juga berisi jawaban {responden} responden.",
        "satu cara pengisian",
        "Yang dihitung adalah rekap. Bila jawaban responden yang benar, pilih Responden; bila tidak, kosongkan lembar "
        "SKM Responden.",
    ),
}
