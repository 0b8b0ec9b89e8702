"""The editor says what is left to mend in the form's own words, and not before anybody has written."""

import pytest

from service.curation.rules.mending import in_the_form, sentences
from service.knowledge.actions import folder as folder_actions
from service.knowledge.rules.composing import is_skeleton, skeleton, take_apart
from service.knowledge.rules.faults import FAULTS
from service.knowledge.rules.questions import question_faults
from service.knowledge.values import Problem
from tests import guides

NEW = "/knowledge/new"
SENT = {"title": "Rekap lembur", "slug": "rekap-baru", "language": "id", "kind": "guide", "status": "draft"}
BODY = take_apart(guides.indonesian()).body


@pytest.fixture
def desk(visit, curator, indexed):
    return visit(curator.id)


def test_a_new_guide_begins_in_the_readers_language_and_is_not_scolded(desk):
    page = desk.get(NEW).text
    assert "Title of the guide" in page and "Begin with an Indonesian text instead" in page
    assert "What is left to mend stands here while you write." in page and "to mend</h2>" not in page
    other = desk.get(f"{NEW}?language=id&reason=reality").text
    assert "Judul panduan" in other
    assert f"{NEW}?language=en&amp;reason=reality" in other, "what was asked for stays"


def test_one_word_into_the_skeleton_and_the_page_says_what_is_left(desk):
    body = skeleton("en", "")
    assert is_skeleton(body) and is_skeleton(body.replace("\n", "\r\n")) and is_skeleton(skeleton("id", "Rapat"))
    page = desk.post("/knowledge/preview", {**SENT, "slug": "", "language": "en", "body": body + "One word.\n"}).text
    assert "to mend</h2>" in page
    assert "nothing is chosen for “Reasons”" in page
    assert page.count("nothing is chosen for “Sessions”") == 1, "once for the guide and its topics"
    assert "a line is still to be written" in page
    assert "does not fit its file" not in page and "translation_of" not in page, "there is no short name yet"
    assert ".md" not in page


def test_topics_have_the_guides_own_sessions_and_reasons_until_they_have_some(desk, folder):
    first = desk.post(NEW, {**SENT, "title": "", "body": BODY, "do": "save"})
    assert first.status_code == 422 and 'name="units-1-stages"' in first.text
    headings = {"units-0-heading": "Rekap lembur dengan rumus", "units-1-heading": "Rekap lembur yang diperiksa"}
    sent = {**SENT, **headings, "body": BODY, "reasons": ["practice"], "stages": ["2"], "units-1-stages": ["3"]}
    assert desk.post(NEW, {**sent, "do": "save"}).status_code == 303
    units = take_apart((folder / "guides/id/rekap-baru.md").read_text()).fields["units"]
    assert [(one["stages"], one["reasons"]) for one in units] == [([2], ["practice"]), ([3], ["practice"])]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Apakah rekap lembur sudah rapi?", "yes or no would answer this"),
        ("Rekap lembur seperti apa yang rapi", "the line does not end as one question"),
        ("Siapa yang paling lambat menyusun rekap?", "a person's name"),
        ("Rekap apa yang sebaiknya kita pakai?", "the question hides advice"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_why(question, said):
    (fault, *_more) = question_faults(question, "id")
    what, remedy = sentences(Problem("a.md", 9, "question-form", {"fault": fault, "text": question}))
    assert said in what and remedy
    assert "docs/" not in remedy, "who writes in the browser has no such file before them"


def test_every_fault_of_a_folder_has_its_sentences(folder):
    broken = guides.indonesian().replace("stages: [2]", "stages: []").replace("- (5)", "-").replace("[W]", "")
    (folder / "guides/id/rekap.md").write_text(broken)
    found = folder_actions.check(folder)
    assert {"field-value", "step-form", "grow-missing"} <= {one.code for one in found}
    assert all(len(sentences(one)) == 2 for one in found)
    assert sentences(Problem("a.md", 1, "units-few", {"count": 1})) == FAULTS["units-few"]


def test_what_is_a_field_of_the_form_has_no_line():
    first, second = Problem("a.md", 4, "field-missing", {"field": "kind"}), Problem("a.md", 30, "grow-missing")
    assert [one.line for one in in_the_form([first, second], 20, named=True)] == [0, 30]
