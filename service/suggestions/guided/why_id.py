"""*Why for you two* in Indonesian: openings, what may follow, and a last sentence. At least six ways of saying each.

They are read by both, so they speak of *pemimpin* and *mentor*, blame nobody, promise nothing a topic does not do, and hold no
figure. ``{skill}``, ``{goal}``, ``{behaviour}``, ``{wish}`` and ``{reason}`` come from ``phrases``; the first letter is made a
capital by the composer. How they begin matters: no two topics of a set begin with the same two words.
"""

from collections.abc import Mapping

OPENINGS: Mapping[str, tuple[str, ...]] = {
    "skill-both": (
        "{skill} ada di daftar belajar pemimpin, dan mentor bisa memperagakannya dari pekerjaan sendiri.",
        "Pemimpin memilih {skill} untuk dipelajari; mentor siap memperagakannya.",
        "Yang ingin dipelajari pemimpin bertemu dengan yang bisa diperagakan mentor: {skill}.",
        "Soal {skill}, Anda berdua saling melengkapi: yang satu ingin melihat, yang lain bisa memperlihatkan.",
        "Mentor bisa memperagakan {skill}, tepat yang ingin dipelajari pemimpin.",
        "Di antara pilihan Anda berdua, {skill} adalah titik temunya.",
        "Untuk {skill}, rasa ingin tahu pemimpin bertemu mentor yang memang mengerjakannya.",
        "Ada satu hal yang dipilih dari dua sisi: {skill}, untuk dipelajari pemimpin dan diperagakan mentor.",
    ),
    "skill-junior": (
        "Mentor bisa memperagakan {skill} dalam beberapa menit, jadi percakapan berangkat dari sesuatu yang terlihat.",
        "{skill} termasuk hal yang bisa diperagakan mentor, sehingga contohnya dekat dan nyata.",
        "Contohnya tidak perlu dicari jauh: mentor bisa memperagakan {skill}.",
        "Di sini mentor yang punya bahan: {skill}, diperagakan apa adanya.",
        "Karena mentor bisa memperagakan {skill}, pemimpin cukup melihat dulu, baru bertanya.",
        "Bagian mentor di sini jelas: memperlihatkan {skill}, termasuk yang belum rapi.",
    ),
    "skill-senior": (
        "{skill} dipilih pemimpin untuk dipelajari; di sini Anda berdua bisa mulai dari contoh kecil.",
        "Pemimpin menaruh {skill} di daftar belajarnya, dan contoh kecil lebih ringan daripada teori.",
        "Ada {skill} di daftar belajar pemimpin, dan topik ini menyentuhnya dari dekat.",
        "Rasa ingin tahu pemimpin tentang {skill} sudah cukup sebagai bekal di sini.",
        "Kali ini giliran {skill}, pilihan belajar pemimpin sendiri.",
        "Dari daftar belajar pemimpin, yang paling dekat dengan topik ini adalah {skill}.",
    ),
    "goal-senior": (
        "Pemimpin ingin {goal}, dan topik ini membuka jalan yang ringan ke sana.",
        "Salah satu tujuan pemimpin adalah {goal}; di sini ukurannya kecil dan bisa dicoba.",
        "Dari tujuan yang dipilih pemimpin, inilah yang paling dekat: {goal}.",
        "Sejak awal pemimpin ingin {goal}; sepuluh menit di sini satu langkah ke sana.",
        "Tujuan pemimpin untuk {goal} mendapat contoh yang nyata di sini.",
        "Ada satu tujuan pemimpin yang cocok dengan bahan ini: {goal}.",
        "Bagi pemimpin yang ingin {goal}, bahan seperti ini tempat berlatih yang baik.",
        "Lewat hal sekecil ini pun, tujuan pemimpin untuk {goal} bisa bergerak.",
    ),
    "goal-junior": (
        "Mentor ingin {goal}, dan di sini mentor yang memegang arah percakapan.",
        "Topik ini memberi ruang bagi mentor yang ingin {goal}.",
        "Bagi mentor, topik ini menyentuh tujuannya sendiri: {goal}.",
        "Ada tujuan mentor yang mendapat tempat di sini: {goal}.",
        "Tidak hanya pemimpin yang belajar: mentor ingin {goal}, dan ini kesempatannya.",
        "Tujuan mentor untuk {goal} belum tentu kebagian waktu pada hari kerja biasa; di sini ada sepuluh menit.",
        "Untuk mentor yang ingin {goal}, topik ini latihan yang dekat dengan pekerjaan.",
    ),
    "behaviour": (
        "Pemimpin ingin lebih sering {behaviour}, dan topik ini memberi satu kesempatan.",
        "Ada keinginan dari sisi pemimpin untuk lebih sering {behaviour}; di sini itu bisa dicoba tanpa penonton.",
        "Kebiasaan yang ingin dipupuk pemimpin, yaitu {behaviour}, bisa dimulai dari sini.",
        "Lebih sering {behaviour}: itu yang diinginkan pemimpin, dan di sini latihannya kecil.",
        "Satu kebiasaan ingin ditambah pemimpin, yaitu {behaviour}; topik ini tempat latihannya.",
        "Supaya pemimpin lebih sering {behaviour}, perlu kesempatan yang ringan; ini salah satunya.",
    ),
    "focus": (
        "Ada permintaan tentang hal ini untuk sesi yang akan datang.",
        "Ini dekat dengan hal yang diminta untuk sesi ini.",
        "Permintaan untuk sesi ini mengarah ke sini.",
        "Topik ini dicari khusus karena permintaan untuk sesi ini.",
        "Yang diminta untuk sesi ini paling dekat dengan bahan berikut.",
        "Berangkat dari permintaan untuk sesi ini, topik ini membawa contoh yang bisa dibahas.",
    ),
    "again-senior": (
        "Masih dekat dengan keinginan pemimpin untuk {wish}, kali ini lewat jalan lain.",
        "Keinginan pemimpin untuk {wish} bisa juga didekati dari sini.",
        "Jalan lain menuju tujuan yang sama: pemimpin ingin {wish}.",
        "Untuk {wish}, pemimpin punya lebih dari satu pintu; ini yang lain.",
        "Sisi lain dari keinginan pemimpin untuk {wish} ada di sini.",
        "Satu bahan lagi bagi pemimpin yang ingin {wish}.",
    ),
    "again-junior": (
        "Masih sejalan dengan keinginan mentor untuk {wish}, kali ini lewat jalan lain.",
        "Keinginan mentor untuk {wish} bisa juga didekati dari sini.",
        "Cara lain bagi mentor yang ingin {wish}: memandu topik ini.",
        "Untuk {wish}, mentor punya lebih dari satu kesempatan; ini yang lain.",
        "Sisi lain dari keinginan mentor untuk {wish} ada di sini.",
        "Satu kesempatan lagi bagi mentor yang ingin {wish}.",
    ),
    "again-skill": (
        "Masih seputar {skill}, dari sudut yang lain.",
        "{skill} sekali lagi, dengan pertanyaan yang berbeda.",
        "Satu contoh lain untuk {skill}, supaya gambarnya tidak hanya dari satu sisi.",
        "Bila ingin lebih lama di {skill}, ini bahan lainnya.",
        "Tetap di {skill}: ada sisi yang baru terlihat lewat contoh ini.",
        "Pilihan tentang {skill} punya cabang lain, dan ini salah satunya.",
    ),
    "stage": (
        "Sesi ini bertema {reason}, dan topik ini pas sebagai titik berangkat bagi Anda berdua.",
        "Untuk tema {reason}, topik ini mengajak Anda berdua mulai dari kejadian sehari-hari.",
        "Topik ini membawa tema {reason} ke hal kecil yang bisa dibahas dalam sepuluh menit.",
        "Anda berdua sampai di sesi tentang {reason}; topik ini membukanya dari sisi yang akrab.",
        "Tema {reason} mudah terdengar besar; bahan ini mengecilkannya.",
        "Kalau tema {reason} terasa jauh, contoh ini mendekatkannya.",
        "Di bawah tema {reason}, inilah bahan yang bisa langsung dipegang.",
        "Bukan teori tentang {reason}: bahannya kejadian yang dikenal banyak orang.",
    ),
    "meet-senior": (
        "Pemimpin ingin {goal}; jalan ke sana lebih lapang bila hal ini dibicarakan lebih dulu.",
        "Sebelum sampai ke tujuan pemimpin, yaitu {goal}, kesepakatan kecil seperti ini memudahkan.",
        "Tujuan pemimpin untuk {goal} bertumpu pada rasa aman kedua pihak, dan itu dimulai di sini.",
        "Karena pemimpin ingin {goal}, pertemuan pertama layak dipakai untuk ini.",
        "Nanti pemimpin ingin {goal}; hari ini cukup menyiapkan tempatnya.",
        "Bekal bagi pemimpin yang ingin {goal}: hal kecil yang sudah jelas di antara Anda berdua.",
    ),
    "meet-junior": (
        "Mentor ingin {goal}; itu lebih ringan bila sejak awal jelas siapa memegang apa.",
        "Bagi mentor yang ingin {goal}, sesi pertama memberi nada untuk seterusnya.",
        "Tujuan mentor untuk {goal} layak terdengar sejak pertemuan pertama.",
        "Sesi pertama sudah boleh menyentuh tujuan mentor, yaitu {goal}.",
        "Sejak hari pertama ada ruang bagi mentor yang ingin {goal}.",
        "Karena mentor ingin {goal}, hal ini layak disepakati di awal.",
    ),
    "meet": (
        "Jarak jabatan membuat awal percakapan agak kaku; bahan ini mencairkannya.",
        "Pada pertemuan pertama, yang berguna sering hal yang tampak sepele; ini salah satunya.",
        "Sebelum membahas pekerjaan, ada hal kecil yang layak jelas di antara Anda berdua.",
        "Rasa sungkan lebih mudah dihadapi bila caranya disepakati sejak awal.",
        "Sesi-sesi berikutnya lebih ringan bila hal ini dibicarakan sekarang.",
        "Awal yang baik bagi Anda berdua: sesuatu yang bisa disepakati dalam sepuluh menit.",
        "Perkenalan tidak harus basa-basi; bahan ini memberinya isi.",
        "Di awal, tidak ada yang perlu tampil pandai; topik ini membantu memulainya.",
    ),
}

