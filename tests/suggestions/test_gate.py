"""The gate, rule by rule: a planted fault is refused, its good neighbour passes, and without the rule the fault comes through."""

from dataclasses import replace

import pytest

from service.knowledge.values import Question, Step
from service.suggestions.rules import frame, gate, lines
from service.suggestions.rules.gate import accept, grow_covered
from service.suggestions.values import MAX_TOPICS, DraftCitation
from tests.suggestions.planted import OTHER, QUOTE, brief, draft, passage, passages

LANGUAGES = ("id", "en")


def verdict(language, draft_, *, names=(), already=(), **more):
    return accept([draft_], passages(language), brief(language, **more), names, already)


def codes(found):
    return [(one.part, one.code) for one in found.dropped]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_right_passes_whole(language):
    found = verdict(language, draft(language))
    assert found.dropped == ()
    (topic,) = found.topics
    assert (topic.openers, topic.senior, topic.junior, topic.both) == (
        draft(language).openers,
        draft(language).senior,
        draft(language).junior,
        draft(language).both,
    )
    (citation,) = topic.citations
    assert (
        citation.quote
        == QUOTE[language]
        == passage(language).text[citation.start - passage(language).start :][: len(QUOTE[language])]
    )
    assert (citation.document, citation.heading) == (f"overtime-{language}", "Rekap lembur")


# A fault of title, why, reasons or activity drops the topic whole; the counter-example after it must pass.
FRAME = [
    ("length", "id", {"title": " "}, "title", "length", {"title": "Rekap lembur"}),
    ("length", "en", {"why": "Both of you are at home with the summary. " * 9}, "why", "length", {}),
    ("reasons", "id", {"reasons": ("teknologi",)}, "reasons", "unknown", {"reasons": ("teknologi", "reality")}),
    (
        "minutes",
        "id",
        {"activity": (Step(3, "Mentor menunjukkan cara lama."), Step(6, "Pemimpin menjalankan cara baru."))},
        "activity",
        "minutes",
        {},
    ),
    (
        "minutes",
        "en",
        {"activity": (Step(12, "The mentor shows the old way."), Step(-2, "The leader runs the new way."))},
        "activity",
        "minutes",
        {},
    ),
    ("minutes", "en", {"activity": ()}, "activity", "minutes", {}),
    (
        "language",
        "id",
        {"title": "The old way and the new way"},
        "title",
        "language",
        {"title": "Rekap lembur di gudang"},
    ),
    (
        "language",
        "id",
        {"why": "The mentor uses this for the monthly summary, and it is on the leader's list."},
        "why",
        "language",
        {},
    ),
    (
        "language",
        "en",
        {"why": "Mentor memakainya untuk rekap lembur, dan pemimpin ingin belajar."},
        "why",
        "language",
        {},
    ),
    (
        "language",
        "en",
        {"activity": (Step(10, "Mentor menunjukkan cara lama dengan dua puluh baris rekaan."),)},
        "activity",
        "language",
        {},
    ),
    (
        "register",
        "id",
        {"why": "Kamu ingin belajar otomasi, dan mentor memakainya untuk rekap."},
        "why",
        "register",
        {"why": "Anda berdua ingin belajar otomasi dari rekap ini."},
    ),
    (
        "register",
        "id",
        {"activity": (Step(10, "Tunjukkan rekap timmu kepada pemimpin dan periksa barisnya."),)},
        "activity",
        "register",
        {"activity": (Step(10, "Mentor bertemu pemimpin dan membagi ilmu tentang rekap lembur."),)},
    ),
    (
        "number",
        "id",
        {"why": "Pemimpin menilai dirinya 1 untuk otomasi, dan mentor siap menunjukkan rekap."},
        "why",
        "number",
        {},
    ),
    (
        "number",
        "id",
        {"why": "Pemimpin memberi nilai dirinya dua untuk otomasi, dan mentor siap membantu."},
        "why",
        "number",
        {"why": "Dalam dua pekan ini pemimpin ingin melihat nilai yang dibawa otomasi."},
    ),
    (
        "number",
        "en",
        {"why": "The leader rated this one out of four, and the mentor is ready to show it."},
        "why",
        "number",
        {"why": "The leader would like one or two hours back, and the mentor is ready to show how."},
    ),
    (
        "placeholder",
        "id",
        {"why": "Untuk {sapaan}, otomasi ada di daftar belajar dan mentor memakainya."},
        "why",
        "placeholder",
        {},
    ),
    ("placeholder", "en", {"title": "Overtime summary for {name}"}, "title", "placeholder", {}),
    (
        "characters",
        "id",
        {"title": "Rekap lem\u200bbur"},
        "title",
        "characters",
        {"title": "Rekap lembur – “cara baru”"},
    ),
    (
        "characters",
        "en",
        {"why": "The mentоr uses this for the summary every month."},
        "why",
        "characters",
        {"why": "The mentor's naïve way – “row by row” – is in the summary."},
    ),
    ("characters", "en", {"title": "Overtime summary\U000e0041\U000e0042"}, "title", "characters", {}),
    ("personal", "id", {"why": "Tulis ke sari.dewi@contoh.co.id untuk rekap lembur sebelum sesi."}, "why", "email", {}),
    (
        "personal",
        "id",
        {"activity": (Step(10, "Mentor menelepon 0812-3456-7890 untuk menanyakan baris yang janggal."),)},
        "activity",
        "phone",
        {"activity": (Step(10, "Mentor menghitung 1.250 jam lembur pada baris yang janggal."),)},
    ),
    (
        "personal",
        "en",
        {"title": "Overtime of 3174 0512 0190 0001"},
        "title",
        "identity-number",
        {"title": "Overtime of year 2025"},
    ),
    (
        "personal",
        "en",
        {"title": "Overtime summary with Damar Wicaksono"},
        "title",
        "name",
        {"title": "Overtime summary with a mentor"},
    ),
]
NAMES = ("Damar Wicaksono", "Sari")


