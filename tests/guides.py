"""Guides for tests, small and well formed in both languages, to be broken one line at a time."""

from pathlib import Path

ID = """---
id: rekap-id
title: "Rekap lembur"
language: id
translation_of: null
reasons: [practice]
stages: [2]
audience: [senior, junior]
kind: guide
reviewed_on: 2026-11-24
sources: []
units:
  - heading: "Rekap lembur dengan rumus"
    stages: [2]
    reasons: [practice]
    skills: [automation]
    courage: light
  - heading: "Rekap lembur yang diperiksa"
    stages: [3]
    reasons: [practice]
    skills: []
    courage: medium
---
# Rekap lembur

Panduan ini untuk sesi tentang rekap lembur.

## Menyiapkan

Data rekaan cukup dua puluh baris. Data asli tidak dipakai.

## Batas

Rumus mengulang aturan yang diberikan, juga aturan yang salah.

## Rekap lembur dengan rumus

{about}

### Praktik 10 menit
- (2) Mentor menunjukkan rekap lembur cara lama.
- (5) Pemimpin menjalankan rumus rekap lembur.
- (3) Berdua menulis satu batas rumus.

### Pembuka
- Apa yang berbeda dari bayangan {{sapaan}} tentang rekap lembur?
- Bagian mana dari rekap lembur yang tetap perlu diperiksa orang?

### Pertanyaan untuk pemimpin
- [R] Batas rumus seperti apa yang Anda lihat dalam rekap lembur?
- [G] Apa yang ingin Anda pahami tentang rekap lembur di bagian lain?
- [O] Kapan rekap lembur lebih aman dihitung dengan tangan?

### Pertanyaan untuk mentor
- [R] Pekerjaan apa di rekap lembur yang tidak terlihat di hasilnya?
- [G] Bagaimana Anda ingin memperbaiki rumus rekap lembur?
- [O] Cara apa saja yang Anda pakai untuk memeriksa rumus lembur?

### Pertanyaan bersama
- [R] Angka apa di rekap lembur yang paling sering salah?
- [O] Seperti apa rekap lembur yang lebih ringan bagi tim?
- [W] Langkah apa untuk rekap lembur yang akan kita coba minggu depan?

## Rekap lembur yang diperiksa

{about}

### Praktik 10 menit
- (4) Mentor memasukkan satu angka lembur yang salah.
- (4) Pemimpin mencari angka salah itu di rekap.
- (2) Berdua menulis satu cara memeriksa.

### Pembuka
- Bagaimana {{sapaan}} biasanya memeriksa rekap lembur yang rapi?
- Tanda apa yang membuat rekap lembur terlihat meyakinkan?

### Pertanyaan untuk pemimpin
- [R] Angka lembur mana yang Anda cari lebih dulu di rekap?
- [G] Pemeriksaan seperti apa yang ingin Anda lihat pada rekap lembur?
- [O] Dari mana Anda tahu rekap lembur sudah diperiksa?

### Pertanyaan untuk mentor
- [R] Kebiasaan apa yang menolong Anda menemukan angka salah di rekap?
- [G] Apa yang ingin Anda tunjukkan dari pemeriksaan rekap lembur?
- [O] Sejauh mana rumus menolong pemeriksaan rekap Anda?

### Pertanyaan bersama
- [R] Kesalahan rekap seperti apa yang lolos dari pemeriksaan tadi?
- [O] Berapa banyak angka lembur yang cukup diperiksa setiap bulan?
- [W] Pemeriksaan rekap apa yang akan kita jalankan sebelum sesi berikutnya?
"""
ABOUT_ID = (
    "Rekap lembur disusun setiap bulan dari catatan jam kerja banyak orang. Rumus menolong tim menghitung lembur lebih cepat "
    "tanpa menyalin angka satu per satu. Batas rumus terlihat ketika jadwal berubah atau catatan lembur datang terlambat. "
    "Pemeriksaan oleh orang tetap perlu, karena angka yang rapi di rekap belum tentu benar. Mentor yang menyusun rekap tiap "
    "minggu tahu angka mana yang sering salah. Pemimpin yang menjalankan rumus sendiri melihat batas alat dengan matanya. "
    "Kesalahan kecil di rekap lembur berakhir di slip gaji banyak orang."
)
EN = (
    ID.replace("rekap-id", "rekap-en")
    .replace("language: id", "language: en")
    .replace("translation_of: null", "translation_of: rekap-id")
    .replace("Rekap lembur dengan rumus", "The overtime summary by formula")
    .replace("Rekap lembur yang diperiksa", "The overtime summary, checked")
    .replace("Rekap lembur", "Overtime summary")
    .replace(
        "Panduan ini untuk sesi tentang rekap lembur.", "This guide is for the session about the overtime summary."
    )
    .replace(
        "## Menyiapkan\n\nData rekaan cukup dua puluh baris. Data asli tidak dipakai.",
        "## Preparing\n\nTwenty invented rows will do. Real data stay out.",
    )
    .replace(
        "## Batas\n\nRumus mengulang aturan yang diberikan, juga aturan yang salah.",
        "## Limits\n\nA formula repeats the rule it was given, a wrong rule included.",
    )
    .replace("### Praktik 10 menit", "### 10-minute practice")
    .replace("### Pembuka", "### Openers")
    .replace("### Pertanyaan untuk pemimpin", "### Questions for the leader")
    .replace("### Pertanyaan untuk mentor", "### Questions for the mentor")
    .replace("### Pertanyaan bersama", "### Questions for both")
)
ABOUT_EN = (
    "The overtime summary is put together every month from the working hours of many people. A formula helps the team to count "
    "overtime faster without copying figures one by one. The limit of a formula shows when a timetable changes or a record of "
    "overtime comes late. A person still has to check, since a tidy figure in the summary may be wrong. A mentor who prepares "
    "the summary every week knows which figures are often wrong. A leader who runs the formula sees the limit of the tool. "
    "A small mistake in the overtime summary ends up in many pay slips."
)


def indonesian() -> str:
    return ID.format(about=ABOUT_ID)


def english() -> str:
    return EN.format(about=ABOUT_EN)


def write(folder: Path) -> Path:
    """A knowledge folder with the one guide in both languages."""
    for language, text in (("id", indonesian()), ("en", english())):
        path = folder / "guides" / language / "rekap.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


ARTICLE = """5 Alasan Belajar dari Rekan Muda

- Alasan pertama tentang alat
- Alasan kedua tentang rapat
Dunia kerja berubah dengan cepat, dan orang yang memimpin perlu tahu apa yang berubah di tempat kerja.
Banyak pemimpin belajar langsung dari rekan yang lebih muda. Ini beberapa alasannya.
1. Melihat alat dipakai

Banyak pemimpin hanya mengenal alat dari laporan. Alat berubah paling cepat di meja orang yang memakainya setiap hari.
Dengan melihat sendiri, pemimpin tahu manfaat dan batas alat itu.
2. Memahami cara rapat

Cara rapat orang yang lebih muda bisa sangat berbeda. Tanpa percakapan, jarak itu terus melebar di antara dua pihak.
Percakapan dua arah membantu keduanya saling memahami cara kerja.
"""