# What follows an opening that spoke of the other side.
THEN: Mapping[str, tuple[str, ...]] = {
    "goal-senior": (
        "Pemimpin sendiri ingin {goal}, dan itu menyambung di sini.",
        "Dari sisi pemimpin, ini dekat dengan tujuannya: {goal}.",
        "Pemimpin datang dengan keinginan untuk {goal}; keduanya cocok dibahas bersama.",
        "Sekaligus ini mendekatkan pemimpin pada tujuannya, yaitu {goal}.",
        "Pemimpin pun ingin {goal}.",
        "Bagi pemimpin, ini bagian dari keinginannya untuk {goal}.",
    ),
    "goal-junior": (
        "Mentor sendiri ingin {goal}; keduanya bertemu di sini.",
        "Sementara itu, mentor ingin {goal}.",
        "Dari sisi mentor, ini sejalan dengan tujuannya: {goal}.",
        "Mentor pun mendapat bagian, yaitu kesempatan untuk {goal}.",
        "Sekaligus ada ruang bagi mentor yang ingin {goal}.",
        "Bagi mentor, ini juga jalan untuk {goal}.",
    ),
    "behaviour": (
        "Pemimpin juga ingin lebih sering {behaviour}.",
        "Sejalan dengan itu, pemimpin ingin lebih sering {behaviour}.",
        "Dari sisi pemimpin ada keinginan untuk lebih sering {behaviour}.",
        "Itu bertemu dengan keinginan pemimpin untuk lebih sering {behaviour}.",
        "Sekaligus ini kesempatan bagi pemimpin untuk lebih sering {behaviour}.",
        "Bagi pemimpin, yang ingin lebih sering {behaviour}, di sini ada kesempatan kecil.",
    ),
    "skill-junior": (
        "Bahannya ada pada mentor, yang bisa memperagakan {skill}.",
        "Lewat {skill}, mentor punya sesuatu untuk diperlihatkan.",
        "Karena mentor bisa memperagakan {skill}, contohnya tidak perlu dikarang.",
        "Contohnya dari mentor: {skill}.",
        "Mentor, yang bisa memperagakan {skill}, menyiapkan contohnya.",
        "Untuk contohnya, mentor bisa memperagakan {skill}.",
    ),
    "skill-senior": (
        "{skill} pun ada di daftar belajar pemimpin.",
        "Pemimpin memang ingin belajar tentang {skill}.",
        "Dari daftar belajar pemimpin, ini menyentuh {skill}.",
        "Sekaligus pemimpin mengenal {skill}, yang ia pilih sendiri.",
        "Bagi pemimpin, di dalamnya ada {skill}, salah satu pilihan belajarnya.",
        "Itu bertemu dengan {skill} dari daftar belajar pemimpin.",
    ),
}