@pytest.mark.parametrize(("rule", "language", "planted", "part", "code", "fine"), FRAME)
def test_a_fault_of_the_frame_drops_the_topic(rule, language, planted, part, code, fine):
    found = verdict(language, draft(language, **planted), names=NAMES)
    assert (found.topics, codes(found)) == ((), [(part, code)])
    assert verdict(language, draft(language, **fine), names=NAMES).topics


@pytest.mark.parametrize(("rule", "language", "planted"), [row[:3] for row in FRAME])
def test_every_rule_of_the_frame_is_needed(monkeypatch, rule, language, planted):
    monkeypatch.setattr(frame, "FRAME_RULES", tuple(one for one in frame.FRAME_RULES if one.__name__ != rule))
    assert verdict(language, draft(language, **planted), names=NAMES).topics


REPEATS = [
    ("unit_repeated", "id", {"past_units": frozenset({"overtime-id#1"})}, ("topic", "repeated")),
    ("unit_repeated", "en", {"set_aside": frozenset({"overtime-id#1"})}, ("topic", "repeated")),
    ("title_repeated", "id", {"past_titles": ("Cara baru dan cara lama rekap lembur",)}, ("title", "repeated")),
    ("title_repeated", "en", {"past_titles": ("The new way and the old: overtime summary",)}, ("title", "repeated")),
]


@pytest.mark.parametrize(("rule", "language", "past", "code"), REPEATS)
def test_what_the_pair_had_is_not_repeated(monkeypatch, rule, language, past, code):
    assert codes(verdict(language, draft(language), **past)) == [code]
    monkeypatch.setattr(frame, "FRAME_RULES", tuple(one for one in frame.FRAME_RULES if one.__name__ != rule))
    assert verdict(language, draft(language), **past).topics


def test_every_rule_has_a_planted_fault():
    assert {rule.__name__ for rule in frame.FRAME_RULES} == {row[0] for row in (*FRAME, *REPEATS)}
    assert {rule.__name__ for rule in lines.LINE_RULES} == {row[0] for row in LINES}


