"""Signs of doubtful wording: planted ones are found, sound questions pass, and so does every instrument that is shipped."""

import pytest

from service.surveys import queries
from service.surveys.kinds.load import load_text
from service.surveys.kinds.proofread import proofread
from service.surveys.rules.wording import SIGNS, doubts

BAD = """
double_barrelled | id | Selama program ini, saya merasa aman dan dihargai dalam sesi.
double_barrelled | id | Seberapa berguna dan menarik saran topik untuk sesi tadi?
double_barrelled | id | Sejauh ini, seberapa sering Anda bertanya atau memberi masukan?
double_barrelled | id | Mitra saya mendengarkan, menjelaskan, dan menepati janji.
double_barrelled | id | Penjelasan mentor jelas serta mudah saya ikuti.
double_barrelled | id | Sejauh ini, seberapa sering Anda membaca dan/atau membalas pesan mitra Anda?
double_barrelled | id | Saya bisa bertanya dan tidak takut.
double_barrelled | id | Mentor saya sabar dan ramah.
double_barrelled | en | My mentor was patient and kind.
double_barrelled | en | During this programme, I felt safe and respected in the sessions.
double_barrelled | en | How useful and interesting was the suggested topic?
double_barrelled | en | So far, how often have you asked questions or given feedback?
double_barrelled | en | My partner listens, explains and keeps promises.
double_barrelled | en | I can speak up as well as disagree.
double_barrelled | en | In the past month, how often did you try a tool and talk about it?
leading | id | Bukankah program ini berguna bagi Anda?
leading | id | Bukannya program ini berguna bagi Anda?
leading | id | Anda tentu belajar sesuatu di sesi tadi?
leading | id | Program ini pasti membantu Anda.
leading | id | Setujukah Anda bahwa sesi berjalan dua arah?
leading | id | Mitra Anda mendengarkan, bukan?
leading | id | Menurut kebanyakan orang sesi ini berguna. Bagaimana menurut Anda?
leading | id | Seperti Anda ketahui, mentor menyiapkan sesi. Seberapa siap mentor Anda?
leading | en | Don't you agree that the sessions are useful?
leading | en | Wouldn’t you say that your mentor listens?
leading | en | You surely learned something in that session?
leading | en | Do you agree that the sessions go both ways?
leading | en | Most people find the sessions useful. Do you?
leading | en | Of course you may say no.
presupposing | id | Seberapa terbuka lagi Anda sekarang?
presupposing | id | Seberapa besar manfaat program ini bagi Anda?
presupposing | id | Seberapa banyak kepercayaan diri Anda meningkat sejak program dimulai?
presupposing | id | Mengapa Anda jarang bertanya kepada staf?
presupposing | id | Perubahan apa yang Anda rasakan sejak program dimulai?
presupposing | id | Apa saja kesulitan Anda dalam sesi?
presupposing | id | Apakah Anda masih memakai alat itu?
presupposing | en | How much better do you listen since the programme began?
presupposing | en | How far has your confidence grown since the programme began?
presupposing | en | Why do you rarely ask your staff?
presupposing | en | What benefits did you see?
presupposing | en | Do you still use that tool?
presupposing | en | When did you stop interrupting?
double_negative | id | Saya tidak merasa tidak aman dalam sesi.
double_negative | id | Saya tidak takut menyampaikan pendapat.
double_negative | id | Tanpa mentor, saya tidak akan mencoba alat itu.
double_negative | id | Saya tidak bertanya kecuali diminta.
double_negative | id | Bertanya kepada staf bukan hal yang jarang; itu tidak sulit.
double_negative | en | I do not feel unsafe in the sessions.
double_negative | en | I was not afraid to disagree.
double_negative | en | Nobody was ever left without an answer.
double_negative | en | I don’t find it difficult to ask.
double_negative | en | I never speak unless I am asked.
absolute | id | Mitra saya selalu mendengarkan.
absolute | id | Saya tidak pernah khawatir dalam sesi.
absolute | id | Saya bisa menyampaikan semua yang saya pikirkan.
absolute | id | Setiap orang bisa bertanya dalam sesi.
absolute | id | Saya bisa bertanya apa pun.
absolute | en | My partner always listens.
absolute | en | I never worried in a session.
absolute | en | I could say everything that I was thinking.
absolute | en | I was completely open in that session.
absolute | en | Every question was welcome.
too_long | id | Dalam empat minggu terakhir, bagaimana beban program ini di samping pekerjaan Anda sehari-hari, dengan memperhitungkan waktu persiapan, waktu perjalanan, waktu sesi itu sendiri, serta waktu sesudahnya?
too_long | en | In the past four weeks, taking into account the time for preparation, for travel, for the session itself, for the notes afterwards, how was the load of this programme next to your work?
no_time_frame | id | Seberapa sering Anda khawatir tentang ucapan Anda?
no_time_frame | id | Berapa kali Anda menanyakan cara kerja rekan yang lebih muda?
no_time_frame | en | How often do you worry about what you say?
no_time_frame | en | How many times did you ask a younger colleague?
"""