# Back to a topic of an earlier session; it was suggested then, which does not say that it was talked about.
LINKS = (
    "Setelah “{title}” pada sesi {session}, topik ini melangkah lebih jauh.",
    "Ini menyambung “{title}” dari sesi {session}.",
    "Benangnya sudah ada sejak sesi {session}, yaitu di “{title}”.",
    "Dari “{title}” pada sesi {session}, jalannya sampai ke sini.",
    "Yang tersisa dari “{title}” pada sesi {session} bisa dipakai di sini.",
    "Sesi {session} menawarkan “{title}”; kali ini giliran sisi yang lain.",
    "Sejalan dengan “{title}” dari sesi {session}, tetapi dari sudut yang berbeda.",
)

# How such a topic is gone about, by what the session works on.
TURNS: Mapping[str, tuple[str, ...]] = {
    "practice": (
        "Yang dicari bukan mahir, melainkan tahu guna dan batasnya.",
        "Keliru pun tidak apa-apa; di situlah batas alatnya kelihatan.",
        "Cukup satu contoh kecil yang dilihat dari dekat.",
        "Setelah mencoba sendiri, pertanyaan biasanya berubah.",
        "Yang dibawa pulang: satu guna dan satu batas.",
        "Melihatnya bekerja lebih banyak bercerita daripada laporan tentangnya.",
    ),
    "generations": (
        "Tidak ada pihak yang perlu menang; yang dicari dua cerita.",
        "Yang dibandingkan cara kerja, bukan umur.",
        "Dua pengalaman dari dua meja diletakkan berdampingan.",
        "Masing-masing punya alasan, dan alasan itulah yang menarik.",
        "Cukup bahas yang berbeda; yang sama tidak perlu dipanjangkan.",
        "Kesepakatannya boleh kecil, asalkan lahir dari dua sisi.",
    ),
    "humility": (
        "Mentor tidak menilai orang; pemimpin cukup mendengar dulu.",
        "Tidak perlu jawaban siap; yang dilatih justru bertanya.",
        "Yang dibahas kebiasaan, bukan orangnya.",
        "Mendengar tanpa menjawab terasa lama; di sini cukup beberapa menit.",
        "Wibawa tidak berkurang karena bertanya, dan di sini itu bisa dirasakan.",
        "Cukup satu kalimat jujur untuk memulainya.",
    ),
    "reality": (
        "Yang terdengar di sini petunjuk, bukan bukti; pemeriksaannya menyusul lewat jalur lain.",
        "Tidak perlu nama; cukup urutan kejadiannya.",
        "Rencana dan kenyataan diletakkan berdampingan, tanpa mencari siapa yang keliru.",
        "Gambar dari satu meja selalu separuh; di sini ada separuh yang lain.",
        "Yang dicari jarak antara yang diumumkan dan yang dijalani.",
        "Satu rincian dari lapangan sering lebih berguna daripada satu rangkuman.",
    ),
    "relevance": (
        "Cukup satu hal yang layak hidup terus tanpa program.",
        "Yang dijaga sama pentingnya dengan yang dilepas.",
        "Perubahan kecil yang bertahan lebih berharga daripada rencana besar.",
        "Pilihannya boleh sederhana, asalkan bisa dilihat orang lain.",
        "Tidak semua perlu diganti; yang mengganjal saja sudah cukup.",
        "Ini soal apa yang tinggal setelah semua sesi lewat.",
    ),
    "meet": (
        "Hasilnya terpakai di setiap sesi sesudahnya.",
        "Tidak ada jawaban yang keliru di sini.",
        "Pemimpin boleh mulai lebih dulu, supaya mentor tidak sendirian.",
        "Yang disepakati di sini boleh diubah kapan saja.",
        "Mentor yang memandu, pemimpin mengikuti.",
        "Hasilnya cukup satu atau dua kalimat.",
    ),
}

SESSIONS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
OFTENER = "lebih sering {behaviour}"
