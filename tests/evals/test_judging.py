"""A model's opinion is asked for on purpose only, of invented pairs only, and a judgement that fails counts for nothing."""

import re
from datetime import UTC, datetime

import pytest

from service.suggestions.actions import Desk, ModelRefusedError
from service.suggestions.evaluation import invented, play
from service.suggestions.evaluation.judging import judge
from tests import fakes
from tests.libraries import folder_library
from tests.suggestions.modelled import wired


@pytest.fixture(scope="module")
def outcomes():
    library = folder_library()
    _, found = play(invented()[:2], Desk(library), library.text_of, "guided", datetime(2026, 11, 24, tzinfo=UTC))
    return found


def judgement(request):
    """One claim of two holds; the last question is not safe; one more is spoken of than there are."""
    count = len(re.findall(r"^\| \d+\.", request.prompt, re.MULTILINE))
    questions = [{"number": number, "on_topic": True, "safe": number != count} for number in range(1, count + 2)]
    return {
        "claims": [{"text": "one", "supported": True}, {"text": "two", "supported": False}],
        "questions": questions,
    }


def test_the_counts_are_those_of_the_answers(outcomes):
    with wired(fakes.good(judgement), people=()) as wire:
        found = judge(outcomes, wire.desk, folder_library().text_of, 4)
    assert found.model == "fake" and found.faults == ()
    assert found.counts["topics judged"] == (4, 4) and found.counts["claims supported"] == (4, 8)
    good, of = found.counts["questions safe upward"]
    assert of - good == 4 and found.counts["questions on the topic"] == (of, of)
    assert of == 4 * 5, "two openers and three questions a topic"


def test_the_prompt_holds_the_topic_its_sections_and_what_the_pair_filled_in(outcomes):
    with wired(fakes.good(judgement), people=()) as wire:
        judge(outcomes[:1], wire.desk, folder_library().text_of, 1)
        (request,) = [one for one in wire.fake.requests if one.path.endswith("/chat/completions")]
    topic = outcomes[0].topics[0]
    words = re.sub(r"\s+", " ", request.prompt.replace("^", " "))
    assert topic.title in words and topic.openers[0] in words and topic.both[0].text in words
    assert "keuangan" in words and "P1#" in request.prompt


def test_a_judgement_that_fails_is_not_counted(outcomes):
    with wired(fakes.status(401), people=()) as wire:
        found = judge(outcomes, wire.desk, folder_library().text_of, 2)
    assert found.counts == {"topics judged": (0, 2)} and len(found.faults) == 2


def test_without_a_model_it_is_refused(outcomes):
    with pytest.raises(ModelRefusedError):
        judge(outcomes, Desk(folder_library()), folder_library().text_of, 2)
