"""The pair's room in its states: thinking, written by whom and why, nothing on it in the folder, quotations in their place."""

import re
from dataclasses import replace
from html import unescape

import pytest

from service import clock
from service.db import db
from service.suggestions import actions, queries
from service.suggestions.actions import Desk, suggest
from service.suggestions.models import SuggestionRequest
from service.suggestions.values import Outcome
from tests.libraries import folder_library
from tests.suggestions.test_tasks import ask, duo

STEPS = ("queued", "waiting", "reading", "writing")
LABELS = {
    "timeout": "because the model was slow",
    "budget": "because the model's allowance for today is used up",
    "resting": "because the model is resting after faults",
    "outweighed": "which suited you better than the model's topics",
    "connection": "because the model did not serve",
}


def room(pair) -> str:
    return f"/pairs/{pair.id}/sessions/2"


def kept(pair, **changes) -> Outcome:
    """A guided set of this pair, with something about its receipt changed, saved."""
    outcome = suggest(queries.brief(pair.id, 2), Desk(folder_library()), "guided")
    receipt = replace(outcome.receipt, **{key: value for key, value in changes.items() if key != "missing"})
    outcome = replace(outcome, receipt=receipt, missing=changes.get("missing", outcome.missing))
    actions.save(outcome, clock.now())
    db.session.commit()
    return outcome


def reader(pair, visit, side="senior"):
    guest = visit(getattr(pair, side).user_id)
    guest.post("/language", {"language": "en"})
    return guest


@pytest.mark.parametrize("step", STEPS)
def test_thinking_says_which_step_it_is_at(here, visit, step):
    pair = duo()
    request_id = ask(pair)
    db.session.get_one(SuggestionRequest, request_id).step = step
    db.session.commit()
    guest = reader(pair, visit)
    part = guest.get(f"{room(pair)}/progress").text
    now = re.findall(r'<li class="is-now" aria-current="step">.*?<span>([^<]+)</span></li>', part)
    assert len(now) == 1
    place = {"queued": 0, "waiting": 0, "reading": 1, "writing": 2}[step]
    assert part.count('class="is-done"') == place and part.count("<li ") == 4
    assert ("still being indexed" in part) == (step == "waiting")
    assert 'id="progress"' in guest.get(room(pair)).text and "HX-Refresh" not in part


@pytest.mark.parametrize("fallback", LABELS)
def test_a_guided_set_says_why_no_model_served(here, visit, fallback):
    pair = duo()
    kept(pair, fallback=fallback)
    page = reader(pair, visit).get(room(pair)).text.replace("&#39;", "'")
    assert LABELS[fallback] in page
    assert [one for one in LABELS.values() if one in page] == [LABELS[fallback]]
    assert f"<p>{fallback}" not in page, "in words, not by its code"


def test_what_the_folder_has_nothing_on_comes_with_what_to_do_then(here, visit):
    pair = duo()
    kept(pair, missing=("kapal selam",))
    page = reader(pair, visit).get(room(pair)).text
    assert "kapal selam" in page and "What you can do" in page


def test_the_receipt_speaks_of_you_and_your_partner_and_says_what_was_not_used(here, visit):
    pair = duo()
    kept(pair)
    for side, own, partner in (
        ("senior", "what you want to learn: ", "what your partner can show: "),
        ("junior", "what you can show: ", "what your partner wants to learn: "),
    ):
        page = reader(pair, visit, side).get(room(pair)).text
        receipt = re.search(r'<ul class="used">(.*?)</ul>', page, re.DOTALL)[1]
        assert own in receipt and partner in receipt
        assert not re.search(r"\d", unescape(re.sub("<[^>]+>", "", receipt)))
        unused = re.search(r'<ul class="unused">(.*?)</ul>', page, re.DOTALL)[1]
        assert all(
            f"<li>{kind}" in unused for kind in ("names", "answers to surveys", "private notes", "ratings as numbers")
        )


def test_closed_topics_are_one_line_with_the_first_sentence_of_why(here, visit):
    pair = duo()
    outcome = kept(pair)
    page = visit(pair.junior.user_id).get(room(pair)).text
    assert page.count('<details class="topic" open>') == 1
    teasers = re.findall(r'class="topic-teaser"[^>]*>([^<]+)<', page)
    assert len(teasers) == len(outcome.topics)
    assert all(teaser.count(". ") == 0 for teaser in teasers)


def test_a_quotation_opens_in_place_or_as_a_page(here, visit):
    pair = duo()
    kept(pair)
    shown = queries.sets(pair.id, 2, pair.senior.id)[0].topics[0]
    address = f"/citations/{shown.citation_ids[0]}"
    guest = visit(pair.senior.user_id)
    page, part = guest.get(address), guest.get(address, headers={"HX-Request": "true"})
    assert "<!doctype html>" in page.text and "<!doctype" not in part.text
    assert '<details class="disclosure in-place" open>' in part.text and f'href="{address}"' in part.text
    for answer in (page, part):
        assert answer.status_code == 200 and "HX-Request" in answer.headers["Vary"]
        assert shown.topic.citations[0].quote in answer.text.replace("&#39;", "'").replace("&#34;", '"')
    assert f'hx-get="{address}"' in guest.get(room(pair)).text and f'href="{address}"' in guest.get(room(pair)).text


def test_no_part_for_htmx_is_open_to_anybody_else(here, visit):
    pair, other = duo(), duo(names=("Wulan Sari", "Bagas Pratama"))
    kept(pair)
    address = f"/citations/{queries.sets(pair.id, 2, pair.senior.id)[0].topics[0].citation_ids[0]}"
    assert visit(other.senior.user_id).get(address, headers={"HX-Request": "true"}).status_code == 404
