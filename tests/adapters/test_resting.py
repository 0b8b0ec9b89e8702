"""A model that fails again and again is left alone, tried once after a rest, and used again when it is well."""

import threading

import pytest

from service.adapters.chat_model import ModelServer, OpenAIChatModel
from service.adapters.outbound import OutboundFilter
from service.adapters.resting import FAULTS, RestingModel
from service.suggestions.actions import Desk, suggest
from service.suggestions.ports import BadDraft, ModelUnavailable, RenderedPrompt, TopicsDraft
from tests.fakes import FakeOpenAI, good, says, status
from tests.libraries import folder_library
from tests.suggestions.modelled import PROMPTS, brief, of_units

PROMPT = RenderedPrompt(
    "topics.id", "0" * 64, "Tulis dalam bahasa Indonesia.", "P1| Satu kalimat yang cukup panjang untuk ini."
)
AWAY = status(401, "Incorrect API key provided")


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def made():
    """A resting model at a scripted server, its clock, and the server."""
    with FakeOpenAI(AWAY) as fake:
        clock = Clock()
        inner = OpenAIChatModel(ModelServer("fake", fake.address, jitter=(0.01, 0.02)), OutboundFilter(list))
        yield RestingModel(inner, rest=60.0, stopwatch=clock), clock, fake
        inner.close()


def kind(model) -> str:
    try:
        model.complete(PROMPT, TopicsDraft, 3.0)
    except ModelUnavailable as error:
        return error.kind
    except BadDraft as error:
        return error.kind
    return "answered"


def test_after_so_many_faults_in_a_row_it_is_left_alone(made):
    model, clock, fake = made
    assert [kind(model) for _ in range(FAULTS + 2)] == ["auth"] * FAULTS + ["resting"] * 2
    clock.at = 59.9
    assert kind(model) == "resting" and len(fake.chats) == FAULTS


def test_after_its_rest_it_is_tried_once(made):
    model, clock, fake = made
    for _ in range(FAULTS):
        kind(model)
    clock.at = 60.0
    assert [kind(model), kind(model)] == ["auth", "resting"], "still unwell: another rest"
    clock.at = 119.9
    assert kind(model) == "resting" and len(fake.chats) == FAULTS + 1
    clock.at = 120.0
    fake.script(good())
    assert [kind(model), kind(model)] == ["answered"] * 2
    fake.script(AWAY)
    assert kind(model) == "auth" and kind(model) == "auth", "the count began anew"


@pytest.mark.parametrize("between", [good(), says("")], ids=["an answer", "nonsense"])
def test_only_faults_in_a_row_count(made, between):
    model, _, fake = made
    for _ in range(FAULTS - 1):
        kind(model)
    fake.script(between)
    kind(model)
    fake.script(AWAY)
    assert [kind(model) for _ in range(FAULTS)] == ["auth"] * FAULTS


def test_only_one_tries_while_the_others_wait(made):
    """A slow probe: whoever comes meanwhile leaves the model alone and is told at once."""
    model, clock, fake = made
    for _ in range(FAULTS):
        kind(model)
    arrived, go_on = threading.Event(), threading.Event()

    def slow(exchange, request):
        arrived.set()
        go_on.wait(5)
        good()(exchange, request)

    fake.script(slow)
    clock.at = 60.0
    told: list[str] = []
    probe = threading.Thread(target=lambda: told.append(kind(model)))
    probe.start()
    assert arrived.wait(5)
    assert kind(model) == "resting"
    go_on.set()
    probe.join(10)
    assert told == ["answered"] and kind(model) == "answered"


def test_a_ping_goes_through_in_any_state(made):
    model, _, fake = made
    for _ in range(FAULTS):
        kind(model)
    fake.script(says('{"ok": true}'))
    assert model.ping(3.0) > 0 and kind(model) == "resting"


def test_a_set_meanwhile_is_guided_and_says_so(made):
    model, _, fake = made
    desk = Desk(folder_library(), model, PROMPTS.render, 8.0)
    fallbacks = [suggest(brief(), desk).receipt.fallback for _ in range(FAULTS + 1)]
    assert fallbacks == ["auth"] * FAULTS + ["resting"] and len(fake.chats) == FAULTS
    outcome = suggest(brief(), desk)
    assert outcome.receipt.writer == "guided" and len(outcome.topics) >= 3
    assert (outcome.spent.calls, outcome.spent.faults) == (0, 0), "nothing was asked of it"


def test_a_good_model_is_as_without_it():
    with FakeOpenAI(good(of_units)) as fake:
        inner = OpenAIChatModel(ModelServer("fake", fake.address), OutboundFilter(list))
        outcome = suggest(brief(), Desk(folder_library(), RestingModel(inner), PROMPTS.render, 8.0))
        inner.close()
    assert outcome.receipt.writer == "model" and outcome.receipt.model == "fake"
    assert (outcome.spent.calls, outcome.spent.faults) == (1, 0)
