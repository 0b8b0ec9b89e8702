"""The chain of ways to ask for a shape, held against what real servers answer; the table of their manners."""

import pytest

from service.adapters.chat_model import ModelServer, OpenAIChatModel
from service.adapters.chat_servers import TABLE, manners_of, other_length, refuses, without_thoughts
from service.adapters.outbound import OutboundFilter
from service.suggestions.ports import BadDraft, ModelUnavailable, RenderedPrompt, TopicsDraft
from tests import fakes
from tests.adapters import recorded
from tests.fakes import FakeOpenAI

DEADLINE = 5.0
PROMPT = RenderedPrompt(
    "topics.id",
    "0" * 64,
    "Tulis dalam bahasa Indonesia.",
    "P1| Rekap lembur memakan waktu sampai dua jam setiap minggu.\nP2| Dasbor tidak menceritakan semua kejadian di bangsal.",
)

pytestmark = pytest.mark.filterwarnings("ignore:This model does not support OpenAI's structured output:UserWarning")


@pytest.fixture
def ask():
    """A model at a server that plays a script; ends with the test."""
    made = []

    def build(script, **settings):
        fake = FakeOpenAI(script)
        fake.__enter__()
        one = OpenAIChatModel(ModelServer("fake", fake.address, jitter=(0.01, 0.02), **settings), OutboundFilter(list))
        made.append((one, fake))
        return one, fake

    yield build
    for one, fake in made:
        one.close()
        fake.__exit__()


def ways(fake) -> list[str]:
    return [
        "json_schema" if "response_format" in chat.json else "function" if "tools" in chat.json else "text"
        for chat in fake.chats
    ]


@pytest.mark.parametrize("name", recorded.REFUSES_SCHEMA)
def test_who_knows_no_schema_is_asked_for_a_function(ask, name):
    refusal = recorded.fails(recorded.REFUSES_SCHEMA[name])
    model, fake = ask(recorded.server(schema=refusal, tools=recorded.calls(), text=None))
    for _ in range(2):
        answer = model.complete(PROMPT, TopicsDraft, DEADLINE)
        assert len(answer.value.topics) == 2 and (answer.tokens_in, answer.tokens_out) == (82, 17)
    assert ways(fake) == ["json_schema", "function", "function"], "the refusal is remembered"
    asked = fake.chats[-1].json
    assert asked["tool_choice"] == {"type": "function", "function": {"name": "TopicsDraft"}}
    assert asked["tools"][0]["function"]["parameters"]["additionalProperties"] is False


@pytest.mark.parametrize("name", recorded.REFUSES_TOOLS)
def test_who_knows_no_functions_either_is_asked_for_json_in_the_text(ask, name):
    schema = recorded.fails(recorded.REFUSES_SCHEMA["another"])
    tools = recorded.fails(recorded.REFUSES_TOOLS[name])
    model, fake = ask(recorded.server(schema=schema, tools=tools, text=fakes.good()))
    for _ in range(2):
        assert model.complete(PROMPT, TopicsDraft, DEADLINE).value.topics
    assert ways(fake) == ["json_schema", "function", "text", "text"]
    assert '"citations"' in fake.chats[-1].messages[0], "the shape stands in the prompt"


def test_who_refuses_everything_is_unavailable_and_asked_no_further(ask):
    refusal = recorded.fails(recorded.REFUSES_SCHEMA["another"])
    model, fake = ask(
        recorded.server(schema=refusal, tools=recorded.fails(recorded.REFUSES_TOOLS["vllm"]), text=refusal)
    )
    with pytest.raises(ModelUnavailable) as caught:
        model.complete(PROMPT, TopicsDraft, DEADLINE)
    assert caught.value.kind == "bad_request" and ways(fake) == ["json_schema", "function", "text"]


@pytest.mark.parametrize("name", recorded.ANSWERS)
def test_recorded_answers_are_read_with_their_tokens(ask, name):
    shape = recorded.ANSWERS[name]
    model, _ = ask(recorded.answers(shape))
    answer = model.complete(PROMPT, TopicsDraft, DEADLINE)
    assert len(answer.value.topics) == 2
    usage = shape.body["usage"]
    assert (answer.tokens_in, answer.tokens_out) == (usage["prompt_tokens"], usage["completion_tokens"])