SOUND = """
id | Anda dan mitra Anda memerlukan satu bahasa yang sama.
id | Bagaimana pembagian waktu antara bekerja di kantor dan bekerja di rumah selama ini?
id | Pilih dua atau tiga topik.
id | Bagaimana perasaan Anda tentang peran mentor dan pemimpin?
id | Seberapa mudah atau sulit menemukan waktu untuk sesi?
id | Dalam sebulan terakhir, seberapa sering Anda mengatakan “saya tidak tahu, tidak apa-apa” di depan staf?
id | Ketika saya tidak sependapat, saya bisa mengatakannya.
id | Siapa yang lebih banyak menentukan arah sesi tadi?
id | Untuk topik tertentu, siapa yang memimpin?
id | Bila ada, apa yang perlu diubah dari program ini?
id | Bila ada, perubahan apa yang Anda rasakan sejak program dimulai?
id | Adakah hal yang Anda lakukan berbeda sejak program dimulai?
id | Enam bulan lagi, seberapa sering yang Anda inginkan?
id | Apakah Anda mencoba alat itu atau tidak?
id | Berapa kali setiap minggu Anda bertemu sejak program dimulai?
id | Apa yang terakhir Anda pelajari?
en | You and your partner need one language in common.
en | How is your time divided between working at home and working at the office?
en | Choose two or three topics.
en | How do you see the roles of mentor and leader?
en | How easy or difficult was it to find time for a session?
en | In the past month, how often did you say “I do not know, never mind” in front of your staff?
en | When I disagree, I can say so.
en | What, if anything, should be changed about this programme?
en | Is there anything you do differently since the programme began?
en | How often would you like to six months from now?
en | Did you try the tool or not?
en | How useful was the meeting in the morning and the training in the evening?
en | How clearly did your mentor explain the tool?
"""


def lines(text):
    return [tuple(part.strip() for part in line.split(" | ")) for line in text.strip().splitlines()]


@pytest.mark.parametrize(("sign", "language", "question"), lines(BAD))
def test_a_planted_sign_is_found(sign, language, question):
    assert sign in {doubt.sign for doubt in doubts(question, language)}


@pytest.mark.parametrize(("language", "question"), lines(SOUND))
def test_a_sound_question_passes(language, question):
    assert doubts(question, language) == ()


def test_every_sign_is_planted_in_both_languages():
    assert {(sign, language) for sign, language, _ in lines(BAD)} == {
        (sign, language) for sign in SIGNS for language in ("id", "en")
    }


def test_a_doubt_names_the_words_that_show_it():
    found = doubts("Bukankah Anda selalu mendengar dan menjawab?", "id")
    assert {doubt.sign: doubt.found for doubt in found} == {
        "double_barrelled": "dan menjawab",
        "leading": "bukankah",
        "absolute": "selalu",
    }


def test_a_scale_of_frequency_needs_a_time_frame_in_other_words_too():
    question = "I tried the tool my staff use."
    assert doubts(question, "en") == ()
    assert [doubt.sign for doubt in doubts(question, "en", frequency=True)] == ["no_time_frame"]
    assert doubts("In the past month, I tried the tool my staff use.", "en", frequency=True) == ()


@pytest.mark.parametrize("question", ["", "?", "dan", "and", "dan dan dan", "atau?", "…", "“"])
def test_half_a_question_breaks_nothing(question):
    assert {doubt.sign for language in ("id", "en") for doubt in doubts(question, language)} == set()


# Whole instruments.

PROBE = """\
key: probe
version: 1
kind: anonymous
minutes: 1
title: &t {id: Uji, en: Probe}
intro: *t
pages:
  - key: one
    title: {id: "Dalam sebulan terakhir, seberapa sering Anda …", en: "In the past month, how often did you …"}
    why: *t
    sees: form_answers
    items:
      - id: tried
        kind: scale
        measures: frequency
        text: {id: "mencoba alat itu?", en: "try the tool?"}
        points: [*t, *t]
        provenance: {source: own, adapted: false, translation: own}
"""


def remarks(text):
    found, problems = load_text(text, "probe.yaml")
    assert problems == ()
    return {(one.item, one.side, one.language, one.doubt.sign) for one in proofread(found)}


def test_what_is_shipped_has_no_remark():
    assert [str(remark) for one in queries.questionnaires() for remark in proofread(one)] == []


def test_a_question_is_read_after_the_half_sentence_above_it():
    assert remarks(PROBE) == set()
    alone = PROBE.replace("Dalam sebulan terakhir, seberapa sering Anda …", "Alat").replace(
        "In the past month, how often did you …", "Tools"
    )
    assert remarks(alone) == {
        ("tried", side, language, "no_time_frame") for side in ("senior", "junior") for language in ("id", "en")
    }


def test_each_side_s_words_are_read():
    text = PROBE.replace(
        'text: {id: "mencoba alat itu?", en: "try the tool?"}',
        'text: {senior: {id: "mencoba alat itu?", en: "try the tool?"}, junior: {id: "mencoba alat itu?", en: "try and explain the tool?"}}',
    )
    assert remarks(text) == {("tried", "junior", "en", "double_barrelled")}


def test_a_rating_without_provenance_is_remarked_on():
    assert remarks(PROBE.replace("provenance:", "hint: *t #")) == {
        ("tried", side, "both", "no_provenance") for side in ("senior", "junior")
    }


def test_an_excuse_excuses_its_own_sign_and_no_other():
    worse = PROBE.replace("try the tool?", "always try and explain the tool?")
    sides = ("senior", "junior")
    assert remarks(worse) == {
        ("tried", side, "en", sign) for side in sides for sign in ("double_barrelled", "absolute")
    }
    excused = worse + "        wording_ok: {absolute: quoted from the agreement}\n"
    assert remarks(excused) == {("tried", side, "en", "double_barrelled") for side in sides}


def test_an_idle_excuse_is_remarked_on():
    assert remarks(PROBE + "        wording_ok: {leading: once it was}\n") == {("tried", "both", "both", "excuse")}


def test_an_excuse_gives_a_known_sign_and_a_reason():
    for excuse, says in [("{shouting: why not}", "unknown `shouting:`"), ("{leading: ''}", "is empty")]:
        found, problems = load_text(PROBE + f"        wording_ok: {excuse}\n", "probe.yaml")
        assert found is None
        assert any(says in problem.message for problem in problems)