# rule, language, side, planted line, code: the line alone is dropped; the topic's own line stays.
LINES = [
    ("form", "id", "senior", "Apakah Anda memeriksa baris lembur?", "closed"),
    ("form", "id", "senior", "Apa Anda sudah memeriksa baris lembur?", "closed"),
    ("form", "id", "junior", "Baris lembur mana yang Anda periksa dan bagaimana caranya?", "double"),
    ("form", "id", "both", "Baris rekap mana yang sebaiknya kita periksa?", "advice"),
    ("form", "id", "senior", "Apa yang membuat Anda sulit memeriksa baris rekap?", "blame"),
    ("form", "id", "senior", "Siapa yang paling sering salah mengisi baris rekap?", "names-somebody"),
    ("form", "id", "senior", "Rekan mana yang mengisi baris rekap paling lambat?", "names-somebody"),
    ("form", "id", "junior", f"Baris rekap mana yang Anda periksa {'sekali lagi ' * 12}hari ini?", "long"),
    ("form", "en", "senior", "Do you check the overtime rows?", "closed"),
    ("form", "en", "junior", "Which rows do you check and how do you check them?", "double"),
    ("form", "en", "both", "Which rows should we check in the summary?", "advice"),
    ("form", "en", "senior", "What makes you so slow with the overtime rows?", "blame"),
    ("form", "en", "senior", "Who gets the overtime rows wrong most often?", "names-somebody"),
    ("form", "id", "openers", "Bukankah rekap baru lebih cepat bagi {sapaan}?", "closed"),
    ("form", "en", "openers", "Don't you think the new summary is quicker?", "closed"),
    ("language", "id", "senior", "Which rows of the summary do you check before it goes out?", "not-open"),
    ("language", "id", "senior", "Rekap mana the old summary row do you check for this?", "language"),
    ("language", "en", "senior", "What yang Anda dan tim kerja periksa di summary rows?", "language"),
    ("register", "id", "senior", "Jam lembur bulan apa yang kamu hitung dengan tangan?", "register"),
    ("register", "id", "junior", "Jam lembur timmu bulan apa yang dihitung dengan tangan?", "register"),
    ("register", "id", "both", "Jam lembur bulan apa yang akan Anda hitung dengan tangan?", "register"),
    ("register", "id", "openers", "Apa yang Anda bayangkan tentang rekap lembur ini?", "register"),
    ("register", "id", "openers", "Apa yang Bapak bayangkan tentang rekap lembur ini?", "register"),
    ("placeholder", "id", "senior", "Jam lembur bulan apa yang {sapaan} hitung dengan tangan?", "placeholder"),
    ("placeholder", "id", "openers", "Apa yang {nama} bayangkan tentang rekap lembur ini?", "placeholder"),
    ("placeholder", "en", "openers", "What did {sapaan} picture before the summary ran?", "placeholder"),
    ("personal", "id", "senior", "Jam lembur bulan apa yang Sari hitung dengan tangan?", "name"),
    ("personal", "id", "both", "Jam lembur bulan apa yang akan kita kirim ke 0812 3456 7890?", "phone"),
    ("personal", "en", "senior", "Which overtime hours go to hr@example.com by hand?", "email"),
    ("personal", "en", "junior", "Which overtime hours did damar wicaksono add by hand?", "name"),
    ("grow", "id", "senior", "Jam lembur bulan apa yang Anda hitung dengan tangan?", "grow"),
    ("grow", "en", "senior", "Which overtime hours do you add by hand?", "grow"),
    ("specific", "id", "senior", "Apa yang Anda pelajari hari ini?", "unspecific"),
    ("specific", "id", "both", "Apa yang akan kita coba minggu depan?", "unspecific"),
    ("specific", "en", "senior", "What did you learn today?", "unspecific"),
    ("specific", "en", "junior", "Which dashboard do you open every morning?", "unspecific"),
    ("repeated", "id", "senior", "Dengan tangan, jam lembur bulan apa yang Anda hitung?", "repeated"),
    ("repeated", "en", "junior", "By hand, which of the overtime hours do you add?", "repeated"),
    ("characters", "id", "senior", "Jam lem\u00adbur bulan apa yang Anda hitung dengan tangan?", "characters"),
    ("characters", "en", "senior", "Which overtime hоurs do you add by hand?", "characters"),
]  # fmt: skip
PAST = {
    "id": ("Jam lembur bulan apa yang Anda hitung dengan tangan?",),
    "en": ("Which overtime hours do you add by hand?",),
}


def with_line(language, side, text, rule):
    good = draft(language)
    if side == "openers":
        return replace(good, openers=(text, *good.openers))
    return replace(good, **{side: (Question(text, "X" if rule == "grow" else "R"), *getattr(good, side))})


def judged(rule, language, side, text):
    past = {"past_questions": PAST[language]} if rule == "repeated" else {}
    return verdict(language, with_line(language, side, text, rule), names=NAMES, **past)


def shown(topic):
    return {*topic.openers, *(question.text for question in topic.questions)}


@pytest.mark.parametrize(("rule", "language", "side", "text", "code"), LINES)
def test_a_faulty_line_is_dropped_alone(rule, language, side, text, code):
    found = judged(rule, language, side, text)
    assert [one.code for one in found.dropped] == [code]
    (topic,) = found.topics
    assert text not in shown(topic)
    assert shown(topic) == shown(verdict(language, draft(language)).topics[0])


@pytest.mark.parametrize(
    ("rule", "language", "side", "text"),
    # A line in quite another language has no question word of this one either: two rules stand before it.
    [row[:4] for row in LINES if row[4] != "not-open"],
)
def test_every_rule_for_lines_is_needed(monkeypatch, rule, language, side, text):
    monkeypatch.setattr(lines, "LINE_RULES", tuple(one for one in lines.LINE_RULES if one.__name__ != rule))
    assert text in shown(judged(rule, language, side, text).topics[0])