@pytest.mark.parametrize(
    "around",
    [
        '<think>Saya harus menulis {"topics": []} dulu.</think>\n\n{content}',
        'Pertama saya pikirkan {"topics": []}.\n</think>\n\n{content}',
        "<|channel|>analysis<|message|>Hmm {}.<|end|><|start|>assistant<|channel|>final<|message|>{content}",
        "```json\n{content}\n```",
        "Berikut jawabannya:\n{content}\nSemoga membantu.",
    ],
)
def test_what_is_thought_aloud_is_not_the_answer(ask, around):
    model, _ = ask(recorded.answers(recorded.ANSWERS["ollama"], around))
    assert len(model.complete(PROMPT, TopicsDraft, DEADLINE).value.topics) == 2


def test_a_call_with_broken_arguments_is_bad_json(ask):
    refusal = recorded.fails(recorded.REFUSES_SCHEMA["azure"])
    model, _ = ask(recorded.server(schema=refusal, tools=recorded.calls(broken=True), text=None))
    with pytest.raises(BadDraft) as caught:
        model.complete(PROMPT, TopicsDraft, DEADLINE)
    assert caught.value.kind == "bad_json" and caught.value.tokens_out == 17


def test_the_filter_of_azure_is_a_refusal_and_not_a_fault_of_the_way(ask):
    model, fake = ask(recorded.fails(recorded.FILTERED))
    with pytest.raises(BadDraft) as caught:
        model.complete(PROMPT, TopicsDraft, DEADLINE)
    assert caught.value.kind == "refused" and ways(fake) == ["json_schema"]


def test_the_other_name_of_the_length_limit_is_learned(ask):
    """A proxy in front of OpenAI has an address of its own."""

    def play(exchange, request):
        wrong = "max_tokens" in request.json
        (recorded.fails(recorded.REFUSES_LENGTH) if wrong else fakes.good())(exchange, request)

    model, fake = ask(play, max_tokens=900)
    for _ in range(2):
        assert model.complete(PROMPT, TopicsDraft, DEADLINE).value.topics
    assert [chat.json.get("max_tokens") for chat in fake.chats] == [900, None, None]
    assert [chat.json.get("max_completion_tokens") for chat in fake.chats] == [None, 900, 900]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "maximum context length is 4096 tokens"),
        (400, "the request exceeds the available context size, try increasing it"),
        (401, "Incorrect API key provided"),
        (429, "Rate limit reached for tools"),
        (503, "Loading model"),
        (500, "llama runner process has terminated"),
    ],
)
def test_another_trouble_is_no_refusal_of_a_way(status, words):
    assert not refuses("json_schema", status, words) and not refuses("function", status, words)
    assert other_length("max_tokens", status, words) is None


@pytest.mark.parametrize(
    ("address", "model", "name"),
    [
        (None, "gpt-x", "openai"),
        ("https://eu.api.openai.com/v1", "gpt-x", "openai"),
        ("https://ours.openai.azure.com/openai/v1", "ours", "azure"),
        ("http://ollama:11434/v1", "llama3.2", "ollama"),
        ("http://localhost:11434/v1", "gpt-oss:20b-cloud", "ollama-cloud"),
        ("https://ollama.com/v1", "gpt-oss:20b", "ollama-cloud"),
        ("http://gpu.example:8080/v1", "llama-3.1", "compatible"),
        ("https://notopenai.com/v1", "m", "compatible"),
    ],
)
def test_a_server_is_known_by_its_address(address, model, name):
    assert manners_of(address, model) is TABLE[name]


def test_every_row_ends_in_what_anybody_can_do():
    for row in TABLE.values():
        assert row.ways[-1] == "text" and row.length == (
            "max_completion_tokens" if row.thinks == "apart" else "max_tokens"
        )


def test_words_without_thoughts_stay_as_they_are():
    assert without_thoughts('{"a": "x < y, think > z"}') == '{"a": "x < y, think > z"}'
