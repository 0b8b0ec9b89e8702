import re

from service.curation.rules.excerpts import Piece, excerpt
from service.db import db
from service.suggestions.models import SuggestionRequest, SuggestionSet
from tests import guides


def test_before_anything_is_asked_the_page_says_what_to_type(here, visit, curator):
    page = visit(curator.id).get("/knowledge/try")
    assert page.status_code == 200
    assert "Ask what a participant would ask" in page.text


def test_a_question_shows_passages_with_each_search_and_the_words_marked(here, visit, curator, indexed):
    page = visit(curator.id).get("/knowledge/try?q=rumus+lembur&language=id")
    assert "/knowledge/documents/rekap-id" in page.text
    assert "/knowledge/documents/rekap-en" not in page.text
    assert re.search(r"<mark>[Rr]umus</mark>", page.text)
    for name in ("Together", "Words", "Meaning"):
        assert re.search(rf">{name}</span> <meter", page.text), name
    assert "The folder has no answer" not in page.text


def test_stage_audience_and_topics_narrow(here, visit, curator, indexed):
    reader = visit(curator.id)
    asked = "/knowledge/try?q=rumus+lembur&language=id&topics=y"
    second = reader.get(f"{asked}&stage=2").text
    assert "Rekap lembur dengan rumus" in second
    assert "Rekap lembur yang diperiksa" not in second
    assert "No passage fits. Leave out" in reader.get(f"{asked}&audience=sponsor").text


def test_any_language_brings_the_other_languages_passages(here, visit, curator, indexed):
    asked = "/knowledge/try?q=What+does+a+formula+do+for+the+overtime+summary"
    reader = visit(curator.id)
    assert "/knowledge/documents/rekap-en" not in reader.get(f"{asked}&language=id").text
    assert "/knowledge/documents/rekap-en" in reader.get(f"{asked}&language=any").text


def test_a_question_that_the_folder_cannot_answer_is_told_so(here, visit, curator, indexed):
    page = visit(curator.id).get("/knowledge/try?q=gunung+tertinggi+Afrika&language=id")
    assert "The folder has no answer that it supports" in page.text
    assert "/knowledge/new?title=gunung+tertinggi+Afrika" in page.text


def test_a_search_that_does_not_serve_is_named(here, visit, curator):
    page = visit(curator.id).get("/knowledge/try?q=rumus&language=id")
    assert "The search by meaning did not serve." in page.text


def test_what_is_no_choice_is_refused_with_a_message(here, visit, curator, indexed):
    page = visit(curator.id).get("/knowledge/try?q=rumus&language=fr")
    assert page.status_code == 422
    assert "Choose one of the answers shown." in page.text


def test_a_question_is_shown_as_text(here, visit, curator, indexed):
    page = visit(curator.id).get("/knowledge/try?q=%3Cscript%3Ealert(1)%3C/script%3E+rumus&language=id")
    assert "<script>alert" not in page.text


def test_an_invented_pair_gets_topics_with_their_reasons_and_nothing_is_kept(here, visit, curator, indexed):
    before = _kept()
    page = visit(curator.id).get(
        "/knowledge/try/pair?language=id&session=2&senior_goals=try_tools&senior_skills-automation=1&junior_skills-automation=4"
    )
    assert page.status_code == 200
    assert "2 topics would be suggested" in page.text
    assert "Rekap lembur dengan rumus" in page.text
    assert "otomasi pekerjaan rutin" in page.text  # why, and what was looked for
    assert "Batas rumus seperti apa yang Anda lihat dalam rekap lembur?" in page.text
    quoted = re.search(r"<blockquote lang=\"id\"><p>“(.+?)”</p></blockquote>", page.text)
    assert quoted and quoted[1] in guides.ABOUT_ID
    assert _kept() == before


def test_what_the_pair_chose_moves_the_needs(here, visit, curator, indexed):
    reader = visit(curator.id)
    asked = "/knowledge/try/pair?language=en&session=2"
    assert "short video" in reader.get(f"{asked}&junior_skills-short_video=4").text.split('id="result"')[1]
    assert "short video" not in reader.get(f"{asked}&junior_skills-dashboards=4").text.split('id="result"')[1]


def test_the_invented_pairs_are_links_that_fill_the_form(here, visit, curator, indexed):
    reader = visit(curator.id)
    page = reader.get("/knowledge/try/pair")
    links = re.findall(r'<li><a href="(/knowledge/try/pair\?[^"#]+)', page.text)
    assert len(links) == 3
    shown = reader.get(links[0].replace("&amp;", "&"))
    assert shown.status_code == 200
    assert "would be suggested" in shown.text
    assert re.search(r'name="senior_goals"[^>]*checked[^>]*value="judge_tech"', shown.text) or re.search(
        r'checked[^>]*name="senior_goals"[^>]*value="judge_tech"', shown.text
    )


def test_a_session_that_there_is_not_is_refused(here, visit, curator, indexed):
    assert visit(curator.id).get("/knowledge/try/pair?language=id&session=9").status_code == 422


def test_an_excerpt_begins_where_the_words_stand():
    text = "# Judul\n\n" + "Kalimat pembuka tanpa isi. " * 30 + "- **Rumus** menghitung lembur. " + "Penutup. " * 60
    pieces = excerpt(text, "rumusnya untuk lembur", "id", 200)
    shown = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.marked] == ["Rumus", "lembur"]
    assert shown.startswith("… ") and shown.endswith(" …")
    assert len(shown) <= 204
    assert "*" not in shown


def test_a_short_text_is_whole_and_without_marks_where_no_word_is_shared():
    assert excerpt("Teks pendek.", "dashboard", "id") == (Piece("Teks pendek."),)


def _kept() -> tuple[int, int]:
    return db.session.query(SuggestionSet).count(), db.session.query(SuggestionRequest).count()