@pytest.mark.parametrize(
    ("language", "quote", "passage_id", "code"),
    [
        ("id", "Perintah baru selalu lebih cepat daripada cara lama.", "P1", "not-verbatim"),
        ("id", OTHER["id"], "P1", "not-verbatim"),
        ("id", "Rekap lembur lama disalin sebelum rekap dikirim.", "P1", "not-verbatim"),
        ("id", "Orang tetap harus memeriksa baris yang janggal sebelum rekap dikirim.", "P1", "not-verbatim"),
        ("id", "orang tetap perlu memeriksa baris", "P1", "not-verbatim"),
        ("id", "Orang tetap perlu memeriksa bar", "P1", "cut"),
        ("id", "tahu mana baris yang keliru diketik", "P1", "cut"),
        ("id", "lembur lama", "P1", "short"),
        ("id", QUOTE["id"], "P9", "unknown-passage"),
        ("en", "The new way is always quicker than the old one.", "P1", "not-verbatim"),
        ("en", OTHER["en"], "P1", "not-verbatim"),
        ("en", "The old overtime summary was copied before the summary goes out.", "P1", "not-verbatim"),
        ("en", "A person never needs to check the odd rows before the summary goes out.", "P1", "not-verbatim"),
        ("en", "know which row was mistyped", "P1", "cut"),
        ("en", "row by row", "P1", "short"),
    ],
)
def test_a_bad_quotation_is_dropped_and_a_topic_without_one_too(language, quote, passage_id, code):
    bad = DraftCitation(passage_id, quote)
    alone = verdict(language, draft(language, citations=(bad,)))
    assert (alone.topics, codes(alone)) == ((), [("citation", code), ("topic", "no-citation")])
    beside = verdict(language, draft(language, citations=(bad, *draft(language).citations)))
    assert [one.quote for one in beside.topics[0].citations] == [QUOTE[language]]


def test_without_the_look_up_a_fabrication_comes_through(monkeypatch):
    monkeypatch.setattr(gate, "locate", lambda quote, text: (0, len(quote)))
    assert verdict("id", draft("id", citations=(DraftCitation("P1", "Perintah baru selalu lebih cepat."),))).topics


def test_a_quotation_with_personal_data_is_dropped(monkeypatch):
    text = "Baris janggal pada rekap lembur dilaporkan ke 0812-3456-7890 sebelum rekap dikirim."
    material = {"P1": passage("id", text=text, start=0, end=len(text))}
    planted = draft("id", citations=(DraftCitation("P1", text),))
    assert codes(accept([planted], material, brief("id"))) == [("citation", "phone"), ("topic", "no-citation")]
    monkeypatch.setattr(gate, "personal_fault", lambda *_: None)
    assert accept([planted], material, brief("id")).topics


def test_one_place_is_quoted_once():
    twice = draft("id", citations=draft("id").citations * 2)
    assert len(verdict("id", twice).topics[0].citations) == 1


def test_the_files_own_wording_is_shown():
    spaced = "Orang  tetap perlu\nmemeriksa baris yang janggal"
    (topic,) = verdict("id", draft("id", citations=(DraftCitation("P1", spaced),))).topics
    assert topic.citations[0].quote == "Orang tetap perlu memeriksa baris yang janggal"


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"openers": draft("id").openers[:1]}, "few-openers"),
        ({"senior": ()}, "no-question-senior"),
        ({"junior": ()}, "no-question-junior"),
        ({"both": (Question("Apakah kita akan memeriksa baris?", "W"),)}, "no-question-both"),
    ],
)
def test_a_topic_with_a_part_missing_is_dropped(missing, code):
    found = verdict("id", draft("id", **missing))
    assert found.topics == () and codes(found)[-1] == ("topic", code)


def test_a_set_does_not_repeat_itself_and_ends_at_five():
    again = draft("id", title="Lembur satu bulan dalam satu lembar", unit="other-id#1")
    found = accept([draft("id"), draft("id"), again], passages("id"), brief("id"))
    assert len(found.topics) == 1
    assert ("topic", "repeated") in codes(found) and ("question", "repeated") in codes(found)
    (topic,) = verdict("id", draft("id")).topics
    assert verdict("id", draft("id"), already=[topic] * MAX_TOPICS).topics == ()
    assert codes(verdict("id", draft("id"), already=[topic])) == [("topic", "repeated")]


def test_grow_of_a_set():
    assert grow_covered(verdict("id", draft("id")).topics) == {"R", "O", "W"}
