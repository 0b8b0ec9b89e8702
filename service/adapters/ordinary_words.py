"""Words that are names of people and ordinary words too, so that a colleague called *Bulan* does not cost every text its months.

A part of a name that stands in neither list is replaced wherever it occurs. One in ``ORDINARY`` is replaced where it
is written like a name (a capital inside a sentence); one in ``NEVER_ALONE`` only behind a form of address, or as part
of the whole name.
"""

from importlib import resources

ORDINARY = frozenset(
    word
    for line in resources.files(__package__).joinpath("ordinary_words.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)

# Grammar, forms of address, offices and our own placeholders; and words always written with a capital.
FUNCTION = frozenset(
    """
    ada adalah agar aku akan ala anda antar antara apa api atas atau bagi bahwa bak bila bisa buat bukan dan dari
    dalam demi dengan depan dia diri dua empat enam hal hanya hari harus ia ini itu jadi jika juga kala kali kalau
    kami kan kapan karena ke kita kini lagi lain lalu lama lebih luar maka makan mana masa masih mau mereka milik
    nah nama namun nan nanti nilai nya oleh pada para per pula pun pasti saat saja salah sama sana sangat sang
    saya se sebab sebagai sedang sejak semua seni seperti serta setiap si siapa sini situ sudah tak tanpa tapi
    telah tempat tentang tetap tiap tidak tiga untuk waktu walau ya yaitu yang di dan kata kerja tahu able about
    all also and any are art back been but can could dan day did does don down even ever every few for from get
    give given going had has have her here him his how into its just know let like made make man many may men
    might more most much must new next not now off old one only other our out over own see she should some such
    than that the their them then there these they this those time too two under upon use very was way well were
    what when where which while who why will with work would year yes you your an in is it me my no of on or so to
    up us we as at be by do go he if am
    """.split()
)

_OFFICES = frozenset(
    """
    bapak ibu pak bpk bang bin binti bung cak dr drs gus haji hajah ir kak kakak kang mas mba mbak miss mrs mr ms
    nona ning nyonya om prof saudara saudari sdr sdri tante teh teteh tuan van von den der dra spd skom psi kom
    med sos orang surel telepon nomor identitas person email phone number sapaan mentor pemimpin mitra peserta
    pengelola pendamping direktur direksi manajer manager kepala ketua guru dosen dokter menteri presiden gubernur
    bupati lurah camat polisi jaksa kota negara rektor komisaris supervisor sekretaris bendahara bos atasan
    bawahan staf junior senior admin team tim leader boss sir madam dear colleague
    """.split()
)
_CAPITALISED = frozenset(
    """
    januari februari maret april mei juni juli agustus september oktober november desember senin selasa rabu kamis
    jumat sabtu minggu ahad january february march may june july august october december monday tuesday wednesday
    thursday friday saturday sunday indonesia indonesian english inggris jawa bali sunda jakarta bandung medan
    surabaya islam allah tuhan ramadan lebaran natal paskah
    """.split()
)
NEVER_ALONE = FUNCTION | _OFFICES | _CAPITALISED

ADDRESSES = frozenset(
    "pak bapak bpk bu ibu mas mbak mba kak bang abang sdr sdri tuan nyonya nona mr mrs ms bung om tante teh kang cak gus".split()
)
