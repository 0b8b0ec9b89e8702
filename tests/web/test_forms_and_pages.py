import pytest

from service.web.links import safe_next


def test_every_component_is_valid_html(visitor):
    page = visitor.get("/kit")
    assert page.status_code == 200
    assert "<title>Kit – Dua Arah</title>" in page.text


def test_mistakes_are_told_twice_in_the_same_words_and_linked(visitor):
    page = visitor.post("/kit", {"name": "", "mail": "x", "number": "9"})
    assert page.status_code == 422
    assert "<title>Error: Kit – Dua Arah</title>" in page.text
    assert page.text.index("error-summary") < page.text.index("<h1>")
    for anchor in ("name", "mail", "number", "often-0", "sure-0"):
        assert f'href="#{anchor}"' in page.text
    for message in (
        "Write your name.",
        "Write the address like name@example.org.",
        "Write a number between 1 and 3.",
        "Choose one.",
    ):
        assert page.text.count(message) == 2, message
    assert 'aria-describedby="name-hint name-error"' in page.text
    assert 'aria-invalid="true"' in page.text


def test_what_was_typed_stays(visitor):
    page = visitor.post("/kit", {"name": "Ratna Wijaya", "mail": "r@example.org", "number": "x", "goals": ["b"]})
    assert 'value="Ratna Wijaya"' in page.text
    assert "Write at most 5 characters." in page.text
    assert "Write a whole number." in page.text
    assert '<input checked id="goals-1"' in page.text


def test_a_choice_that_was_not_offered_is_refused_in_our_words(visitor):
    page = visitor.post("/kit", {"often": "99", "goals": ["z"]})
    assert page.text.count("Choose one of the answers shown.") == 2


def test_messages_escape_what_was_typed(visitor):
    attack = '"><script>alert(1)</script>'
    page = visitor.post("/kit", {"name": attack, "mail": attack, "number": attack, "often": attack})
    assert "<script>alert" not in page.text


def test_flashes_have_roles(visitor):
    page = visitor.get("/kit/flash").text
    assert 'role="status"' in page and 'role="alert"' in page


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/code", "/sign-in/link/none", "/help", "/nothing-here"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_for_everybody_in_both_languages(app, visitor, path, language):
    visitor.language = language
    assert f'<html lang="{language}">' in visitor.get(path).text


def test_other_languages_read_indonesian(visitor):
    visitor.language = "fr"
    assert '<html lang="id">' in visitor.get("/help").text


def test_the_language_button_holds_and_leads_back(visitor):
    answer = visitor.post("/language", {"language": "id", "next": "/sign-in/code"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in/code")
    assert '<html lang="id">' in visitor.get("/help").text
    assert visitor.post("/language", {"language": "xx", "next": "//evil.example"}).headers["Location"] == "/"
    assert '<html lang="id">' in visitor.get("/help").text


@pytest.mark.parametrize("target", ["/", "/a/b?c=d", "/programmes/1#people"])
def test_own_paths_are_kept(target):
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target", [None, "", "a", "//x", "///x", "/\\x", "http://x", "/\n/x", "/\tx", "\\x", "/x\0", "javascript:x", " /x"]
)
def test_other_targets_lead_home(target):
    assert safe_next(target) == "/"
